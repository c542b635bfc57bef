"""Pure rules of positions: weights, and what a plan covers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from secondround.positions.repeats import near_pairs


class WeightsRefused(ValueError):
    """Weights that cannot stand; the argument is a code: missing, unknown, negative, all_zero, not_a_number."""


def checked_weights(weights: Mapping[str, float], competencies: set[str]) -> dict[str, float]:
    """One weight per competency, none below 0, not all 0. Returns them in the order of their keys."""
    if set(weights) - competencies:
        raise WeightsRefused("unknown")
    if competencies - set(weights):
        raise WeightsRefused("missing")
    if not all(isfinite(value) for value in weights.values()):
        raise WeightsRefused("not_a_number")
    if any(value < 0 for value in weights.values()):
        raise WeightsRefused("negative")
    if not any(weights.values()):
        raise WeightsRefused("all_zero")
    return {key: float(weights[key]) for key in sorted(weights, key=int)}


MOST_FOCUS = 6
MOST_JUDGED = 24  # four groups of six


@dataclass(frozen=True)
class PlannedQuestion:
    """A question of a kit: what it is about ("" for none), the library's key or its own words, how long it takes, how it is put."""

    competency: str
    key: str
    minutes: int
    text: str = ""


@dataclass(frozen=True)
class PlannedKit:
    """An interview of a plan, as far as coverage is concerned."""

    key: str
    round: str
    minutes: int
    focus: frozenset[str]
    questions: tuple[PlannedQuestion, ...]


@dataclass(frozen=True)
class Cover:
    """One competency across the plan: per kit whether it is in focus and how many questions ask it, and what is odd about it.

    Codes: "gap" nobody looks at it; "unasked" in focus somewhere without a question there; "double" in focus twice in one round.
    """

    competency: str
    cells: tuple[tuple[bool, int], ...]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """A plan in one strip. `kit_codes`, per kit: "too_long" its questions take more time than it has, "too_many" focus competencies.
    `twice`: keys of questions that are asked more than once. `alike`: pairs of texts that seem to ask the same in other words.
    `too_many`: more is judged than people can tell apart."""

    rows: tuple[Cover, ...]
    kit_codes: tuple[tuple[str, ...], ...]
    twice: tuple[str, ...]
    alike: tuple[tuple[str, str], ...]
    too_many: bool


def coverage(competencies: Sequence[str], kits: Sequence[PlannedKit]) -> Coverage:
    """What a plan covers, what it leaves out, what it asks twice. Warnings only: a plan is its team's."""
    asked = Counter(question.key for kit in kits for question in kit.questions)
    return Coverage(
        rows=tuple(_cover(one, kits) for one in competencies),
        kit_codes=tuple(
            (("too_long",) if sum(one.minutes for one in kit.questions) > kit.minutes else ())
            + (("too_many",) if len(kit.focus) > MOST_FOCUS else ())
            for kit in kits
        ),
        twice=tuple(sorted(key for key, times in asked.items() if times > 1)),
        alike=_alike({question.key: question.text for kit in kits for question in kit.questions if question.text}),
        too_many=len(competencies) > MOST_JUDGED,
    )


def _alike(texts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Of the questions of a plan, each once, the pairs that seem to be the same one in other words."""
    put = list(texts.values())
    return tuple((put[one], put[other]) for one, other in near_pairs(put))


def _cover(competency: str, kits: Sequence[PlannedKit]) -> Cover:
    cells = tuple((competency in kit.focus, sum(one.competency == competency for one in kit.questions)) for kit in kits)
    rounds = Counter(kit.round for kit in kits if competency in kit.focus)
    codes = []
    if not any(is_focus or count for is_focus, count in cells):
        codes.append("gap")
    if any(is_focus and not count for is_focus, count in cells):
        codes.append("unasked")
    if any(times > 1 for times in rounds.values()):
        codes.append("double")
    return Cover(competency, cells, tuple(codes))
