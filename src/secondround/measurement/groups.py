"""Groups for a shortlist of m, from the probability of being among the best m."""

from enum import StrEnum

import numpy as np

from secondround.measurement.design import Array

CLEARLY_IN, CLEARLY_BEHIND = 0.8, 0.2
DRAWS = 4000


class Group(StrEnum):
    """Where somebody stands for a shortlist of m. UNPLACED: there is nobody to be compared with."""

    CLEARLY_IN = "clearly_in"
    TOO_CLOSE = "too_close"
    CLEARLY_BEHIND = "clearly_behind"
    UNPLACED = "unplaced"


def best_of(draws: Array, choose: int) -> Array:
    """P(among the best `choose`) per candidate from (draws, C) posterior draws; sums to min(choose, C)."""
    count, size = draws.shape
    if choose >= size:
        return np.ones(size)
    top = np.argpartition(-draws, choose - 1, axis=1)[:, :choose]
    return np.asarray(np.bincount(top.ravel(), minlength=size) / count, dtype=np.float64)


def group_of(probability: float) -> Group:
    if probability >= CLEARLY_IN:
        return Group.CLEARLY_IN
    return Group.CLEARLY_BEHIND if probability <= CLEARLY_BEHIND else Group.TOO_CLOSE
