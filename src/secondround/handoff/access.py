"""Who may compare, who may read a brief, and what of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from secondround.audit.actions import Machine
from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, ApplicationState, CaseMember, CaseRole
from secondround.handoff.models import Brief
from secondround.interviews.access import rounds_heard_by, rounds_spoken_of
from secondround.interviews.queries import has_rated, opened_numbers, rated_by
from secondround.people import access as people_access
from secondround.people.models import User
from secondround.people.policy import Condition, Decision
from secondround.positions.access import live, team_roles
from secondround.positions.models import Position


def conditions(user: User, application: Application) -> set[Condition]:
    """What is true of `user` and the figures of one application: open to a reader by their own rating or by a recorded act."""
    opened = has_rated(user, application) or opened_numbers(user, [application.pk])
    return {Condition.NUMBERS} if opened else set()


def _round_keys(position: Position) -> list[int]:
    return [one.pk for one in rounds_spoken_of(position)]


def decide(user: User, application: Application, at: datetime, action: str) -> Decision:
    return candidates_access.decide(
        user,
        application,
        at,
        action,
        rounds=rounds_spoken_of(application.position),
        holds=conditions(user, application),
    )


def check(by: User | Machine, application: Application, at: datetime, action: str) -> None:
    """The door of an action on a shortlist or brief; raises `people.access.Refused`."""
    if isinstance(by, User):
        rounds = rounds_spoken_of(application.position)
        facts = candidates_access.facts_about(by, application, at, rounds=rounds, holds=conditions(by, application))
        people_access.check(by, facts, action)


def get_application(user: User, uid: UUID | str, at: datetime, action: str) -> Application:
    application = Application.objects.select_related("candidate", "position").filter(uid=uid).first()
    if application is None or not decide(user, application, at, action).is_allowed:
        raise Http404
    return application


def get_brief(user: User, uid: UUID | str, at: datetime, action: str = "brief.read") -> Brief:
    brief = (
        Brief.objects.select_related("application__candidate", "application__position", "body").filter(uid=uid).first()
    )
    if brief is None or brief.body is None:
        raise Http404
    may = decide_reading(user, brief, at) if action == "brief.read" else decide(user, brief.application, at, action)
    if not may.is_allowed:
        raise Http404
    return brief


def decide_reading(user: User, brief: Brief, at: datetime) -> Decision:
    """What is frozen speaks of the rounds that it was frozen after, and of no later one: whoever is about to meet somebody reads it
    on the way, though others of that day are done. What came since is theirs once their own card is in (`knows_since`)."""
    application = brief.application
    rounds, holds = rounds_heard_by(application, brief.frozen_at), conditions(user, application)
    return candidates_access.decide(user, application, at, "brief.read", rounds=rounds, holds=holds)


def knows_since(user: User, application: Application, at: datetime) -> bool:
    """Whether `user` may know what became of a brief's questions since: not while they owe a card of a round that was held."""
    return decide(user, application, at, "brief.read").is_allowed


@dataclass(frozen=True)
class Comparable:
    """What one person may compare on one position, who is missing from it, and whose numbers are there to be opened."""

    applications: tuple[Application, ...]
    missing: tuple[Application, ...]
    unopened: tuple[Application, ...]


def comparable(user: User, position: Position, at: datetime) -> Comparable:
    """Applications of `position` whose comparison `user` may read, those missing because `user` is blind, those not opened yet.

    Whoever may list an application but not compare it is blind on it, or has not opened its numbers.
    """
    of = Q(position=position)
    listed = (
        candidates_access.visible_to(user, at, "application.list")
        .filter(of)
        .exclude(pk__in=_not_asked_yet(position).values("pk"))
        .select_related("candidate", "owner", "position")
    )
    everyone = list(listed.order_by("candidate__family_name", "candidate__name", "pk"))
    rounds = _round_keys(position)
    may = set(_standing(user, position, at, rounds).values_list("pk", flat=True))
    # Only somebody who was handed a person over has numbers to open; nobody else pays for asking.
    openable = (
        set(_handed_over(user, position, at, rounds).values_list("pk", flat=True))
        if _reads(user, position, at)
        else set()
    )
    may |= openable & (opened_numbers(user) | rated_by(user)) if openable else set()
    rest = [one for one in everyone if one.pk not in may]
    return Comparable(
        applications=tuple(one for one in everyone if one.pk in may),
        missing=tuple(one for one in rest if one.pk not in openable),
        unopened=tuple(one for one in rest if one.pk in openable),
    )


def _not_asked_yet(position: Position) -> QuerySet[Application]:
    """People who applied and whom nobody was asked to meet: there is nothing to compare of them.

    That somebody was asked decides, not that a scorecard is in: whoever is blind must not learn that from a list.
    """
    asked = CaseMember.objects.filter(role=CaseRole.INTERVIEWER, application__position=position).values("application")
    received = Application.objects.filter(position=position, state=ApplicationState.RECEIVED)
    return received.exclude(pk__in=asked)


def _reads(user: User, position: Position, at: datetime) -> bool:
    reading = CaseMember.objects.filter(live(at), user=user, role=CaseRole.SENIOR_READER)
    return reading.filter(application__position=position).exists()


def _standing(user: User, position: Position, at: datetime, rounds: list[int]) -> QuerySet[Application]:
    return candidates_access.visible_to(user, at, "comparison.read", rounds=rounds).filter(position=position)


def _handed_over(user: User, position: Position, at: datetime, rounds: list[int]) -> QuerySet[Application]:
    return candidates_access.visible_to(user, at, "comparison.open", rounds=rounds).filter(position=position)


def may_compare(user: User, position: Position, at: datetime) -> bool:
    """Whether the compare page of this position exists for `user` at all."""
    return bool(team_roles(user, position, at)) and (
        candidates_access.visible_to(user, at, "shortlist.read").filter(position=position).exists()
        or candidates_access.visible_to(user, at, "application.list").filter(position=position).exists()
    )


def fit_for_everybody(position: Position, readers: list[User], at: datetime) -> list[int]:
    """Applications of `position` that none of `readers` is vetoed from comparing.

    What is frozen is read by several people: a figure fitted from these rows tells none of them anything they may not know.
    """
    fitted, rounds = Application.objects.filter(position=position), _round_keys(position)
    for reader in readers:
        fitted = fitted.exclude(
            pk__in=candidates_access.vetoed_for(reader, at, "comparison.read", rounds=rounds).values("pk")
        )
    return list(fitted.order_by("pk").values_list("pk", flat=True))
