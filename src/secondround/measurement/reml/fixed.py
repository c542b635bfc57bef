"""Fixed effects: columns of the model matrix as R names and contrasts them, made orthonormal; dependent columns left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from secondround.measurement.reml.factors import Array, Factor, FitRefused

MOST_CELLS = 150_000_000
"""Ratings × fixed effects: 1.2 GB."""
DEPENDENT = 1e-7
"""A column is left out where less than this share of its length is not in the columns before it."""


@dataclass(frozen=True)
class Fixed:
    """`names`: of the columns kept. `basis`: (n, p), orthonormal, same span. `triangle`: (p, p), columns = basis @ triangle."""

    names: tuple[str, ...]
    left_out: tuple[str, ...]
    basis: Array
    triangle: Array

    @property
    def log_scale(self) -> float:
        """log |X'X|: what the restricted criterion in the given columns has above that in the basis."""
        return float(2 * np.log(np.abs(np.diag(self.triangle))).sum())

    def in_columns(self, coefficients: Array) -> Array:
        """Coefficients of the basis as coefficients of the columns."""
        return np.asarray(np.linalg.solve(self.triangle, coefficients), dtype=np.float64)


def fixed_of(n: int, parts: Sequence[Factor | tuple[str, Array]]) -> Fixed:
    """An intercept, each factor against its first level, and each (name, numbers) as it is. Raises `FitRefused`."""
    many = 1 + sum(len(part.levels) - 1 if isinstance(part, Factor) else 1 for part in parts)
    if many * n > MOST_CELLS:
        raise FitRefused(
            f"{many} fixed effects over {n} ratings would fill the memory; what has many levels is an effect"
        )
    names, columns = ["(Intercept)"], [np.ones(n)]
    for part in parts:
        if isinstance(part, Factor):
            names += [f"{part.name}{level}" for level in part.levels[1:]]
            columns += [(part.codes == code).astype(np.float64) for code in range(1, len(part.levels))]
        else:
            names.append(part[0])
            columns.append(part[1])
    basis = np.empty((n, len(columns)), order="F")
    triangle = np.zeros((len(columns), len(columns)))
    kept: list[int] = []
    for at, column in enumerate(columns):
        p = len(kept)
        rest, length = column, float(np.linalg.norm(column))
        for _ in range(2):  # twice is enough to be orthogonal to the last digit
            along = basis[:, :p].T @ rest
            rest = rest - basis[:, :p] @ along
            triangle[:p, p] += along
        left = float(np.linalg.norm(rest))
        if left <= DEPENDENT * length:
            triangle[:, p] = 0
            continue
        triangle[p, p] = left
        basis[:, p] = rest / left
        kept.append(at)
    p = len(kept)
    return Fixed(
        tuple(names[at] for at in kept),
        tuple(name for at, name in enumerate(names) if at not in kept),
        basis[:, :p],
        triangle[:p, :p],
    )
