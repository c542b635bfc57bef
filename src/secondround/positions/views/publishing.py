"""Whether a position takes applications: its public page, pausing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from secondround.people.models import Organisation
from secondround.people.signin import signed_in
from secondround.positions import actions, forms
from secondround.positions.access import get_position
from secondround.positions.actions import PublishRefused
from secondround.positions.views.positions import FORM_METHODS, may

REFUSED = {
    "organisation": gettext_lazy("Name the organisation."),
    "contact": gettext_lazy("Name somebody whom applicants may ask, with an address."),
    "retention": gettext_lazy("Say for how many months, from 1 to 120."),
    "closed": gettext_lazy("This position takes no applications any more."),
}


@require_http_methods(FORM_METHODS)
def publish(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.publish")
    of = Organisation.objects.first() or Organisation()
    initial = {"organisation": of.name, "contact_name": of.contact_name or user.name, "contact_email": of.contact_email or user.email,
               "retention_months": of.retention_months or 12}  # fmt: skip
    form = forms.PublishForm(request.POST or None, initial=initial)
    if request.method == "POST" and "down" in request.POST:
        actions.unpublish_position(by=user, at=now, position=position)
        messages.success(request, _("The public page is down. Whoever has applied is not touched."))
        return redirect("positions:publish", position.uid)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.publish_position(
                by=user, at=now, position=position, organisation=given["organisation"],
                contact=(given["contact_name"], given["contact_email"]), retention_months=given["retention_months"],
            )  # fmt: skip
        except PublishRefused as refused:
            form.add_error(None, str(REFUSED[str(refused)]))
        else:
            messages.success(request, _("The public page is open."))
            return redirect("positions:publish", position.uid)
    context = {
        "position": position,
        "form": form,
        "may": may(user, position),
        "is_said": bool(of.contact_email and of.retention_months),
    }
    return render(request, "positions/publish.html", context, status=422 if form.errors else 200)


@require_POST
def turn(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Pause, or go on."""
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.state")
    verb = actions.pause_position if request.POST.get("to") == "paused" else actions.reopen_position
    try:
        verb(by=user, at=now, position=position)
    except PublishRefused:
        messages.error(request, _("It stands otherwise by now; nothing was changed."))
    return redirect("positions:about", position.uid)
