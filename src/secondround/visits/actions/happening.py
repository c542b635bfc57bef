"""The day as it happens, written down from a phone by whoever is there. Nothing here writes to anybody; the plan stays as it is."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F

from secondround.audit.actions import Machine, record, turn
from secondround.candidates import access as candidates_access
from secondround.candidates.actions import free_candidate
from secondround.interviews.actions.in_day import call_off
from secondround.interviews.actions.scheduling import ScheduleRefused
from secondround.interviews.actions.taking_place import note_not_held, note_not_there
from secondround.interviews.models import Assignment, AssignmentState, InterviewState
from secondround.people.actions.times import AlreadyBooked, book_people, free_people
from secondround.people.models import User
from secondround.people.rules import slots_of
from secondround.positions.actions import free_room
from secondround.visits import access
from secondround.visits.actions.bookings import see_until
from secondround.visits.actions.days import DayRefused
from secondround.visits.models import (
    DayEntry,
    Happening,
    ItemKind,
    ItemState,
    Session,
    SessionPart,
    SessionPerson,
    Visit,
    VisitState,
    VisitVersion,
)
from secondround.visits.queries.days import day_from, newest_version
from secondround.visits.queries.telling import tellings
from secondround.visits.rules import end_of_day

Actor = User | Machine
ON_THE_SPOT = 15  # minutes of a conversation that nobody had planned


def note_arrival(*, by: Actor, at: datetime, visit: Visit, is_late: bool = False, words: str = "") -> None:
    """The candidate is here, or is known to come late."""
    access.check(by, visit, at, "visit.happen")
    with turn():
        locked = _running(visit)
        if not is_late and locked.arrived_at is None:
            Visit.objects.filter(pk=locked.pk).update(arrived_at=at)
        _note(by, at, locked, "late" if is_late else "arrived", words=words)


def note_no_show(*, by: Actor, at: datetime, visit: Visit, words: str = "") -> None:
    """The candidate did not come: nobody owes a card, everybody's time is theirs again. Nobody is told by itself."""
    access.check(by, visit, at, "visit.happen")
    with turn():
        locked = _running(visit)
        if locked.sessions.filter(removed_at=None, state=ItemState.TOOK_PLACE).exists():
            raise DayRefused("has_come")
        open_sessions = list(
            locked.sessions.filter(removed_at=None, state=ItemState.PLANNED).select_related("interview")
        )
        if not any(one.starts_at <= at for one in open_sessions):
            raise DayRefused("not_yet")
        for session in open_sessions:
            _leave_out(by, at, session, words or "the candidate did not come", InterviewState.NO_SHOW)
        free_room(booking=locked.uid)
        Visit.objects.filter(pk=locked.pk).update(state=VisitState.HELD, ended_at=at, edit=F("edit") + 1)
        _note(by, at, locked, "did_not_come", words=words)


def note_session(
    *, by: Actor, at: datetime, session: Session, took_place: bool, there: Collection[User] = (), words: str = ""
) -> None:
    """An item took place, with whom of those expected; or it did not. Of whoever was not there no card is wanted."""
    access.check(by, session.visit, at, "visit.happen")
    with turn():
        locked = _running(session.visit)
        if session.starts_at > at:
            raise DayRefused("not_yet")
        if not took_place:
            _leave_out(by, at, session, words or "it was left out", InterviewState.CANCELLED)
            _note(by, at, locked, "left_out", session=session, words=words)
            return
        Session.objects.filter(pk=session.pk).update(state=ItemState.TOOK_PLACE)
        keys = {user.pk for user in there}
        for one in session.people.filter(removed_at=None).select_related("user"):
            SessionPerson.objects.filter(pk=one.pk).update(met=one.user_id in keys)
            if one.user_id not in keys and session.interview_id:
                _not_there(by, at, session, one.user)
        _note(by, at, locked, "took_place", session=session, words=words)


def add_on_the_spot(
    *, by: Actor, at: datetime, visit: Visit, user: User, session: Session | None = None, words: str = ""
) -> Session:
    """Somebody joins whom nobody had planned. Whether they may meet this candidate is asked first; they see what an introduced
    colleague sees, until the day ends."""
    access.check(by, visit, at, "visit.happen")
    with turn():
        locked = _running(visit)
        if candidates_access.is_self(user, locked.application):
            raise DayRefused("is_candidate")
        if candidates_access.is_in_conflict(user, locked.application):
            raise DayRefused("conflict")
        if session and session.people.filter(user=user, removed_at=None).exists():
            raise DayRefused("already_there")
        made = session or Session.objects.create(
            visit=locked, kind=ItemKind.INTRODUCTION, minutes=ON_THE_SPOT, is_added=True, title=words.strip()[:120],
            starts_at=at.replace(second=0, microsecond=0) - timedelta(minutes=at.minute % 5),
        )  # fmt: skip
        SessionPerson.objects.create(session=made, user=user, part=SessionPart.INTRODUCED)
        see_until(by=by, at=at, visit=locked, user=user, until=end_of_day(locked.on, ZoneInfo(locked.zone)))
        _take_time(made, user)
        _say_in_version(by, at, locked, made, user, is_new=session is None)
        Visit.objects.filter(pk=locked.pk).update(edit=F("edit") + 1)
        _note(by, at, locked, "added", session=made, words=user.name)
    return made


def end_day(*, by: Actor, at: datetime, visit: Visit) -> None:
    """The day is over: nothing is planned in it any more."""
    access.check(by, visit, at, "visit.happen")
    with turn():
        locked = _running(visit)
        if locked.sessions.filter(removed_at=None, state=ItemState.PLANNED, starts_at__gt=at).exists():
            raise DayRefused("not_yet")
        Visit.objects.filter(pk=locked.pk).update(state=VisitState.HELD, ended_at=at, edit=F("edit") + 1)
        record(by=by, at=at, act="visits.end", about={"visit": locked.pk, "application": locked.application_id})


def _running(visit: Visit) -> Visit:
    """The day, locked, if people were told of it and it is not cancelled. What was forgotten may be noted after it has ended."""
    locked = Visit.objects.select_for_update(of=("self",)).select_related("application__candidate").get(pk=visit.pk)
    if locked.state not in (VisitState.CONFIRMED, VisitState.HELD):
        raise DayRefused("not_told" if locked.state == VisitState.DRAFT else "over")
    return locked


def _leave_out(by: Actor, at: datetime, session: Session, why: str, state: InterviewState) -> None:
    """One item does not take place; what is still to come gives its time back."""
    interview = session.interview
    try:
        if interview and interview.state == InterviewState.PLANNED and session.starts_at <= at:
            note_not_held(by=by, at=at, interview=interview, reason=why, state=state)
        elif interview and interview.state == InterviewState.PLANNED:
            call_off(by=by, at=at, interview=interview, reason=why)
    except ScheduleRefused as refused:
        raise DayRefused(str(refused)) from refused
    if session.starts_at > at:
        free_people(booking=session.uid)
        free_candidate(booking=session.uid)
        free_room(booking=session.uid)
    Session.objects.filter(pk=session.pk).update(state=ItemState.DID_NOT)
    SessionPerson.objects.filter(session=session, removed_at=None).update(met=False)


def _not_there(by: Actor, at: datetime, session: Session, user: User) -> None:
    owed = Assignment.objects.filter(
        interview=session.interview_id, user=user, state__in=[AssignmentState.OWED, AssignmentState.NOT_WANTED]
    )
    if assignment := owed.select_related("interview__application").first():
        note_not_there(by=by, at=at, assignment=assignment, reason="was not there on the day")


def _take_time(session: Session, user: User) -> None:
    """Their time is taken where it is free; what happens, happens all the same."""
    try:
        book_people(users=[user], slots=slots_of(session.starts_at, session.minutes), booking=session.uid)
    except AlreadyBooked:
        return


def _say_in_version(by: Actor, at: datetime, visit: Visit, session: Session, user: User, *, is_new: bool) -> None:
    """Itineraries show whoever joined at once, and no letter says it; what the planner has not sent yet stays unsent."""
    newest = newest_version(visit)
    if newest is None:
        raise DayRefused("not_told")
    person = {"user": user.pk, "part": SessionPart.INTRODUCED.value, "form": False}
    body: dict[str, Any] = {**newest.body, "sessions": [dict(one) for one in newest.body["sessions"]]}
    if is_new:
        body["sessions"].append(
            {"uid": str(session.uid), "kind": session.kind, "title": session.title, "minutes": session.minutes,
             "start": session.starts_at.astimezone(UTC).isoformat(), "where": ["", ""], "people": []}
        )  # fmt: skip
        body["sessions"].sort(key=lambda one: str(one["start"]))
    for one in body["sessions"]:
        if one["uid"] == str(session.uid):
            one["people"] = [*one["people"], person]
    VisitVersion.objects.create(
        visit=visit, version=newest.version + 1, body=body, made_at=at, made_by=by if isinstance(by, User) else None
    )
    Visit.objects.filter(pk=visit.pk).update(version=newest.version + 1)
    known = tellings(day_from(visit, body))
    for entry in DayEntry.objects.filter(visit=visit, is_cancelled=False).select_related("session"):
        key = (str(entry.session.uid) if entry.session else "", entry.user_id)
        if key in known:
            DayEntry.objects.filter(pk=entry.pk).update(told_sha256=known[key].sha256)


def _note(by: Actor, at: datetime, visit: Visit, what: str, *, session: Session | None = None, words: str = "") -> None:
    Happening.objects.create(
        visit=visit,
        session=session,
        what=what,
        words=words.strip()[:300],
        noted_by=by if isinstance(by, User) else None,
        noted_at=at,
    )
    about = {"visit": visit.pk, "application": visit.application_id}
    record(by=by, at=at, act=f"visits.{what}", about=about, text={"words": words})
