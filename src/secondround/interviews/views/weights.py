"""How much each competency counts, and whether it was settled before the first interview."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secondround.interviews.queries import first_interview_at, is_late
from secondround.people.signin import signed_in
from secondround.positions.access import can, get_position
from secondround.positions.actions import set_weights
from secondround.positions.forms import WeightsForm
from secondround.positions.queries import weight_of, weights_in_force
from secondround.positions.rules import WeightsRefused
from secondround.positions.views.positions import FORM_METHODS, may


@require_http_methods(FORM_METHODS)
def weights(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.read")
    may_set = can(user, position, now, "weights.set")
    if request.method == "POST" and not may_set:
        raise Http404
    competencies = list(position.competencies.all())
    in_force = weight_of(position, competencies)
    initial = {f"weight-{one.uid}": f"{in_force[one.pk]:g}" for one in competencies}
    form = WeightsForm(competencies, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_weights(by=user, at=now, position=position, weights=form.weights(), reason=form.cleaned_data["reason"])
        except WeightsRefused:
            form.add_error(None, _("At least one competency has to count."))
        else:
            messages.success(request, _("The new weights are in force. Earlier ones stay on this page."))
            return redirect("interviews:weights", position.uid)
    begun = first_interview_at(position, now)
    total = sum(in_force.values()) or 1
    current = weights_in_force(position)
    context = {
        "position": position,
        "form": form,
        "may": may(user, position),
        "may_set": may_set,
        "competencies": [(one, in_force[one.pk], in_force[one.pk] / total) for one in competencies],
        "current": current,
        "is_late": is_late(current, begun),
        "history": [(one, is_late(one, begun)) for one in position.weightings.select_related("set_by")],
        "by_pk": {str(one.pk): one for one in competencies},
    }
    return render(request, "interviews/weights.html", context, status=422 if form.errors else 200)
