"""What every change of an arranged interview is made of: locked, booked for everybody or for nobody, handed back, noted.

Parts of acts, which know who did it and when, ask their own door and are on the record themselves (`scheduling.py`, `taking_place.py`,
`in_day.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from secondround.audit.actions import Machine, record, turn
from secondround.candidates.actions import book_candidate, free_candidate
from secondround.interviews.actions import letters
from secondround.interviews.actions.scorecards import end_assignment, end_sight_if_unmet
from secondround.interviews.models import Assignment, AssignmentState, Change, Interview, InterviewState
from secondround.interviews.queries import holders_of
from secondround.people.actions.times import AlreadyBooked, book_people, free_people
from secondround.people.models import User
from secondround.people.rules import slots_of
from secondround.positions.actions import book_room, free_room
from secondround.positions.models import MeetingRoom

Actor = User | Machine


class ScheduleRefused(ValueError):
    """What cannot be planned so; the argument is a code: booked, nobody, over, closed, not_yet ..."""


@dataclass(frozen=True)
class Appointment:
    """When and where. `zone`: the IANA zone whose clocks were meant. `place`: an address or a call, where it is no room of ours.
    `candidate_zone`: the clocks that the candidate is believed to live by, where nothing is known of them."""

    at: datetime
    minutes: int
    zone: str
    room: MeetingRoom | None = None
    place: str = ""
    candidate_zone: str = ""


def check_when(when: Appointment) -> None:
    if not 5 <= when.minutes <= 480:
        raise ScheduleRefused("too_long")
    try:
        ZoneInfo(when.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ScheduleRefused("unknown_zone") from error


def open_interview(interview: Interview, *, of_day: bool = False) -> Interview:
    """The interview, locked until the change is through, if it can still change. Of a second-round day: only through the day."""
    locked = (
        Interview.objects.select_for_update(of=("self",))
        .select_related("application__candidate", "application__position", "round", "kit", "room__site")
        .get(pk=interview.pk)
    )
    if locked.state != InterviewState.PLANNED:
        raise ScheduleRefused("over")
    if locked.is_of_day and not of_day:
        raise ScheduleRefused("of_day")
    return locked


def refuse_begun(interview: Interview, at: datetime) -> None:
    """What has begun is neither moved nor cancelled: it is noted what happened, and a new one arranged."""
    if interview.at is not None and interview.at <= at:
        raise ScheduleRefused("begun")


def book(interview: Interview, people: Iterable[User]) -> None:
    if interview.at is None:
        return
    slots, booking = slots_of(interview.at, interview.minutes), interview.uid
    try:
        book_people(users=people, slots=slots, booking=booking)
        book_candidate(candidate=interview.application.candidate, slots=slots, booking=booking)
        if interview.room:
            book_room(room=interview.room, slots=slots, booking=booking)
    except AlreadyBooked as error:
        raise ScheduleRefused("booked") from error


def free(interview: Interview) -> None:
    free_people(booking=interview.uid)
    free_candidate(booking=interview.uid)
    free_room(booking=interview.uid)


def release(by: Actor, at: datetime, assignment: Assignment, state: AssignmentState, reason: str) -> None:
    """Out of the room: nothing owed, time given back, and no sight where nothing was held yet."""
    end_assignment(by=by, at=at, assignment=assignment, state=state, reason=reason)
    free_people(booking=assignment.interview.uid, users=[assignment.user])
    end_sight_if_unmet(by=by, at=at, assignment=assignment)


def cancel(by: Actor, at: datetime, interview: Interview, reason: str, tells_candidate: bool) -> None:
    with turn():
        locked = open_interview(interview, of_day=interview.is_of_day)
        holders = holders_of(locked)
        free(locked)
        locked.state, locked.sequence = InterviewState.CANCELLED, locked.sequence + 1
        locked.save()
        for assignment in locked.assignments.filter(state=AssignmentState.OWED):
            end_assignment(by=by, at=at, assignment=assignment, state=AssignmentState.NOT_HELD, reason=reason)
            end_sight_if_unmet(by=by, at=at, assignment=assignment)
        note(by, at, locked, "cancelled", reason, locked.at.isoformat() if locked.at else "")
        if locked.is_told and locked.at and locked.at > at:
            letters.tell_cancelled(by=by, at=at, interview=locked, assessors=holders, tells_candidate=tells_candidate)


def record_scheduled(
    by: Actor, at: datetime, interview: Interview, when: Appointment, people: Sequence[User], over_limit: str = ""
) -> None:
    record(
        by=by,
        at=at,
        act="interviews.schedule",
        about={"interview": interview.pk, "application": interview.application_id, "users": [one.pk for one in people]},
        text={"at": when.at.isoformat(), "zone": when.zone, "minutes": when.minutes, "over_limit": over_limit},
    )


def note(by: Actor, at: datetime, interview: Interview, what: str, reason: str, before: str) -> None:
    Change.objects.create(
        interview=interview,
        what=what,
        before=before[:200],
        reason=reason[:300],
        made_by=by if isinstance(by, User) else None,
        made_at=at,
    )
    record(
        by=by,
        at=at,
        act=f"interviews.{what}",
        about={"interview": interview.pk, "application": interview.application_id},
        text={"reason": reason, "before": before},
    )
