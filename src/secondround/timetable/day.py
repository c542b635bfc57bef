"""One candidate's day as plain data: what is planned, who is there, what is known of everybody's time.

Times are aware datetimes; hours are wall clocks in a person's own zone; keys are opaque text.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Kind(StrEnum):
    INTERVIEW = "interview"
    INTRODUCTION = "introduction"
    BREAK = "break"
    LUNCH = "lunch"


MEETINGS = frozenset({Kind.INTERVIEW, Kind.INTRODUCTION})


class Part(StrEnum):
    ASSESSOR = "assessor"
    INTRODUCED = "introduced"
    HOST = "host"
    SHADOW = "shadow"


@dataclass(frozen=True, order=True)
class Span:
    """From and to, in UTC, so that no comparison is ever one of wall clocks."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, start: datetime, minutes: int) -> "Span":
        begins = start.astimezone(UTC)
        return cls(begins, begins + timedelta(minutes=minutes))

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds() // 60)

    def meets(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def on_grid(self, minutes: int) -> "Span":
        """Both ends rounded outwards to the grid of the hour: what a booking of this span takes."""
        step = minutes * 60
        late = -int(self.end.timestamp()) % step
        early = int(self.start.timestamp()) % step
        return Span(self.start - timedelta(seconds=early), self.end + timedelta(seconds=late))


@dataclass(frozen=True)
class Person:
    """What is known of one person's time. `hours`: by ISO weekday, wall clock of `zone`. `booked`: other meetings, which count as load."""

    key: str
    zone: ZoneInfo
    hours: Mapping[int, Sequence[tuple[time, time]]]
    days_off: Collection[date] = ()
    busy: Sequence[Span] = ()
    booked: Sequence[Span] = ()
    daily_limit: int | None = None
    weekly_limit: int | None = None
    buffer: int = 5  # minutes between two of their meetings


@dataclass(frozen=True)
class Place:
    """A room: when others have it, and when its house is closed, on the clocks of `zone`."""

    key: str
    zone: ZoneInfo
    booked: Sequence[Span] = ()
    days_off: Collection[date] = ()


@dataclass(frozen=True)
class Seat:
    """`count` people who may hold it; `pool` None: anybody may."""

    pool: frozenset[str] | None = None
    count: int = 1


@dataclass(frozen=True)
class Item:
    """Something planned. `wanted_minutes`: how long the plan says it takes; 0: it does not say. `place`: a room's key or ""."""

    key: str
    kind: Kind
    start: datetime
    minutes: int
    people: Sequence[tuple[str, Part]] = ()
    seats: Sequence[Seat] = ()
    place: str = ""
    is_elsewhere: bool = False  # a call, or a place that is no room of ours
    wanted_minutes: int = 0

    @property
    def span(self) -> Span:
        return Span.of(self.start, self.minutes)


@dataclass(frozen=True)
class Rules:
    """What a good day holds to; minutes, and wall clock on the day's own clocks."""

    gap: int = 10  # between two of the candidate's meetings
    gap_same_person: int = 5  # where somebody stays in the room
    longest_gap: int = 30
    most_idle: int = 90  # gaps together; breaks and lunch are no gaps
    break_after: int = 120
    break_minutes: int = 15
    lunch_from: time = time(11, 30)
    lunch_to: time = time(13, 30)
    lunch_minutes: int = 45
    grid: int = 5


@dataclass(frozen=True)
class Day:
    """Everything the referee is told. `windows` None: the candidate has not said when they could come."""

    on: date
    zone: ZoneInfo
    items: Sequence[Item]
    people: Mapping[str, Person]
    places: Mapping[str, Place] = field(default_factory=dict)
    windows: Sequence[Span] | None = None
    taken: Sequence[Span] = ()  # the candidate's other bookings
    days_off: Collection[date] = ()  # of the house
    seniors: Collection[str] = ()  # whom the candidate meets last
    hosts: Collection[str] = ()  # who may meet the candidate more than once
    fixed: Mapping[str, tuple[datetime, frozenset[str]]] = field(
        default_factory=dict
    )  # start and people that must stay
    rules: Rules = field(default_factory=Rules)

    def at(self, wall: time) -> datetime:
        """The moment at which the day's clocks show `wall`."""
        return datetime.combine(self.on, wall, self.zone).astimezone(UTC)
