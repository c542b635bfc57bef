"""Reads of visits: which one somebody has, and whom they really met."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from secondround.candidates.models import Application, ApplicationState
from secondround.people.models import User
from secondround.visits.models import ItemState, Session, SessionPart, SessionPerson, Visit, VisitState

TOLD = (VisitState.CONFIRMED, VisitState.HELD)


def visit_of(application: Application) -> Visit | None:
    """The day that people were told of, the newest; where somebody was met already, the newest on which that was so."""
    told = Visit.objects.filter(application=application, state__in=TOLD).select_related("host", "coordinator", "site")
    newest = told.order_by("-on", "-pk")
    return newest.filter(sessions__state=ItemState.TOOK_PLACE).first() or newest.first()


@dataclass(frozen=True)
class Met:
    """Somebody whom the candidate may thank. `assessed`: a card or a short form was asked of them; `arranged`: without meeting;
    `sessions`: in what one met them."""

    user: User
    assessed: bool = False
    arranged: bool = False
    sessions: tuple[Session, ...] = ()


def people_met(visit: Visit) -> list[Met]:
    """Everybody of ours in what took place, in the order of the day, once each; whoever arranged the day comes last."""
    there = SessionPerson.objects.filter(
        session__visit=visit, session__state=ItemState.TOOK_PLACE, session__removed_at=None, removed_at=None
    ).exclude(met=False)
    found: dict[int, Met] = {}
    for one in there.select_related("user", "session__kit").order_by("session__starts_at", "pk"):
        assessed = one.has_form or one.part == SessionPart.ASSESSOR
        before = found.get(one.user_id)
        together = (*(before.sessions if before else ()), one.session)
        found[one.user_id] = Met(one.user, assessed or (before.assessed if before else False), sessions=together)
    if found and visit.coordinator_id not in found:
        found[visit.coordinator_id] = Met(visit.coordinator, arranged=True)
    return list(found.values())


def did_not_come(applications: QuerySet[Application]) -> list[Visit]:
    """Days of these open applications to which the candidate did not come, while no other day was planned since."""
    missed = Visit.objects.filter(
        application__in=applications.exclude(state=ApplicationState.CLOSED), happenings__what="did_not_come"
    ).distinct()
    later = Visit.objects.filter(application=OuterRef("application"), made_at__gt=OuterRef("made_at")).exclude(
        state=VisitState.CANCELLED
    )
    found = missed.filter(~Exists(later)).select_related("application__candidate", "application__position")
    return list(found.order_by("on", "pk"))
