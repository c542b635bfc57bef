"""An item of the day moved by a menu or by dragging: looked at with what would speak against it, then kept."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secondround.people.signin import signed_in
from secondround.visits import actions, forms
from secondround.visits.access import get_session, get_visit
from secondround.visits.actions import DayRefused, SessionGiven
from secondround.visits.models import ItemKind, Session, SessionPart
from secondround.visits.queries.days import Planned, planned_day, room_called, sessions_of
from secondround.visits.queries.moving import Move, people_after, with_move
from secondround.visits.views.days import WAYS, said
from secondround.visits.wording import REFUSED


@require_http_methods(WAYS)
def move(request: HttpRequest, uid: UUID, session: UUID) -> HttpResponse:
    """GET with a time shows the day as it would be and changes nothing; POST keeps it."""
    user, now = signed_in(request), timezone.now()
    visit = get_visit(user, uid, now, "visit.plan")
    there = next(one for one in sessions_of(visit) if one.session.pk == get_session(visit, session).pk)
    typed = request.POST if request.method == "POST" else request.GET
    form = forms.MoveForm(visit, there, typed if "start" in typed else None)
    is_typed, status = form.is_bound and form.is_valid(), 422 if form.errors else 200
    if request.method == "POST" and is_typed:
        try:
            edit, given = form.cleaned_data["edit"], _given(there, form.move())
            actions.change_session(by=user, at=now, session=there.session, edit=edit or 0, given=given)
        except DayRefused as refused:
            form.add_error(None, str(REFUSED[str(refused)]))
            status = 409 if str(refused) == "changed_elsewhere" else 422
        else:
            return redirect("visits:day", visit.uid)
    visit.refresh_from_db()
    seen = planned_day(visit)
    would = with_move(visit, there.session, form.move(), now) if is_typed else None
    context = {
        "form": form,
        "visit": visit,
        "application": visit.application,
        "item": next((one for one in seen.sessions if one.uid == str(there.session.uid)), None),
        "would": would,
        "new": said(list(would.new), would.day) if would else [],
        "standing": said(list(would.standing), would.day) if would else [],
        "after": next((one for one in would.day.sessions if one.uid == str(there.session.uid)), None)
        if would
        else None,
        "room_now": _room(form, form.move() if is_typed else None),
        **choices(form, there.session),
    }
    return render(request, "visits/move.html", context, status=status)


def _room(form: forms.MoveForm, move: Move | None) -> str:
    """The room that the menu shows as chosen."""
    if move is None:
        return str(form.initial["room"])
    return str(move.room.uid) if move.room else ""


def _given(there: Planned, move: Move) -> SessionGiven:
    """The item as it stands, but for where it goes."""
    session, people = there.session, people_after(there.people, move)
    return SessionGiven(
        kind=ItemKind(session.kind),
        starts_at=move.starts_at,
        minutes=session.minutes,
        kit=session.kit,
        title=session.title,
        room=move.room,
        place=session.place,
        people=[(one.user, SessionPart(one.part)) for one in people],
        forms=any(one.has_form for one in people),
        about=session.about,
    )


def choices(form: forms.MoveForm, session: Session) -> dict[str, object]:
    """What the menu offers: quarters of an hour of the working day, and when it begins now; rooms of the house; people."""
    return {
        "slots": [(one, one) for one in slots(form.visit.zone, session.starts_at)],
        "rooms": [
            ("", _("none of ours")),
            *((str(one.uid), room_called(one, form.visit.site_id)) for one in form.rooms),
        ],
        "there": [("", _("nobody")), *((str(one.uid), one.name) for one in form.there)],
        "people": [("", _("nobody")), *((str(one.uid), one.name) for one in form.people)],
    }


def slots(zone: str, now: datetime) -> list[str]:
    """07:00 to 20:45 by quarters, and the time at which it begins now."""
    found = {f"{hour:02}:{minute:02}" for hour in range(7, 21) for minute in (0, 15, 30, 45)}
    return sorted(found | {now.astimezone(ZoneInfo(zone)).strftime("%H:%M")})
