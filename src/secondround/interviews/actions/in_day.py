"""Interviews as parts of a second-round day, which tells people of them itself."""

from collections.abc import Sequence
from datetime import datetime

from secondround.audit.actions import turn
from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, CaseRole
from secondround.interviews.actions.appointments import (
    Actor,
    Appointment,
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
from secondround.interviews.actions.scorecards import assign
from secondround.interviews.models import AssignmentState, Interview
from secondround.interviews.queries import present
from secondround.people.models import User
from secondround.positions.models import Kit


def arrange_in_day(
    *,
    by: Actor,
    at: datetime,
    application: Application,
    kit: Kit,
    when: Appointment,
    assessors: Sequence[User],
    is_short: bool = False,
) -> Interview:
    """An interview as part of a second-round day, which tells people of it. `is_short`: forms of people who are introduced."""
    candidates_access.check(by, application, at, "interview.schedule")
    check_when(when)
    with turn():
        interview = Interview.objects.create(
            application=application, round=kit.round, kit=kit, at=when.at, minutes=when.minutes, zone=when.zone,
            room=when.room, place=when.place, is_of_day=True,
        )  # fmt: skip
        book(interview, assessors)
        for one in assessors:
            assign(by=by, at=at, interview=interview, user=one, role=_role(is_short), is_short=is_short)
        record_scheduled(by, at, interview, when, assessors)
    return interview


def change_in_day(
    *, by: Actor, at: datetime, interview: Interview, to: Appointment, assessors: Sequence[User], is_short: bool = False
) -> None:
    """Another time or place, other people: as the day now has it. Who holds it no longer owes nothing and gives the time back."""
    candidates_access.check(by, interview.application, at, "interview.schedule")
    check_when(to)
    with turn():
        locked = open_interview(interview, of_day=True)
        refuse_begun(locked, at)
        for assignment in present(locked):
            if assignment.user not in assessors and assignment.state != AssignmentState.SUBMITTED:
                release(by, at, assignment, AssignmentState.REPLACED, "the day was planned otherwise")
        free(locked)
        before = locked.at.isoformat() if locked.at else ""
        locked.at, locked.minutes, locked.zone, locked.room, locked.place = (
            to.at,
            to.minutes,
            to.zone,
            to.room,
            to.place,
        )
        locked.sequence += 1
        locked.save()
        book(locked, assessors)
        for one in assessors:
            assign(by=by, at=at, interview=locked, user=one, role=_role(is_short), is_short=is_short)
        note(by, at, locked, "moved", "", before)


def call_off(*, by: Actor, at: datetime, interview: Interview, reason: str) -> None:
    """It does not take place, as part of a day that says so itself. Its callers have asked their own door."""
    cancel(by, at, interview, reason, tells_candidate=False)


def _role(is_short: bool) -> CaseRole:
    return CaseRole.INTRODUCED if is_short else CaseRole.INTERVIEWER
