"""Whose preparation it is: the owner's alone. No role of the table opens it, and no actor of the hiring side comes near."""

from datetime import datetime
from uuid import UUID

from django.http import Http404

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application
from secondround.people.models import User
from secondround.preparation.models import Jotting, ThankYou
from secondround.visits.models import Visit
from secondround.visits.queries import Met, people_met, visit_of


def get_visit(user: User, uid: UUID | str, at: datetime) -> Visit:
    """One's own day, by one's own application: whoever else asks finds nothing, whatever roles they hold."""
    found = Application.objects.select_related("candidate", "position").filter(uid=uid, duplicate_of=None).first()
    if found is None or not candidates_access.is_self(user, found):
        raise Http404
    visit = visit_of(found, at)
    if visit is None:
        raise Http404
    return visit


def people_of(owner: User, visit: Visit, at: datetime) -> list[Met]:
    """Everybody met, in the order of the day; then whoever one has written about or to, whatever was noted of the day since."""
    found = people_met(visit, at)
    mine = {"owner": owner, "visit": visit}
    written = {*Jotting.objects.filter(**mine).values_list("about", flat=True)}
    written |= {*ThankYou.objects.filter(**mine).values_list("to", flat=True)}
    others = User.objects.filter(pk__in=written - {one.user.pk for one in found})
    return [*found, *(Met(one) for one in others.order_by("name", "pk"))]


def get_met(user: User, uid: UUID | str, person: UUID | str, at: datetime) -> tuple[Visit, Met]:
    """One's own day, and somebody met on it."""
    visit = get_visit(user, uid, at)
    met = next((one for one in people_of(user, visit, at) if str(one.user.uid) == str(person)), None)
    if met is None:
        raise Http404
    return visit, met
