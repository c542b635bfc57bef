"""The candidate's own doors to the day: what is next, where, who, how to say the names. Nothing internal is ever in it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from secondround.candidates.access import get_own
from secondround.candidates.models import Application
from secondround.people.candidate_door import signed_in_candidate
from secondround.visits.models import ItemState, Visit, VisitState
from secondround.visits.queries.adjustments import arrangement_of
from secondround.visits.queries.days import told_day
from secondround.visits.queries.itineraries import called_off, cards_of, next_of
from secondround.visits.views.itineraries import file_of
from secondround.visits.wording import part_words


@require_safe
def my_day(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The itinerary: for a phone, for paper, and to keep."""
    now = timezone.now()
    application = get_own(signed_in_candidate(request), uid, now, "visit.my_day")
    visit = _told(application)
    day = told_day(visit)
    if day is None:
        raise Http404
    off = called_off(visit)
    context = {
        "visit": visit,
        "application": application,
        "day": day,
        "zone": application.candidate.zone or day.zone,
        "cards": [(one, part_words(one.parts, has_form=one.has_form)) for one in cards_of(day)],
        "arrangement": arrangement_of(application),
        "next": next_of(day, now) if visit.state == VisitState.CONFIRMED else "",
        "called_off": off,
        "is_cut_short": visit.state == VisitState.HELD and ItemState.CANCELLED in off.values(),
        "is_over": day.end <= now,
        "is_cancelled": visit.state == VisitState.CANCELLED,
        "now": now,
    }
    return render(request, "visits/my_day.html", context)


@require_safe
def my_calendar(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The day as a calendar file: the same event as in the letter."""
    now = timezone.now()
    application = get_own(signed_in_candidate(request), uid, now, "visit.my_day")
    return file_of(_told(application), None, now)


def _told(application: Application) -> Visit:
    """The newest day that the candidate was told of, be it cancelled since."""
    found = Visit.objects.filter(application=application, version__gt=0).order_by("-made_at", "-pk")
    visit = found.select_related("application__candidate", "application__position", "host", "coordinator").first()
    if visit is None:
        raise Http404
    return visit
