"""Exact tests of two proportions: Fisher, Fisher with mid-p, Boschloo; and the plain z beside them.

A table is (a of n, b of m): `a` of the `n` people of one group and `b` of the `m` of another were selected. Every p is two-sided.
Where nobody or everybody was selected nothing can be tested: such tables give None, never a number that looks like an answer.

Sources: Fisher 1935, two-sided by probability as in Agresti 1992; mid-p with every table as likely as the observed one counted
half (Lydersen, Fagerland, Laake 2009); Boschloo 1970 as twice the smaller one-sided p (Fay and Hunsberger 2021, "central").
"""

from math import erfc, sqrt

import numpy as np

from secondround.measurement.design import Array
from secondround.measurement.normal import gammaln

MOST_FOR_BOSCHLOO = 300
"""People. The unconditional test looks at every table of both groups' sizes; beyond this the mid-p says the same."""
TIE = 1e-9
FAR = 40.0
"""Standard deviations from the middle beyond which a hypergeometric probability is nothing to double precision."""


def is_testable(a: int, n: int, b: int, m: int) -> bool:
    """Whether both outcomes and both groups occur. Raises ValueError for counts that cannot be."""
    if not (0 <= a <= n and 0 <= b <= m):
        raise ValueError(f"{a} of {n} and {b} of {m} are no counts of selected people")
    return n > 0 and m > 0 and 0 < a + b < n + m


def z_statistic(a: int, n: int, b: int, m: int) -> float | None:
    """Difference of the two rates over its pooled standard error: the measure of the "two standard deviations" rule."""
    if not is_testable(a, n, b, m):
        return None
    rate = (a + b) / (n + m)
    return (a / n - b / m) / sqrt(rate * (1 - rate) * (1 / n + 1 / m))


def z_p(z: float | None) -> float | None:
    return None if z is None else erfc(abs(z) / sqrt(2))


def fisher_p(a: int, n: int, b: int, m: int) -> float | None:
    """P of all tables with these margins that are no likelier than this one."""
    if not is_testable(a, n, b, m):
        return None
    probability, here = _hypergeometric(a, n, b, m)
    return min(float(probability[probability <= here * (1 + TIE)].sum()), 1.0)


def mid_p(a: int, n: int, b: int, m: int) -> float | None:
    """Fisher's p with tables exactly as likely as this one counted half: nearly unconditional, at any size."""
    if not is_testable(a, n, b, m):
        return None
    probability, here = _hypergeometric(a, n, b, m)
    less = probability < here * (1 - TIE)
    as_likely = ~less & (probability <= here * (1 + TIE))
    return min(float(probability[less].sum() + probability[as_likely].sum() / 2), 1.0)


def boschloo_p(a: int, n: int, b: int, m: int) -> float | None:
    """The most that tables with as small a one-sided Fisher p can have, over the unknown common rate; doubled, at most 1.

    None also above `MOST_FOR_BOSCHLOO` people: the caller takes the mid-p there.
    """
    if not is_testable(a, n, b, m) or n + m > MOST_FOR_BOSCHLOO:
        return None
    less, more = _one_sided(n, m)
    found = [_largest((tail <= tail[a, b] * (1 + TIE)).astype(np.float64), n, m) for tail in (less, more)]
    return min(2 * min(found), 1.0)


def _choose(n: int, k: Array) -> Array:
    """Log of the binomial coefficients."""
    return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0))


def _hypergeometric(a: int, n: int, b: int, m: int) -> tuple[Array, float]:
    """Probabilities of every count that matters given the margins, and that of the observed one."""
    chosen, everybody = a + b, n + m
    low, high = max(0, chosen - m), min(n, chosen)
    middle = chosen * n / everybody
    spread = sqrt(max(middle * (1 - n / everybody) * (everybody - chosen) / max(everybody - 1, 1), 0.0))
    near = FAR * spread + 10
    counts = np.arange(max(low, int(middle - near)), min(high, int(middle + near) + 1) + 1, dtype=np.float64)
    log = _choose(n, counts) + _choose(m, chosen - counts)
    weight = np.exp(log - log.max())
    total = weight.sum()
    inside = counts[0] <= a <= counts[-1]
    return weight / total, float(weight[int(a - counts[0])] / total) if inside else 0.0


def _one_sided(n: int, m: int) -> tuple[Array, Array]:
    """(n+1, m+1) each: P of as few, and of as many, in the first group as there are, given the number selected."""
    first, second = np.arange(n + 1.0), np.arange(m + 1.0)
    log = _choose(n, first)[:, None] + _choose(m, second)[None, :]
    less, more = np.ones((n + 1, m + 1)), np.ones((n + 1, m + 1))
    for chosen in range(n + m + 1):
        rows = np.arange(max(0, chosen - m), min(n, chosen) + 1)
        along = log[rows, chosen - rows]
        weight = np.exp(along - along.max())
        weight /= weight.sum()
        less[rows, chosen - rows] = np.cumsum(weight)
        more[rows, chosen - rows] = np.cumsum(weight[::-1])[::-1]
    return less, more


def _largest(extreme: Array, n: int, m: int) -> float:
    """The largest probability of the extreme tables over the common rate: a grid, made finer twice about its best points."""
    rates = np.linspace(0, 1, 402)[1:-1]
    found = _probability(extreme, rates, n, m)
    best = float(found.max())
    width = rates[1] - rates[0]
    for _ in range(2):
        tops = rates[np.argsort(-found)[:4]]
        rates = np.clip((tops[:, None] + np.linspace(-width, width, 41)[None, :]).ravel(), 1e-12, 1 - 1e-12)
        found = _probability(extreme, rates, n, m)
        best, width = max(best, float(found.max())), width / 20
    return best


def _probability(extreme: Array, rates: Array, n: int, m: int) -> Array:
    one, other = _binomial(n, rates), _binomial(m, rates)
    return np.asarray(np.einsum("gi,gi->g", one @ extreme, other))


def _binomial(n: int, rates: Array) -> Array:
    counts = np.arange(n + 1.0)
    log = _choose(n, counts) + counts * np.log(rates)[:, None] + (n - counts) * np.log1p(-rates)[:, None]
    return np.asarray(np.exp(log))
