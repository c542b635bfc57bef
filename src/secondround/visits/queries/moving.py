"""An item of a plan as it would be elsewhere: at another time, in another room, with somebody else. Nothing is written here."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime

from secondround.people.models import User
from secondround.positions.models import MeetingRoom
from secondround.timetable.referee import Finding
from secondround.visits.models import Session, SessionPerson, Visit
from secondround.visits.queries.days import Planned, SeenDay, body_of, day_from, sessions_of
from secondround.visits.queries.judging import judged


@dataclass(frozen=True)
class Move:
    """Where an item goes. `takes`: who comes in the place of `gives`; neither: the people stay."""

    starts_at: datetime
    room: MeetingRoom | None
    gives: User | None = None
    takes: User | None = None


@dataclass(frozen=True)
class Moved:
    """The day as it would be: what would speak against it that does not now, and what speaks against it anyway."""

    day: SeenDay
    new: tuple[Finding, ...]
    standing: tuple[Finding, ...]


def with_move(visit: Visit, session: Session, move: Move, at: datetime) -> Moved:
    """The plan with one item moved, held against the plan as it stands."""
    planned = sessions_of(visit)
    other = sorted(
        (_moved(there, move) if there.session.pk == session.pk else there for there in planned),
        key=lambda there: (there.session.starts_at, there.session.pk),
    )
    before = {_key(one) for one in judged(visit, at, planned)}
    found = judged(visit, at, other)
    return Moved(
        day=day_from(visit, body_of(visit, other)),
        new=tuple(one for one in found if _key(one) not in before),
        standing=tuple(one for one in found if _key(one) in before),
    )


def _key(one: Finding) -> tuple[object, ...]:
    return (one.code, one.item, one.person, tuple(sorted((name, str(value)) for name, value in one.facts.items())))


def _moved(there: Planned, move: Move) -> Planned:
    session = copy(there.session)
    session.starts_at, session.room = move.starts_at, move.room
    return Planned(session, tuple(people_after(there.people, move)))


def people_after(people: tuple[SessionPerson, ...], move: Move) -> list[SessionPerson]:
    """Who is there after the move, each in their part; nobody stands in an item twice."""
    if move.gives is None or move.takes is None or move.gives == move.takes:
        return list(people)
    there = {one.user_id for one in people}
    found = []
    for one in people:
        if one.user_id != move.gives.pk:
            found.append(one)
        elif move.takes.pk not in there:
            other = copy(one)
            other.user = move.takes
            found.append(other)
    return found
