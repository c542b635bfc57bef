"""Pure rules of candidates: how names are ordered, which days count, what a missing answer date becomes."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date, timedelta

ANSWER_WITHIN_WORKING_DAYS = 10
LONGEST_TAG = 40


def family_name(name: str) -> str:
    """What lists are ordered by: the last word of a name without its particles ("van den Bosch" stands under B).

    A default only; a person's own record may say otherwise.
    """
    words = name.split()
    return words[-1] if words else ""


def sort_key(name: str, family: str = "") -> tuple[str, str]:
    """Family name first, then the whole name, letter case aside."""
    return (family or family_name(name)).casefold(), name.casefold()


STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def folded_words(name: str) -> list[str]:
    """The words of a name without accents, capitals and hyphens: "Wójcik-Łuk" becomes wojcik, luk."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(STROKES))
    return re.findall(r"[^\W_]+", "".join(mark for mark in plain if not unicodedata.combining(mark)))


def folded(name: str) -> str:
    """What a search for the beginning of any word of a name looks through: " zoe wojcik"."""
    return "".join(f" {word}" for word in folded_words(name))


def known_tag(text: str) -> str:
    """A tag as it is kept: one space between words, small letters, so that "Offshore " and "offshore" are one."""
    return " ".join(text.split()).casefold()[:LONGEST_TAG].strip()


def is_working_day(day: date, days_off: Collection[date] = ()) -> bool:
    """Monday to Friday less the days off."""
    return day.weekday() < 5 and day not in days_off


def working_days_after(day: date, count: int, days_off: Collection[date] = ()) -> date:
    """The day that lies `count` working days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, days_off)
    return day


def a_month_after(day: date) -> date:
    """The same day of the next month, or its last one."""
    after = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (after + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return after.replace(day=min(day.day, last.day))


def working_days_before(day: date, count: int, days_off: Collection[date] = ()) -> date:
    """The last day that still lies `count` working days before `day`."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_working_day(day, days_off)
    return day
