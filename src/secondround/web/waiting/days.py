"""Second-round days and what goes before them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from secondround.candidates import access as candidates_access
from secondround.people.clocks import weekday_date
from secondround.people.models import User
from secondround.people.queries import clock_of
from secondround.visits.access import can as may_see_visit
from secondround.visits.access import own_visits
from secondround.visits.models import Visit, VisitState
from secondround.visits.queries import did_not_come, not_noted, own_beginnings
from secondround.visits.rules import end_of_day
from secondround.web.inviting import end_of, to_arrange
from secondround.web.waiting.wait import Wait, about

DAY = timedelta(days=1)


def days(user: User, at: datetime) -> list[Wait]:
    """Second-round days: one's own part, today or tomorrow; one that is over and not noted, for host and planner; and one that a
    candidate did not come to, for whoever owes the answer."""
    zone = clock_of(user)
    open_days = [one for one in not_noted(user, at) if may_see_visit(user, one, at, "visit.happen")]
    soon = own_visits(user).filter(state=VisitState.CONFIRMED, on__gte=at.date() - DAY, on__lte=at.date() + DAY)
    soon = soon.exclude(pk__in=[one.pk for one in open_days])
    begins = own_beginnings(user, soon)
    found = [
        about(
            one.application,
            _("You have a part in a second-round day on %(day)s") % {"day": weekday_date(one.on)},
            reverse(
                "visits:happening" if (hosts := _hosts_today(user, one, at)) else "visits:itinerary", args=[one.uid]
            ),
            _("Note what happens") if hosts else _("See your part"),
            end_of(one.on, ZoneInfo(one.zone)),
            starts_at=begins.get(one.pk),
        )
        for one in soon.select_related("application__candidate", "application__position")
        if end_of_day(one.on, ZoneInfo(one.zone)) > at and may_see_visit(user, one, at, "visit.own")
    ]
    found += [
        about(
            one.application,
            _("The day is over and not noted yet: what took place?"),
            reverse("visits:happening", args=[one.uid]),
            _("Note what happened"),
            end_of(one.on, ZoneInfo(one.zone)),
        )
        for one in open_days
    ]
    return found + [
        about(
            one.application,
            _("Did not come to the second interview"),
            reverse("interviews:application", args=[one.application.uid]),
            _("Decide what follows"),
            end_of(one.application.answer_by, zone),
        )
        for one in did_not_come(candidates_access.visible_to(user, at, "answer.settle").filter(owner=user))
    ]


def _hosts_today(user: User, visit: Visit, at: datetime) -> bool:
    """Whether this is the day on which `user` walks the candidate round."""
    return visit.host_id == user.pk and at.astimezone(ZoneInfo(visit.zone)).date() == visit.on


def invitations(user: User, at: datetime) -> list[Wait]:
    return [
        about(
            application,
            what,
            link,
            verb,
            due,
            is_late=verb == _("Say what is arranged") and due is not None and due < at,
        )
        for what, application, link, verb, due in to_arrange(user, at)
    ]
