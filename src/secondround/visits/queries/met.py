"""Reads of visits: which one somebody has, and whom they really met; which days nobody has noted yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from secondround.candidates.models import Application, ApplicationState
from secondround.interviews.models import InterviewState
from secondround.people.models import User
from secondround.positions.access import live
from secondround.positions.models import TeamMember, TeamRole
from secondround.visits.models import ItemKind, ItemState, Session, SessionPart, SessionPerson, Visit, VisitState
from secondround.visits.queries.days import told_parts

TOLD = (VisitState.CONFIRMED, VisitState.HELD)
NOT_HELD = (InterviewState.CANCELLED, InterviewState.NO_SHOW)
ASKED_FOR = timedelta(days=14)
"""How long after a day somebody is asked to note what became of it."""


def visit_of(application: Application, at: datetime) -> Visit | None:
    """The day that people were told of, the newest; where somebody was met already, the newest on which that was so."""
    told = Visit.objects.filter(application=application, state__in=TOLD).select_related("host", "coordinator", "site")
    found = list(told.order_by("-on", "-pk"))
    return next((one for one in found if people_met(one, at)), found[0] if found else None)


@dataclass(frozen=True)
class Met:
    """Somebody whom the candidate may thank. `assessed`: a card or a short form was asked of them; `arranged`: without meeting;
    `walked`: was with them all day, in no item of it; `sessions`: in what one met them."""

    user: User
    assessed: bool = False
    arranged: bool = False
    walked: bool = False
    sessions: tuple[Session, ...] = ()


def people_met(visit: Visit, at: datetime) -> list[Met]:
    """Everybody of ours in what took place, in the order of the day, once each; who walked them round and who arranged it come last.

    An item that is over and of which nobody noted that it did not take place is taken for one that did, with those of whom the
    candidate was told: they know whom they met, and the thanks must not hang on somebody's notes.
    """
    rows = list(_there(visit))
    told = told_parts(visit) if any(one.session.state == ItemState.PLANNED for one in rows) else set()
    found: dict[int, Met] = {}
    for one in rows:
        if one.met is not False and _took_place(one, told, at):
            assessed = one.has_form or one.part == SessionPart.ASSESSOR
            before = found.get(one.user_id, Met(one.user))
            found[one.user_id] = Met(one.user, assessed or before.assessed, sessions=(*before.sessions, one.session))
    if found:
        was_away = any(one.user_id == visit.host_id and one.met is False for one in rows)
        if visit.host and not was_away:
            found.setdefault(visit.host.pk, Met(visit.host, walked=True))
        found.setdefault(visit.coordinator_id, Met(visit.coordinator, arranged=True))
    return list(found.values())


def _there(visit: Visit) -> QuerySet[SessionPerson]:
    kept = [ItemState.TOOK_PLACE, ItemState.PLANNED]
    rows = SessionPerson.objects.filter(
        session__visit=visit, session__state__in=kept, session__removed_at=None, removed_at=None
    )
    return rows.select_related("user", "session__kit", "session__interview").order_by("session__starts_at", "pk")


def _took_place(one: SessionPerson, told: set[tuple[str, int]], at: datetime) -> bool:
    of = one.session
    if of.state == ItemState.TOOK_PLACE:
        return True
    is_held = of.interview is None or of.interview.state not in NOT_HELD
    return is_held and is_over(of, at) and (str(of.uid), one.user_id) in told


def is_over(session: Session, at: datetime) -> bool:
    return session.starts_at + timedelta(minutes=session.minutes) <= at


def not_noted(user: User, at: datetime) -> list[Visit]:
    """Days that are over, of some item of which nobody has said whether it took place: for whoever walked the candidate round, and for
    whoever planned the day or, where they have left the team, recruits for the position. For two weeks."""
    team = TeamMember.objects.filter(live(at), position=OuterRef("application__position"), role=TeamRole.RECRUITER)
    whose = Q(host=user) | Q(coordinator=user)
    whose |= Exists(team.filter(user=user)) & ~Exists(team.filter(user=OuterRef("coordinator")))
    with_people = SessionPerson.objects.filter(session=OuterRef("pk"), removed_at=None)
    items = Session.objects.filter(Exists(with_people), removed_at=None).exclude(kind=ItemKind.BREAK)
    since = (at - ASKED_FOR).date()
    days = Visit.objects.filter(whose, state__in=TOLD, on__gte=since, on__lte=at.date() + timedelta(days=1))
    open_days = days.filter(Exists(items.filter(visit=OuterRef("pk"), state=ItemState.PLANNED)))
    found = list(open_days.select_related("application__candidate", "application__position").order_by("on", "pk"))
    still_on = {one.visit_id for one in items.filter(visit__in=found) if not is_over(one, at)}
    return [one for one in found if one.pk not in still_on]


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


def own_beginnings(user: User, visits: QuerySet[Visit]) -> dict[int, datetime]:
    """When `user`'s own part of each of these days begins, by the day's key; for whoever walks the candidate round, when it begins."""
    mine = Session.objects.filter(visit__in=visits, removed_at=None).exclude(state=ItemState.CANCELLED)
    mine = mine.filter(Q(visit__host=user) | Q(people__user=user, people__removed_at=None))
    return dict(mine.order_by("visit").values("visit").annotate(first=Min("starts_at")).values_list("visit", "first"))
