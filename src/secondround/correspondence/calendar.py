"""Calendar messages: one event for one recipient, as RFC 5545 and 5546 want it and as Outlook, Google and Apple read it.

The UID of an event stays for life and its sequence only rises; METHOD stands both in the object and in the letter's own header.
Times carry the recipient's zone with its VTIMEZONE, so that a client shows the wall clock that was meant.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as VEvent

PRODUCT = "-//Second Round//Second Round//EN"


@dataclass(frozen=True)
class Event:
    """One event as its recipient sees it. `start`, `end` and `stamp` are aware; `zone` is the recipient's IANA zone."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    zone: str
    summary: str
    description: str
    location: str
    organizer_email: str
    organizer_name: str
    attendee_email: str
    attendee_name: str
    stamp: datetime
    is_cancelled: bool = False


def calendar_object(event: Event) -> str:
    """A message for one recipient: METHOD REQUEST, or CANCEL where the event is cancelled."""
    return _calendar([event], "CANCEL" if event.is_cancelled else "REQUEST")


def calendar_file(events: Iterable[Event]) -> str:
    """Several events to download: METHOD PUBLISH, which asks nobody for an answer."""
    return _calendar(events, "PUBLISH")


def _calendar(events: Iterable[Event], method: str) -> str:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", method)
    for event in events:
        made.add_component(_event(event, is_asked=method != "PUBLISH"))
    made.add_missing_timezones()
    text: bytes = made.to_ical()
    return text.decode()


def _event(event: Event, *, is_asked: bool) -> VEvent:
    zone = ZoneInfo(event.zone)
    made = VEvent()
    made.add("uid", event.uid)
    made.add("sequence", event.sequence)
    made.add("dtstamp", event.stamp.astimezone(UTC))
    made.add("dtstart", event.start.astimezone(zone))
    made.add("dtend", event.end.astimezone(zone))
    made.add("summary", _plain(event.summary))
    if event.description:
        made.add("description", "\n".join(_line(line) for line in event.description.split("\n")))
    if event.location:
        made.add("location", _plain(event.location))
    made.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    made.add("transp", "OPAQUE")
    organizer = vCalAddress(f"mailto:{_plain(event.organizer_email)}")
    organizer.params["cn"] = vText(_plain(event.organizer_name) or event.organizer_email)
    made["organizer"] = organizer
    if is_asked:
        attendee = vCalAddress(f"mailto:{_plain(event.attendee_email)}")
        attendee.params["cn"] = vText(_plain(event.attendee_name) or event.attendee_email)
        attendee.params["role"] = vText("REQ-PARTICIPANT")
        if not event.is_cancelled:
            attendee.params["partstat"] = vText("NEEDS-ACTION")
            attendee.params["rsvp"] = vText("TRUE")
        made.add("attendee", attendee, encode=False)
    return made


def _plain(text: str) -> str:
    """One line without anything that could begin a property or leave a quoted parameter."""
    return _line(text.replace('"', " "))


def _line(text: str) -> str:
    """One line of text: of what ends a line anywhere, and of what no reader shows, nothing is left."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
