"""What waits for one person, in the order in which it should be done: the rooms' reads put together."""

from datetime import datetime
from zoneinfo import ZoneInfo

from secondround.people.models import User
from secondround.people.queries import clock_of
from secondround.web.urgency import urgency
from secondround.web.waiting import days, deciding, judging, people
from secondround.web.waiting.wait import Wait

__all__ = ["Wait", "waiting_for"]


def waiting_for(user: User, at: datetime) -> list[Wait]:
    """What waits for `user`: first what takes place today, by its hour; then what is late, what has a day, what has none."""
    zone = clock_of(user)
    found = [
        *judging.meetings(user, at, zone),
        *judging.cards(user, at),
        *judging.unheld(user, at),
        *days.days(user, at),
        *judging.briefs(user, at),
        *deciding.endings(user, at),
        *deciding.answers(user, at),
        *people.letters(user, at),
        *people.received(user, at),
        *people.duplicates(user, at),
        *deciding.decisions(user, at),
        *deciding.plans(user, at),
        *days.invitations(user, at),
        *people.requests(user, at),
    ]
    return sorted(found, key=lambda one: _place(one, at, zone))


def _place(one: Wait, at: datetime, zone: ZoneInfo) -> tuple[int, datetime]:
    first = urgency(starts_at=one.starts_at, due_at=one.due_at, is_late=one.is_late, at=at, zone=zone)
    return first, one.starts_at or one.due_at or at
