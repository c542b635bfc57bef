"""Step four: the optimum in the units of the ratings: deviations, predictions with conditional deviations, fixed effects."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from secondround.measurement.reml.factors import Array, Factor, same_grouping
from secondround.measurement.reml.fixed import Fixed
from secondround.measurement.reml.optimise import Optimum


@dataclass(frozen=True)
class Predicted:
    """The levels of a random effect: `estimate` (BLUP) and `sd`, conditional on the variances and fixed effects; rating units."""

    levels: tuple[str, ...]
    estimate: Array
    sd: Array


@dataclass(frozen=True)
class Fit:
    """`criterion`: −2 log (restricted) likelihood. `sd`: per effect and "residual", rating units; zero is zero.

    `ratios`: variance of each effect over that of the residual, to begin a later fit with. `unidentified`: effects whose own part
    cannot be told from the rest: a level per rating, one level for all, or the same groups as another effect.
    """

    criterion: float
    method: str
    n: int
    fixed: Mapping[str, float]
    left_out: tuple[str, ...]
    sd: Mapping[str, float]
    effects: Mapping[str, Predicted]
    ratios: tuple[float, ...]
    unidentified: tuple[str, ...]
    steps: int
    is_settled: bool


def unidentified(factors: tuple[Factor, ...], n: int) -> tuple[str, ...]:
    return tuple(
        one.name
        for at, one in enumerate(factors)
        if len(one.levels) in (1, n) or any(same_grouping(one, other) for other in factors[:at])
    )


def assembled(found: Optimum, factors: tuple[Factor, ...], fixed: Fixed, before: Array, unit: float) -> Fit:
    """`before`: coefficients of the basis taken out beforehand; `unit`: rating units per unit of the design."""
    at, slopes = found.at, found.slopes
    residual = np.sqrt(at.squares / at.freedom)
    effects = {}
    for one, ratio, pulls, leverage in zip(factors, at.ratios, slopes.pulls, slopes.leverage, strict=True):
        kept = np.maximum(ratio * (1 - ratio * leverage), 0.0)
        effects[one.name] = Predicted(one.levels, unit * ratio * pulls + 0.0, unit * residual * np.sqrt(kept))
    sd = {one.name: float(unit * residual * np.sqrt(ratio)) for one, ratio in zip(factors, at.ratios, strict=True)}
    coefficients = fixed.in_columns(before + unit * at.coefficients)
    shift = 2 * at.freedom * np.log(unit) + (fixed.log_scale if at.is_restricted else 0.0)
    return Fit(
        criterion=at.criterion + float(shift),
        method="reml" if at.is_restricted else "ml",
        n=at.design.n,
        fixed=dict(zip(fixed.names, coefficients.tolist(), strict=True)),
        left_out=fixed.left_out,
        sd={**sd, "residual": float(unit * residual)},
        effects=effects,
        ratios=tuple(at.ratios.tolist()),
        unidentified=unidentified(factors, at.design.n),
        steps=found.steps,
        is_settled=found.is_settled,
    )
