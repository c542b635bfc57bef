"""The model of one position: crossed random effects, Bayesian over the three standard deviations on a grid.

    card total = μ + candidate + assessor + error        (points, after centring by competency)

Given the standard deviations everything is Gaussian and exact (Henderson's mixed-model equations); the standard deviations are
integrated over a fixed grid with half-normal priors, so that two interviews, equal ratings or a single interviewer give wide
honest intervals where a plug-in fit gives none. Source of the form: reviewer calibration as at NIPS 2002-2014 (Lawrence; Ge,
Welling, Ghahramani), with the variances integrated out as in Gelman (2006) instead of plugged in.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from secondround.measurement.design import Array, Cards, Indices

SITTING_SHARE = 0.5
"""Share of the error that people in one sitting have in common: panels agree at .74, separate interviews at .44 (Huffcutt et al. 2013)."""


@dataclass(frozen=True)
class Prior:
    """Scales of the half-normal priors of the standard deviations, in points of a scale whose step is 1. Set here and nowhere else."""

    candidate: float = 0.7
    assessor: float = 0.5
    error: float = 0.7


DEFAULT_PRIOR = Prior()
RATIOS = np.geomspace(0.06, 8.0, 15)
ERRORS = np.geomspace(0.08, 2.6, 26)
NEGLIGIBLE = 1e-3
LEVELS = 2
SHARES = (0.5, 0.8, 0.9)


@dataclass(frozen=True)
class Posterior:
    """A mixture of Gaussians over (candidates, assessors), one part per grid node that matters.

    `weight` (G,) sums to 1. `mean` (G, C): candidates on the rating scale, μ included. `covariance` (G, C, C) of the same.
    `severity` (I,): posterior mean of each assessor's offset, points; it never leaves this package by name.
    `noise`: posterior mean of the error variance; `between`: of the assessors' variance.
    """

    weight: Array
    mean: Array
    covariance: Array
    severity: Array
    noise: float
    between: float

    @cached_property
    def estimate(self) -> Array:
        """Posterior mean per candidate, points."""
        return np.asarray(self.weight @ self.mean)

    @cached_property
    def joint(self) -> Array:
        """Posterior covariance of the candidates, mixture included."""
        around = self.mean - self.estimate
        inside = np.tensordot(self.weight, self.covariance, axes=1)
        return np.asarray(inside + np.einsum("g,gi,gj->ij", self.weight, around, around))

    @cached_property
    def intervals(self) -> dict[float, tuple[Array, Array]]:
        """Central intervals holding 50, 80 and 90 % of the posterior, per candidate: the mixture's own quantiles, by bisection."""
        levels = np.array([end for share in SHARES for end in ((1 - share) / 2, (1 + share) / 2)])
        found = self._quantiles(levels)
        return {share: (found[2 * n], found[2 * n + 1]) for n, share in enumerate(SHARES)}

    def _quantiles(self, levels: Array) -> Array:
        """(levels, C): where the mixture's distribution reaches each level."""
        spread = np.sqrt(np.diagonal(self.covariance, axis1=1, axis2=2))
        shape = (len(levels), self.mean.shape[1])
        low = np.broadcast_to((self.mean - 9 * spread).min(axis=0), shape)
        high = np.broadcast_to((self.mean + 9 * spread).max(axis=0), shape)
        for _ in range(28):
            middle = (low + high) / 2
            below = np.einsum("g,lgc->lc", self.weight, ndtr((middle[:, None] - self.mean) / spread))
            is_low = below < levels[:, None]
            low, high = np.where(is_low, middle, low), np.where(is_low, high, middle)
        return np.asarray((low + high) / 2)

    def beats(self) -> Array:
        """P(A's true score is above B's), (C, C); the diagonal is one half."""
        size = self.mean.shape[1]
        found = np.empty((size, size))
        for a in range(size):
            variance = (
                self.covariance[:, a, a, None]
                + np.diagonal(self.covariance, axis1=1, axis2=2)
                - 2 * self.covariance[:, a]
            )
            gap = self.mean[:, a, None] - self.mean
            with np.errstate(divide="ignore", invalid="ignore"):
                z = np.where(variance > 1e-15, gap / np.sqrt(np.maximum(variance, 1e-15)), np.sign(gap) * 40)
            found[a] = self.weight @ ndtr(z)
        np.fill_diagonal(found, 0.5)
        return found

    def draws(self, count: int, seed: int = 20) -> Array:
        """(count, C) draws from the posterior: parts in proportion, each drawn in pairs mirrored about its mean."""
        parts = _in_proportion(self.weight, count // 2)
        normal = np.random.default_rng(seed).standard_normal((len(parts), self.mean.shape[1]))
        out = np.empty((2 * len(parts), self.mean.shape[1]))
        for part in np.unique(parts):
            rows = np.flatnonzero(parts == part)
            away = normal[rows] @ np.linalg.cholesky(self.covariance[part]).T
            out[2 * rows], out[2 * rows + 1] = self.mean[part] + away, self.mean[part] - away
        return out


def _in_proportion(weight: Array, count: int) -> Array:
    """Which part each of `count` draws comes from: systematic sampling, so that shares are as even as whole numbers allow."""
    marks = (np.arange(count) + 0.5) / count
    return np.minimum(np.searchsorted(np.cumsum(weight), marks), len(weight) - 1)


def fit(cards: Cards, prior: Prior = DEFAULT_PRIOR, step: float = 1.0) -> Posterior:
    """Fit one position. `step`: distance of two neighbouring ratings; the error is never below rounding, step/√12.

    Cost: one factorisation of size 1 + candidates + assessors per pair of variance ratios (225).
    """
    size_c, size_i, count = len(cards.candidates), len(cards.assessors), len(cards.total)
    design = np.zeros((count, 1 + size_c + size_i))
    rows = np.arange(count)
    design[:, 0] = 1
    design[rows, 1 + cards.of_candidate] = 1
    design[rows, 1 + size_c + cards.of_assessor] = 1
    precision, log_det_error = _error_precision(cards)
    normal, right = design.T @ precision @ design, design.T @ precision @ cards.total
    square = float(cards.total @ precision @ cards.total)

    ratio_c, ratio_i = (grid.ravel() for grid in np.meshgrid(RATIOS, RATIOS, indexing="ij"))
    ridge = np.zeros((len(ratio_c), design.shape[1]))
    ridge[:, 1 : 1 + size_c] = (ratio_c**-2)[:, None]
    ridge[:, 1 + size_c :] = (ratio_i**-2)[:, None]
    systems = normal + ridge[:, :, None] * np.eye(design.shape[1])
    inverse = np.linalg.inv(systems)
    solution = inverse @ right
    rest = np.maximum(square - solution @ right, 0.0)
    log_det = np.linalg.slogdet(systems)[1] + log_det_error + 2 * (size_c * np.log(ratio_c) + size_i * np.log(ratio_i))

    weight, errors = _weights(ratio_c, ratio_i, rest, log_det, count, prior, step)
    part, level = np.nonzero(weight > NEGLIGIBLE * weight.max())
    share = weight[part, level]
    share = share / share.sum()
    # A candidate's score on the scale is μ plus the candidate's effect: one linear map of the solution.
    pick = np.zeros((size_c, design.shape[1]))
    pick[:, 0] = 1
    pick[np.arange(size_c), 1 + np.arange(size_c)] = 1
    mapped = pick @ inverse @ pick.T
    means = cards.centre + solution @ pick.T
    scale = errors[level] ** 2
    return _merge(
        Posterior(
            weight=share,
            mean=means[part],
            covariance=mapped[part] * scale[:, None, None],
            severity=np.asarray(share @ solution[part][:, 1 + size_c :]),
            noise=float(share @ scale),
            between=float(share @ (scale * ratio_i[part] ** 2)),
        ),
        part,
    )


def _merge(posterior: Posterior, part: Indices) -> Posterior:
    """Nodes that differ in the error alone share mean and shape: two of them per pair of ratios say as much as twenty."""
    keep: list[int] = []
    weights: list[float] = []
    covariances: list[Array] = []
    for one in np.unique(part):
        rows = np.flatnonzero(part == one)
        for chunk in np.array_split(rows, min(LEVELS, len(rows))):
            share = posterior.weight[chunk]
            keep.append(int(chunk[0]))
            weights.append(float(share.sum()))
            covariances.append(np.tensordot(share / share.sum(), posterior.covariance[chunk], axes=1))
    return Posterior(
        weight=np.array(weights),
        mean=posterior.mean[keep],
        covariance=np.array(covariances),
        severity=posterior.severity,
        noise=posterior.noise,
        between=posterior.between,
    )


def _error_precision(cards: Cards) -> tuple[Array, float]:
    """Inverse and log determinant of the error's correlation: cards of one sitting on one candidate share part of their error."""
    root = np.sqrt(cards.spread)
    same = cards.of_sitting[:, None] == cards.of_sitting[None, :]
    matrix = SITTING_SHARE * same * np.outer(root, root)
    np.fill_diagonal(matrix, cards.spread)
    return np.linalg.inv(matrix), float(np.linalg.slogdet(matrix)[1])


def _weights(
    ratio_c: Array, ratio_i: Array, rest: Array, log_det: Array, count: int, prior: Prior, step: float
) -> tuple[Array, Array]:
    """Posterior weight of each (pair of ratios, error) node, and the errors' grid. Restricted likelihood: μ has a flat prior."""
    floor = step / np.sqrt(12)
    errors = np.unique(np.maximum(ERRORS * step, floor))
    width_e = np.gradient(errors) if len(errors) > 1 else np.ones(1)
    log_ratio = np.gradient(np.log(RATIOS))
    width = np.log(np.outer(log_ratio * RATIOS, log_ratio * RATIOS)).ravel()  # cell sizes on the grid of ratios
    e = errors[None, :]
    likelihood = -0.5 * ((count - 1) * np.log(e**2) + rest[:, None] / e**2 + log_det[:, None])
    scales = (prior.candidate * step, prior.assessor * step, prior.error * step)
    prior_density = -0.5 * (
        (ratio_c[:, None] * e / scales[0]) ** 2 + (ratio_i[:, None] * e / scales[1]) ** 2 + (e / scales[2]) ** 2
    ) + 2 * np.log(e)  # the last term: from standard deviations to ratios
    log_weight = likelihood + prior_density + width[:, None] + np.log(width_e)[None, :]
    weight = np.exp(log_weight - log_weight.max())
    return weight / weight.sum(), errors
