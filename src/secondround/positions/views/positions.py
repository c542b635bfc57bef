"""Opening a position, what it is, who is on its team."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from secondround.people import access as people_access
from secondround.people.models import User
from secondround.people.policy import decide
from secondround.people.queries import choosable, clock_of
from secondround.people.signin import signed_in
from secondround.positions import actions, forms
from secondround.positions.access import can, facts_about, get_position, visible_to
from secondround.positions.blueprints import NOTHING, Blueprint, template, templates
from secondround.positions.models import Position, TeamMember, TeamRole
from secondround.positions.queries import blueprint_of

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
def open_position(request: HttpRequest) -> HttpResponse:
    """A title and what to begin with: a template, a position one works on, or nothing."""
    user, now = signed_in(request), timezone.now()
    people_access.require(user, now, "position.open")
    like = list(visible_to(user, now, "plan.write").order_by("title", "pk"))
    form = forms.OpenForm(like, request.POST or None, initial={"openings": 1, "begin": templates()[0].key})
    if request.method == "POST" and form.is_valid():
        blueprint, reason = _beginning(form.cleaned_data["begin"], like)
        position = actions.open_from(
            by=user, at=now, blueprint=blueprint, reason=reason, recruiter=user, **form.described(blueprint)
        )  # fmt: skip
        messages.success(request, _("It is open, with its plan. Name the people who decide next."))
        return redirect("positions:team", position.uid)
    context = {"form": form, "templates": templates(), "like": like}
    return render(request, "positions/open.html", context, status=422 if form.errors else 200)


def _beginning(chosen: str, like: list[Position]) -> tuple[Blueprint, str]:
    """What a new position begins with, and what the history of its weights says of them."""
    if found := template(chosen):
        return found, _("As the template has them: %(name)s.") % {"name": found.name}
    if old := next((one for one in like if str(one.uid) == chosen), None):
        return blueprint_of(old), _("As they were in %(name)s.") % {"name": old.title}
    return NOTHING, ""


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
    form = forms.TeamForm(request.POST or None, now=now, zone=clock_of(user))
    if request.method == "POST" and form.is_valid() and _name(user, now, position, form):
        named: User = form.cleaned_data["person"]
        messages.success(request, _("%(name)s is on the team.") % {"name": named.name})
        return redirect("positions:team", position.uid)
    members = TeamMember.objects.filter(position=position).select_related("user").order_by("role", "from_at", "pk")
    context = {
        "position": position,
        "form": form,
        "may": may(user, position),
        "members": [one for one in members if one.to_at is None or one.to_at > now],
        "former": [one for one in members if one.to_at is not None and one.to_at <= now],
        "now": now,
        "people": choosable(),
        "roles": forms.TEAM_ROLES,
    }
    return render(request, "positions/team.html", context, status=422 if form.errors else 200)


def _name(user: User, now: datetime, position: Position, form: forms.TeamForm) -> bool:
    given = form.cleaned_data
    is_dated = given["from_at"] > now or given["to_at"] is not None
    try:
        actions.name_team(
            by=user,
            at=now,
            position=position,
            user=given["person"],
            role=TeamRole(given["role"]),
            from_at=given["from_at"] if is_dated else None,
            to_at=given["to_at"],
        )
    except actions.AlreadyNamed:
        form.add_error("person", _("They hold this role at that time already; end it first."))
        return False
    return True


@require_POST
def end_team(request: HttpRequest, uid: UUID, member: int) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.name_team")
    rows = TeamMember.objects.filter(Q(to_at__isnull=True) | Q(to_at__gt=now), pk=member, position=position)
    held = rows.select_related("position").first()
    if held is None:
        raise Http404
    try:
        actions.end_team(by=user, at=now, member=held)
    except actions.LastRecruiter:
        messages.error(request, _("Name another recruiter first: somebody owes the candidates an answer."))
        return redirect("positions:team", position.uid)
    if held.user_id == user.pk and not can(user, position, timezone.now(), "position.name_team"):
        return redirect("interviews:positions")
    return redirect("positions:team", position.uid)
