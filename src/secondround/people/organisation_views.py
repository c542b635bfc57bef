"""What holds for everybody here: the organisation, its clocks and hours, what applicants are told."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from secondround.people import access, forms
from secondround.people.actions import OrganisationRefused, describe_organisation
from secondround.people.models import Organisation
from secondround.people.signin import signed_in

REFUSED = {
    "name_wanted": gettext_lazy("Name the organisation."),
    "zone": gettext_lazy("Choose a time zone from the list."),
    "order": gettext_lazy("A day ends after it begins."),
    "limits": gettext_lazy("There are at least as many in a week as in a day."),
    "retention": gettext_lazy("Say for how many months, from 1 to 120."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    access.require(user, now, "organisation.write")
    of = Organisation.objects.first() or Organisation()
    form = forms.OrganisationForm(request.POST or None, of=of)
    if request.method == "POST" and form.is_valid():
        try:
            describe_organisation(by=user, at=now, given=form.given())
        except OrganisationRefused as refused:
            form.add_error(None, str(REFUSED[str(refused)]))
        else:
            messages.success(request, _("Saved."))
            return redirect("people:organisation")
    context = {"form": form, "days": forms.WEEKDAYS, "zones": [(name, name.replace("_", " ")) for name in forms.ZONES]}
    return render(request, "people/organisation.html", context, status=422 if form.errors else 200)
