"""How days and times are said, on pages and in letters: with the weekday, and a time never without the place whose clocks show it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateformat import format as spell
from django.utils.translation import gettext


def local(value: datetime, zone: str | None = None) -> datetime:
    """The moment as clocks show it in a zone; without one, in the zone that the request runs in."""
    return timezone.localtime(value, ZoneInfo(zone) if zone else None)


def day_of(value: date, zone: str | None = None) -> date:
    return local(value, zone) if isinstance(value, datetime) else value


def weekday_date(value: date, zone: str | None = None) -> str:
    """Thursday 3 December; with the year where it is not this one."""
    day = day_of(value, zone)
    is_this_year = day.year == timezone.localdate().year
    return spell(day, gettext("l j F") if is_this_year else gettext("l j F Y"))


def clock(value: datetime, zone: str | None = None) -> str:
    """15:00"""
    return spell(local(value, zone), "H:i")


def city(zone: str | None = None) -> str:
    """The city in a zone's name, or the name itself where it has none (UTC)."""
    name = zone or timezone.get_current_timezone_name()
    return name.rsplit("/", 1)[-1].replace("_", " ")


def time_at(value: datetime, zone: str | None = None, place: str | None = None) -> str:
    """15:00 Rotterdam: a time of day never stands without the place whose clocks show it."""
    return gettext("%(time)s %(place)s") % {"time": clock(value, zone), "place": place or city(zone)}


def moment(value: datetime, zone: str | None = None, place: str | None = None) -> str:
    """Thursday 3 December, 15:00 Rotterdam"""
    return gettext("%(day)s, %(time)s") % {"day": weekday_date(value, zone), "time": time_at(value, zone, place)}


def in_both(value: datetime, first: str, second: str) -> str:
    """Thursday 3 December, 15:00 Rotterdam (10:00 São Paulo): the reader's clocks first; once, where both show the same.

    The other day is named where the clocks stand on different days.
    """
    said = moment(value, first)
    if local(value, first).utcoffset() == local(value, second).utcoffset():
        return said
    same_day = local(value, first).date() == local(value, second).date()
    other = time_at(value, second) if same_day else moment(value, second)
    return gettext("%(here)s (%(there)s)") % {"here": said, "there": other}
