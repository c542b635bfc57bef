"""Itineraries of ours, for phone, paper and calendar: the whole day for planners and the host, their own sessions for everybody else."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from secondround.correspondence.calendar import Event, calendar_file
from secondround.people.models import User
from secondround.people.queries import clock_of
from secondround.people.signin import signed_in
from secondround.visits.access import can, get_visit
from secondround.visits.letters import event_of, recipient_of
from secondround.visits.models import Visit, VisitState
from secondround.visits.queries.adjustments import arrangement_of
from secondround.visits.queries.days import newest_version, told_day
from secondround.visits.queries.itineraries import (
    called_off,
    entries_of,
    next_of,
    own_cards,
    own_day,
)


@require_safe
def itinerary(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What happens when, where, with whom: as people were told it."""
    user, now = signed_in(request), timezone.now()
    visit = get_visit(user, uid, now, "visit.read", "visit.own")
    day = told_day(visit)
    if day is None:
        raise Http404
    sees_all = can(user, visit, now, "visit.read")
    shown = day if sees_all else own_day(day, user)
    assesses = can(user, visit, now, "visit.arrangement")
    context = {
        "visit": visit,
        "application": visit.application,
        "day": shown,
        "zone": clock_of(user).key,
        "next": next_of(shown, now) if visit.state == VisitState.CONFIRMED else "",
        "called_off": called_off(visit),
        "cards": own_cards(visit, user),
        "arrangement": arrangement_of(visit.application) if assesses else "",
        "may_happen": can(user, visit, now, "visit.happen"),
        "may_read": sees_all,
        "is_cancelled": visit.state == VisitState.CANCELLED,
        "has_events": bool(events_of(visit, user, now)),
    }
    return render(request, "visits/itinerary.html", context)


@require_safe
def calendar(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One's own events of the day as a file; the same events as in the letters, never beside them."""
    user, now = signed_in(request), timezone.now()
    visit = get_visit(user, uid, now, "visit.read", "visit.own")
    return file_of(visit, user, now)


def events_of(visit: Visit, user: User | None, now: datetime) -> list[Event]:
    """What of the day stands in somebody's calendar, stamped with when people were told of it."""
    newest = newest_version(visit)
    found, stamp = list[Event](), newest.made_at if newest else now
    for due, entry in entries_of(visit, user):
        to = recipient_of(due.telling, due.day)
        if to:
            found.append(event_of(due, to, str(entry.uid), entry.sequence, stamp))
    return found


def file_of(visit: Visit, user: User | None, now: datetime) -> HttpResponse:
    """The same file until people are told something else; none where one has no part in the day."""
    found = events_of(visit, user, now)
    if not found:
        raise Http404
    response = HttpResponse(calendar_file(found), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="second-round-day.ics"'
    return response
