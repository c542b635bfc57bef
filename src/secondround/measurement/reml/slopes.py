"""The gradient of the criterion by variance ratio, and the average information, from one evaluation.

∂/∂γ_k = tr(Z_k'PZ_k) − N d_k'd_k / y'Py with d_k = Z_k'Py (REML; for ML the trace is of H⁻¹). z'H⁻¹z of every unit: for the rest
from the diagonal of S⁻¹; for eliminated units one sweep back through the levels gives the derivative of log|H| by each unit's own ratio,
which is the same. Average information: Gilmour, Thompson and Cullis 1995, here of the profiled criterion.
"""

from dataclasses import dataclass

import numpy as np

from secondround.measurement.reml.cholesky import SMALL
from secondround.measurement.reml.criterion import Evaluation, gathered, scaled_blocks
from secondround.measurement.reml.factors import Array, Indices, total_by


@dataclass(frozen=True)
class Slopes:
    """`gradient`: (effects,). `curvature`: average information, (effects, effects), positive semi-definite. Both by γ.

    `pulls`: Z_k'Py per effect, (levels,): a level's prediction over its ratio, in residual variances. `leverage`: z'H⁻¹z per effect.
    """

    gradient: Array
    curvature: Array
    pulls: tuple[Array, ...]
    leverage: tuple[Array, ...]


def slopes_of(at: Evaluation) -> Slopes:
    """An evaluation is used up by this: what was factored is inverted in its place."""
    seen = _seen(at)
    beta = np.append(-at.coefficients, 1.0)
    pulls = [one @ beta for one in seen]
    share = at.freedom / at.squares
    between = share * _between(at, pulls)
    leverage = _leverage(at)
    squares = np.array([one @ one for one in pulls])
    traces = np.array([one.sum() for one in leverage])
    if at.is_restricted:
        traces -= [np.square(one[:, :-1] @ at.turned.T).sum() for one in seen]
    curvature = between - share / at.squares * np.outer(squares, squares)
    return Slopes(traces - share * squares, curvature, tuple(pulls), tuple(leverage))


def _symmetric(lower: Array, right: Array) -> Array:
    """A symmetric matrix, of which where it is large only the lower triangle is right, times columns."""
    if len(lower) <= SMALL:
        return lower @ right
    from scipy.linalg.blas import dsymm  # noqa: PLC0415  small designs do without scipy

    return np.asarray(dsymm(1.0, lower, right, lower=1))


def _shifts(at: Evaluation, sums: Array) -> list[tuple[Array, Array]]:
    """For sums over the finest units, (units, columns): each level's sums, and what the levels above it take off each of its units.

    A b of rows is b less (weight · sums + kept · shift) of the finest unit.
    """
    totals = [sums]
    for level, one in zip(at.design.chain, at.levels, strict=True):
        if level.above is not None:
            totals.append(gathered(level.above, one.kept[:, None] * totals[-1], int(level.above.max()) + 1))
    shifts: list[Array] = [np.zeros_like(totals[-1])]
    for place in range(len(totals) - 2, -1, -1):
        upper, above = at.levels[place + 1], at.design.chain[place].above
        taken = upper.weight[:, None] * totals[place + 1] + upper.kept[:, None] * shifts[0]
        shifts.insert(0, taken[above])
    return list(zip(totals, shifts, strict=True))


def _seen(at: Evaluation) -> list[Array]:
    """Z_k'H⁻¹[X y] per effect, (levels, p + 1)."""
    design, found = at.design, {}
    scaled = at.scale[:, None] * at.effects
    is_inside = all(at.ratios[effect] > 0 for effect, _ in design.rest)
    missed = at.border if is_inside else at.border - _symmetric(at.left, scaled)
    for effect, part in design.rest:
        ratio = at.ratios[effect]
        found[effect] = at.effects[part] / np.sqrt(ratio) if ratio > 0 else missed[part]
    if design.chain:
        sums = design.sums
        if design.entries is not None:
            sums = sums - design.entries.matrix(design.entries.values) @ scaled
        for level, one, (total, shift) in zip(design.chain, at.levels, _shifts(at, sums), strict=True):
            found[level.effect] = one.kept[:, None] * (total - one.counts[:, None] * shift)
    return [found[effect] for effect in range(len(design.factors))]


def _leverage(at: Evaluation) -> list[Array]:
    """z'H⁻¹z of every unit, per effect."""
    design, found = at.design, {}
    for effect, part in design.rest:
        if at.ratios[effect] == 0:
            unit = np.zeros((design.q, part.stop - part.start), order="F")
            np.fill_diagonal(unit[part], 1.0)
            met = at.scale[:, None] * _symmetric(at.left, unit)
            found[effect] = at.left.diagonal()[part] - np.square(at.solved.half(met)).sum(axis=0)
    inverse = at.solved.invert()
    for effect, part in design.rest:
        if at.ratios[effect] > 0:
            found[effect] = (1 - inverse.diagonal()[part]) / at.ratios[effect]
    if design.chain:
        found.update(_swept(at, scaled_blocks(design, inverse, at.ratios, inverse)))
    return [found[effect] for effect in range(len(design.factors))]


def _swept(at: Evaluation, inner: Array) -> dict[int, Array]:
    """The same for eliminated levels: log|H| differentiated backwards, from the coarsest level to the finest."""
    found: dict[int, Array] = {}
    by_entry, by_count = np.zeros(0), np.zeros(0)
    for place in range(len(at.levels) - 1, -1, -1):
        level, one = at.design.chain[place], at.levels[place]
        by_weight, own = np.zeros(level.size), np.zeros(0)
        if level.pairs is not None and place == 0 and level.above is None:
            by_weight = -level.pairs.forms(one.values, inner)
        elif level.pairs is not None:
            times = level.pairs.times(one.values, inner)
            by_weight = -total_by(level.pairs.unit, times * one.values, level.size)
            own = -2 * one.weight[level.pairs.unit] * times
        lost, squared = np.zeros(level.size), np.square(one.kept)
        counts = one.ratio * one.kept - by_weight * np.square(one.weight)
        if level.above is not None:
            lost = by_count[level.above] * one.counts
            counts += one.kept * by_count[level.above]
            if level.pairs is not None:
                upper = at.design.chain[place + 1].pairs
                assert upper is not None
                passed = by_entry[upper.entries.below]
                lost += total_by(level.pairs.unit, passed * one.values, level.size)
                own += one.kept[level.pairs.unit] * passed
            counts -= lost * one.ratio * squared
        found[level.effect] = one.counts * one.kept + (by_weight - lost * one.counts) * squared
        by_entry, by_count = own, counts
    return found


def _between(at: Evaluation, pulls: list[Array]) -> Array:
    """d_k'Z_k' P Z_l d_l of all effects, (effects, effects)."""
    design, many = at.design, len(pulls)
    dense = np.zeros((design.q, many))
    for effect, part in design.rest:
        dense[part, effect] = pulls[effect]
    over_rest, over_fixed = _symmetric(at.left, dense), at.border.T @ dense
    found = dense.T @ over_rest
    if design.chain:
        rows = np.zeros((len(design.counts), many))
        at_unit: Indices = np.arange(len(design.counts))
        for level in design.chain:
            rows[:, level.effect] = pulls[level.effect][at_unit]
            at_unit = at_unit if level.above is None else level.above[at_unit]
        totals = design.counts[:, None] * rows
        _, shift = _shifts(at, totals)[0]
        left = rows - at.levels[0].weight[:, None] * totals - at.levels[0].kept[:, None] * shift
        over_fixed = over_fixed + design.sums.T @ left
        found = found + totals.T @ left
        if design.entries is not None:
            extra = design.entries.matrix(design.entries.values).T @ left
            over_rest = over_rest + extra
            found = found + dense.T @ extra + extra.T @ dense
    scaled = at.scale[:, None] * over_rest
    found = found - scaled.T @ at.solved.solve(scaled)
    over_fixed = over_fixed[:-1] - at.effects[:, :-1].T @ scaled
    half = at.turned @ over_fixed
    return np.asarray(found - half.T @ half)
