"""Moving somebody on the board of a position: between those who applied and those of the first round."""

from datetime import date, datetime

from secondround.audit.actions import turn
from secondround.candidates.actions.applications import Actor, move_application
from secondround.candidates.models import Application, ApplicationState
from secondround.people.models import User

MOVES = {
    ApplicationState.RECEIVED: ApplicationState.FIRST_ROUND,
    ApplicationState.FIRST_ROUND: ApplicationState.RECEIVED,
}
"""The moves of the board itself. Every other end of a round is a decision with a reason, or an answer before the first interview."""


class MoveRefused(ValueError):
    """A move that the board does not make; the argument says the state the application is in."""


def move_on_board(
    *, by: Actor, at: datetime, application: Application, state: ApplicationState, owner: User, answer_by: date
) -> None:
    """Between received and first round. Whoever moves says who owes the answer and by when, so that nobody is left without."""
    with turn():
        held = Application.objects.select_for_update().get(pk=application.pk)
        if MOVES.get(ApplicationState(held.state)) != state:
            raise MoveRefused(held.state)
        move_application(
            by=by,
            at=at,
            application=held,
            state=state,
            through="application.move",
            owner=owner,
            answer_by=answer_by,
        )
