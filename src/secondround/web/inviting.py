"""What waits for whoever invites: answers to act upon, another day asked for, something that would help and is not arranged yet."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, ApplicationState
from secondround.people.models import User
from secondround.people.queries import clock_of
from secondround.visits.models import Adjustment, Invitation, InvitationState, Visit, VisitState
from secondround.visits.queries.invitations import waiting_invitations

WITHIN = timedelta(days=1)
"""How soon somebody who said what helps hears what is arranged."""

Found = tuple[str, Application, str, str, datetime | None]


def end_of(day: date | None, zone: ZoneInfo) -> datetime | None:
    """A promised day is over at its last minute, on the clocks of whoever owes it."""
    return datetime.combine(day, time(23, 59), zone) if day else None


def _uninvited(user: User, mine: QuerySet[Application]) -> list[Found]:
    """Who goes on and has not been asked, or whose invitation was taken back; due as long as an answer is."""
    asked = Invitation.objects.exclude(state=InvitationState.WITHDRAWN).values("application")
    rows = mine.filter(state=ApplicationState.ADVANCED).exclude(pk__in=asked).select_related("candidate", "position")
    return [
        (
            _("Goes on, and is not invited yet"),
            one,
            reverse("visits:invite", args=[one.uid]),
            _("Invite them"),
            end_of(one.answer_by, clock_of(user)),
        )
        for one in rows.order_by("answer_by", "pk")
    ]


def to_arrange(user: User, at: datetime) -> list[Found]:
    """(what, application, where, verb, until when) for each, of people whose day `user` plans."""
    mine = candidates_access.visible_to(user, at, "invitation.send")
    found = _uninvited(user, mine)
    for one in waiting_invitations().filter(application__in=mine).order_by("answered_at", "pk"):
        invite = reverse("visits:invite", args=[one.application.uid])
        if one.state == InvitationState.DECLINED:
            found.append(
                (
                    _("Does not come to the second interview"),
                    one.application,
                    invite,
                    _("Decide what follows"),
                    one.answered_at,
                )
            )
        else:
            plan = reverse("visits:plan", args=[one.application.uid])
            due = end_of(one.decide_on, clock_of(user))
            found.append((_("Comes; no day is planned yet"), one.application, plan, _("Plan the day"), due))
    moved = Visit.objects.filter(application__in=mine, state=VisitState.CONFIRMED, move_asked_at__isnull=False)
    for visit in moved.select_related("application__candidate", "application__position").order_by(
        "move_asked_at", "pk"
    ):
        day = reverse("visits:day", args=[visit.uid])
        found.append((_("Asks for another day"), visit.application, day, _("Look at the day"), visit.move_asked_at))
    helps = Adjustment.objects.filter(application__in=mine, arrangement="", asked_at__isnull=False).exclude(
        needs=[], words=""
    )
    for need in helps.select_related("application__candidate", "application__position").order_by("asked_at", "pk"):
        invite = reverse("visits:invite", args=[need.application.uid])
        due = need.asked_at + WITHIN if need.asked_at else None
        found.append((_("Said what would help on the day"), need.application, invite, _("Say what is arranged"), due))
    return found
