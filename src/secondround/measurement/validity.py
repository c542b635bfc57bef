"""Whether ratings said something about later performance: a correlation with its interval, and what it may mean.

Only people who were hired have a performance to compare with, and they were chosen by the very rating: the range is restricted,
and the correlation among them is lower than it would be among everybody who applied. Thorndike's case II (1949) undoes that under
an assumption, that people were chosen on this rating alone and that the line is straight; so the observed figure comes first, and
the corrected one only with that assumption named. The interval is Fisher's (1921).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import atanh, sqrt, tanh

from secondround.measurement.design import mean

SHOWN_FROM = 10
"""People. Below, nothing is shown: it would be read as an answer."""
CONCLUDED_FROM = 30
Z90 = 1.6448536269514722
ASSUMPTION = "people were chosen on this rating alone, and performance rises with it in a straight line"


class Standing(StrEnum):
    """HIDDEN: fewer than ten people, or no spread. NO_CONCLUSION: fewer than thirty, or the interval holds zero. SAYS_SOMETHING."""

    HIDDEN = "hidden"
    NO_CONCLUSION = "no_conclusion"
    SAYS_SOMETHING = "says_something"


@dataclass(frozen=True)
class Validity:
    """`r` among those hired with its 90 % `interval`; `corrected` for range restriction with the interval carried along.

    `restriction`: u, standard deviation of the rating among everybody over that among the hired. Everything but `people` and
    `standing` is None where hidden; the last three also where the ratings of everybody are not known.
    """

    people: int
    standing: Standing
    r: float | None = None
    interval: tuple[float, float] | None = None
    restriction: float | None = None
    corrected: float | None = None
    corrected_interval: tuple[float, float] | None = None
    assumption: str = ""


def validity(
    ratings: Sequence[float], performance: Sequence[float], everybody: Sequence[float] | None = None
) -> Validity:
    """`ratings` and later `performance` of the people hired, in one order; `everybody`: ratings of all who were rated.

    Units are free and need not agree. Raises ValueError where the two differ in length.
    """
    if len(ratings) != len(performance):
        raise ValueError("as many performances as ratings are wanted")
    people = len(ratings)
    r = correlation(ratings, performance)
    if people < SHOWN_FROM or r is None:
        return Validity(people, Standing.HIDDEN)
    interval = interval_of(r, people)
    says = people >= CONCLUDED_FROM and not interval[0] <= 0 <= interval[1]
    standing = Standing.SAYS_SOMETHING if says else Standing.NO_CONCLUSION
    if everybody is None or len(everybody) < 2:
        return Validity(people, standing, r, interval)
    u = deviation(everybody) / deviation(ratings)
    low, high = (unrestricted(end, u) for end in interval)
    return Validity(people, standing, r, interval, u, unrestricted(r, u), (low, high), ASSUMPTION)


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's r; None where either does not vary."""
    if len(one) < 2:
        return None
    x, y = mean(one), mean(other)
    across = sum((a - x) * (b - y) for a, b in zip(one, other, strict=True))
    spread = sqrt(sum((a - x) ** 2 for a in one) * sum((b - y) ** 2 for b in other))
    return max(-1.0, min(1.0, across / spread)) if spread > 0 else None


def interval_of(r: float, people: int, z: float = Z90) -> tuple[float, float]:
    """90 % by default, from four people on. A perfect correlation has no spread and stays itself."""
    if people < 4:
        raise ValueError("an interval wants four people at least")
    if abs(r) >= 1:
        return r, r
    away = z / sqrt(people - 3)
    return tanh(atanh(r) - away), tanh(atanh(r) + away)


def unrestricted(r: float, u: float) -> float:
    """Thorndike II: r among everybody, from r among the hired and u = sd of everybody / sd of the hired."""
    return r * u / sqrt(1 + r * r * (u * u - 1))


def deviation(values: Sequence[float]) -> float:
    middle = mean(values)
    return sqrt(sum((one - middle) ** 2 for one in values) / (len(values) - 1))
