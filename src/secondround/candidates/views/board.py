"""The board of a position: everybody by where they stand, and the move from applied to first round and back."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondround.candidates import access
from secondround.candidates.access import get_application
from secondround.candidates.actions import MoveRefused, move_on_board
from secondround.candidates.actions.board import MOVES
from secondround.candidates.forms import MoveForm, first_errors
from secondround.candidates.models import Application, ApplicationState
from secondround.candidates.wording import STATES
from secondround.people.queries import choosable
from secondround.people.signin import signed_in
from secondround.positions.access import get_position, team_roles
from secondround.positions.models import Position
from secondround.positions.views.positions import may

PAGE = 25


@dataclass(frozen=True)
class Line:
    """One person on the board: how long they have stood there, and where they can be moved to."""

    application: Application
    days: int
    move_to: str
    may_close_early: bool


@dataclass(frozen=True)
class Column:
    state: str
    label: str
    count: int
    lines: list[Line]
    next: str


@require_safe
def board(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "application.move")
    seen = access.visible_to(user, now, "application.list").filter(position=position)
    blind = access.blind_on(user, now)
    counts = Counter(dict(seen.exclude(pk__in=blind).values_list("state").annotate(number=Count("pk")).order_by()))
    counts[ApplicationState.FIRST_ROUND] += seen.filter(pk__in=blind).count()
    movable = set(
        access.visible_to(user, now, "application.move").filter(position=position).values_list("pk", flat=True)
    )
    roles = team_roles(user, position, now)
    context = {
        "position": position,
        "may": may(user, position),
        "columns": [
            _column(
                request, now, access.standing_in(seen, state, blind), state, counts[state], blind, movable, "R" in roles
            )
            for state in ApplicationState
        ],
        "count": counts.total(),
        "people": list(choosable()),
        "decides": "H" in roles,
        "recruits": "R" in roles,
    }
    return render(request, "candidates/board.html", context)


def _column(
    request: HttpRequest,
    now: datetime,
    seen: QuerySet[Application],
    state: ApplicationState,
    count: int,
    blind: set[int],
    movable: set[int],
    recruits: bool,
) -> Column:
    """Twenty-five people, longest received first; further ones after the outward id in the address."""
    found = seen.order_by("received_at", "pk")
    if request.GET.get("column") == state and (last := _last(seen, request.GET.get("after", ""))):
        found = found.filter(Q(received_at__gt=last.received_at) | Q(received_at=last.received_at, pk__gt=last.pk))
    rows = access.as_seen(found.select_related("candidate", "owner")[: PAGE + 1], blind)
    lines = [_line(one, now, one.pk in movable, recruits) for one in rows[:PAGE]]
    following = str(rows[PAGE - 1].uid) if len(rows) > PAGE else ""
    return Column(state.value, str(STATES[state.value]), count, lines, following)


def _last(seen: QuerySet[Application], after: str) -> Application | None:
    try:
        return seen.filter(uid=UUID(after)).first()
    except ValueError:
        return None


def _line(application: Application, now: datetime, is_movable: bool, recruits: bool) -> Line:
    state = ApplicationState(application.state)
    target = MOVES.get(state) if is_movable else None
    return Line(
        application=application,
        days=max((now - (application.state_since or application.received_at)).days, 0),
        move_to=target.value if target else "",
        may_close_early=recruits and state == ApplicationState.RECEIVED,
    )


@require_POST
def move(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One move, by the menu or by dragging. Nobody leaves a step without an owner and a day."""
    user, now = signed_in(request), timezone.now()
    application = get_application(user, uid, now, "application.move")
    form = MoveForm(request.POST)
    if not form.is_valid():
        for _name, said in first_errors(form):
            messages.error(request, said)
        return _back(application.position)
    try:
        move_on_board(by=user, at=now, application=application, **form.cleaned_data)
    except MoveRefused:
        messages.error(request, _("Somebody moved this person in the meantime. Look again."))
    else:
        messages.success(
            request,
            _("%(name)s: %(step)s.")
            % {"name": application.candidate.name, "step": STATES[form.cleaned_data["state"].value]},
        )
    return _back(application.position)


def _back(position: Position) -> HttpResponse:
    return redirect("candidates:board", position.uid)
