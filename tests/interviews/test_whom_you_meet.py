"""A candidate who was told whom they meet is told when it is somebody else: by one letter, with their event anew. Nobody else is."""

from datetime import timedelta

import icalendar
import pytest
from tests.cast import BEGAN, cast

from secondround.candidates.models import Candidate, ConflictKind
from secondround.correspondence.models import Letter
from secondround.interviews.actions.conflicts import step_out_for_conflict
from secondround.interviews.actions.scheduling import (
    Appointment,
    add_assessor,
    decline_interview,
    move_interview,
    replace_assessor,
    schedule_interview,
)

pytestmark = pytest.mark.django_db
NOW = BEGAN + timedelta(days=2)
TIME = (BEGAN + timedelta(days=7)).replace(hour=8)
KIND = "interviews.people_candidate"


@pytest.fixture
def world():
    return cast()


def schedule(world, *assessors, **more):
    return schedule_interview(
        by=world.rosa, at=NOW, application=world.cleo, round=world.first_round, kit=None, assessors=assessors or [world.ines],
        when=Appointment(TIME, 45, "Europe/Amsterdam", None, "Quay 4"), **more,
    )  # fmt: skip


def of(interview, user):
    return interview.assignments.get(user=user)


def told(*kinds):
    """The letters written so far, (kind, to whom), in their order."""
    rows = Letter.objects.order_by("pk").values_list("kind", "to_address")
    found = [(kind, to.partition("@")[0]) for kind, to in rows]
    return [one for one in found if not kinds or one[0] in kinds]


def event_of(letter):
    (event,) = icalendar.Calendar.from_ical(letter.calendar).walk("VEVENT")
    return event


def test_the_candidate_reads_whom_they_meet_now_and_their_event_says_it(world):
    interview = schedule(world, world.ines, world.dora)
    before = told()
    replace_assessor(
        by=world.rosa, at=NOW, assignment=of(interview, world.ines), user=world.nora, reason="Ines is ill."
    )
    assert told()[len(before) :] == [
        ("interviews.cancelled_assessor", "ines"), ("interviews.invitation_assessor", "nora"), (KIND, "cleo"),
    ]  # fmt: skip
    letter = Letter.objects.get(kind=KIND)
    assert (
        letter.subject == "Whom you meet has changed: interview for Site engineer, Monday 14 September, 10:00 Amsterdam"
    )
    assert "You meet: Dora van den Bosch, Nora Wójcik" in letter.body
    assert "Ines" not in letter.body and "ill" not in letter.body.replace("will", "")
    first, now = (event_of(one) for one in Letter.objects.filter(to_address="cleo@mail.example").order_by("pk"))
    assert (now["uid"], int(now["sequence"]), str(now["status"])) == (first["uid"], 1, "CONFIRMED")
    assert (now.decoded("dtstart"), str(now["location"])) == (first.decoded("dtstart"), "Quay 4")
    assert str(now["description"]) == "Dora van den Bosch, Nora Wójcik"
    assert (letter.calendar_method, letter.about) == ("REQUEST", f"application:{world.cleo.pk}")


def test_one_more_person_is_told_to_the_candidate_and_to_that_person_alone(world):
    interview = schedule(world)
    before = told()
    add_assessor(by=world.rosa, at=NOW, interview=interview, user=world.nora)
    assert told()[len(before) :] == [("interviews.invitation_assessor", "nora"), (KIND, "cleo")]


def test_while_nobody_is_found_the_candidate_hears_nothing(world):
    interview = schedule(world)
    decline_interview(by=world.ines, at=NOW, assignment=of(interview, world.ines), reason="I am away.")
    assert told(KIND) == []
    add_assessor(by=world.rosa, at=NOW, interview=interview, user=world.nora)
    assert told(KIND) == [(KIND, "cleo")]


def test_found_again_as_it_was_the_candidate_hears_nothing(world):
    interview = schedule(world)
    decline_interview(by=world.ines, at=NOW, assignment=of(interview, world.ines), reason="I am away.")
    interview.assignments.update(state="replaced")
    add_assessor(by=world.rosa, at=NOW, interview=interview, user=world.ines)
    assert told(KIND) == []


def test_who_must_not_judge_is_replaced_without_a_word_of_why(world):
    interview = schedule(world)
    step_out_for_conflict(
        by=world.ines, at=NOW, application=world.cleo, kind=ConflictKind.RELATIVE, reason="My cousin.", had_read=False
    )
    add_assessor(by=world.rosa, at=NOW, interview=interview, user=world.nora)
    letter = Letter.objects.get(kind=KIND)
    assert "You meet: Nora Wójcik" in letter.body
    assert "cousin" not in letter.body + letter.calendar


def test_a_move_tells_it_with_the_new_time_and_not_twice(world):
    interview = schedule(world)
    replace_assessor(
        by=world.rosa, at=NOW, assignment=of(interview, world.ines), user=world.nora, reason="Ines is ill."
    )
    later = Appointment(TIME + timedelta(days=1), 45, "Europe/Amsterdam", None, "Quay 4")
    move_interview(by=world.rosa, at=NOW, interview=interview, to=later, reason="")
    add = add_assessor(by=world.rosa, at=NOW, interview=interview, user=world.dora)
    assert [kind for kind, who in told() if who == "cleo"] == [
        "interviews.invitation_candidate", KIND, "interviews.changed_candidate", KIND,
    ]  # fmt: skip
    assert add.interview.calendar.get(user=None).sequence == 3


@pytest.mark.parametrize("reason", ["not told", "no address", "passed"])
def test_who_was_not_told_is_not_told_now(world, reason):
    """Arranged without letters; no address; or its time has come."""
    at = NOW
    if reason == "no address":
        Candidate.objects.filter(pk=world.cleo.candidate_id).update(email=None)
        world.cleo.candidate.refresh_from_db()
    interview = schedule(world, tells=reason != "not told")
    if reason == "passed":
        at = TIME + timedelta(minutes=5)
    replace_assessor(by=world.rosa, at=at, assignment=of(interview, world.ines), user=world.nora, reason="Ines is ill.")
    assert told(KIND) == []
