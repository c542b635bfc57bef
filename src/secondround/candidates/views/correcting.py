"""Putting right what is known of a person: a mistyped address, the clocks they live by."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from secondround.candidates.access import get_application
from secondround.candidates.actions import Known, PersonRefused, correct_person
from secondround.candidates.forms import LANGUAGES, CorrectForm, first_errors
from secondround.people.forms import ZONES
from secondround.people.signin import signed_in

REFUSED = {
    "name_wanted": ("name", gettext_lazy("Type their name.")),
    "email_taken": (
        "email",
        gettext_lazy("Somebody else here has this address. If it is one person, put the two records together."),
    ),
    "has_way_in": ("email", gettext_lazy("They come in here with the address that stands, so it stays.")),
    "unknown_zone": ("zone", gettext_lazy("Choose a time zone from the list.")),
}
FIELDS = ("name", "email", "phone", "language", "zone")


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    application = get_application(user, uid, now, "fact.write")
    initial = {name: getattr(application.candidate, name) or "" for name in FIELDS}
    form = CorrectForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            correct_person(by=user, at=now, application=application, known=Known(**form.cleaned_data))
        except PersonRefused as refused:
            name, words = REFUSED[str(refused)]
            form.add_error(name, str(words))
        else:
            messages.success(request, _("Saved. Letters that have left keep what they said."))
            return redirect("interviews:application", application.uid)
    context = {
        "application": application,
        "form": form,
        "errors": first_errors(form) if form.is_bound else [],
        "languages": [("", _("as the product speaks")), *LANGUAGES],
        "zones": [("", _("the organisation's")), *((zone, zone.replace("_", " ")) for zone in ZONES)],
    }
    return render(request, "candidates/correct.html", context, status=422 if form.errors else 200)
