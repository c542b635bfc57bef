"""What is judged in a position: its competencies, and the anchors of one of them. Weights need interviews and stand there."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from secondround.people.signin import signed_in
from secondround.positions import actions, forms
from secondround.positions.access import can, get_position
from secondround.positions.actions import CompetencyRefused
from secondround.positions.models import Competency, Position
from secondround.positions.queries import attributes_for, newest_scales
from secondround.positions.views.positions import FORM_METHODS, may

REFUSED = {
    "name_wanted": gettext_lazy("Give it a name, or choose one of the library's."),
    "name_taken": gettext_lazy("This is judged already."),
    "in_use": gettext_lazy(
        "Something was said about it, or the plan asks it. Give it the weight 0: it then counts for nothing."
    ),
    "mapped": gettext_lazy("It is one of the library's by now: word it there."),
    "anchors": gettext_lazy(
        "Say what it is, and type at least one line for each of the three levels, the same number for each."
    ),
}


@require_http_methods(FORM_METHODS)
def competencies(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.read")
    may_map = can(user, position, now, "weights.set")
    if request.method == "POST" and not may_map:
        raise Http404
    judged, attributes = list(position.competencies.all()), attributes_for(position)
    scales = newest_scales(judged)
    initial = {f"attribute-{one.uid}": one.attribute for one in judged}
    form = forms.MappingForm(position, judged, attributes, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        for one, attribute in form.changes():
            actions.map_competency(by=user, at=now, competency=one, attribute=attribute)
        messages.success(request, _("Saved. Ratings given before keep the text they were given under."))
        return redirect("positions:competencies", position.uid)
    context = {
        "position": position,
        "form": form,
        "may": may(user, position),
        "may_map": may_map,
        "competencies": [(one, scales.get(one.pk)) for one in judged],
        "may_write": can(user, position, now, "position.write"),
        "offered": [(key, one.name) for key, one in attributes.items() if key not in {of.attribute for of in judged}],
        "options": [("", _("none of the library's")), *((key, one.name) for key, one in attributes.items())],
    }
    return render(request, "positions/competencies.html", context, status=422 if form.errors else 200)


@require_POST
def add_competency(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One of the library's, or one's own by name."""
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.write")
    attributes, key = attributes_for(position), request.POST.get("attribute", "")
    name = request.POST.get("name", "").strip()[:120] or (attributes[key].name if key in attributes else "")
    try:
        made = actions.add_competency(
            by=user, at=now, position=position, name=name, attribute=key if key in attributes else ""
        )
    except CompetencyRefused as refused:
        messages.error(request, str(REFUSED[str(refused)]))
        return redirect("positions:competencies", position.uid)
    return redirect("positions:competency", position.uid, made.uid)


@require_http_methods(FORM_METHODS)
def competency(request: HttpRequest, uid: UUID, competency: UUID) -> HttpResponse:
    """One competency: its anchors, every version of them, and wording anew what is none of the library's."""
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.read")
    may_word = can(user, position, now, "library.edit")
    if request.method == "POST" and not may_word:
        raise Http404
    judged = _competency(position, competency)
    scales = list(judged.scales.select_related("made_by"))
    form = forms.AnchorsForm(
        request.POST or None, initial=forms.AnchorsForm.initial_of_scale(scales[0] if scales else None)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.word_competency(
                by=user, at=now, competency=judged, definition=form.cleaned_data["definition"], anchors=form.anchors(),
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except CompetencyRefused as refused:
            form.add_error(None, str(REFUSED[str(refused)]))
        else:
            messages.success(request, _("Saved. Ratings given before keep the text they were given under."))
            return redirect("positions:competency", position.uid, judged.uid)
    context = {
        "position": position,
        "may": may(user, position),
        "may_word": may_word,
        "may_write": can(user, position, now, "position.write"),
        "competency": judged,
        "scales": scales,
        "form": form,
    }
    return render(request, "positions/competency.html", context, status=422 if form.errors else 200)


@require_POST
def remove_competency(request: HttpRequest, uid: UUID, competency: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.write")
    judged = _competency(position, competency)
    try:
        actions.remove_competency(by=user, at=now, competency=judged)
    except CompetencyRefused as refused:
        messages.error(request, str(REFUSED[str(refused)]))
        return redirect("positions:competency", position.uid, judged.uid)
    messages.success(request, _("It is not judged any more."))
    return redirect("positions:competencies", position.uid)


def _competency(position: Position, uid: UUID) -> Competency:
    found = position.competencies.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found
