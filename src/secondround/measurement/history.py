"""The firm's history: what closed positions say about the next one, by exact REML.

    card = position + candidate + assessor + error

Positions and candidates are random, too: that a position's candidates were strong says nothing about who met them. Each assessor's
best linear unbiased prediction and its conditional standard deviation become the prior of every position that is open.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from secondround.measurement.design import Rating, competency_means, mean
from secondround.measurement.prior import History, Leaning
from secondround.measurement.reml import FitRefused, crossing, factor, fit

FEWEST_CARDS, FEWEST_CANDIDATES, FEWEST_ASSESSORS = 30, 10, 3
"""Below, a firm's history says less than the documented priors."""


@dataclass(frozen=True)
class PastCard:
    """One person's ratings of one candidate in one conversation of a closed position: their mean, competencies centred."""

    position: str
    candidate: str
    assessor: str
    total: float


def cards_of(position: str, ratings: Sequence[Rating]) -> list[PastCard]:
    """The cards of one position. Who covered which competency is taken off: hard ones make nobody strict."""
    if not ratings:
        return []
    means = competency_means(ratings)
    middle = mean(list(means.values()))
    values: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for one in ratings:
        values[one.candidate, one.assessor, one.sitting].append(one.value - means[one.competency] + middle)
    return [PastCard(position, key[0], key[1], mean(own)) for key, own in sorted(values.items())]


def history_of(cards: Sequence[PastCard], version: str = "") -> History | None:
    """Points in, points out. None where there is too little, or nothing that tells candidates from chance."""
    ordered = sorted(cards, key=lambda one: (one.position, one.candidate, one.assessor, one.total))
    candidates = {(one.position, one.candidate) for one in ordered}
    assessors = {one.assessor for one in ordered}
    is_little = len(candidates) < FEWEST_CANDIDATES or len(assessors) < FEWEST_ASSESSORS
    if len(ordered) < FEWEST_CARDS or is_little:
        return None
    position = factor("position", [one.position for one in ordered])
    candidate = factor("person", [one.candidate for one in ordered])
    factors = [crossing("candidate", [position, candidate]), factor("assessor", [one.assessor for one in ordered])]
    if len(position.levels) > 2:
        factors.append(position)
    try:
        found = fit(np.array([one.total for one in ordered]), factors)
    except FitRefused:
        return None
    if "candidate" in found.unidentified or "assessor" in found.unidentified:
        return None
    leaning = found.effects["assessor"]
    return History(
        candidate=found.sd["candidate"],
        assessor=found.sd["assessor"],
        error=found.sd["residual"],
        leanings={
            name: Leaning(float(middle), float(sd))
            for name, middle, sd in zip(leaning.levels, leaning.estimate, leaning.sd, strict=True)
        },
        version=version,
    )
