"""What waits for whoever invites: answers to act upon, another day asked for, something that would help and is not arranged yet."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application
from secondround.people.models import User
from secondround.visits.models import Adjustment, InvitationState, Visit, VisitState
from secondround.visits.queries.invitations import waiting_invitations

WITHIN = timedelta(days=1)
"""How soon somebody who said what helps hears what is arranged."""

Found = tuple[str, Application, str, str, datetime | None]


def to_arrange(user: User, at: datetime) -> list[Found]:
    """(what, application, where, verb, until when) for each, of people whose day `user` plans."""
    mine = candidates_access.visible_to(user, at, "invitation.send")
    found: list[Found] = []
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
            found.append((_("Comes; no day is planned yet"), one.application, plan, _("Plan the day"), None))
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
