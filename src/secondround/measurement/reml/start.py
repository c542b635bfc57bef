"""Where the search begins: variances by the method of moments, from counts and sums of squares alone.

For each grouping k the squares within its levels have the expectation Σ_l σ²_l (n − Σ n_uv² / n_u) + σ² (n − levels of k): linear
equations in the variances, one per grouping and one for the whole. Method: Henderson's first; Gao and Owen 2017 for crossed factors.
"""

import numpy as np

from secondround.measurement.reml.design import Design
from secondround.measurement.reml.factors import Array, Factor, total_by

SMALLEST, LARGEST = 1e-3, 1e3


def start_of(design: Design, ratings: Array) -> Array:
    """Variance ratios γ, one per effect, > 0. `ratings`: (n,), residuals of the fixed effects."""
    n, factors = len(ratings), design.factors
    sizes = [np.bincount(one.codes, minlength=len(one.levels)).astype(np.float64) for one in factors]
    met = _met(factors, sizes)
    left = np.empty((len(factors) + 1, len(factors) + 1))
    right = np.empty(len(factors) + 1)
    total = float(ratings @ ratings)
    for k, one in enumerate(factors):
        sums = total_by(one.codes, ratings, len(one.levels))
        right[k] = total - float((sums * sums / sizes[k]).sum())
        left[k] = np.append(n - met[k], n - len(one.levels))
    right[-1] = total
    left[-1] = np.append([n - float(size @ size) / n for size in sizes], n - design.p)
    found = np.asarray(np.linalg.lstsq(left / n, right / n, rcond=1e-9)[0], dtype=np.float64)
    residual = max(found[-1], 0.02 * total / n)
    return np.asarray(np.clip(found[:-1] / residual, SMALLEST, LARGEST), dtype=np.float64)


def _met(factors: tuple[Factor, ...], sizes: list[Array]) -> Array:
    """Σ over pairs of levels of n_uv² / n_u, (effects, effects)."""
    found = np.empty((len(factors), len(factors)))
    for k, one in enumerate(factors):
        found[k, k] = sizes[k].sum()
        for m in range(k):
            other = factors[m]
            width = len(other.levels)
            keys = one.codes * width + other.codes
            if len(one.levels) * width <= 4 * len(keys) + 1000:
                each = np.bincount(keys, minlength=len(one.levels) * width).reshape(-1, width).astype(np.float64)
                squared = each * each
                found[k, m], found[m, k] = (
                    (squared.sum(axis=1) / sizes[k]).sum(),
                    (squared.sum(axis=0) / sizes[m]).sum(),
                )
            else:
                met, times = np.unique(keys, return_counts=True)
                squared = times.astype(np.float64) ** 2
                found[k, m], found[m, k] = (
                    (squared / sizes[k][met // width]).sum(),
                    (squared / sizes[m][met % width]).sum(),
                )
    return found
