"""Adverse impact over several positions: each is compared within itself, then all are put together.

Adding the people of all positions into one table can show a difference where no position has one, and hide one that every
position has (Simpson). Mantel and Haenszel 1959; the variance of the common odds ratio after Robins, Breslow, Greenland 1986, of the
common ratio of rates after Greenland and Robins 1985.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, log, sqrt

from secondround.measurement.impact import Z95


@dataclass(frozen=True)
class Stratum:
    """One position: `a` of `n` people of the group and `b` of `m` of the reference were selected."""

    a: int
    n: int
    b: int
    m: int

    def __post_init__(self) -> None:
        if not (0 <= self.a <= self.n and 0 <= self.b <= self.m):
            raise ValueError("no counts of selected people")

    @property
    def informs(self) -> bool:
        """Whether somebody could be compared with somebody here, and not everybody fared alike."""
        return self.n > 0 and self.m > 0 and 0 < self.a + self.b < self.n + self.m


@dataclass(frozen=True)
class Pooled:
    """`ratio`, `odds_ratio` common to all positions with 95 % intervals; `chi_squared` (with continuity correction) and its `p`.

    `positions`: how many had something to say. Every figure is None where it is undefined.
    """

    positions: int
    ratio: float | None
    ratio_interval: tuple[float, float] | None
    odds_ratio: float | None
    odds_interval: tuple[float, float] | None
    chi_squared: float | None
    p: float | None


def pool(strata: Sequence[Stratum]) -> Pooled:
    """Put the positions together. Positions in which nothing can be compared say nothing and are left out."""
    known = [one for one in strata if one.informs]
    ratio, ratio_interval = _ratio(known)
    odds, odds_interval = _odds(known)
    chi = _chi_squared(known)
    return Pooled(
        positions=len(known),
        ratio=ratio,
        ratio_interval=ratio_interval,
        odds_ratio=odds,
        odds_interval=odds_interval,
        chi_squared=chi,
        p=None if chi is None else erfc(sqrt(chi / 2)),
    )


def _chi_squared(strata: Sequence[Stratum]) -> float | None:
    away = variance = 0.0
    for one in strata:
        everybody, chosen = one.n + one.m, one.a + one.b
        away += one.a - one.n * chosen / everybody
        variance += one.n * one.m * chosen * (everybody - chosen) / (everybody**2 * (everybody - 1))
    if variance <= 0:
        return None
    # Half a person nearer to nothing, as a count cannot be between two numbers; never past it.
    return max(abs(away) - 0.5, 0.0) ** 2 / variance


def _ratio(strata: Sequence[Stratum]) -> tuple[float | None, tuple[float, float] | None]:
    top = sum(one.a * one.m / (one.n + one.m) for one in strata)
    bottom = sum(one.b * one.n / (one.n + one.m) for one in strata)
    if bottom <= 0:
        return None, None
    if top <= 0:
        return 0.0, None
    spread = sum(
        (one.n * one.m * (one.a + one.b) - one.a * one.b * (one.n + one.m)) / (one.n + one.m) ** 2 for one in strata
    )
    return top / bottom, _interval(top / bottom, spread / (top * bottom))


def _odds(strata: Sequence[Stratum]) -> tuple[float | None, tuple[float, float] | None]:
    r = s = pr = ps_qr = qs = 0.0
    for one in strata:
        everybody = one.n + one.m
        up, down = one.a * (one.m - one.b) / everybody, (one.n - one.a) * one.b / everybody
        p = (one.a + one.m - one.b) / everybody
        r, s = r + up, s + down
        pr, ps_qr, qs = pr + p * up, ps_qr + p * down + (1 - p) * up, qs + (1 - p) * down
    if s <= 0:
        return None, None
    if r <= 0:
        return 0.0, None
    return r / s, _interval(r / s, pr / (2 * r * r) + ps_qr / (2 * r * s) + qs / (2 * s * s))


def _interval(middle: float, variance: float) -> tuple[float, float]:
    away = Z95 * sqrt(variance)
    return exp(log(middle) - away), exp(log(middle) + away)
