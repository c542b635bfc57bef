"""When and where people meet: booked for everybody at once or for nobody, moved, handed to somebody else, cancelled, as it happened.

Double booking is refused by the database, whoever books at the same moment; everything else that speaks against a time is said
beforehand and may be set aside with a reason. Letters are queued in the transaction of the change they tell of (`letters.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from secondround.audit.actions import Machine, record, turn
from secondround.candidates import access as candidates_access
from secondround.candidates.actions import book_candidate, free_candidate, guess_clocks
from secondround.candidates.models import Application, ApplicationState, CaseRole
from secondround.interviews import access
from secondround.interviews.actions import letters
from secondround.interviews.actions.scorecards import assign, end_assignment, end_sight_if_unmet
from secondround.interviews.models import Assignment, AssignmentState, Change, Interview, InterviewState
from secondround.interviews.queries import holders_of, present
from secondround.people.actions.times import AlreadyBooked, book_people, free_people
from secondround.people.models import User
from secondround.people.rules import slots_of
from secondround.positions.actions import book_room, free_room
from secondround.positions.models import Kit, MeetingRoom, Round

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
    _check_when(when)
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
        _book(interview, assessors)
        for one in assessors:
            assign(by=by, at=at, interview=interview, user=one)
        record(
            by=by,
            at=at,
            act="interviews.schedule",
            about={"interview": interview.pk, "application": application.pk, "users": [one.pk for one in assessors]},
            text={"at": when.at.isoformat(), "zone": when.zone, "minutes": when.minutes, "over_limit": over_limit},
        )
        if interview.is_told:
            letters.tell_invited(by=by, at=at, interview=interview, assessors=assessors, tells_candidate=True)
    return interview


def move_interview(
    *, by: Actor, at: datetime, interview: Interview, to: Appointment, reason: str, over_limit: str = ""
) -> None:
    """To another time or place. Everybody's booking and calendar event moves with it."""
    candidates_access.check(by, interview.application, at, "interview.schedule")
    _check_when(to)
    with turn():
        locked = _open_interview(interview)
        _refuse_begun(locked, at)
        _guess_clocks(by, at, locked.application, to)
        holders = holders_of(locked)
        _free(locked)
        before = locked.at.isoformat() if locked.at else ""
        locked.at, locked.minutes, locked.zone = to.at, to.minutes, to.zone
        locked.room, locked.place, locked.over_limit = to.room, to.place, over_limit[:300]
        locked.sequence += 1
        was_told = locked.is_told
        locked.is_told = was_told or to.at > at
        locked.save()
        _book(locked, holders)
        _note(by, at, locked, "moved", reason, before)
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
        locked = _open_interview(interview)
        if locked.assignments.filter(user=user).exclude(state=AssignmentState.REPLACED).exists():
            raise ScheduleRefused("already_there")
        _release(by, at, assignment, AssignmentState.REPLACED, reason)
        new = _take_over(by, at, locked, user, over_limit)
        _note(by, at, locked, "replaced", reason, str(assignment.user_id))
        if locked.is_told:
            letters.tell_cancelled(by=by, at=at, interview=locked, assessors=[assignment.user], tells_candidate=False)
            letters.tell_invited(by=by, at=at, interview=locked, assessors=[user], tells_candidate=False)
            letters.tell_people_changed(by=by, at=at, interview=locked)
    return new


def add_assessor(*, by: Actor, at: datetime, interview: Interview, user: User, over_limit: str = "") -> Assignment:
    """One more person in the room. `over_limit`: why what speaks against them was set aside."""
    candidates_access.check(by, interview.application, at, "interview.schedule")
    with turn():
        locked = _open_interview(interview)
        if locked.assignments.filter(user=user, state=AssignmentState.OWED).exists():
            raise ScheduleRefused("already_there")
        new = _take_over(by, at, locked, user, over_limit)
        _note(by, at, locked, "added", "", str(user.pk))
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
        interview = _open_interview(assignment.interview, of_day=assignment.interview.is_of_day)
        _release(by, at, assignment, AssignmentState.DECLINED, reason)
        _note(by, at, interview, "declined", reason, str(by.pk))
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
    _refuse_begun(interview, at)
    _cancel(by, at, interview, reason, tells_candidate)


def cancel_open_interviews(*, by: Actor, at: datetime, application: Application, reason: str) -> int:
    """Every planned interview of an application that ends: called by the endings, whose door was asked already. Says how many."""
    planned = Interview.objects.filter(application=application, state=InterviewState.PLANNED, at__gt=at)
    with turn():
        for one in planned:
            _cancel(by, at, one, reason, tells_candidate=True)
        record(
            by=by, at=at, act="interviews.cancel_open", about={"application": application.pk}, text={"reason": reason}
        )
    return len(planned)


def note_no_show(*, by: Actor, at: datetime, interview: Interview, reason: str = "") -> None:
    """The candidate did not come. Nobody owes a card for it; nothing follows of itself."""
    candidates_access.check(by, interview.application, at, "interview.schedule")
    if interview.is_of_day:
        raise ScheduleRefused("of_day")
    note_not_held(by=by, at=at, interview=interview, reason=reason, state=InterviewState.NO_SHOW)


def note_not_held(*, by: Actor, at: datetime, interview: Interview, reason: str, state: InterviewState) -> None:
    """Its time came and it did not take place: the candidate did not come, or it was left out. Its callers have asked their own door."""
    with turn():
        locked = _open_interview(interview, of_day=interview.is_of_day)
        if locked.at is None or locked.at > at:
            raise ScheduleRefused("not_yet")
        if locked.assignments.filter(state=AssignmentState.SUBMITTED).exists():
            raise ScheduleRefused("has_cards")
        locked.state = state
        locked.save()
        if state == InterviewState.CANCELLED:
            _free(locked)
        for assignment in locked.assignments.filter(state=AssignmentState.OWED):
            end_assignment(by=by, at=at, assignment=assignment, state=AssignmentState.NOT_HELD, reason=reason)
            end_sight_if_unmet(by=by, at=at, assignment=assignment)
        _note(by, at, locked, state.value, reason, "")


def note_absent(*, by: Actor, at: datetime, assignment: Assignment, reason: str) -> None:
    """An assessor did not attend: no card is wanted of them, and no reminder goes out."""
    interview = assignment.interview
    if isinstance(by, User) and by.pk == assignment.user_id:
        access.check_own(by, assignment, at, "assessment.write_own")
    else:
        candidates_access.check(by, interview.application, at, "interview.schedule")
    if interview.at is None or interview.at > at:
        raise ScheduleRefused("not_yet")
    note_not_there(by=by, at=at, assignment=assignment, reason=reason)


def note_not_there(*, by: Actor, at: datetime, assignment: Assignment, reason: str) -> None:
    """An assessor was not in the room. Its callers have asked the door of their own act."""
    with turn():
        end_assignment(by=by, at=at, assignment=assignment, state=AssignmentState.NOT_HELD, reason=reason)
        end_sight_if_unmet(by=by, at=at, assignment=assignment)
        _note(by, at, assignment.interview, "absent", reason, str(assignment.user_id))


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
    _check_when(when)
    with turn():
        interview = Interview.objects.create(
            application=application, round=kit.round, kit=kit, at=when.at, minutes=when.minutes, zone=when.zone,
            room=when.room, place=when.place, is_of_day=True,
        )  # fmt: skip
        _book(interview, assessors)
        for one in assessors:
            assign(by=by, at=at, interview=interview, user=one, role=_role(is_short), is_short=is_short)
        record(
            by=by,
            at=at,
            act="interviews.schedule",
            about={"interview": interview.pk, "application": application.pk, "users": [one.pk for one in assessors]},
            text={"at": when.at.isoformat(), "zone": when.zone, "minutes": when.minutes, "over_limit": ""},
        )
    return interview


def change_in_day(
    *, by: Actor, at: datetime, interview: Interview, to: Appointment, assessors: Sequence[User], is_short: bool = False
) -> None:
    """Another time or place, other people: as the day now has it. Who holds it no longer owes nothing and gives the time back."""
    candidates_access.check(by, interview.application, at, "interview.schedule")
    _check_when(to)
    with turn():
        locked = _open_interview(interview, of_day=True)
        _refuse_begun(locked, at)
        for assignment in present(locked):
            if assignment.user not in assessors and assignment.state != AssignmentState.SUBMITTED:
                _release(by, at, assignment, AssignmentState.REPLACED, "the day was planned otherwise")
        _free(locked)
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
        _book(locked, assessors)
        for one in assessors:
            assign(by=by, at=at, interview=locked, user=one, role=_role(is_short), is_short=is_short)
        _note(by, at, locked, "moved", "", before)


def call_off(*, by: Actor, at: datetime, interview: Interview, reason: str) -> None:
    """It does not take place, as part of a day that says so itself. Its callers have asked their own door."""
    _cancel(by, at, interview, reason, tells_candidate=False)


def _role(is_short: bool) -> CaseRole:
    return CaseRole.INTRODUCED if is_short else CaseRole.INTERVIEWER


def _check_when(when: Appointment) -> None:
    if not 5 <= when.minutes <= 480:
        raise ScheduleRefused("too_long")
    try:
        ZoneInfo(when.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ScheduleRefused("unknown_zone") from error


def _guess_clocks(by: Actor, at: datetime, application: Application, when: Appointment) -> None:
    """Before anything is written, so that the letters say it."""
    if isinstance(by, User) and when.candidate_zone and not application.candidate.zone:
        guess_clocks(by=by, at=at, application=application, zone=when.candidate_zone)
        application.candidate.refresh_from_db(fields=["zone"])


def _open_interview(interview: Interview, *, of_day: bool = False) -> Interview:
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


def _refuse_begun(interview: Interview, at: datetime) -> None:
    """What has begun is neither moved nor cancelled: it is noted what happened, and a new one arranged."""
    if interview.at is not None and interview.at <= at:
        raise ScheduleRefused("begun")


def _book(interview: Interview, people: Iterable[User]) -> None:
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


def _free(interview: Interview) -> None:
    free_people(booking=interview.uid)
    free_candidate(booking=interview.uid)
    free_room(booking=interview.uid)


def _release(by: Actor, at: datetime, assignment: Assignment, state: AssignmentState, reason: str) -> None:
    """Out of the room: nothing owed, time given back, and no sight where nothing was held yet."""
    end_assignment(by=by, at=at, assignment=assignment, state=state, reason=reason)
    free_people(booking=assignment.interview.uid, users=[assignment.user])
    end_sight_if_unmet(by=by, at=at, assignment=assignment)


def _take_over(by: Actor, at: datetime, interview: Interview, user: User, over_limit: str) -> Assignment:
    if over_limit.strip():
        Interview.objects.filter(pk=interview.pk).update(over_limit=over_limit.strip()[:300])
    if interview.at is not None:
        try:
            book_people(users=[user], slots=slots_of(interview.at, interview.minutes), booking=interview.uid)
        except AlreadyBooked as error:
            raise ScheduleRefused("booked") from error
    return assign(by=by, at=at, interview=interview, user=user)


def _cancel(by: Actor, at: datetime, interview: Interview, reason: str, tells_candidate: bool) -> None:
    with turn():
        locked = _open_interview(interview, of_day=interview.is_of_day)
        holders = holders_of(locked)
        _free(locked)
        locked.state, locked.sequence = InterviewState.CANCELLED, locked.sequence + 1
        locked.save()
        for assignment in locked.assignments.filter(state=AssignmentState.OWED):
            end_assignment(by=by, at=at, assignment=assignment, state=AssignmentState.NOT_HELD, reason=reason)
            end_sight_if_unmet(by=by, at=at, assignment=assignment)
        _note(by, at, locked, "cancelled", reason, locked.at.isoformat() if locked.at else "")
        if locked.is_told and locked.at and locked.at > at:
            letters.tell_cancelled(by=by, at=at, interview=locked, assessors=holders, tells_candidate=tells_candidate)


def _note(by: Actor, at: datetime, interview: Interview, what: str, reason: str, before: str) -> None:
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
