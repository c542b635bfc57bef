"""Which door a request asks for, and whether it opens to whoever is at the other end."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

from secondround.people.candidate_door import is_candidate_door

# Doors that answer without being signed in; every other door asks for it first.
OPEN_DOORS = frozenset(
    {
        "web:health",
        "web:personas",
        "web:letters",
        "people:welcome",
        "candidates:jobs",
        "candidates:job",
        "candidates:apply",
        "candidates:applied",
        "candidates:door",
        "candidates:door_code",
        "candidates:door_link",
        "handoff:link",
        "handoff:link_code",
        "handoff:linked_brief",
        "handoff:linked_margin",
        "handoff:linked_pdf",
        "handoff:close_link",
    }
)
OPEN_PREFIXES = ("account_", "mfa_authenticate", "mfa_login")


def door_of(request: HttpRequest) -> str:
    """The name of the door asked for; empty where there is none."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def place_to_sign_in(request: HttpRequest) -> str:
    """Where whoever this door does not open to comes in; empty where it opens, or there is no door."""
    name = door_of(request)
    if not name or name in OPEN_DOORS or name.startswith(OPEN_PREFIXES):
        return ""
    if is_candidate_door(name):
        return "" if getattr(request, "candidate_session", None) else reverse("candidates:door")
    return "" if request.user.is_authenticated else reverse("account_login")
