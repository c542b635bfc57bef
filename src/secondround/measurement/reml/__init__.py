"""Exact (restricted) maximum likelihood of linear models with crossed and nested random intercepts.

Four named steps: design (what is computed once), criterion and its slopes, optimise, assemble. numpy, and scipy for large designs.
"""

from collections.abc import Sequence

import numpy as np

from secondround.measurement.reml.assemble import Fit, Predicted, assembled
from secondround.measurement.reml.design import Design, design_of
from secondround.measurement.reml.factors import Array, Factor, FitRefused, crossing, factor, told_apart
from secondround.measurement.reml.fixed import fixed_of
from secondround.measurement.reml.optimise import Optimum, optimum_of
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
    apart = told_apart(factors, len(ratings))
    design = design_of(left / unit, [one for one, is_apart in zip(factors, apart, strict=True) if is_apart], known)
    if start is not None:
        begin = np.maximum(np.asarray(start, dtype=np.float64)[apart], 1e-6)
        found = optimum_of(design, begin, is_restricted=method == "reml")
    else:
        found = _searched(design, left / unit, is_restricted=method == "reml")
    return assembled(found, factors, apart, known, before, unit)


def _searched(design: Design, ratings: Array, *, is_restricted: bool) -> Optimum:
    """From the moments; where an effect has hardly two ratings a level, also from far away: there may be a second valley."""
    found = optimum_of(design, start_of(design, ratings), is_restricted=is_restricted)
    if design.chain or all(2 * len(one.levels) < design.n for one in design.factors):
        return found
    try:
        other = optimum_of(design, np.full(len(design.factors), 20.0), is_restricted=is_restricted)
    except FitRefused:  # that valley has no floor; ours is one
        return found
    return other if other.at.criterion < found.at.criterion - 1e-9 else found
