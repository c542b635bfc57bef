"""How dates, numbers and lists are said on a page: with the weekday, with the place, with one decimal and no more."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateformat import format as spell
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from markupsafe import Markup, escape

from secondround.correspondence.queries import without_keys
from secondround.handoff.wording import in_words, opening
from secondround.people.clocks import city, clock, day_of, in_both, moment, time_at, weekday_date

MINUS = "−"


def full_date(value: date, zone: str | None = None) -> str:
    """3 December 2026"""
    return spell(day_of(value, zone), gettext("j F Y"))


def short_date(value: date, zone: str | None = None) -> str:
    """20 Nov; with the year where it is not this one. For tables and lines below a quotation."""
    day = day_of(value, zone)
    is_this_year = day.year == timezone.localdate().year
    return spell(day, gettext("j M") if is_this_year else gettext("j M Y"))


def one_decimal(value: float) -> str:
    """4.2, with the decimal mark of the language. Never more than one decimal: the second would not be true."""
    text = number_format(abs(round(value, 1)), 1)
    return f"{MINUS}{text}" if round(value, 1) < 0 else text


def signed(value: float) -> str:
    """+0.3 or −0.2; nothing but 0.0 where it rounds away."""
    shown = one_decimal(value)
    return f"+{shown}" if round(value, 1) > 0 else shown


def interval(ends: tuple[float, float]) -> str:
    """3.9 to 4.5"""
    return gettext("%(low)s to %(high)s") % {"low": one_decimal(ends[0]), "high": one_decimal(ends[1])}


def listed(items: Iterable[str]) -> Markup:
    """Samuel, María and Katarzyna: each item escaped unless it is markup already."""
    parts: Sequence[Markup] = [escape(item) for item in items]
    if len(parts) < 2:
        return Markup("").join(parts)
    start = Markup(", ").join(parts[:-1])
    return Markup(gettext("%(start)s and %(last)s")) % {"start": start, "last": parts[-1]}  # noqa: S704  our own text


def said(text: str) -> str:
    """The text, word for word, between the quotation marks of the language."""
    return gettext("“%(text)s”") % {"text": text}


def initials(name: str) -> str:
    """The first letters of the first and the last name: Ines Carvalho is IC. Decoration; it identifies nobody."""
    words = [word for word in name.split() if word[:1].isalpha()]
    ends = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0] for word in ends).upper()


def due(value: datetime) -> str:
    """Today, Tomorrow, or 20 Nov: until when something waits, on the reader's clocks."""
    days = (timezone.localdate(value) - timezone.localdate()).days
    return {0: gettext("Today"), 1: gettext("Tomorrow")}.get(days) or short_date(value)


def begins(value: datetime) -> str:
    """What takes place today says its hour, what comes later its day: 15:00 Rotterdam, Tomorrow, or 20 Nov."""
    return time_at(value) if timezone.localdate(value) == timezone.localdate() else due(value)


def ago(value: datetime, now: datetime | None = None) -> str:
    """How long something has waited, in whole hours or days: 26 hours, 3 days. Longer than two days counts in days."""
    hours = int(((now or timezone.now()) - value).total_seconds() // 3600)
    if hours < 48:
        return ngettext("%(number)s hour", "%(number)s hours", max(hours, 0)) % {"number": max(hours, 0)}
    return ngettext("%(number)s day", "%(number)s days", hours // 24) % {"number": hours // 24}


# What a browser calls itself names its ancestors, too: whoever stands first here speaks.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
            ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser(agent: str) -> str:
    """Firefox on Linux; as it says itself where that is not known."""
    name = next((words for mark, words in BROWSERS if mark in agent), "")
    device = next((words for mark, words in DEVICES if mark in agent), "")
    if name and device:
        return gettext("%(name)s on %(device)s") % {"name": name, "device": device}
    return name or device or agent[:80] or gettext("A browser that does not say its name")


FILTERS = {
    "browser": browser,
    "full_date": full_date,
    "weekday_date": weekday_date,
    "short_date": short_date,
    "city": city,
    "clock": clock,
    "time_at": time_at,
    "moment": moment,
    "in_both": in_both,
    "one": one_decimal,
    "signed": signed,
    "interval": interval,
    "in_words": in_words,
    "opening": opening,
    "listed": listed,
    "said": said,
    "initials": initials,
    "ago": ago,
    "begins": begins,
    "due": due,
    "without_keys": without_keys,
}
