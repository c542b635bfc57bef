"""Who may compare, who may read a brief, and what of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from secondround.audit.actions import Machine
from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, ApplicationState, CaseMember, CaseRole
from secondround.handoff.models import Brief, BriefReader
from secondround.interviews.access import rounds_spoken_of
from secondround.interviews.models import Scorecard
from secondround.interviews.queries import has_rated, opened_numbers, rated_by
from secondround.people import access as people_access
from secondround.people import policy
from secondround.people.models import User
from secondround.people.policy import Condition, Decision, Facts
from secondround.positions import access as positions_access
from secondround.positions.access import live
from secondround.positions.models import Position, Round, TeamMember

ON_A_BRIEF = ("brief.", "topics.")


def conditions(user: User, application: Application) -> set[Condition]:
    """What is true of `user` and the figures of one application: open to a reader by their own rating or by a recorded act."""
    opened = has_rated(user, application) or opened_numbers(user, [application.pk])
    return {Condition.NUMBERS} if opened else set()


def _facts(user: User, application: Application, at: datetime, action: str, brief: Brief | None = None) -> Facts:
    rounds = brief.rounds.all() if brief else _rounds(user, application, at, action)
    return candidates_access.facts_about(user, application, at, rounds=rounds, holds=conditions(user, application))


def _rounds(user: User, application: Application, at: datetime, action: str) -> Iterable[Round]:
    """What the thing asked about speaks of: a brief of the rounds it was frozen from, a comparison of all that its position held."""
    if not action.startswith(ON_A_BRIEF):
        return rounds_spoken_of(application.position)
    if action != "brief.freeze" and (found := readable_brief(user, application, at)) is not None:
        return found.rounds.all()
    return rounds_to_freeze(application, at)


def rounds_to_freeze(application: Application, at: datetime) -> list[Round]:
    """The rounds that a brief frozen now speaks of: those with a card on this person in which nobody who may read it owes one.

    Else the first. So whoever owes a card of the second round reads and freezes the same briefs, whether others' cards are in or
    not, and a brief never tells its readers what they may not know yet.
    """
    held = Scorecard.objects.filter(submitted_at__isnull=False, assignment__interview__application=application)
    owed = CaseMember.objects.filter(
        live(at), application=application, user__in=possible_readers(application, at), owes_round__isnull=False
    )
    spoken = application.position.rounds.filter(pk__in=held.values("assignment__interview__round"))
    known = list(spoken.exclude(pk__in=owed.values("owes_round")))
    return known or list(application.position.rounds.all()[:1])


def possible_readers(application: Application, at: datetime) -> list[User]:
    """Whoever may read what is frozen now: the position's team, and the readers named."""
    team = TeamMember.objects.filter(live(at), position=application.position).values("user")
    named = BriefReader.objects.filter(live(at), application=application).values("user")
    return list(User.objects.filter(pk__in=team.union(named)).order_by("pk"))


def readable_briefs(user: User, application: Application, at: datetime) -> list[Brief]:
    """Versions that tell `user` nothing of a round in which they owe a card, the newest first. Says nothing of their rights."""
    owed = CaseMember.objects.filter(live(at), user=user, application=application, owes_round__isnull=False)
    told = Brief.objects.filter(rounds__in=owed.values("owes_round"))
    found = Brief.objects.filter(application=application, body__isnull=False).exclude(pk__in=told.values("pk"))
    return list(found.select_related("body", "frozen_by"))


def readable_brief(user: User, application: Application, at: datetime) -> Brief | None:
    return next(iter(readable_briefs(user, application, at)), None)


def decide(user: User, application: Application, at: datetime, action: str) -> Decision:
    return policy.decide(_facts(user, application, at, action), action)


def check(by: User | Machine, application: Application, at: datetime, action: str) -> None:
    """The door of an action on a shortlist or brief; raises `people.access.Refused`."""
    if isinstance(by, User):
        people_access.check(by, _facts(by, application, at, action), action)


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
    if not policy.decide(_facts(user, brief.application, at, action, brief), action).is_allowed:
        raise Http404
    return brief


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
    rounds = [one.pk for one in rounds_spoken_of(position)]
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
    """Whether the compare page of this position exists for `user` at all: as its tab does. Whom it shows is another question."""
    return positions_access.can(user, position, at, "position.read")


def fit_for_everybody(
    position: Position, readers: list[User], at: datetime, rounds: Sequence[Round] | None = None
) -> list[int]:
    """Applications of `position` that none of `readers` is vetoed from comparing.

    What is frozen is read by several people: a figure fitted from these rows tells none of them anything they may not know. `rounds`:
    those whose ratings are fitted; None means all that the position held.
    """
    fitted = Application.objects.filter(position=position)
    about = [one.pk for one in (rounds_spoken_of(position) if rounds is None else rounds)]
    for reader in readers:
        fitted = fitted.exclude(
            pk__in=candidates_access.vetoed_for(reader, at, "comparison.read", rounds=about).values("pk")
        )
    return list(fitted.order_by("pk").values_list("pk", flat=True))
