"""Value of information: which further answer would most improve the choice of the best m.

Knowledge gradient with correlated beliefs (Frazier, Powell, Dayanik 2009): a probe of competency k of candidate c moves the score
T_c by a normal amount with standard deviation s; at distance d from the bar its worth is s·(φ(z) − z·(1 − Φ(z))), z = |d|/s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import ndtr

from secondround.measurement.design import Array


@dataclass(frozen=True)
class Probe:
    """One possible further rating. `value`: expected gain in points of the scale. `sd`: how far it may move the score."""

    candidate: str
    competency: str
    value: float
    sd: float
    ratings: int
    spread: float


@dataclass(frozen=True)
class Part:
    """One competency of one candidate before a probe: variance of the person's own deviation there, ratings so far, their range."""

    variance: float
    ratings: int
    spread: float


def worth(distance: float, sd: float) -> float:
    """Expected gain of a normal move with standard deviation `sd` at `distance` from the bar, in the units of both."""
    if sd <= 0:
        return 0.0
    z = abs(distance) / sd
    return float(sd * (np.exp(-z * z / 2) / sqrt(2 * np.pi) - z * (1 - ndtr(z))))


def bar_for(estimate: Array, index: int, choose: int) -> float:
    """What one candidate must stay above, or rise to: the midpoint at the edge of the shortlist."""
    ranked = np.sort(estimate)[::-1]
    if len(ranked) == 1:
        return float(ranked[0])
    edge = min(choose, len(ranked) - 1)
    if choose == 1:  # a decision for one: the best rival
        return float(estimate[np.arange(len(estimate)) != index].max())
    return float((ranked[edge - 1] + ranked[edge]) / 2)


def probes(
    candidates: Sequence[str],
    estimate: Array,
    variance: Array,
    parts: Mapping[tuple[str, str], Part],
    shares: Mapping[str, float],
    noise: float,
    choose: int,
) -> tuple[Probe, ...]:
    """Every (candidate, competency), the most worthwhile first; ties keep the order of ids.

    `variance` (C,) of the scores; `shares`: competency weights summing to 1; `noise`: variance of one rating by an unknown assessor.
    """
    found = []
    for index, candidate in enumerate(candidates):
        distance = float(estimate[index]) - bar_for(estimate, index, choose)
        for competency, share in sorted(shares.items()):
            part = parts[candidate, competency]
            covariance = float(variance[index]) + share * part.variance
            sd = covariance / sqrt(float(variance[index]) + part.variance + noise)
            found.append(Probe(candidate, competency, worth(distance, sd), sd, part.ratings, part.spread))
    return tuple(sorted(found, key=lambda one: (-round(one.value, 12), one.candidate, one.competency)))
