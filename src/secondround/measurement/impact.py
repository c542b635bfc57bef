"""Adverse impact: whether one group is selected at a lower rate than another, and how much can be said about it.

Four fifths is a rule of thumb that small samples flip from year to year, and in large ones trifles are significant (Morris 2001).
So three lights stand side by side, the ratio, an exact test, and whether one person more would turn it, and a verdict needs two
of them. It never says that all is well: only that one should look closer, or that nothing stands out in these numbers.
Undefined stays undefined: None, never 0, 1 or infinity.

Sources: UGESP 1978 (four fifths, questions 20-22); Koopman 1984 (interval of the ratio); Morris and Lobsenz 2000; Fleiss 1981
(power of two proportions). The exact tests are those of `exact`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, sqrt

from secondround.measurement import exact

FOUR_FIFTHS = 0.8
SIGNIFICANT = 0.05
FEWEST = 26
"""People selected and not selected together below which a rate says next to nothing (guideline of community colleges)."""
FEWEST_SHOWN = 5
"""Groups of one to four identify people."""
Z95, Z_POWER_80 = 1.959963984540054, 0.8416212335729143


class Verdict(StrEnum):
    """LOOK_CLOSER: at least two of three lights. UNDEFINED: nobody was selected, or a group has nobody."""

    LOOK_CLOSER = "look_closer"
    NOTHING_STANDS_OUT = "nothing_stands_out"
    UNDEFINED = "undefined"


@dataclass(frozen=True)
class Count:
    """How many of a group were selected. Raises ValueError for counts that cannot be."""

    group: str
    selected: int
    total: int

    def __post_init__(self) -> None:
        if not 0 <= self.selected <= self.total:
            raise ValueError(f"{self.selected} of {self.total} in {self.group!r} are no counts of selected people")

    @property
    def rate(self) -> float | None:
        return self.selected / self.total if self.total else None


@dataclass(frozen=True)
class Lights:
    """Whether each of the three warns: the ratio is below four fifths; the exact test finds p < .05; one person more does not turn it."""

    ratio: bool
    test: bool
    flip: bool

    @property
    def lit(self) -> int:
        return self.ratio + self.test + self.flip


@dataclass(frozen=True)
class Impact:
    """One group against the reference. `ratio` of rates with its 95 % `interval` (an end None where it has none).

    `z`, `fisher_p`, `mid_p`, `boschloo_p`: two-sided; `exact_p` is Boschloo's up to 300 people, else the mid-p. `flip_ratio`: the
    ratio if one more of the group and one fewer of the reference had been selected. `detectable`: the largest ratio below 1 that
    would be found (p < .05) four times in five with these numbers of people; None where none would.
    """

    count: Count
    reference: Count
    ratio: float | None
    interval: tuple[float, float | None] | None
    z: float | None
    z_p: float | None
    fisher_p: float | None
    mid_p: float | None
    boschloo_p: float | None
    flip_ratio: float | None
    detectable: float | None
    lights: Lights
    verdict: Verdict

    @property
    def exact_p(self) -> float | None:
        return self.mid_p if self.boschloo_p is None else self.boschloo_p

    @property
    def is_small(self) -> bool:
        return self.count.total + self.reference.total < FEWEST

    @property
    def is_publishable(self) -> bool:
        return min(self.count.total, self.reference.total) >= FEWEST_SHOWN


def reference_of(counts: Sequence[Count]) -> Count:
    """The group with the highest rate among those of five people up; the larger one of two alike. Raises ValueError for no people."""
    known = [one for one in counts if one.total]
    if not known:
        raise ValueError("there is nobody in any group")
    large = [one for one in known if one.total >= FEWEST_SHOWN] or known
    return min(large, key=lambda one: (-(one.rate or 0), -one.total, one.group))


def impacts(counts: Sequence[Count], reference: str | None = None) -> tuple[Impact, ...]:
    """Every group against the reference (by default the one selected at the highest rate), in the order of their names.

    Raises ValueError for a group given twice, an unknown reference, or no people.
    """
    names = [one.group for one in counts]
    if len(set(names)) < len(names):
        raise ValueError("a group is given twice")
    if reference is not None and reference not in names:
        raise ValueError(f"there is no group {reference!r}")
    base = reference_of(counts) if reference is None else counts[names.index(reference)]
    return tuple(impact(one, base) for one in sorted(counts, key=lambda one: one.group) if one is not base)


def impact(count: Count, reference: Count) -> Impact:
    """One group against another; under 100 ms at any size."""
    table = (count.selected, count.total, reference.selected, reference.total)
    ratio, flip, z = ratio_of(*table), flip_ratio(*table), exact.z_statistic(*table)
    mid, boschloo = exact.mid_p(*table), exact.boschloo_p(*table)
    p = mid if boschloo is None else boschloo
    is_low = ratio is not None and ratio < 1
    lights = Lights(
        ratio=ratio is not None and ratio < FOUR_FIFTHS,
        test=is_low and p is not None and p < SIGNIFICANT,
        flip=is_low and flip is not None and flip < FOUR_FIFTHS,
    )
    if ratio is None:
        verdict = Verdict.UNDEFINED
    else:
        verdict = Verdict.LOOK_CLOSER if lights.lit >= 2 else Verdict.NOTHING_STANDS_OUT
    return Impact(
        count=count,
        reference=reference,
        ratio=ratio,
        interval=ratio_interval(*table),
        z=z,
        z_p=exact.z_p(z),
        fisher_p=exact.fisher_p(*table),
        mid_p=mid,
        boschloo_p=boschloo,
        flip_ratio=flip,
        detectable=detectable_ratio(count.total, reference.total, reference.rate),
        lights=lights,
        verdict=verdict,
    )


def ratio_of(a: int, n: int, b: int, m: int) -> float | None:
    """Rate of the first over rate of the second; None where the second selected nobody, or either has nobody."""
    return (a / n) / (b / m) if n and m and b else None


def flip_ratio(a: int, n: int, b: int, m: int) -> float | None:
    """The ratio after one person less in the second and one more in the first: None where that cannot be."""
    return ratio_of(a + 1, n, b - 1, m) if a < n and b > 1 else None


def ratio_interval(a: int, n: int, b: int, m: int, z: float = Z95) -> tuple[float, float | None] | None:
    """Score interval of the ratio of two rates: all ratios that a score test at this level does not reject.

    None where nobody was selected. The upper end is None where no ratio is too large (nobody of the second group selected).
    """
    if not (n and m and a + b):
        return None
    low = 0.0 if a == 0 else _end(a, n, b, m, z, going_down=True)
    high = None if b == 0 else _end(a, n, b, m, z, going_down=False)
    return low, high


def _end(a: int, n: int, b: int, m: int, z: float, *, going_down: bool) -> float:
    """Where the score statistic crosses z², by bisection on the logarithm from the estimate outwards."""
    start = (a / n) / (b / m) if a and b else (a + 0.5) / (n + 0.5) / ((b + 0.5) / (m + 0.5))
    inner, outer = start, start
    for _ in range(200):
        outer = outer / 2 if going_down else outer * 2
        if _score(a, n, b, m, outer) > z * z:
            break
    for _ in range(100):
        middle = sqrt(inner * outer)
        if _score(a, n, b, m, middle) > z * z:
            outer = middle
        else:
            inner = middle
    return sqrt(inner * outer)


def _score(a: int, n: int, b: int, m: int, ratio: float) -> float:
    """Koopman's statistic: squared distance of both counts from what the likeliest rates with this ratio would bring."""
    second = ratio * (n + b) + a + m
    root = sqrt(max(second * second - 4 * ratio * (n + m) * (a + b), 0.0))
    of_first = (second - root) / (2 * (n + m))
    of_second = of_first / ratio
    if not 0 < of_first < 1:
        return 0.0 if of_first * n == a else inf
    one = (a - n * of_first) ** 2 / (n * of_first * (1 - of_first))
    if of_second >= 1:
        return one
    return one + (b - m * of_second) ** 2 / (m * of_second * (1 - of_second))


def detectable_ratio(n: int, m: int, rate: float | None) -> float | None:
    """The largest ratio below 1 that p < .05 finds with 80 % power among n and m people, the second selected at `rate`."""
    if not n or not m or rate is None or not 0 < rate <= 1 or _power_gap(n, m, rate, 0.0) < 0:
        return None
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _power_gap(n, m, rate, middle) >= 0:
            low = middle
        else:
            high = middle
    return low


def _power_gap(n: int, m: int, rate: float, ratio: float) -> float:
    """Positive where a true ratio would be found more often than four times in five."""
    other = rate * ratio
    pooled = (n * other + m * rate) / (n + m)
    null = sqrt(max(pooled * (1 - pooled) * (1 / n + 1 / m), 0.0))
    real = sqrt(other * (1 - other) / n + rate * (1 - rate) / m)
    return (rate - other) - Z95 * null - Z_POWER_80 * real
