"""The plan of a position: rounds, interviews with their kits, questions, and what all of it covers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondround.people.models import User
from secondround.people.signin import signed_in
from secondround.positions import actions, forms
from secondround.positions.access import can, get_position
from secondround.positions.actions import PlanRefused
from secondround.positions.care import touched
from secondround.positions.models import Kit, KitQuestion, Position, Round
from secondround.positions.queries import attributes_for, coverage_of, kits_of, questions_for, repeated_in
from secondround.positions.views.positions import FORM_METHODS, may

REFUSED = {
    "name_wanted": gettext_lazy("Give it a name."),
    "name_taken": gettext_lazy("Another round has this name."),
    "minutes": gettext_lazy("An interview takes between 5 minutes and 8 hours."),
    "elsewhere": gettext_lazy("Choose from this position's competencies."),
    "text_wanted": gettext_lazy("Type the question."),
    "retired": gettext_lazy("This is not part of the plan any more."),
}


def _said(refused: PlanRefused) -> str:
    return str(REFUSED.get(str(refused), _("This cannot be done.")))


@require_safe
def plan(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "plan.read")
    kits, judged = kits_of(position), list(position.competencies.all())
    covered = coverage_of(judged, kits)
    named = {one.key or one.text: one.text for kit in kits for one in kit.questions.all()}
    context = {
        "position": position,
        "may": may(user, position),
        "may_write": can(user, position, now, "plan.write"),
        "rounds": [(of, [kit for kit in kits if kit.round_id == of.pk]) for of in position.rounds.all()],
        "kits": list(zip(kits, covered.kit_codes, strict=True)),
        "covered": list(zip(judged, covered.rows, strict=True)),
        "twice": [named[key] for key in covered.twice],
        "alike": covered.alike,
        "too_many": covered.too_many,
    }
    return render(request, "positions/plan.html", context)


@require_POST
def add_round(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "plan.write")
    name = " ".join(request.POST.get("name", "").split())[:100]
    if not name or position.rounds.filter(name=name).exists():
        messages.error(request, _("Give the round a name that no other has."))
    else:
        actions.add_round(by=user, at=now, position=position, name=name)
    return redirect("positions:plan", position.uid)


@require_POST
def rename_round(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "plan.write")
    of = position.rounds.filter(number=number).first()
    if of is None:
        raise Http404
    try:
        actions.rename_round(by=user, at=now, round=of, name=request.POST.get("name", ""))
    except PlanRefused as refused:
        messages.error(request, _said(refused))
    return redirect("positions:plan", position.uid)


@require_http_methods(FORM_METHODS)
def make_kit(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """One more interview in a round."""
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "plan.write")
    of = position.rounds.filter(number=number).first()
    if of is None:
        raise Http404
    form = forms.KitForm(position, request.POST or None, initial={"minutes": 60, "is_assessed": True})
    if request.method == "POST" and form.is_valid():
        try:
            kit = actions.make_kit(by=user, at=now, round=of, given=form.given())
        except PlanRefused as refused:
            form.add_error(None, _said(refused))
        else:
            return redirect("positions:kit", position.uid, kit.uid)
    return _kit_page(request, user, position, of, None, form)


@require_http_methods(FORM_METHODS)
def kit(request: HttpRequest, uid: UUID, kit: UUID) -> HttpResponse:
    """An interview of the plan: what it is, and its questions."""
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "plan.write")
    found = _kit(position, kit)
    initial = {
        "name": found.name, "minutes": found.minutes, "is_assessed": found.is_assessed, "advice": found.advice,
        "pool": str(found.pool.uid) if found.pool else "", "focus": [str(one.competency.uid) for one in found.focus.all()],
    }  # fmt: skip
    form = forms.KitForm(position, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_kit(by=user, at=now, kit=found, given=form.given())
        except PlanRefused as refused:
            form.add_error(None, _said(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("positions:kit", position.uid, found.uid)
    return _kit_page(request, user, position, found.round, found, form)


def _kit(position: Position, uid: UUID) -> Kit:
    found = next((one for one in kits_of(position) if one.uid == uid), None)
    if found is None:
        raise Http404
    return found


def _kit_page(
    request: HttpRequest, user: User, position: Position, of: Round, found: Kit | None, form: forms.KitForm
) -> HttpResponse:
    judged = list(position.competencies.all())
    questions = list(found.questions.all()) if found else []
    offered = _offered(position, found) if found else []
    wordings = [one.text for one in questions] + [text for _name, of_it in offered for _key, text in of_it]
    context = {
        "position": position,
        "may": may(user, position),
        "round": of,
        "kit": found,
        "form": form,
        "competencies": judged,
        "chosen": form.chosen_focus(),
        "pools": forms.pool_options(),
        "questions": questions,
        "offered": offered,
        "touched": touched,
        "repeated": repeated_in(found, kits_of(position), wordings) if found and of.number > 1 else {},
    }
    return render(request, "positions/kit.html", context, status=422 if form.errors else 200)


def _offered(position: Position, kit: Kit) -> list[tuple[str, list[tuple[str, str]]]]:
    """The library's questions on what this kit is about, in this position's wording, less those that it has."""
    has = {one.key for one in kit.questions.all()}
    about = [one.competency for one in kit.focus.all()] or list(position.competencies.all())
    attributes, questions = attributes_for(position), questions_for(position)
    found = []
    for competency in about:
        of = [
            (one.id, one.ask)
            for one in questions.values()
            if one.attribute == competency.attribute and one.id not in has
        ]
        if competency.attribute in attributes and of:
            found.append((competency.name, of))
    return found


@require_POST
def retire_kit(request: HttpRequest, uid: UUID, kit: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "plan.write")
    actions.retire_kit(by=user, at=now, kit=_kit(position, kit))
    messages.success(request, _("Taken out of the plan. What was held with it keeps it."))
    return redirect("positions:plan", position.uid)


@require_POST
def ask_in_kit(request: HttpRequest, uid: UUID, kit: UUID) -> HttpResponse:
    """Add questions: some of the library's, or one's own."""
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "plan.write")
    found, known = _kit(position, kit), questions_for(position)
    by_attribute = {one.attribute: one for one in position.competencies.all() if one.attribute}
    try:
        for key in request.POST.getlist("key"):
            if one := known.get(key):
                actions.add_question(
                    by=user, at=now, kit=found, text=one.ask, competency=by_attribute.get(one.attribute), key=key,
                    listen_for=one.listen_for,
                )  # fmt: skip
        if "text" in request.POST:
            chosen = request.POST.get("competency", "")
            about = next((one for one in position.competencies.all() if str(one.uid) == chosen), None)
            actions.add_question(
                by=user, at=now, kit=found, text=request.POST["text"], competency=about,
                listen_for=request.POST.get("listen_for", ""),
            )  # fmt: skip
    except PlanRefused as refused:
        messages.error(request, _said(refused))
    return redirect("positions:kit", position.uid, found.uid)


@require_POST
def change_question(request: HttpRequest, uid: UUID, question: UUID) -> HttpResponse:
    """Up, down, out, or in other words."""
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "plan.write")
    found = (
        KitQuestion.objects.select_related("kit__round__position", "competency")
        .filter(uid=question, kit__round__position=position, removed_at__isnull=True)
        .first()
    )
    if found is None:
        raise Http404
    what = request.POST.get("what", "")
    given: dict[str, Any] = {"by": user, "at": now, "question": found}
    try:
        if what in ("up", "down"):
            actions.move_question(**given, up=what == "up")
        elif what == "out":
            actions.remove_question(**given)
        elif what == "word":
            text, listen_for = request.POST.get("text", ""), request.POST.get("listen_for", "")
            actions.word_question(**given, text=text, listen_for=listen_for)
    except PlanRefused as refused:
        messages.error(request, _said(refused))
    return redirect("positions:kit", position.uid, found.kit.uid)
