"""The wording of letters, in an organisation's own words: listed, changed with every place named, looked at filled in.

It stands here because who may do it follows from roles on positions, which `correspondence` cannot know.
"""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from secondround.correspondence.actions import word_letter
from secondround.correspondence.queries import own_versions, versions_of
from secondround.correspondence.templates import (
    Problem,
    Wording,
    about_kind,
    fill,
    kinds,
    lines_left_out,
    own_wording,
    placeholders,
    problems_in,
    signature,
    unused_places,
    wording,
)
from secondround.people.models import User
from secondround.people.signin import signed_in
from secondround.positions.access import require_anywhere
from secondround.web.letter_examples import Example, choices, example_for

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
    """One kind's text: POST looks at it filled in for whoever is chosen, or saves it as the version in force."""
    now = timezone.now()
    user = _worder(request, now)
    if kind not in kinds():
        raise Http404
    text, errors = wording(kind, LANGUAGE), list[tuple[str, str]]()
    if request.method == "POST":
        text = _typed(request, kind, text.version)
        errors = [_said(one) for one in problems_in(kind, text.subject, text.body)]
        if not errors and request.POST.get("step") == "save":
            word_letter(by=user, at=now, kind=kind, language=LANGUAGE, subject=text.subject, body=text.body)
            messages.success(request, _("Saved. Letters written from now on say it so."))
            return redirect("web:word", kind)
    with override(LANGUAGE):
        options, sign = choices(user, now, kind), signature()
        example = example_for(user, now, kind, request.POST.get("on", options[0][0]))
    context = {
        "kind": kind,
        "about": about_kind(kind),
        "text": text,
        "named": placeholders(kind),
        "versions": list(versions_of(kind, LANGUAGE)),
        "options": options,
        "example": example,
        "letter": None if errors else fill(text, example.values),
        "sign": sign,
        "remarks": [] if errors else _remarks(text, example),
        "errors": errors,
    }
    return render(request, "web/word.html", context, status=422 if errors else 200)


def _typed(request: HttpRequest, kind: str, version: int) -> Wording:
    if request.POST.get("step") == "own":
        return own_wording(kind, LANGUAGE)
    subject, body = request.POST.get("subject", "")[:200], request.POST.get("body", "")[:20_000].replace("\r", "")
    return Wording(kind, LANGUAGE, version, subject, body)


def _said(one: Problem) -> tuple[str, str]:
    """What is wrong, with its line, and the field that it stands in."""
    said = {
        "empty": _("A letter has a subject and a text."),
        "unknown": _("There is no place {%(place)s} in this kind of letter. The places are listed beside the text."),
        "stray": _("A brace stands alone near “%(place)s”. Places are written {so}."),
    }[one.code] % {"place": one.place.strip()}  # fmt: skip
    return one.part, said if one.code == "empty" else f"{_where(one)}: {said}"


def _where(one: Problem) -> str:
    return _("Subject") if one.part == "subject" else _("Line %(number)s") % {"number": one.line}


def _remarks(text: Wording, example: Example) -> list[str]:
    """What this wording does not tell its reader: places of the product's own that it has nowhere, and lines that are empty here."""
    found = []
    for one in unused_places(text):
        asked = {"place": one.place, "where": _where(one).lower()}
        found.append(_("{%(place)s} is missing; the product's own words have it (%(where)s).") % asked)
    for one in lines_left_out(text, example.values):
        found.append(
            f"{_where(one)}: " + _("{%(place)s} is empty here, and the line is left out.") % {"place": one.place}
        )
    return found
