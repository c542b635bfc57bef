"""Every page that is a candidate's own, found in the table of addresses, so that a new one is not forgotten."""

from collections.abc import Iterator
from itertools import product
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from secondround.candidates.access import own_applications
from secondround.candidates.models import Document, PrivacyRequest
from secondround.correspondence.models import Letter
from secondround.people.models import CandidateSession, User
from secondround.visits.queries import people_met, visit_of


def own_doors() -> dict[str, URLPattern]:
    """The doors of candidates by name: `room:my_page`."""
    return {name: one for name, one in _named(get_resolver()) if name.partition(":")[2].startswith("my_")}


def _named(resolver: URLResolver, room: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _named(one, one.namespace or room)
        elif one.name:
            yield f"{room}:{one.name}", one


def own_addresses(user: User) -> dict[str, str]:
    """The address of every door that this candidate could try, for each of what it is about; with the door's name and number."""
    found = {}
    for door, pattern in own_doors().items():
        wanted = pattern.pattern.converters
        for number, keys in enumerate(_keys(user, door, list(wanted))):
            found[f"{door} {number}" if wanted else door] = reverse(door, kwargs=dict(zip(wanted, keys, strict=True)))
    return found


def _keys(user: User, door: str, wanted: list[str]) -> list[tuple[UUID, ...]]:
    own = list(own_applications(user))
    about: dict[str, list[UUID]] = {
        "candidates:my_letter": [one.uid for one in Letter.objects.filter(to_user=user).order_by("pk")],
        "candidates:my_paper": [one.uid for one in Document.objects.filter(application__in=own).order_by("pk")],
        "candidates:my_session_end": [one.uid for one in CandidateSession.objects.filter(user=user).order_by("pk")],
        "candidates:my_privacy_back": [one.uid for one in PrivacyRequest.objects.filter(candidate__user=user)],
    }
    if wanted == ["uid", "person"]:
        now = timezone.now()
        days = [(one, visit_of(one, now)) for one in own]
        return [(one.uid, met.user.uid) for one, day in days if day for met in people_met(day, now)]
    return list(product(*[about.get(door, [one.uid for one in own])])) if wanted else [()]
