"""Who has to be told what: the plan held against what each person was last told. Nobody unaffected is written to.

The preview and the sending both begin here, so that what was shown is what is sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from secondround.audit.rules import canonical
from secondround.people.models import User
from secondround.visits.models import DayEntry, SessionPart, Visit, VisitState
from secondround.visits.queries.days import SeenDay, SeenSession, planned_day, told_day

Key = tuple[str, int | None]  # a session's uid, or "" for the whole day; a user's pk, or None for the candidate


@dataclass(frozen=True)
class Telling:
    """What one recipient is told of. `user` None: the candidate. `session` None: the whole day. `sha256`: of what concerns them."""

    user: User | None
    session: SeenSession | None
    start: datetime
    end: datetime
    sha256: str

    @property
    def key(self) -> Key:
        return (self.session.uid if self.session else "", self.user.pk if self.user else None)


@dataclass(frozen=True)
class Due:
    """One letter that is due. `what`: new, changed or cancelled; `day`: the one that the letter speaks of."""

    what: str
    telling: Telling
    day: SeenDay
    entry: DayEntry | None


def tellings(day: SeenDay) -> dict[Key, Telling]:
    """Everybody who is told something of a day: the candidate of all of it, each of ours of their own sessions, host and coordinator
    of the day. What moves nobody's time, place or part is told to nobody; the candidate is told whom they meet."""
    if not day.sessions:
        return {}
    found = [Telling(None, None, day.start, day.end, _hash(_for_candidate(day)))]
    for session in day.sessions:
        for one in session.people:
            if day.host and one.user.pk == day.host.pk and one.part == SessionPart.HOST:
                continue  # the day's host has all of it as one event
            facts = {**_when(session), "part": one.part, "form": one.has_form}
            found.append(Telling(one.user, session, session.start, session.end, _hash(facts)))
    walk = [_when(session) for session in day.sessions]
    if day.host:
        found.append(Telling(day.host, None, day.start, day.end, _hash(["host", walk, day.site])))
    if not day.host or day.host.pk != day.coordinator.pk:
        block = [day.start.isoformat(), day.end.isoformat(), day.site]
        found.append(Telling(day.coordinator, None, day.start, day.end, _hash(["coordinator", block])))
    return {one.key: one for one in found}


def _when(session: SeenSession) -> dict[str, Any]:
    return {
        "start": session.start.isoformat(),
        "minutes": session.minutes,
        "where": session.where,
        "title": session.title,
        "kind": session.kind,
    }


def _for_candidate(day: SeenDay) -> Mapping[str, Any]:
    return {
        "site": day.site,
        "welcome": day.welcome,
        "sessions": [
            {
                **_when(one),
                "people": sorted(p.user.pk for p in one.people),
                **({"about": one.about} if one.about else {}),
            }
            for one in day.sessions
        ],
    }


def _hash(facts: Any) -> str:
    return sha256(canonical({"told": facts})).hexdigest()


def due_letters(visit: Visit, at: datetime) -> list[Due]:
    """Every letter that the plan calls for now, in the order candidate, day, sessions. Nothing is told of what is past."""
    day = planned_day(visit)
    wanted = tellings(day) if visit.state != VisitState.CANCELLED else {}
    before = told_day(visit)
    earlier = tellings(before) if before else {}
    entries = {_key(one): one for one in DayEntry.objects.filter(visit=visit).select_related("session", "user")}
    found = []
    for key, telling in wanted.items():
        entry = entries.get(key)
        if telling.end <= at or (entry and not entry.is_cancelled and entry.told_sha256 == telling.sha256):
            continue
        found.append(Due("new" if entry is None or entry.is_cancelled else "changed", telling, day, entry))
    for key, entry in entries.items():
        if key in wanted or entry.is_cancelled or key not in earlier or before is None:
            continue
        if earlier[key].end > at:
            found.append(Due("cancelled", earlier[key], before, entry))
    return found


def _key(entry: DayEntry) -> Key:
    return (str(entry.session.uid) if entry.session else "", entry.user_id)
