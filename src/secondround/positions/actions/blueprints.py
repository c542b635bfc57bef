"""Opening a position from a template, or as another one was: everything at once, or nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, cast

from secondround.audit.actions import Machine, record, turn
from secondround.people.models import User
from secondround.positions.actions.competencies import add_competency, edit_library, set_weights, word_competency
from secondround.positions.actions.plan import KitGiven, add_question, make_kit, rename_round
from secondround.positions.actions.positions import add_round, open_position
from secondround.positions.blueprints import Blueprint, Conversation, Judged
from secondround.positions.models import Competency, Pool, Position, Round

Actor = User | Machine


def open_from(
    *, by: User, at: datetime, blueprint: Blueprint, reason: str, title: str, recruiter: User, **described: Any
) -> Position:
    """Open a position that begins with `blueprint`. `reason` is what the history of its weights says of them.

    `described`: what `open_position` takes beside the title.
    """
    with turn():
        position = open_position(by=by, at=at, title=title, recruiter=recruiter, **described)
        Position.objects.filter(pk=position.pk).update(template=blueprint.key)
        position.refresh_from_db()
        for own in blueprint.wordings:
            kind = cast(Literal["attribute", "question"], own.kind)
            edit_library(by=by, at=at, position=position, kind=kind, body=own.body, reason=reason)
        judged = {one.name: _judge(by, at, position, one, reason) for one in blueprint.judged}
        if judged:
            weights = {str(judged[one.name].pk): one.weight for one in blueprint.judged}
            set_weights(by=by, at=at, position=position, weights=weights, reason=reason)
        for number, stretch in enumerate(blueprint.rounds):
            of = _round(by, at, position, number, stretch.name)
            for conversation in stretch.interviews:
                _plan(by, at, of, conversation, judged)
        record(
            by=by, at=at, act="positions.open_from", about={"position": position.pk}, text={"blueprint": blueprint.key}
        )
    return position


def _judge(by: Actor, at: datetime, position: Position, one: Judged, reason: str) -> Competency:
    made = add_competency(by=by, at=at, position=position, name=one.name, attribute=one.attribute)
    if one.anchors and not made.attribute:
        word_competency(by=by, at=at, competency=made, definition=one.definition, anchors=one.anchors, reason=reason)
    return made


def _round(by: Actor, at: datetime, position: Position, number: int, name: str) -> Round:
    """A position opens with its first round; the others come after it."""
    first = position.rounds.get() if number == 0 else None
    if first is None:
        return add_round(by=by, at=at, position=position, name=name)
    if first.name != name:
        rename_round(by=by, at=at, round=first, name=name)
    return first


def _plan(by: Actor, at: datetime, of: Round, one: Conversation, judged: Mapping[str, Competency]) -> None:
    pool = Pool.objects.filter(uid=one.pool).first() if one.pool else None
    focus = [judged[name] for name in one.focus]
    given = KitGiven(one.name, one.minutes, focus, one.is_assessed, pool, one.advice)
    kit = make_kit(by=by, at=at, round=of, given=given)
    for asked in one.questions:
        add_question(
            by=by,
            at=at,
            kit=kit,
            text=asked.text,
            competency=judged.get(asked.about),
            key=asked.key,
            listen_for=asked.listen_for,
        )
