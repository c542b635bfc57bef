"""Whose preparation it is: the owner's alone. No role of the table opens it, and no actor of the hiring side comes near."""

from datetime import datetime
from uuid import UUID

from django.http import Http404

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application
from secondround.people.models import User
from secondround.visits.models import Visit
from secondround.visits.queries import Met, people_met, visit_of


def get_visit(user: User, uid: UUID | str, at: datetime) -> Visit:
    """One's own day, by one's own application: whoever else asks finds nothing, whatever roles they hold."""
    found = Application.objects.select_related("candidate", "position").filter(uid=uid, duplicate_of=None).first()
    if found is None or not candidates_access.is_self(user, found):
        raise Http404
    visit = visit_of(found)
    if visit is None:
        raise Http404
    return visit


def get_met(user: User, uid: UUID | str, person: UUID | str, at: datetime) -> tuple[Visit, Met]:
    """One's own day, and somebody met on it."""
    visit = get_visit(user, uid, at)
    met = next((one for one in people_met(visit) if str(one.user.uid) == str(person)), None)
    if met is None:
        raise Http404
    return visit, met
