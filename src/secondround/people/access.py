"""Rights that hold on the whole installation, and who may see the list of people."""

from datetime import datetime

from django.db.models import Q
from django.http import Http404

from secondround.audit.actions import CONSOLE, Machine
from secondround.people import policy
from secondround.people.models import InstallationRight, RightKind, User
from secondround.people.policy import Condition, Facts, Role

ROLE_OF_RIGHT = {
    RightKind.ADMINISTRATOR: Role.ADMINISTRATOR,
    RightKind.OPEN_POSITIONS: Role.OPENER,
    RightKind.IMPORT: Role.IMPORTER,
    RightKind.STEWARD: Role.STEWARD,
    RightKind.PRIVACY: Role.PRIVACY,
}


ROLE_OF_MACHINE = {"worker": Role.MACHINE, "applicant": Role.NOBODY}
"""What an actor that is no user may stand for. The console is not here: it passes."""


class Refused(Exception):
    """An action that the policy does not allow this person; views show it as 404, the command line as one line."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def standing_roles(user: User, at: datetime) -> frozenset[Role]:
    """Installation-wide roles in force at `at`; everybody who works here and is active is staff."""
    if not user.is_active or not user.is_staff:
        return frozenset()
    in_force = Q(from_at__lte=at) & (Q(to_at__isnull=True) | Q(to_at__gt=at))
    kinds = InstallationRight.objects.filter(in_force, user=user).values_list("kind", flat=True)
    return frozenset({Role.STAFF} | {ROLE_OF_RIGHT[RightKind(kind)] for kind in kinds})


def active_administrators(at: datetime) -> int:
    in_force = Q(from_at__lte=at) & (Q(to_at__isnull=True) | Q(to_at__gt=at))
    return InstallationRight.objects.filter(in_force, kind=RightKind.ADMINISTRATOR, user__is_active=True).count()


def is_last_administrator(user: User, at: datetime) -> bool:
    return Role.ADMINISTRATOR in standing_roles(user, at) and active_administrators(at) == 1


def facts_about(user: User, at: datetime, *, person: User | None = None) -> Facts:
    """Facts for actions on the installation, or on `person`."""
    holds = set()
    if person == user:
        holds.add(Condition.OWN)
    if person != user or active_administrators(at) == 1:
        holds.add(Condition.SECOND_PERSON)
    return Facts(roles=standing_roles(user, at), holds=frozenset(holds))


def may_change_rights(user: User, person: User, at: datetime) -> bool:
    return policy.decide(facts_about(user, at, person=person), "person.rights").is_allowed


def can(user: User, at: datetime, action: str) -> bool:
    return policy.decide(facts_about(user, at), action).is_allowed


def require(user: User, at: datetime, action: str) -> None:
    """The door of an installation-wide page: absent for whoever may not, like any other page."""
    if not can(user, at, action):
        raise Http404


def check(by: User | Machine, facts: Facts, action: str) -> None:
    """The door of an action. The console acts with the rights of whoever runs the server, which is in the record;
    the worker is an actor of the table like any other, with few verbs."""
    if by == CONSOLE:
        return
    if isinstance(by, Machine):
        facts = Facts(roles=frozenset({ROLE_OF_MACHINE.get(by.name, Role.NOBODY)}))
    decision = policy.decide(facts, action)
    if not decision.is_allowed:
        raise Refused(decision.rule)
