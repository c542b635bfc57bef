"""Hire, hold in reserve, or no: by the one person who decides, resting on a debrief. Never changed; a later one stands before it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from secondround.audit.actions import record, turn
from secondround.candidates.actions import move_application
from secondround.candidates.models import Application, ApplicationState
from secondround.decisions import access
from secondround.decisions.actions.endings import end_application, stop_what_is_planned, undo_ending
from secondround.decisions.models import Closing, Debrief, Decision, FinalVerdict, Offer, OfferState, Outcome
from secondround.decisions.queries import is_unanswered, owed_to
from secondround.decisions.queries.debriefs import cards_since, digest, has_entered, newest_debrief, snapshot_of
from secondround.decisions.queries.offers import openings_left
from secondround.decisions.rules import is_against_order
from secondround.handoff.actions.shortlist import ReasonGiven, give_reason
from secondround.interviews.queries import mandatory_open
from secondround.people.models import User


class DecisionRefused(ValueError):
    """The argument is a code: cards_open, no_debrief, new_cards, not_entered, broken, ended, answered, offer_out, no_opening, no_date,
    override, owner."""


@dataclass(frozen=True)
class Final:
    """What is decided of one person. Whoever stays open, or is owed an answer, has an owner and a day."""

    verdict: FinalVerdict
    reason: ReasonGiven
    owner: User
    answer_by: date
    override_words: str = ""
    dissent: str = ""


def decide(*, by: User, at: datetime, application: Application, final: Final) -> Decision:
    """Record the decision with all that follows from it, or nothing. What a decision waits for is asked while the row is held."""
    access.check(by, application, at, "decision.make")
    with turn():
        held = (
            Application.objects.select_for_update(of=("self",))
            .select_related("position", "candidate")
            .get(pk=application.pk)
        )
        debrief = _rests_on(by, held)
        above = snapshot_of(debrief)["figures"]["above"]
        against = is_against_order(final.verdict, above)
        if against and not final.override_words.strip():
            raise DecisionRefused("override")
        if final.answer_by < at.date():
            raise DecisionRefused("no_date")
        _make_way(by, at, held, final)
        made = Decision.objects.create(
            application=held,
            debrief=debrief,
            debrief_sha256=debrief.sha256,
            verdict=final.verdict,
            reason=give_reason(by=by, at=at, application=held, reason=final.reason),
            reserve_until=final.answer_by if final.verdict == FinalVerdict.RESERVE else None,
            is_against_order=against,
            override_words=final.override_words.strip() if against else "",
            dissent=final.dissent.strip(),
            figures=snapshot_of(debrief)["figures"],
            decided_by=by,
            decided_at=at,
        )
        Debrief.objects.filter(pk=debrief.pk, closed_at__isnull=True).update(closed_at=at)
        Debrief.objects.filter(pk=debrief.pk).update(edit=F("edit") + 1)
        _follow(by, at, held, made, final)
        record(
            by=by,
            at=at,
            act="decisions.decide",
            about={"application": held.pk, "decision": made.pk, "debrief": debrief.pk, "reason": made.reason_id},
            text={
                "verdict": made.verdict,
                "debrief": debrief.sha256,
                "is_against_order": against,
                "override": made.override_words,
                "dissent": made.dissent,
            },
        )
    return made


def _rests_on(by: User, application: Application) -> Debrief:
    """The newest debrief, if it still holds everything. Owed cards are asked first: what was not owed then is in sight after."""
    if mandatory_open(application):
        raise DecisionRefused("cards_open")
    debrief = newest_debrief(application)
    if debrief is None:
        raise DecisionRefused("no_debrief")
    if cards_since(debrief):
        raise DecisionRefused("new_cards")
    if digest(debrief.body) != debrief.sha256:
        raise DecisionRefused("broken")
    if not has_entered(by, debrief):
        raise DecisionRefused("not_entered")
    return debrief


def _make_way(by: User, at: datetime, application: Application, final: Final) -> None:
    """What stood before no longer does: an earlier decision, a no that was not told yet, an offer that had not gone out."""
    if application.state == ApplicationState.CLOSED:
        closing, owed = Closing.in_force.filter(application=application).first(), owed_to(application)
        if closing is None or closing.outcome != Outcome.NOT_CHOSEN:
            raise DecisionRefused("ended")
        if owed is None or not is_unanswered(owed):
            raise DecisionRefused("answered")
        undo_ending(by=by, at=at, application=application, closing=closing)
    offers = Offer.objects.filter(application=application)
    if offers.filter(state__in=[OfferState.SENT, OfferState.ACCEPTED]).exists():
        raise DecisionRefused("offer_out")
    making = [OfferState.DRAFT, OfferState.APPROVAL, OfferState.APPROVED]
    offers.filter(state__in=making).update(state=OfferState.WITHDRAWN)
    if final.verdict == FinalVerdict.HIRE and not openings_left(application.position):
        raise DecisionRefused("no_opening")
    Decision.objects.filter(application=application, superseded_at__isnull=True).update(superseded_at=at)


STATE_OF = {FinalVerdict.HIRE: ApplicationState.OFFERED, FinalVerdict.RESERVE: ApplicationState.RESERVE}


def _follow(by: User, at: datetime, application: Application, made: Decision, final: Final) -> None:
    if final.verdict == FinalVerdict.NO:
        stop_what_is_planned(by=by, at=at, application=application, reason="decided")
        end_application(
            by=by,
            at=at,
            application=application,
            outcome=Outcome.NOT_CHOSEN,
            reason=made.reason,
            owner=final.owner,
            due_on=final.answer_by,
            through="application.read",
            figures={"is_against_order": made.is_against_order, "decision": str(made.uid)},
        )
        return
    move_application(
        by=by,
        at=at,
        application=application,
        state=STATE_OF[final.verdict],
        through="application.read",
        owner=final.owner,
        answer_by=final.answer_by,
    )
