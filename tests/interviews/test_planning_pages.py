"""Arranging an interview through its pages: looked at first, warned, confirmed, moved, changed; nobody is in two places."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import cast, signed_in

from secondround.correspondence.models import Letter
from secondround.interviews.models import Interview, InterviewState
from secondround.people.actions.times import add_busy, set_hours

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def a_monday(hour=10):
    """Next week's Monday but one, at an hour of Amsterdam."""
    day = timezone.localdate() + timedelta(days=14 - timezone.localdate().weekday())
    return datetime(day.year, day.month, day.day, hour, tzinfo=AMSTERDAM)


@pytest.fixture
def world():
    return cast()


@pytest.fixture
def rosa(world):
    return signed_in(world.rosa)


def typed(at, *people, **more):
    return {"at": at.strftime("%Y-%m-%dT%H:%M"), "zone": "Europe/Amsterdam", "minutes": 45, "round": "1",
            "people": [str(one.uid) for one in people], "place": "https://call.example/1", "tells": "1", **more}  # fmt: skip


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_looked_at_first_and_then_arranged(world, rosa):
    door = reverse("interviews:plan", args=[world.cleo.uid])
    page = rosa.post(door, typed(a_monday(), world.ines, then="look"))
    assert page.status_code == 200
    assert "Nothing that is known speaks against it." in text_of(page)
    assert "goes to Ines Carvalho and Cleo Marin" in text_of(page)
    assert Interview.objects.count() == Letter.objects.count() == 0
    done = rosa.post(door, typed(a_monday(), world.ines, then="confirm"))
    only = Interview.objects.get()
    assert done.headers["Location"] == reverse("interviews:interview", args=[only.uid])
    assert only.at == a_monday()
    assert Letter.objects.count() == 2


def test_what_speaks_against_a_time_is_said_and_may_be_set_aside_with_a_reason(world, rosa):
    now = timezone.now()
    set_hours(by=world.ines, at=now, hours={"1": ("12:00", "17:00")}, daily_limit=None, weekly_limit=None)
    add_busy(by=world.ines, at=now, from_at=a_monday(9), to_at=a_monday(11))
    door = reverse("interviews:plan", args=[world.cleo.uid])
    page = rosa.post(door, typed(a_monday(), world.ines, then="confirm"))
    assert "Ines Carvalho has marked this time as busy." in text_of(page)
    assert "Ines Carvalho does not work at that hour." in text_of(page)
    assert Interview.objects.count() == 0
    rosa.post(door, typed(a_monday(), world.ines, then="confirm", over_limit="She offered it."))
    assert Interview.objects.get().over_limit == "She offered it."


def test_nobody_is_in_two_places_whatever_the_reason(world, rosa):
    rosa.post(reverse("interviews:plan", args=[world.cleo.uid]), typed(a_monday(), world.ines, then="confirm"))
    page = rosa.post(
        reverse("interviews:plan", args=[world.nils.uid]),
        typed(a_monday(), world.ines, then="confirm", over_limit="Important."),
    )
    assert page.status_code == 422
    assert "taken at that time already" in text_of(page)
    assert Interview.objects.count() == 1


def test_an_hour_that_the_clocks_leave_out_is_refused(world, rosa):
    page = rosa.post(
        reverse("interviews:plan", args=[world.cleo.uid]), typed(datetime(2027, 3, 28, 2, 30), world.ines, then="look")
    )
    assert "this time does not exist there" in text_of(page)


def test_moved_and_cancelled(world, rosa):
    rosa.post(reverse("interviews:plan", args=[world.cleo.uid]), typed(a_monday(), world.ines, then="confirm"))
    only = Interview.objects.get()
    move = reverse("interviews:move", args=[only.uid])
    assert a_monday().strftime("%Y-%m-%dT") in rosa.get(move).content.decode()
    rosa.post(move, typed(a_monday(14), then="confirm"))
    only.refresh_from_db()
    assert only.at == a_monday(14)
    change = reverse("interviews:change", args=[only.uid])
    rosa.post(change, {"what": "cancel", "reason": " "})
    only.refresh_from_db()
    assert only.state == InterviewState.PLANNED
    rosa.post(change, {"what": "cancel", "reason": "The position is paused."})
    only.refresh_from_db()
    assert only.state == InterviewState.CANCELLED
    assert "Cancelled." in text_of(rosa.get(reverse("interviews:application", args=[world.cleo.uid])))


def test_an_interviewer_sees_their_own_and_plans_nothing(world, rosa):
    rosa.post(reverse("interviews:plan", args=[world.cleo.uid]), typed(a_monday(), world.ines, then="confirm"))
    only = Interview.objects.get()
    ines = signed_in(world.ines)
    page = ines.get(reverse("interviews:interview", args=[only.uid]))
    assert "Cleo Marin" in text_of(page)
    assert ines.get(reverse("interviews:move", args=[only.uid])).status_code == 404
    assert signed_in(world.nora).get(reverse("interviews:interview", args=[only.uid])).status_code == 404


@pytest.mark.parametrize("change", [
    {"at": "tomorrow"}, {"zone": "Mars/Base"}, {"minutes": "0"}, {"minutes": "x"}, {"room": "x"}, {"people": []}, {"people": ["x"]},
])  # fmt: skip
def test_what_is_typed_wrong_is_said_and_kept(world, rosa, change):
    page = rosa.post(reverse("interviews:plan", args=[world.cleo.uid]), {**typed(a_monday(), world.ines), **change})
    assert page.status_code == 422
    assert "wants attention" in text_of(page) or "want attention" in text_of(page)
    assert "https://call.example/1" in page.content.decode()


def test_the_application_page_asks_as_often_for_three_interviews_as_for_one(world, rosa, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    door = reverse("interviews:application", args=[world.cleo.uid])
    counts = []
    for number in (1, 3):
        while Interview.objects.count() < number:
            at = a_monday(9 + 2 * Interview.objects.count())
            rosa.post(reverse("interviews:plan", args=[world.cleo.uid]), typed(at, world.ines, then="confirm"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            rosa.get(door)
        counts.append(len(asked))
    assert counts[0] == counts[1]
