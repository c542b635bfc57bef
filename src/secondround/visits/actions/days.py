"""The day: planned, told, changed, cancelled."""

from datetime import datetime

from secondround.audit.actions import Machine, record, turn
from secondround.candidates.models import Application
from secondround.people.models import User
from secondround.visits.models import ItemState, Session, Visit, VisitState

OPEN = (VisitState.DRAFT, VisitState.CONFIRMED)


def cancel_visits(*, by: User | Machine, at: datetime, application: Application, reason: str) -> int:
    """What is still to come of an application that ends: called by the endings, whose door was asked already. Says how many days.

    A day of which something took place was held, as far as it went; its interviews that are still to come are cancelled with the others.
    """
    with turn():
        found = list(Visit.objects.select_for_update().filter(application=application, state__in=OPEN))
        for visit in found:
            rest = Session.objects.filter(visit=visit, state=ItemState.PLANNED, removed_at__isnull=True)
            rest.update(state=ItemState.CANCELLED)
            began = Session.objects.filter(visit=visit, state=ItemState.TOOK_PLACE).exists()
            state, ended = (VisitState.HELD, at) if began else (VisitState.CANCELLED, None)
            Visit.objects.filter(pk=visit.pk).update(state=state, ended_at=ended)
            record(
                by=by,
                at=at,
                act="visits.cancel",
                about={"visit": visit.pk, "application": application.pk},
                text={"reason": reason},
            )
    return len(found)
