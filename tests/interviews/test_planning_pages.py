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
from secondround.positions.actions import KitGiven, join_pool, make_kit, make_pool

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


@pytest.fixture
def kit(world):
    """A conversation of 45 minutes that Ines and Nora may hold."""
    at = world.at
    pool = make_pool(by=world.rosa, at=at, name="Knows the ground")
    for one in (world.ines, world.nora):
        join_pool(by=world.rosa, at=at, pool=pool, user=one)
    given = KitGiven("On the ground", 45, [world.technical], True, pool, "")
    return make_kit(by=world.rosa, at=at, round=world.first_round, given=given)


def test_what_the_plan_says_stands_in_the_form_and_who_may_hold_it_comes_first(world, rosa, kit):
    file = rosa.get(reverse("interviews:application", args=[world.cleo.uid])).content.decode()
    door = f"{reverse('interviews:plan', args=[world.cleo.uid])}?kit={kit.uid}"
    assert f'href="{door}"' in file
    page = rosa.get(door)
    first, _other, rest = text_of(page).partition("Somebody who is not of this pool")
    assert "Of the pool “Knows the ground”." in first and "45, as the plan says" in rest
    assert [name in first for name in ("Ines Carvalho", "Nora Wójcik", "Otto Lindqvist")] == [True, True, False]
    assert "Otto Lindqvist" in rest
    rosa.post(door, typed(a_monday(), world.ines, then="confirm", kit=str(kit.uid), minutes=""))
    only = Interview.objects.get()
    assert (only.minutes, only.kit, only.over_limit) == (45, kit, "")
    assert f'href="{door}"' not in rosa.get(reverse("interviews:application", args=[world.cleo.uid])).content.decode()


def test_whoever_is_not_of_the_pool_is_asked_only_with_a_reason(world, rosa, kit):
    door = reverse("interviews:plan", args=[world.cleo.uid])
    page = rosa.post(door, typed(a_monday(), world.otto, then="confirm", kit=str(kit.uid)))
    assert "Otto Lindqvist is not of the pool that holds this interview." in text_of(page)
    assert Interview.objects.count() == 0
    rosa.post(door, typed(a_monday(), world.otto, then="confirm", kit=str(kit.uid), over_limit="Nobody else is here."))
    assert Interview.objects.get().over_limit == "Nobody else is here."


def test_the_letter_is_read_word_for_word_before_it_is_written(world, rosa):
    door = reverse("interviews:plan", args=[world.cleo.uid])
    looked = text_of(rosa.post(door, typed(a_monday(), world.ines, then="look")))
    rosa.post(door, typed(a_monday(), world.ines, then="confirm"))
    written = Letter.objects.get(kind="interviews.invitation_candidate")
    body = " ".join(written.body.partition("-- ")[0].split())
    assert written.subject in looked and body.replace('"', "&#34;") in looked
    assert "Read the letter" not in text_of(rosa.post(door, typed(a_monday(15), world.ines, then="look", tells="")))


def test_who_takes_over_is_looked_at_like_who_was_asked_first(world, rosa, kit):
    door = reverse("interviews:plan", args=[world.cleo.uid])
    rosa.post(door, typed(a_monday(), world.ines, then="confirm", kit=str(kit.uid)))
    only = Interview.objects.get()
    mine = only.assignments.get()
    add_busy(by=world.nora, at=timezone.now(), from_at=a_monday(9), to_at=a_monday(11))
    change = reverse("interviews:change", args=[only.uid])
    given = {"what": "replace", "assignment": str(mine.uid), "person": str(world.nora.uid), "reason": "Ines is ill."}
    page = rosa.post(change, given)
    assert page.status_code == 422 and "Ask Nora Wójcik all the same?" in text_of(page)
    assert 'value="Ines is ill."' in page.content.decode()  # nothing typed is lost
    assert [one.user for one in only.assignments.filter(state="owed")] == [world.ines]
    rosa.post(change, {**given, "over_limit": "She offered it."})
    only.refresh_from_db()
    assert [one.user for one in only.assignments.filter(state="owed")] == [world.nora]
    assert only.over_limit == "She offered it."
    rosa.post(change, {"what": "add", "person": str(world.ines.uid)})  # of the pool and free: no question
    assert only.assignments.filter(state="owed").count() == 2


def test_where_nobody_holds_it_the_page_says_so_and_who_is_free(world, rosa, kit):
    rosa.post(
        reverse("interviews:plan", args=[world.cleo.uid]),
        typed(a_monday(), world.ines, then="confirm", kit=str(kit.uid)),
    )
    only = Interview.objects.get()
    add_busy(by=world.nora, at=timezone.now(), from_at=a_monday(9), to_at=a_monday(11))
    signed_in(world.ines).post(
        reverse("interviews:step_back", args=[only.assignments.get().uid]), {"way": "decline", "reason": "I am away."}
    )
    page = rosa.get(reverse("interviews:interview", args=[only.uid]))
    said = text_of(page)
    assert "Nobody holds it any more" in said and "Nora Wójcik (has marked this time as busy)" in said
    assert "Ines Carvalho (could not hold it)" in said
    assert "Letters to colleagues about it" in said and "To Rosa Keller." in said
    assert "Letters to colleagues" not in text_of(
        signed_in(world.hugo).get(reverse("interviews:interview", args=[only.uid]))
    )
    assert "Nobody holds an interview that is planned." in text_of(rosa.get(f"/positions/{world.position.uid}/"))


def test_what_was_chosen_stays_when_something_is_missing(world, rosa):
    promise, ask = (reverse(f"interviews:{name}", args=[world.cleo.uid]) for name in ("promise", "assign"))
    page = rosa.post(promise, {"owner": str(world.hugo.uid), "answer_by": "tomorrow"})
    assert (page.status_code, 'value="tomorrow"' in page.content.decode()) == (422, True)
    assert f'<option value="{world.hugo.uid}" selected>Hugo Brandt' in page.content.decode()
    page = rosa.post(ask, {"user": str(world.nora.uid), "round": "1", "held_at": "at ten"})
    assert (page.status_code, 'value="at ten"' in page.content.decode()) == (422, True)
    assert f'<option value="{world.nora.uid}" selected>Nora Wójcik' in page.content.decode()
