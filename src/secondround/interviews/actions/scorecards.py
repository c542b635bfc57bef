"""Assessing somebody: who is asked to, what they submit, what stays to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from secondround.audit.actions import Machine, record, turn
from secondround.candidates import access as candidates_access
from secondround.candidates.actions import close_case, open_case, settle_case
from secondround.candidates.models import Application, CaseRole
from secondround.interviews import access
from secondround.interviews.actions.follow_ups import FollowUpAnswer, settle_follow_ups
from secondround.interviews.models import (
    STEPPED_OUT,
    AskedQuestion,
    Assignment,
    AssignmentState,
    Draft,
    Exposure,
    Interview,
    Note,
    Rating,
    Recommendation,
    Scorecard,
)
from secondround.interviews.queries import OPEN_BEFORE, answered_in, follow_ups_on
from secondround.people.actions.times import free_people
from secondround.people.models import User
from secondround.positions.models import Competency, KitQuestion, Round
from secondround.positions.queries import newest_scales

Actor = User | Machine


class CardRefused(ValueError):
    """A scorecard that cannot be submitted; the argument is a code: already_submitted, not_owed, too_early, empty ..."""


@dataclass(frozen=True)
class CardEntry:
    """What one assessor says on one competency. `value` None: not covered."""

    competency: Competency
    value: float | None = None
    notes: Sequence[str] = ()
    questions: Sequence[str] = ()


@dataclass(frozen=True)
class Loose:
    """What stands on a card beside its competencies: notes without one, questions of the kit that were asked, own questions."""

    notes: Sequence[str] = ()
    asked: Sequence[KitQuestion] = ()
    questions: Sequence[str] = ()


NOTHING_LOOSE = Loose()


def plan_interview(
    *, by: Actor, at: datetime, application: Application, round: Round, held_at: datetime | None = None
) -> Interview:
    """An interview of `round`, with or without a time yet."""
    candidates_access.check(by, application, at, "interview.assign")
    with turn():
        made = Interview.objects.create(application=application, round=round, at=held_at)
        record(
            by=by,
            at=at,
            act="interviews.plan",
            about={"interview": made.pk, "application": application.pk, "round": round.pk},
            text={"at": held_at.isoformat() if held_at else ""},
        )
    return made


def assign(
    *,
    by: Actor,
    at: datetime,
    interview: Interview,
    user: User,
    role: CaseRole = CaseRole.INTERVIEWER,
    is_short: bool = False,
) -> Assignment:
    """Ask somebody to assess. From this moment they may open the file, and are blind on the round until their card is in.

    An interview whose kit is not assessed opens the file and owes nothing. Who had stepped out of this interview may be asked again.
    `is_short`: a short form, of somebody introduced (`role`), which never gates a decision.
    """
    candidates_access.check(by, interview.application, at, "interview.assign")
    if candidates_access.is_self(user, interview.application):
        raise CardRefused("is_candidate")
    if candidates_access.is_in_conflict(user, interview.application):
        raise CardRefused("in_conflict")
    is_assessed = interview.kit is None or interview.kit.is_assessed
    state = AssignmentState.OWED if is_assessed else AssignmentState.NOT_WANTED
    with turn():
        stood_open = is_assessed and access.may_read_others(user, interview.application, at)
        assignment, is_new = Assignment.objects.select_for_update().get_or_create(
            interview=interview,
            user=user,
            defaults={
                "assigned_by": by if isinstance(by, User) else None,
                "assigned_at": at,
                "state": state,
                "is_short": is_short,
            },
        )
        if not is_new:
            if assignment.state not in STEPPED_OUT:
                return assignment
            Assignment.objects.filter(pk=assignment.pk).update(
                state=state, assigned_at=at, ended_at=None, reason="", is_short=is_short
            )
            assignment.refresh_from_db()
        open_case(
            by=by,
            at=at,
            application=interview.application,
            user=user,
            role=role,
            reason="assigned to an interview",
            round=interview.round,
            owes=is_assessed,
        )
        if stood_open:
            _note_open_before(user, interview.application, at)
        record(by=by, at=at, act="interviews.assign", about={"assignment": assignment.pk, "user": user.pk})
    return assignment


def _note_open_before(user: User, application: Application, at: datetime) -> None:
    """Who is asked for a card may have read others' until then. Reading without owing one leaves no mark: that it could be is kept."""
    Exposure.objects.get_or_create(user=user, application=application, what=OPEN_BEFORE, defaults={"at": at})


def submit_scorecard(
    *,
    by: User,
    at: datetime,
    assignment: Assignment,
    entries: Sequence[CardEntry],
    recommendation: Recommendation | None = None,
    loose: Loose = NOTHING_LOOSE,
    answers: Sequence[FollowUpAnswer] = (),
) -> Scorecard:
    """Submit one's card, once. It is never changed afterwards; the author is no longer blind on the round.

    With it, in the same transaction, what became of the follow-ups that stood on it.
    """
    with turn():
        locked = _lock(assignment)
        if locked.state != AssignmentState.OWED:  # asked first: a card sent twice is in, and its author is told so
            raise CardRefused("already_submitted" if locked.state == AssignmentState.SUBMITTED else "not_owed")
        access.check_own(by, locked, at, "assessment.write_own")
        if locked.interview.at is not None and locked.interview.at > at and not locked.interview.is_imported:
            raise CardRefused("too_early")
        _check_answers(locked, at, answers)
        _check_entries(locked, entries, loose, answers)
        card = _write_card(locked, entries, loose, Scorecard(recommendation=recommendation or "", submitted_at=at))
        settle_follow_ups(by=by, at=at, card=card, answers=answers)
        Assignment.objects.filter(pk=locked.pk).update(state=AssignmentState.SUBMITTED, ended_at=at)
        _forget_draft(locked)
        _settle_if_last(by=by, at=at, assignment=locked)
        _record_card(by, at, "interviews.submit_scorecard", card, entries)
    return card


def amend_scorecard(
    *,
    by: User,
    at: datetime,
    assignment: Assignment,
    reason: str,
    base: int,
    entries: Sequence[CardEntry],
    recommendation: Recommendation | None = None,
    loose: Loose = NOTHING_LOOSE,
) -> Scorecard:
    """A new version beside the original, with a reason. `base`: the version it was written over; a newer one refuses it.

    Refused: reason_wanted, not_submitted, changed_meanwhile, nothing_changed, and what a first submission refuses.
    """
    if not reason.strip():
        raise CardRefused("reason_wanted")
    with turn():
        locked = _lock(assignment)
        access.check_own(by, locked, at, "assessment.amend")
        if locked.state != AssignmentState.SUBMITTED:
            raise CardRefused("not_submitted")
        newest = locked.scorecards.filter(submitted_at__isnull=False).order_by("-version").first()
        if newest is None or newest.version != base:
            raise CardRefused("changed_meanwhile")
        _check_entries(locked, entries, loose)
        blank = Scorecard(
            recommendation=recommendation or "", submitted_at=at, version=base + 1, reason=reason.strip()[:500]
        )
        card = _write_card(locked, entries, loose, blank)
        if _said_by(card) == _said_by(newest):
            raise CardRefused("nothing_changed")
        _record_card(by, at, "interviews.amend_scorecard", card, entries, reason=reason, version=str(base + 1))
    return card


def _said_by(card: Scorecard) -> tuple[object, ...]:
    """Everything that one version of a card says, to tell whether two say the same."""
    return (
        card.recommendation,
        sorted(card.ratings.values_list("competency", "value")),
        list(card.notes.values_list("competency", "text")),
        sorted(card.asked.values_list("text", flat=True)),
    )


def _lock(assignment: Assignment) -> Assignment:
    return (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("interview__application", "interview__round", "user")
        .get(pk=assignment.pk)
    )


def _record_card(by: User, at: datetime, act: str, card: Scorecard, entries: Sequence[CardEntry], **words: str) -> None:
    interview = card.assignment.interview
    ratings = {str(entry.competency.pk): entry.value for entry in entries}
    record(
        by=by,
        at=at,
        act=act,
        about={"scorecard": card.pk, "application": interview.application_id, "round": interview.round_id},
        text={"recommendation": card.recommendation, "ratings": ratings, **words},
    )


def waive_scorecard(*, by: Actor, at: datetime, assignment: Assignment, reason: str) -> None:
    """The recruiter does without this card, with a reason; closes the blind gate without a made-up submission."""
    candidates_access.check(by, assignment.interview.application, at, "interview.assign")
    end_assignment(by=by, at=at, assignment=assignment, state=AssignmentState.WAIVED, reason=reason)


def recuse(*, by: User, at: datetime, assignment: Assignment, reason: str) -> None:
    """An assessor steps back from their own assignment: their time is theirs again, and what others say of this person is not.

    What they may read as hiring manager or recruiter stays; sight as an assessor ends.
    """
    access.check_own(by, assignment, at, "assessment.write_own")
    with turn():
        end_assignment(by=by, at=at, assignment=assignment, state=AssignmentState.RECUSED, reason=reason)
        free_people(booking=assignment.interview.uid, users=[by])
        end_sight_if_unmet(by=by, at=at, assignment=assignment)


def end_sight_if_unmet(*, by: Actor, at: datetime, assignment: Assignment) -> None:
    """Whoever holds no other interview of this candidacy, and held none, reads its file no longer."""
    application, is_short = assignment.interview.application, assignment.is_short
    others = Assignment.objects.filter(user=assignment.user, interview__application=application, is_short=is_short)
    if not others.exclude(state__in=STEPPED_OUT).exists():
        role = CaseRole.INTRODUCED if is_short else CaseRole.INTERVIEWER
        close_case(by=by, at=at, application=application, user=assignment.user, role=role)


def end_assignment(*, by: Actor, at: datetime, assignment: Assignment, state: AssignmentState, reason: str) -> None:
    """No card is wanted any more; the blind gate closes. Its callers have asked the door of their own act.

    Whoever does without a card says why; that somebody was not there says it all.
    """
    if not reason.strip() and state != AssignmentState.NOT_HELD:
        raise CardRefused("reason_wanted")
    with turn():
        changed = Assignment.objects.filter(
            pk=assignment.pk, state__in=[AssignmentState.OWED, AssignmentState.NOT_WANTED]
        ).update(state=state, ended_at=at, reason=reason[:300])
        if not changed:
            raise CardRefused("not_owed")
        _forget_draft(assignment)
        _settle_if_last(by=by, at=at, assignment=assignment)
        record(
            by=by, at=at, act=f"interviews.{state.value}", about={"assignment": assignment.pk}, text={"reason": reason}
        )


def _forget_draft(assignment: Assignment) -> None:
    """A draft is its author's alone and passes to no one: it goes when the card is in, or is not wanted any more."""
    Draft.objects.filter(assignment=assignment).delete()


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


def _check_answers(assignment: Assignment, at: datetime, answers: Sequence[FollowUpAnswer]) -> None:
    """Only of what stood on this card."""
    if not answers:
        return
    draft = Draft.objects.filter(assignment=assignment).first()
    stood = {one.pk for one in follow_ups_on(assignment, at, answered_in(draft))}
    if any(one.follow_up.pk not in stood for one in answers):
        raise CardRefused("unknown_follow_up")


def _check_entries(
    assignment: Assignment, entries: Sequence[CardEntry], loose: Loose, answers: Sequence[FollowUpAnswer] = ()
) -> None:
    position_id = assignment.interview.application.position_id
    if any(entry.competency.position_id != position_id for entry in entries):
        raise CardRefused("unknown_competency")
    if len({entry.competency.pk for entry in entries}) < len(entries):
        raise CardRefused("competency_twice")
    has_answer = any(one.answer.strip() for one in answers)
    if not any(entry.value is not None or entry.notes for entry in entries) and not loose.notes and not has_answer:
        raise CardRefused("empty")


def _write_card(assignment: Assignment, entries: Sequence[CardEntry], loose: Loose, card: Scorecard) -> Scorecard:
    """Write one version whole; a rating keeps the scale it was given under."""
    card.assignment = assignment
    card.save()
    scales = newest_scales([entry.competency for entry in entries])
    Rating.objects.bulk_create(
        Rating(scorecard=card, competency=entry.competency, scale=scales.get(entry.competency.pk), value=entry.value)
        for entry in entries
    )
    texts: list[tuple[Competency | None, str]] = [(one.competency, text) for one in entries for text in one.notes]
    texts += [(None, text) for text in loose.notes]
    Note.objects.bulk_create(
        Note(scorecard=card, competency=competency, number=number, text=text)
        for number, (competency, text) in enumerate([one for one in texts if one[1].strip()], start=1)
    )
    asked: list[tuple[Competency | None, KitQuestion | None, str]]
    asked = [(entry.competency, None, text) for entry in entries for text in entry.questions if text.strip()]
    asked += [(one.competency, one, one.text) for one in loose.asked]
    asked += [(None, None, text) for text in loose.questions if text.strip()]
    AskedQuestion.objects.bulk_create(
        AskedQuestion(scorecard=card, competency=competency, kit_question=question, text=text)
        for competency, question, text in asked
    )
    return card
