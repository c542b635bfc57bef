"""The library, and a position's own wording of it."""

from collections import defaultdict
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from secondround.people import access as people_access
from secondround.people.signin import signed_in
from secondround.positions import actions, forms
from secondround.positions.access import can, get_position
from secondround.positions.care import NeverAsk, never_ask, touched
from secondround.positions.library import Question, library
from secondround.positions.models import Position
from secondround.positions.queries import attributes_for, own_wordings, questions_for
from secondround.positions.views.positions import FORM_METHODS, may


@require_safe
def library_page(request: HttpRequest) -> HttpResponse:
    people_access.require(signed_in(request), timezone.now(), "library.read")
    whole = library()
    questions = {one.id: [q for q in whole.questions if q.attribute == one.id] for one in whole.attributes}
    return render(request, "positions/library.html", {"library": whole, "questions": questions})


@require_safe
def attribute_page(request: HttpRequest, key: str) -> HttpResponse:
    people_access.require(signed_in(request), timezone.now(), "library.read")
    attribute = library().attribute(key)
    if attribute is None:
        raise Http404
    questions = [one for one in library().questions if one.attribute == key]
    return render(request, "positions/attribute.html", {"attribute": attribute, "questions": questions})


@require_safe
def never_ask_page(request: HttpRequest) -> HttpResponse:
    people_access.require(signed_in(request), timezone.now(), "library.read")
    return render(request, "positions/never_ask.html", {"never_ask": never_ask()})


@require_safe
def own_library(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The library as this position words it, with what was changed and why."""
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.read")
    questions = questions_for(position)
    attributes = attributes_for(position)
    careful: dict[str, dict[str, tuple[NeverAsk, ...]]] = defaultdict(dict)
    for one in questions.values():
        if kinds := touched(" / ".join((one.ask, *one.follow_ups))):
            careful[one.attribute][one.id] = kinds
    context = {
        "position": position,
        "may": may(user, position),
        "may_edit": can(user, position, now, "library.edit"),
        "attributes": attributes,
        "careful": careful,
        "questions": {key: [one for one in questions.values() if one.attribute == key] for key in attributes},
        "own": {**own_wordings(position, "attribute"), **own_wordings(position, "question")},
    }
    return render(request, "positions/own_library.html", context)


@require_http_methods(FORM_METHODS)
def edit_attribute(request: HttpRequest, uid: UUID, key: str) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "library.edit")
    base = attributes_for(position).get(key)
    if base is None:
        raise Http404
    form = forms.AttributeForm(request.POST or None, initial=forms.AttributeForm.initial_of(base))
    if request.method == "POST" and form.is_valid():
        actions.edit_library(
            by=user,
            at=now,
            position=position,
            kind="attribute",
            body=form.body(base),
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Saved as this position's own wording."))
        return redirect("positions:own_library", position.uid)
    history = position.library_edits.filter(kind="attribute", key=key).select_related("made_by")
    context = {"position": position, "form": form, "base": base, "history": history, "may": may(user, position)}
    return render(request, "positions/edit_attribute.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def edit_question(request: HttpRequest, uid: UUID, attribute: str, key: str) -> HttpResponse:
    """A question reworded, or with the key "new" one of the position's own."""
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "library.edit")
    if attribute not in attributes_for(position):
        raise Http404
    known = questions_for(position)
    if key == "new":
        base = Question(f"own-{_next_own(position)}", attribute, "behavioural", "", "", (), "", "", 5, "any")
    elif key in known and known[key].attribute == attribute:
        base = known[key]
    else:
        raise Http404
    form = forms.QuestionForm(request.POST or None, initial=forms.QuestionForm.initial_of(base))
    if request.method == "POST" and form.is_valid():
        actions.edit_library(
            by=user,
            at=now,
            position=position,
            kind="question",
            body=form.body(base),
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Saved as this position's own wording."))
        return redirect("positions:own_library", position.uid)
    history = position.library_edits.filter(kind="question", key=base.id).select_related("made_by")
    context = {"position": position, "form": form, "base": base, "history": history, "may": may(user, position)}
    return render(request, "positions/edit_question.html", context, status=422 if form.errors else 200)


def _next_own(position: Position) -> int:
    own = position.library_edits.filter(kind="question", key__startswith="own-")
    return own.values("key").distinct().count() + 1
