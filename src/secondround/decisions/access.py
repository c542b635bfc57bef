"""Who may sit in a debrief, who decides, who sees terms: facts of one candidacy that this room alone knows."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from secondround.audit.actions import Machine
from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, CaseMember, CaseRole
from secondround.decisions.models import OUTWARD, Decider, Offer
from secondround.interviews.queries import asked_round
from secondround.people import access as people_access
from secondround.people import policy
from secondround.people.models import User
from secondround.people.policy import Condition, Decision, Facts
from secondround.positions.access import live
from secondround.positions.models import Position


def named_decider(position: Position) -> User | None:
    """Who was named to decide on a position."""
    found = Decider.objects.filter(position=position, to_at__isnull=True).select_related("user").first()
    return found.user if found else None


def decider_of(application: Application, at: datetime) -> User | None:
    """The one person who decides: whoever is named for the position, else the first of those to whom the person was handed over."""
    named = named_decider(application.position)
    if named is not None:
        return named
    readers = CaseMember.objects.filter(live(at), application=application, role=CaseRole.SENIOR_READER)
    first = readers.select_related("user").order_by("from_at", "pk").first()
    return first.user if first else None


def facts_about(
    user: User, application: Application, at: datetime, *, holds: Iterable[Condition] = (), offer: Offer | None = None
) -> Facts:
    """Everything of this room speaks of all rounds: a card owed in any of them makes blind. Whoever assessed in the last is of the room."""
    true = set(holds)
    decider = decider_of(application, at)
    if decider is not None and decider.pk == user.pk:
        true.add(Condition.DECIDER)
    if offer is not None and offer.approvals.filter(user=user).exists():
        true.add(Condition.APPROVER)
    facts = candidates_access.facts_about(user, application, at, holds=true)
    of = asked_round(application)
    if of is None:
        return facts
    here = candidates_access.facts_about(user, application, at, rounds=[of])
    return replace(facts, holds=facts.holds | here.holds)


def decide(user: User, application: Application, at: datetime, action: str, *, offer: Offer | None = None) -> Decision:
    return policy.decide(facts_about(user, application, at, offer=offer), action)


def may(user: User, application: Application, at: datetime, *actions: str) -> dict[str, bool]:
    """Several questions of one person and one candidacy, from facts fetched once."""
    facts = facts_about(user, application, at)
    return {action: policy.decide(facts, action).is_allowed for action in actions}


def check(
    by: User | Machine,
    application: Application,
    at: datetime,
    action: str,
    *,
    holds: Iterable[Condition] = (),
    offer: Offer | None = None,
) -> None:
    """The door of an action of this room; raises `people.access.Refused`."""
    known = facts_about(by, application, at, holds=holds, offer=offer) if isinstance(by, User) else Facts()
    people_access.check(by, known, action)


def get_application(user: User, uid: UUID | str, at: datetime, action: str) -> Application:
    found = Application.objects.select_related("candidate", "position", "owner")
    application = found.filter(uid=uid, duplicate_of__isnull=True).first()
    if application is None or not decide(user, application, at, action).is_allowed:
        raise Http404
    return application


def offers_of(application: Application) -> list[Offer]:
    """Every offer made to this person, the newest first."""
    return list(_offers(application).prefetch_related("approvals__user"))


def _offers(application: Application) -> QuerySet[Offer]:
    rows = Offer.objects.filter(application=application).select_related("made_by", "application__position")
    return rows.order_by("-made_at", "-pk")


def get_own_offer(user: User, uid: UUID | str, at: datetime) -> Offer:
    """The newest offer that was sent to whoever asks, be it taken back since; nobody else ever finds one here."""
    application = candidates_access.get_own(user, uid, at, "withdrawal.own")
    offer = _offers(application).filter(OUTWARD).first()
    if offer is None:
        raise Http404
    if not candidates_access.decide(user, application, at, "offer.own", holds={Condition.RELEASED}).is_allowed:
        raise Http404
    return offer
