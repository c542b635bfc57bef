"""Pure rules of people's time: the five-minute grid of bookings, working hours in one's own zone, load by local day and week."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SLOT = timedelta(minutes=5)
DEFAULT_HOURS: Mapping[str, tuple[str, str]] = {str(day): ("09:00", "17:00") for day in range(1, 6)}
"""Monday to Friday, by ISO weekday."""


def slots_of(start: datetime, minutes: int) -> list[datetime]:
    """The five-minute slots that a meeting touches, in UTC: its ends are rounded outwards."""
    first = _floor(start.astimezone(UTC))
    end = start.astimezone(UTC) + timedelta(minutes=minutes)
    found = []
    while first < end:
        found.append(first)
        first += SLOT
    return found


def _floor(at: datetime) -> datetime:
    return at - timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)


def exists(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether a clock in `zone` ever shows this time: in spring an hour is left out."""
    local = wall.replace(tzinfo=zone)
    return local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)


def is_within_hours(start: datetime, minutes: int, zone: ZoneInfo, hours: Mapping[str, Iterable[str]]) -> bool:
    """Whether a meeting lies inside one day's working hours on the clocks of `zone`. Empty `hours`: the default."""
    begins, ends = start.astimezone(zone), (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(zone)
    of_day = (hours or DEFAULT_HOURS).get(str(begins.isoweekday()))
    if of_day is None or (ends.date() != begins.date() and ends.time() != time(0)):
        return False
    opens, closes = (time.fromisoformat(text) for text in of_day)
    last = time.max if ends.date() != begins.date() else ends.time()
    return opens <= begins.time() and last <= closes


def local_week(at: datetime, zone: ZoneInfo) -> date:
    """The Monday of the week in which `at` lies on the clocks of `zone`."""
    day = at.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Held:
    """One stretch of somebody's time: from, to (aware), and for a booking its key."""

    from_at: datetime
    to_at: datetime
    booking: str = ""

    def meets(self, start: datetime, end: datetime) -> bool:
        return self.from_at < end and start < self.to_at


@dataclass(frozen=True)
class PersonTime:
    """What is known of one person's time around a moment. `hours` empty: the default; limits are interviews."""

    zone: ZoneInfo
    hours: Mapping[str, Iterable[str]]
    days_off: Collection[date]
    busy: tuple[Held, ...]
    booked: tuple[Held, ...]
    daily_limit: int
    weekly_limit: int


def clashes(person: PersonTime, start: datetime, minutes: int) -> list[str]:
    """What speaks against meeting this person then, as codes in a fixed order; "booked" alone can never be set aside.

    Codes: booked, busy, outside_hours, day_off, daily_limit, weekly_limit. Load counts bookings by the person's own day and week.
    """
    end = start + timedelta(minutes=minutes)
    found = []
    if any(one.meets(start, end) for one in person.booked):
        found.append("booked")
    if any(one.meets(start, end) for one in person.busy):
        found.append("busy")
    if not is_within_hours(start, minutes, person.zone, person.hours):
        found.append("outside_hours")
    if start.astimezone(person.zone).date() in person.days_off:
        found.append("day_off")
    day, week = start.astimezone(person.zone).date(), local_week(start, person.zone)
    days = [one.from_at.astimezone(person.zone).date() for one in person.booked]
    if days.count(day) >= person.daily_limit:
        found.append("daily_limit")
    if sum(local_week(one.from_at, person.zone) == week for one in person.booked) >= person.weekly_limit:
        found.append("weekly_limit")
    return found
