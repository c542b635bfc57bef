"""One's own time: working hours by weekday, how many interviews one holds, and when one cannot be met (never what for)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from secondround.people import forms
from secondround.people.actions.times import HoursRefused, add_busy, remove_busy, set_hours
from secondround.people.models import BusyTime, Organisation, User
from secondround.people.queries import clock_of
from secondround.people.queries.times import busy_times
from secondround.people.rules import DEFAULT_HOURS
from secondround.people.signin import signed_in

REFUSED = {
    "order": gettext_lazy("A day ends after it begins."),
    "limits": gettext_lazy("There are at least as many in a week as in a day."),
    "busy_order": gettext_lazy("It ends after it begins."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def own_time(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    form = forms.HoursForm(request.POST or None, hours=_hours(user), limits=(user.daily_limit, user.weekly_limit))
    if request.method == "POST" and form.is_valid():
        try:
            set_hours(
                by=user,
                at=now,
                hours=form.hours(),
                daily_limit=form.cleaned_data["daily_limit"],
                weekly_limit=form.cleaned_data["weekly_limit"],
            )
        except HoursRefused as refused:
            form.add_error(None, str(REFUSED[str(refused)]))
        else:
            messages.success(request, _("Saved."))
            return redirect("people:own_time")
    return _page(request, user, form)


def _hours(user: User) -> dict[str, list[str]]:
    organisation = Organisation.objects.first()
    of_all = (organisation.hours if organisation else {}) or DEFAULT_HOURS
    return {day: list(span) for day, span in (user.hours or of_all).items()}


def _page(request: HttpRequest, user: User, form: forms.HoursForm, busy: forms.BusyForm | None = None) -> HttpResponse:
    organisation = Organisation.objects.first() or Organisation()
    context = {
        "form": form,
        "busy_form": busy or forms.BusyForm(None, zone=clock_of(user)),
        "busy": busy_times(user, timezone.now()),
        "days": forms.WEEKDAYS,
        "zone": clock_of(user).key,
        "limits": (organisation.daily_limit, organisation.weekly_limit),
    }
    is_wrong = form.errors or (busy and busy.errors)
    return render(request, "people/own_time.html", context, status=422 if is_wrong else 200)


@require_POST
def note_busy(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    form = forms.BusyForm(request.POST, zone=clock_of(user))
    if form.is_valid():
        try:
            add_busy(by=user, at=now, from_at=form.cleaned_data["from_at"], to_at=form.cleaned_data["to_at"])
        except HoursRefused as refused:
            form.add_error(None, str(REFUSED[str(refused)]))
        else:
            messages.success(request, _("Noted."))
            return redirect("people:own_time")
    hours = forms.HoursForm(None, hours=_hours(user), limits=(user.daily_limit, user.weekly_limit))
    return _page(request, user, hours, form)


@require_POST
def take_back_busy(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = signed_in(request)
    found = BusyTime.objects.filter(uid=uid, user=user, removed_at__isnull=True).first()
    if found is None:
        raise Http404
    remove_busy(by=user, at=timezone.now(), busy=found)
    return redirect("people:own_time")
