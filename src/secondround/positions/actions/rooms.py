"""Sites and their rooms. A room is taken by one booking at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from secondround.audit.actions import Machine, record, turn
from secondround.people.actions.times import AlreadyBooked
from secondround.people.models import User
from secondround.positions import access
from secondround.positions.models import MeetingRoom, RoomSlot, Site

Actor = User | Machine


class SiteRefused(ValueError):
    """What a site or room cannot be; the argument is a code: name_wanted, name_taken."""


@dataclass(frozen=True)
class SiteGiven:
    """A site as somebody describes it. `zone`: an IANA name; `days_off`: when nobody is met there."""

    name: str
    zone: str
    address: str = ""
    days_off: Sequence[date] = ()

    def fields(self) -> dict[str, object]:
        days = sorted({day.isoformat() for day in self.days_off})
        return {
            "name": " ".join(self.name.split()),
            "zone": self.zone,
            "address": self.address.strip(),
            "days_off": days,
        }


def make_site(*, by: Actor, at: datetime, given: SiteGiven) -> Site:
    access.check_anywhere(by, at, "site.write")
    _check(given)
    try:
        with turn():
            made = Site.objects.create(made_at=at, **given.fields())
            record(by=by, at=at, act="positions.make_site", about={"site": made.pk}, text={"name": given.name})
    except IntegrityError as error:
        raise SiteRefused("name_taken") from error
    return made


def describe_site(*, by: Actor, at: datetime, site: Site, given: SiteGiven) -> None:
    """From now on; letters that have left keep what they said."""
    access.check_anywhere(by, at, "site.write")
    _check(given)
    try:
        with turn():
            Site.objects.filter(pk=site.pk).update(**given.fields())
            record(by=by, at=at, act="positions.describe_site", about={"site": site.pk}, text=given.fields())
    except IntegrityError as error:
        raise SiteRefused("name_taken") from error


def _check(given: SiteGiven) -> None:
    if not given.name.strip():
        raise SiteRefused("name_wanted")


def add_room(*, by: Actor, at: datetime, site: Site, name: str, seats: int | None = None) -> MeetingRoom:
    """A room at a site. One of that name that was given up is in use again."""
    access.check_anywhere(by, at, "site.write")
    wanted = " ".join(name.split())[:100]
    if not wanted:
        raise SiteRefused("name_wanted")
    with turn():
        made, is_new = MeetingRoom.objects.select_for_update().get_or_create(
            site=site, name=wanted, defaults={"seats": seats}
        )
        if not is_new:
            if made.retired_at is None:
                raise SiteRefused("name_taken")
            MeetingRoom.objects.filter(pk=made.pk).update(retired_at=None, seats=seats)
            made.refresh_from_db()
        record(by=by, at=at, act="positions.add_room", about={"site": site.pk, "room": made.pk}, text={"name": wanted})
    return made


def retire_room(*, by: Actor, at: datetime, room: MeetingRoom) -> None:
    """Offered no more; what is booked in it stays booked."""
    access.check_anywhere(by, at, "site.write")
    with turn():
        if MeetingRoom.objects.filter(pk=room.pk, retired_at__isnull=True).update(retired_at=at):
            record(by=by, at=at, act="positions.retire_room", about={"site": room.site_id, "room": room.pk})


def book_room(*, room: MeetingRoom, slots: Sequence[datetime], booking: UUID) -> None:
    """Take these slots of a room; raises `AlreadyBooked`. Part of its caller's transaction and record."""
    try:
        with transaction.atomic():
            RoomSlot.objects.bulk_create(RoomSlot(room=room, slot=slot, booking=booking) for slot in slots)
    except IntegrityError as error:
        raise AlreadyBooked from error


def free_room(*, booking: UUID) -> None:
    """Give a room's slots back."""
    RoomSlot.objects.filter(booking=booking).delete()
