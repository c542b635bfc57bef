"""Step four: the optimum in the units of the ratings: deviations, predictions with conditional deviations, fixed effects."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from secondround.measurement.reml.factors import Array, Factor
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
    cannot be told from the rest, and is zero: one level for all, a level per rating (that is the residual's), or groups named before.
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


def assembled(
    found: Optimum, factors: Sequence[Factor], apart: Sequence[bool], fixed: Fixed, before: Array, unit: float
) -> Fit:
    """`apart`: which factors the design has; `before`: coefficients of the basis taken out beforehand; `unit`: rating units of one."""
    at, slopes = found.at, found.slopes
    residual = math.sqrt(at.squares / at.freedom)
    effects = {one.name: Predicted(one.levels, np.zeros(len(one.levels)), np.zeros(len(one.levels))) for one in factors}
    ratios = dict.fromkeys(effects, 0.0)
    parts = zip(at.design.factors, at.ratios.tolist(), slopes.pulls, slopes.leverage, strict=True)
    for one, ratio, pulls, leverage in parts:
        kept = np.maximum(ratio * (1 - ratio * leverage), 0.0)
        effects[one.name] = Predicted(one.levels, unit * ratio * pulls + 0.0, unit * residual * np.sqrt(kept))
        ratios[one.name] = ratio
    coefficients = fixed.in_columns(before + unit * at.coefficients)
    shift = 2 * at.freedom * math.log(unit) + (fixed.log_scale if at.is_restricted else 0.0)
    return Fit(
        criterion=at.criterion + shift,
        method="reml" if at.is_restricted else "ml",
        n=at.design.n,
        fixed=dict(zip(fixed.names, coefficients.tolist(), strict=True)),
        left_out=fixed.left_out,
        sd={
            **{name: unit * residual * math.sqrt(ratio) for name, ratio in ratios.items()},
            "residual": unit * residual,
        },
        effects=effects,
        ratios=tuple(ratios.values()),
        unidentified=tuple(one.name for one, is_apart in zip(factors, apart, strict=True) if not is_apart),
        steps=found.steps,
        is_settled=found.is_settled,
    )
