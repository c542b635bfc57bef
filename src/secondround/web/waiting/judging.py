"""Interviews that one holds, scorecards that one owes, briefs that one reads."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from secondround.candidates import access as candidates_access
from secondround.candidates.models import ApplicationState
from secondround.handoff import access as handoff_access
from secondround.handoff.queries.briefs import briefs_for_reader
from secondround.interviews.access import none_of_later_rounds
from secondround.interviews.models import Assignment
from secondround.interviews.queries import begun_by, debts_of, end_of_interview, rated_by
from secondround.interviews.queries.planning import without_assessor
from secondround.interviews.rules.reminders import DUE
from secondround.people.models import User
from secondround.people.queries import clock_of
from secondround.visits.access import own_visits
from secondround.visits.models import Visit, VisitState
from secondround.visits.queries import own_beginnings
from secondround.web.expecting import coming_for, is_met_on
from secondround.web.inviting import end_of
from secondround.web.waiting.wait import Wait, about

DAY = timedelta(days=1)


def meetings(user: User, at: datetime, zone: ZoneInfo) -> list[Wait]:
    """Interviews that one holds today. Those of a second-round day stand in that day's line, those of other days beside."""
    today = at.astimezone(zone).date()
    return [
        about(
            one.interview.application,
            _("You interview"),
            reverse("interviews:scorecard", args=[one.uid]),
            _("Open the kit"),
            starts_at=one.interview.at,
            refusal=reverse("interviews:conflict", args=[one.interview.application.uid]),
        )
        for one in coming_for(user, at)
        if is_met_on(one, today, zone)
    ]


def unheld(user: User, at: datetime) -> list[Wait]:
    """Interviews that nobody holds any more, for whoever plans."""
    plans = candidates_access.visible_to(user, at, "interview.schedule")
    return [
        about(
            one.application,
            _("Nobody holds this interview any more"),
            reverse("interviews:interview", args=[one.uid]),
            _("Find somebody"),
            starts_at=one.at,
        )
        for one in without_assessor(plans, at, told=none_of_later_rounds(user, at))
    ]


def cards(user: User, at: datetime) -> list[Wait]:
    mine = set(candidates_access.part_in(user, at, "assessment.write_own").values_list("pk", flat=True))
    owed = [
        one
        for one in debts_of(user)
        if (one.interview.at is None or one.interview.at <= at) and one.interview.application_id in mine
    ]
    begun = begun_by(user)
    return [_card(one, one.pk in begun, at) for one in owed]


def _card(one: Assignment, is_begun: bool, at: datetime) -> Wait:
    """A card is due a day after the interview's end; one that was asked for without a time waits now."""
    interview = one.interview
    end = end_of_interview(interview)
    due = end + DUE if end else None
    what = _("Your short form is owed") if one.is_short else _("Your scorecard is owed")
    return about(
        interview.application,
        _("Your scorecard is owed; your notes are saved") if is_begun and not one.is_short else what,
        reverse("interviews:scorecard", args=[one.uid]),
        _("Go on writing") if is_begun else _("Write it"),
        due,
        is_late=due is not None and due <= at,
        starts_at=interview.at if end and at < end else None,  # while one talks, the card is what one needs
    )


def briefs(user: User, at: datetime) -> list[Wait]:
    """Briefs of people on whom nothing is decided, as far as the reader may know, and whom they have not judged themselves yet."""
    blind, judged = candidates_access.blind_on(user, at), rated_by(user)
    undecided = (ApplicationState.ADVANCED, ApplicationState.RESERVE)
    meets, zone = _beginnings(user, at), clock_of(user)
    return [
        about(
            one.application,
            _("A brief is yours to read"),
            reverse("handoff:brief", args=[one.uid]),
            _("Read it"),
            meets.get(one.application_id)
            or (None if one.application_id in blind else end_of(one.application.answer_by, zone)),
        )
        for one in briefs_for_reader(user, at)
        if one.application_id not in judged
        and (one.application_id in blind or one.application.state in undecided)
        and handoff_access.decide(user, one.application, at, "brief.read").is_allowed
    ]


def _beginnings(user: User, at: datetime) -> dict[int, datetime]:
    """When `user` meets each person next on a second-round day, else when that day ends: until then a brief is to be read."""
    days = Visit.objects.filter(state=VisitState.CONFIRMED, on__gte=at.date() - DAY)
    told = Q(application__in=candidates_access.visible_to(user, at, "visit.read")) | Q(pk__in=own_visits(user))
    days = days.filter(told).order_by("-on", "-pk")
    begins = own_beginnings(user, days)
    ends = ((one, end_of(one.on, ZoneInfo(one.zone))) for one in days)
    return {one.application_id: begins.get(one.pk, end) for one, end in ends if end and end > at}
