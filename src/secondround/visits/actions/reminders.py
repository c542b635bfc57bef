"""What the worker does by itself: remind a candidate of the day, a day and two hours before, once each."""

from datetime import datetime

from secondround.audit.actions import Machine, record, turn
from secondround.interviews.rules.reminders import AHEAD, due_ahead
from secondround.people import access as people_access
from secondround.people.policy import Facts
from secondround.visits.actions.confirming import post
from secondround.visits.letters import written
from secondround.visits.models import DayEntry, Visit, VisitState
from secondround.visits.queries.days import newest_version, told_day
from secondround.visits.queries.telling import Due, tellings


def remind(*, by: Machine, at: datetime) -> int:
    """Every candidate whose day comes and who is to be reminded now; says how many letters were queued."""
    people_access.check(by, Facts(), "reminder.send")
    soon = Visit.objects.filter(state=VisitState.CONFIRMED, on__gte=at.date() - max(AHEAD.values())).filter(
        on__lte=at.date() + 2 * max(AHEAD.values())
    )
    found = soon.select_related("application__candidate", "application__position", "host", "coordinator", "site")
    return sum(_remind(by, at, visit) for visit in found.order_by("on", "pk"))


def _remind(by: Machine, at: datetime, visit: Visit) -> bool:
    day, newest = told_day(visit), newest_version(visit)
    if day is None or newest is None or not day.sessions:
        return False
    kind = due_ahead(day.start, at, newest.made_at)
    if not kind:
        return False
    with turn():
        entry = DayEntry.objects.select_for_update().filter(visit=visit, user=None, is_cancelled=False).first()
        done = f"{kind}:{day.start.isoformat()}"
        if entry is None or done in entry.reminded:
            return False
        letter = written(by, Due("reminded", tellings(day)["", None], day, entry), "")
        if letter is None:
            return False
        DayEntry.objects.filter(pk=entry.pk).update(reminded=[*entry.reminded, done])
        post(by=by, at=at, letter=letter)
        record(by=by, at=at, act="visits.remind", about={"visit": visit.pk}, text={"kind": kind})
    return True
