"""What a day holds: people's and rooms' time, interviews with their assessors, sight of whoever is introduced. Part of its caller's
transaction and record: the plan is settled as a whole, so that two items may change places."""

from datetime import datetime
from zoneinfo import ZoneInfo

from secondround.audit.actions import Machine
from secondround.candidates import access as candidates_access
from secondround.candidates.actions import book_candidate, close_case, free_candidate, open_case
from secondround.candidates.models import CaseMember, CaseRole
from secondround.interviews.actions import CardRefused
from secondround.interviews.actions.in_day import arrange_in_day, call_off, change_in_day
from secondround.interviews.actions.scheduling import Appointment, ScheduleRefused
from secondround.interviews.models import STEPPED_OUT, Assignment, Interview, InterviewState
from secondround.interviews.queries import holders_of
from secondround.people.actions.times import AlreadyBooked, book_people, free_people
from secondround.people.models import User
from secondround.people.rules import slots_of
from secondround.positions.access import live
from secondround.positions.actions import book_room, free_room
from secondround.positions.models import MeetingRoom, RoomSlot
from secondround.timetable.referee import holds
from secondround.visits.actions.days import DayRefused
from secondround.visits.models import DayEntry, ItemKind, Session, SessionPart, SessionPerson, Visit
from secondround.visits.queries.days import Planned, sessions_of
from secondround.visits.queries.judging import day_of_visit
from secondround.visits.rules import end_of_day

Actor = User | Machine


def leave_out_who_declined(*, at: datetime, visit: Visit) -> None:
    """Whoever said that they cannot hold an interview is in its plan no longer, unless they were asked again."""
    for session in visit.sessions.filter(removed_at=None, interview__isnull=False):
        gone = Assignment.objects.filter(interview=session.interview_id, state__in=STEPPED_OUT)
        SessionPerson.objects.filter(
            session=session, removed_at=None, user__in=gone.values("user"), part=SessionPart.ASSESSOR
        ).update(removed_at=at)


def settle_bookings(*, by: Actor, at: datetime, visit: Visit) -> None:
    """Give back what the plan does not need any more and take what it does; all of it or nothing."""
    planned = sessions_of(visit)
    try:
        _free(at, visit)
        _call_off_removed(by, at, visit)
        changed = [there for there in planned if there.session.starts_at > at or visit.version == 0]
        _free_interviews(changed)
        for there in changed:
            _hold_interview(by, at, visit, there)
        for there in changed:
            _book_rest(visit, there)
        _hold_rooms(at, visit, planned)
    except AlreadyBooked as error:
        raise DayRefused("booked") from error
    except ScheduleRefused as error:
        raise DayRefused(str(error)) from error
    except CardRefused as error:
        raise DayRefused("conflict") from error


def _free(at: datetime, visit: Visit) -> None:
    """Everything that is still to come of what is no interview; interviews give their own time back."""
    free_room(booking=visit.uid)
    for session in visit.sessions.all():
        if session.starts_at > at or session.removed_at:
            free_people(booking=session.uid)
            free_candidate(booking=session.uid)
            free_room(booking=session.uid)


def _call_off_removed(by: Actor, at: datetime, visit: Visit) -> None:
    for session in visit.sessions.filter(removed_at__isnull=False, interview__state=InterviewState.PLANNED):
        if session.interview:
            call_off(by=by, at=at, interview=session.interview, reason="taken out of the day")


def _free_interviews(planned: list[Planned]) -> None:
    for there in planned:
        if there.session.interview and _differs(there, there.session.interview):
            free_people(booking=there.session.interview.uid)
            free_candidate(booking=there.session.interview.uid)
            free_room(booking=there.session.interview.uid)


def _rates(there: Planned) -> list[User]:
    """Who writes a card about it: whoever holds an interview, and whoever is introduced with a short form."""
    if there.session.kind == ItemKind.INTERVIEW:
        return there.users(SessionPart.ASSESSOR)
    return [one.user for one in there.people if one.has_form] if there.session.kit else []


def _differs(there: Planned, interview: Interview) -> bool:
    session = there.session
    now = (interview.at, interview.minutes, interview.room_id, interview.place)
    if now != (session.starts_at, session.minutes, session.room_id, session.place):
        return True
    return {one.pk for one in holders_of(interview)} != {one.pk for one in _rates(there)}


def _hold_interview(by: Actor, at: datetime, visit: Visit, there: Planned) -> None:
    session, rates = there.session, _rates(there)
    is_short = session.kind != ItemKind.INTERVIEW
    if session.kit is None or (session.interview is None and is_short and not rates):
        return
    when = Appointment(session.starts_at, session.minutes, visit.zone, session.room, session.place)
    if session.interview is None:
        session.interview = arrange_in_day(
            by=by, at=at, application=visit.application, kit=session.kit, when=when, assessors=rates, is_short=is_short
        )
        Session.objects.filter(pk=session.pk).update(interview=session.interview)
    elif _differs(there, session.interview):
        change_in_day(by=by, at=at, interview=session.interview, to=when, assessors=rates, is_short=is_short)


def _book_rest(visit: Visit, there: Planned) -> None:
    """What the interview, if there is one, does not hold already."""
    session, rates = there.session, {one.pk for one in _rates(there)} if there.session.interview else set()
    slots = slots_of(session.starts_at, session.minutes)
    book_people(users=[one for one in there.users() if one.pk not in rates], slots=slots, booking=session.uid)
    if session.interview is None:
        book_candidate(candidate=visit.application.candidate, slots=slots, booking=session.uid)
        if session.room:
            book_room(room=session.room, slots=slots, booking=session.uid)


def _hold_rooms(at: datetime, visit: Visit, planned: list[Planned]) -> None:
    """Between two sessions in one room the room stays the candidate's, as far as nobody else has it."""
    rooms = {str(there.session.room.pk): there.session.room for there in planned if there.session.room}
    for key, span in holds(day_of_visit(visit, at, planned).items):
        room: MeetingRoom = rooms[key]
        slots = slots_of(span.start, span.minutes)
        held = set(RoomSlot.objects.filter(room=room, slot__in=slots).values_list("slot", flat=True))
        book_room(room=room, slots=[slot for slot in slots if slot not in held and slot > at], booking=visit.uid)


def settle_sight(*, by: Actor, at: datetime, visit: Visit) -> None:
    """Whoever is introduced, listens in or walks the candidate round sees what they need until the day ends; nobody else any more."""
    until = end_of_day(visit.on, ZoneInfo(visit.zone))
    there = SessionPerson.objects.filter(session__visit=visit, session__removed_at=None, removed_at=None)
    wanted = {one.user_id: one.user for one in there.exclude(part=SessionPart.ASSESSOR).select_related("user")}
    if visit.host:
        wanted[visit.host.pk] = visit.host
    if until > at:
        for user in wanted.values():
            if candidates_access.is_in_conflict(user, visit.application):
                raise DayRefused("conflict")
            see_until(by=by, at=at, visit=visit, user=user, until=until)
    told = DayEntry.objects.filter(visit=visit, user__isnull=False).exclude(user__in=wanted).select_related("user")
    for user in {entry.user for entry in told if entry.user}:
        end_sight(by=by, at=at, visit=visit, user=user)


def see_until(*, by: Actor, at: datetime, visit: Visit, user: User, until: datetime) -> None:
    held = CaseMember.objects.filter(
        live(at), application=visit.application, user=user, role=CaseRole.INTRODUCED, round=None
    )
    if not held.exclude(to_at__isnull=False).exists() and not held.filter(to_at=until).exists():
        open_case(
            by=by, at=at, application=visit.application, user=user, role=CaseRole.INTRODUCED, until=until,
            reason="has a part in the second-round day",
        )  # fmt: skip


def end_sight(*, by: Actor, at: datetime, visit: Visit, user: User) -> None:
    """Sight through this day ends, unless a short form is still theirs."""
    rows = CaseMember.objects.filter(live(at), application=visit.application, user=user, role=CaseRole.INTRODUCED)
    forms = Assignment.objects.filter(user=user, interview__application=visit.application, is_short=True)
    if rows.exists() and not forms.exclude(state__in=STEPPED_OUT).exists():
        close_case(by=by, at=at, application=visit.application, user=user, role=CaseRole.INTRODUCED)
