"""From plan to promise: a day is confirmed, later changes are sent, in one transaction with bookings, sight and letters."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from secondround.audit.actions import Machine, record, turn
from secondround.candidates.actions import free_candidate
from secondround.candidates.models import Application, ApplicationState
from secondround.correspondence.actions import queue_letter
from secondround.correspondence.calendar import Event, calendar_object
from secondround.interviews.actions.in_day import call_off
from secondround.interviews.models import InterviewState
from secondround.people.actions.times import free_people
from secondround.people.models import User
from secondround.positions.actions import free_room
from secondround.visits import access
from secondround.visits.actions.bookings import end_sight, leave_out_who_declined, settle_bookings, settle_sight
from secondround.visits.actions.days import CHANGING, DayRefused, open_visit
from secondround.visits.letters import Written, event_of, written
from secondround.visits.models import DayEntry, Session, Visit, VisitState, VisitVersion
from secondround.visits.queries.days import body_of, is_ahead, sessions_of
from secondround.visits.queries.telling import Due, due_letters

Actor = User | Machine


def confirm_day(*, by: Actor, at: datetime, visit: Visit, edit: int, why: str = "", set_aside: str = "") -> list[Due]:
    """Book everybody, the candidate and the rooms, and tell whoever it concerns; all of it or nothing. Says whom it told.

    `why`: why it changed, for the letters; `set_aside`: why warnings were. Once people were told, this sends what changed since.
    """
    access.check(by, visit, at, "visit.plan")
    with turn():
        locked = open_visit(visit, edit)
        if locked.application.state == ApplicationState.CLOSED:
            raise DayRefused("closed")
        leave_out_who_declined(at=at, visit=locked)
        planned = sessions_of(locked)
        if not planned:
            raise DayRefused("nothing_planned")
        if not is_ahead(locked):
            raise DayRefused("nothing_changed")
        due = due_letters(locked, at)
        settle_bookings(by=by, at=at, visit=locked)
        settle_sight(by=by, at=at, visit=locked)
        made = VisitVersion.objects.create(
            visit=locked, version=locked.version + 1, body=body_of(locked, planned), made_at=at,
            made_by=by if isinstance(by, User) else None,
        )  # fmt: skip
        Visit.objects.filter(pk=locked.pk).update(
            state=VisitState.CONFIRMED,
            version=made.version,
            edit=F("edit") + 1,
            confirmed_at=locked.confirmed_at or at,
        )
        _send(by, at, locked, due, why)
        record(
            by=by,
            at=at,
            act="visits.confirm",
            about={"visit": locked.pk, "application": locked.application_id},
            text={"version": made.version, "letters": len(due), "why": why, "set_aside": set_aside},
        )
    return due


def cancel_day(*, by: Actor, at: datetime, visit: Visit, edit: int, reason: str) -> None:
    """It does not take place. Nobody owes a card for it, everybody's calendar says so, and their time is theirs again."""
    access.check(by, visit, at, "visit.plan")
    if not reason.strip():
        raise DayRefused("reason_wanted")
    with turn():
        locked = open_visit(visit, edit)
        _cancel(by, at, locked, reason, told_why=reason)


def cancel_visits(*, by: Actor, at: datetime, application: Application, reason: str) -> int:
    """Every day of an application that ends, whatever of it is still to come: called by the endings, whose door was asked already."""
    found = Visit.objects.select_for_update(of=("self",)).filter(application=application, state__in=CHANGING)
    with turn():
        visits = list(found.select_related("application__candidate", "application__position", "site", "host", "coordinator"))  # fmt: skip
        for visit in visits:
            _cancel(by, at, visit, reason, told_why="")
    return len(visits)


def _cancel(by: Actor, at: datetime, visit: Visit, reason: str, told_why: str) -> None:
    """What has taken place stays as it was; everything after it is called off."""
    visit.state = VisitState.CANCELLED
    due = due_letters(visit, at)
    for session in visit.sessions.select_related("interview__application"):
        if session.starts_at <= at:
            continue
        if session.interview and session.interview.state == InterviewState.PLANNED:
            call_off(by=by, at=at, interview=session.interview, reason=reason)
        free_people(booking=session.uid)
        free_candidate(booking=session.uid)
        free_room(booking=session.uid)
    free_room(booking=visit.uid)
    ahead = Session.objects.filter(visit=visit, starts_at__gt=at, removed_at=None)
    begun = visit.version > 0 and visit.sessions.filter(starts_at__lte=at, removed_at=None).exists()
    ahead.update(state="cancelled")
    Visit.objects.filter(pk=visit.pk).update(
        state=VisitState.HELD if begun else VisitState.CANCELLED, edit=F("edit") + 1, ended_at=at
    )
    told = DayEntry.objects.filter(visit=visit, user__isnull=False).select_related("user")
    for user in {entry.user for entry in told if entry.user}:
        end_sight(by=by, at=at, visit=visit, user=user)
    _send(by, at, visit, due, told_why)
    record(
        by=by,
        at=at,
        act="visits.cancel",
        about={"visit": visit.pk, "application": visit.application_id},
        text={"reason": reason, "letters": len(due)},
    )


@dataclass(frozen=True)
class _Entry:
    """The recipient's event after this letter."""

    uid: str
    sequence: int


def _send(by: Actor, at: datetime, visit: Visit, due: list[Due], why: str) -> None:
    for one in due:
        entry = _entry(visit, one)
        letter = written(by, one, why)
        if letter is None:
            continue
        post(by=by, at=at, letter=letter, event=event_of(one, letter.to, entry.uid, entry.sequence, at))


def post(*, by: Actor, at: datetime, letter: Written, event: Event | None = None) -> None:
    """Queue a letter of a day; answers to the candidate's go to whoever coordinates it. Part of acts that have asked their door."""
    visit, is_candidates = letter.due.day.visit, letter.due.telling.user is None
    queue_letter(
        by=by,
        at=at,
        to=letter.to,
        kind=letter.kind,
        subject=letter.rendered.subject,
        body=letter.rendered.body,
        about=f"application:{visit.application_id}" if is_candidates else f"visit:{visit.pk}",
        template=letter.rendered.template,
        calendar=calendar_object(event) if event else "",
        calendar_method=("CANCEL" if event.is_cancelled else "REQUEST") if event else "",
        reply_to=visit.coordinator.email if is_candidates else "",
    )


def _entry(visit: Visit, due: Due) -> _Entry:
    """One UID for life, and a sequence that rises with every change told."""
    telling = due.telling
    fields = {"told_sha256": telling.sha256, "is_cancelled": due.what == "cancelled"}
    if due.entry is None:
        session = visit.sessions.get(uid=telling.session.uid) if telling.session else None
        made = DayEntry.objects.create(visit=visit, session=session, user=telling.user, **fields)
        return _Entry(str(made.uid), 0)
    DayEntry.objects.filter(pk=due.entry.pk).update(sequence=F("sequence") + 1, **fields)
    return _Entry(str(due.entry.uid), due.entry.sequence + 1)
