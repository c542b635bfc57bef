"""Value of information: which further answer would most improve the choice of the best m.

Knowledge gradient with correlated beliefs (Frazier, Powell, Dayanik 2009): a rating of competency k of candidate c moves c's score,
against that of the rival at the edge of the shortlist, by a normal amount with standard deviation

    s = |Cov(T_c, θ_ck) − Cov(T_rival, θ_ck)| / √(Var θ_ck + variance of one rating by an unknown assessor)

and at distance d its worth is s·(φ(z) − z·(1 − Φ(z))), z = |d| / s. Rivals are those who would have to give way or come in: whoever
is outside for somebody inside, whoever is inside for somebody outside; the one that makes the answer worth most counts. Divided by
the minutes that the answer takes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from secondround.measurement.competencies import Detail
from secondround.measurement.design import Array
from secondround.measurement.normal import ndtr

APART = 1.5
"""Points of a scale from 1 to 5 between two ratings of one competency that are worth asking about."""


class Why(StrEnum):
    """Why an answer is worth having, the most telling reason first."""

    APART = "apart"
    NOBODY_ASKED = "nobody_asked"
    ONE_OPINION = "one_opinion"
    CLOSE = "close"


@dataclass(frozen=True)
class Heard:
    """What has been said on one competency of one candidate: how many ratings, and how far apart they are (points)."""

    ratings: int
    spread: float

    def why(self, unit: float = 1.0) -> Why:
        if self.ratings >= 2 and self.spread >= APART * unit:
            return Why.APART
        if self.ratings == 0:
            return Why.NOBODY_ASKED
        return Why.ONE_OPINION if self.ratings == 1 else Why.CLOSE


@dataclass(frozen=True)
class Probe:
    """One possible further rating. `value`: expected gain of the choice, points; `sd`: how far it may move the score."""

    candidate: str
    competency: str
    value: float
    sd: float
    ratings: int
    spread: float
    why: Why
    minutes: float = 1.0


def worth(distance: float, sd: float) -> float:
    """Expected gain of a normal move with standard deviation `sd` at `distance` from the bar, in the units of both."""
    return float(_worth(np.array([distance]), np.array([sd]))[0])


def _worth(distance: Array, sd: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.abs(distance) / sd
        found = sd * (np.exp(-z * z / 2) / sqrt(2 * np.pi) - z * ndtr(-z))
    return np.where(sd > 0, np.maximum(found, 0.0), 0.0)


def _are_rivals(estimate: Array, choose: int) -> NDArray[np.bool_]:
    """(C, C): whether one of the two is among the chosen and the other is not."""
    inside = np.zeros(len(estimate), dtype=bool)
    inside[np.argsort(-estimate, kind="stable")[:choose]] = True
    return np.asarray(inside[:, None] != inside[None, :])


def probes(
    candidates: Sequence[str],
    estimate: Array,
    detail: Detail,
    heard: Mapping[tuple[str, str], Heard],
    shares: Mapping[str, float],
    choose: int,
    unit: float = 1.0,
    minutes: Mapping[str, float] | None = None,
) -> tuple[Probe, ...]:
    """Every (candidate, competency that counts), the most worthwhile per minute first; ties keep the order of ids.

    `minutes`: what an answer on a competency takes, where they differ.
    """
    own = np.take_along_axis(detail.cross, np.arange(len(candidates))[:, None, None], axis=2)  # (C, K, 1)
    spread = np.sqrt(np.diagonal(detail.covariance, axis1=1, axis2=2) + detail.noise)
    moves = np.abs(own - detail.cross) / spread[:, :, None]
    values = _worth((estimate[:, None] - estimate[None, :])[:, None, :], moves)
    values = np.where(_are_rivals(estimate, choose)[:, None, :], values, -1.0)
    best = values.argmax(axis=2)
    found = []
    for index, candidate in enumerate(candidates):
        for k, competency in enumerate(detail.competencies):
            if competency not in shares:
                continue
            said, rival = heard.get((candidate, competency), Heard(0, 0.0)), best[index, k]
            value, sd = max(float(values[index, k, rival]), 0.0), float(moves[index, k, rival])
            taken = (minutes or {}).get(competency, 1.0)
            found.append(Probe(candidate, competency, value, sd, said.ratings, said.spread, said.why(unit), taken))
    return tuple(sorted(found, key=lambda one: (-round(one.value / one.minutes, 12), one.candidate, one.competency)))
