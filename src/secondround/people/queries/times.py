"""When people can be met: hours, busy times, bookings. Never what for."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from secondround.people.models import BookedSlot, BusyTime, Organisation, User
from secondround.people.rules import SLOT, Held, PersonTime

AROUND = timedelta(days=8)
"""A week lies inside it, wherever in the week the moment is."""


def time_of(users: Iterable[User], around: datetime, *, but: Collection[UUID] = ()) -> dict[int, PersonTime]:
    """What is known of these people's time in the weeks around a moment, by pk, in three queries. `but`: bookings left out of it."""
    of_all = list(users)
    organisation = Organisation.objects.first() or Organisation()
    busy, booked = _busy(of_all, around), _booked(of_all, around, but)
    days_off = frozenset(date.fromisoformat(text) for text in organisation.days_off)
    return {
        one.pk: PersonTime(
            zone=ZoneInfo(one.zone or organisation.zone or "UTC"),
            hours=one.hours or organisation.hours,
            days_off=days_off,
            busy=tuple(busy[one.pk]),
            booked=tuple(booked[one.pk]),
            daily_limit=organisation.daily_limit if one.daily_limit is None else one.daily_limit,
            weekly_limit=organisation.weekly_limit if one.weekly_limit is None else one.weekly_limit,
        )
        for one in of_all
    }


def _busy(users: Collection[User], around: datetime) -> Mapping[int, list[Held]]:
    found: dict[int, list[Held]] = defaultdict(list)
    near = BusyTime.objects.filter(
        user__in=users, removed_at__isnull=True, from_at__lt=around + AROUND, to_at__gt=around - AROUND
    )
    for one in near.order_by("from_at"):
        found[one.user_id].append(Held(one.from_at, one.to_at))
    return found


def _booked(users: Collection[User], around: datetime, but: Collection[UUID]) -> Mapping[int, list[Held]]:
    """Slots of one booking put together again."""
    slots: dict[tuple[int, UUID], list[datetime]] = defaultdict(list)
    near = BookedSlot.objects.filter(user__in=users, slot__gt=around - AROUND, slot__lt=around + AROUND)
    for user, booking, slot in near.exclude(booking__in=but).values_list("user", "booking", "slot"):
        slots[user, booking].append(slot)
    found: dict[int, list[Held]] = defaultdict(list)
    for (user, booking), taken in slots.items():
        found[user].append(Held(min(taken), max(taken) + SLOT, str(booking)))
    return found


def busy_times(user: User, at: datetime) -> list[BusyTime]:
    """One's own busy times that are not over, in order."""
    return list(BusyTime.objects.filter(user=user, removed_at__isnull=True, to_at__gt=at).order_by("from_at", "pk"))
