"""When a letter that can wait leaves: by day, on a working day, on the clocks of whoever reads it."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def next_civil_moment(
    at: datetime,
    zone: str,
    days_avoided: Collection[date] = (),
    from_hour: int = 8,
    to_hour: int = 19,
    working_days_only: bool = True,
) -> datetime:
    """`at` itself where it is civil in `zone`; else the next morning that is. Days and hours are the reader's, whatever the season.

    `days_avoided`: days of the reader on which it must not come, whatever the hour.
    """
    clocks = ZoneInfo(zone)

    def is_good(day: date) -> bool:
        return day not in days_avoided and not (working_days_only and day.weekday() >= SATURDAY)

    here = at.astimezone(clocks)
    if is_good(here.date()) and from_hour <= here.hour < to_hour:
        return at
    first = here.date() if here.hour < from_hour else here.date() + timedelta(days=1)
    for later in range(7 * (len(days_avoided) + 2)):
        day = first + timedelta(days=later)
        # Through UTC and back: a morning, or a whole day, that clocks leave out is not there.
        moment = datetime.combine(day, time(from_hour), clocks).astimezone(UTC)
        seen = moment.astimezone(clocks)
        if is_good(day) and seen.date() == day and from_hour <= seen.hour < to_hour and moment >= at:
            return moment
    raise ValueError("no hour of any day is civil")
