"""Pure rules of candidates: how names are ordered, which days count, what a missing answer date becomes."""

from collections.abc import Collection
from datetime import date, timedelta

ANSWER_WITHIN_WORKING_DAYS = 10


def family_name(name: str) -> str:
    """What lists are ordered by: the last word of a name without its particles ("van den Bosch" stands under B).

    A default only; a person's own record may say otherwise.
    """
    words = name.split()
    return words[-1] if words else ""


def sort_key(name: str, family: str = "") -> tuple[str, str]:
    """Family name first, then the whole name, letter case aside."""
    return (family or family_name(name)).casefold(), name.casefold()


def is_working_day(day: date, days_off: Collection[date] = ()) -> bool:
    """Monday to Friday less the days off."""
    return day.weekday() < 5 and day not in days_off


def working_days_after(day: date, count: int, days_off: Collection[date] = ()) -> date:
    """The day that lies `count` working days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, days_off)
    return day
