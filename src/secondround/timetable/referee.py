"""What speaks against a day: codes with facts. It never refuses and never changes anything; whoever plans decides.

Only double booking cannot stand, because one is in one place: `DOUBLE` names the codes that a booking would refuse.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from secondround.timetable.day import MEETINGS, Day, Item, Kind, Part, Person, Span

DOUBLE = frozenset({"overlap", "taken", "two_places", "booked", "room_booked"})


@dataclass(frozen=True)
class Finding:
    """One thing against the day. `item` and `person` are keys, "" where it concerns the whole day or nobody in particular."""

    code: str
    item: str = ""
    person: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_double(self) -> bool:
        return self.code in DOUBLE


def judge(day: Day) -> list[Finding]:
    """Everything that speaks against `day`: the whole of it first, then item by item in order of time."""
    items = sorted(day.items, key=lambda one: (one.span, one.key))
    found = [*_frame(day, items), *_rest(day, items), *_lunch(day, items), *_once(day, items)]
    for item in items:
        found += [*_item(day, item), *_seats(item), *_people(day, item, items)]
    found += [*_between(day, items), *_rooms(day, items), *_loads(day, items), *_last(day, items)]
    order = {item.key: place for place, item in enumerate(items)}
    return sorted(found, key=lambda one: order.get(one.item, -1))


def _frame(day: Day, items: list[Item]) -> Iterator[Finding]:
    """The day itself: its date, its house, the candidate's windows."""
    if day.on in day.days_off:
        yield Finding("house_closed", facts={"on": day.on})
    for item in items:
        dates = {item.span.start.astimezone(day.zone).date(), _last_moment(item.span).astimezone(day.zone).date()}
        if dates != {day.on}:
            yield Finding("other_day", item.key)
    if day.windows is None:
        yield Finding("no_windows")
    elif items and not any(window.holds(_whole(items)) for window in day.windows):
        yield Finding("outside_windows", facts={"windows": tuple(day.windows)})


def _whole(items: list[Item]) -> Span:
    return Span(items[0].span.start, max(one.span.end for one in items))


def _last_moment(span: Span) -> datetime:
    return span.end - timedelta(microseconds=1)


def _rest(day: Day, items: list[Item]) -> Iterator[Finding]:
    """A pause after at most two hours of meetings, counted without the gaps between them; and not too much waiting."""
    run, idle = 0, 0
    met_until: datetime | None = None
    busy_until = items[0].span.start if items else None
    for item in items:
        if busy_until is not None and item.span.start > busy_until:
            idle += Span(busy_until, item.span.start).minutes
        busy_until = item.span.end if busy_until is None else max(busy_until, item.span.end)
        if item.kind not in MEETINGS:
            continue
        pause = 0 if met_until is None else Span(met_until, item.span.start).minutes
        run = item.minutes + (0 if pause >= day.rules.break_minutes else run)
        if run > day.rules.break_after >= run - item.minutes:
            yield Finding("no_break", item.key, facts={"minutes": run})
        met_until = item.span.end if met_until is None else max(met_until, item.span.end)
    if idle > day.rules.most_idle:
        yield Finding("idle", facts={"minutes": idle, "most": day.rules.most_idle})


def _lunch(day: Day, items: list[Item]) -> Iterator[Finding]:
    """Where the day spans the hours of lunch, enough of them in one piece is free of meetings."""
    if not items:
        return
    rules, hours = day.rules, Span(day.at(day.rules.lunch_from), day.at(day.rules.lunch_to))
    if not _whole(items).holds(hours):
        return
    meetings = [one.span for one in items if one.kind in MEETINGS and one.span.meets(hours)]
    free, longest = hours.start, timedelta()
    for span in meetings:
        longest, free = max(longest, span.start - free), max(free, span.end)
    longest = max(longest, hours.end - free)
    if longest < timedelta(minutes=rules.lunch_minutes):
        yield Finding("no_lunch", facts={"minutes": int(longest.total_seconds() // 60), "wanted": rules.lunch_minutes})


def _once(day: Day, items: list[Item]) -> Iterator[Finding]:
    """Nobody meets the candidate twice, but for who walks them round."""
    hosts = set(day.hosts) | {who for item in items for who, part in item.people if part is Part.HOST}
    seen: dict[str, str] = {}
    for item in items:
        for who in dict.fromkeys(who for who, _ in item.people):
            if who in seen and who not in hosts:
                yield Finding("meets_twice", item.key, who, {"first": seen[who]})
            seen.setdefault(who, item.key)


def _item(day: Day, item: Item) -> Iterator[Finding]:
    """One item by itself: its length, its place, what was fixed, the candidate's other bookings."""
    if item.minutes < item.wanted_minutes:
        yield Finding("short", item.key, facts={"minutes": item.minutes, "wanted": item.wanted_minutes})
    if item.kind in MEETINGS and not item.place and not item.is_elsewhere:
        yield Finding("no_place", item.key)
    if item.kind is Kind.LUNCH and item.minutes < day.rules.lunch_minutes:
        yield Finding("short_lunch", item.key, facts={"minutes": item.minutes, "wanted": day.rules.lunch_minutes})
    if any(item.span.on_grid(day.rules.grid).meets(span) for span in day.taken):
        yield Finding("taken", item.key)
    if item.key in day.fixed:
        start, people = day.fixed[item.key]
        if item.start != start or {who for who, _ in item.people} != people:
            yield Finding("fixed", item.key)
    if sum(part is Part.SHADOW for _, part in item.people) > 1:
        yield Finding("shadows", item.key)


def _seats(item: Item) -> Iterator[Finding]:
    """An interview is held by people of its pools, and every seat is filled."""
    held = [who for who, part in item.people if part is Part.ASSESSOR]
    if item.kind in MEETINGS and not any(part is not Part.SHADOW for _, part in item.people):
        yield Finding("nobody", item.key)
        return
    if item.kind is not Kind.INTERVIEW or not item.seats:
        return
    for who in held:
        if not any(seat.pool is None or who in seat.pool for seat in item.seats):
            yield Finding("not_in_pool", item.key, who)
    wanted = [seat.pool for seat in item.seats for _ in range(seat.count)]
    filled = _matched(wanted, held)
    if filled < len(wanted):
        yield Finding("seat_short", item.key, facts={"filled": filled, "wanted": len(wanted)})


def _matched(wanted: list[frozenset[str] | None], held: list[str]) -> int:
    """How many seats can be filled at once: augmenting paths in the small graph of seats and people."""
    sits: dict[str, int] = {}

    def seat(number: int, tried: set[str]) -> bool:
        for who in held:
            pool = wanted[number]
            if who in tried or not (pool is None or who in pool):
                continue
            tried.add(who)
            if who not in sits or seat(sits[who], tried):
                sits[who] = number
                return True
        return False

    return sum(seat(number, set()) for number in range(len(wanted)))


def _people(day: Day, item: Item, items: list[Item]) -> Iterator[Finding]:
    """Each person of one item: hours and days in their own zone, busy times, other bookings, the room to breathe."""
    for who in dict.fromkeys(who for who, _ in item.people):
        person = day.people[who]
        own = [one.span for one in items if one is not item and any(who == other for other, _ in one.people)]
        grid = item.span.on_grid(day.rules.grid)
        if any(grid.meets(span.on_grid(day.rules.grid)) for span in own):
            yield Finding("two_places", item.key, who)
        if any(grid.meets(span) for span in person.booked):
            yield Finding("booked", item.key, who)
        if any(item.span.meets(span) for span in person.busy):
            yield Finding("busy", item.key, who)
        if item.span.start.astimezone(person.zone).date() in person.days_off:
            yield Finding("day_off", item.key, who)
        elif not _is_within_hours(person, item.span):
            yield Finding("outside_hours", item.key, who, {"start": item.span.start.astimezone(person.zone)})
        if item.kind in MEETINGS and any(_is_near(item.span, span, person.buffer) for span in person.booked):
            yield Finding("buffer", item.key, who, {"minutes": person.buffer})


def _is_near(one: Span, other: Span, minutes: int) -> bool:
    """Apart, but by less than `minutes`."""
    wide = Span(one.start - timedelta(minutes=minutes), one.end + timedelta(minutes=minutes))
    return wide.meets(other) and not one.meets(other)


def _is_within_hours(person: Person, span: Span) -> bool:
    on = span.start.astimezone(person.zone).date()
    for opens, closes in person.hours.get(on.isoweekday(), ()):
        first, last = (datetime.combine(on, wall, person.zone).astimezone(UTC) for wall in (opens, closes))
        if first <= span.start and span.end <= last:
            return True
    return False


def _between(day: Day, items: list[Item]) -> Iterator[Finding]:
    """From one item to the next: no overlap, time to breathe, no long wait."""
    rules, last = day.rules, None
    for before, after in pairwise(items):
        last = before if last is None or before.span.end > last.span.end else last
        if last.span.on_grid(rules.grid).meets(after.span.on_grid(rules.grid)):
            yield Finding("overlap", after.key, facts={"with": last.key})
            continue
        gap = int((after.span.start - last.span.end).total_seconds() // 60)
        stays = bool({who for who, _ in last.people} & {who for who, _ in after.people})
        wanted = rules.gap_same_person if stays else rules.gap
        if {last.kind, after.kind} <= MEETINGS and gap < wanted:
            yield Finding("short_gap", after.key, facts={"minutes": gap, "wanted": wanted})
        if gap > rules.longest_gap:
            yield Finding("long_gap", after.key, facts={"minutes": gap, "most": rules.longest_gap})


def holds(items: Iterable[Item]) -> list[tuple[str, Span]]:
    """Which rooms a candidate holds and when: a room from the first session in it to the last before they go elsewhere.

    A break without a place of its own is spent where the candidate is.
    """
    found: list[tuple[str, Span]] = []
    for item in sorted(items, key=lambda one: (one.span, one.key)):
        if not item.place and not item.is_elsewhere:
            continue
        if found and found[-1][0] == item.place:
            found[-1] = (item.place, Span(found[-1][1].start, max(found[-1][1].end, item.span.end)))
        else:
            found.append((item.place, item.span))
    return [(place, span) for place, span in found if place]


def _rooms(day: Day, items: list[Item]) -> Iterator[Finding]:
    """What others hold is theirs; and a room is the candidate's from the first session in it to the last, between them too."""
    taken = set()
    for item in items:
        place = day.places.get(item.place)
        if place and item.span.start.astimezone(place.zone).date() in place.days_off:
            yield Finding("room_closed", item.key, facts={"place": item.place})
        if place and any(item.span.on_grid(day.rules.grid).meets(other) for other in place.booked):
            taken.add(item.place)
            yield Finding("room_booked", item.key, facts={"place": item.place})
    for key, span in holds(items):
        place = day.places.get(key)
        if place and key not in taken and any(span.meets(other) for other in place.booked):
            first = next(one for one in items if one.place == key and span.holds(one.span))
            yield Finding("room_lost", first.key, facts={"place": key})


def _loads(day: Day, items: list[Item]) -> Iterator[Finding]:
    """Interviews a day and a week, by each person's own date; said once, at the first item beyond the limit."""
    for who, person in day.people.items():
        mine = [one for one in items if one.kind is Kind.INTERVIEW and (who, Part.ASSESSOR) in one.people]
        for code, limit, period in (
            ("daily_limit", person.daily_limit, _date),
            ("weekly_limit", person.weekly_limit, _monday),
        ):
            held, said = Counter(period(person, span.start) for span in person.booked), set()
            for item in mine:
                when = period(person, item.span.start)
                held[when] += 1
                if limit is not None and held[when] > limit and when not in said:
                    said.add(when)
                    yield Finding(code, item.key, who, {"limit": limit})


def _date(person: Person, at: datetime) -> date:
    return at.astimezone(person.zone).date()


def _monday(person: Person, at: datetime) -> date:
    day = _date(person, at)
    return day - timedelta(days=day.weekday())


def _last(day: Day, items: list[Item]) -> Iterator[Finding]:
    """The senior manager is met last; a goodbye by the host may follow."""
    hosts = set(day.hosts)
    meetings = [one for one in items if one.kind in MEETINGS]
    for place, item in enumerate(meetings):
        if not any(who in day.seniors and part is Part.ASSESSOR for who, part in item.people):
            continue
        later = [one for one in meetings[place + 1 :] if not _is_goodbye(one, hosts)]
        if any(not any(who in day.seniors for who, _ in one.people) for one in later):
            yield Finding("not_last", item.key)


def _is_goodbye(item: Item, hosts: set[str]) -> bool:
    return item.kind is Kind.INTRODUCTION and all(who in hosts or part is Part.HOST for who, part in item.people)
