"""Doors of positions: the list, the team, weights, mapping, the library and a position's own wording of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondround.people import access as people_access
from secondround.people.models import User
from secondround.people.policy import decide
from secondround.people.queries import choosable
from secondround.people.signin import signed_in
from secondround.positions import actions, forms
from secondround.positions.access import can, facts_about, get_position, live
from secondround.positions.library import Question, library
from secondround.positions.models import Position, TeamMember, TeamRole
from secondround.positions.queries import (
    attributes_for,
    own_wordings,
    questions_for,
    weight_of,
    weights_in_force,
)
from secondround.positions.rules import WeightsRefused

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
def open_position(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    people_access.require(user, now, "position.open")
    form = forms.AboutForm(request.POST or None, initial={"openings": 1, "choose": 3})
    if request.method == "POST" and form.is_valid():
        position = actions.open_position(by=user, at=now, recruiter=user, **form.cleaned_data)
        return redirect("positions:team", position.uid)
    return render(request, "positions/about.html", {"form": form, "position": None}, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def about(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.write")
    fields = ("title", "department", "place", "openings", "choose", "terms", "about")
    initial = {name: getattr(position, name) for name in fields} | {"duties": "\n".join(position.duties)}
    form = forms.AboutForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.describe_position(by=user, at=now, position=position, **form.cleaned_data)
        wanted = "is_adjusted" in request.POST
        if wanted != position.is_adjusted:
            actions.switch_adjustment(by=user, at=now, position=position, is_adjusted=wanted)
        messages.success(request, _("Saved."))
        return redirect("positions:about", position.uid)
    return render(request, "positions/about.html", {"form": form, "position": position, "may": may(user, position)},
                  status=422 if form.errors else 200)  # fmt: skip


def may(user: User, position: Position) -> dict[str, bool]:
    """Which doors of a position its tabs lead to."""
    facts = facts_about(user, position, timezone.now())
    doors = {
        "write": "position.write",
        "publish": "position.publish",
        "state": "position.state",
        "team": "position.name_team",
        "weights": "weights.set",
        "read": "position.read",
    }
    return {name: decide(facts, action).is_allowed for name, action in doors.items()}


@require_http_methods(FORM_METHODS)
def team(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.name_team")
    form = forms.TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        named: User = form.cleaned_data["person"]
        actions.name_team(by=user, at=now, position=position, user=named, role=TeamRole(form.cleaned_data["role"]))
        messages.success(request, _("%(name)s is on the team.") % {"name": named.name})
        return redirect("positions:team", position.uid)
    members = TeamMember.objects.filter(position=position).select_related("user").order_by("role", "from_at", "pk")
    context = {
        "position": position,
        "form": form,
        "may": may(user, position),
        "members": [one for one in members if one.to_at is None or one.to_at > now],
        "former": [one for one in members if one.to_at is not None and one.to_at <= now],
        "people": choosable(),
        "roles": forms.TEAM_ROLES,
    }
    return render(request, "positions/team.html", context, status=422 if form.errors else 200)


@require_POST
def end_team(request: HttpRequest, uid: UUID, member: int) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.name_team")
    held = TeamMember.objects.filter(live(now), pk=member, position=position).select_related("position").first()
    if held is None:
        raise Http404
    try:
        actions.end_team(by=user, at=now, member=held)
    except actions.LastRecruiter:
        messages.error(request, _("Name another recruiter first: somebody owes the candidates an answer."))
        return redirect("positions:team", position.uid)
    if held.user_id == user.pk:
        return redirect("interviews:positions")
    return redirect("positions:team", position.uid)


@require_http_methods(FORM_METHODS)
def weights(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.read")
    may_set = can(user, position, now, "weights.set")
    if request.method == "POST" and not may_set:
        raise Http404
    competencies = list(position.competencies.all())
    in_force = weight_of(position, competencies)
    initial = {f"weight-{one.uid}": in_force[one.pk] for one in competencies}
    form = forms.WeightsForm(competencies, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_weights(
                by=user, at=now, position=position, weights=form.weights(), reason=form.cleaned_data["reason"]
            )
        except WeightsRefused:
            form.add_error(None, _("At least one competency has to count."))
        else:
            messages.success(request, _("The new weights are in force. Earlier ones stay on this page."))
            return redirect("positions:weights", position.uid)
    total = sum(in_force.values()) or 1
    context = {
        "position": position,
        "form": form,
        "may": may(user, position),
        "may_set": may_set,
        "competencies": [(one, in_force[one.pk], in_force[one.pk] / total) for one in competencies],
        "current": weights_in_force(position),
        "history": list(position.weightings.select_related("set_by")),
        "by_pk": {str(one.pk): one for one in competencies},
    }
    return render(request, "positions/weights.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def competencies(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.read")
    may_map = can(user, position, now, "weights.set")
    if request.method == "POST" and not may_map:
        raise Http404
    judged, attributes = list(position.competencies.prefetch_related("scales")), attributes_for(position)
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
        "competencies": [(one, next(iter(one.scales.all()), None)) for one in judged],
        "attributes": attributes,
        "options": [("", _("none of the library's")), *((key, one.name) for key, one in attributes.items())],
    }
    return render(request, "positions/competencies.html", context, status=422 if form.errors else 200)


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
    return render(request, "positions/never_ask.html", {"library": library()})


@require_safe
def own_library(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The library as this position words it, with what was changed and why."""
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.read")
    questions = questions_for(position)
    attributes = attributes_for(position)
    context = {
        "position": position,
        "may": may(user, position),
        "may_edit": can(user, position, now, "library.edit"),
        "attributes": attributes,
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
