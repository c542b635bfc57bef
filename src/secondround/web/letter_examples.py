"""Whom a letter is looked at for, before it is worded otherwise: somebody real whose letters one may read, else invented people.

What such a letter would be filled with comes from where it is filled when it is sent. What only comes about by sending, such as the
secret of a link, is invented, and the page says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from secondround.candidates import access as candidates_access
from secondround.correspondence.templates import placeholders
from secondround.decisions.queries import answer_values
from secondround.interviews.actions.letters import example_values
from secondround.interviews.models import Interview, InterviewState
from secondround.people.clocks import moment, weekday_date
from secondround.people.models import User
from secondround.positions.models import Position
from secondround.visits.letters import recipient_of, values_of
from secondround.visits.models import Visit, VisitState
from secondround.visits.queries.days import planned_day
from secondround.visits.queries.telling import Due, Telling, tellings

SHOWN = 25
OF_DAY = ("visits.day", "visits.session", "visits.host")


@dataclass(frozen=True)
class Example:
    """One to choose: `key` for the form, `label`, and its values; `invented` are the places that nothing real is known of."""

    key: str
    label: str
    values: Mapping[str, str]
    invented: list[str] = field(default_factory=list)


def choices(user: User, at: datetime, kind: str) -> list[tuple[str, str]]:
    """(key, label) of everybody real that this kind of letter can be looked at for, and of the invented people, who come last."""
    if kind.startswith("interviews."):
        found = [
            (str(one.uid), _label(one.application.candidate.name, one.application.position, one.at))
            for one in _interviews(user, at)
        ]
    elif kind.startswith(OF_DAY):
        found = [
            (str(one.uid), _label(one.application.candidate.name, one.application.position, one.made_at))
            for one in _visits(user, at)
        ]
    else:
        rows = candidates_access.visible_to(user, at, "letter.read").select_related("candidate", "position")
        rows = rows.order_by("-received_at", "-pk")[:SHOWN]
        found = [(str(one.uid), _label(one.candidate.name, one.position, None)) for one in rows]
    return [*found, ("", _("Invented people"))]


def example_for(user: User, at: datetime, kind: str, key: str) -> Example:
    """What the letter is filled with for the one chosen; for anything that is not there to choose, invented people."""
    labels = dict(choices(user, at, kind))
    chosen = key if key in labels else ""
    real = _real(user, at, kind, chosen) if chosen else {}
    values = {name: real.get(name, words) for name, words in invented().items()}
    missing = [name for name in placeholders(kind) if name not in real]
    return Example(chosen, labels[chosen], values, missing if chosen else [])


def _label(name: str, position: Position, at: datetime | None) -> str:
    return ", ".join(part for part in (name, position.title, moment(at) if at else "") if part)


def _interviews(user: User, at: datetime) -> list[Interview]:
    mine = candidates_access.visible_to(user, at, "letter.read").values("pk")
    rows = Interview.objects.filter(application__in=mine, at__isnull=False, is_imported=False)
    rows = rows.exclude(state=InterviewState.CANCELLED).select_related(
        "application__candidate", "application__position", "round", "kit", "room__site"
    )
    return list(rows.order_by("-at", "-pk")[:SHOWN])


def _visits(user: User, at: datetime) -> list[Visit]:
    mine = candidates_access.visible_to(user, at, "visit.plan").values("pk")
    rows = Visit.objects.filter(application__in=mine).exclude(state=VisitState.CANCELLED)
    return list(rows.select_related("application__candidate", "application__position").order_by("-on", "-pk")[:SHOWN])


def _real(user: User, at: datetime, kind: str, key: str) -> dict[str, str]:
    if kind.startswith("interviews."):
        of = next(one for one in _interviews(user, at) if str(one.uid) == key)
        values = example_values(by=user, interview=of, is_candidate=kind.endswith("_candidate"))
        return {name: words for name, words in values.items() if words}
    if kind.startswith(OF_DAY):
        return _of_day(user, kind, next(one for one in _visits(user, at) if str(one.uid) == key))
    rows = candidates_access.visible_to(user, at, "letter.read").select_related("candidate", "position")
    application = rows.get(uid=key)
    found = answer_values(user, application)
    if application.answer_by:
        found["answer_by"] = weekday_date(application.answer_by)
    return found


def _of_day(user: User, kind: str, visit: Visit) -> dict[str, str]:
    """The first letter of this kind that the day, as it is planned, would have sent."""
    day = planned_day(visit)
    for telling in tellings(day).values():
        to = recipient_of(telling, day)
        if to is not None and kind.startswith(_kind_of(telling)):
            return {
                name: words for name, words in values_of(user, Due("new", telling, day, None), to, "").items() if words
            }
    application = visit.application
    return {name: words for name, words in answer_values(user, application).items() if name != "feedback"}


def _kind_of(telling: Telling) -> str:
    if telling.user is None:
        return "visits.day"
    return "visits.session" if telling.session else "visits.host"


def invented() -> dict[str, str]:
    """A word for every place there is."""
    return {
        "candidate": "Lena Ferreira",
        "assessor": "Tom Achterberg",
        "position": _("Site engineer"),
        "organisation": _("Delta Works"),
        "when": _("Thursday 3 December, 15:00 Rotterdam"),
        "minutes": "45",
        "where": _("Room Maas, Kade 1, Rotterdam"),
        "with": "Tom Achterberg, Ruth Okafor",
        "kit": _("How we build"),
        "sender": "Ruth Okafor",
        "contact": "Ruth Okafor, ruth@delta.example",
        "link": f"{settings.INSTALLATION.address}{reverse('web:today')}…",
        "answer_by": _("Friday 18 December"),
        "code": "482 915",
        "count": "2",
        "names": "Tom Achterberg, Ines Marek",
        "about": _("I am away that week."),
        "feedback": _("You drew the load path before anybody asked."),
        "part": _("hold an interview"),
        "plan": _("09:00-10:00  How we build, with Tom Achterberg; Room Maas\n10:15-10:45  The team, with Ruth Okafor"),
        "host": "Ruth Okafor",
        "welcome": _("Ask for Ruth at the blue door."),
        "why": _("Tom has fallen ill."),
        "meaning": _("To talk about the work of the first year."),
        "meets": _("The director and the team."),
        "decide_on": _("Friday 11 December"),
    }
