"""Somebody entered by hand, and the question whether we know them already."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secondround.candidates import access
from secondround.candidates.actions import enter_application
from secondround.candidates.forms import EntryForm, first_errors
from secondround.candidates.models import Candidate
from secondround.candidates.queries import namesakes
from secondround.people.signin import signed_in
from secondround.positions.access import can, get_position

NEW = "new"


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Typed once; where we know the name or address, asked once: is it the same person?"""
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "candidate.add")
    may_tag = can(user, position, now, "tag.write")
    form = EntryForm(request.POST if request.method == "POST" else None, request.FILES or None)
    known: list[Candidate] = []
    if request.method == "POST" and form.is_valid():
        given, chosen = form.cleaned_data, request.POST.get("person", "")
        known = namesakes(user, now, given["name"], given["email"])
        person = next((one for one in known if str(one.uid) == chosen), None)
        if not known or person is not None or chosen == NEW:
            paper = form.stored() if may_tag else None
            application = enter_application(
                by=user,
                at=now,
                position=position,
                person=person,
                name=given["name"],
                email=given["email"],
                phone=given["phone"],
                source=given["source"],
                tags=given["tags"] if may_tag else [],
                papers=[("resume", paper)] if paper else [],
            )
            messages.success(request, _("Entered. The day by which they hear is set."))
            if access.decide(user, application, now, "application.read").is_allowed:
                return redirect("interviews:application", application.uid)
            return redirect("candidates:board", position.uid)
    context = {
        "position": position,
        "form": form,
        "errors": first_errors(form) if request.method == "POST" else [],
        "known": known,
        "may_tag": may_tag,
    }
    return render(request, "candidates/enter.html", context, status=422 if form.errors or known else 200)
