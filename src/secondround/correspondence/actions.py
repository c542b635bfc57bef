"""Letters: queued in the transaction that wants them, sent once, each with what became of it."""

import uuid
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import F

from secondround.audit.actions import WORKER, HasPk, Machine, record
from secondround.correspondence.models import Letter, LetterState, SendingPause
from secondround.correspondence.post import Outcome, can_send, send
from secondround.work.actions import enqueue

LOOK_AGAIN = timedelta(minutes=5)
TRIES = 8


class Addressee(Protocol):
    """A user, as far as a letter is concerned."""

    @property
    def pk(self) -> int: ...
    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...


def queue_letter(
    *,
    by: HasPk | Machine,
    at: datetime,
    to: Addressee,
    kind: str,
    subject: str,
    body: str,
    about: str = "",
    not_before: datetime | None = None,
) -> Letter:
    """Write a letter and have it sent. Called inside the transaction of the act that it tells of: both happen or neither."""
    key = uuid.uuid4()
    with transaction.atomic():
        letter = Letter.objects.create(
            uid=key,
            to_user_id=to.pk,
            to_address=to.email,
            to_name=to.name,
            kind=kind,
            language=to.language,
            subject=subject,
            body=body,
            about=about,
            message_id=f"<{key}@{settings.INSTALLATION.host}>",
            queued_at=at,
            not_before=not_before,
        )
        enqueue(
            at=at,
            kind="correspondence.send",
            payload={"letter": letter.pk},
            key=f"letter:{letter.pk}",
            due_at=not_before or at,
        )
        record(
            by=by, at=at, act="correspondence.queue", about={"letter": letter.pk, "user": to.pk}, text={"kind": kind}
        )
    return letter


def send_letter(*, at: datetime, letter: Letter) -> LetterState:
    """Send one queued letter. The state is written before the socket opens, so that a crash leaves UNKNOWN, never a second letter."""
    if is_paused(at) or not can_send():
        enqueue(at=at, kind="correspondence.send", payload={"letter": letter.pk}, due_at=at + LOOK_AGAIN)
        return LetterState(letter.state)
    if letter.state == LetterState.SENDING:
        return _settle(at, letter, LetterState.UNKNOWN, "interrupted while sending; the server may have it")
    taken = Letter.objects.filter(pk=letter.pk, state=LetterState.QUEUED).update(
        state=LetterState.SENDING, sending_at=at, attempts=F("attempts") + 1
    )
    if not taken:
        return LetterState(Letter.objects.get(pk=letter.pk).state)
    outcome, problem = send(letter)
    if outcome is Outcome.LATER and letter.attempts + 1 < TRIES:
        Letter.objects.filter(pk=letter.pk).update(state=LetterState.QUEUED, problem=problem)
        pause = timedelta(seconds=30 * 2**letter.attempts)
        enqueue(at=at, kind="correspondence.send", payload={"letter": letter.pk}, due_at=at + pause)
        return LetterState.QUEUED
    state = {Outcome.SENT: LetterState.SENT, Outcome.UNKNOWN: LetterState.UNKNOWN}.get(outcome, LetterState.FAILED)
    return _settle(at, letter, state, problem)


def _settle(at: datetime, letter: Letter, state: LetterState, problem: str) -> LetterState:
    with transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(
            state=state, problem=problem, sent_at=at if state == LetterState.SENT else None
        )
        record(by=WORKER, at=at, act="correspondence.settle", about={"letter": letter.pk}, text={"state": state.value})
    return state


def is_paused(at: datetime) -> bool:
    return SendingPause.objects.filter(from_at__lte=at, to_at__isnull=True).exists()


def pause_sending(*, by: HasPk | Machine, at: datetime, reason: str) -> None:
    """No letter leaves until sending is resumed; letters are queued all the same."""
    with transaction.atomic():
        if is_paused(at):
            return
        made = SendingPause.objects.create(reason=reason, from_at=at)
        record(by=by, at=at, act="correspondence.pause", about={"pause": made.pk}, text={"reason": reason})


def resume_sending(*, by: HasPk | Machine, at: datetime) -> int:
    """Letters leave again; says how many were waiting."""
    with transaction.atomic():
        ended = SendingPause.objects.filter(to_at__isnull=True).update(to_at=at)
        waiting = list(Letter.objects.filter(state=LetterState.QUEUED).values_list("pk", flat=True))
        for key in waiting:
            enqueue(at=at, kind="correspondence.send", payload={"letter": key})
        record(by=by, at=at, act="correspondence.resume", about={}, text={"pauses": ended, "waiting": len(waiting)})
    return len(waiting)


def withdraw_letter(*, by: HasPk | Machine, at: datetime, letter: Letter) -> bool:
    """Take back a letter that has not left; says whether it was in time."""
    with transaction.atomic():
        taken = Letter.objects.filter(pk=letter.pk, state=LetterState.QUEUED).update(state=LetterState.WITHDRAWN)
        if taken:
            record(by=by, at=at, act="correspondence.withdraw", about={"letter": letter.pk})
    return bool(taken)
