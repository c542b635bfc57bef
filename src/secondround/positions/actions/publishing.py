"""Whether a position takes applications: its public page, and pausing it. Closing leaves answers and stands in `decisions`."""

from datetime import datetime

from secondround.audit.actions import Machine, record, turn
from secondround.people.models import Organisation, User
from secondround.positions import access
from secondround.positions.models import Position, PositionState

Actor = User | Machine


class PublishRefused(ValueError):
    """What stands in the way; the argument is a code: organisation, contact, retention, closed."""


def publish_position(
    *, by: Actor, at: datetime, position: Position, organisation: str, contact: tuple[str, str], retention_months: int
) -> None:
    """Open the public page. What applicants must be told is asked for here once, and kept for every other position.

    `contact`: name and e-mail of whom applicants may ask. An administrator's own wording of these is not overwritten.
    """
    access.check(by, position, at, "position.publish")
    if position.state not in (PositionState.OPEN, PositionState.PAUSED):
        raise PublishRefused("closed")
    name, email = (part.strip() for part in contact)
    if not organisation.strip():
        raise PublishRefused("organisation")
    if not name or not email:
        raise PublishRefused("contact")
    if not 1 <= retention_months <= 120:
        raise PublishRefused("retention")
    with turn():
        of = Organisation.objects.select_for_update().first() or Organisation(pk=1, created_at=at)
        of.name = of.name or organisation.strip()
        of.contact_name, of.contact_email = of.contact_name or name, of.contact_email or email
        of.retention_months = of.retention_months or retention_months
        of.save()
        Position.objects.filter(pk=position.pk).update(published_at=at)
        record(
            by=by,
            at=at,
            act="positions.publish",
            about={"position": position.pk},
            text={"organisation": of.name, "contact": of.contact_email, "months": of.retention_months},
        )


def unpublish_position(*, by: Actor, at: datetime, position: Position) -> None:
    """Take the public page down. Whoever has applied is not touched."""
    access.check(by, position, at, "position.publish")
    with turn():
        Position.objects.filter(pk=position.pk).update(published_at=None)
        record(by=by, at=at, act="positions.unpublish", about={"position": position.pk})


def pause_position(*, by: Actor, at: datetime, position: Position) -> None:
    """Nothing new comes in; its public page says so. Everybody who waits for an answer still waits for it."""
    _turn(by, at, position, PositionState.OPEN, PositionState.PAUSED, "positions.paused")


def reopen_position(*, by: Actor, at: datetime, position: Position) -> None:
    """After a pause."""
    _turn(by, at, position, PositionState.PAUSED, PositionState.OPEN, "positions.open_again")


def _turn(by: Actor, at: datetime, position: Position, before: PositionState, after: PositionState, act: str) -> None:
    access.check(by, position, at, "position.state")
    with turn():
        turned = Position.objects.filter(pk=position.pk, state=before).update(state=after)
        if not turned:
            raise PublishRefused("closed")
        record(by=by, at=at, act=act, about={"position": position.pk})


def end_position(*, by: Actor, at: datetime, position: Position, state: PositionState, reason: str) -> None:
    """Filled or closed from now on; its public page takes nothing more. Whoever calls sees to the people who applied."""
    access.check(by, position, at, "position.state")
    with turn():
        Position.objects.filter(pk=position.pk).update(
            state=state, closed_at=at, closed_because=reason, published_at=None
        )
        record(
            by=by,
            at=at,
            act="positions.end",
            about={"position": position.pk},
            text={"state": state.value, "reason": reason},
        )
