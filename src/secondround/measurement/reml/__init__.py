"""Exact (restricted) maximum likelihood of linear models with crossed and nested random intercepts.

Four named steps: design (what is computed once), criterion and its slopes, optimise, assemble. numpy, and scipy for large designs.
"""

from collections.abc import Sequence

import numpy as np

from secondround.measurement.reml.assemble import Fit, Predicted, assembled
from secondround.measurement.reml.design import design_of
from secondround.measurement.reml.factors import Array, Factor, FitRefused, crossing, factor
from secondround.measurement.reml.fixed import fixed_of
from secondround.measurement.reml.optimise import optimum_of
from secondround.measurement.reml.start import start_of

__all__ = ["Factor", "Fit", "FitRefused", "Predicted", "crossing", "factor", "fit"]


def fit(
    ratings: Array,
    factors: Sequence[Factor],
    fixed: Sequence[Factor | tuple[str, Array]] = (),
    *,
    method: str = "reml",
    start: Sequence[float] | None = None,
) -> Fit:
    """Fit ratings = fixed effects + Σ random intercepts + error.

    `ratings`: (n,), finite. `factors`: the random intercepts, at least one. `fixed`: beside the intercept, factors (against their first
    level) and (name, numbers). `method`: "reml" or "ml". `start`: variance ratios of an earlier fit, which makes this one quicker.
    Raises `FitRefused` where there is nothing to fit: no ratings to spare, all alike, or explained exactly.
    """
    known = fixed_of(len(ratings), fixed)
    before = known.basis.T @ ratings
    left = ratings - known.basis @ before
    left -= known.basis @ (known.basis.T @ left)
    if len(ratings) <= len(known.names):
        raise FitRefused(f"{len(ratings)} ratings cannot carry {len(known.names)} fixed effects and a residual")
    unit = float(np.sqrt(left @ left / len(left)))
    if unit <= 1e-12 * float(np.abs(ratings).max(initial=0)) or unit == 0:
        raise FitRefused("all ratings are alike, or explained by the fixed effects; there is nothing to fit")
    design = design_of(left / unit, factors, known)
    begin = start_of(design, left / unit) if start is None else np.maximum(np.asarray(start, dtype=np.float64), 1e-6)
    found = optimum_of(design, begin, is_restricted=method == "reml")
    return assembled(found, tuple(factors), known, before, unit)
