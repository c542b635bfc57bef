"""What stays to be asked of somebody: follow-ups, their words, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from secondround.audit.actions import Machine, record, turn
from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application
from secondround.interviews.models import FollowUp, FollowUpReply, FollowUpState, Scorecard
from secondround.interviews.queries import askers_of
from secondround.people.models import User
from secondround.positions.models import Competency, Round

Actor = User | Machine


@dataclass(frozen=True)
class Ask:
    """A follow-up to be asked: what it is about (`key`), its words with their blanks, and why."""

    key: str
    question: str
    competency: Competency | None = None
    reason: Mapping[str, object] | None = None


def ask(
    *,
    by: Actor,
    at: datetime,
    application: Application,
    asks: Sequence[Ask],
    rounds: Sequence[Round],
    from_rules: bool = False,
) -> list[FollowUp]:
    """Open follow-ups; those whose key stands already are kept as they are, answered or not. `rounds`: what they may tell of."""
    action = "brief.freeze" if from_rules else "brief.annotate"
    candidates_access.check(by, application, at, action, rounds=rounds)
    with turn():
        standing = {one.key: one for one in FollowUp.objects.select_for_update().filter(application=application)}
        asked_by = by if isinstance(by, User) and not from_rules else None
        for wanted in asks:
            if wanted.key in standing:
                continue
            made = FollowUp.objects.create(
                application=application,
                key=wanted.key,
                competency=wanted.competency,
                question=wanted.question,
                reason=dict(wanted.reason or {}),
                asked_by=asked_by,
                made_at=at,
                changed_at=at,
            )
            made.rounds.set(rounds)
            standing[wanted.key] = made
        asked = [standing[wanted.key] for wanted in asks]
        record(
            by=by,
            at=at,
            act="interviews.ask",
            about={"application": application.pk, "follow_ups": [one.pk for one in asked]},
            text={"questions": [one.question for one in asked]},
        )
    return asked


class FollowUpRefused(ValueError):
    """The argument is a code: reason_wanted, answer_wanted, ended, not_asking."""


@dataclass(frozen=True)
class FollowUpAnswer:
    """What a card says of one follow-up: the words of the answer, or that it was asked and brought none."""

    follow_up: FollowUp
    answer: str = ""
    asked: bool = False


def assign_follow_up(*, by: User, at: datetime, follow_up: FollowUp, to: User | None) -> None:
    """Give a question to somebody who interviews this person, or to oneself; None: nobody has it, and it stands on the reader's card."""
    if to is not None and to != by and to not in askers_of(follow_up.application):
        raise FollowUpRefused("not_asking")
    _check(by, follow_up, at)
    with turn():
        live = FollowUp.objects.filter(pk=follow_up.pk, state__in=[FollowUpState.OPEN, FollowUpState.ASKED])
        if not live.update(assignee=to, changed_at=at):
            raise FollowUpRefused("ended")
        about = {"follow_up": follow_up.pk, "application": follow_up.application_id} | ({"user": to.pk} if to else {})
        record(by=by, at=at, act="interviews.assign_follow_up", about=about)


def settle_follow_ups(*, by: User, at: datetime, card: Scorecard, answers: Sequence[FollowUpAnswer]) -> None:
    """What a card brought to the questions on it. Each stands as it was, and what the card said of it beside: whoever is blind on
    that round learns of neither.

    Part of submitting, which has asked the door of writing one's own card and holds the transaction.
    """
    said = [one for one in answers if one.answer.strip() or one.asked]
    FollowUpReply.objects.bulk_create(
        FollowUpReply(follow_up=one.follow_up, scorecard=card, words=one.answer.strip()) for one in said
    )
    for one in said:
        words = one.answer.strip()
        act = "interviews.answer_follow_up" if words else "interviews.mark_asked"
        about = {"follow_up": one.follow_up.pk, "application": one.follow_up.application_id, "scorecard": card.pk}
        record(by=by, at=at, act=act, about=about, text={"answer": words} if words else {})


def word_follow_up(*, by: User, at: datetime, follow_up: FollowUp, question: str) -> None:
    """A person fills a prompt's blanks or words the question anew."""
    _change(by=by, at=at, follow_up=follow_up, act="interviews.word_follow_up", question=question.strip())


def mark_asked(*, by: User, at: datetime, follow_up: FollowUp) -> None:
    _change(by=by, at=at, follow_up=follow_up, act="interviews.mark_asked", state=FollowUpState.ASKED)


def drop_follow_up(*, by: User, at: datetime, follow_up: FollowUp, reason: str) -> None:
    """Dropped with its reason; it stays on the record and a new brief does not bring it back."""
    if not reason.strip():
        raise FollowUpRefused("reason_wanted")
    _change(
        by=by,
        at=at,
        follow_up=follow_up,
        act="interviews.drop_follow_up",
        state=FollowUpState.DROPPED,
        drop_reason=reason.strip(),
    )


def reopen_follow_up(*, by: User, at: datetime, follow_up: FollowUp) -> None:
    """Take a dropped question up again."""
    _check(by, follow_up, at)
    with turn():
        FollowUp.objects.filter(pk=follow_up.pk, state=FollowUpState.DROPPED).update(
            state=FollowUpState.OPEN, drop_reason="", changed_at=at
        )
        record(by=by, at=at, act="interviews.reopen_follow_up", about={"follow_up": follow_up.pk})


def answer_follow_up(*, by: User, at: datetime, follow_up: FollowUp, answer: str) -> None:
    if not answer.strip():
        raise FollowUpRefused("answer_wanted")
    _change(
        by=by,
        at=at,
        follow_up=follow_up,
        act="interviews.answer_follow_up",
        state=FollowUpState.ANSWERED,
        answer=answer.strip(),
    )


def _check(by: User, follow_up: FollowUp, at: datetime) -> None:
    application = follow_up.application
    candidates_access.check(by, application, at, "brief.annotate", rounds=follow_up.rounds.all())


def _change(*, by: User, at: datetime, follow_up: FollowUp, act: str, **new: str) -> None:
    _check(by, follow_up, at)
    live = FollowUp.objects.filter(pk=follow_up.pk, state__in=[FollowUpState.OPEN, FollowUpState.ASKED])
    with turn():
        if not live.update(changed_at=at, **new):
            raise FollowUpRefused("ended")
        record(
            by=by, at=at, act=act, about={"follow_up": follow_up.pk, "application": follow_up.application_id}, text=new
        )
