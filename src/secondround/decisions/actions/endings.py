"""Every way an application ends; and the one form by which a hiring manager shortlists some and closes others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from secondround.audit.actions import record, turn
from secondround.candidates import access as candidates_access
from secondround.candidates.actions import move_application, promise_answer
from secondround.candidates.models import Application, ApplicationState
from secondround.decisions.models import UNANSWERED, AnswerOwed, Closing, Offer, OfferState, Outcome
from secondround.handoff import access as handoff_access
from secondround.handoff.actions.figures import keep_inputs
from secondround.handoff.actions.shortlist import (
    AlreadyHandedOver,
    ReasonGiven,
    ReasonRefused,
    give_reason,
    shortlist,
    supersede,
)
from secondround.handoff.models import Reason, Verdict
from secondround.handoff.queries.shortlist import is_handed_over
from secondround.interviews.access import rounds_spoken_of
from secondround.interviews.actions.scheduling import cancel_open_interviews
from secondround.interviews.models import Interview, InterviewState
from secondround.interviews.queries import card_counts
from secondround.measurement import Comparison
from secondround.people.models import User
from secondround.people.policy import Condition
from secondround.visits.actions import cancel_visits


@dataclass(frozen=True)
class Choice:
    """What the form says of one person. `verdict` None: not yet decided. Everybody has an owner and a date."""

    application: Application
    owner: User
    answer_by: date
    verdict: Verdict | Outcome | None = None
    reason: ReasonGiven | None = None
    is_against_order: bool = False
    figures: Mapping[str, Any] = field(default_factory=dict)


def decide_round(*, by: User, at: datetime, choices: Sequence[Choice], comparison: Comparison | None = None) -> None:
    """Record a whole page of choices, all or none of them, and what its figures were computed from."""
    with turn():
        if comparison is not None and any(choice.figures for choice in choices):
            keep_inputs(by=by, at=at, comparison=comparison)
        for choice in choices:
            _decide_one(by=by, at=at, choice=choice)


def _decide_one(*, by: User, at: datetime, choice: Choice) -> None:
    application = choice.application
    if choice.verdict is None:
        if (application.owner_id, application.answer_by) != (choice.owner.pk, choice.answer_by):
            promise_answer(by=by, at=at, application=application, owner=choice.owner, answer_by=choice.answer_by)
        return
    if choice.reason is None:
        raise ReasonRefused(["words"])
    if isinstance(choice.verdict, Verdict):
        shortlist(
            by=by,
            at=at,
            application=application,
            verdict=choice.verdict,
            reason=choice.reason,
            owner=choice.owner,
            answer_by=choice.answer_by,
            is_against_order=choice.is_against_order,
            figures=choice.figures,
        )
        return
    close(
        by=by,
        at=at,
        application=application,
        reason=choice.reason,
        owner=choice.owner,
        due_on=choice.answer_by,
        is_against_order=choice.is_against_order,
        figures=choice.figures,
    )


def close(
    *,
    by: User,
    at: datetime,
    application: Application,
    reason: ReasonGiven,
    owner: User,
    due_on: date,
    is_against_order: bool = False,
    figures: Mapping[str, Any] | None = None,
) -> Closing:
    """End an application after the first round: outcome, reason, and an answer owed. No letter comes of it by itself."""
    with turn():
        handoff_access.check(by, application, at, "shortlist.decide")
        if is_handed_over(application, at):
            raise AlreadyHandedOver
        supersede(by=by, at=at, application=application)
        given = give_reason(by=by, at=at, application=application, reason=reason)
        return end_application(
            by=by,
            at=at,
            application=application,
            outcome=Outcome.NOT_ADVANCED,
            reason=given,
            owner=owner,
            due_on=due_on,
            through="shortlist.decide",
            figures={"is_against_order": is_against_order, **(figures or {})},
        )


def close_before_interview(
    *, by: User, at: datetime, application: Application, words: str, owner: User, due_on: date
) -> Closing:
    """End an application before its first interview: by the recruiter, in words; there is nothing to cite yet."""
    if not words.strip():
        raise ReasonRefused(["words"])
    with turn():
        holds = [Condition.NOT_INTERVIEWED] if not card_counts([application.pk]) else []
        candidates_access.check(by, application, at, "application.close_early", holds=holds)
        given = Reason.objects.create(application=application, text=words.strip(), by=by, at=at)
        return end_application(
            by=by,
            at=at,
            application=application,
            outcome=Outcome.BEFORE_INTERVIEW,
            reason=given,
            owner=owner,
            due_on=due_on,
            through="application.read",
            figures={},
        )


def end_application(
    *,
    by: User,
    at: datetime,
    application: Application,
    outcome: Outcome,
    reason: Reason | None,
    owner: User,
    due_on: date,
    through: str,
    figures: Mapping[str, Any],
) -> Closing:
    """What every ending has in common: its outcome and reason, the state, and an answer owed. Ends nobody twice.

    Where the candidate ended it, or said yes, they know: nothing more is owed. An offer that was not answered ends with it.
    """
    closing, is_new = _close_once(by, at, application, outcome, reason, figures)
    if not is_new:
        return closing
    known = {"answered_at": at, "answered_how": outcome.value} if reason is None else {}
    AnswerOwed.objects.create(application=application, owner=owner, due_on=due_on, made_at=at, **known)
    _end_offers(at, application, is_ours=reason is not None)
    move_application(
        by=by,
        at=at,
        application=application,
        state=ApplicationState.CLOSED,
        through=through,
        rounds=rounds_spoken_of(application.position),
        is_told=reason is None,
    )
    record(
        by=by,
        at=at,
        act="decisions.close",
        about={
            "application": application.pk,
            "closing": closing.pk,
            "owner": owner.pk,
            **({"reason": reason.pk} if reason else {}),
        },
        text={
            "outcome": outcome.value,
            "words": reason.text if reason else "",
            "due_on": due_on.isoformat(),
            "figures": closing.figures,
        },
    )
    return closing


def _close_once(
    by: User,
    at: datetime,
    application: Application,
    outcome: Outcome,
    reason: Reason | None,
    figures: Mapping[str, Any],
) -> tuple[Closing, bool]:
    """The ending in force, and whether it is this one."""
    return Closing.in_force.get_or_create(
        application=application,
        undone_at=None,
        defaults={
            "outcome": outcome,
            "reason": reason,
            "is_against_order": bool(figures.get("is_against_order", False)),
            "figures": {name: value for name, value in figures.items() if name != "is_against_order"},
            "closed_by": by,
            "closed_at": at,
        },
    )


def _end_offers(at: datetime, application: Application, *, is_ours: bool) -> None:
    """What was with the candidate is taken back where we ended it: their page says so, and whoever calls writes to them."""
    offers = Offer.objects.filter(application=application)
    if is_ours:
        offers.filter(state=OfferState.SENT).update(state=OfferState.WITHDRAWN, taken_back_at=at)
    offers.filter(state__in=UNANSWERED).update(state=OfferState.WITHDRAWN)


def undo_ending(*, by: User, at: datetime, application: Application, closing: Closing) -> None:
    """An ending no longer stands, nor what was owed by it; both stay on the record. Callers asked their own door."""
    with turn():
        Closing.in_force.filter(pk=closing.pk).update(undone_at=at)
        AnswerOwed.in_force.filter(application=application).update(undone_at=at)
        record(
            by=by,
            at=at,
            act="decisions.undo_ending",
            about={"application": application.pk, "closing": closing.pk},
            text={"outcome": closing.outcome},
        )


def redo_ending(
    *, by: User, at: datetime, application: Application, closing: Closing, owner: User, due_on: date
) -> None:
    """An ending that had been set aside stands again as it was made, and its answer is owed. Callers asked their own door."""
    with turn():
        Closing.objects.filter(pk=closing.pk).update(undone_at=None)
        AnswerOwed.objects.create(application=application, owner=owner, due_on=due_on, made_at=at)
        record(
            by=by,
            at=at,
            act="decisions.redo_ending",
            about={"application": application.pk, "closing": closing.pk, "owner": owner.pk},
            text={"outcome": closing.outcome, "due_on": due_on.isoformat()},
        )


def stop_what_is_planned(*, by: User, at: datetime, application: Application, reason: str) -> None:
    """Visits and interviews that are still to come are cancelled, and everybody in them is told."""
    with turn():
        cancel_visits(by=by, at=at, application=application, reason=reason)
        if Interview.objects.filter(application=application, state=InterviewState.PLANNED, at__gt=at).exists():
            cancel_open_interviews(by=by, at=at, application=application, reason=reason)
        record(by=by, at=at, act="decisions.stop_planned", about={"application": application.pk})
