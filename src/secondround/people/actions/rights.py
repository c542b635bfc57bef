"""Installation-wide rights, from when to when. None of them opens a candidate's file."""

from datetime import datetime

from django.db.models import Q

from secondround.audit.actions import Machine, record, turn
from secondround.people import access
from secondround.people.actions.persons import lock_administrators
from secondround.people.models import InstallationRight, RightKind, User

Actor = User | Machine

COMES_LATER = frozenset({RightKind.STEWARD})
"""The equality steward's doors do not exist yet; a right that opens nothing would only look like one."""


class RightRefused(ValueError):
    """The argument is a code: last_administrator, comes_later, not_active, not_held."""


def grant_right(*, by: Actor, at: datetime, user: User, kind: RightKind) -> InstallationRight:
    """Give somebody a right from now on; giving it twice changes nothing.

    Nobody gives themselves a right, unless they are the only active administrator: then it stands in the record as that.
    """
    if isinstance(by, User):
        access.check(by, access.facts_about(by, at, person=user), "person.rights")
    if kind in COMES_LATER:
        raise RightRefused("comes_later")
    if not user.is_active:
        raise RightRefused("not_active")
    with turn():
        lock_administrators()
        held = InstallationRight.objects.filter(user=user, kind=kind, to_at__isnull=True).first()
        if held:
            return held
        made = InstallationRight.objects.create(user=user, kind=kind, from_at=at)
        text = {"right": kind.value} | ({"exception": "only administrator"} if by == user else {})
        record(by=by, at=at, act="people.grant_right", about={"user": user.pk, "right": made.pk}, text=text)
    return made


def end_right(*, by: Actor, at: datetime, user: User, kind: RightKind) -> None:
    """Take a right away from the next request on. The last active administrator stays one."""
    if isinstance(by, User):
        access.check(by, access.facts_about(by, at, person=user), "person.rights")
    with turn():
        lock_administrators()
        if kind == RightKind.ADMINISTRATOR and access.is_last_administrator(user, at):
            raise RightRefused("last_administrator")
        in_force = Q(user=user, kind=kind, to_at__isnull=True)
        held = InstallationRight.objects.filter(in_force).first()
        if held is None:
            raise RightRefused("not_held")
        InstallationRight.objects.filter(pk=held.pk).update(to_at=at)
        record(
            by=by,
            at=at,
            act="people.end_right",
            about={"user": user.pk, "right": held.pk},
            text={"right": kind.value},
        )
