"""A form that came too late is kept closed, given back to the browser it came from, and forgotten."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from secondround.people.models import UnsentForm
from secondround.people.unsent import LIVES, MOST_BYTES, Unsent, new_key, seal, unseal

MOST_KEPT = 1000
"""Whoever is not signed in can make us keep something; all of it together stays small."""


class NotKept(ValueError):
    """Too much at once, or too many at the same time."""


def keep_unsent(*, at: datetime, unsent: Unsent) -> tuple[str, str]:
    """What the browser needs to have it back: which one, and its key. Raises `NotKept`."""
    key = new_key()
    sealed = seal(unsent, key)
    if len(sealed) > MOST_BYTES or UnsentForm.objects.count() >= MOST_KEPT:
        raise NotKept
    form = UnsentForm.objects.create(sealed=sealed, kept_at=at)
    return str(form.uid), key


def find_unsent(*, at: datetime, uid: str, key: str) -> Unsent | None:
    """The form again, while it is kept."""
    found = _called(uid).filter(kept_at__gt=at - LIVES).first()
    return unseal(found.sealed, key) if found else None


def drop_unsent(*, uid: str) -> None:
    """Thrown away, or sent."""
    _called(uid).delete()


def forget_unsent(*, at: datetime) -> None:
    """What nobody came back for goes."""
    UnsentForm.objects.filter(kept_at__lte=at - LIVES).delete()


def _called(uid: str) -> QuerySet[UnsentForm]:
    """A cookie's words are anybody's: what is no name finds nothing."""
    try:
        return UnsentForm.objects.filter(uid=UUID(uid))
    except ValueError:
        return UnsentForm.objects.none()
