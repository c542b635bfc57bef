"""The answers owed: given by letter, taken back while that has not left, or noted where they were given otherwise."""

from datetime import datetime

from secondround.audit.actions import Machine, record, turn
from secondround.candidates import access as candidates_access
from secondround.candidates.actions import note_told
from secondround.candidates.models import ApplicationState
from secondround.correspondence.actions import withdraw_letter
from secondround.correspondence.models import Letter, LetterState
from secondround.decisions.actions.letters import queue_in_own_words
from secondround.decisions.models import AnswerOwed
from secondround.decisions.queries import (
    addressee,
    holds_unchecked,
    kind_of_answer,
    told_since,
    unanswered,
)
from secondround.handoff.actions.shortlist import ReasonRefused
from secondround.people import access as people_access
from secondround.people.models import User
from secondround.people.policy import Facts


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
        letter = queue_in_own_words(
            by=by,
            at=at,
            to=to,
            kind=kind,
            application=application,
            subject=subject,
            body=body,
            earliest=max(not_before or at, at),
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
        note_told(by=by, at=at, application=owed.application, since=at)
        record(
            by=by,
            at=at,
            act="decisions.note_answer",
            about={"application": owed.application_id, "owed": owed.pk},
            text={"how": how.strip()},
        )


def note_told_answers(*, by: User | Machine, at: datetime) -> int:
    """Note on applications that have ended since when their candidates know, as their letters left or came to nothing; says of how many.

    Their pages go by it: whoever was not told keeps theirs.
    """
    people_access.check(by, Facts(), "answer.note_told")
    ended = AnswerOwed.in_force.filter(application__state=ApplicationState.CLOSED).select_related(
        "application", "letter"
    )
    open_rows = ended.filter(application__told_at=None, answered_at__isnull=False)
    came_to_nothing = ended.filter(unanswered(), application__told_at__isnull=False)
    number = 0
    for owed in [*open_rows, *came_to_nothing]:
        since = told_since(owed)
        if since != owed.application.told_at:
            note_told(by=by, at=at, application=owed.application, since=since)
            number += 1
    return number


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
