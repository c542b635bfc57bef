"""Who rated whom on what: ratings put in order, centred by competency, gathered into cards, and the links between candidates.

Pure: plain values in, plain values and arrays out. Ids are opaque text; nothing depends on their spelling or on row order.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

SHARED_BY_CARD = 0.5
"""Share of a full card's error that its competencies have in common (person × assessor); the rest averages out over competencies."""


@dataclass(frozen=True, order=True)
class Rating:
    """One rating: `value` in points of the scale. `sitting` names the conversation; people in one sitting saw one performance.

    Without a name it is a conversation of its own.
    """

    candidate: str
    assessor: str
    competency: str
    value: float
    sitting: str = ""


class DesignRefused(ValueError):
    """Ratings that cannot be compared: a value outside the scale, an unknown competency, or one rated twice on a card."""


@dataclass(frozen=True)
class Cards:
    """Ratings gathered by card (candidate × assessor × sitting), in a canonical order.

    `total[j]`: weighted mean of a card's ratings, each less its competency's mean, points. `spread[j]`: variance of that card's
    error relative to a card on which everything was rated, ≥ 1. `full`: how many equally
    weighted ratings such a card holds. `of_candidate`, `of_assessor`, `of_sitting`: indices per card.
    """

    candidates: tuple[str, ...]
    assessors: tuple[str, ...]
    of_candidate: Indices
    of_assessor: Indices
    of_sitting: Indices
    total: Array
    spread: Array
    centre: float
    means: Mapping[str, float]
    full: float


def checked(ratings: Sequence[Rating], weights: Mapping[str, float], low: float, high: float) -> list[Rating]:
    """The ratings in canonical order. Raises `DesignRefused`."""
    ordered = sorted(ratings)
    for one in ordered:
        if not low <= one.value <= high:
            raise DesignRefused(f"{one.value} is not between {low} and {high}")
        if one.competency not in weights:
            raise DesignRefused(f"competency {one.competency!r} has no weight")
    seen = {(one.candidate, one.assessor, one.sitting, one.competency) for one in ordered}
    if len(seen) < len(ordered):
        raise DesignRefused("one competency is rated twice on one card")
    return ordered


def gather(ratings: Sequence[Rating], weights: Mapping[str, float]) -> Cards:
    """Cards from checked ratings on competencies that count. `ratings` must hold at least one with a weight above 0."""
    counted = [one for one in ratings if weights[one.competency] > 0]
    means = competency_means(counted)
    by_card: dict[tuple[str, str, str], list[Rating]] = defaultdict(list)
    for one in counted:
        by_card[one.candidate, one.assessor, one.sitting].append(one)
    candidates, assessors = sorted({key[0] for key in by_card}), sorted({key[1] for key in by_card})
    keys = sorted(by_card)
    sat = [(candidate, sitting, "" if sitting else assessor) for candidate, assessor, sitting in keys]
    sittings = sorted(set(sat))
    full = effective(weights[name] for name in means)
    spread = [
        SHARED_BY_CARD + (1 - SHARED_BY_CARD) * full / effective(weights[r.competency] for r in by_card[key])
        for key in keys
    ]
    return Cards(
        candidates=tuple(candidates),
        assessors=tuple(assessors),
        of_candidate=np.array([candidates.index(key[0]) for key in keys], dtype=np.intp),
        of_assessor=np.array([assessors.index(key[1]) for key in keys], dtype=np.intp),
        of_sitting=np.array([sittings.index(one) for one in sat], dtype=np.intp),
        total=np.array(
            [weighted((r.value - means[r.competency], weights[r.competency]) for r in by_card[key]) for key in keys]
        ),
        spread=np.array(spread),
        centre=weighted((means[name], weights[name]) for name in means),
        means=means,
        full=full,
    )


def competency_means(ratings: Sequence[Rating]) -> dict[str, float]:
    """Mean of the candidates' means, per competency: somebody seen by many counts as often as somebody seen by one."""
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in ratings:
        values[one.competency][one.candidate].append(one.value)
    return {name: mean([mean(of) for of in by_candidate.values()]) for name, by_candidate in sorted(values.items())}


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def weighted(pairs: Iterable[tuple[float, float]]) -> float:
    """Weighted mean of (value, weight) pairs."""
    top = bottom = 0.0
    for value, weight in pairs:  # a handful of values: plain sums are quicker than arrays
        top, bottom = top + value * weight, bottom + weight
    return top / bottom


def effective(weights: Iterable[float]) -> float:
    """How many equally weighted ratings a weighted mean is worth: (Σw)² / Σw²."""
    found = list(weights)
    return float(sum(found) ** 2 / sum(one * one for one in found))


def components(ratings: Sequence[Rating]) -> tuple[frozenset[str], ...]:
    """Sets of candidates linked through shared assessors, the largest first. Between two sets only the prior compares."""
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for candidate, assessor in {(one.candidate, one.assessor) for one in ratings}:
        parent[root(("candidate", candidate))] = root(("assessor", assessor))
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for candidate in {one.candidate for one in ratings}:
        found[root(("candidate", candidate))].add(candidate)
    return tuple(sorted((frozenset(group) for group in found.values()), key=lambda group: (-len(group), sorted(group))))
