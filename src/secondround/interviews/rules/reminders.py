"""When who is reminded of what: pure dates, by the defaults of the product.

A card is owed 24 hours after its interview ends. Its author is reminded an hour after the end and then at nine in the morning of each
working day, ten times at most; the hiring manager hears a count after 24 hours, the recruiter names after 48. Candidates are
reminded a day and two hours before.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST = timedelta(hours=1)
MOST = 10
DUE = timedelta(hours=24)
NAMED = timedelta(hours=48)
MORNING = time(9)
AHEAD = {"candidate_day": timedelta(hours=24), "candidate_hours": timedelta(hours=2)}
STALE = timedelta(minutes=45)
"""A reminder of an interview that could not be sent in time is not sent late: "two hours before" is not said ten minutes before."""


def moments(end: datetime, zone: ZoneInfo, days_off: Collection[date] = ()) -> list[datetime]:
    """The ten moments at which the author of an owed card is reminded."""
    found = [end + FIRST]
    day = (end + FIRST).astimezone(zone).date()
    while len(found) < MOST:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in days_off:
            found.append(datetime.combine(day, MORNING, zone))
    return found


def due_number(end: datetime, now: datetime, zone: ZoneInfo, days_off: Collection[date], sent: int) -> int:
    """Which reminder is due now, or 0. What was missed while nobody worked is not made up for: one letter, the newest."""
    passed = sum(one <= now for one in moments(end, zone, days_off))
    return passed if passed > sent else 0


def due_ahead(at: datetime, now: datetime, told_at: datetime | None) -> str:
    """Which reminder of a coming interview its candidate gets now, or "". None for what they were told of within the same day or hours."""
    for kind, before in AHEAD.items():
        moment = at - before
        if moment <= now < min(at, moment + STALE) and (told_at is None or told_at < moment - before / 2):
            return kind
    return ""
