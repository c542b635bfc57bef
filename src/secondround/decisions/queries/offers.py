"""Offers: terms and their hash, who has said yes, how many openings are left, who would be next."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from secondround.audit.rules import canonical
from secondround.candidates.models import Application, ApplicationState
from secondround.decisions import access
from secondround.decisions.models import UNANSWERED, Closing, Decision, Offer, OfferApproval, OfferState, Outcome
from secondround.decisions.queries.answers import clocks_of
from secondround.decisions.queries.debriefs import digest
from secondround.people.models import User
from secondround.positions.access import live
from secondround.positions.models import Position, TeamMember

FIELDS = ("title", "pay", "currency", "period", "start_on", "hours", "place", "other")
"""What terms are made of, in the order in which they are read."""
WANTED = ("title", "pay", "currency", "period", "start_on")


def terms_hash(terms: Mapping[str, str], expires_on: str) -> str:
    """Of everything that those named say yes to: the terms, and until when they stand."""
    return digest(canonical({"terms": dict(terms), "expires_on": expires_on}).decode())


def is_yes(approval: OfferApproval, offer: Offer) -> bool:
    """A yes is to the terms that were seen; to others it is none."""
    return approval.is_yes is True and approval.terms_sha256 == offer.terms_sha256


def is_asked(approval: OfferApproval, offer: Offer) -> bool:
    """Whether an answer to these very terms is still awaited."""
    return approval.is_yes is None or approval.terms_sha256 != offer.terms_sha256


def today_of(application: Application, at: datetime) -> date:
    """The day it is where the candidate lives."""
    return at.astimezone(ZoneInfo(clocks_of(application.candidate))).date()


def hired(position: Position) -> int:
    return Closing.in_force.filter(application__position=position, outcome=Outcome.HIRED).count()


def openings_left(position: Position) -> int:
    return max(0, position.openings - hired(position))


def offers_out(position: Position) -> int:
    return Offer.objects.filter(application__position=position, state=OfferState.SENT).count()


def decided(application: Application) -> Decision | None:
    """The decision that stands."""
    rows = Decision.objects.filter(application=application, superseded_at__isnull=True)
    return rows.select_related("reason", "decided_by", "debrief").prefetch_related("reason__competencies").first()


def decisions_of(application: Application) -> list[Decision]:
    """Every decision on this person, the newest first."""
    rows = Decision.objects.filter(application=application).select_related("reason", "decided_by")
    return list(rows.prefetch_related("reason__competencies", "reason__notes").order_by("-decided_at", "-pk"))


def offer_in_force(application: Application) -> Offer | None:
    states = [*UNANSWERED, OfferState.ACCEPTED]
    return Offer.objects.filter(application=application, state__in=states).prefetch_related("approvals__user").first()


def possible_approvers(application: Application, at: datetime, but: User) -> list[User]:
    """Whoever of the position's team may read the terms, but for the one who writes them."""
    team = TeamMember.objects.filter(live(at), position=application.position).values("user")
    people = User.objects.filter(pk__in=team, is_active=True).exclude(pk=but.pk).order_by("name", "pk")
    return [one for one in people if access.decide(one, application, at, "offer.terms").is_allowed]


def others_in_question(application: Application) -> list[Application]:
    """Everybody of the position who is still open: who waits, and who owes them the answer."""
    rows = Application.objects.filter(position=application.position_id, duplicate_of__isnull=True)
    rows = rows.exclude(state=ApplicationState.CLOSED).exclude(pk=application.pk)
    return list(rows.select_related("candidate", "owner").order_by("candidate__family_name", "candidate__name", "pk"))
