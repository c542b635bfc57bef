"""A letter that can wait leaves by day, on a working day, on its reader's clocks."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from secondround.correspondence.quiet import next_civil_moment

# wanted (UTC), the reader's zone, days avoided -> when it leaves, on the reader's clocks
CASES = [
    ("2026-11-24 10:00", "Europe/Amsterdam", [], "2026-11-24 11:00"),  # by day: at once
    ("2026-11-24 17:59", "Europe/Amsterdam", [], "2026-11-24 18:59"),
    ("2026-11-24 18:00", "Europe/Amsterdam", [], "2026-11-25 08:00"),  # seven in the evening is over
    ("2026-11-24 02:00", "Europe/Amsterdam", [], "2026-11-24 08:00"),  # before the morning
    ("2026-11-27 20:00", "Europe/Amsterdam", [], "2026-11-30 08:00"),  # a Friday evening: Monday
    ("2026-11-28 10:00", "Europe/Amsterdam", [], "2026-11-30 08:00"),  # a Saturday
    ("2026-11-24 10:00", "Europe/Amsterdam", ["2026-11-24", "2026-11-25"], "2026-11-26 08:00"),
    ("2026-11-26 20:00", "Europe/Amsterdam", ["2026-11-27"], "2026-11-30 08:00"),
    ("2026-11-24 22:30", "Asia/Tokyo", [], "2026-11-25 08:00"),  # it is tomorrow there already
    ("2026-11-24 23:30", "Asia/Tokyo", [], "2026-11-25 08:30"),
    ("2026-11-24 10:00", "America/Los_Angeles", [], "2026-11-24 08:00"),
    ("2026-11-24 03:30", "Asia/Kathmandu", [], "2026-11-24 09:15"),
    ("2027-03-28 20:00", "Europe/Amsterdam", [], "2027-03-29 08:00"),  # the clocks went forward that day
    ("2026-10-25 03:00", "Europe/Amsterdam", [], "2026-10-26 08:00"),  # and back: a Sunday besides
    ("2027-04-04 21:00", "Australia/Sydney", [], "2027-04-05 08:00"),
    ("2027-04-02 22:30", "Australia/Lord_Howe", [], "2027-04-05 08:00"),
]


@pytest.mark.parametrize(("wanted", "zone", "avoided", "leaves"), CASES)
def test_when_a_letter_leaves(wanted, zone, avoided, leaves):
    at = datetime.fromisoformat(wanted).replace(tzinfo=UTC)
    found = next_civil_moment(at, zone, [date.fromisoformat(one) for one in avoided])
    assert f"{found.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == leaves
    assert found >= at
    assert next_civil_moment(found, zone, [date.fromisoformat(one) for one in avoided]) == found


def test_a_day_that_clocks_left_out_is_not_chosen():
    """Samoa had no 30 December 2011; the evening of Thursday the 29th is followed by Saturday, so Monday."""
    at = datetime(2011, 12, 29, 20, tzinfo=ZoneInfo("Pacific/Apia")).astimezone(UTC)
    found = next_civil_moment(at, "Pacific/Apia").astimezone(ZoneInfo("Pacific/Apia"))
    assert f"{found:%Y-%m-%d %H:%M}" == "2012-01-02 08:00"


def test_every_quarter_of_an_hour_of_a_year_of_changes():
    """Never outside the hours, whatever the season."""
    for zone in ("Europe/London", "America/Sao_Paulo", "Pacific/Chatham"):
        clocks = ZoneInfo(zone)
        for hour in range(0, 24 * 365, 5):
            at = datetime.fromtimestamp(1_790_000_000 + hour * 3600, UTC)
            seen = next_civil_moment(at, zone).astimezone(clocks)
            assert 8 <= seen.hour < 19
            assert seen.weekday() < 5
            assert (seen - at).days < 4
