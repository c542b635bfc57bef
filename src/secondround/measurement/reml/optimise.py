"""Step three: the variance ratios at which the criterion is smallest.

Newton steps with average information, taken along 1 / (1 + c γ), on which a balanced design needs a single one. A ratio that would
become negative is set to zero and stays there while the criterion rises from it: the boundary is a solution, not an accident.
"""

from dataclasses import dataclass

import numpy as np

from secondround.measurement.reml.criterion import Evaluation, evaluate
from secondround.measurement.reml.design import Design
from secondround.measurement.reml.factors import Array, FitRefused
from secondround.measurement.reml.slopes import Slopes, slopes_of

MOST_STEPS = 200
GAIN = 5e-7
"""A step that promises less, and moves no deviation by more than `MOVE`, is not taken."""
MOVE = 2e-6
"""Relative to a standard deviation."""
FURTHEST = 30.0
"""The most by which one step multiplies or divides 1 + c γ."""
NOTHING_LEFT = 1e-11
"""Share of the squares below which there is no residual left to compare with."""


@dataclass(frozen=True)
class Optimum:
    at: Evaluation
    slopes: Slopes
    steps: int


def optimise(design: Design, start: Array, *, is_restricted: bool) -> Optimum:
    """From ratios `start` (γ per effect). Raises `FitRefused` where the effects explain every rating exactly."""
    share = np.array([len(one.levels) for one in design.factors]) / design.n
    at, slopes = _both(design, start, is_restricted)
    for step in range(MOST_STEPS):
        move, gain = _newton(at.ratios, slopes)
        size = np.abs(move / np.maximum(2 * at.ratios, 1e-12))
        if gain < GAIN and (gain < 1e-13 or float(size.max(initial=0)) < MOVE):
            return Optimum(at, slopes, step)
        at, slopes = _further(at, slopes, move, share)
    return Optimum(at, slopes, MOST_STEPS)


def _both(design: Design, ratios: Array, is_restricted: bool) -> tuple[Evaluation, Slopes]:
    at = evaluate(design, ratios, is_restricted=is_restricted)
    if at.squares <= NOTHING_LEFT * design.corner[-1, -1]:
        raise FitRefused("the effects explain every rating exactly; nothing is left to compare them with")
    return at, slopes_of(at)


def _newton(ratios: Array, slopes: Slopes) -> tuple[Array, float]:
    """The step in γ and the gain it promises. Ratios at zero from which the criterion rises stay."""
    free = (ratios > 0) | (slopes.gradient < 0)
    move = np.zeros(len(ratios))
    while free.any():
        gradient = slopes.gradient[free]
        weight = 1 / np.sqrt(np.maximum(np.diag(slopes.curvature)[free], 1e-300))
        values, vectors = np.linalg.eigh(slopes.curvature[np.ix_(free, free)] * weight * weight[:, None])
        values = np.maximum(values, 1e-8)  # along a ridge the step is long, not endless
        move[:] = 0
        move[free] = -weight * (vectors @ ((vectors.T @ (weight * gradient)) / values))
        stuck = free & (ratios == 0) & (move < 0)
        if not stuck.any():
            break
        free &= ~stuck
    return move, float(-0.5 * move @ slopes.gradient)


def _further(at: Evaluation, slopes: Slopes, move: Array, share: Array) -> tuple[Evaluation, Slopes]:
    """The step, halved until the criterion falls."""
    length = 1.0
    while length > 1e-9:
        try:
            found, theirs = _both(at.design, _moved(at.ratios, length * move, share), at.is_restricted)
        except np.linalg.LinAlgError:
            length /= 4
            continue
        if found.criterion <= at.criterion + 1e-9:
            return found, theirs
        length /= 2
    return at, slopes


def _moved(ratios: Array, move: Array, share: Array) -> Array:
    """Along 1 / (1 + γ / share); what would be negative is zero."""
    before = 1 + ratios / share
    change = np.clip(1 - move / share / before, 1 / FURTHEST, FURTHEST)
    return np.maximum((before / change - 1) * share, 0.0)
