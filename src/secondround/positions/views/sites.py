"""Sites where people are met, and their rooms."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from secondround.people.forms import ZONES
from secondround.people.queries import clock_of
from secondround.people.signin import signed_in
from secondround.positions import actions, forms
from secondround.positions.access import require_anywhere
from secondround.positions.actions import SiteRefused
from secondround.positions.models import MeetingRoom, Site
from secondround.positions.views.positions import FORM_METHODS

REFUSED = {
    "name_wanted": gettext_lazy("Give it a name."),
    "name_taken": gettext_lazy("This name is taken already."),
}


@require_http_methods(FORM_METHODS)
def sites(request: HttpRequest) -> HttpResponse:
    """Every site with its rooms; adding one."""
    user, now = signed_in(request), timezone.now()
    require_anywhere(user, now, "site.write")
    form = forms.SiteForm(request.POST or None, initial={"zone": clock_of(user).key})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_site(by=user, at=now, given=form.given())
        except SiteRefused as refused:
            form.add_error("name", str(REFUSED[str(refused)]))
        else:
            return redirect("positions:site", made.uid)
    rooms = Prefetch("rooms", MeetingRoom.objects.filter(retired_at__isnull=True))
    context = {"sites": Site.objects.prefetch_related(rooms), "form": form, "zones": _zones()}
    return render(request, "positions/sites.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def site(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    require_anywhere(user, now, "site.write")
    found = _site(uid)
    form = forms.SiteForm(request.POST or None, initial=forms.SiteForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_site(by=user, at=now, site=found, given=form.given())
        except SiteRefused as refused:
            form.add_error("name", str(REFUSED[str(refused)]))
        else:
            messages.success(request, _("Saved."))
            return redirect("positions:site", found.uid)
    return _page(request, found, form, forms.RoomForm())


@require_POST
def add_room(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    require_anywhere(user, now, "site.write")
    found, form = _site(uid), forms.RoomForm(request.POST)
    if form.is_valid():
        name, seats = form.cleaned_data["room"], form.cleaned_data["seats"]
        try:
            actions.add_room(by=user, at=now, site=found, name=name, seats=seats)
        except SiteRefused as refused:
            form.add_error("room", str(REFUSED[str(refused)]))
        else:
            return redirect("positions:site", found.uid)
    return _page(request, found, forms.SiteForm(initial=forms.SiteForm.initial_of(found)), form)


def _page(request: HttpRequest, found: Site, form: forms.SiteForm, room_form: forms.RoomForm) -> HttpResponse:
    context = {
        "site": found,
        "form": form,
        "room_form": room_form,
        "rooms": list(found.rooms.filter(retired_at__isnull=True)),
        "zones": _zones(),
    }
    return render(request, "positions/site.html", context, status=422 if form.errors or room_form.errors else 200)


@require_POST
def retire_room(request: HttpRequest, uid: UUID, room: int) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    require_anywhere(user, now, "site.write")
    found = _site(uid).rooms.filter(pk=room, retired_at__isnull=True).first()
    if found is None:
        raise Http404
    actions.retire_room(by=user, at=now, room=found)
    messages.success(request, _("It is offered no more. What is booked in it stays booked."))
    return redirect("positions:site", uid)


def _zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in ZONES]


def _site(uid: UUID) -> Site:
    found = Site.objects.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found
