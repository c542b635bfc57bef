"""One symmetric positive definite matrix, factored once: its determinant, solutions, inverse."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from secondround.measurement.reml.factors import Array

SMALL = 128
"""Up to so many rows numpy does it, and scipy, slow to load, is left alone."""


class Factored(Protocol):
    """A = L L'."""

    log_determinant: float

    def solve(self, right: Array) -> Array:
        """A⁻¹ right, (q, columns)."""

    def half(self, right: Array) -> Array:
        """L⁻¹ right, (q, columns)."""

    def invert(self) -> Array:
        """A⁻¹ in Fortran order; of a large one only the lower triangle is right.

        It takes the place of the factor: nothing can be solved after it.
        """


def factored(matrix: Array) -> Factored:
    """`matrix`: (q, q) in Fortran order, the lower triangle is read; it may be overwritten. Raises `LinAlgError`."""
    return _small(matrix) if len(matrix) <= SMALL else _large(matrix)


@dataclass
class _Small:
    turned: Array
    """L⁻¹."""
    log_determinant: float

    def solve(self, right: Array) -> Array:
        return self.turned.T @ (self.turned @ right)

    def half(self, right: Array) -> Array:
        return self.turned @ right

    def invert(self) -> Array:
        return np.asfortranarray(self.turned.T @ self.turned)


def _small(matrix: Array) -> _Small:
    lower = np.linalg.cholesky(np.asarray(matrix, dtype=np.float64))
    return _Small(np.asarray(np.linalg.inv(lower), dtype=np.float64), float(2 * np.log(lower.diagonal()).sum()))


@dataclass
class _Large:
    lower: Array
    log_determinant: float

    def solve(self, right: Array) -> Array:
        from scipy.linalg.lapack import dpotrs  # noqa: PLC0415

        return np.asarray(dpotrs(self.lower, right, lower=1)[0], dtype=np.float64)

    def half(self, right: Array) -> Array:
        from scipy.linalg.blas import dtrsm  # noqa: PLC0415

        return np.asarray(dtrsm(1.0, self.lower, right, lower=1), dtype=np.float64)

    def invert(self) -> Array:
        from scipy.linalg.lapack import dpotri  # noqa: PLC0415

        return np.asarray(dpotri(self.lower, lower=1, overwrite_c=1)[0])


def _large(matrix: Array) -> _Large:
    from scipy.linalg.lapack import dpotrf  # noqa: PLC0415

    lower, failed = dpotrf(matrix, lower=1, clean=0, overwrite_a=1)
    if failed:
        raise np.linalg.LinAlgError("the matrix is not positive definite")
    return _Large(lower, float(2 * np.log(lower.diagonal(), dtype=np.float64).sum()))
