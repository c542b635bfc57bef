"""How far ratings agree: of one assessor, of a panel, and how many more are wanted for a reliability of .8.

Reliability is the share of the differences between candidates' mean ratings that is difference between candidates. With variances
of candidates c, assessors i and single ratings e (points²), and k assessors:

    absolute      c / (c + (i + e) / k)      each candidate is met by other people: severity is error
    consistency   c / (c + e / k)            everybody is met by the same people, or severity has been taken out

The second for k from the first is Spearman and Brown (1910). Intraclass correlations by analysis of variance after Shrout and Fleiss
(1979), their cases 1 to 3; for anything incomplete the variances come from a fitted model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

WANTED = 0.8
SEPARATE_INTERVIEWS, PANEL = 0.44, 0.74
"""What a meta-analysis of 125 coefficients found (Huffcutt, Culbertson, Weyhrauch 2013); a panel shares one performance."""


@dataclass(frozen=True)
class Components:
    """Variances in squared points of the scale: between candidates, between assessors, of one rating. Raises ValueError below 0."""

    candidate: float
    assessor: float
    error: float

    def __post_init__(self) -> None:
        if min(self.candidate, self.assessor, self.error) < 0:
            raise ValueError("a variance is not negative")


@dataclass(frozen=True)
class Reliability:
    """`absolute` and `consistency` of the mean of `raters` ratings; `single` of one. None where nothing varies.

    `wanted`: raters that reach .8, severity counted as error; `wanted_adjusted`: with severity taken out. `more`: how many are
    still missing. None where no number does.
    """

    raters: float
    single: float | None
    absolute: float | None
    consistency: float | None
    wanted: int | None
    wanted_adjusted: int | None

    @property
    def more(self) -> int | None:
        return None if self.wanted is None else max(self.wanted - int(self.raters), 0)


def of_panel(components: Components, raters: float) -> Reliability:
    """The reliability of the mean of `raters` ratings by different people (> 0; a mean number may be broken)."""
    if raters <= 0:
        raise ValueError("a panel has somebody in it")
    c, i, e = components.candidate, components.assessor, components.error
    single, adjusted = share(c, i + e), share(c, e)
    return Reliability(
        raters=raters,
        single=single,
        absolute=share(c, (i + e) / raters),
        consistency=share(c, e / raters),
        wanted=raters_for(single),
        wanted_adjusted=raters_for(adjusted),
    )


def share(real: float, error: float) -> float | None:
    return real / (real + error) if real + error > 0 else None


def spearman_brown(single: float, raters: float) -> float:
    """The reliability of `raters` ratings from that of one."""
    return raters * single / (1 + (raters - 1) * single)


def raters_for(single: float | None, wanted: float = WANTED) -> int | None:
    """The fewest raters whose mean is as reliable as wanted (0 < wanted < 1); None where no number is."""
    if single is None or single <= 0:
        return None
    if single >= 1:
        return 1
    needed = wanted * (1 - single) / (single * (1 - wanted))
    return max(1, ceil(needed - 1e-9))


@dataclass(frozen=True)
class Intraclass:
    """Shrout and Fleiss's six: each candidate met by other people (1), by the same sample of people (2), by just these people (3).

    Of one rating (`icc1` ..) and of the mean of all raters (`icc1k` ..). None where nothing varies.
    """

    icc1: float | None
    icc2: float | None
    icc3: float | None
    icc1k: float | None
    icc2k: float | None
    icc3k: float | None


def intraclass(table: Sequence[Sequence[float]]) -> Intraclass:
    """From a complete table, one row per candidate, one column per assessor. Raises ValueError for fewer than two of either."""
    values = np.asarray(table, dtype=np.float64)
    if values.ndim != 2 or min(values.shape) < 2 or not np.isfinite(values).all():
        raise ValueError("a complete table of at least two candidates and two assessors is wanted")
    n, k = values.shape
    whole = values.mean()
    rows = k * float(((values.mean(axis=1) - whole) ** 2).sum())
    columns = n * float(((values.mean(axis=0) - whole) ** 2).sum())
    rest = float(((values - whole) ** 2).sum()) - rows - columns
    between, within = rows / (n - 1), (columns + rest) / (n * (k - 1))
    judges, error = columns / (k - 1), rest / ((n - 1) * (k - 1))
    across = k * (judges - error) / n
    return Intraclass(
        icc1=_over(between - within, between + (k - 1) * within),
        icc2=_over(between - error, between + (k - 1) * error + across),
        icc3=_over(between - error, between + (k - 1) * error),
        icc1k=_over(between - within, between),
        icc2k=_over(between - error, between + (judges - error) / n),
        icc3k=_over(between - error, between),
    )


def _over(top: float, bottom: float) -> float | None:
    return top / bottom if abs(bottom) > 1e-12 else None
