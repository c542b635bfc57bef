"""Pools: who is qualified to hold an interview, for all positions together."""

from datetime import datetime

from django.db import IntegrityError

from secondround.audit.actions import Machine, record, turn
from secondround.people.models import User
from secondround.positions import access
from secondround.positions.models import Pool, PoolMember

Actor = User | Machine


class PoolRefused(ValueError):
    """What a pool cannot be; the argument is a code: name_wanted, name_taken."""


def make_pool(*, by: Actor, at: datetime, name: str) -> Pool:
    access.check_anywhere(by, at, "pool.write")
    wanted = _name(name)
    try:
        with turn():
            made = Pool.objects.create(name=wanted, made_at=at)
            record(by=by, at=at, act="positions.make_pool", about={"pool": made.pk}, text={"name": wanted})
    except IntegrityError as error:
        raise PoolRefused("name_taken") from error
    return made


def rename_pool(*, by: Actor, at: datetime, pool: Pool, name: str) -> None:
    access.check_anywhere(by, at, "pool.write")
    wanted = _name(name)
    try:
        with turn():
            Pool.objects.filter(pk=pool.pk).update(name=wanted)
            record(by=by, at=at, act="positions.rename_pool", about={"pool": pool.pk}, text={"name": wanted})
    except IntegrityError as error:
        raise PoolRefused("name_taken") from error


def join_pool(*, by: Actor, at: datetime, pool: Pool, user: User) -> PoolMember:
    """Somebody may hold this pool's interviews from now on; said twice it changes nothing."""
    access.check_anywhere(by, at, "pool.write")
    with turn():
        held = PoolMember.objects.select_for_update().filter(pool=pool, user=user, to_at__isnull=True).first()
        if held:
            return held
        made = PoolMember.objects.create(pool=pool, user=user, from_at=at)
        record(by=by, at=at, act="positions.join_pool", about={"pool": pool.pk, "user": user.pk})
    return made


def leave_pool(*, by: Actor, at: datetime, member: PoolMember) -> None:
    """No longer; what they hold already they keep."""
    access.check_anywhere(by, at, "pool.write")
    with turn():
        if PoolMember.objects.filter(pk=member.pk, to_at__isnull=True).update(to_at=at):
            record(by=by, at=at, act="positions.leave_pool", about={"pool": member.pool_id, "user": member.user_id})


def _name(name: str) -> str:
    wanted = " ".join(name.split())[:100]
    if not wanted:
        raise PoolRefused("name_wanted")
    return wanted
