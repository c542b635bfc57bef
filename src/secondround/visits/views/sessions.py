"""One item of the day: added, changed, looked at before it is kept, taken out."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secondround.people.models import User
from secondround.people.signin import signed_in
from secondround.positions.care import touched
from secondround.visits import actions, forms
from secondround.visits.access import get_session, get_visit
from secondround.visits.actions import DayRefused
from secondround.visits.models import Session, Visit
from secondround.visits.queries.days import planned_day, room_called
from secondround.visits.queries.judging import judged
from secondround.visits.views.days import WAYS, said
from secondround.visits.wording import KINDS, REFUSED


@require_http_methods(WAYS)
def add_session(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One more item, after the last."""
    user, now = signed_in(request), timezone.now()
    visit = get_visit(user, uid, now, "visit.plan")
    return _page(request, user, now, visit, None)


@require_http_methods(WAYS)
def session(request: HttpRequest, uid: UUID, session: UUID) -> HttpResponse:
    """The item as it stands; another time, other people, or out of the plan."""
    user, now = signed_in(request), timezone.now()
    visit = get_visit(user, uid, now, "visit.plan")
    return _page(request, user, now, visit, get_session(visit, session))


def _page(request: HttpRequest, user: User, now: datetime, visit: Visit, found: Session | None) -> HttpResponse:
    initial = forms.SessionForm.initial_of(found, visit.zone) if found else _next(visit)
    form = forms.SessionForm(visit, request.POST or None, initial=initial)
    then, status, speaks, looked = request.POST.get("then", ""), 200, [], False
    if request.method == "POST" and (then == "remove" or form.is_valid()):
        try:
            with transaction.atomic():
                _carry_out(user, now, visit, found, form, then)
                if then == "look":
                    speaks, looked = said(judged(visit, now), planned_day(visit)), True
                    transaction.set_rollback(True)
        except DayRefused as refused:
            form.add_error(None, str(REFUSED[str(refused)]))
            status = 409 if str(refused) == "changed_elsewhere" else 422
        else:
            if then != "look":
                return redirect("visits:day", visit.uid)
    visit.refresh_from_db()
    context = {
        "form": form,
        "visit": visit,
        "application": visit.application,
        "session": found,
        "stands": planned_day(visit) if status == 409 else None,
        "speaks": speaks,
        "looked": looked,
        "touches": touched(str(form["about"].value() or "")),
        "chosen": form.chosen(),
        **_choices(form),
    }
    return render(
        request, "visits/session.html", context, status=status if status != 200 else (422 if form.errors else 200)
    )


def _carry_out(
    user: User, now: datetime, visit: Visit, found: Session | None, form: forms.SessionForm, then: str
) -> None:
    typed = form.data.get("edit", "")
    edit = int(typed) if typed.isdigit() else -1
    if then == "remove" and found:
        actions.remove_session(by=user, at=now, session=found, edit=edit)
    elif found:
        actions.change_session(by=user, at=now, session=found, edit=edit, given=form.given())
    else:
        actions.add_session(by=user, at=now, visit=visit, edit=edit, given=form.given())


def _next(visit: Visit) -> dict[str, object]:
    """A new item begins where the last one ends."""
    day = planned_day(visit)
    start = day.end.astimezone(ZoneInfo(visit.zone)).strftime("%H:%M") if day.sessions else "09:00"
    return {"kind": "interview", "start": start, "minutes": 45}


def _choices(form: forms.SessionForm) -> dict[str, object]:
    nobody = [("", _("nobody"))]
    people = [(str(one.uid), one.name) for one in form.people]
    return {
        "kinds": [(code, str(words)) for code, words in KINDS.items()],
        "kits": [("", _("none of the plan")), *((str(one.uid), f"{one.name}, {one.round.name}") for one in form.kits)],
        "rooms": [
            ("", _("none of ours")),
            *((str(one.uid), room_called(one, form.visit.site_id)) for one in form.rooms),
        ],
        "people": form.people,
        "somebody": nobody + people,
    }
