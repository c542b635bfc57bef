"""The letters of a day, word for word: to the candidate one for the day, to each of ours one for their own sessions, with calendar events.

Nothing here writes: what a preview shows is what is sent. Titles and texts carry no rating, no résumé and nobody's notes.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from secondround.audit.actions import Machine
from secondround.candidates.queries import language_of
from secondround.correspondence.actions import Recipient
from secondround.correspondence.calendar import Event
from secondround.correspondence.templates import Rendered, render
from secondround.people.clocks import clock, in_both
from secondround.people.models import Organisation, User
from secondround.people.queries import clock_of
from secondround.visits.models import SessionPart
from secondround.visits.queries.days import SeenDay, SeenSession
from secondround.visits.queries.telling import Due, Telling
from secondround.visits.wording import PARTS, name_of

Actor = User | Machine
KINDS = {"new": "", "changed": "_changed", "cancelled": "_cancelled", "reminded": "_reminder"}


@dataclass(frozen=True)
class Written:
    """One letter of a day as it will be sent."""

    due: Due
    kind: str
    to: Recipient
    rendered: Rendered


def recipient_of(telling: Telling, day: SeenDay) -> Recipient | None:
    """Who is written to; nobody where we have no address."""
    if telling.user:
        user = telling.user
        return Recipient(user.name, user.email, user.language, clock_of(user).key, user.pk)
    candidate = day.visit.application.candidate
    if not candidate.email:
        return None
    return Recipient(candidate.name, candidate.email, language_of(candidate), candidate.zone or day.zone)


def written(by: Actor, due: Due, why: str) -> Written | None:
    """The letter that is due, in its reader's language and on their clocks; None where there is no address."""
    to = recipient_of(due.telling, due.day)
    if to is None:
        return None
    base = "visits.day" if due.telling.user is None else "visits.session" if due.telling.session else "visits.host"
    kind = base + KINDS[due.what]
    with override(to.language):
        return Written(due, kind, to, render(kind, to.language, values_of(by, due, to, why)))


def values_of(by: Actor, due: Due, to: Recipient, why: str) -> dict[str, str]:
    """What is filled into the letter that is due."""
    day, telling = due.day, due.telling
    application, organisation = day.visit.application, Organisation.objects.first()
    return {
        "candidate": application.candidate.name,
        "assessor": telling.user.name if telling.user else "",
        "position": application.position.title,
        "organisation": organisation.name if organisation else _("your organisation"),
        "when": in_both(telling.start, to.zone, day.zone),
        "minutes": str(telling.session.minutes) if telling.session else "",
        "where": _where(day, telling.session),
        "with": _with(telling.session),
        "kit": name_of(telling.session) if telling.session else "",
        "part": _part(day, telling),
        "plan": "\n".join(_line(one, to.zone) for one in day.sessions),
        "host": day.host.name if day.host else "",
        "welcome": " ".join(day.welcome.split()),
        "sender": by.name if isinstance(by, User) else (organisation.name if organisation else ""),
        "contact": f"{day.coordinator.name}, {day.coordinator.email}",
        "why": why.strip(),
        "link": link_of(day, telling),
    }


def _part(day: SeenDay, telling: Telling) -> str:
    if telling.user is None:
        return ""
    if telling.session is None:
        is_host = day.host is not None and day.host.pk == telling.user.pk
        return str(PARTS["host"] if is_host else PARTS["coordinator"])
    part = telling.session.part_of(telling.user) or SessionPart.INTRODUCED
    return str(PARTS[part.value])


def _line(session: SeenSession, zone: str) -> str:
    """10:00-11:00  The figures, with Ines Carvalho; Maas"""
    names = ", ".join(one.user.name for one in session.people)
    said = _("%(what)s, with %(names)s") % {"what": name_of(session), "names": names} if names else name_of(session)
    where = ", ".join(part for part in session.where if part)
    return f"{clock(session.start, zone)}-{clock(session.end, zone)}  {said}" + (f"; {where}" if where else "")


def _with(session: SeenSession | None) -> str:
    return ", ".join(one.user.name for one in session.people) if session else ""


def _where(day: SeenDay, session: SeenSession | None) -> str:
    site = [day.site[0], " ".join(day.site[1].split())] if day.site[0] else []
    if session is None:
        return ", ".join(part for part in site if part) or _("by video")
    own = [part for part in session.where if part]
    if session.where[0]:  # a room of ours, in a house that people have to find
        own += site
    return ", ".join(part for part in own if part) or _("to be told")


def link_of(day: SeenDay, telling: Telling) -> str:
    """Where the reader sees it: the candidate's own page, or one's own sessions, which lead to the scorecard of whoever owes one."""
    if telling.user is None:
        return _address(reverse("visits:my_day", args=[day.visit.application.uid]))
    return _address(reverse("visits:itinerary", args=[day.visit.uid]))


def _address(path: str) -> str:
    return f"{settings.INSTALLATION.address}{path}"


def event_of(due: Due, to: Recipient, uid: str, sequence: int, at: datetime) -> Event:
    """The reader's calendar event: the whole day, or one session."""
    day, telling = due.day, due.telling
    organisation = Organisation.objects.first()
    employer, position = (organisation.name if organisation else ""), day.visit.application.position.title
    with override(to.language):
        if telling.user is None:
            summary = _("Second interview with %(organisation)s, %(position)s") % {
                "organisation": employer,
                "position": position,
            }
        elif telling.session:
            summary = _("%(what)s: second round, %(position)s") % {
                "what": name_of(telling.session),
                "position": position,
            }
        else:
            summary = _("Second-round day, %(position)s") % {"position": position}
        plan = "\n".join(_line(one, to.zone) for one in day.sessions) if telling.session is None else ""
        location = _where(day, telling.session)
    return Event(
        uid=f"{uid}@{settings.INSTALLATION.host}",
        sequence=sequence,
        start=telling.start,
        end=telling.end,
        zone=to.zone or "UTC",
        summary=summary,
        description="\n\n".join(part for part in (plan, link_of(day, telling)) if part),
        location=location,
        organizer_email=settings.INSTALLATION.sender_address,
        organizer_name=employer,
        attendee_email=to.email,
        attendee_name=to.name,
        is_cancelled=due.what == "cancelled",
        stamp=at,
    )
