"""Assessing somebody: who is asked to, what they submit, what stays to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from secondround.audit.actions import Machine, record
from secondround.candidates import access as candidates_access
from secondround.candidates.actions import open_case, settle_case
from secondround.candidates.models import Application, CaseRole
from secondround.interviews import access
from secondround.interviews.models import (
    AskedQuestion,
    Assignment,
    AssignmentState,
    Interview,
    Note,
    Rating,
    Recommendation,
    Scorecard,
)
from secondround.people.models import User
from secondround.positions.models import Competency, Round

Actor = User | Machine


class CardRefused(ValueError):
    """A scorecard that cannot be submitted; the argument is a code: already_submitted, not_owed, empty, unknown_competency."""


@dataclass(frozen=True)
class CardEntry:
    """What one assessor says on one competency. `value` None: not covered."""

    competency: Competency
    value: float | None = None
    notes: Sequence[str] = ()
    questions: Sequence[str] = ()


def plan_interview(
    *, by: Actor, at: datetime, application: Application, round: Round, held_at: datetime | None = None
) -> Interview:
    """An interview of `round`, with or without a time yet."""
    candidates_access.check(by, application, at, "interview.assign")
    with transaction.atomic():
        made = Interview.objects.create(application=application, round=round, at=held_at)
        record(
            by=by,
            at=at,
            act="interviews.plan",
            about={"interview": made.pk, "application": application.pk, "round": round.pk},
            text={"at": held_at.isoformat() if held_at else ""},
        )
    return made


def assign(*, by: Actor, at: datetime, interview: Interview, user: User) -> Assignment:
    """Ask somebody to assess. From this moment they may open the file, and are blind on the round until their card is in."""
    candidates_access.check(by, interview.application, at, "interview.assign")
    if candidates_access.is_self(user, interview.application):
        raise CardRefused("is_candidate")
    with transaction.atomic():
        assignment, is_new = Assignment.objects.get_or_create(
            interview=interview,
            user=user,
            defaults={"assigned_by": by if isinstance(by, User) else None, "assigned_at": at},
        )
        if not is_new:
            return assignment
        open_case(
            by=by,
            at=at,
            application=interview.application,
            user=user,
            role=CaseRole.INTERVIEWER,
            reason="assigned to an interview",
            round=interview.round,
            owes=True,
        )
        record(by=by, at=at, act="interviews.assign", about={"assignment": assignment.pk, "user": user.pk})
    return assignment


def submit_scorecard(
    *,
    by: User,
    at: datetime,
    assignment: Assignment,
    entries: Sequence[CardEntry],
    recommendation: Recommendation | None = None,
) -> Scorecard:
    """Submit one's card, once. It is never changed afterwards; the author is no longer blind on the round."""
    with transaction.atomic():
        locked = (
            Assignment.objects.select_for_update()
            .select_related("interview__application", "interview__round")
            .get(pk=assignment.pk)
        )
        access.check_own(by, locked, at, "assessment.write_own")
        if locked.state != AssignmentState.OWED:
            raise CardRefused("already_submitted" if locked.state == AssignmentState.SUBMITTED else "not_owed")
        _check_entries(locked, entries)
        card = _write_card(locked, entries, recommendation, at)
        Assignment.objects.filter(pk=locked.pk).update(state=AssignmentState.SUBMITTED, ended_at=at)
        interview = locked.interview
        _settle_if_last(by=by, at=at, assignment=locked)
        record(
            by=by,
            at=at,
            act="interviews.submit_scorecard",
            about={"scorecard": card.pk, "application": interview.application_id, "round": interview.round_id},
            text={"recommendation": card.recommendation, "ratings": {str(e.competency.pk): e.value for e in entries}},
        )
    return card


def waive_scorecard(*, by: Actor, at: datetime, assignment: Assignment, reason: str) -> None:
    """The recruiter does without this card, with a reason; closes the blind gate without a made-up submission."""
    _end_assignment(
        by=by, at=at, assignment=assignment, state=AssignmentState.WAIVED, reason=reason, action="interview.assign"
    )


def recuse(*, by: User, at: datetime, assignment: Assignment, reason: str) -> None:
    """An assessor steps back from their own assignment."""
    access.check_own(by, assignment, at, "assessment.write_own")
    _end_assignment(by=by, at=at, assignment=assignment, state=AssignmentState.RECUSED, reason=reason, action=None)


def _end_assignment(
    *, by: Actor, at: datetime, assignment: Assignment, state: AssignmentState, reason: str, action: str | None
) -> None:
    application = assignment.interview.application
    if action:
        candidates_access.check(by, application, at, action)
    if not reason.strip():
        raise CardRefused("reason_wanted")
    with transaction.atomic():
        changed = Assignment.objects.filter(pk=assignment.pk, state=AssignmentState.OWED).update(
            state=state, ended_at=at, reason=reason
        )
        if not changed:
            raise CardRefused("not_owed")
        _settle_if_last(by=by, at=at, assignment=assignment)
        record(
            by=by, at=at, act=f"interviews.{state.value}", about={"assignment": assignment.pk}, text={"reason": reason}
        )


def _settle_if_last(*, by: Actor, at: datetime, assignment: Assignment) -> None:
    """Blindness on a round ends only when no other card of one's own is still owed on it."""
    interview = assignment.interview
    still_owed = Assignment.objects.filter(
        user=assignment.user,
        state=AssignmentState.OWED,
        interview__application=interview.application_id,
        interview__round=interview.round_id,
    ).exclude(pk=assignment.pk)
    if not still_owed.exists():
        settle_case(by=by, at=at, application=interview.application, user=assignment.user, round=interview.round)


def _check_entries(assignment: Assignment, entries: Sequence[CardEntry]) -> None:
    position_id = assignment.interview.application.position_id
    if any(entry.competency.position_id != position_id for entry in entries):
        raise CardRefused("unknown_competency")
    if len({entry.competency.pk for entry in entries}) < len(entries):
        raise CardRefused("competency_twice")
    if not any(entry.value is not None or entry.notes for entry in entries):
        raise CardRefused("empty")


def _write_card(
    assignment: Assignment, entries: Sequence[CardEntry], recommendation: Recommendation | None, at: datetime
) -> Scorecard:
    # A draft is its author's alone; submitted, it becomes version 1 and nothing of it changes again.
    card = Scorecard.objects.filter(assignment=assignment, submitted_at__isnull=True).first() or Scorecard(
        assignment=assignment
    )
    card.recommendation = recommendation or ""
    card.submitted_at = at
    card.save()
    Rating.objects.filter(scorecard=card).delete()
    Note.objects.filter(scorecard=card).delete()
    AskedQuestion.objects.filter(scorecard=card).delete()
    Rating.objects.bulk_create(
        Rating(scorecard=card, competency=entry.competency, scale=entry.competency.scales.first(), value=entry.value)
        for entry in entries
    )
    texts = [(entry.competency, text) for entry in entries for text in entry.notes if text.strip()]
    Note.objects.bulk_create(
        Note(scorecard=card, competency=competency, number=number, text=text)
        for number, (competency, text) in enumerate(texts, start=1)
    )
    AskedQuestion.objects.bulk_create(
        AskedQuestion(scorecard=card, competency=entry.competency, text=text)
        for entry in entries
        for text in entry.questions
        if text.strip()
    )
    return card
