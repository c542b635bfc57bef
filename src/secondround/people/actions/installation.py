"""The beginning of an installation: its organisation, and the one link by which its first administrator comes in."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from secondround.audit.actions import Machine, record
from secondround.people.access import active_administrators
from secondround.people.models import Organisation, WelcomeLink, WelcomePurpose

LIVES = timedelta(hours=72)


class AlreadyBegun(ValueError):
    """Somebody administers this installation already."""


def found_organisation(*, by: Machine, at: datetime, name: str, zone: str, about: str = "") -> Organisation:
    """The one organisation of this installation; named again, it is renamed."""
    with transaction.atomic():
        made, _ = Organisation.objects.update_or_create(
            pk=1,
            defaults={"name": name, "zone": zone, "about": about},
            create_defaults={"name": name, "zone": zone, "about": about, "created_at": at},
        )
        record(by=by, at=at, act="people.found_organisation", about={}, text={"name": name, "zone": zone})
    return made


def begin_installation(*, by: Machine, at: datetime) -> str:
    """A link for whoever holds the console: spent once, within 72 hours, it makes the first administrator. Earlier ones end."""
    if active_administrators(at):
        raise AlreadyBegun
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        waiting = WelcomeLink.objects.filter(purpose=WelcomePurpose.FIRST_ADMINISTRATOR, spent_at__isnull=True)
        waiting.filter(revoked_at__isnull=True).update(revoked_at=at)
        made = WelcomeLink.objects.create(
            purpose=WelcomePurpose.FIRST_ADMINISTRATOR,
            token_hash=hashlib.sha256(token.encode()).hexdigest(),
            made_at=at,
            expires_at=at + LIVES,
        )
        record(by=by, at=at, act="people.begin_installation", about={"link": made.pk})
    return f"{settings.INSTALLATION.address}{reverse('people:welcome', args=[token])}"
