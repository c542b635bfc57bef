"""A candidate steps back, in two clicks and at any time; undone within a day the application reopens, what was cancelled does not."""

from datetime import date, datetime, timedelta

from secondround.audit.actions import record, turn
from secondround.candidates import access as candidates_access
from secondround.candidates.actions import move_application
from secondround.candidates.models import Application, ApplicationState
from secondround.candidates.queries import answer_day
from secondround.decisions.actions import letters
from secondround.decisions.actions.endings import end_application, stop_what_is_planned, undo_ending
from secondround.decisions.models import Closing, Outcome, Withdrawal
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
        if held.state == ApplicationState.CLOSED:
            raise WithdrawalRefused("ended")
        made = Withdrawal.objects.create(
            application=held,
            words=words.strip()[:2000],
            entered_by=None if is_own else by,
            state_before=held.state,
            owner_before=held.owner,
            answer_by_before=held.answer_by,
            at=at,
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
        made = Withdrawal.objects.filter(application=held, undone_at__isnull=True).first()
        closing = Closing.in_force.filter(application=held, outcome=Outcome.WITHDRAWN).first()
        if made is None or closing is None:
            raise WithdrawalRefused("none")
        if at > made.at + UNDONE_WITHIN:
            raise WithdrawalRefused("too_late")
        if held.position.state in (PositionState.FILLED, PositionState.CLOSED):
            raise WithdrawalRefused("position_over")
        Withdrawal.objects.filter(pk=made.pk).update(undone_at=at)
        undo_ending(by=by, at=at, application=held, closing=closing)
        move_application(
            by=by,
            at=at,
            application=held,
            state=ApplicationState(made.state_before),
            through=through,
            owner=made.owner_before or held.owner,
            answer_by=_ahead(made.answer_by_before, at),
        )
        held.refresh_from_db()
        record(
            by=by,
            at=at,
            act="decisions.undo_withdrawal",
            about={"application": held.pk, "withdrawal": made.pk},
        )
        letters.tell_back(by=by, at=at, application=held)


def _ahead(promised: date | None, at: datetime) -> date:
    return promised if promised is not None and promised >= at.date() else answer_day(at.date())


def _held(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("candidate", "position", "owner")
    return rows.get(pk=application.pk)
