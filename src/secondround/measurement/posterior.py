"""What is believed after the ratings of one position: a mixture of Gaussians, and what is read from it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from secondround.measurement.design import Array, Indices
from secondround.measurement.normal import ndtr

SHARES = (0.5, 0.8, 0.9)


@dataclass(frozen=True)
class Posterior:
    """A mixture of Gaussians over the candidates, one part per node of the grid that matters.

    `weight` (G,) sums to 1. `mean` (G, C): candidates on the rating scale, μ included. `covariance` (G, C, C) of the same.
    `severity` (I,): posterior mean of each assessor's offset, points; it never leaves this package by name.
    `spread`: posterior mean of the variance between candidates; `between`: of that between assessors; `noise`: of a card's error.
    `alone` (C,): what would be left of each candidate's variance if severity were known, posterior mean.
    """

    weight: Array
    mean: Array
    covariance: Array
    severity: Array
    spread: float
    between: float
    noise: float
    alone: Array

    @cached_property
    def estimate(self) -> Array:
        """Posterior mean per candidate, points."""
        return np.asarray(self.weight @ self.mean)

    @cached_property
    def joint(self) -> Array:
        """Posterior covariance of the candidates, mixture included."""
        around = self.mean - self.estimate
        inside = np.tensordot(self.weight, self.covariance, axes=1)
        return np.asarray(inside + (self.weight[:, None] * around).T @ around)

    @cached_property
    def intervals(self) -> dict[float, tuple[Array, Array]]:
        """Central intervals holding 50, 80 and 90 % of the posterior, per candidate: the mixture's own quantiles, by bisection."""
        levels = np.array([end for share in SHARES for end in ((1 - share) / 2, (1 + share) / 2)])
        found = self._quantiles(levels)
        return {share: (found[2 * n], found[2 * n + 1]) for n, share in enumerate(SHARES)}

    def _quantiles(self, levels: Array) -> Array:
        """(levels, C): where the mixture's distribution reaches each level; to a thousandth of the narrowest part."""
        spread = np.sqrt(np.diagonal(self.covariance, axis1=1, axis2=2))
        shape = (len(levels), self.mean.shape[1])
        low = np.broadcast_to((self.mean - 5 * spread).min(axis=0), shape)
        high = np.broadcast_to((self.mean + 5 * spread).max(axis=0), shape)
        for _ in range(22):
            middle = (low + high) / 2
            below = np.einsum("g,lgc->lc", self.weight, ndtr((middle[:, None] - self.mean) / spread))
            is_low = below < levels[:, None]
            low, high = np.where(is_low, middle, low), np.where(is_low, high, middle)
        return np.asarray((low + high) / 2)

    def beats(self) -> Array:
        """P(A's true score is above B's), (C, C); the diagonal is one half."""
        size = self.mean.shape[1]
        first, second = np.triu_indices(size, 1)
        own = np.diagonal(self.covariance, axis1=1, axis2=2)
        variance = own[:, first] + own[:, second] - 2 * self.covariance[:, first, second]
        gap = self.mean[:, first] - self.mean[:, second]
        chance = self.weight @ ndtr(gap / np.sqrt(np.maximum(variance, 1e-15)))
        found = np.full((size, size), 0.5)
        found[first, second], found[second, first] = chance, 1 - chance
        return found

    def draws(self, count: int, seed: int = 20) -> Array:
        """(count, C) draws: parts in proportion, each drawn in pairs mirrored about its mean."""
        parts = _in_proportion(self.weight, count // 2)
        normal = np.random.default_rng(seed).standard_normal((len(parts), self.mean.shape[1]))
        out = np.empty((2 * len(parts), self.mean.shape[1]))
        for part in np.unique(parts):
            rows = np.flatnonzero(parts == part)
            away = normal[rows] @ np.linalg.cholesky(self.covariance[part]).T
            out[2 * rows], out[2 * rows + 1] = self.mean[part] + away, self.mean[part] - away
        return out

    def arranged(self, order: Indices) -> "Posterior":
        """The same with the candidates in another order."""
        return Posterior(
            self.weight,
            self.mean[:, order],
            self.covariance[:, order][:, :, order],
            self.severity,
            self.spread,
            self.between,
            self.noise,
            self.alone[order],
        )


def _in_proportion(weight: Array, count: int) -> Array:
    """Which part each of `count` draws comes from: systematic sampling, so that shares are as even as whole numbers allow."""
    marks = (np.arange(count) + 0.5) / count
    return np.minimum(np.searchsorted(np.cumsum(weight), marks), len(weight) - 1)
