"""Who may see and change a second-round day: planners all of it, hosts and those who are in it their own part."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from secondround.audit.actions import Machine
from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application
from secondround.people.models import User
from secondround.people.policy import Condition
from secondround.visits.models import Session, SessionPerson, Visit, VisitState


def conditions(user: User, visit: Visit) -> set[Condition]:
    """What is true of somebody and a day: whether they walk the candidate round, whether they have a part in it."""
    holds = set()
    mine = SessionPerson.objects.filter(session__visit=visit, session__removed_at=None, user=user, removed_at=None)
    if visit.host_id == user.pk:
        holds |= {Condition.HOST, Condition.OWN}
    elif mine.exists():
        holds.add(Condition.OWN)
    return holds


def can(user: User, visit: Visit, at: datetime, action: str) -> bool:
    return candidates_access.decide(
        user, visit.application, at, action, holds=conditions(user, visit), rounds=()
    ).is_allowed


def check(by: User | Machine, visit: Visit, at: datetime, action: str) -> None:
    """The door of a verb on a day; raises `people.access.Refused`."""
    holds = conditions(by, visit) if isinstance(by, User) else ()
    candidates_access.check(by, visit.application, at, action, holds=holds, rounds=())


def get_visit(user: User, uid: UUID | str, at: datetime, *actions: str) -> Visit:
    """A day on which `user` may do one of `actions`; a draft is its planners' alone."""
    found = (
        Visit.objects.select_related("application__candidate", "application__position", "site", "host", "coordinator")
        .filter(uid=uid, application__duplicate_of=None)
        .first()
    )
    if found is None or not any(can(user, found, at, action) for action in actions):
        raise Http404
    if found.version == 0 and not can(user, found, at, "visit.plan"):
        raise Http404
    return found


def get_session(visit: Visit, uid: UUID | str) -> Session:
    """A session of a day whose door was asked already."""
    found = visit.sessions.select_related("kit__round", "room__site", "interview").filter(uid=uid, removed_at=None)
    session = found.first()
    if session is None:
        raise Http404
    return session


def own_visits(user: User) -> QuerySet[Visit]:
    """Days that people were told of and in which `user` has a part, soonest first."""
    mine = SessionPerson.objects.filter(user=user, removed_at=None, session__removed_at=None)
    found = Visit.objects.filter(Q(sessions__people__in=mine) | Q(host=user), version__gt=0)
    return found.exclude(state=VisitState.CANCELLED).distinct().order_by("on", "pk")


def visits_of(applications: Iterable[Application]) -> QuerySet[Visit]:
    return Visit.objects.filter(application__in=list(applications)).order_by("-on", "-pk")
