"""Hours, busy times, and the slots that bookings take: nobody is in two places, whoever books at the same moment."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction

from secondround.audit.actions import Machine, record, turn
from secondround.people import access
from secondround.people.models import BookedSlot, BusyTime, User
from secondround.people.policy import Facts

Actor = User | Machine


class AlreadyBooked(Exception):
    """Somebody, or something, is taken at that time by another booking."""


class HoursRefused(ValueError):
    """Hours that cannot be; the argument is a code: order, limits, busy_order."""


def book_people(*, users: Iterable[User], slots: Sequence[datetime], booking: UUID) -> None:
    """Take these slots of all `users` for one booking, or of none: raises `AlreadyBooked`. Part of its caller's transaction and record.

    In one order for everybody, so that two bookings never lock each other out.
    """
    try:
        with transaction.atomic():
            BookedSlot.objects.bulk_create(
                BookedSlot(user=one, slot=slot, booking=booking)
                for one in sorted(users, key=lambda user: user.pk)
                for slot in slots
            )
    except IntegrityError as error:
        raise AlreadyBooked from error


def free_people(*, booking: UUID, users: Iterable[User] | None = None) -> None:
    """Give the slots of a booking back, of everybody or of these."""
    found = BookedSlot.objects.filter(booking=booking)
    if users is not None:
        found = found.filter(user__in=list(users))
    found.delete()


def set_hours(
    *, by: User, at: datetime, hours: Mapping[str, Sequence[str]], daily_limit: int | None, weekly_limit: int | None
) -> None:
    """One's own working hours by ISO weekday, and how many interviews one holds; empty: the organisation's."""
    access.check(by, access.facts_about(by, at, person=by), "account.own")
    for opens, closes in hours.values():
        if time.fromisoformat(opens) >= time.fromisoformat(closes):
            raise HoursRefused("order")
    if daily_limit is not None and weekly_limit is not None and daily_limit > weekly_limit:
        raise HoursRefused("limits")
    with turn():
        User.objects.filter(pk=by.pk).update(
            hours={day: list(span) for day, span in hours.items()}, daily_limit=daily_limit, weekly_limit=weekly_limit
        )
        record(
            by=by,
            at=at,
            act="people.set_hours",
            about={"user": by.pk},
            text={"hours": {day: list(span) for day, span in hours.items()}, "day": daily_limit, "week": weekly_limit},
        )


def add_busy(*, by: User, at: datetime, from_at: datetime, to_at: datetime) -> BusyTime:
    """A stretch of one's own time in which one cannot be met."""
    access.check(by, access.facts_about(by, at, person=by), "account.own")
    if to_at <= from_at:
        raise HoursRefused("busy_order")
    with turn():
        made = BusyTime.objects.create(user=by, from_at=from_at, to_at=to_at, made_at=at)
        record(by=by, at=at, act="people.add_busy", about={"user": by.pk, "busy": made.pk})
    return made


def remove_busy(*, by: User, at: datetime, busy: BusyTime) -> None:
    """Take back one of one's own."""
    access.check(by, access.facts_about(by, at, person=by) if busy.user_id == by.pk else Facts(), "account.own")
    with turn():
        BusyTime.objects.filter(pk=busy.pk, removed_at__isnull=True).update(removed_at=at)
        record(by=by, at=at, act="people.remove_busy", about={"user": by.pk, "busy": busy.pk})
