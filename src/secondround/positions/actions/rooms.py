"""Rooms: taken by one booking at a time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from secondround.people.actions.times import AlreadyBooked
from secondround.positions.models import MeetingRoom, RoomSlot


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
