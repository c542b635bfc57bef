"""Closing a position: who is still open, what each of them gets, looked at before it is done."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application
from secondround.correspondence.templates import Rendered
from secondround.decisions.actions import CloseRefused, Ending, close_position
from secondround.decisions.actions.positions import ENDED
from secondround.decisions.queries import (
    OFFER_CLOSED,
    POSITION_CLOSED,
    StillOpen,
    drafted,
    drafted_back,
    leaves_at,
    owes_cards_on,
    still_open,
)
from secondround.people.models import User
from secondround.people.signin import signed_in
from secondround.positions.access import get_position
from secondround.positions.models import Position, PositionState
from secondround.positions.views.positions import may

BY_LETTER, IN_PERSON = "letter", "later"
Shown = tuple[StillOpen, bool, Rendered | None, datetime | None]


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Filled or closed, with a reason; everybody still open gets a letter now or keeps the answer promised."""
    user, now = signed_in(request), timezone.now()
    position = get_position(user, uid, now, "position.state")
    owes, rows = owes_cards_on(user, position, now), still_open(position)
    mine = set(candidates_access.visible_to(user, now, "application.move").values_list("pk", flat=True))
    is_hidden = not owes and any(one.application.pk not in mine for one in rows)
    if position.state in ENDED or owes or is_hidden:
        context = {"position": position, "may": may(user, position), "is_hidden": is_hidden, "owes": owes}
        return render(request, "decisions/cannot_close_position.html", context)
    state, reason = request.POST.get("state", ""), request.POST.get("reason", "").strip()[:300]
    chosen = {one.application.pk: _chosen(request, one) for one in rows}
    errors, is_looked_at = list[tuple[str, str]](), False
    if request.method == "POST":
        errors = _wrong(state, reason)
        is_looked_at = not errors
        if not errors and request.POST.get("step") == "close":
            return _close(request, user, now, position, PositionState(state), reason, rows, chosen)
    context = {
        "position": position,
        "may": may(user, position),
        "state": state,
        "reason": reason,
        "rows": [_shown(user, one, chosen[one.application.pk], now, is_looked_at) for one in rows],
        "errors": errors,
        "wrong": dict(errors),
        "is_looked_at": is_looked_at,
        "letters": sum(chosen[one.application.pk] or (one.has_offer and one.may_be_written_to) for one in rows),
        "today": now.date(),
    }
    return render(request, "decisions/close_position.html", context, status=422 if errors else 200)


def _chosen(request: HttpRequest, one: StillOpen) -> bool:
    """Whether this person is written to at once."""
    given = request.POST.get(f"answer-{one.application.uid}", IN_PERSON if one.is_owed_in_person else BY_LETTER)
    return one.may_be_written_to and given == BY_LETTER


def _wrong(state: str, reason: str) -> list[tuple[str, str]]:
    errors = []
    if state not in ENDED:
        errors.append(("state", _("Choose whether the position was filled or is closed.")))
    if not reason:
        errors.append(("reason", _("Say why in a sentence.")))
    return errors


def _shown(user: User, one: StillOpen, is_written_to: bool, now: datetime, is_looked_at: bool) -> Shown:
    application = one.application
    is_told = is_written_to or (one.has_offer and one.may_be_written_to)
    if not (is_told and is_looked_at):
        return one, is_written_to, None, None
    if is_written_to:
        letter = drafted(user, application, OFFER_CLOSED if one.has_offer else POSITION_CLOSED)
    else:
        letter = drafted_back(user, application, _ending(user, now, application, False).due_on)
    return one, is_written_to, letter, leaves_at(application.candidate, now)


def _close(
    request: HttpRequest,
    user: User,
    now: datetime,
    position: Position,
    state: PositionState,
    reason: str,
    rows: list[StillOpen],
    chosen: dict[int, bool],
) -> HttpResponse:
    endings = [_ending(user, now, one.application, chosen[one.application.pk]) for one in rows]
    looked_at = set(request.POST.getlist("person"))
    try:
        if looked_at != {str(one.application.uid) for one in rows}:
            raise CloseRefused("changed")
        close_position(by=user, at=now, position=position, state=state, reason=reason, endings=endings)
    except CloseRefused:
        messages.error(request, _("Something changed in the meantime. Nothing was closed and nothing was sent; look again."))  # fmt: skip
        return redirect("decisions:close_position", position.uid)
    messages.success(request, _("The position is closed. Everybody has an answer, or somebody who owes it."))
    return redirect("interviews:position", position.uid)


def _ending(user: User, now: datetime, application: Application, is_written_to: bool) -> Ending:
    """What was promised stays promised: the same owner, the same day."""
    owner = application.owner if application.owner and application.owner.is_active else user
    day = application.answer_by or now.date()
    return Ending(application, owner, day, is_written_to)
