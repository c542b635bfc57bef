"""What waits for one person in this room: a debrief to open or go into, a decision, a yes to terms, an offer, feedback to read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, ApplicationState
from secondround.decisions import access
from secondround.decisions.models import Closing, Debrief, Decision, Feedback, Offer, OfferApproval, OfferState, Outcome
from secondround.decisions.queries.debriefs import has_entered, waits_of
from secondround.decisions.queries.offers import is_asked
from secondround.interviews.models import Assignment, AssignmentState
from secondround.people.models import User
from secondround.positions.models import Position, PositionState


@dataclass(frozen=True)
class Task:
    """`code` of what is to be done: open, enter, decide, approve, write_offer, send_offer, ran_out, check_feedback, fill."""

    code: str
    application: Application
    due_on: date | None = None


def tasks_of(user: User, at: datetime) -> list[Task]:
    """In the order in which they should be done. Only of people whom `user` may know all of."""
    return [*_debriefs(user, at), *_offers(user, at), *_feedback(user, at), *_filled(user, at)]


def _rows(found: QuerySet[Application]) -> Iterable[Application]:
    return found.select_related("candidate", "position", "owner").order_by("answer_by", "pk")


def _debriefs(user: User, at: datetime) -> list[Task]:
    """Of people in the second round whose cards are all in: not decided, or held in reserve without a new debrief, is left alone."""
    owed = Assignment.objects.filter(interview__application=OuterRef("pk"), state=AssignmentState.OWED, is_short=False)
    given = Assignment.objects.filter(
        interview__application=OuterRef("pk"), interview__round__number__gt=1, is_short=False,
        state__in=[AssignmentState.SUBMITTED, AssignmentState.WAIVED],
    )  # fmt: skip
    decided = Decision.objects.filter(application=OuterRef("pk"), superseded_at__isnull=True)
    seen = candidates_access.visible_to(user, at, "debrief.open").filter(state=ApplicationState.ADVANCED)
    ready = _rows(seen.filter(~Exists(owed), Exists(given), ~Exists(decided)))
    found = []
    for one in ready:
        opened = Debrief.objects.filter(application=one, closed_at__isnull=True).first()
        if opened is None:
            if waits_of(one).is_ready and access.decide(user, one, at, "debrief.open").is_allowed:
                found.append(Task("open", one, one.answer_by))
        elif access.decide(user, one, at, "decision.make").is_allowed:
            found.append(Task("decide", one, one.answer_by))
        elif not has_entered(user, opened) and access.decide(user, one, at, "debrief.speak").is_allowed:
            found.append(Task("enter", one, one.answer_by))
    return found


def _offers(user: User, at: datetime) -> list[Task]:
    found = []
    asked = OfferApproval.objects.filter(user=user, offer__state__in=[OfferState.DRAFT, OfferState.APPROVAL])
    for row in asked.select_related("offer__application__candidate", "offer__application__position").order_by("pk"):
        if (
            is_asked(row, row.offer)
            and access.decide(user, row.offer.application, at, "offer.approve", offer=row.offer).is_allowed
        ):
            found.append(Task("approve", row.offer.application))
    mine = candidates_access.visible_to(user, at, "offer.write").filter(state=ApplicationState.OFFERED, owner=user)
    for one in _rows(mine):
        newest = Offer.objects.filter(application=one).order_by("-made_at", "-pk").first()
        if newest is None or newest.state == OfferState.WITHDRAWN:
            found.append(Task("write_offer", one, one.answer_by))
        elif newest.state == OfferState.APPROVED:
            found.append(Task("send_offer", one, one.answer_by))
        elif newest.state == OfferState.EXPIRED:
            found.append(Task("ran_out", one, one.answer_by))
    return found


def _feedback(user: User, at: datetime) -> list[Task]:
    """Somebody else's words that nobody has read yet, of people who are owed an answer."""
    seen = candidates_access.visible_to(user, at, "feedback.write").filter(state=ApplicationState.CLOSED)
    unread = Feedback.objects.filter(application__in=seen.values("pk"), checked_by=None).exclude(written_by=user)
    rows = unread.select_related("application__candidate", "application__position").order_by("written_at", "pk")
    return [Task("check_feedback", one.application) for one in rows]


def _filled(user: User, at: datetime) -> list[Task]:
    """Positions whose last opening is filled while others still wait, for whoever may close them: told by the person hired."""
    mine = candidates_access.visible_to(user, at, "application.move").values("position")
    still = Application.objects.filter(position=OuterRef("pk"), duplicate_of=None).exclude(
        state=ApplicationState.CLOSED
    )
    open_ones = Position.objects.filter(pk__in=mine, state__in=[PositionState.OPEN, PositionState.PAUSED])
    positions = list(open_ones.filter(Exists(still)).order_by("title", "pk"))
    hired: dict[int, list[Application]] = {one.pk: [] for one in positions}
    rows = Closing.in_force.filter(application__position__in=hired, outcome=Outcome.HIRED).order_by("closed_at")
    for row in rows.select_related("application__candidate", "application__position"):
        hired[row.application.position_id].append(row.application)
    return [
        Task("fill", hired[one.pk][-1]) for one in positions if hired[one.pk] and len(hired[one.pk]) >= one.openings
    ]
