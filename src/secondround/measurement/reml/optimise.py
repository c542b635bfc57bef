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
MOVE = 4e-6
"""Relative to a standard deviation."""
FURTHEST = 30.0
"""The most by which one step multiplies or divides 1 + c γ."""
NO_GAIN = 1e-13
FLAT = 1e-7
"""Directions in which average information, as a correlation, is less are not told apart by the criterion."""
NOTHING_LEFT = 1e-11
"""Share of the squares below which there is no residual left to compare with."""


@dataclass(frozen=True)
class Optimum:
    """`is_settled`: whether the search ended because no step promised anything, not because steps ran out."""

    at: Evaluation
    slopes: Slopes
    steps: int
    is_settled: bool


def optimum_of(design: Design, start: Array, *, is_restricted: bool) -> Optimum:
    """From ratios `start` (γ per effect). Raises `FitRefused` where the effects explain every rating exactly."""
    share = np.array([len(one.levels) for one in design.factors]) / design.n
    at = evaluate(design, start, is_restricted=is_restricted)
    slopes = slopes_of(at)
    for step in range(MOST_STEPS):
        move, gain = _newton(at.ratios, slopes)
        size = np.abs(move / np.maximum(2 * at.ratios, 1e-12))
        is_there = gain < GAIN and (gain < NO_GAIN or float(size.max(initial=0)) < MOVE)
        if is_there:
            return _ended(at, slopes, step, gain)
        found = _further(at, move, share)
        if found is None:  # what was promised is below rounding, or there is no end to it
            return _ended(at, slopes, step, gain)
        at, slopes = found
    return _ended(at, slopes, MOST_STEPS, gain)


def _ended(at: Evaluation, slopes: Slopes, steps: int, gain: float) -> Optimum:
    """Where next to nothing is left to the residual, the end is the limit of ever larger ratios, if there is one."""
    for _ in range(3):
        if _left(at) > 1e-6:
            break
        further = evaluate(at.design, at.ratios * 10, is_restricted=at.is_restricted)
        if further.criterion < at.criterion - 0.01:
            raise FitRefused("the effects explain every rating exactly; nothing is left to compare them with")
        if further.criterion >= at.criterion or _left(further) < NOTHING_LEFT:
            break
        at, slopes = further, slopes_of(further)
    return Optimum(at, slopes, steps, gain < GAIN)


def _left(at: Evaluation) -> float:
    """Share of the squares that is left to the residual."""
    return float(at.squares / at.design.corner[-1, -1])


def _newton(ratios: Array, slopes: Slopes) -> tuple[Array, float]:
    """The step in γ and the gain it promises. Ratios at zero from which the criterion rises stay."""
    free = (ratios > 0) | (slopes.gradient < 0)
    move = np.zeros(len(ratios))
    while free.any():
        move[:] = 0
        move[free] = _step(slopes.gradient[free], slopes.curvature[free][:, free])
        stuck = free & (ratios == 0) & (move < 0)
        if not stuck.any():
            break
        free &= ~stuck
    endless = (slopes.gradient * ratios < -1e-2) & (slopes.curvature.diagonal() * np.square(ratios) < 1e-5)
    move[endless] = 10 * ratios[endless]  # as where the effects explain everything
    return move, float(-0.5 * move @ slopes.gradient)


def _step(gradient: Array, curvature: Array) -> Array:
    """Newton's, but not along what the criterion does not tell apart."""
    weight = 1 / np.sqrt(np.maximum(curvature.diagonal(), 1e-300))
    values, vectors = np.linalg.eigh(curvature * weight * weight[:, None])
    kept = values > FLAT
    turned = (vectors.T @ (weight * gradient))[kept] / values[kept]
    return np.asarray(-weight * (vectors[:, kept] @ turned))


def _further(at: Evaluation, move: Array, share: Array) -> tuple[Evaluation, Slopes] | None:
    """The step, shortened until the criterion falls; None where it never does."""
    length, noise = 1.0, 1e-9 + 1e-13 * abs(at.criterion)
    while length > 1e-9:
        try:
            ratios = _moved(at.ratios, length * move, share)
            found = evaluate(at.design, ratios, is_restricted=at.is_restricted)
        except np.linalg.LinAlgError:
            length /= 4
            continue
        if _left(found) > NOTHING_LEFT and found.criterion <= at.criterion + noise:
            return found, slopes_of(found)
        length /= 2
    return None


def _moved(ratios: Array, move: Array, share: Array) -> Array:
    """Along 1 / (1 + γ / share); what would be negative is zero."""
    before = 1 + ratios / share
    change = np.clip(1 - move / share / before, 1 / FURTHEST, FURTHEST)
    return np.maximum((before / change - 1) * share, 0.0)
