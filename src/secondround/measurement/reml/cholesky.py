"""One symmetric positive definite matrix, factored once: its determinant, solutions, inverse."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from secondround.measurement.reml.factors import Array

Single = NDArray[np.float32]
SMALL = 128
"""Up to so many rows numpy does it, and scipy, slow to load, is left alone."""


class Factored(Protocol):
    """A = L L'."""

    log_determinant: float

    def solve(self, right: Array) -> Array:
        """A⁻¹ right, (q, columns)."""

    def half(self, right: Array) -> Array:
        """L⁻¹ right, (q, columns)."""

    def invert(self) -> Array | Single:
        """A⁻¹ in Fortran order; of a large one only the lower triangle is right.

        It takes the place of the factor: nothing can be solved after it.
        """


def factored(matrix: Array | Single) -> Factored:
    """`matrix`: (q, q) in Fortran order, the lower triangle is read; it may be overwritten. Raises `LinAlgError`.

    A large one in single precision is factored in single precision, in half the time.
    """
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


def _small(matrix: Array | Single) -> _Small:
    lower = np.linalg.cholesky(np.asarray(matrix, dtype=np.float64))
    return _Small(np.asarray(np.linalg.inv(lower), dtype=np.float64), float(2 * np.log(lower.diagonal()).sum()))


@dataclass
class _Large:
    lower: Array | Single
    log_determinant: float

    def solve(self, right: Array) -> Array:
        from scipy.linalg.lapack import dpotrs, spotrs  # noqa: PLC0415

        by_lapack = spotrs if self.lower.dtype == np.float32 else dpotrs
        return np.asarray(by_lapack(self.lower, right, lower=1)[0], dtype=np.float64)

    def half(self, right: Array) -> Array:
        from scipy.linalg.blas import dtrsm, strsm  # noqa: PLC0415

        by_blas = strsm if self.lower.dtype == np.float32 else dtrsm
        return np.asarray(by_blas(1.0, self.lower, right, lower=1), dtype=np.float64)

    def invert(self) -> Array | Single:
        from scipy.linalg.lapack import dpotri, spotri  # noqa: PLC0415

        by_lapack = spotri if self.lower.dtype == np.float32 else dpotri
        return np.asarray(by_lapack(self.lower, lower=1, overwrite_c=1)[0])


def _large(matrix: Array | Single) -> _Large:
    from scipy.linalg.lapack import dpotrf, spotrf  # noqa: PLC0415

    by_lapack = spotrf if matrix.dtype == np.float32 else dpotrf
    lower, failed = by_lapack(matrix, lower=1, clean=0, overwrite_a=1)
    if failed:
        raise np.linalg.LinAlgError("the matrix is not positive definite")
    return _Large(lower, float(2 * np.log(lower.diagonal(), dtype=np.float64).sum()))
