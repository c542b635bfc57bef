"""One's own time: the pure rules, the grid of bookings, the page."""
# ruff: noqa: E501

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from secondround.people.actions.times import AlreadyBooked, book_people, free_people
from secondround.people.models import BookedSlot, BusyTime
from secondround.people.queries.times import time_of
from secondround.people.rules import Held, PersonTime, clashes, exists, is_within_hours, local_week, slots_of
from tests.cast import BEGAN, people, signed_in

LONDON, SYDNEY = ZoneInfo("Europe/London"), ZoneInfo("Australia/Sydney")
MONDAY = datetime(2026, 10, 19, 9, 0, tzinfo=UTC)


class TestRules:
    @pytest.mark.parametrize(("start", "minutes", "count", "first"), [
        ("09:00", 60, 12, "09:00"), ("09:02", 5, 2, "09:00"), ("09:04:59", 1, 2, "09:00"), ("09:00", 5, 1, "09:00"), ("09:58", 4, 2, "09:55"),
    ])  # fmt: skip
    def test_a_meeting_takes_every_slot_that_it_touches(self, start, minutes, count, first):
        found = slots_of(datetime.fromisoformat(f"2026-10-19T{start}+00:00"), minutes)
        assert (len(found), found[0].strftime("%H:%M")) == (count, first)
        assert all(one.tzinfo == UTC for one in found)

    def test_two_meetings_meet_exactly_if_they_share_a_slot(self):
        for offset in range(-130, 131, 5):
            one, other = slots_of(MONDAY, 60), slots_of(MONDAY + timedelta(minutes=offset), 60)
            assert bool(set(one) & set(other)) == (abs(offset) < 60)

    @pytest.mark.parametrize(("zone", "start", "minutes", "inside"), [
        (LONDON, "2026-10-23T08:00Z", 60, True),  # summer time: 09:00
        (LONDON, "2026-10-26T08:00Z", 60, False),  # winter time: 08:00
        (LONDON, "2026-10-26T09:00Z", 60, True),
        (LONDON, "2026-10-26T16:00Z", 60, True),
        (LONDON, "2026-10-26T16:05Z", 60, False),
        (LONDON, "2026-10-24T10:00Z", 60, False),  # a Saturday
        (SYDNEY, "2026-10-18T22:00Z", 60, True),  # Monday 09:00 there
        (SYDNEY, "2026-10-19T22:30Z", 24 * 60 - 90, False),
    ])  # fmt: skip
    def test_hours_are_those_of_the_persons_own_clocks(self, zone, start, minutes, inside):
        assert is_within_hours(datetime.fromisoformat(start), minutes, zone, {}) == inside

    def test_an_hour_that_is_left_out_in_spring_does_not_exist(self):
        assert not exists(datetime(2027, 3, 28, 1, 30), LONDON)
        assert exists(datetime(2027, 3, 28, 2, 30), LONDON)
        assert exists(datetime(2026, 10, 25, 1, 30), LONDON)  # twice, even

    def test_a_week_is_the_persons_own(self):
        sunday_evening = datetime(2026, 10, 18, 20, 0, tzinfo=UTC)
        assert local_week(sunday_evening, LONDON) == date(2026, 10, 12)
        assert local_week(sunday_evening, SYDNEY) == date(2026, 10, 19)

    def test_everything_that_speaks_against_a_time_is_named(self):
        hour = timedelta(hours=1)
        booked = tuple(Held(MONDAY + hour * (i + 2), MONDAY + hour * (i + 3), str(i)) for i in range(3))
        person = PersonTime(LONDON, {"1": ("12:00", "14:00")}, {date(2026, 10, 19)}, (Held(MONDAY, MONDAY + hour),),
                            booked, daily_limit=3, weekly_limit=3)  # fmt: skip
        assert clashes(person, MONDAY, 60) == ["busy", "outside_hours", "day_off", "daily_limit", "weekly_limit"]
        assert clashes(person, MONDAY + hour, 61)[0] == "booked"
        assert clashes(person, MONDAY + timedelta(days=7, hours=3), 60) == []


@pytest.fixture
def cast(db):
    return people()


def test_nobody_is_booked_twice_and_a_booking_is_whole_or_not_at_all(cast):
    first, second = uuid4(), uuid4()
    book_people(users=[cast.ines], slots=slots_of(MONDAY, 60), booking=first)
    with pytest.raises(AlreadyBooked):
        book_people(users=[cast.nora, cast.ines], slots=slots_of(MONDAY + timedelta(minutes=55), 60), booking=second)
    assert not BookedSlot.objects.filter(booking=second).exists()
    free_people(booking=first)
    book_people(users=[cast.nora, cast.ines], slots=slots_of(MONDAY + timedelta(minutes=55), 60), booking=second)


def test_what_is_known_of_people_takes_as_many_queries_for_one_as_for_three(cast, django_assert_num_queries):
    book_people(users=[cast.ines, cast.nora, cast.dora], slots=slots_of(MONDAY, 60), booking=uuid4())
    for asked in ([cast.ines], [cast.ines, cast.nora, cast.dora]):
        with django_assert_num_queries(3):
            found = time_of(asked, MONDAY)
    assert [(one.from_at, one.to_at) for one in found[cast.dora.pk].booked] == [(MONDAY, MONDAY + timedelta(hours=1))]


class TestPage:
    def hours(self, **more):
        days = {f"{end}-{day}": text for day in "12345" for end, text in (("from", "08:30"), ("to", "16:00"))}
        return {**days, "daily_limit": "2", "weekly_limit": "", **more}

    def test_hours_and_limits_are_saved(self, cast):
        client = signed_in(cast.ines)
        assert client.post(reverse("people:own_time"), self.hours()).status_code == 302
        cast.ines.refresh_from_db()
        assert cast.ines.hours == {str(day): ["08:30", "16:00"] for day in range(1, 6)}
        assert (cast.ines.daily_limit, cast.ines.weekly_limit) == (2, None)

    @pytest.mark.parametrize("change", [
        {"to-1": "08:00"}, {"to-1": ""}, {"from-2": "nine"}, {"daily_limit": "0"}, {"daily_limit": "9", "weekly_limit": "3"},
        {f"{end}-{day}": "" for day in range(1, 8) for end in ("from", "to")},
    ])  # fmt: skip
    def test_what_cannot_be_is_said(self, cast, change):
        page = signed_in(cast.ines).post(reverse("people:own_time"), self.hours(**change))
        assert page.status_code == 422
        assert "attention" in page.content.decode()

    def test_busy_times_are_ones_own_and_taken_back(self, cast):
        client = signed_in(cast.ines)
        soon = (BEGAN + timedelta(days=400)).strftime("%Y-%m-%dT%H:%M")
        late = (BEGAN + timedelta(days=400, hours=2)).strftime("%Y-%m-%dT%H:%M")
        assert client.post(reverse("people:note_busy"), {"from_at": late, "to_at": soon}).status_code == 422
        client.post(reverse("people:note_busy"), {"from_at": soon, "to_at": late})
        only = BusyTime.objects.get()
        back = reverse("people:take_back_busy", args=[only.uid])
        assert signed_in(cast.nora).post(back).status_code == 404
        client.post(back)
        only.refresh_from_db()
        assert only.removed_at is not None
