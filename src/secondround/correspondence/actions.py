"""Letters: queued in the transaction that wants them, sent once, each with what became of it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import override

from secondround.audit.actions import WORKER, HasPk, Machine, record, turn
from secondround.correspondence.models import Letter, LetterState, LetterTemplate, SendingPause
from secondround.correspondence.post import Outcome, can_send, message, send
from secondround.correspondence.templates import check_wording, signature
from secondround.work.actions import bring_forward, enqueue, hold_back

SEND = "correspondence.send"
LOOK_AGAIN = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
TRIES = 16  # two days of "come again"


class Addressee(Protocol):
    """Whoever is written to: a user, or a `Recipient`, who has no account and therefore no pk."""

    @property
    def pk(self) -> int | None: ...
    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True)
class Recipient:
    """Somebody who is written to. `pk` is their account's, if they have one; `zone` the clocks they read."""

    name: str
    email: str
    language: str = "en"
    zone: str = "UTC"
    pk: int | None = None


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
    template: str = "",
    calendar: str = "",
    calendar_method: str = "",
    reply_to: str = "",
) -> Letter:
    """Write a letter, sign it and have it sent. Called inside the transaction of the act that it tells of: both happen or neither."""
    key = uuid.uuid4()
    with override(to.language):
        sign = signature()
    with turn():
        letter = Letter.objects.create(
            uid=key,
            to_user_id=to.pk,
            to_address=to.email,
            to_name=to.name,
            kind=kind,
            language=to.language,
            subject=subject,
            body=f"{body.rstrip()}\n\n{sign}\n",
            about=about,
            template=template,
            calendar=calendar,
            calendar_method=calendar_method,
            reply_to=reply_to,
            message_id=f"<{key}@{settings.INSTALLATION.host}>",
            queued_at=at,
            not_before=not_before,
        )
        enqueue(
            at=at,
            kind=SEND,
            payload={"letter": letter.pk},
            key=f"letter:{letter.pk}",
            due_at=not_before or at,
        )
        record(
            by=by,
            at=at,
            act="correspondence.queue",
            about={"letter": letter.pk, **({"user": to.pk} if to.pk is not None else {})},
            text={"kind": kind},
        )
    return letter


def send_letter(*, at: datetime, letter: Letter) -> LetterState:
    """Send one queued letter. The state is written before the socket opens, so that a crash leaves UNKNOWN, never a second letter."""
    if letter.state == LetterState.SENDING:
        return _settle(at, letter, LetterState.UNKNOWN, "interrupted while sending; the server may have it")
    if is_paused(at) or not can_send() or (letter.not_before and letter.not_before > at):
        return LetterState(letter.state)
    try:
        made = message(letter)
    except ValueError as error:
        return _settle(at, letter, LetterState.FAILED, f"cannot be written: {error}")
    taken = Letter.objects.filter(pk=letter.pk, state=LetterState.QUEUED).update(
        state=LetterState.SENDING, sending_at=at, attempts=F("attempts") + 1
    )
    if not taken:
        return LetterState(Letter.objects.get(pk=letter.pk).state)
    answer = send(letter, made)
    if answer.outcome is Outcome.AWAY:
        hold_back(kind=SEND, until=at + LOOK_AGAIN)  # else every letter would wait for the same silence, one by one
        return _wait(letter, answer.problem, until=at + LOOK_AGAIN, attempts=letter.attempts)
    if answer.outcome is Outcome.LATER and letter.attempts + 1 < TRIES:
        pause = min(FIRST_PAUSE * 2**letter.attempts, LONGEST_PAUSE)
        return _wait(letter, answer.problem, until=at + pause, attempts=letter.attempts + 1)
    became = {Outcome.SENT: LetterState.SENT, Outcome.UNKNOWN: LetterState.UNKNOWN}
    return _settle(at, letter, became.get(answer.outcome, LetterState.FAILED), answer.problem)


def _wait(letter: Letter, problem: str, *, until: datetime, attempts: int) -> LetterState:
    """Back into the queue; only a server that refused this very letter counts as a try."""
    Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING).update(
        state=LetterState.QUEUED, problem=problem, not_before=until, attempts=attempts
    )
    return LetterState.QUEUED


def _settle(at: datetime, letter: Letter, state: LetterState, problem: str) -> LetterState:
    """Write what became of a letter. Whoever handed it over knows better than whoever found it interrupted."""
    open_states = [LetterState.QUEUED, LetterState.SENDING] + [LetterState.UNKNOWN] * (state == LetterState.SENT)
    with turn():
        settled = Letter.objects.filter(pk=letter.pk, state__in=open_states).update(
            state=state, problem=problem, sent_at=at if state == LetterState.SENT else None
        )
        if settled:
            record(
                by=WORKER, at=at, act="correspondence.settle", about={"letter": letter.pk}, text={"state": state.value}
            )
    return state


def is_paused(at: datetime) -> bool:
    return SendingPause.objects.filter(from_at__lte=at, to_at__isnull=True).exists()


def pause_sending(*, by: HasPk | Machine, at: datetime, reason: str) -> None:
    """No letter leaves until sending is resumed; letters are queued all the same."""
    with turn():
        if is_paused(at):
            return
        made = SendingPause.objects.create(reason=reason, from_at=at)
        record(by=by, at=at, act="correspondence.pause", about={"pause": made.pk}, text={"reason": reason})


def resume_sending(*, by: HasPk | Machine, at: datetime) -> int:
    """Letters leave again; says how many were waiting."""
    with turn():
        ended = SendingPause.objects.filter(to_at__isnull=True).update(to_at=at)
        waiting = Letter.objects.filter(state=LetterState.QUEUED).count()
        if ended:
            bring_forward(at=at, kind=SEND)
            record(by=by, at=at, act="correspondence.resume", about={}, text={"pauses": ended, "waiting": waiting})
    return waiting


def send_again(*, by: HasPk | Machine, at: datetime, letter: Letter, address: str = "") -> bool:
    """A person decides that a letter of unknown fate, or a refused one, goes out once more, under the same Message-ID.

    `address`: where its reader is written to now, if that was put right since.
    """
    with turn():
        taken = Letter.objects.filter(pk=letter.pk, state__in=[LetterState.UNKNOWN, LetterState.FAILED]).update(
            state=LetterState.QUEUED, attempts=0, problem="", not_before=None, to_address=address or letter.to_address
        )
        if taken:
            enqueue(at=at, kind=SEND, payload={"letter": letter.pk})
            record(by=by, at=at, act="correspondence.send_again", about={"letter": letter.pk})
    return bool(taken)


def withdraw_letter(*, by: HasPk | Machine, at: datetime, letter: Letter) -> bool:
    """Take back a letter that has not left, or that was refused; says whether it was in time."""
    with turn():
        taken = Letter.objects.filter(pk=letter.pk, state__in=[LetterState.QUEUED, LetterState.FAILED]).update(
            state=LetterState.WITHDRAWN
        )
        if taken:
            record(by=by, at=at, act="correspondence.withdraw", about={"letter": letter.pk})
    return bool(taken)


def word_letter(*, by: HasPk, at: datetime, kind: str, language: str, subject: str, body: str) -> LetterTemplate:
    """An organisation's own wording of a kind of letter: a new version, in force at once. Raises `WordingRefused`.

    Who may is asked by the room that calls; letters already written stay as they are.
    """
    subject, body = " ".join(subject.split()), "\n".join(body.splitlines()).strip()
    check_wording(kind, subject, body)
    with turn():
        newest = LetterTemplate.objects.select_for_update().filter(kind=kind, language=language).first()
        made = LetterTemplate.objects.create(
            kind=kind,
            language=language,
            version=newest.version + 1 if newest else 1,
            subject=subject,
            body=body,
            made_by_id=by.pk,
            made_at=at,
        )
        record(
            by=by,
            at=at,
            act="correspondence.word",
            about={"template": made.pk},
            text={"kind": kind, "language": language, "version": made.version, "subject": subject, "body": body},
        )
    return made


def forget_letters(
    *, by: HasPk | Machine, at: datetime, about: Collection[str], addresses: Collection[str]
) -> list[int]:
    """Letters to these addresses, or filed under these keys, lose their words; one that has not left never leaves. Says which."""
    found = Q(about__in=about)
    for address in addresses:
        found |= Q(to_address__iexact=address)
    with turn():
        keys = list(Letter.objects.filter(found).values_list("pk", flat=True))
        theirs = Letter.objects.filter(pk__in=keys)
        waiting = [LetterState.QUEUED, LetterState.SENDING, LetterState.FAILED]
        theirs.filter(state__in=waiting).update(state=LetterState.WITHDRAWN)
        theirs.update(subject="", body="", calendar="", reply_to="", problem="")
        for address in addresses:
            theirs.filter(to_address__iexact=address).update(to_address="", to_name="", to_user=None)
        record(by=by, at=at, act="correspondence.forget_letters", about={"letters": keys})
    return keys
