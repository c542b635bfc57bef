"""Who goes on, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from secondround.audit.actions import record, turn
from secondround.candidates.actions import move_application
from secondround.candidates.models import Application, ApplicationState
from secondround.handoff import access
from secondround.handoff.models import Reason, ShortlistEntry, Verdict
from secondround.handoff.queries.shortlist import is_handed_over
from secondround.handoff.rules.reasons import missing_from_reason
from secondround.interviews.access import rounds_spoken_of
from secondround.interviews.models import Note, Scorecard
from secondround.people.models import User
from secondround.positions.models import Competency

STATE_OF = {Verdict.ADVANCE: ApplicationState.ADVANCED, Verdict.RESERVE: ApplicationState.RESERVE}


class ReasonRefused(ValueError):
    """A reason that cannot stand; the argument lists codes: words, competency, citation, elsewhere."""


class AlreadyHandedOver(ValueError):
    """The senior reader has the brief: from the hand-over on, hire or no belongs to the named decider."""


@dataclass(frozen=True)
class ReasonGiven:
    """Why: words, the competencies it rests on, the notes and scorecards it cites."""

    text: str
    competencies: Sequence[Competency]
    notes: Sequence[Note] = ()
    scorecards: Sequence[Scorecard] = ()


def give_reason(*, by: User, at: datetime, application: Application, reason: ReasonGiven) -> Reason:
    """Write a reason down, for whichever decision rests on it. Raises `ReasonRefused`."""
    if missing := missing_from_reason(reason.text, reason.competencies, [*reason.notes, *reason.scorecards]):
        raise ReasonRefused(missing)
    cited = {note.scorecard.assignment.interview.application_id for note in reason.notes}
    cited |= {card.assignment.interview.application_id for card in reason.scorecards}
    if cited != {application.pk} or any(one.position_id != application.position_id for one in reason.competencies):
        raise ReasonRefused(["elsewhere"])
    with turn():
        made = Reason.objects.create(application=application, text=reason.text.strip(), by=by, at=at)
        made.competencies.set(reason.competencies)
        made.notes.set(reason.notes)
        made.scorecards.set(reason.scorecards)
        record(
            by=by,
            at=at,
            act="handoff.give_reason",
            about={
                "application": application.pk,
                "reason": made.pk,
                "competencies": [one.pk for one in reason.competencies],
                "notes": [one.pk for one in reason.notes],
                "scorecards": [one.pk for one in reason.scorecards],
            },
            text={"reason": made.text},
        )
    return made


def shortlist(
    *,
    by: User,
    at: datetime,
    application: Application,
    verdict: Verdict,
    reason: ReasonGiven,
    owner: User,
    answer_by: date,
    is_against_order: bool = False,
    figures: Mapping[str, Any] | None = None,
) -> ShortlistEntry:
    """Advance, or hold in reserve until a promised day. A later decision supersedes an earlier one; both stay."""
    access.check(by, application, at, "shortlist.decide")
    with turn():
        if is_handed_over(application, at):
            raise AlreadyHandedOver
        supersede(by=by, at=at, application=application)
        made = ShortlistEntry.objects.create(
            application=application,
            verdict=verdict,
            reason=give_reason(by=by, at=at, application=application, reason=reason),
            is_against_order=is_against_order,
            figures=dict(figures or {}),
            decided_by=by,
            decided_at=at,
        )
        move_application(
            by=by,
            at=at,
            application=application,
            state=STATE_OF[verdict],
            through="shortlist.decide",
            rounds=rounds_spoken_of(application.position),
            owner=owner,
            answer_by=answer_by,
        )
        record(
            by=by,
            at=at,
            act="handoff.shortlist",
            about={"application": application.pk, "entry": made.pk},
            text={"verdict": verdict.value, "is_against_order": is_against_order, "figures": dict(figures or {})},
        )
    return made


def supersede(*, by: User, at: datetime, application: Application) -> None:
    """An earlier shortlist decision no longer stands; it stays on the record."""
    in_force = ShortlistEntry.objects.filter(application=application, superseded_at__isnull=True)
    with turn():
        if in_force.update(superseded_at=at):
            record(by=by, at=at, act="handoff.supersede", about={"application": application.pk})
