"""The beginning of an installation: its organisation, and the one link by which its first administrator comes in."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import available_timezones

from django.conf import settings
from django.urls import reverse

from secondround.audit.actions import Machine, record, turn
from secondround.people.access import active_administrators, check, facts_about
from secondround.people.models import Organisation, User, WelcomeLink, WelcomePurpose

LIVES = timedelta(hours=72)


class AlreadyBegun(ValueError):
    """Somebody administers this installation already."""


def found_organisation(*, by: Machine, at: datetime, name: str, zone: str, about: str = "") -> Organisation:
    """The one organisation of this installation; named again, it is renamed."""
    with turn():
        made, _ = Organisation.objects.update_or_create(
            pk=1,
            defaults={"name": name, "zone": zone, "about": about},
            create_defaults={"name": name, "zone": zone, "about": about, "created_at": at},
        )
        record(by=by, at=at, act="people.found_organisation", about={}, text={"name": name, "zone": zone})
    return made


class OrganisationRefused(ValueError):
    """What an organisation cannot be; the argument is a code: name_wanted, zone, order, limits, retention."""


@dataclass(frozen=True)
class OrganisationGiven:
    """What holds for everybody, as an administrator says it. `hours` by ISO weekday, `limits` interviews a day and a week."""

    name: str
    zone: str
    about: str
    hours: Mapping[str, Sequence[str]]
    limits: tuple[int, int]
    days_off: Sequence[date]
    contact_name: str
    contact_email: str
    retention_months: int | None
    privacy_notice: str
    is_adjusted: bool = True


def describe_organisation(*, by: User, at: datetime, given: OrganisationGiven) -> None:
    """What holds for everybody who has said nothing else; letters that have left keep what they said."""
    check(by, facts_about(by, at), "organisation.write")
    if not given.name.strip():
        raise OrganisationRefused("name_wanted")
    if given.zone not in available_timezones():
        raise OrganisationRefused("zone")
    if any(time.fromisoformat(opens) >= time.fromisoformat(closes) for opens, closes in given.hours.values()):
        raise OrganisationRefused("order")
    daily, weekly = given.limits
    if not 1 <= daily <= weekly:
        raise OrganisationRefused("limits")
    if given.retention_months is not None and not 1 <= given.retention_months <= 120:
        raise OrganisationRefused("retention")
    said: dict[str, object] = {
        "name": given.name.strip(),
        "zone": given.zone,
        "about": given.about.strip(),
        "hours": {day: list(span) for day, span in given.hours.items()},
        "daily_limit": daily,
        "weekly_limit": weekly,
        "days_off": sorted({day.isoformat() for day in given.days_off}),
        "contact_name": given.contact_name.strip(),
        "contact_email": given.contact_email.strip(),
        "retention_months": given.retention_months,
        "privacy_notice": given.privacy_notice.strip(),
        "is_adjusted": given.is_adjusted,
    }
    with turn():
        Organisation.objects.update_or_create(pk=1, defaults=said, create_defaults={**said, "created_at": at})
        record(by=by, at=at, act="people.describe_organisation", about={}, text=said)


def begin_installation(*, by: Machine, at: datetime) -> str:
    """A link for whoever holds the console: spent once, within 72 hours, it makes the first administrator. Earlier ones end."""
    if active_administrators(at):
        raise AlreadyBegun
    token = secrets.token_urlsafe(32)
    with turn():
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
