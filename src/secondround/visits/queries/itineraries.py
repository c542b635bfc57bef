"""A told day as one reader may have it: planners and the host all of it, everybody else their own sessions, the candidate without
anything internal."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from secondround.interviews.models import Assignment, AssignmentState
from secondround.people.models import User
from secondround.visits.models import DayEntry, ItemState, SessionPart, Visit
from secondround.visits.queries.days import SeenDay, SeenSession, told_day
from secondround.visits.queries.telling import Due, tellings


@dataclass(frozen=True)
class Card:
    """Somebody the candidate meets: the person, in what parts, and in which items of the day."""

    user: User
    parts: tuple[SessionPart, ...]
    has_form: bool
    sessions: tuple[SeenSession, ...] = ()


def own_day(day: SeenDay, user: User) -> SeenDay:
    """Only the sessions in which `user` has a part; all of them for whoever walks the candidate round."""
    if day.host and day.host.pk == user.pk:
        return day
    return replace(day, sessions=tuple(one for one in day.sessions if one.part_of(user)))


def has_part(day: SeenDay, user: User) -> bool:
    return bool(own_day(day, user).sessions)


def cards_of(day: SeenDay) -> list[Card]:
    """Everybody the candidate meets, in the order of the day; the host first."""
    parts: dict[int, list[SessionPart]] = {day.host.pk: [SessionPart.HOST]} if day.host else {}
    forms: set[int] = set()
    for session in day.sessions:
        for one in session.people:
            held = parts.setdefault(one.user.pk, [])
            if one.part not in held:
                held.append(one.part)
            if one.has_form:
                forms.add(one.user.pk)
    people = {one.pk: one for one in day.people()}
    return [
        Card(people[key], tuple(held), key in forms, tuple(one for one in day.sessions if one.part_of(people[key])))
        for key, held in parts.items()
    ]


def own_cards(visit: Visit, user: User) -> dict[str, Assignment]:
    """The card or short form that `user` has to write about each session, by the session's uid."""
    found = visit.sessions.filter(interview__isnull=False).values_list("interview", "uid")
    by_interview = {interview: str(uid) for interview, uid in found}
    mine = Assignment.objects.filter(
        interview__in=by_interview, user=user, state__in=[AssignmentState.OWED, AssignmentState.SUBMITTED]
    )
    return {by_interview[one.interview_id]: one for one in mine}


def called_off(visit: Visit) -> dict[str, str]:
    """Sessions that did not take place, or will not, by uid."""
    gone = visit.sessions.filter(state__in=[ItemState.DID_NOT, ItemState.CANCELLED]).values_list("uid", "state")
    return {str(uid): state for uid, state in gone}


def next_of(day: SeenDay, at: datetime) -> str:
    """The session that goes on, or comes next; "" when all are over."""
    return next((one.uid for one in sorted(day.sessions, key=lambda one: one.start) if one.end > at), "")


def entries_of(visit: Visit, user: User | None) -> Iterator[tuple[Due, DayEntry]]:
    """One reader's calendar events as they were last told them. `user` None: the candidate."""
    day = told_day(visit)
    if day is None:
        return
    known = tellings(day)
    rows = DayEntry.objects.filter(visit=visit, user=user, is_cancelled=False).select_related("session", "user")
    for entry in rows.order_by("pk"):
        telling = known.get((str(entry.session.uid) if entry.session else "", entry.user_id))
        if telling:
            yield Due("changed", telling, day, entry), entry
