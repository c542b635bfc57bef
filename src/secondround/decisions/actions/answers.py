"""The answers owed: given by letter, taken back while that has not left, or noted where they were given otherwise."""

from datetime import datetime

from secondround.audit.actions import record, turn
from secondround.candidates import access as candidates_access
from secondround.correspondence.actions import queue_letter, withdraw_letter
from secondround.correspondence.models import Letter, LetterState
from secondround.correspondence.templates import wording
from secondround.decisions.models import AnswerOwed
from secondround.decisions.queries import about, addressee, holds_unchecked, kind_of_answer, leaves_at, unanswered
from secondround.handoff.actions.shortlist import ReasonRefused
from secondround.people.models import User


class AnswerRefused(Exception):
    """An answer that cannot be given or taken back; `code`: answered, no_address, no_words, has_left, unchecked."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def send_answer(
    *, by: User, at: datetime, owed: AnswerOwed, subject: str, body: str, not_before: datetime | None = None
) -> Letter:
    """Answer by letter, in the sender's own words. It leaves at a civil hour from `not_before` on, and not on a day of an interview."""
    application = owed.application
    candidates_access.check(by, application, at, "answer.settle")
    to = addressee(application.candidate)
    if to is None:
        raise AnswerRefused("no_address")
    if not subject.strip() or not body.strip():
        raise AnswerRefused("no_words")
    if holds_unchecked(application, body):
        raise AnswerRefused("unchecked")
    kind = kind_of_answer(application)
    with turn():
        _settle_earlier(by, at, _still_owed(owed))
        letter = queue_letter(
            by=by,
            at=at,
            to=to,
            kind=kind,
            subject=" ".join(subject.split())[:300],
            body=body.replace("\r", ""),
            about=about(application),
            not_before=leaves_at(application.candidate, max(not_before or at, at)),
            template=wording(kind, to.language).name,
            reply_to=by.email,
        )
        AnswerOwed.objects.filter(pk=owed.pk).update(answered_at=at, answered_how="", letter=letter)
        record(
            by=by,
            at=at,
            act="decisions.send_answer",
            about={"application": application.pk, "owed": owed.pk, "letter": letter.pk},
            text={"leaves_at": letter.not_before.isoformat() if letter.not_before else ""},
        )
    return letter


def take_back_answer(*, by: User, at: datetime, owed: AnswerOwed) -> None:
    """The letter does not leave; the answer is owed again."""
    candidates_access.check(by, owed.application, at, "answer.settle")
    with turn():
        held = AnswerOwed.objects.select_for_update(of=("self",)).select_related("letter").get(pk=owed.pk)
        if held.letter is None or held.letter.state != LetterState.QUEUED:
            raise AnswerRefused("has_left")
        if not withdraw_letter(by=by, at=at, letter=held.letter):
            raise AnswerRefused("has_left")
        AnswerOwed.objects.filter(pk=owed.pk).update(answered_at=None, letter=None)
        record(
            by=by,
            at=at,
            act="decisions.take_back_answer",
            about={"application": owed.application_id, "owed": owed.pk, "letter": held.letter.pk},
        )


def note_answer(*, by: User, at: datetime, owed: AnswerOwed, how: str) -> None:
    """The person has been answered; says how. The debt is settled, nothing is sent."""
    candidates_access.check(by, owed.application, at, "answer.settle")
    if not how.strip():
        raise ReasonRefused(["words"])
    with turn():
        _settle_earlier(by, at, _still_owed(owed))
        AnswerOwed.objects.filter(pk=owed.pk).update(answered_at=at, answered_how=how.strip(), letter=None)
        record(
            by=by,
            at=at,
            act="decisions.note_answer",
            about={"application": owed.application_id, "owed": owed.pk},
            text={"how": how.strip()},
        )


def _still_owed(owed: AnswerOwed) -> AnswerOwed:
    """The row as it stands now, held until the end: of two who answer at once the second is refused."""
    held = AnswerOwed.in_force.select_for_update(of=("self",)).select_related("letter").filter(pk=owed.pk)
    found = held.filter(unanswered()).first()
    if found is None:
        raise AnswerRefused("answered")
    return found


def _settle_earlier(by: User, at: datetime, owed: AnswerOwed) -> None:
    """A letter that was refused is not sent again beside the new answer."""
    if owed.letter is not None:
        withdraw_letter(by=by, at=at, letter=owed.letter)
