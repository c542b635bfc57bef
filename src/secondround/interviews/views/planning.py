"""Arranging an interview: who, when on both clocks, where; what speaks against it and who gets which letter, before anything is sent."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from secondround.candidates.access import get_application
from secondround.candidates.models import Application
from secondround.correspondence.templates import Rendered
from secondround.interviews import forms
from secondround.interviews.access import get_interview
from secondround.interviews.actions import CardRefused
from secondround.interviews.actions.letters import written_to_candidate
from secondround.interviews.actions.scheduling import ScheduleRefused, move_interview, schedule_interview
from secondround.interviews.models import Interview
from secondround.interviews.queries import holders_of
from secondround.interviews.queries.planning import Against, against
from secondround.people.forms import ZONES
from secondround.people.models import User
from secondround.people.queries import choosable, clock_of
from secondround.people.signin import signed_in
from secondround.positions.queries import pool_holders

WAYS = ["GET", "HEAD", "POST"]
AGAINST = {
    "booked": gettext_lazy("is taken at that time already"),
    "busy": gettext_lazy("has marked this time as busy"),
    "outside_hours": gettext_lazy("does not work at that hour"),
    "site_day_off": gettext_lazy("is closed on that day"),
    "day_off": gettext_lazy("has this day off"),
    "daily_limit": gettext_lazy("has as many interviews on that day as they take"),
    "weekly_limit": gettext_lazy("has as many interviews in that week as they take"),
    "not_in_pool": gettext_lazy("is not of the pool that holds this interview"),
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
    "of_day": gettext_lazy("It is part of a second-round day: change it there."),
    "is_candidate": gettext_lazy("Nobody assesses themselves."),
    "in_conflict": gettext_lazy("Somebody here has said that they must not judge this person. Choose somebody else."),
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
    form = forms.ScheduleForm(application.position, request.POST or None, initial=_initial(request, user))
    found: list[Against] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        when = form.appointment()
        found = against(application, given["people"], when.room, when.at, when.minutes, kit=given["kit"])
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
    return _page(request, user, form, application, None, found)


def _may_be_set_aside(found: list[Against]) -> list[Against]:
    return [one for one in found if one.code != "booked"]


def _initial(request: HttpRequest, user: User) -> dict[str, object]:
    """`kit` in the address: the interview of the plan that is to be arranged."""
    return {"zone": clock_of(user).key, "kit": request.GET.get("kit", ""), "tells": True}


def _page(
    request: HttpRequest,
    user: User,
    form: forms.ScheduleForm,
    application: Application,
    interview: Interview | None,
    found: list[Against],
) -> HttpResponse:
    looked = form.is_bound and form.is_valid()
    guess = form.cleaned_data["candidate_zone"] if looked and not application.candidate.zone else ""
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
        "candidate_zone": application.candidate.zone or guess,
        "guess": guess,
        "knows_clocks": bool(application.candidate.zone),
        "guesses": [("", _("not known")), *((zone, zone.replace("_", " ")) for zone in ZONES)],
        "kits": _options(
            _("none: only a round"), [(str(one.uid), f"{one.round.name}: {one.name}") for one in form.kits]
        ),
        "rounds": [(str(one.number), one.name) for one in form.rounds],
        "rooms": _options(_("none of ours"), [(str(one.uid), f"{one.site.name}: {one.name}") for one in form.rooms]),
        "zones": [(zone, zone.replace("_", " ")) for zone in ZONES],
        **_groups(form, interview),
        "chosen": [str(one.uid) for one in people],
        "letter": _letter(user, form, application, interview, people) if looked else None,
    }
    return render(request, "interviews/plan.html", context, status=422 if form.errors else 200)


def _groups(form: forms.ScheduleForm, interview: Interview | None) -> dict[str, object]:
    """Who may be asked: those of the pool that holds the chosen interview first."""
    kit = form.chosen_kit()
    if interview or kit is None or kit.pool is None:
        return {"kit": kit, "pool": None, "people": [] if interview else list(choosable())}
    everybody, held_by = list(choosable()), pool_holders(kit.pool, timezone.now())
    return {
        "kit": kit,
        "pool": kit.pool,
        "people": [one for one in everybody if one.pk in held_by],
        "others": [one for one in everybody if one.pk not in held_by],
    }


def _letter(
    user: User, form: forms.ScheduleForm, application: Application, interview: Interview | None, people: list[User]
) -> Rendered | None:
    """What the candidate would read."""
    given, when = form.cleaned_data, form.appointment()
    if not (interview or given["tells"]):
        return None
    looked = Interview(
        application=application, round=interview.round if interview else given["round"], at=when.at, minutes=when.minutes,
        kit=interview.kit if interview else given["kit"], zone=when.zone, room=when.room, place=when.place,
    )  # fmt: skip
    is_change = interview is not None and interview.is_told
    # Never kept: the letter is only looked at.
    application.candidate.zone = application.candidate.zone or when.candidate_zone
    return written_to_candidate(by=user, at=timezone.now(), interview=looked, assessors=people, is_change=is_change)


def _options(none: str, options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Choices of a list that may stay without one; nothing at all where there is nothing to choose."""
    return [("", none), *options] if options else []


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
        speaks = against(
            found.application, holders_of(found), when.room, when.at, when.minutes, kit=found.kit, but=[found.uid]
        )
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
    return _page(request, user, form, found.application, found, speaks)
