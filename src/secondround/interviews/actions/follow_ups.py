"""What stays to be asked of somebody: follow-ups, their words, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from secondround.audit.actions import Machine, record, turn
from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application
from secondround.interviews import access
from secondround.interviews.models import (
    FollowUp,
    FollowUpState,
)
from secondround.people.models import User
from secondround.positions.models import Competency

Actor = User | Machine


@dataclass(frozen=True)
class Ask:
    """A follow-up to be asked: what it is about (`key`), its words with their blanks, and why."""

    key: str
    question: str
    competency: Competency | None = None
    reason: Mapping[str, object] | None = None


def ask(
    *, by: Actor, at: datetime, application: Application, asks: Sequence[Ask], from_rules: bool = False
) -> list[FollowUp]:
    """Open follow-ups; those whose key stands already are kept as they are, answered or not."""
    action = "brief.freeze" if from_rules else "brief.annotate"
    candidates_access.check(by, application, at, action, rounds=access.rounds_spoken_of(application.position))
    with turn():
        standing = {one.key: one for one in FollowUp.objects.select_for_update().filter(application=application)}
        asked_by = by if isinstance(by, User) and not from_rules else None
        for wanted in asks:
            if wanted.key in standing:
                continue
            standing[wanted.key] = FollowUp.objects.create(
                application=application,
                key=wanted.key,
                competency=wanted.competency,
                question=wanted.question,
                reason=dict(wanted.reason or {}),
                asked_by=asked_by,
                made_at=at,
                changed_at=at,
            )
        made = [standing[wanted.key] for wanted in asks]
        record(
            by=by,
            at=at,
            act="interviews.ask",
            about={"application": application.pk, "follow_ups": [one.pk for one in made]},
            text={"questions": [one.question for one in made]},
        )
    return made


class FollowUpRefused(ValueError):
    """The argument is a code: reason_wanted, answer_wanted, ended."""


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
    rounds = access.rounds_spoken_of(application.position)
    candidates_access.check(by, application, at, "brief.annotate", rounds=rounds)


def _change(*, by: User, at: datetime, follow_up: FollowUp, act: str, **new: str) -> None:
    _check(by, follow_up, at)
    live = FollowUp.objects.filter(pk=follow_up.pk, state__in=[FollowUpState.OPEN, FollowUpState.ASKED])
    with turn():
        if not live.update(changed_at=at, **new):
            raise FollowUpRefused("ended")
        record(
            by=by, at=at, act=act, about={"follow_up": follow_up.pk, "application": follow_up.application_id}, text=new
        )
