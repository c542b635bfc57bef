"""A candidate steps back, in two clicks and at any time; undone within a day the application reopens, what was cancelled does not.

Whoever was closed by us and was not told yet steps back all the same, and nothing they are shown says what had been decided: their own
word comes first, and the answer that was owed is owed no more. Should they come back, the decision stands as before, and is told.
"""

from datetime import date, datetime, timedelta
from typing import Any

from secondround.audit.actions import record, turn
from secondround.candidates import access as candidates_access
from secondround.candidates.actions import move_application
from secondround.candidates.models import Application, ApplicationState
from secondround.candidates.queries import answer_day
from secondround.correspondence.actions import withdraw_letter
from secondround.decisions.actions import letters
from secondround.decisions.actions.endings import end_application, redo_ending, stop_what_is_planned, undo_ending
from secondround.decisions.models import Closing, Outcome, Withdrawal
from secondround.decisions.queries import is_untold, owed_to
from secondround.decisions.queries.answers import UNDERWAY
from secondround.people.models import User
from secondround.positions.models import PositionState

UNDONE_WITHIN = timedelta(hours=24)


class WithdrawalRefused(ValueError):
    """The argument is a code: ended, none, too_late, position_over."""


def withdraw(*, by: User, at: datetime, application: Application, words: str = "") -> Withdrawal:
    """Step back: by the candidate's own hand, or entered by the recruiter to whom they said it. A reason is never asked for."""
    is_own = candidates_access.is_self(by, application)
    through = "withdrawal.own" if is_own else "withdrawal.enter"
    candidates_access.check(by, application, at, through)
    with turn():
        held = _held(application)
        made = Withdrawal.objects.create(
            application=held,
            words=words.strip()[:2000],
            entered_by=None if is_own else by,
            state_before=held.state,
            at=at,
            **_before(by, at, held),
        )
        stop_what_is_planned(by=by, at=at, application=held, reason="withdrawn")
        end_application(
            by=by,
            at=at,
            application=held,
            outcome=Outcome.WITHDRAWN,
            reason=None,
            owner=held.owner or by,
            due_on=at.date(),
            through=through,
            figures={},
        )
        record(
            by=by,
            at=at,
            act="decisions.withdraw",
            about={"application": held.pk, "withdrawal": made.pk},
            text={"words": made.words},
        )
        letters.tell_withdrawn(by=by, at=at, application=held, until=at + UNDONE_WITHIN)
    return made


def undo_withdrawal(*, by: User, at: datetime, application: Application) -> None:
    """Within a day: as it stood before, with its owner and a day that still lies ahead."""
    is_own = candidates_access.is_self(by, application)
    through = "withdrawal.own" if is_own else "withdrawal.enter"
    candidates_access.check(by, application, at, through)
    with turn():
        held = _held(application)
        standing = Withdrawal.objects.filter(application=held, undone_at__isnull=True)
        made = standing.select_related("owner_before", "closing_before__closed_by").first()
        closing = Closing.in_force.filter(application=held, outcome=Outcome.WITHDRAWN).first()
        if made is None or closing is None:
            raise WithdrawalRefused("none")
        if at > made.at + UNDONE_WITHIN:
            raise WithdrawalRefused("too_late")
        if made.closing_before is None and held.position.state in (PositionState.FILLED, PositionState.CLOSED):
            raise WithdrawalRefused("position_over")
        Withdrawal.objects.filter(pk=made.pk).update(undone_at=at)
        undo_ending(by=by, at=at, application=held, closing=closing)
        owner, answer_by = made.owner_before or held.owner, _ahead(made.answer_by_before, at)
        if made.closing_before is not None:
            redo_ending(
                by=by,
                at=at,
                application=held,
                closing=made.closing_before,
                owner=owner or made.closing_before.closed_by,
                due_on=answer_by,
            )
        move_application(
            by=by,
            at=at,
            application=held,
            state=ApplicationState(made.state_before),
            through=through,
            owner=owner,
            answer_by=answer_by,
        )
        held.refresh_from_db()
        record(
            by=by,
            at=at,
            act="decisions.undo_withdrawal",
            about={"application": held.pk, "withdrawal": made.pk},
        )
        letters.tell_back(by=by, at=at, application=held)


def _before(by: User, at: datetime, application: Application) -> dict[str, Any]:
    """What stands before it, to come back to. An ending of ours that was not told is set aside, its letter with it."""
    if application.state != ApplicationState.CLOSED:
        return {"owner_before": application.owner, "answer_by_before": application.answer_by}
    closing, owed = Closing.in_force.filter(application=application).first(), owed_to(application)
    if closing is None or owed is None or not is_untold(application):
        raise WithdrawalRefused("ended")
    if (
        owed.letter is not None
        and owed.letter.state in UNDERWAY
        and not withdraw_letter(by=by, at=at, letter=owed.letter)
    ):
        raise WithdrawalRefused("ended")  # it is leaving at this moment
    undo_ending(by=by, at=at, application=application, closing=closing)
    return {"owner_before": owed.owner, "answer_by_before": owed.due_on, "closing_before": closing}


def _ahead(promised: date | None, at: datetime) -> date:
    return promised if promised is not None and promised >= at.date() else answer_day(at.date())


def _held(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("candidate", "position", "owner")
    return rows.get(pk=application.pk)
