"""The end of a position: filled or closed, and nobody who applied is left without an answer or somebody who owes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from secondround.audit.actions import turn
from secondround.candidates.models import Application
from secondround.decisions.actions.answers import send_answer
from secondround.decisions.actions.endings import end_application, stop_what_is_planned
from secondround.decisions.actions.letters import tell_taken_back
from secondround.decisions.models import AnswerOwed, Offer, OfferState, Outcome
from secondround.decisions.queries import (
    OFFER_CLOSED,
    POSITION_CLOSED,
    drafted,
    drafted_back,
    keys,
    may_end,
    owes_cards_on,
    still_open,
)
from secondround.handoff.actions.shortlist import supersede
from secondround.handoff.models import Reason
from secondround.people.models import User
from secondround.positions import access as positions_access
from secondround.positions.actions import end_position
from secondround.positions.models import Position, PositionState

ENDED = (PositionState.FILLED, PositionState.CLOSED)


class CloseRefused(Exception):
    """A position that cannot be closed so; `code`: ended, no_reason, changed (others are open by now), hidden (somebody is not theirs)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Ending:
    """One person of a position that ends: a letter at once, or an answer owed by `owner` until `due_on`."""

    application: Application
    owner: User
    due_on: date
    is_written_to: bool


def close_position(
    *, by: User, at: datetime, position: Position, state: PositionState, reason: str, endings: Sequence[Ending]
) -> None:
    """End a position and every application that is still open on it, all or nothing. Planned interviews are cancelled, an offer that
    is with somebody is taken back, and they are told."""
    positions_access.check(by, position, at, "position.state")
    if state not in ENDED or not reason.strip():
        raise CloseRefused("no_reason")
    with turn():
        held = Position.objects.select_for_update().get(pk=position.pk)
        if held.state in ENDED:
            raise CloseRefused("ended")
        if keys(still_open(position)) != {one.application.pk for one in endings}:
            raise CloseRefused("changed")
        if owes_cards_on(by, position, at) or any(not may_end(by, one.application, at) for one in endings):
            raise CloseRefused("hidden")
        for one in endings:
            _end(by, at, one, reason.strip())
        end_position(by=by, at=at, position=position, state=state, reason=reason.strip()[:300])


def _end(by: User, at: datetime, ending: Ending, reason: str) -> None:
    application = ending.application
    has_offer = Offer.objects.filter(application=application, state=OfferState.SENT).exists()
    stop_what_is_planned(by=by, at=at, application=application, reason=reason)
    supersede(by=by, at=at, application=application)
    given = Reason.objects.create(application=application, text=reason, by=by, at=at)
    end_application(
        by=by,
        at=at,
        application=application,
        outcome=Outcome.POSITION_CLOSED,
        reason=given,
        owner=ending.owner,
        due_on=ending.due_on,
        through="application.move",
        figures={},
    )
    if ending.is_written_to:
        made = drafted(by, application, OFFER_CLOSED if has_offer else POSITION_CLOSED)
        owed = AnswerOwed.in_force.select_related("application__candidate").get(application=application)
        send_answer(by=by, at=at, owed=owed, subject=made.subject, body=made.body)
    elif has_offer:  # the answer comes later; that the offer stands no longer is told now
        made = drafted_back(by, application, ending.due_on)
        tell_taken_back(by=by, at=at, application=application, subject=made.subject, body=made.body)
