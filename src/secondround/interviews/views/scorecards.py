"""One's own scorecard: the simplest door, so that blindness is real."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from secondround.interviews import forms
from secondround.interviews.access import get_assignment
from secondround.interviews.actions import CardRefused, recuse, submit_scorecard
from secondround.interviews.models import Assignment, AssignmentState, Recommendation
from secondround.interviews.queries import whole_cards
from secondround.people.signin import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def scorecard(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    assignment = get_assignment(user, uid, now)
    if assignment.state != AssignmentState.OWED:
        return _submitted(request, assignment)
    competencies = list(assignment.interview.application.position.competencies.prefetch_related("scales"))
    form = forms.CardForm(competencies, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            submit_scorecard(
                by=user,
                at=now,
                assignment=assignment,
                entries=form.entries(),
                recommendation=Recommendation(form.recommendation) if form.recommendation else None,
            )
        except CardRefused:
            messages.error(request, _("This card was submitted already."))
        else:
            messages.success(
                request,
                _(
                    "Your scorecard is in. It is never changed; you may now read what others wrote, where your role does."
                ),
            )
        return redirect("interviews:scorecard", assignment.uid)
    context = {
        "assignment": assignment,
        "application": assignment.interview.application,
        "form": form,
        "competencies": [(one, next(iter(one.scales.all()), None)) for one in competencies],
        "recommendations": forms.RECOMMENDATIONS,
    }
    return render(request, "interviews/scorecard.html", context, status=422 if form.errors else 200)


def _submitted(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    application = assignment.interview.application
    card = next((one for one in whole_cards([application.pk]) if one.assignment_id == assignment.pk), None)
    return render(
        request, "interviews/scorecard_in.html", {"assignment": assignment, "application": application, "card": card}
    )


@require_POST
def step_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    assignment = get_assignment(user, uid, now)
    try:
        recuse(by=user, at=now, assignment=assignment, reason=request.POST.get("reason", ""))
    except CardRefused:
        messages.error(request, _("Say in a sentence why you step back."))
        return redirect("interviews:scorecard", assignment.uid)
    messages.success(request, _("You have stepped back from this interview."))
    return redirect("web:today")
