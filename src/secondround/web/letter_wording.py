"""The wording of letters, in an organisation's own words: listed, changed with every place named, looked at filled in.

It stands here because who may do it follows from roles on positions, which `correspondence` cannot know.
"""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from secondround.correspondence.actions import word_letter
from secondround.correspondence.queries import own_versions, versions_of
from secondround.correspondence.templates import (
    Rendered,
    Wording,
    WordingRefused,
    about_kind,
    check_wording,
    fill,
    kinds,
    own_wording,
    placeholders,
    wording,
)
from secondround.people.models import User
from secondround.people.signin import signed_in
from secondround.positions.access import require_anywhere

LANGUAGE = "en"


def _worder(request: HttpRequest, at: datetime) -> User:
    """Administrators, and whoever recruits for any position."""
    user = signed_in(request)
    require_anywhere(user, at, "letter.word")
    return user


@require_safe
def wordings(request: HttpRequest) -> HttpResponse:
    """Every kind of letter, when it is sent, and whose words it has."""
    _worder(request, timezone.now())
    own = own_versions()
    rows = [(kind, about_kind(kind), own.get(kind, 0)) for kind in kinds()]
    return render(request, "web/wordings.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind's text: POST looks at it filled in, or saves it as the version in force."""
    now = timezone.now()
    user = _worder(request, now)
    if kind not in kinds():
        raise Http404
    text, errors, example = wording(kind, LANGUAGE), list[tuple[str, str]](), None
    if request.method == "POST":
        subject, body = request.POST.get("subject", "")[:200], request.POST.get("body", "")[:20_000].replace("\r", "")
        text = Wording(kind, LANGUAGE, text.version, subject, body)
        if request.POST.get("step") == "own":
            text = own_wording(kind, LANGUAGE)
        try:
            check_wording(kind, text.subject, text.body)
            if request.POST.get("step") == "save":
                word_letter(by=user, at=now, kind=kind, language=LANGUAGE, subject=text.subject, body=text.body)
                messages.success(request, _("Saved. Letters written from now on say it so."))
                return redirect("web:word", kind)
            example = filled_in(text)
        except WordingRefused as refused:
            errors = [_said(code, place) for code, place in refused.problems]
    context = {
        "kind": kind,
        "about": about_kind(kind),
        "text": text,
        "named": placeholders(kind),
        "versions": list(versions_of(kind, LANGUAGE)),
        "example": example or (None if errors else filled_in(text)),
        "errors": errors,
    }
    return render(request, "web/word.html", context, status=422 if errors else 200)


def _said(code: str, place: str) -> tuple[str, str]:
    said = {
        "empty": _("A letter has a subject and a text."),
        "unknown": _("There is no place {%(place)s} in this kind of letter. The places are listed beside the text.") % {"place": place},
        "stray": _("A brace stands alone near “%(place)s”. Places are written {so}.") % {"place": place.strip()},
    }  # fmt: skip
    return ("subject" if place == "subject" else "body"), said.get(code, code)


def filled_in(text: Wording) -> Rendered:
    """A wording with invented people and days, as a letter would look."""
    values = {
        "candidate": "Lena Ferreira",
        "assessor": "Tom Achterberg",
        "position": _("Site engineer"),
        "organisation": _("Delta Works"),
        "when": _("Thursday 3 December, 15:00 Rotterdam"),
        "minutes": "45",
        "where": _("Room Maas, Kade 1, Rotterdam"),
        "with": "Tom Achterberg, Ruth Okafor",
        "kit": _("How we build"),
        "sender": "Ruth Okafor",
        "contact": "Ruth Okafor, ruth@delta.example",
        "link": f"{reverse('web:today')}…",
        "answer_by": _("Friday 18 December"),
        "count": "2",
        "names": "Tom Achterberg, Ines Marek",
        "about": _("I am away that week."),
    }
    return fill(text, values)
