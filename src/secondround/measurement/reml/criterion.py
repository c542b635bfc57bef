"""Step two: −2 log (restricted) likelihood at given variance ratios.

With H = I + Σ γ_k Z_k Z_k', X the fixed effects, y the ratings and N = n − p (REML) or n (ML) the criterion is

    log|H| + log|X'H⁻¹X| (REML only) + N (1 + log(2π y'Py / N)),

profiled over residual variance and fixed effects. Eliminated factors leave A = (I + Σ γ Z Z')⁻¹ by Woodbury, one level after the
other; the rest is one dense matrix S = I + Λ R'AR Λ, Λ = √γ, which exists at γ = 0, too. Absorption: Henderson 1984; the
profiled criterion: Bates and others 2015.
"""

import math
from dataclasses import dataclass

import numpy as np

from secondround.measurement.reml.cholesky import SMALL, Factored, factored
from secondround.measurement.reml.design import Design
from secondround.measurement.reml.factors import Array, Indices, total_by


@dataclass(frozen=True)
class Absorbed:
    """An eliminated level at given ratios, its units seen through the finer levels.

    `kept`: 1 / (1 + γ n). `weight`: γ / (1 + γ n). `sums`: of [X y], (units, p + 1). `values`: of its entries.
    """

    ratio: float
    counts: Array
    kept: Array
    weight: Array
    sums: Array
    values: Array


@dataclass(frozen=True)
class Evaluation:
    """The criterion at `ratios` (γ, one per effect, ≥ 0), and what it was made of."""

    design: Design
    ratios: Array
    is_restricted: bool
    levels: tuple[Absorbed, ...]
    scale: Array
    """Λ, (q,)."""
    left: Array
    """R'AR, (q, q); of a large one only the lower triangle is right."""
    border: Array
    """R'A [X y], (q, p + 1)."""
    solved: Factored
    """S."""
    effects: Array
    """S⁻¹ Λ R'A [X y], (q, p + 1)."""
    turned: Array
    """L⁻¹ with X'H⁻¹X = L L', (p, p)."""
    coefficients: Array
    """Of the fixed basis, (p,)."""
    squares: float
    """y'Py, the penalised sum of squares."""
    criterion: float

    @property
    def freedom(self) -> int:
        return self.design.n - (self.design.p if self.is_restricted else 0)


def evaluate(design: Design, ratios: Array, *, is_restricted: bool) -> Evaluation:
    """The criterion at `ratios` (γ per effect, ≥ 0).

    Raises `LinAlgError` where rounding leaves nothing of a matrix: ratios that are too large."""
    levels, left, border, corner, log_h = _absorbed(design, ratios)
    scale = np.zeros(design.q)
    for effect, columns in design.rest:
        scale[columns] = np.sqrt(ratios[effect])
    matrix = scaled_blocks(design, left, ratios, np.zeros_like(left))
    matrix.ravel(order="K")[:: design.q + 1] += 1
    solved = factored(matrix)
    scaled = scale[:, None] * border
    effects = solved.solve(scaled)
    corner = corner - scaled.T @ effects
    p = design.p
    lower = np.linalg.cholesky(corner[:p, :p])
    turned = np.linalg.inv(lower) if p > 1 else 1 / lower
    coefficients = turned.T @ (turned @ corner[:p, p])
    squares = float(corner[p, p] - coefficients @ corner[:p, p])
    freedom = design.n - (p if is_restricted else 0)
    criterion = log_h + solved.log_determinant + freedom * (1 + math.log(2 * math.pi * max(squares, 1e-300) / freedom))
    if is_restricted:
        criterion += 2 * np.log(lower.diagonal()).sum()
    return Evaluation(
        design, ratios, is_restricted, levels, scale, left, border, solved, effects,
        turned, coefficients, squares, float(criterion),
    )  # fmt: skip


def scaled_blocks(design: Design, matrix: Array, ratios: Array, out: Array) -> Array:
    """Λ M Λ, the lower triangle: block by block, as each effect has one factor."""
    for one, rows in design.rest:
        for other, columns in design.rest:
            if columns.start <= rows.start:
                np.multiply(matrix[rows, columns], math.sqrt(ratios[one] * ratios[other]), out=out[rows, columns])
    return out


def _absorbed(design: Design, ratios: Array) -> tuple[tuple[Absorbed, ...], Array, Array, Array, float]:
    """The levels, what they leave of R'R, R'[X y] and [X y]'[X y], and log of the determinant of their own part of H."""
    left, border, corner, log_h = design.gram, design.border, design.corner, 0.0
    counts, sums = design.counts, design.sums
    values = design.entries.values if design.entries else np.zeros(0)
    levels, is_half = [], False
    for level in design.chain:
        ratio = float(ratios[level.effect])
        kept = 1 / (1 + ratio * counts)
        weight = ratio * kept
        log_h += float(np.log1p(ratio * counts).sum())
        weighted = weight[:, None] * sums
        corner = corner - sums.T @ weighted
        if level.pairs is not None and ratio > 0:
            left = left - level.pairs.outer(values, weight)
            is_half = True
            border = border - level.pairs.entries.matrix(values).T @ weighted
        levels.append(Absorbed(ratio, counts, kept, weight, sums, values))
        if level.above is not None:
            size = int(level.above.max()) + 1
            if level.pairs is not None:
                entries = level.pairs.entries
                values = _gathered_entries(design, len(levels), kept[level.pairs.unit] * values) if entries else values
            counts, sums = (
                total_by(level.above, kept * counts, size),
                gathered(level.above, kept[:, None] * sums, size),
            )
    if is_half and design.q <= SMALL:
        left = np.tril(left) + np.tril(left, -1).T
    return tuple(levels), left, border, corner, log_h


def _gathered_entries(design: Design, at: int, values: Array) -> Array:
    pairs = design.chain[at].pairs
    assert pairs is not None
    return total_by(pairs.entries.below, values, len(pairs.entries.columns))


def gathered(above: Indices, values: Array, size: int) -> Array:
    """Sums of rows by the unit above, (size, columns)."""
    return np.column_stack([total_by(above, column, size) for column in values.T])
