"""At whatever hour of whatever day the demo is begun, the day that goes on in it is neither over nor in the night."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from secondround.web.demo.live import FIRST, LAST, begins_around
from secondround.web.demo.loading import second_round

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ITEMS = second_round()["going_on"]
LASTS = timedelta(minutes=max(one["after"] + one["minutes"] for one in ITEMS))


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("begun", "day"),
    [
        ("2026-11-23T02:00", "2026-11-23T08:30"),  # a Monday, in the night: the day is to come
        ("2026-11-23T08:29", "2026-11-23T08:30"),
        ("2026-11-23T09:00", "2026-11-23T08:30"),  # it has just begun
        ("2026-11-25T10:12", "2026-11-25T08:30"),
        ("2026-11-25T12:03", "2026-11-25T10:20"),
        ("2026-11-27T17:30", "2026-11-27T15:50"),
        ("2026-11-27T22:24", "2026-11-27T20:30"),  # a Friday, late in the evening
        ("2026-11-27T23:49", "2026-11-27T20:30"),
        ("2026-11-27T23:50", "2026-11-28T08:30"),  # too late for today
        ("2026-11-28T14:00", "2026-11-28T12:20"),  # boats go on Saturdays, too
        ("2026-11-29T21:07", "2026-11-29T19:25"),
        ("2026-12-31T23:55", "2027-01-01T08:30"),
    ],
)
def test_when_the_day_that_goes_on_begins(begun, day):
    assert begins_around(moment(begun), LASTS) == moment(day)


@pytest.mark.parametrize("weekday", range(7))
def test_it_goes_on_from_morning_to_late_in_the_evening_and_is_to_come_in_the_night(weekday):
    midnight = moment("2026-11-23T00:00") + timedelta(days=weekday)
    for minutes in range(0, 24 * 60, 7):
        now = midnight + timedelta(minutes=minutes)
        begins = begins_around(now, LASTS)
        assert begins.minute % 5 == 0 and begins.second == 0
        assert FIRST <= begins.time() <= LAST
        assert (begins + LASTS).date() == begins.date()
        assert now < begins + LASTS
        assert (begins <= now) == (time(8, 30) <= now.time() < time(23, 50))
        assert begins - now < timedelta(hours=9)


def test_through_the_day_what_is_noted_is_over_and_the_rest_is_to_come():
    noted = [one for one in ITEMS if one.get("noted")]
    after = [one for one in ITEMS if not one.get("noted")]
    for minutes in range(10 * 60 + 10, 22 * 60 + 5, 5):
        now = moment("2026-11-25T00:00") + timedelta(minutes=minutes)
        begins = begins_around(now, LASTS)
        assert all(begins + timedelta(minutes=one["after"] + one["minutes"]) <= now for one in noted)
        assert all(begins + timedelta(minutes=one["after"] + one["minutes"]) > now for one in after)
