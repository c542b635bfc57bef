"""A candidate's own pages that several rooms speak on: where they stand, who reads what, their data. No room knows them all."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from secondround.candidates.access import get_own, own_record, shown_applications
from secondround.candidates.actions import note_copy_taken
from secondround.candidates.queries import letters_to, open_requests, sessions_of
from secondround.people.candidate_door import signed_in_candidate
from secondround.people.clocks import city
from secondround.people.forms import zones
from secondround.web.exporting import export_of
from secondround.web.readers import readers_of
from secondround.web.standing import standings


@require_safe
def my_page(request: HttpRequest) -> HttpResponse:
    user, now = signed_in_candidate(request), timezone.now()
    context = {
        "user": user,
        "standings": standings(shown_applications(user, now), now),
        "letters": letters_to(user)[:3],
        "now": now,
        "place": city(),
    }
    return render(request, "web/my_page.html", context)


@require_safe
def my_readers(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who can see what of this application today: asked of the policy itself, person by person."""
    user, now = signed_in_candidate(request), timezone.now()
    application = get_own(user, uid, now, "page.own")
    context = {"application": application, "things": readers_of(application, now)}
    return render(request, "web/my_readers.html", context)


@require_POST
def my_copy(request: HttpRequest) -> HttpResponse:
    """Everything that is one's own or was released, as a zip, at once."""
    user, now = signed_in_candidate(request), timezone.now()
    note_copy_taken(by=user, at=now)
    response = HttpResponse(export_of(user, now), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    user, now = signed_in_candidate(request), timezone.now()
    candidate = own_record(user)
    context = {
        "user": user,
        "sessions": sessions_of(user, now),
        "this_session": getattr(request, "candidate_session", None),
        "requests": open_requests(candidate).order_by("asked_at") if candidate else [],
        "applications": shown_applications(user, now),
        "zones": zones(),
        "languages": settings.LANGUAGES,
    }
    return render(request, "web/my_data.html", context)


@require_safe
def my_keeper(request: HttpRequest) -> HttpResponse:
    """The script that keeps one page on the device. It stands under the candidate's own pages, so that it reaches no other."""
    script = (settings.PACKAGE / "static" / "secondround" / "keeper.js").read_bytes()
    return HttpResponse(script, content_type="text/javascript")
