"""One change to several applications at once: looked at first, then done to all of them or to none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from secondround.audit.actions import turn
from secondround.candidates import access
from secondround.candidates.actions.applications import promise_answer
from secondround.candidates.actions.board import move_on_board
from secondround.candidates.actions.tags import tag, untag
from secondround.candidates.models import Application, ApplicationState, ApplicationTag
from secondround.candidates.rules import known_tag
from secondround.people.models import User

DOORS = {"tag": "tag.write", "untag": "tag.write", "answer": "answer.settle", "first_round": "application.move"}


@dataclass(frozen=True)
class Change:
    """What is to be done: tag, untag, answer (owner and date) or first_round."""

    kind: str
    tag: str = ""
    owner: User | None = None
    answer_by: date | None = None


@dataclass(frozen=True)
class Sorted:
    """Whom a change would reach, and who is left out for which reason (has_it, has_not, closed, not_received, not_yours)."""

    included: list[Application]
    left_out: list[tuple[Application, str]]


class ChangedMeanwhile(Exception):
    """Somebody who was shown as included no longer is; nothing was done."""


def sort_out(*, by: User, at: datetime, applications: Sequence[Application], change: Change) -> Sorted:
    """Who of these people the change would reach; four queries, however many there are."""
    keys = [one.pk for one in applications]
    mine = access.visible_to(by, at, DOORS[change.kind]).filter(pk__in=keys).values_list("pk", flat=True)
    tags = ApplicationTag.objects.filter(application__in=keys, name=known_tag(change.tag))
    may, tagged = set(mine), set(tags.values_list("application", flat=True))
    reasons = [(one, _why_not(one, change, one.pk in may, one.pk in tagged)) for one in applications]
    return Sorted([one for one, why in reasons if not why], [(one, why) for one, why in reasons if why])


def _why_not(application: Application, change: Change, is_mine: bool, is_tagged: bool) -> str:
    if not is_mine:
        return "not_yours"
    if change.kind == "tag":
        return "has_it" if is_tagged else ""
    if change.kind == "untag":
        return "" if is_tagged else "has_not"
    if application.state == ApplicationState.CLOSED:
        return "closed"
    if change.kind == "first_round" and application.state != ApplicationState.RECEIVED:
        return "not_received"
    return ""


def change_many(*, by: User, at: datetime, applications: Sequence[Application], change: Change) -> int:
    """Do to everybody what was previewed, in one transaction; says to how many."""
    with turn():
        found = sort_out(by=by, at=at, applications=applications, change=change)
        if found.left_out:
            raise ChangedMeanwhile
        for one in found.included:
            _change_one(by, at, one, change)
    return len(found.included)


def _change_one(by: User, at: datetime, application: Application, change: Change) -> None:
    if change.kind == "tag":
        tag(by=by, at=at, application=application, name=change.tag)
    elif change.kind == "untag":
        untag(by=by, at=at, application=application, name=change.tag)
    elif change.owner is not None and change.answer_by is not None:
        _answer_or_move(by, at, application, change, change.owner, change.answer_by)


def _answer_or_move(
    by: User, at: datetime, application: Application, change: Change, owner: User, answer_by: date
) -> None:
    if change.kind == "answer":
        promise_answer(by=by, at=at, application=application, owner=owner, answer_by=answer_by)
    else:
        move_on_board(
            by=by,
            at=at,
            application=application,
            state=ApplicationState.FIRST_ROUND,
            owner=owner,
            answer_by=answer_by,
        )
