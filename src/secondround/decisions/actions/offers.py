"""An offer: its terms, the yes of those named, sent, answered by its candidate, run out or taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from secondround.audit.actions import Machine, record, turn
from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, ApplicationState
from secondround.correspondence.models import Letter
from secondround.decisions import access
from secondround.decisions.actions import letters
from secondround.decisions.actions.endings import end_application, stop_what_is_planned
from secondround.decisions.models import UNANSWERED, FinalVerdict, Offer, OfferApproval, OfferState, Outcome
from secondround.decisions.queries.offers import (
    FIELDS,
    WANTED,
    decided,
    is_yes,
    offer_in_force,
    offers_out,
    openings_left,
    possible_approvers,
    terms_hash,
    today_of,
)
from secondround.people import access as people_access
from secondround.people.models import User
from secondround.people.policy import Condition, Facts
from secondround.positions.models import Position


class OfferRefused(ValueError):
    """The argument is a code: no_decision, out, wanted, no_date, no_approver, changed, not_asked, not_approved, no_opening, no_address,
    over, words, no_words."""


@dataclass(frozen=True)
class OfferGiven:
    """Terms by field, the last day on which they can be accepted, and whose yes is wanted."""

    terms: Mapping[str, str]
    expires_on: date
    approvers: Sequence[User]


def write_offer(*, by: User, at: datetime, application: Application, given: OfferGiven) -> Offer:
    """Write the terms, or change them while they have not gone out. Whoever said yes to other terms is asked again."""
    access.check(by, application, at, "offer.write")
    terms = {name: _tidy(name, given.terms.get(name, "")) for name in FIELDS}
    if any(not terms[name] for name in WANTED):
        raise OfferRefused("wanted")
    if given.expires_on < at.date():
        raise OfferRefused("no_date")
    if not given.approvers or not {one.pk for one in given.approvers} <= {
        one.pk for one in possible_approvers(application, at, by)
    }:
        raise OfferRefused("no_approver")
    with turn():
        held = Application.objects.select_for_update().get(pk=application.pk)
        decision = decided(held)
        if held.state != ApplicationState.OFFERED or decision is None or decision.verdict != FinalVerdict.HIRE:
            raise OfferRefused("no_decision")
        standing = offer_in_force(held)
        if standing is not None and standing.state in (OfferState.SENT, OfferState.ACCEPTED):
            raise OfferRefused("out")
        found = terms_hash(terms, given.expires_on.isoformat())
        offer = standing or Offer.objects.create(application=held, decision=decision, made_by=by, made_at=at)
        Offer.objects.filter(pk=offer.pk).update(
            terms=terms, terms_sha256=found, expires_on=given.expires_on, made_by=by, decision=decision
        )
        OfferApproval.objects.filter(offer=offer).exclude(user__in=[one.pk for one in given.approvers]).delete()
        for one in given.approvers:
            OfferApproval.objects.get_or_create(offer=offer, user=one)
        offer.refresh_from_db()
        _settle_state(offer)
        record(
            by=by,
            at=at,
            act="decisions.write_offer",
            about={"application": held.pk, "offer": offer.pk, "approvers": [one.pk for one in given.approvers]},
            text={"terms": found, "expires_on": given.expires_on.isoformat()},  # the record never holds pay
        )
    return offer


def _tidy(name: str, text: str) -> str:
    """One line each, but for what stands under other."""
    return text.strip() if name == "other" else " ".join(text.split())


def answer_approval(
    *, by: User, at: datetime, offer: Offer, says_yes: bool, terms_sha256: str, words: str = ""
) -> OfferApproval:
    """Yes or no to the terms that were seen: `terms_sha256`. Terms that changed meanwhile are looked at again."""
    access.check(by, offer.application, at, "offer.approve", offer=offer)
    if not says_yes and not words.strip():
        raise OfferRefused("words")
    with turn():
        held = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
        if held.terms_sha256 != terms_sha256:
            raise OfferRefused("changed")
        own = OfferApproval.objects.filter(offer=held, user=by).first()
        if own is None or held.state not in (OfferState.DRAFT, OfferState.APPROVAL, OfferState.APPROVED):
            raise OfferRefused("not_asked")
        OfferApproval.objects.filter(pk=own.pk).update(
            terms_sha256=terms_sha256, is_yes=says_yes, words=words.strip()[:500], answered_at=at
        )
        _settle_state(held)
        record(
            by=by,
            at=at,
            act="decisions.answer_approval",
            about={"offer": held.pk, "application": held.application_id},
            text={"yes": says_yes, "terms": terms_sha256, "words": words.strip()},
        )
    own.refresh_from_db()
    return own


def _settle_state(offer: Offer) -> None:
    """Approved while everybody named has said yes to these very terms."""
    rows = list(OfferApproval.objects.filter(offer=offer))
    state = OfferState.APPROVED if rows and all(is_yes(one, offer) for one in rows) else OfferState.APPROVAL
    Offer.objects.filter(pk=offer.pk).update(state=state)
    offer.state = state


def send_offer(*, by: User, at: datetime, offer: Offer) -> Offer:
    """It goes out: its letter says that the offer stands on the candidate's page, and until when. Never more offers than openings."""
    access.check(by, offer.application, at, "offer.send")
    with turn():
        position = Position.objects.select_for_update().get(pk=offer.application.position_id)
        held = _held(offer)
        if held.state != OfferState.APPROVED:
            raise OfferRefused("not_approved")
        if held.expires_on is None or held.expires_on < at.date():
            raise OfferRefused("no_date")
        if offers_out(position) >= openings_left(position):
            raise OfferRefused("no_opening")
        letter = letters.tell_offer(by=by, at=at, offer=held)
        if letter is None:
            raise OfferRefused("no_address")
        Offer.objects.filter(pk=held.pk).update(state=OfferState.SENT, sent_at=at, letter=letter)
        record(
            by=by,
            at=at,
            act="decisions.send_offer",
            about={"offer": held.pk, "application": held.application_id, "letter": letter.pk},
            text={"terms": held.terms_sha256},
        )
    held.refresh_from_db()
    return held


def extend_offer(*, by: User, at: datetime, offer: Offer, expires_on: date) -> None:
    """More time for the same terms; one that ran out stands again. The candidate is written to."""
    access.check(by, offer.application, at, "offer.send")
    with turn():
        held = _held(offer)
        if held.state not in (OfferState.SENT, OfferState.EXPIRED) or offer_in_force(held.application) not in (
            None,
            held,
        ):
            raise OfferRefused("over")
        if held.state == OfferState.EXPIRED and held.application.state != ApplicationState.OFFERED:
            raise OfferRefused("over")
        if expires_on < at.date():
            raise OfferRefused("no_date")
        Offer.objects.filter(pk=held.pk).update(state=OfferState.SENT, expires_on=expires_on)
        held.refresh_from_db()
        letters.tell_extended(by=by, at=at, offer=held)
        record(
            by=by,
            at=at,
            act="decisions.extend_offer",
            about={"offer": held.pk, "application": held.application_id},
            text={"expires_on": expires_on.isoformat()},
        )


def withdraw_offer(
    *, by: User, at: datetime, offer: Offer, words: str, subject: str = "", body: str = ""
) -> Letter | None:
    """Taken back before it was answered, with a reason that stays inside. Once it went out its candidate is told by a letter of `by`,
    in words of their own; none is written before that."""
    access.check(by, offer.application, at, "offer.send")
    if not words.strip():
        raise OfferRefused("words")
    with turn():
        held, letter = _held(offer), None
        if held.state not in UNANSWERED:
            raise OfferRefused("over")
        if held.state == OfferState.SENT:
            if not subject.strip() or not body.strip():
                raise OfferRefused("no_words")
            letter = letters.tell_taken_back(by=by, at=at, application=held.application, subject=subject, body=body)
            if letter is None:
                raise OfferRefused("no_address")
        taken_back_at = at if letter else None
        Offer.objects.filter(pk=held.pk).update(state=OfferState.WITHDRAWN, taken_back_at=taken_back_at)
        record(
            by=by,
            at=at,
            act="decisions.withdraw_offer",
            about={
                "offer": held.pk,
                "application": held.application_id,
                **({"letter": letter.pk} if letter else {}),
            },
            text={"words": words.strip()},
        )
    return letter


def accept_offer(*, by: User, at: datetime, offer: Offer, words: str = "") -> None:
    """The candidate says yes: hired. Whoever else is open still has an owner and a day."""
    _answer(by, at, offer, OfferState.ACCEPTED, Outcome.HIRED, words)


def decline_offer(*, by: User, at: datetime, offer: Offer, words: str = "") -> None:
    """The candidate says no; a reason is theirs to give or to keep."""
    _answer(by, at, offer, OfferState.DECLINED, Outcome.OFFER_DECLINED, words)


def _answer(by: User, at: datetime, offer: Offer, state: OfferState, outcome: Outcome, words: str) -> None:
    application = offer.application
    is_own = candidates_access.is_self(by, application)
    if is_own:
        candidates_access.check(by, application, at, "offer.own", holds={Condition.RELEASED})
    else:  # the candidate said it some other way, and the recruiter notes it
        access.check(by, application, at, "offer.send")
    with turn():
        position = Position.objects.select_for_update().get(pk=application.position_id)
        held = _held(offer)
        if held.state != OfferState.SENT:
            raise OfferRefused("over")
        if state == OfferState.ACCEPTED and not openings_left(position):
            raise OfferRefused("no_opening")
        Offer.objects.filter(pk=held.pk).update(state=state, answered_at=at, answer_words=words.strip()[:2000])
        stop_what_is_planned(by=by, at=at, application=held.application, reason="offer answered")
        end_application(
            by=by,
            at=at,
            application=held.application,
            outcome=outcome,
            reason=None,
            owner=held.application.owner or held.made_by,
            due_on=at.date(),
            through="withdrawal.own" if is_own else "withdrawal.enter",
            figures={"offer": str(held.uid)},
        )
        record(
            by=by,
            at=at,
            act="decisions.accept_offer" if state == OfferState.ACCEPTED else "decisions.decline_offer",
            about={"offer": held.pk, "application": held.application_id},
        )
        letters.tell_answered(by=by, at=at, offer=held, is_yes=state == OfferState.ACCEPTED)


def expire_offers(*, by: User | Machine, at: datetime) -> int:
    """Note which offers ran out, on the clocks of their candidates, and tell everybody whom it concerns. Nobody is closed by it: a
    person goes on from there."""
    people_access.check(by, Facts(), "offer.expire")
    number = 0
    due = Offer.objects.filter(state=OfferState.SENT, expires_on__lte=at.date())
    for one in due.select_related("application__candidate", "application__position", "application__owner"):
        if one.expires_on is None or today_of(one.application, at) <= one.expires_on:
            continue
        with turn():
            held = _held(one)
            if held.state != OfferState.SENT:
                continue
            Offer.objects.filter(pk=held.pk).update(state=OfferState.EXPIRED)
            record(
                by=by,
                at=at,
                act="decisions.expire_offer",
                about={"offer": held.pk, "application": held.application_id},
            )
            letters.tell_expired(by=by, at=at, offer=held)
            letters.tell_ran_out(by=by, at=at, offer=held)
            number += 1
    return number


def _held(offer: Offer) -> Offer:
    rows = Offer.objects.select_for_update(of=("self",)).select_related("decision__decided_by", "made_by")
    return rows.select_related("application__candidate", "application__position", "application__owner").get(pk=offer.pk)
