"""A day as lanes of people over time, in cells of five minutes put together: what a page draws as one table, and reads as one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from secondround.people.models import User
from secondround.timetable.day import Day, Person, Place, Span
from secondround.visits.models import SessionPart
from secondround.visits.queries.days import SeenDay, SeenSession

UNIT = timedelta(minutes=5)
HOUR = timedelta(hours=1)
OFFICE = (time(9), time(17))


@dataclass(frozen=True)
class Cell:
    """A stretch of a lane. `kind`: free, away (outside hours), busy, other (another booking), here; `is_hour`: a line stands before it."""

    units: int
    kind: str
    is_hour: bool
    session: SeenSession | None = None
    part: str = ""


@dataclass(frozen=True)
class Lane:
    """One person's stretch of the day. `user` None: the candidate's own lane, or one of its rows where items lie on top of each other."""

    user: User | None
    cells: tuple[Cell, ...]
    load: int = 0
    limit: int | None = None


@dataclass(frozen=True)
class Lanes:
    """The whole picture: the hours above it (instants), a lane for everybody and for every room that the plan uses."""

    hours: tuple[datetime, ...]
    candidate: tuple[Lane, ...]
    people: tuple[Lane, ...]
    rooms: tuple[tuple[str, Lane], ...] = ()


def lanes_of(seen: SeenDay, day: Day) -> Lanes:
    """Everybody who has a part, in the order of the day; the candidate first, once more for each item that lies on another."""
    begins, ends = _window(seen)
    hours = tuple(begins + HOUR * number for number in range(int((ends - begins) / HOUR)))
    rows = [Lane(None, _cells(begins, ends, row, lambda _: "free")) for row in _rows(seen.sessions)]
    people = []
    for user in seen.people():
        own = [one for one in seen.sessions if one.part_of(user)]
        known = day.people.get(str(user.pk))
        people.append(
            Lane(
                user,
                _cells(begins, ends, own, _knowing(known), user),
                _load(known, own, user, seen),
                known.daily_limit if known else None,
            )
        )
    return Lanes(hours, tuple(rows), tuple(people), tuple(_rooms(begins, ends, seen, day)))


def _rooms(begins: datetime, ends: datetime, seen: SeenDay, day: Day) -> Iterator[tuple[str, Lane]]:
    """The rooms that the plan uses, by name: what of this day is in them, and when others have them."""
    place_of = {one.key: one.place for one in day.items}
    for name in sorted({one.where[0] for one in seen.sessions if one.where[0]}):
        own = [one for one in seen.sessions if one.where[0] == name]
        place = day.places.get(place_of.get(own[0].uid, ""))
        yield name, Lane(None, _cells(begins, ends, own, _taken_by_others(place)))


def _taken_by_others(place: Place | None) -> Callable[[datetime], str]:
    booked = place.booked if place else ()
    return lambda at: "other" if any(Span(at, at + UNIT).meets(one) for one in booked) else "free"


def _window(seen: SeenDay) -> tuple[datetime, datetime]:
    """The working day of the house, and as much more as the plan needs: whole hours."""
    zone = ZoneInfo(seen.zone)
    first, last = (datetime.combine(seen.on, wall, zone).astimezone(UTC) for wall in OFFICE)
    if seen.sessions:
        first, last = min(first, seen.start.astimezone(UTC)), max(last, seen.end.astimezone(UTC))
    first -= timedelta(minutes=first.minute, seconds=first.second)
    return first, first + HOUR * -(-(last - first) // HOUR)


def _rows(sessions: Sequence[SeenSession]) -> list[list[SeenSession]]:
    """As few rows as it takes for nothing to lie on top of anything: one, in a day that can be."""
    rows: list[list[SeenSession]] = [[]]
    for session in sorted(sessions, key=lambda one: one.start):
        row = next((one for one in rows if not one or one[-1].end <= session.start), None)
        if row is None:
            rows.append([session])
        else:
            row.append(session)
    return rows


def _knowing(known: Person | None) -> Callable[[datetime], str]:
    """What a unit of somebody's time is, where nothing of this day lies in it."""
    if known is None:
        return lambda _: "free"

    def kind(at: datetime) -> str:
        span = Span(at, at + UNIT)
        if any(span.meets(one) for one in known.booked):
            return "other"
        if any(span.meets(one) for one in known.busy):
            return "busy"
        here = at.astimezone(known.zone)
        inside = any(opens <= here.time() < closes for opens, closes in known.hours.get(here.isoweekday(), ()))
        return "free" if inside and here.date() not in known.days_off else "away"

    return kind


def _cells(
    begins: datetime,
    ends: datetime,
    own: Iterable[SeenSession],
    kind: Callable[[datetime], str],
    user: User | None = None,
) -> tuple[Cell, ...]:
    """Units of one kind put together; free time is cut at the hour, so that the hours show as lines."""
    cells: list[Cell] = []
    sessions = list(own)
    at = begins
    while at < ends:
        session = next((one for one in sessions if one.start < at + UNIT and at < one.end), None)
        of, is_hour = ("here" if session else kind(at)), at.minute == 0
        last = cells[-1] if cells else None
        goes_on = last is not None and (last.session is session if session else last.kind == of and not is_hour)
        if last is not None and goes_on:
            cells[-1] = Cell(last.units + 1, last.kind, last.is_hour, last.session, last.part)
        else:
            part = session.part_of(user) if session and user else None
            cells.append(Cell(1, of, is_hour, session, (part or SessionPart.ASSESSOR).value if user else ""))
        at += UNIT
    return tuple(cells)


def _load(known: Person | None, own: Iterable[SeenSession], user: User, seen: SeenDay) -> int:
    """Interviews of theirs on that day, this one's and others'."""
    mine = sum(one.part_of(user) == SessionPart.ASSESSOR for one in own)
    if known is None:
        return mine
    return mine + sum(one.start.astimezone(known.zone).date() == seen.on for one in known.booked)
