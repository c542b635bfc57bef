"""What stands in a letter that arrived: its words, the link in it, the event for its reader's calendar."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from icalendar import Calendar


def words_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(said: EmailMessage | str) -> str:
    text = said if isinstance(said, str) else words_of(said)
    found = re.search(r"http://127\.0\.0\.1:\d+/\S+", text)
    assert found, text
    return found.group()


@dataclass(frozen=True)
class Event:
    """An event as a calendar reads it. `start` is aware; `zone` is the one written beside it."""

    method: str
    uid: str
    sequence: int
    start: datetime
    minutes: float
    zone: str
    status: str
    organizer: str
    attendee: str


def event_in(letter: EmailMessage) -> Event:
    """The event that a letter carries: beside its text, and the same once more as a file, under one METHOD everywhere."""
    beside = letter.get_body(("calendar",))
    (file,) = [one for one in letter.iter_attachments() if one.get_content_type() == "application/ics"]
    assert beside is not None
    assert file.get_filename() == "invite.ics"
    assert beside.get_payload(decode=True) == file.get_payload(decode=True)
    whole = Calendar.from_ical(file.get_payload(decode=True))
    assert beside["Content-Type"].params["method"] == whole["method"]
    (event,) = whole.walk("VEVENT")
    assert [str(one["tzid"]) for one in whole.walk("VTIMEZONE")] == [event["dtstart"].params["TZID"]]
    return Event(
        method=str(whole["method"]),
        uid=str(event["uid"]),
        sequence=int(event["sequence"]),
        start=event.decoded("dtstart"),
        minutes=(event.decoded("dtend") - event.decoded("dtstart")).total_seconds() / 60,
        zone=str(event["dtstart"].params["TZID"]),
        status=str(event["status"]),
        organizer=str(event["organizer"]),
        attendee=str(event["attendee"]),
    )
