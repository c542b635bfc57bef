"""Arranging an interview: who, when on both clocks, where; what speaks against it and who gets which letter, before anything is sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondround.candidates.access import can, get_application
from secondround.candidates.models import Application
from secondround.interviews import forms
from secondround.interviews.access import get_interview
from secondround.interviews.actions import CardRefused
from secondround.interviews.actions.scheduling import (
    ScheduleRefused,
    add_assessor,
    cancel_interview,
    move_interview,
    note_absent,
    note_no_show,
    replace_assessor,
    schedule_interview,
)
from secondround.interviews.models import Assignment, Interview, InterviewState
from secondround.interviews.queries import holders_of, present
from secondround.interviews.queries.planning import Against, against
from secondround.people.forms import ZONES
from secondround.people.models import User
from secondround.people.queries import choosable, chosen_person, clock_of
from secondround.people.signin import signed_in

WAYS = ["GET", "HEAD", "POST"]
AGAINST = {
    "booked": gettext_lazy("is taken at that time already"),
    "busy": gettext_lazy("has marked this time as busy"),
    "outside_hours": gettext_lazy("does not work at that hour"),
    "site_day_off": gettext_lazy("is closed on that day"),
    "day_off": gettext_lazy("has this day off"),
    "daily_limit": gettext_lazy("has as many interviews on that day as they take"),
    "weekly_limit": gettext_lazy("has as many interviews in that week as they take"),
}
REFUSED = {
    "booked": gettext_lazy("Somebody or something is taken at that time already. Choose another time."),
    "nobody": gettext_lazy("Choose who holds it."),
    "too_long": gettext_lazy("An interview takes between 5 minutes and 8 hours."),
    "unknown_zone": gettext_lazy("Choose a time zone from the list."),
    "reason_wanted": gettext_lazy("Say in a sentence why."),
    "over": gettext_lazy("This interview is over or was cancelled; nothing can change any more."),
    "begun": gettext_lazy("It has begun: note what happened, and arrange a new one."),
    "has_cards": gettext_lazy("Somebody has written a scorecard about it: so it took place."),
    "closed": gettext_lazy("This application is closed."),
    "not_yet": gettext_lazy("It has not taken place yet."),
    "already_there": gettext_lazy("This person holds it already."),
    "is_candidate": gettext_lazy("Nobody assesses themselves."),
}


@dataclass(frozen=True)
class Told:
    """One letter that confirming sends: to whom, and whether there is an address."""

    name: str
    has_address: bool


def words_for(refused: Exception) -> str:
    return str(REFUSED.get(str(refused), _("This cannot be done.")))


@require_http_methods(WAYS)
def plan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A new interview. `then=look` shows what confirming would do; `then=confirm` does it."""
    user, now = signed_in(request), timezone.now()
    application = get_application(user, uid, now, "interview.schedule")
    form = forms.ScheduleForm(application.position, request.POST or None, initial=_initial(user, application))
    found: list[Against] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        when = form.appointment()
        found = against(application, given["people"], when.room, when.at, when.minutes)
        if request.POST.get("then") == "confirm" and (not _may_be_set_aside(found) or given["over_limit"]):
            try:
                made = schedule_interview(
                    by=user, at=now, application=application, round=given["round"], kit=given["kit"], when=when,
                    assessors=given["people"], over_limit=given["over_limit"], tells=given["tells"],
                )  # fmt: skip
            except (ScheduleRefused, CardRefused) as refused:
                form.add_error(None, words_for(refused))
            else:
                messages.success(
                    request,
                    _("Arranged. Everybody has a letter on its way.")
                    if made.is_told
                    else _("Arranged. No letter was sent."),
                )
                return redirect("interviews:interview", made.uid)
    return _page(request, form, application, None, found)


def _may_be_set_aside(found: list[Against]) -> list[Against]:
    return [one for one in found if one.code != "booked"]


def _initial(user: User, application: Application) -> dict[str, object]:
    return {"zone": clock_of(user).key, "tells": True}


def _page(
    request: HttpRequest,
    form: forms.ScheduleForm,
    application: Application,
    interview: Interview | None,
    found: list[Against],
) -> HttpResponse:
    looked = form.is_bound and form.is_valid()
    people = holders_of(interview) if interview else (form.cleaned_data["people"] if looked else [])
    told = [Told(one.name, True) for one in people]
    told.append(Told(application.candidate.name, bool(application.candidate.email)))
    context = {
        "form": form,
        "application": application,
        "interview": interview,
        "against": [(one.who, AGAINST[one.code], one.code) for one in found],
        "wants_reason": bool(_may_be_set_aside(found)),
        "is_taken": any(one.code == "booked" for one in found),
        "told": told if looked and form.appointment().at > timezone.now() else [],
        "looked": looked,
        "when": form.appointment().at if looked else None,
        "zone": form.cleaned_data["zone"] if looked else "",
        "candidate_zone": application.candidate.zone,
        "kits": _options(
            _("none: only a round"), [(str(one.uid), f"{one.round.name}: {one.name}") for one in form.kits]
        ),
        "rounds": [(str(one.number), one.name) for one in form.rounds],
        "rooms": _options(_("none of ours"), [(str(one.uid), f"{one.site.name}: {one.name}") for one in form.rooms]),
        "zones": [(zone, zone.replace("_", " ")) for zone in ZONES],
        "people": [] if interview else list(choosable()),
        "chosen": [str(one.uid) for one in people],
    }
    return render(request, "interviews/plan.html", context, status=422 if form.errors else 200)


def _options(none: str, options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Choices of a list that may stay without one; nothing at all where there is nothing to choose."""
    return [("", none), *options] if options else []


@require_safe
def interview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One interview: who, when, where, what became of it; and for whoever plans, every way to change it."""
    user, now = signed_in(request), timezone.now()
    found = get_interview(user, uid, now, "interview.read")
    may_plan = can(user, found.application, now, "interview.schedule")
    context = {
        "interview": found,
        "application": found.application,
        "present": present(found),
        "changes": list(found.changes.select_related("made_by")) if may_plan else [],
        "may_plan": may_plan and found.state == InterviewState.PLANNED,
        "has_begun": found.at is not None and found.at <= now,
        "people": list(choosable()) if may_plan else [],
        "candidate_zone": found.application.candidate.zone,
    }
    return render(request, "interviews/interview.html", context)


@require_http_methods(WAYS)
def move(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    found = get_interview(user, uid, now, "interview.schedule")
    initial: dict[str, object] = {
        "minutes": found.minutes, "zone": found.zone or clock_of(user).key, "place": found.place,
        "room": str(found.room.uid) if found.room else "",
        "at": timezone.localtime(found.at, clock_of(user)) if found.at else None, "people": "kept",
    }  # fmt: skip
    form = forms.ScheduleForm(found.application.position, request.POST or None, initial=initial, is_move=True)
    speaks: list[Against] = []
    if request.method == "POST" and form.is_valid():
        when = form.appointment()
        speaks = against(found.application, holders_of(found), when.room, when.at, when.minutes, but=[found.uid])
        over = form.cleaned_data["over_limit"]
        if request.POST.get("then") == "confirm" and (not _may_be_set_aside(speaks) or over):
            try:
                move_interview(
                    by=user,
                    at=now,
                    interview=found,
                    to=when,
                    reason=request.POST.get("reason", "")[:300],
                    over_limit=over,
                )
            except ScheduleRefused as refused:
                form.add_error(None, words_for(refused))
            else:
                messages.success(request, _("Moved. Everybody is told."))
                return redirect("interviews:interview", found.uid)
    return _page(request, form, found.application, found, speaks)


@require_POST
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Replace or add somebody, cancel, or note what happened: one button each."""
    user, now = signed_in(request), timezone.now()
    found = get_interview(user, uid, now, "interview.schedule")
    try:
        _change(request, user, now, found)
    except (ScheduleRefused, CardRefused) as refused:
        messages.error(request, words_for(refused))
    else:
        messages.success(request, _("Done. Whoever it concerns is told."))
    return redirect("interviews:interview", found.uid)


def _change(request: HttpRequest, user: User, now: datetime, found: Interview) -> None:
    what, reason = request.POST.get("what", ""), request.POST.get("reason", "").strip()
    if what == "cancel":
        return cancel_interview(by=user, at=now, interview=found, reason=reason)
    if what == "no_show":
        return note_no_show(by=user, at=now, interview=found, reason=reason)
    if what == "absent":
        return note_absent(by=user, at=now, assignment=_assignment(request, found), reason=reason)
    person = chosen_person(request.POST.get("person"))
    if person is None or what not in ("replace", "add"):
        raise ScheduleRefused("nobody")
    if what == "add":
        add_assessor(by=user, at=now, interview=found, user=person)
    else:
        replace_assessor(by=user, at=now, assignment=_assignment(request, found), user=person, reason=reason)
    return None


def _assignment(request: HttpRequest, found: Interview) -> Assignment:
    chosen = request.POST.get("assignment", "")
    mine = next((one for one in present(found) if str(one.uid) == chosen), None)
    if mine is None:
        raise Http404
    return mine
