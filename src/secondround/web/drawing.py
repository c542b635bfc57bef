"""Where things stand in the drawings: values in, positions out. Knows nothing of Django or of people.

Positions along an axis are percentages of the drawn width, so that one drawing serves a phone, a desk and paper. The page
keeps 10 px free at either end; on a cell of w px a value therefore stands at 10 + (v - low) / (high - low) * (w - 20).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor

BOTTOM, TOP = 1, 5
UPRIGHT_WITHIN = 0.05
"""Raw and adjusted closer than this print as the same tenth often enough that a slant would claim too much."""

STRIP_STEP = 28
STRIP_TOP, STRIP_FOOT, STRIP_HEIGHT = 4.0, 44.0, 56


@dataclass(frozen=True)
class Step:
    """One gridline: the whole number it stands for, and its place in per cent."""

    value: int
    at: str


@dataclass(frozen=True)
class Axis:
    """A stretch of the rating scale in whole steps."""

    low: int = BOTTOM
    high: int = TOP

    @property
    def length(self) -> int:
        return self.high - self.low

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(Step(value, self.at(value)) for value in range(self.low, self.high + 1))

    def at(self, value: float) -> str:
        """Where a value stands, as an SVG percentage; what lies outside the axis is held at its end."""
        return _percent(self._share(value))

    def span(self, low: float, high: float) -> str:
        """How wide the stretch from low to high is, as an SVG percentage."""
        return _percent(max(0.0, self._share(high) - self._share(low)))

    def x(self, value: float, width: float) -> float:
        """The same place in px of a cell `width` px wide, its free ends included."""
        return round(10 + self._share(value) * (width - 20), 2)

    def _share(self, value: float) -> float:
        return min(1.0, max(0.0, (value - self.low) / self.length))


FULL = Axis()


def axis(values: Iterable[float | None], *, low: int = BOTTOM, high: int = TOP) -> Axis:
    """The shortest axis in whole steps that holds every value and ends at the top of the scale.

    It is cropped at its lower end alone: five is always in sight, so that nobody looks better than the scale allows.
    """
    known = [value for value in values if value is not None]
    first = floor(min(known)) if known else low
    return Axis(low=max(low, min(first, high - 1)), high=high)


@dataclass(frozen=True)
class Bar:
    """An estimate ready to draw: places in per cent of the axis. None stands for what is not drawn."""

    dot: str | None = None
    raw: str | None = None
    eighty: tuple[str, str] | None = None
    fifty: tuple[str, str] | None = None
    """The left end and the width of the inner bar."""

    is_assumed: bool = False
    is_upright: bool = False


def bar(
    adjusted: float | None,
    *,
    eighty: tuple[float, float] | None = None,
    fifty: tuple[float, float] | None = None,
    raw: float | None = None,
    on: Axis = FULL,
    is_assumed: bool = False,
) -> Bar:
    """Place one estimate on an axis. Scores and intervals in points of the scale; adjusted None means not covered.

    Where nothing was adjusted the raw dot stands right above the adjusted one, so that the line between is upright.
    One opinion alone has no `fifty` and no `raw`: the drawing is then the outer line and the dot.
    """
    if adjusted is None:
        return Bar()
    is_upright = raw is not None and abs(raw - adjusted) < UPRIGHT_WITHIN
    return Bar(
        dot=on.at(adjusted),
        raw=None if raw is None else on.at(adjusted if is_upright else raw),
        eighty=None if eighty is None else (on.at(eighty[0]), on.at(eighty[1])),
        fifty=None if fifty is None else (on.at(fifty[0]), on.span(*fifty)),
        is_assumed=is_assumed,
        is_upright=is_upright,
    )


@dataclass(frozen=True)
class StripMark:
    """One competency in the strip, in px: the middle of its column, its mean, and from where to where people spread."""

    x: float
    dot: float | None
    spread: tuple[float, float] | None

    @property
    def is_covered(self) -> bool:
        return self.dot is not None


def strip(marks: Sequence[tuple[float | None, float | None, float | None]]) -> tuple[StripMark, ...]:
    """Place (mean, lowest, highest) of each competency; a mean of None is one that nobody covered.

    A spread is drawn only where people differ: one rating, or several the same, leave the dot alone.
    """
    return tuple(_strip_mark(number, *mark) for number, mark in enumerate(marks))


def _strip_mark(number: int, mean: float | None, low: float | None, high: float | None) -> StripMark:
    x = STRIP_STEP * number + STRIP_STEP / 2
    if mean is None:
        return StripMark(x, None, None)
    differs = low is not None and high is not None and high > low
    return StripMark(x, strip_y(mean), (strip_y(high or 0), strip_y(low or 0)) if differs else None)


def strip_y(value: float) -> float:
    """The height of a value in the strip, in px from the top: five at the top, one at the foot."""
    share = min(1.0, max(0.0, (value - BOTTOM) / (TOP - BOTTOM)))
    return round(STRIP_FOOT - share * (STRIP_FOOT - STRIP_TOP), 1)


@dataclass(frozen=True)
class Ratings:
    """Single ratings as stacked dots on the whole scale, and the line from the lowest to the highest."""

    dots: tuple[tuple[str, int], ...]
    line: tuple[str, str] | None

    @property
    def rows(self) -> int:
        return 1 + max((row for _, row in self.dots), default=0)


def ratings(values: Iterable[int]) -> Ratings:
    """Stack equal ratings over each other: each dot as (place in per cent, row from the foot)."""
    ordered = sorted(values)
    seen: dict[int, int] = {}
    dots = []
    for value in ordered:
        dots.append((FULL.at(value), seen.get(value, 0)))
        seen[value] = seen.get(value, 0) + 1
    is_wide = len(seen) > 1
    return Ratings(tuple(dots), (FULL.at(ordered[0]), FULL.at(ordered[-1])) if is_wide else None)


def _percent(share: float) -> str:
    return f"{round(share * 100, 2):g}%"
