"""What waits for one person in this room: a debrief to open or go into, a decision, a yes to terms, an offer, feedback to read."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, ApplicationState, CaseMember, CaseRole, Conflict
from secondround.decisions.models import (
    AnswerOwed,
    Closing,
    Debrief,
    DebriefView,
    Decider,
    Decision,
    Feedback,
    Offer,
    OfferApproval,
    OfferState,
    Outcome,
)
from secondround.decisions.queries.answers import unanswered
from secondround.decisions.queries.debriefs import SEEN
from secondround.decisions.queries.offers import is_asked
from secondround.interviews.models import Assignment, AssignmentState, Exposure
from secondround.people.models import User
from secondround.positions.access import live
from secondround.positions.models import PositionState, TeamMember, TeamRole

ANSWERING = (TeamRole.HIRING_MANAGER, TeamRole.RECRUITER)
"""Whose place on the team lets them answer."""


@dataclass(frozen=True)
class Task:
    """`code` of what is to be done: open, enter, decide, approve, write_offer, send_offer, ran_out, taken_back, check_feedback, fill."""

    code: str
    application: Application
    due_on: date | None = None


def answers_waiting_for(user: User, at: datetime, today: date) -> list[AnswerOwed]:
    """Answers still owed that `user` may give: their own; late ones to people whom they closed; and, for whoever recruits, those of an
    owner who still owes a card on that person and so cannot be told that anything was decided, who must not judge them, or who is of
    the team no longer.
    """
    blind = CaseMember.objects.filter(
        live(at), user=OuterRef("owner"), application=OuterRef("application"), owes_round__isnull=False
    )
    there = TeamMember.objects.filter(
        live(at),
        user=OuterRef("owner"),
        user__is_active=True,
        position=OuterRef("application__position"),
        role__in=ANSWERING,
    )
    in_conflict = Conflict.objects.filter(
        user=OuterRef("owner"), candidate=OuterRef("application__candidate"), ended_at__isnull=True
    )
    named = candidates_access.visible_to(user, at, "progress.names").values("pk")
    closed = Closing.in_force.filter(closed_by=user).values("application")
    mine = (
        Q(owner=user)
        | Q(application__in=closed, due_on__lt=today)
        | (Q(application__in=named) & (Exists(blind) | Exists(in_conflict) | ~Exists(there)))
    )
    readable = candidates_access.visible_to(user, at, "answer.settle").values("pk")
    rows = AnswerOwed.in_force.filter(unanswered(), mine, application__in=readable)
    rows = rows.select_related("application__candidate", "application__position", "owner", "letter")
    return list(rows.order_by("due_on", "pk"))


def tasks_of(user: User, at: datetime) -> list[Task]:
    """In the order in which they should be done. Only of people whom `user` may know all of."""
    return [*_debriefs(user, at), *_offers(user, at), *_feedback(user, at), *_filled(user, at)]


def _rows(found: QuerySet[Application]) -> list[Application]:
    return list(found.select_related("candidate", "position", "owner").order_by("answer_by", "pk"))


def _debriefs(user: User, at: datetime) -> list[Task]:
    """To open or to decide, of people whose cards are all in and on whom nothing is decided; to go into, where one has a voice."""
    owed = Assignment.objects.filter(interview__application=OuterRef("pk"), state=AssignmentState.OWED, is_short=False)
    given = Assignment.objects.filter(
        interview__application=OuterRef("pk"),
        interview__round__number__gt=1,
        is_short=False,
        state__in=[AssignmentState.SUBMITTED, AssignmentState.WAIVED],
    )
    decided = Decision.objects.filter(application=OuterRef("pk"), superseded_at__isnull=True)
    seen = candidates_access.visible_to(user, at, "debrief.open").filter(state=ApplicationState.ADVANCED)
    ready = _rows(seen.filter(~Exists(owed), Exists(given), ~Exists(decided)))
    opened = set(Debrief.objects.filter(application__in=ready, closed_at=None).values_list("application", flat=True))
    mine = _decides(user, at, ready)
    found = [Task("open", one, one.answer_by) for one in ready if one.pk not in opened]
    found += [Task("decide", one, one.answer_by) for one in ready if one.pk in opened and one.pk in mine]
    return found + _to_enter(user, at, mine)


def _decides(user: User, at: datetime, applications: list[Application]) -> set[int]:
    """Those of `applications` that `user` decides on: named for the position, else the first of a person's readers."""
    speaks = candidates_access.visible_to(user, at, "debrief.speak").filter(pk__in=[one.pk for one in applications])
    keys = set(speaks.values_list("pk", flat=True))
    positions = {one.position_id for one in applications}
    named = dict(Decider.objects.filter(position__in=positions, to_at=None).values_list("position", "user"))
    readers = CaseMember.objects.filter(live(at), application__in=keys, role=CaseRole.SENIOR_READER)
    first: dict[int, int] = {}
    for application, reader in readers.order_by("from_at", "pk").values_list("application", "user"):
        first.setdefault(application, reader)
    return {
        one.pk for one in applications if one.pk in keys and named.get(one.position_id, first.get(one.pk)) == user.pk
    }


def _to_enter(user: User, at: datetime, but: set[int]) -> list[Task]:
    """Open debriefs in which `user` has a voice and has not gone in yet."""
    views = DebriefView.objects.filter(user=user, debrief__closed_at=None).exclude(debrief__application__in=but)
    hidden = candidates_access.vetoed_for(user, at, "debrief.speak")
    seen = Exposure.objects.filter(
        user=user, what=SEEN, application=OuterRef("debrief__application"), at__gte=OuterRef("debrief__opened_at")
    )
    rows = views.exclude(debrief__application__in=hidden.values("pk")).filter(~Exists(seen))
    rows = rows.select_related("debrief__application__candidate", "debrief__application__position")
    return [Task("enter", one.debrief.application, one.debrief.application.answer_by) for one in rows.order_by("pk")]


def _offers(user: User, at: datetime) -> list[Task]:
    may = candidates_access.visible_to(user, at, "offer.terms").values("pk")
    making = [OfferState.DRAFT, OfferState.APPROVAL]
    asked = OfferApproval.objects.filter(user=user, offer__state__in=making, offer__application__in=may)
    rows = asked.select_related("offer__application__candidate", "offer__application__position").order_by("pk")
    found = [
        Task("approve", one.offer.application, one.offer.application.answer_by)
        for one in rows
        if is_asked(one, one.offer)
    ]
    mine = candidates_access.visible_to(user, at, "offer.write").filter(state=ApplicationState.OFFERED, owner=user)
    applications = _rows(mine)
    newest = {one.application_id: one for one in Offer.objects.filter(application__in=applications).order_by("pk")}
    for one in applications:
        offer = newest.get(one.pk)
        step = "taken_back" if offer and offer.taken_back_at else STEP.get(offer.state if offer else "withdrawn")
        if step:
            found.append(Task(step, one, one.answer_by))
    return found


STEP: dict[str, str] = {
    OfferState.WITHDRAWN: "write_offer",
    OfferState.APPROVED: "send_offer",
    OfferState.EXPIRED: "ran_out",
}
"""What an offer in this state wants of whoever owes the candidate an answer."""


def _feedback(user: User, at: datetime) -> list[Task]:
    """Somebody else's words that nobody has read yet, of people who are owed an answer."""
    seen = candidates_access.visible_to(user, at, "feedback.write").filter(state=ApplicationState.CLOSED)
    unread = Feedback.objects.filter(application__in=seen.values("pk"), checked_by=None).exclude(written_by=user)
    rows = unread.select_related("application__candidate", "application__position").order_by("written_at", "pk")
    return [Task("check_feedback", one.application) for one in rows]


def _filled(user: User, at: datetime) -> list[Task]:
    """Positions whose last opening is filled while others still wait, for whoever may close them: told by the last person hired.

    Whoever owes a card on anybody there cannot close it, and is not told whether that person still waits.
    """
    owes = Application.objects.filter(pk__in=candidates_access.blind_on(user, at)).values("position")
    mine = candidates_access.visible_to(user, at, "application.move").exclude(position__in=owes).values("position")
    still = Application.objects.filter(position=OuterRef("application__position"), duplicate_of=None)
    still = still.exclude(state=ApplicationState.CLOSED)
    hired = Closing.in_force.filter(
        outcome=Outcome.HIRED,
        application__position__in=mine,
        application__position__state__in=[PositionState.OPEN, PositionState.PAUSED],
    )
    by: dict[int, list[Application]] = {}
    rows = hired.filter(Exists(still)).select_related("application__candidate", "application__position")
    for one in rows.order_by("closed_at", "pk"):
        by.setdefault(one.application.position_id, []).append(one.application)
    return [Task("fill", people[-1]) for people in by.values() if len(people) >= people[-1].position.openings]
