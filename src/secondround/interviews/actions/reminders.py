"""What the worker does by itself: remind, and tell those who wait that something is late. Each letter once, whoever repeats the round.

Nobody who was never invited is written to; what came from a spreadsheet, or was asked for without a letter, starts no reminders until
its holder has begun to write.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import override

from secondround.audit.actions import Machine, record, turn
from secondround.candidates import access as candidates_access
from secondround.correspondence.actions import queue_letter
from secondround.correspondence.templates import render
from secondround.interviews.actions import letters
from secondround.interviews.models import Assignment, AssignmentState, Interview, InterviewState, Reminder
from secondround.interviews.rules.reminders import AHEAD, DUE, NAMED, due_ahead, due_number
from secondround.people import access as people_access
from secondround.people.clocks import in_both
from secondround.people.models import Organisation, User
from secondround.people.policy import Facts
from secondround.people.queries import clock_of
from secondround.positions.models import Position, TeamRole
from secondround.positions.queries import members

ACTION = {TeamRole.HIRING_MANAGER: "progress.count", TeamRole.RECRUITER: "progress.names"}
FAR = timedelta(days=30)
"""Older debts have had their ten reminders."""


def remind(*, by: Machine, at: datetime) -> int:
    """Everything that is due now; says how many letters were queued."""
    people_access.check(by, Facts(), "reminder.send")
    owed = _owed(at)
    return (
        sum(_remind_author(by, at, one) for one in owed)
        + _escalate(by, at, owed, "late_count", DUE, TeamRole.HIRING_MANAGER)
        + _escalate(by, at, owed, "late_names", NAMED, TeamRole.RECRUITER)
        + sum(_remind_candidate(by, at, one) for one in _coming(at))
    )


def _owed(at: datetime) -> list[Assignment]:
    """Cards owed on interviews that are over, where reminders may go out."""
    return list(
        Assignment.objects.filter(
            Q(interview__is_told=True) | Q(interview__is_of_day=True) | Q(opened_at__isnull=False),
            state=AssignmentState.OWED,
            interview__state=InterviewState.PLANNED,
            interview__is_imported=False,
            interview__at__lt=at,
            interview__at__gt=at - FAR,
            user__is_active=True,
            user__invited_at__isnull=False,
        )
        .select_related("user", "interview__application__candidate", "interview__application__position")
        .order_by("interview__at", "pk")
    )


def _end(assignment: Assignment) -> datetime:
    interview = assignment.interview
    if interview.at is None:
        raise ValueError("an interview without a time is never over")
    return interview.at + timedelta(minutes=interview.minutes)


def _once(
    kind: str, number: int, at: datetime, *, assignment: Assignment | None = None, interview: Interview | None = None
) -> bool:
    """Write down that this is done; False where it was, by whatever worker."""
    try:
        with turn():
            Reminder.objects.create(assignment=assignment, interview=interview, kind=kind, number=number, at=at)
    except IntegrityError:
        return False
    return True


def _remind_author(by: Machine, at: datetime, assignment: Assignment) -> bool:
    user, application = assignment.user, assignment.interview.application
    if not candidates_access.can(user, application, at, "application.read"):
        return False  # who said that they must not judge this person is not written to about them
    zone = clock_of(user)
    sent = Reminder.objects.filter(assignment=assignment, kind="card").aggregate(newest=Max("number"))["newest"] or 0
    number = due_number(_end(assignment), at, zone, _days_off(), sent)
    if not number:
        return False
    with turn():
        if not _once("card", number, at, assignment=assignment):
            return False
        values = {
            "assessor": user.name,
            "candidate": application.candidate.name,
            "position": application.position.title,
            "when": in_both(assignment.interview.at, zone.key, zone.key) if assignment.interview.at else "",
            "link": _address("interviews:scorecard", assignment.uid),
        }
        _write(by, at, user, "interviews.card_due", values, f"assignment:{assignment.pk}")
        record(by=by, at=at, act="interviews.remind", about={"assignment": assignment.pk, "user": user.pk})
    return True


def _days_off() -> frozenset[date]:
    organisation = Organisation.objects.first()
    return frozenset(date.fromisoformat(text) for text in organisation.days_off) if organisation else frozenset()


def _escalate(
    by: Machine, at: datetime, owed: Iterable[Assignment], kind: str, after: timedelta, role: TeamRole
) -> int:
    """One letter per position and person, when a card becomes late: a count to who hires, names to who recruits."""
    late: dict[Position, list[Assignment]] = defaultdict(list)
    for one in owed:
        if _end(one) + after <= at:
            late[one.interview.application.position].append(one)
    return sum(_tell_late(by, at, position, rows, kind, role) for position, rows in late.items())


def _tell_late(by: Machine, at: datetime, position: Position, rows: list[Assignment], kind: str, role: TeamRole) -> int:
    told = 0
    with turn():
        newly = [one for one in rows if _once(kind, 1, at, assignment=one)]
        if not newly:
            return 0
        for user in members(position, role, at):
            # Whoever owes a card on somebody is told nothing of the others' cards on that person, not even how many.
            may = set(
                candidates_access.visible_to(user, at, ACTION[role])
                .filter(position=position)
                .values_list("pk", flat=True)
            )
            may -= candidates_access.blind_on(user, at)
            known = [one for one in rows if one.interview.application_id in may]
            if not known or user.invited_at is None or not user.is_active:
                continue
            values = {
                "assessor": user.name,
                "position": position.title,
                "count": str(len(known)),
                "names": ", ".join(sorted({one.user.name for one in known})),
                "link": _address("interviews:position", position.uid),
            }
            letter = "interviews.card_late_names" if role == TeamRole.RECRUITER else "interviews.card_late_count"
            _write(by, at, user, letter, values, f"position:{position.pk}")
            told += 1
        record(
            by=by,
            at=at,
            act="interviews.remind",
            about={"position": position.pk, "assignments": [one.pk for one in rows]},
            text={"kind": kind},
        )
    return told


def _coming(at: datetime) -> list[Interview]:
    soon = at + max(AHEAD.values()) + timedelta(hours=1)
    return list(
        Interview.objects.filter(state=InterviewState.PLANNED, is_told=True, at__gt=at, at__lt=soon)
        .select_related("application__candidate", "application__position", "round", "kit", "room__site")
        .order_by("at", "pk")
    )


def _remind_candidate(by: Machine, at: datetime, interview: Interview) -> bool:
    if interview.at is None or not interview.application.candidate.email:
        return False
    told_at = interview.changes.filter(what="moved").aggregate(newest=Max("made_at"))["newest"]
    if told_at is None:
        told_at = interview.assignments.aggregate(newest=Max("assigned_at"))["newest"]
    kind = due_ahead(interview.at, at, told_at)
    if not kind:
        return False
    with turn():
        if not _once(kind, interview.sequence + 1, at, interview=interview):
            return False
        letters.tell_reminder(by=by, at=at, interview=interview)
        record(by=by, at=at, act="interviews.remind", about={"interview": interview.pk}, text={"kind": kind})
    return True


def _address(door: str, uid: object) -> str:
    return f"{settings.INSTALLATION.address}{reverse(door, args=[uid])}"


def _write(by: Machine, at: datetime, to: User, kind: str, values: dict[str, str], about: str) -> None:
    with override(to.language):
        made = render(kind, to.language, values)
    queue_letter(
        by=by, at=at, to=to, kind=kind, subject=made.subject, body=made.body, about=about, template=made.template
    )
