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

from secondround.audit.actions import CONSOLE
from secondround.candidates.access import shown_applications
from secondround.candidates.models import Candidate
from secondround.correspondence.models import Letter
from secondround.people.actions import note_sign_in
from secondround.people.actions.keys import ASKED_LIVES, make_key, spend_token
from secondround.people.candidate_door import keep_in_browser
from secondround.people.forms import RIGHT_WORDS
from secondround.people.models import RightKind, User
from secondround.people.queries import directory, find_person
from secondround.people.queries import standings as standings_of_staff
from secondround.positions.access import live
from secondround.positions.models import TeamMember, TeamRole
from secondround.web.standing import standings

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
        if not user.is_staff:
            return _be_candidate(request, user)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        note_sign_in(by=user, at=timezone.now())
        return redirect("web:today")
    return render(request, "web/personas.html", {"personas": _personas(), "candidates": _candidates()})


def _be_candidate(request: HttpRequest, user: User) -> HttpResponse:
    """Come in as they would by the link of a letter: a key is made and spent, and their page opens."""
    now = timezone.now()
    key = make_key(by=CONSOLE, at=now, user=user, lives=ASKED_LIVES)
    answer = redirect("candidates:my_page")
    keep_in_browser(answer, spend_token(at=now, token=key.token, browser=request.headers.get("User-Agent", "")))
    return answer


def _candidates() -> list[dict[str, object]]:
    """Candidates who have a page, with where they stand as they read it themselves."""
    now, found = timezone.now(), []
    rows = Candidate.objects.filter(user__is_active=True, user__is_staff=False, merged_into=None).select_related("user")
    for one in rows.order_by("family_name", "name", "pk"):
        if one.user is not None:
            stands = standings(shown_applications(one.user, now), now)
            lines = [f"{of.application.position.title}: {of.words}" for of in stands]
            found.append({"user": one.user, "lines": lines})
    return [one for one in found if one["lines"]]


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
    found = standings_of_staff(directory(), timezone.now())
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
