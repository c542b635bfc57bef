"""What the frame around every page needs: who is signed in, where one can go."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from secondround.candidates.access import may_list
from secondround.people.access import standing_roles
from secondround.people.models import User
from secondround.people.policy import TABLE, Role
from secondround.people.signin import device_key
from secondround.positions.access import roles_anywhere


@dataclass(frozen=True)
class Place:
    """One entry of the frame's list of places."""

    label: str
    url: str
    is_current: bool


def frame(request: HttpRequest) -> dict[str, object]:
    """Places are listed by installation-wide rights alone: what somebody may see inside them, each page asks for itself."""
    user = getattr(request, "user", None)
    signed_in = user if isinstance(user, User) else None
    return {
        "is_demo": settings.INSTALLATION.is_demo,
        "signed_in": signed_in,
        "places": places(signed_in, request.path) if signed_in else [],
        "device_key": device_key(request) if signed_in or getattr(request, "candidate_session", None) else "",
    }


def places(user: User, path: str) -> list[Place]:
    now = timezone.now()
    roles = standing_roles(user, now)
    anywhere = roles | roles_anywhere(user, now)
    doors = [
        (_("Today"), reverse("web:today"), "today.read"),
        (_("Positions"), reverse("interviews:positions"), "today.read"),
        *([(_("Candidates"), reverse("candidates:search"), "today.read")] if may_list(user, now) else []),
        (_("Library"), reverse("positions:library"), "library.read"),
        (_("Import"), reverse("interviews:import"), "import.run"),
        (_("People"), reverse("people:list"), "person.invite"),
        (_("Outbox"), reverse("web:outbox"), "letter.state"),
        *([(_("Settings"), reverse("web:settings"), "today.read")] if _stands(anywhere, "pool.read") else []),
        (_("Requests"), reverse("web:privacy"), "privacy.read"),
        (_("Record"), reverse("people:record"), "today.read"),
    ]
    return [
        Place(label, url, path == url if url == "/" else path.startswith(url))
        for label, url, action in doors
        if _stands(roles, action)
    ]


def _stands(roles: frozenset[Role], action: str) -> bool:
    return any(role in roles for role in TABLE[action].cells)
