"""The debrief: what it waits for, opening it, going in, the room itself, live; who decides."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondround.candidates.models import Application
from secondround.decisions import access, wording
from secondround.decisions.actions import (
    DebriefRefused,
    enter_debrief,
    move_speaker,
    name_decider,
    open_debrief,
    speak,
)
from secondround.decisions.models import Debrief
from secondround.decisions.queries.debriefs import has_entered, newest_debrief, waits_of
from secondround.decisions.queries.room import room_of
from secondround.interviews.models import Recommendation
from secondround.people.queries import choosable, chosen_person, find_person
from secondround.people.signin import signed_in
from secondround.positions.access import get_position
from secondround.positions.views.positions import may


@require_safe
def debrief(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The room, once one has gone in; else its door, and what it waits for."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "debrief.read")
    found = newest_debrief(application)
    if found is None or not has_entered(user, found):
        rights = access.may(user, application, now, "debrief.open", "progress.names")
        context = {
            "application": application,
            "debrief": found,
            "waits": waits_of(application),
            "may_open": rights["debrief.open"],
            "may_name": rights["progress.names"],
            "decider": access.decider_of(application, now),
        }
        return render(request, "decisions/debrief_door.html", context)
    return _room(request, application, found)


def _room(
    request: HttpRequest, application: Application, found: Debrief, *, error: str = "", words: str = ""
) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    room = room_of(user, found, now)
    own = next((one for one in room.views if one.user_id == user.pk), None)
    context = {
        "room": room,
        "application": application,
        "own": own,
        "is_decider": room.may["decision.make"],
        "waits": waits_of(application),
        "recommendations": wording.recommendations(),
        "error": error,
        "words": words,
        "me": user,
    }
    return render(request, "decisions/debrief.html", context, status=422 if error else 200)


@require_safe
def live(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The part of the room that changes; nothing where nothing did."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "debrief.read")
    found = newest_debrief(application)
    if found is None or not has_entered(user, found):
        raise Http404
    room = room_of(user, found, now)
    if room.version == request.GET.get("version"):
        return HttpResponse(status=204)
    answer = render(request, "decisions/_debrief_room.html", {"room": room, "application": application, "me": user})
    answer.headers["X-Version"] = room.version
    return answer


@require_POST
def open_(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "debrief.open")
    try:
        open_debrief(by=user, at=now, application=application)
    except DebriefRefused as refused:
        messages.error(request, wording.debrief_refused(str(refused)))
    return redirect("decisions:debrief", application.uid)


@require_POST
def enter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go in: from now on one has seen everybody's."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "debrief.read")
    found = newest_debrief(application)
    if found is None:
        raise Http404
    enter_debrief(by=user, at=now, debrief=found)
    return redirect("decisions:debrief", application.uid)


@require_POST
def say(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One's own view, in one's turn."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "debrief.speak")
    found = newest_debrief(application)
    if found is None:
        raise Http404
    words, says = request.POST.get("words", "")[:5000], request.POST.get("recommendation", "")
    recommendation = Recommendation(says) if says in Recommendation.values else None
    try:
        speak(by=user, at=now, debrief=found, words=words, recommendation=recommendation)
    except DebriefRefused as refused:
        if not has_entered(user, found):
            return redirect("decisions:debrief", application.uid)
        return _room(request, application, found, error=wording.debrief_refused(str(refused)), words=words)
    return redirect("decisions:debrief", application.uid)


@require_POST
def order(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who speaks when: one place up or down."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "debrief.order")
    found, whom = newest_debrief(application), find_person(request.POST.get("person", ""))
    if found is None:
        raise Http404
    if whom is not None:
        try:
            move_speaker(by=user, at=now, debrief=found, user=whom, up="up" in request.POST)
        except DebriefRefused as refused:
            messages.error(request, wording.debrief_refused(str(refused)))
    return redirect("decisions:debrief", application.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def decider(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who decides on hire or no for a position."""
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "decider.name")
    error = ""
    if request.method == "POST":
        chosen = chosen_person(request.POST.get("person"))
        if chosen is not None:
            name_decider(by=user, at=now, position=position, user=chosen)
            messages.success(request, _("%(name)s decides from now on.") % {"name": chosen.name})
            return redirect("decisions:decider", position.uid)
        error = _("Choose who decides.")
    context = {
        "position": position,
        "may": may(user, position),
        "decider": access.named_decider(position),
        "people": list(choosable()),
        "error": error,
    }
    return render(request, "decisions/decider.html", context, status=422 if error else 200)
