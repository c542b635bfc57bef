"""The day as it happens, from a phone: one button for each thing, in the words of whoever stands in the corridor."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secondround.people.models import User
from secondround.people.queries import choosable, chosen_person
from secondround.people.signin import signed_in
from secondround.visits import actions
from secondround.visits.access import can, get_session, get_visit
from secondround.visits.actions import DayRefused
from secondround.visits.models import ItemState, Session, Visit
from secondround.visits.queries.days import planned_day, sessions_of
from secondround.visits.views.days import WAYS
from secondround.visits.wording import HAPPENINGS, REFUSED, called


@require_http_methods(WAYS)
def happening(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is expected, and what became of it so far."""
    user, now = signed_in(request), timezone.now()
    visit = get_visit(user, uid, now, "visit.happen")
    problem = ""
    if request.method == "POST":
        try:
            _note(request, user, now, visit)
        except DayRefused as refused:
            problem = str(REFUSED[str(refused)])
        else:
            messages.success(request, _("Noted. Nobody is written to."))
            return redirect("visits:happening", visit.uid)
    visit.refresh_from_db()
    sessions = [(there, called(there.session), there.session.starts_at <= now) for there in sessions_of(visit)]
    context = {
        "visit": visit,
        "application": visit.application,
        "day": planned_day(visit),
        "sessions": sessions,
        "has_come": any(one.session.state == ItemState.TOOK_PLACE for one, _name, _begun in sessions),
        "not_noted": [name for one, name, begun in sessions if begun and one.session.state == ItemState.PLANNED],
        "now_on": next(
            (one.session.uid for one, _name, begun in sessions if begun and one.session.state == ItemState.PLANNED),
            None,
        ),
        "noted": [
            (one, called(one.session) if one.session else "", HAPPENINGS.get(one.what, one.what))
            for one in visit.happenings.select_related("noted_by", "session__kit")
        ],
        "people": [("", _("choose")), *((str(one.uid), one.name) for one in choosable())],
        "problem": problem,
        "may_read": can(user, visit, now, "visit.read"),
    }
    return render(request, "visits/happening.html", context, status=422 if problem else 200)


def _note(request: HttpRequest, user: User, now: datetime, visit: Visit) -> None:
    what, words = request.POST.get("what", ""), request.POST.get("words", "")
    if what in ("arrived", "late"):
        return actions.note_arrival(by=user, at=now, visit=visit, is_late=what == "late", words=words)
    if what == "did_not_come":
        return actions.note_no_show(by=user, at=now, visit=visit, words=words)
    if what == "end":
        return actions.end_day(by=user, at=now, visit=visit)
    if what == "add":
        who = chosen_person(request.POST.get("person"))
        if who is None:
            raise DayRefused("reason_wanted")
        actions.add_on_the_spot(by=user, at=now, visit=visit, user=who, session=_chosen(request, visit), words=words)
        return None
    if what in ("took_place", "left_out"):
        session = _chosen(request, visit)
        if session is None:
            raise Http404
        there = [who for one in request.POST.getlist("there") if (who := chosen_person(one))]
        return actions.note_session(
            by=user, at=now, session=session, took_place=what == "took_place", there=there, words=words
        )
    raise Http404


def _chosen(request: HttpRequest, visit: Visit) -> Session | None:
    typed = request.POST.get("session", "")
    try:
        return get_session(visit, UUID(typed)) if typed else None
    except ValueError as error:
        raise Http404 from error
