"""Who may open a position."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from secondround.audit.actions import Machine
from secondround.people import access as people_access
from secondround.people import policy
from secondround.people.access import standing_roles
from secondround.people.models import User
from secondround.people.policy import Facts, Role
from secondround.positions.models import Position, TeamMember


def live(at: datetime, prefix: str = "") -> Q:
    """An assignment in force at `at`."""
    return Q(**{f"{prefix}from_at__lte": at}) & (
        Q(**{f"{prefix}to_at__isnull": True}) | Q(**{f"{prefix}to_at__gt": at})
    )


def team_roles(user: User, position: Position, at: datetime) -> frozenset[Role]:
    held = TeamMember.objects.filter(live(at), position=position, user=user).values_list("role", flat=True)
    return frozenset(Role(letter) for letter in held)


def roles_anywhere(user: User, at: datetime) -> frozenset[Role]:
    """The roles somebody holds on any position now, for pages that belong to no single one."""
    held = TeamMember.objects.filter(live(at), user=user).values_list("role", flat=True).distinct()
    return frozenset(Role(letter) for letter in held)


def positions_held(user: User, roles: Iterable[Role], at: datetime) -> Q:
    """Positions on which `user` holds one of `roles` now."""
    team = TeamMember.objects.filter(live(at), user=user, role__in=[role.value for role in roles]).values("position")
    return Q(pk__in=team)


def facts_about(user: User, position: Position, at: datetime) -> Facts:
    return Facts(roles=team_roles(user, position, at) | standing_roles(user, at))


def visible_to(user: User, at: datetime, action: str = "position.read") -> QuerySet[Position]:
    """Positions on whose team `user` is, in a role that the table names for `action`.

    Interviewers of single candidacies reach a position's name through the candidacy; `candidates.access` knows them.
    """
    return Position.objects.filter(positions_held(user, policy.row(action).cells, at))


def get_position(user: User, uid: UUID | str, at: datetime, action: str = "position.read") -> Position:
    position = Position.objects.filter(uid=uid).first()
    if position is None or not can(user, position, at, action):
        raise Http404
    return position


def can(user: User, position: Position, at: datetime, action: str) -> bool:
    return policy.decide(facts_about(user, position, at), action).is_allowed


def facts_anywhere(user: User, at: datetime) -> Facts:
    """Facts for what belongs to no single position: rights on the installation, and roles on any position."""
    return Facts(roles=standing_roles(user, at) | roles_anywhere(user, at))


def can_anywhere(user: User, at: datetime, action: str) -> bool:
    return policy.decide(facts_anywhere(user, at), action).is_allowed


def require_anywhere(user: User, at: datetime, action: str) -> None:
    """The door of a page that belongs to no single position: absent for whoever may not."""
    if not can_anywhere(user, at, action):
        raise Http404


def check_anywhere(by: User | Machine, at: datetime, action: str) -> None:
    people_access.check(by, facts_anywhere(by, at) if isinstance(by, User) else Facts(), action)


def check(by: User | Machine, position: Position, at: datetime, action: str) -> None:
    """The door of an action on a position; raises `people.access.Refused`."""
    people_access.check(by, facts_about(by, position, at) if isinstance(by, User) else Facts(), action)
