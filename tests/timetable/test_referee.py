"""What speaks against a day: each rule by a table of cases, then random days against a checker that looks minute by minute."""

# ruff: noqa: E501  a table is read across

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondround.timetable.day import Day, Item, Kind, Part, Person, Place, Rules, Seat, Span
from secondround.timetable.referee import holds, judge

AMSTERDAM, NEW_YORK = ZoneInfo("Europe/Amsterdam"), ZoneInfo("America/New_York")
ON = date(2026, 10, 5)  # a Monday
OFFICE = {day: ((time(9), time(17)),) for day in range(1, 6)}


def wall(text, on=ON, zone=AMSTERDAM):
    return datetime.combine(on, time.fromisoformat(text), zone)


def person(key, **more):
    return Person(**{"key": key, "zone": AMSTERDAM, "hours": OFFICE, **more})


def talk(key, start, minutes=60, who=("ines",), on=ON, **more):
    people = [(one, Part.ASSESSOR) for one in who]
    given = {
        "key": key,
        "kind": Kind.INTERVIEW,
        "start": wall(start, on),
        "minutes": minutes,
        "people": people,
        "place": "maas",
    }
    return Item(**{**given, **more})


def meet(key, start, minutes=30, who=("lotte",), part=Part.INTRODUCED, **more):
    return talk(key, start, minutes, (), kind=Kind.INTRODUCTION, people=[(one, part) for one in who], **more)


def pause(key, start, minutes, kind=Kind.BREAK):
    return Item(key, kind, wall(start), minutes)


def day(*items, **more):
    people = {who: person(who) for item in items for who, _ in item.people}
    people |= more.pop("people", {})
    places = more.pop("places", {"maas": Place("maas", AMSTERDAM), "schie": Place("schie", AMSTERDAM)})
    window = Span(wall("08:00").astimezone(UTC), wall("20:00").astimezone(UTC))
    return Day(**{"on": ON, "zone": AMSTERDAM, "items": items, "people": people, "places": places, "windows": [window], **more})  # fmt: skip


def said(*items, **more):
    return [(one.code, one.item, one.person) for one in judge(day(*items, **more))]


GOOD = (
    talk("one", "09:00"), meet("two", "10:15", 45), talk("three", "11:15", 45, ["nora"]), pause("lunch", "12:00", 60, Kind.LUNCH),
    talk("four", "13:00", 60, ["dora"]), pause("rest", "14:00", 20), talk("last", "14:20", 60, ["sami"]),
)  # fmt: skip


def test_a_good_day_holds():
    assert said(*GOOD, seniors={"sami"}) == []


CASES = {
    "an empty day": ([], {}, []),
    "the candidate has offered nothing": ([talk("a", "09:00")], {"windows": None}, [("no_windows", "", "")]),
    "not inside one window": (
        [talk("a", "09:00"), talk("b", "10:10", 60, ["nora"])],
        {"windows": [Span(wall("09:00").astimezone(UTC), wall("11:00").astimezone(UTC)), Span(wall("10:00").astimezone(UTC), wall("12:00").astimezone(UTC))]},
        [("outside_windows", "", "")],
    ),
    "the house is closed": ([talk("a", "09:00")], {"days_off": {ON}}, [("house_closed", "", "")]),
    "on another day": ([talk("a", "09:00", on=ON + timedelta(1))], {"windows": None}, [("no_windows", "", ""), ("other_day", "a", "")]),
    "past midnight": ([talk("a", "23:30", 60, people=[("host", Part.ASSESSOR)])], {"windows": None, "people": {"host": person("host", hours={n: ((time(0), time(23, 59)),) for n in range(1, 8)})}}, [("no_windows", "", ""), ("other_day", "a", ""), ("outside_hours", "a", "host")]),
    "two at once": ([talk("a", "09:00"), talk("b", "09:30", 60, ["nora"])], {}, [("overlap", "b", "")]),
    "end to end is not two at once, but no time to breathe": ([talk("a", "09:00"), talk("b", "10:00", 60, ["nora"])], {}, [("short_gap", "b", "")]),
    "off the grid it is": ([talk("a", "09:00", 31), talk("b", "09:32", 60, ["nora"])], {}, [("overlap", "b", "")]),
    "ten minutes are enough": ([talk("a", "09:00"), talk("b", "10:10", 60, ["nora"])], {}, []),
    "five where the host stays": ([meet("a", "09:00", part=Part.HOST), meet("b", "09:35", part=Part.HOST)], {}, []),
    "a wait": ([talk("a", "09:00"), talk("b", "10:31", 60, ["nora"])], {}, [("long_gap", "b", "")]),
    "much waiting in all": (
        [talk(str(n), text, 30, [f"p{n}"]) for n, text in enumerate(["09:00", "10:00", "11:00", "12:00", "13:00"])],
        {}, [("idle", "", ""), ("no_lunch", "", "")],
    ),
    "two hours and a quarter without a pause": ([talk("a", "09:00"), talk("b", "10:10", 75, ["nora"])], {}, [("no_break", "b", "")]),
    "with one": ([talk("a", "09:00"), pause("p", "10:00", 15), talk("b", "10:15", 75, ["nora"])], {}, []),
    "a gap of a quarter is one": ([talk("a", "09:00"), talk("b", "10:15", 75, ["nora"])], {}, []),
    "a pause of ten minutes is none": ([talk("a", "09:00"), pause("p", "10:00", 10), talk("b", "10:10", 75, ["nora"])], {}, [("no_break", "b", "")]),
    "no lunch": (
        [talk("a", "10:40", 60), talk("b", "11:55", 45, ["nora"]), talk("c", "12:55", 45, ["dora"])], {}, [("no_lunch", "", "")],
    ),
    "a day that ends by one wants none": ([talk("a", "11:00", 60), talk("b", "12:15", 60, ["nora"])], {}, []),
    "a short lunch": ([pause("p", "12:00", 30, Kind.LUNCH)], {}, [("short_lunch", "p", "")]),
    "nobody": ([talk("a", "09:00", who=())], {}, [("nobody", "a", "")]),
    "only a listener": ([talk("a", "09:00", people=[("ines", Part.SHADOW)])], {}, [("nobody", "a", "")]),
    "two listeners": ([talk("a", "09:00", people=[("ines", Part.ASSESSOR), ("nora", Part.SHADOW), ("dora", Part.SHADOW)])], {}, [("shadows", "a", "")]),
    "not of the pool": ([talk("a", "09:00", seats=[Seat(frozenset({"nora"}))])], {}, [("not_in_pool", "a", "ines"), ("seat_short", "a", "")]),
    "one of the pool is there": ([talk("a", "09:00", who=["ines", "nora"], seats=[Seat(frozenset({"nora"}))])], {}, [("not_in_pool", "a", "ines")]),
    "one person fills one seat": (
        [talk("a", "09:00", who=["ines", "nora"], seats=[Seat(frozenset({"ines", "nora"})), Seat(frozenset({"ines"}))])], {}, [],
    ),
    "two seats, one of the pool": ([talk("a", "09:00", seats=[Seat(None, 2)])], {}, [("seat_short", "a", "")]),
    "met twice": ([talk("a", "09:00"), talk("b", "10:15")], {}, [("meets_twice", "b", "ines")]),
    "a host may": ([talk("a", "09:00"), talk("b", "10:15")], {"hosts": {"ines"}}, []),
    "shorter than planned": ([talk("a", "09:00", 45, wanted_minutes=60)], {}, [("short", "a", "")]),
    "nowhere": ([talk("a", "09:00", place="")], {}, [("no_place", "a", "")]),
    "by video": ([talk("a", "09:00", place="", is_elsewhere=True)], {}, []),
    "the candidate is taken": ([talk("a", "09:00")], {"taken": [Span.of(wall("09:55"), 30)]}, [("taken", "a", "")]),
    "a person is taken": ([talk("a", "09:00")], {"people": {"ines": person("ines", booked=[Span.of(wall("09:55"), 30)])}}, [("booked", "a", "ines")]),
    "a person needs a breath": ([talk("a", "09:00")], {"people": {"ines": person("ines", booked=[Span.of(wall("10:00"), 30)])}}, [("buffer", "a", "ines")]),
    "busy needs none": ([talk("a", "09:00")], {"people": {"ines": person("ines", busy=[Span.of(wall("10:00"), 30)])}}, []),
    "busy, off the grid": ([talk("a", "09:00")], {"people": {"ines": person("ines", busy=[Span.of(wall("09:59"), 30)])}}, [("busy", "a", "ines")]),
    "not at work yet": ([talk("a", "08:55")], {}, [("outside_hours", "a", "ines")]),
    "two stretches of hours": (
        [talk("a", "12:00", 60)], {"people": {"ines": person("ines", hours={1: ((time(9), time(12, 30)), (time(12, 30), time(17)))})}}, [("outside_hours", "a", "ines")],
    ),
    "asleep in New York": ([talk("a", "14:00")], {"people": {"ines": person("ines", zone=NEW_YORK)}}, [("outside_hours", "a", "ines")]),
    "awake in New York": ([talk("a", "15:00")], {"people": {"ines": person("ines", zone=NEW_YORK)}}, []),
    "off": ([talk("a", "09:00")], {"people": {"ines": person("ines", days_off={ON})}}, [("day_off", "a", "ines")]),
    "the fourth that day": (
        [talk("a", "09:00")], {"people": {"ines": person("ines", daily_limit=1, booked=[Span.of(wall("12:00"), 60)])}}, [("daily_limit", "a", "ines")],
    ),
    "the day is the person's own": (
        [talk("a", "09:00")], {"people": {"ines": person("ines", zone=ZoneInfo("Asia/Tokyo"), daily_limit=1, hours={1: ((time(0), time(23)),)}, booked=[Span.of(wall("18:00"), 30)])}}, [],
    ),
    "the seventh that week": (
        [talk("a", "09:00")], {"people": {"ines": person("ines", weekly_limit=1, booked=[Span.of(wall("12:00", ON + timedelta(6)), 60)])}}, [("weekly_limit", "a", "ines")],
    ),
    "next week is another week": (
        [talk("a", "09:00")], {"people": {"ines": person("ines", weekly_limit=1, booked=[Span.of(wall("12:00", ON + timedelta(7)), 60)])}}, [],
    ),
    "the director is not last": ([talk("a", "09:00", who=["sami"]), talk("b", "10:15")], {"seniors": {"sami"}}, [("not_last", "a", "")]),
    "but a goodbye may follow": ([talk("a", "09:00", who=["sami"]), meet("b", "10:15", part=Part.HOST)], {"seniors": {"sami"}}, []),
    "two of them at the end": ([talk("a", "09:00", who=["sami"]), talk("b", "10:15", who=["dora"])], {"seniors": {"sami", "dora"}}, []),
    "another has the room": ([talk("a", "09:00")], {"places": {"maas": Place("maas", AMSTERDAM, [Span.of(wall("08:30"), 35)])}}, [("room_booked", "a", "")]),
    "between two sessions in it, too": (
        [talk("a", "09:00"), talk("b", "10:30", 60, ["nora"])], {"places": {"maas": Place("maas", AMSTERDAM, [Span.of(wall("10:00"), 30)])}}, [("room_lost", "a", "")],
    ),
    "the room is shut": ([talk("a", "09:00")], {"places": {"maas": Place("maas", AMSTERDAM, days_off={ON})}}, [("room_closed", "a", "")]),
    "what is fixed stays": ([talk("a", "09:00")], {"fixed": {"a": (wall("09:05"), frozenset({"ines"}))}}, [("fixed", "a", "")]),
    "and did": ([talk("a", "09:00")], {"fixed": {"a": (wall("07:00", zone=UTC), frozenset({"ines"}))}}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_rule(name):
    items, more, wanted = CASES[name]
    assert said(*items, **more) == wanted


@pytest.mark.parametrize(("on", "start", "is_fine"), [
    (date(2026, 3, 29), "03:00", True), (date(2026, 10, 25), "03:00", True), (date(2026, 3, 29), "01:00", False),
])  # fmt: skip
def test_hours_on_the_days_on_which_clocks_change(on, start, is_fine):
    """From 03:00 on the wall: in spring that is 01:00 UTC, in autumn 02:00 UTC; an hour's talk at that wall time is inside."""
    awake = person("ines", hours={7: ((time(3), time(5)),)})
    item = talk("a", start, on=on)
    found = judge(day(item, on=on, people={"ines": awake}, windows=None))
    assert [one.code for one in found] == ["no_windows"] + ([] if is_fine else ["outside_hours"])


def test_facts_say_by_how_much():
    (found,) = judge(day(talk("a", "09:00"), talk("b", "10:05", 60, ["nora"])))
    assert (found.code, dict(found.facts), found.is_double) == ("short_gap", {"minutes": 5, "wanted": 10}, False)


def test_a_room_is_held_until_the_candidate_leaves_it():
    items = [
        talk("a", "09:00"),
        pause("p", "10:00", 15),
        talk("b", "10:15"),
        talk("c", "11:30", place="schie"),
        talk("d", "12:40"),
    ]
    spans = [(place, span.start.astimezone(AMSTERDAM).strftime("%H:%M"), span.minutes) for place, span in holds(items)]
    assert spans == [("maas", "09:00", 135), ("schie", "11:30", 60), ("maas", "12:40", 60)]


# Random days, and a checker that knows nothing of spans: it looks at sets of minutes.
people = st.lists(st.sampled_from(["ines", "nora", "dora"]), min_size=1, max_size=2, unique=True)
kinds = st.sampled_from([Kind.INTERVIEW, Kind.INTRODUCTION, Kind.BREAK, Kind.LUNCH])
items = st.lists(st.tuples(st.integers(0, 95), st.integers(1, 18), kinds, people), max_size=6)


def made(drawn):
    found = []
    for number, (start, length, kind, who) in enumerate(drawn):
        meeting = kind in (Kind.INTERVIEW, Kind.INTRODUCTION)
        part = Part.ASSESSOR if kind is Kind.INTERVIEW else Part.INTRODUCED
        found.append(Item(f"i{number}", kind, wall("09:00") + timedelta(minutes=5 * start), 5 * length,
                          [(one, part) for one in who] if meeting else [], place="maas" if meeting else ""))  # fmt: skip
    return found


def minutes_of(item):
    first = int((item.start - wall("09:00")).total_seconds() // 60)
    return range(first, first + item.minutes)


@given(items)
def test_double_booking_is_exactly_a_shared_minute(drawn):
    found, codes = made(drawn), {one.code for one in judge(day(*made(drawn)))}
    pairs = [(a, b) for n, a in enumerate(found) for b in found[:n] if set(minutes_of(a)) & set(minutes_of(b))]
    assert ("overlap" in codes) == bool(pairs)
    assert ("two_places" in codes) == any({who for who, _ in a.people} & {who for who, _ in b.people} for a, b in pairs)


@given(items)
def test_lunch_is_the_longest_run_of_free_minutes(drawn):
    found = made(drawn)
    spans = found and min(i.start for i in found) <= wall("11:30") and max(i.span.end for i in found) >= wall("13:30")
    met = {minute for one in found if one.kind in (Kind.INTERVIEW, Kind.INTRODUCTION) for minute in minutes_of(one)}
    run = longest = 0
    for minute in range(150, 270):
        run = 0 if minute in met else run + 1
        longest = max(longest, run)
    assert ("no_lunch" in {one.code for one in judge(day(*found))}) == bool(spans and longest < 45)


@given(items, st.integers(0, 3), st.integers(0, 3))
def test_limits_are_counted(drawn, limit, before):
    found = made(drawn)
    booked = [Span.of(wall("07:00") + timedelta(minutes=5 * n), 5) for n in range(before)]
    who = {"ines": person("ines", daily_limit=limit, booked=booked)}
    mine = sum(one.kind is Kind.INTERVIEW and ("ines", Part.ASSESSOR) in one.people for one in found)
    codes = [one.code for one in judge(day(*found, people=who)) if one.code == "daily_limit"]
    assert len(codes) == (1 if mine and mine + before > limit else 0)


@given(items)
def test_nobody_is_met_twice_unseen(drawn):
    found = made(drawn)
    met = [who for one in found for who, _ in one.people]
    wanted = sum(met.count(who) - 1 for who in set(met))
    assert len([one for one in judge(day(*found)) if one.code == "meets_twice"]) == wanted


@given(items)
def test_the_order_in_which_items_are_named_says_nothing(drawn):
    found = made(drawn)
    assert judge(day(*found)) == judge(day(*reversed(found)))


@given(items)
def test_the_same_instants_on_other_clocks_are_the_same_day(drawn):
    found = made(drawn)
    moved = [replace(one, start=one.start.astimezone(NEW_YORK)) for one in found]
    assert [(one.code, one.item, one.person) for one in judge(day(*found))] == [(one.code, one.item, one.person) for one in judge(day(*moved))]  # fmt: skip


@given(items)
def test_rules_that_ask_for_nothing_leave_only_what_cannot_be(drawn):
    """With no wish left, what remains is double booking, and who is met twice."""
    free = Rules(gap=0, gap_same_person=0, longest_gap=10**6, most_idle=10**6, break_after=10**6, lunch_minutes=0)
    awake = {
        who: person(who, hours={n: ((time(0), time(23, 59)),) for n in range(1, 8)}, buffer=0)
        for who in ("ines", "nora", "dora")
    }
    found = judge(day(*made(drawn), rules=free, people=awake))
    assert {one.code for one in found if not one.is_double} <= {"meets_twice"}
