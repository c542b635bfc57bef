"""Two pages that exist in the demo alone: being one of its people without a password, and reading its letters."""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from secondround.correspondence.models import Letter
from secondround.people.actions import note_sign_in
from secondround.people.forms import RIGHT_WORDS
from secondround.people.models import RightKind
from secondround.people.queries import directory, find_person, standings
from secondround.positions.access import live
from secondround.positions.models import TeamMember, TeamRole

Page = Callable[..., HttpResponse]
LETTERS_SHOWN = 100


def in_the_demo(page: Page) -> Page:
    """Anywhere else the page does not exist, for nobody and by no method."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.INSTALLATION.is_demo:
            raise Http404
        return page(request, *args, **kwargs)

    return guarded


@in_the_demo
@require_http_methods(["GET", "HEAD", "POST"])
def personas(request: HttpRequest) -> HttpResponse:
    """Choose whom to be; POST signs in as that person."""
    if request.method == "POST":
        user = find_person(request.POST.get("uid"))
        if user is None or not user.is_active:
            raise Http404
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        note_sign_in(by=user, at=timezone.now())
        return redirect("web:today")
    return render(request, "web/personas.html", {"personas": _personas()})


def _personas() -> list[dict[str, object]]:
    """Everybody of the demo, those with most to do first, each with what they do in words."""
    role_words = {
        TeamRole.RECRUITER: _("recruits for %(position)s"),
        TeamRole.HIRING_MANAGER: _("hires for %(position)s"),
        TeamRole.SENIOR_READER: _("reads the briefs of %(position)s"),
    }
    does: dict[int, list[str]] = defaultdict(list)
    for member in TeamMember.objects.filter(live(timezone.now())).select_related("position").order_by("role", "pk"):
        does[member.user_id].append(role_words[TeamRole(member.role)] % {"position": member.position.title})
    found = standings(directory(), timezone.now())
    shown = [
        {
            "user": one.user,
            "does": does[one.user.pk],
            "rights": [RIGHT_WORDS[RightKind(right.kind)][0] for right in one.rights],
        }
        for one in found
    ]
    return sorted(shown, key=lambda one: (not one["does"], not one["rights"]))


@in_the_demo
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """What the demo would have sent, the newest first, as text."""
    shown = [{"letter": letter, "pieces": pieces(letter.body)} for letter in Letter.objects.all()[:LETTERS_SHOWN]]
    return render(request, "web/letters.html", {"letters": shown})


def pieces(body: str) -> list[tuple[bool, str]]:
    """A letter's text cut at the links to this installation: (is a link, text), in order. No other address becomes a link."""
    link = re.compile(rf"({re.escape(settings.INSTALLATION.address)}/[^\s<>\"]*)")
    return [(number % 2 == 1, text) for number, text in enumerate(link.split(body)) if text]
