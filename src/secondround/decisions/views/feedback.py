"""What a finalist is told: written by competency, checked by somebody else."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from secondround.decisions import access, wording
from secondround.decisions.actions import FeedbackRefused, check_feedback, write_feedback
from secondround.decisions.models import Feedback
from secondround.interviews.queries import whole_cards
from secondround.people.signin import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One field per competency, what was heard beside it; whoever did not write it may check it."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "feedback.write")
    held = Feedback.objects.filter(application=application).select_related("written_by", "checked_by").first()
    competencies = list(application.position.competencies.all())
    typed, error = dict(held.parts) if held else {}, ""
    if request.method == "POST":
        typed = {str(one.uid): request.POST.get(f"words-{one.uid}", "")[:3000] for one in competencies}
        try:
            write_feedback(by=user, at=now, application=application, parts=typed)
        except FeedbackRefused as refused:
            error = wording.refused(str(refused))
        else:
            messages.success(request, _("Saved. Somebody else reads it before it can go into the answer."))
            return redirect("decisions:feedback", application.uid)
    notes = [note for card in whole_cards([application.pk]) for note in card.notes.all()]
    context = {
        "application": application,
        "held": held,
        "rows": [
            (one, typed.get(str(one.uid), ""), [note for note in notes if note.competency_id == one.pk])
            for one in competencies
        ],
        "may_check": held is not None and held.checked_by is None and held.written_by_id != user.pk,
        "error": error,
    }
    return render(request, "decisions/feedback.html", context, status=422 if error else 200)


@require_POST
def check(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It is fair, and tied to what was heard."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "feedback.write")
    held = Feedback.objects.filter(application=application).select_related("application__position").first()
    if held is None:
        raise Http404
    try:
        check_feedback(by=user, at=now, feedback=held, text=request.POST.get("text", "").replace("\r", ""))
    except FeedbackRefused as refused:
        messages.error(request, wording.refused(str(refused)))
    else:
        messages.success(request, _("Checked. It stands in the answer from now on."))
    return redirect("decisions:feedback", application.uid)
