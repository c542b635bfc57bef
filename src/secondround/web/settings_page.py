"""The page that leads to what holds for all positions together. It leads only where its reader may go."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from secondround.people import policy
from secondround.people.models import User
from secondround.people.signin import signed_in
from secondround.positions.access import facts_anywhere

DOORS = (
    ("organisation.write", "people:organisation", gettext_lazy("The organisation"),
     gettext_lazy("its name, clocks, working hours and days off, what applicants are told")),
    ("pool.read", "positions:pools", gettext_lazy("Pools"), gettext_lazy("who may hold which interviews")),
    ("site.write", "positions:sites", gettext_lazy("Sites and rooms"), gettext_lazy("where people are met")),
    ("letter.word", "web:wordings", gettext_lazy("Wording of letters"), gettext_lazy("what candidates and colleagues read")),
)  # fmt: skip


def doors_of(user: User, at: datetime) -> list[tuple[str, str, str]]:
    """Label, what it is about and address of every page that `user` may open."""
    facts = facts_anywhere(user, at)
    return [
        (str(label), str(about), reverse(door))
        for action, door, label, about in DOORS
        if policy.decide(facts, action).is_allowed
    ]


@require_safe
def settings_page(request: HttpRequest) -> HttpResponse:
    doors = doors_of(signed_in(request), timezone.now())
    if not doors:
        raise Http404
    return render(request, "web/settings.html", {"doors": doors})
