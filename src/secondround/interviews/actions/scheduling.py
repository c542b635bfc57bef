"""When and where people meet: booked for everybody at once or for nobody, moved, handed to somebody else, cancelled, as it happened.

Double booking is refused by the database, whoever books at the same moment; everything else that speaks against a time is said
beforehand and may be set aside with a reason. Letters are queued in the transaction of the change they tell of (`letters.py`).
"""

from collections.abc import Sequence
from datetime import datetime

from secondround.audit.actions import record, turn
from secondround.candidates import access as candidates_access
from secondround.candidates.actions import guess_clocks
from secondround.candidates.models import Application, ApplicationState
from secondround.interviews import access
from secondround.interviews.actions import letters
from secondround.interviews.actions.appointments import (
    Actor,
    Appointment,
    ScheduleRefused,
    book,
    cancel,
    check_when,
    free,
    note,
    open_interview,
    record_scheduled,
    refuse_begun,
    release,
)
from secondround.interviews.actions.scorecards import assign, end_assignment
from secondround.interviews.models import Assignment, AssignmentState, Interview, InterviewState
from secondround.interviews.queries import holders_of
from secondround.people.actions.times import AlreadyBooked, book_people, free_people
from secondround.people.models import User
from secondround.people.rules import slots_of
from secondround.positions.models import Kit, Round

__all__ = [
    "Appointment",
    "ScheduleRefused",
    "add_assessor",
    "cancel_interview",
    "cancel_open_interviews",
    "decline_interview",
    "leave_for_conflict",
    "move_interview",
    "replace_assessor",
    "schedule_interview",
]


def schedule_interview(
    *,
    by: Actor,
    at: datetime,
    application: Application,
    round: Round,
    kit: Kit | None,
    when: Appointment,
    assessors: Sequence[User],
    over_limit: str = "",
    tells: bool = True,
) -> Interview:
    """Book a conversation for the candidate, its assessors and the room, and tell everybody; all of it or nothing.

    `over_limit`: why warnings were set aside. `tells`: whether letters go out; none ever does for a time that has passed.
    """
    if not assessors:
        raise ScheduleRefused("nobody")
    check_when(when)
    with turn():
        candidates_access.check(by, application, at, "interview.schedule")
        if Application.objects.filter(pk=application.pk, state=ApplicationState.CLOSED).exists():
            raise ScheduleRefused("closed")
        _guess_clocks(by, at, application, when)
        interview = Interview.objects.create(
            application=application,
            round=round,
            kit=kit,
            at=when.at,
            minutes=when.minutes,
            zone=when.zone,
            room=when.room,
            place=when.place,
            over_limit=over_limit[:300],
            is_told=tells and when.at > at,
        )
        book(interview, assessors)
        for one in assessors:
            assign(by=by, at=at, interview=interview, user=one)
        record_scheduled(by, at, interview, when, assessors, over_limit)
        if interview.is_told:
            letters.tell_invited(by=by, at=at, interview=interview, assessors=assessors, tells_candidate=True)
    return interview


def move_interview(
    *, by: Actor, at: datetime, interview: Interview, to: Appointment, reason: str, over_limit: str = ""
) -> None:
    """To another time or place. Everybody's booking and calendar event moves with it."""
    candidates_access.check(by, interview.application, at, "interview.schedule")
    check_when(to)
    with turn():
        locked = open_interview(interview)
        refuse_begun(locked, at)
        _guess_clocks(by, at, locked.application, to)
        holders = holders_of(locked)
        free(locked)
        before = locked.at.isoformat() if locked.at else ""
        locked.at, locked.minutes, locked.zone = to.at, to.minutes, to.zone
        locked.room, locked.place, locked.over_limit = to.room, to.place, over_limit[:300]
        locked.sequence += 1
        was_told = locked.is_told
        locked.is_told = was_told or to.at > at
        locked.save()
        book(locked, holders)
        note(by, at, locked, "moved", reason, before)
        if locked.is_told:
            letters.tell_changed(by=by, at=at, interview=locked, assessors=holders, is_first=not was_told)


def replace_assessor(
    *, by: Actor, at: datetime, assignment: Assignment, user: User, reason: str, over_limit: str = ""
) -> Assignment:
    """Somebody else holds it. Who is replaced owes nothing more here and, having met nobody, reads the file no longer.

    `over_limit`: why what speaks against the new one was set aside.
    """
    interview = assignment.interview
    candidates_access.check(by, interview.application, at, "interview.schedule")
    if not reason.strip():
        raise ScheduleRefused("reason_wanted")
    with turn():
        locked = open_interview(interview)
        if locked.assignments.filter(user=user).exclude(state=AssignmentState.REPLACED).exists():
            raise ScheduleRefused("already_there")
        release(by, at, assignment, AssignmentState.REPLACED, reason)
        new = _take_over(by, at, locked, user, over_limit)
        note(by, at, locked, "replaced", reason, str(assignment.user_id))
        if locked.is_told:
            letters.tell_cancelled(by=by, at=at, interview=locked, assessors=[assignment.user], tells_candidate=False)
            letters.tell_invited(by=by, at=at, interview=locked, assessors=[user], tells_candidate=False)
            letters.tell_people_changed(by=by, at=at, interview=locked)
    return new


def add_assessor(*, by: Actor, at: datetime, interview: Interview, user: User, over_limit: str = "") -> Assignment:
    """One more person in the room. `over_limit`: why what speaks against them was set aside."""
    candidates_access.check(by, interview.application, at, "interview.schedule")
    with turn():
        locked = open_interview(interview)
        if locked.assignments.filter(user=user, state=AssignmentState.OWED).exists():
            raise ScheduleRefused("already_there")
        new = _take_over(by, at, locked, user, over_limit)
        note(by, at, locked, "added", "", str(user.pk))
        if locked.is_told:
            letters.tell_invited(by=by, at=at, interview=locked, assessors=[user], tells_candidate=False)
            letters.tell_people_changed(by=by, at=at, interview=locked)
    return new


def decline_interview(*, by: User, at: datetime, assignment: Assignment, reason: str) -> None:
    """An assessor cannot hold it. The interview stands; whoever plans is told, and finds somebody else or another time."""
    access.check_own(by, assignment, at, "assessment.write_own")
    if not reason.strip():
        raise ScheduleRefused("reason_wanted")
    _decline(by, at, assignment, reason)


def leave_for_conflict(*, by: User, at: datetime, assignment: Assignment, reason: str) -> None:
    """Out of an interview with somebody whom one must not judge, once that is declared: to come, somebody else is wanted for it;
    held, its card is owed no more. `reason` stands in the letter to whoever plans."""
    interview = assignment.interview
    if not candidates_access.is_in_conflict(by, interview.application):
        raise ScheduleRefused("no_conflict")
    if interview.state == InterviewState.PLANNED and interview.at is not None and interview.at > at:
        _decline(by, at, assignment, reason)
    else:
        end_assignment(by=by, at=at, assignment=assignment, state=AssignmentState.RECUSED, reason=reason)
        free_people(booking=interview.uid, users=[by])


def _decline(by: User, at: datetime, assignment: Assignment, reason: str) -> None:
    with turn():
        interview = open_interview(assignment.interview, of_day=assignment.interview.is_of_day)
        release(by, at, assignment, AssignmentState.DECLINED, reason)
        note(by, at, interview, "declined", reason, str(by.pk))
        if interview.is_told:
            letters.tell_cancelled(by=by, at=at, interview=interview, assessors=[by], tells_candidate=False)
        if interview.is_told or interview.is_of_day:
            letters.tell_declined(by=by, at=at, interview=interview, reason=reason)


def cancel_interview(
    *, by: Actor, at: datetime, interview: Interview, reason: str, tells_candidate: bool = True
) -> None:
    """It does not take place. Nobody owes a card for it, and everybody's calendar says so."""
    candidates_access.check(by, interview.application, at, "interview.schedule")
    if not reason.strip():
        raise ScheduleRefused("reason_wanted")
    if interview.is_of_day:
        raise ScheduleRefused("of_day")
    refuse_begun(interview, at)
    cancel(by, at, interview, reason, tells_candidate)


def cancel_open_interviews(*, by: Actor, at: datetime, application: Application, reason: str) -> int:
    """Every planned interview of an application that ends: called by the endings, whose door was asked already. Says how many."""
    planned = Interview.objects.filter(application=application, state=InterviewState.PLANNED, at__gt=at)
    with turn():
        for one in planned:
            cancel(by, at, one, reason, tells_candidate=True)
        record(
            by=by, at=at, act="interviews.cancel_open", about={"application": application.pk}, text={"reason": reason}
        )
    return len(planned)


def _guess_clocks(by: Actor, at: datetime, application: Application, when: Appointment) -> None:
    """Before anything is written, so that the letters say it."""
    if isinstance(by, User) and when.candidate_zone and not application.candidate.zone:
        guess_clocks(by=by, at=at, application=application, zone=when.candidate_zone)
        application.candidate.refresh_from_db(fields=["zone"])


def _take_over(by: Actor, at: datetime, interview: Interview, user: User, over_limit: str) -> Assignment:
    if over_limit.strip():
        Interview.objects.filter(pk=interview.pk).update(over_limit=over_limit.strip()[:300])
    if interview.at is not None:
        try:
            book_people(users=[user], slots=slots_of(interview.at, interview.minutes), booking=interview.uid)
        except AlreadyBooked as error:
            raise ScheduleRefused("booked") from error
    return assign(by=by, at=at, interview=interview, user=user)
