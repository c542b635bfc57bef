"""Opening a position, what it is, who is on its team, its rounds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from django.db.models import Max, Q

from secondround.audit.actions import Machine, record, turn
from secondround.people import access as people_access
from secondround.people.models import User
from secondround.positions import access
from secondround.positions.models import Position, Round, TeamMember, TeamRole

Actor = User | Machine


def open_position(
    *,
    by: Actor,
    at: datetime,
    title: str,
    recruiter: User,
    department: str = "",
    place: str = "",
    openings: int = 1,
    choose: int = 3,
    terms: str = "",
    about: str = "",
    duties: Sequence[str] = (),
    through: Literal["position.open", "import.run"] = "position.open",
) -> Position:
    """Open a position with its first round. Whoever opens or imports it is its recruiter."""
    if isinstance(by, User):
        people_access.check(by, people_access.facts_about(by, at), through)
    with turn():
        position = Position.objects.create(
            title=title,
            department=department,
            place=place,
            openings=openings,
            choose=choose,
            terms=terms,
            about=about,
            duties=list(duties),
            opened_at=at,
        )
        Round.objects.create(position=position, number=1, name="First round")
        TeamMember.objects.create(position=position, user=recruiter, role=TeamRole.RECRUITER, from_at=at)
        record(
            by=by,
            at=at,
            act="positions.open",
            about={"position": position.pk, "recruiter": recruiter.pk},
            text={"title": title},
        )
    return position


class AlreadyNamed(Exception):
    """Somebody holds this role on this position at that time already."""


def name_team(
    *,
    by: Actor,
    at: datetime,
    position: Position,
    user: User,
    role: TeamRole,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
) -> TeamMember:
    """Give somebody a role on this position, from now on or from a day ahead, until it is ended or until a day; sight follows.

    Naming twice without days changes nothing; days that meet a role that is held raise `AlreadyNamed`.
    """
    access.check(by, position, at, "position.name_team")
    first = max(from_at or at, at)
    with turn():
        meets = TeamMember.objects.filter(
            Q(to_at__isnull=True) | Q(to_at__gt=first), position=position, user=user, role=role
        )
        held = (meets.filter(from_at__lt=to_at) if to_at else meets).first()
        if held and held.to_at is None and held.from_at <= at and from_at is None and to_at is None:
            return held
        if held:
            raise AlreadyNamed
        member = TeamMember.objects.create(position=position, user=user, role=role, from_at=first, to_at=to_at)
        record(
            by=by,
            at=at,
            act="positions.name_team",
            about={"position": position.pk, "user": user.pk},
            text={
                "role": role.value,
                **({"from": first.isoformat()} if first > at else {}),
                **({"to": to_at.isoformat()} if to_at else {}),
            },
        )
    return member


class LastRecruiter(Exception):
    """A position keeps at least one recruiter: somebody owes its candidates an answer."""


def end_team(*, by: Actor, at: datetime, member: TeamMember) -> None:
    """End a role, or take back one that has not begun. Sight ends with it in this transaction, open sessions and signed links
    included; records remain."""
    access.check(by, member.position, at, "position.name_team")
    with turn():
        others = TeamMember.objects.filter(
            to_at__isnull=True, from_at__lte=at, position=member.position, role=TeamRole.RECRUITER
        )
        is_lasting = member.role == TeamRole.RECRUITER and member.to_at is None and member.from_at <= at
        if is_lasting and not others.exclude(pk=member.pk).exists():
            raise LastRecruiter
        TeamMember.objects.filter(Q(to_at__isnull=True) | Q(to_at__gt=at), pk=member.pk).update(to_at=at)
        record(
            by=by,
            at=at,
            act="positions.end_team",
            about={"position": member.position_id, "user": member.user_id},
            text={"role": member.role},
        )


def describe_position(
    *,
    by: Actor,
    at: datetime,
    position: Position,
    title: str,
    department: str,
    place: str,
    openings: int,
    choose: int,
    terms: str = "",
    about: str = "",
    duties: Sequence[str] = (),
) -> None:
    """What the position is, for the team and, once it is published, for applicants."""
    access.check(by, position, at, "position.write")
    new: dict[str, object] = {
        "title": title, "department": department, "place": place, "openings": openings, "choose": choose,
        "terms": terms, "about": about, "duties": list(duties),
    }  # fmt: skip
    with turn():
        Position.objects.filter(pk=position.pk).update(**new)
        record(by=by, at=at, act="positions.describe", about={"position": position.pk}, text=new)


def add_round(*, by: Actor, at: datetime, position: Position, name: str) -> Round:
    access.check(by, position, at, "position.write")
    with turn():
        newest = position.rounds.aggregate(newest=Max("number"))["newest"] or 0
        made = Round.objects.create(position=position, number=newest + 1, name=name)
        record(
            by=by,
            at=at,
            act="positions.add_round",
            about={"position": position.pk, "round": made.pk},
            text={"name": name},
        )
    return made
