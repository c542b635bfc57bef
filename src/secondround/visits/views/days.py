"""The planner: a day made, looked at with what speaks against it, read through before anybody is written to, sent, cancelled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from secondround.candidates.access import get_application
from secondround.candidates.models import Application
from secondround.people.clocks import clock
from secondround.people.forms import ZONES
from secondround.people.models import User
from secondround.people.queries import clock_of
from secondround.people.signin import signed_in
from secondround.positions.care import touched
from secondround.positions.models import Kit
from secondround.timetable.day import Span
from secondround.timetable.referee import Finding
from secondround.visits import actions, forms
from secondround.visits.access import can, get_visit
from secondround.visits.actions import DayRefused
from secondround.visits.actions.days import CHANGING
from secondround.visits.lanes import lanes_of
from secondround.visits.letters import written
from secondround.visits.models import Visit, VisitState, VisitVersion
from secondround.visits.queries.adjustments import help_for
from secondround.visits.queries.days import SeenDay, is_ahead, names_in, planned_day, room_called, sessions_of
from secondround.visits.queries.judging import day_of_visit, judged, judged_first, windows_offered
from secondround.visits.queries.telling import due_letters
from secondround.visits.rules import differences
from secondround.visits.wording import REFUSED, name_of, said_difference, said_finding, said_window

WAYS = ["GET", "HEAD", "POST"]


@require_http_methods(WAYS)
def plan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin a day from the plan's second round; where one is open, that one."""
    user, now = signed_in(request), timezone.now()
    application = get_application(user, uid, now, "visit.plan")
    standing = Visit.objects.filter(application=application, state__in=CHANGING).first()
    if standing and not (standing.state == VisitState.CONFIRMED and standing.on < timezone.localdate()):
        return redirect("visits:day", standing.uid)
    rounds = list(
        application.position.rounds.filter(number__gt=1, kits__retired_at=None, kits__isnull=False).distinct()
    )
    zone = clock_of(user)
    offered = windows_offered(application.pk)
    ahead = next((one.start.astimezone(zone).date() for one in offered or () if one.start > now), None)
    initial = {
        "on": forms.first_day(ahead, timezone.localdate()),
        "zone": zone.key,
        "coordinator": str(user.uid),
    }
    form = forms.DayForm(request.POST or None, initial=initial, planner=user)
    found: list[Finding] = []
    if request.method == "POST" and form.is_valid():
        kits = list(Kit.objects.filter(round=rounds[0], retired_at=None)) if rounds else []
        found = _first_look(application, form.given(), kits, request.POST.get("looked", ""))
        try:
            made = (
                None
                if found
                else actions.plan_day(by=user, at=now, application=application, given=form.given(), kits=kits)
            )
        except DayRefused as refused:
            form.add_error(None, str(REFUSED[str(refused)]))
        else:
            if made:
                return redirect("visits:day", made.uid)
    context = {
        "form": form,
        "application": application,
        "visit": None,
        "windows": _offered_words(application, offered, zone.key),
        "findings": [said_finding(one.code, one.facts) for one in found],
        "looked": form.data.get("on", "") if found else "",
        **_choices(form),
    }
    return render(request, "visits/frame.html", context, status=422 if form.errors else 200)


def _first_look(application: Application, given: actions.DayGiven, kits: Sequence[Kit], looked: str) -> list[Finding]:
    """What speaks against the day itself, said once before it is begun; `looked`: the day of which it was said already."""
    if looked == given.on.isoformat():
        return []
    talks = [(str(one.uid), one.minutes) for one in kits]
    return judged_first(application, given.on, ZoneInfo(given.zone), given.site, talks)


def _offered_words(application: Application, offered: Sequence[Span] | None, zone: str) -> list[str] | None:
    """When the candidate could come, on the planner's clocks and on theirs; None: they have not said."""
    if offered is None:
        return None
    theirs = application.candidate.zone or zone
    return [said_window(one.start, one.end, zone, theirs) for one in offered]


def _choices(form: forms.DayForm) -> dict[str, object]:
    return {
        "sites": [("", _("by video")), *((str(one.uid), one.name) for one in form.sites)],
        "zones": [(zone, zone.replace("_", " ")) for zone in ZONES],
        "people": [("", _("nobody yet")), *((str(one.uid), one.name) for one in form.people)],
        "coordinators": [(str(one.uid), one.name) for one in form.people],
    }


@require_safe
def day(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The day in lanes, what speaks against it, who is still to be told, what they were told before."""
    user, now = signed_in(request), timezone.now()
    visit = get_visit(user, uid, now, "visit.plan", "visit.read")
    may_plan = can(user, visit, now, "visit.plan")
    planned = sessions_of(visit)
    seen = planned_day(visit)
    known = day_of_visit(visit, now, planned)
    is_open = visit.state in CHANGING
    found = judged(visit, now, planned) if may_plan and is_open else []
    context = {
        "visit": visit,
        "application": visit.application,
        "day": seen,
        "lanes": lanes_of(seen, known if may_plan else replace(known, people={})),
        "room_uids": _room_uids(visit) if may_plan and is_open else {},
        "candidate_zone": visit.application.candidate.zone or visit.zone,
        "findings": said(found, seen),
        "touched": touched,
        "is_double": any(one.is_double for one in found),
        "may_plan": may_plan and is_open,
        "may_happen": visit.version > 0 and can(user, visit, now, "visit.happen"),
        "is_ahead": may_plan and is_open and is_ahead(visit) and bool(planned),
        "letters": len(due_letters(visit, now)) if may_plan and is_open and planned else 0,
        "versions": _versions(visit) if may_plan else [],
        "help": help_for(user, visit.application, now),
    }
    return render(request, "visits/day.html", context)


def _room_uids(visit: Visit) -> dict[str, str]:
    """Rooms by the name that their lane has: into which lane an item may be dragged."""
    return {room_called(one, visit.site_id): str(one.uid) for one in forms.rooms_for(visit)}


def said(found: list[Finding], day: SeenDay) -> list[tuple[Finding, str, str]]:
    """Findings in words, with people by name; and the item that each is about, by its name and time."""
    names = {str(one.pk): one.name for one in day.people()}
    items = {one.uid: f"{name_of(one)}, {clock(one.start, day.zone)}." for one in day.sessions}
    return [
        (one, said_finding(one.code, {**one.facts, "person": names.get(one.person, "")}), items.get(one.item, ""))
        for one in found
    ]


def _versions(visit: Visit) -> list[tuple[VisitVersion, list[str]]]:
    """What people were told, newest first, each with how it differed from the one before."""
    told = [one for one in visit.versions.select_related("made_by") if one.body]
    names = names_in(one.body for one in told)
    return [
        (
            newer,
            [said_difference(one, names, visit.zone) for one in differences(older.body, newer.body)] if older else [],
        )
        for newer, older in zip_longest(told, told[1:])
    ]


@require_http_methods(WAYS)
def frame(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another date, house, host or welcome; the items move with it."""
    user, now = signed_in(request), timezone.now()
    visit = get_visit(user, uid, now, "visit.plan")
    form = forms.DayForm(request.POST or None, initial=forms.DayForm.initial_of(visit), planner=user)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.frame_day(by=user, at=now, visit=visit, edit=_edit(request), given=form.given())
        except DayRefused as refused:
            form.add_error(None, str(REFUSED[str(refused)]))
            status = 409 if str(refused) == "changed_elsewhere" else 422
            visit.refresh_from_db()
        else:
            return redirect("visits:day", visit.uid)
    offered = windows_offered(visit.application_id)
    context = {
        "form": form,
        "application": visit.application,
        "visit": visit,
        "windows": _offered_words(visit.application, offered, visit.zone),
        "findings": [],
        "looked": "",
        **_choices(form),
    }
    return render(
        request, "visits/frame.html", context, status=status if status != 200 else (422 if form.errors else 200)
    )


def _edit(request: HttpRequest) -> int:
    typed = request.POST.get("edit", "")
    return int(typed) if typed.isdigit() else -1


@require_http_methods(WAYS)
def send(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who gets which letter, word for word, before anything is sent; and the sending."""
    user, now = signed_in(request), timezone.now()
    visit = get_visit(user, uid, now, "visit.plan")
    problem, status = "", 200
    why, set_aside = (request.POST.get(name, "").strip()[:300] for name in ("why", "set_aside"))
    found = judged(visit, now) if visit.state in CHANGING else []
    if request.method == "POST" and request.POST.get("then") == "send":
        if found and not set_aside and not any(one.is_double for one in found):
            problem, status = _("Say in a sentence why it is sent all the same."), 422
        else:
            try:
                told = actions.confirm_day(
                    by=user, at=now, visit=visit, edit=_edit(request), why=why, set_aside=set_aside
                )
            except DayRefused as refused:
                problem, status = str(REFUSED[str(refused)]), 409 if str(refused) == "changed_elsewhere" else 422
            else:
                messages.success(request, _sent(len(told)))
                return redirect("visits:day", visit.uid)
    visit.refresh_from_db()
    return render(
        request, "visits/send.html", _reading(user, now, visit, found, why, set_aside, problem), status=status
    )


def _sent(count: int) -> str:
    return ngettext("One letter is on its way.", "%(number)s letters are on their way.", count) % {"number": count}


def _reading(
    user: User, now: datetime, visit: Visit, found: list[Finding], why: str, set_aside: str, problem: str
) -> dict[str, object]:
    due = due_letters(visit, now)
    return {
        "visit": visit,
        "application": visit.application,
        "letters": [(one, written(user, one, why)) for one in due],
        "findings": said(found, planned_day(visit)),
        "is_double": any(one.is_double for one in found),
        "why": why,
        "set_aside": set_aside,
        "problem": problem,
        "is_ahead": is_ahead(visit),
    }


@require_http_methods(WAYS)
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It does not take place: who is told, and why; a draft that nobody knows of is given up without a word."""
    user, now = signed_in(request), timezone.now()
    visit = get_visit(user, uid, now, "visit.plan")
    reason, problem, status = request.POST.get("reason", "").strip()[:300], "", 200
    if request.method == "POST":
        try:
            if visit.version:
                actions.cancel_day(by=user, at=now, visit=visit, edit=_edit(request), reason=reason)
            else:
                actions.drop_draft(by=user, at=now, visit=visit, edit=_edit(request))
        except DayRefused as refused:
            problem, status = str(REFUSED[str(refused)]), 409 if str(refused) == "changed_elsewhere" else 422
            visit.refresh_from_db()
        else:
            messages.success(request, _("Cancelled. Whoever knew of it is told."))
            return redirect("interviews:application", visit.application.uid)
    standing = visit.state
    visit.state = VisitState.CANCELLED  # who would be told: asked of the same rule that sends
    told = [
        one.telling.user.name if one.telling.user else visit.application.candidate.name
        for one in due_letters(visit, now)
    ]
    visit.state = standing
    context = {
        "visit": visit,
        "application": visit.application,
        "told": list(dict.fromkeys(told)),
        "reason": reason,
        "problem": problem,
    }
    return render(request, "visits/cancel.html", context, status=status)
