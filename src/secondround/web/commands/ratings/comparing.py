"""ratings compare: candidates of one position, corrected for who rated whom, on anybody's file."""

import argparse
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from secondround.web.commands.ratings.printing import aligned, print_json
from secondround.web.commands.starting import CommandRefused

if TYPE_CHECKING:
    from secondround.measurement import Comparison, Rating
    from secondround.measurement.tables import Table

MOST = 400
"""Candidates: a comparison is of one position. Beyond, `ratings fit` is the tool."""
WHOLE = "rating"
WARNINGS = {
    "one_assessor": "one interviewer rated everybody: differences stand, the level of all of them does not",
    "one_opinion": "somebody was rated by one interviewer only",
    "unlinked": "sets of candidates that nobody links: comparing across them rests on an assumption",
    "no_disagreement": "all ratings are equal: nothing tells anybody apart",
    "ceiling": "more than half of the ratings are the highest possible",
    "floor": "more than half of the ratings are the lowest possible",
    "by_merit": "some interviewers met stronger candidates than others: if on purpose, the adjustment misleads",
}


def add_to(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = acts.add_parser("compare", help="candidates corrected for who rated whom, with what is not known")
    made.add_argument("file", type=Path, metavar="FILE", help="CSV, gzip, JSON or a typed table; - is standard input")
    made.add_argument("--candidate", required=True, metavar="COLUMN", help="the column of who was rated")
    made.add_argument("--interviewer", required=True, metavar="COLUMN", help="the column of who rated")
    made.add_argument("--competency", metavar="COLUMN", help="the column of what was rated; each weighs the same")
    made.add_argument("--sitting", metavar="COLUMN", help="the column of the conversation, where several sat in one")
    made.add_argument("--rating", required=True, metavar="COLUMN", help="the column of ratings")
    made.add_argument("--choose", type=int, default=1, metavar="M", help="how many are to be chosen (1)")
    made.add_argument("--scale", metavar="LOW-HIGH", help="ends of the scale; else 1-5, or what the file holds")
    made.add_argument("--json", action="store_true", help="everything, as one line of JSON")
    made.set_defaults(run=compare_command)


def compare_command(given: argparse.Namespace) -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if given.choose < 1:
        raise CommandRefused("--choose is at least 1")
    from secondround.measurement.tables import read_table  # noqa: PLC0415  numpy comes with it, and help does without

    table = read_table(given.file)
    ratings = ratings_of(table, given)
    if len({one.candidate for one in ratings}) > MOST:
        raise CommandRefused(f"a comparison is of one position, at most {MOST} candidates; for a firm: ratings fit")
    low, high = _scale(given.scale, [one.value for one in ratings], table, given.rating)
    from secondround.measurement import compare  # noqa: PLC0415  so that refusals do not wait for it

    weights = dict.fromkeys(sorted({one.competency for one in ratings}), 1.0)
    found = compare(ratings, weights=weights, choose=given.choose, step=_step(ratings, high - low), low=low, high=high)
    if given.json:
        print_json(_as_json(found))
    else:
        print(_as_text(found))
    return 0


def ratings_of(table: "Table", given: argparse.Namespace) -> "list[Rating]":
    """The rows on which everything named is there. Somebody rated twice by one person was met twice, unless a sitting says more."""
    columns = [table.texts(given.candidate), table.texts(given.interviewer)]
    columns += [table.texts(name) if name else [""] * len(table) for name in (given.competency, given.sitting)]
    values = table.numbers(given.rating)
    from secondround.measurement import Rating  # noqa: PLC0415

    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for candidate, interviewer, competency, sitting, value in zip(*columns, values.tolist(), strict=True):
        if not candidate or not interviewer or value != value or (given.competency and not competency):
            continue
        key = (candidate, interviewer, competency, sitting)
        again = f"{sitting}#{seen[key]}" if seen[key] else sitting
        seen[key] += 1
        found.append(Rating(candidate, interviewer, competency or WHOLE, value, again))
    if not found:
        raise table.refused("no row has candidate, interviewer and rating", given.rating)
    return found


def _scale(text: str | None, values: Sequence[float], table: "Table", column: str) -> tuple[float, float]:
    low, high = min(values), max(values)
    if text is None:
        if low >= 1 and high <= 5:
            return 1.0, 5.0
        return (low, high) if low < high else (low - 2, low + 2)
    ends = text.lstrip("-").partition("-")
    try:
        first, last = float(text[: len(text) - len(ends[2]) - 1]), float(ends[2])
    except ValueError as error:
        raise CommandRefused(f"--scale is LOW-HIGH, for example 1-5, not {text}") from error
    if not first < last:
        raise CommandRefused(f"--scale begins below its end, not {text}")
    if low < first or high > last:
        raise table.refused(f"a rating is not between {first:g} and {last:g}", column)
    return first, last


def _step(ratings: "Sequence[Rating]", length: float) -> float:
    """The smallest difference between two ratings, as far as it tells: rounding is never taken for more than a quarter of the scale."""
    values = sorted({one.value for one in ratings})
    gaps = [round(b - a, 9) for a, b in pairwise(values)]
    return min([gap for gap in gaps if gap > 0] + [length / 4])


def _as_json(found: "Comparison") -> Mapping[str, object]:
    return {
        "choose": found.choose,
        "candidates": {
            one.candidate: {
                "raw": one.raw,
                "adjusted": one.adjusted,
                "interval50": list(one.interval50),
                "interval80": list(one.interval80),
                "interval90": list(one.interval90),
                "p_best": one.p_best,
                "group": one.group.value,
                "ratings": one.ratings,
                "interviewers": one.assessors,
                "component": one.component,
                "competencies": {
                    part.competency: {
                        "ratings": part.ratings,
                        "raw": part.raw,
                        "adjusted": part.adjusted,
                        "interval80": list(part.interval80 or ()) or None,
                    }
                    for part in one.competencies
                    if part.competency != WHOLE
                },
            }
            for one in found.candidates
        },
        "beats": {
            one.candidate: {
                other.candidate: found.beats[one.candidate, other.candidate]
                for other in found.candidates
                if other is not one
            }
            for one in found.candidates
        },
        "groups": {
            group: [one.candidate for one in found.candidates if one.group.value == group]
            for group in sorted({one.group.value for one in found.candidates})
        },
        "components": [sorted(group) for group in found.components],
        "links": [{"candidate": one.candidate, "interviewer": one.assessor} for one in found.links],
        "probes": [
            {"candidate": one.candidate, "competency": one.competency, "value": one.value, "why": one.why.value}
            for one in found.probes[:3]
        ],
        "warnings": [one.value for one in found.warnings],
        "model": found.model_version,
        "inputs_sha256": found.inputs_sha256,
    }


def _as_text(found: "Comparison") -> str:
    rows = [["candidate", "raw", "adjusted", "80 % from", "to", f"best {found.choose}", "group", "interviewers"]]
    for one in found.candidates:
        low, high = one.interval80
        figures = [f"{one.raw:.1f}", f"{one.adjusted:.1f}", f"{low:.1f}", f"{high:.1f}", f"{one.p_best:.2f}"]
        rows.append([one.candidate, *figures, one.group.value.replace("_", " "), str(one.assessors)])
    parts = [aligned(rows)]
    if len(found.components) > 1:
        sets = "; ".join(", ".join(sorted(group)) for group in found.components)
        links = ", ".join(f"{one.candidate} met by {one.assessor}" for one in found.links)
        parts.append(f"sets that nobody links: {sets}\none interview would link them: {links}")
    parts += [f"note: {WARNINGS[one.value]}" for one in found.warnings]
    return "\n\n".join(parts)
