"""Interviews are booked for everybody or nobody, told by letter with one calendar event per person, moved, replaced, cancelled."""
# ruff: noqa: E501

from datetime import timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from tests.cast import BEGAN, cast

from secondround.candidates.access import visible_to
from secondround.candidates.models import CandidateSlot, CaseMember, Conflict
from secondround.correspondence.models import Letter
from secondround.interviews.actions import CardEntry, CardRefused, recuse, submit_scorecard
from secondround.interviews.actions.scheduling import (
    Appointment,
    ScheduleRefused,
    add_assessor,
    cancel_interview,
    decline_interview,
    move_interview,
    replace_assessor,
    schedule_interview,
)
from secondround.interviews.actions.taking_place import note_absent, note_no_show
from secondround.interviews.models import AssignmentState, Interview, InterviewState
from secondround.people.access import Refused
from secondround.people.models import BookedSlot
from secondround.positions.models import Kit, MeetingRoom, RoomSlot, Site

pytestmark = pytest.mark.django_db
NOW = BEGAN + timedelta(days=2)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TIME = (BEGAN + timedelta(days=7)).replace(hour=8)  # a Monday, 10:00 in Amsterdam


@pytest.fixture
def world():
    return cast()


def appointment(at=TIME, minutes=45, **more):
    return Appointment(at=at, minutes=minutes, zone="Europe/Amsterdam", **more)


def schedule(world, application=None, assessors=None, when=None, **more):
    return schedule_interview(
        by=world.rosa,
        at=NOW,
        application=application or world.cleo,
        round=world.first_round,
        kit=None,
        when=when or appointment(place="https://call.example/cleo"),
        assessors=assessors or [world.ines],
        **more,
    )


def room(world):
    site = Site.objects.create(name="Rotterdam", zone="Europe/Amsterdam", address="Kade 1\n3011 Rotterdam", made_at=NOW)
    return MeetingRoom.objects.create(site=site, name="Maas")


def events():
    """Every event sent so far: who, method, sequence, status, start, uid."""
    found = []
    for letter in Letter.objects.exclude(calendar="").order_by("pk"):
        calendar = icalendar.Calendar.from_ical(letter.calendar)
        (event,) = calendar.walk("VEVENT")
        assert calendar["method"] == letter.calendar_method
        found.append((letter.to_address, calendar["method"], int(event["sequence"]), str(event["status"]),
                      event.decoded("dtstart"), str(event["uid"])))  # fmt: skip
    return found


def test_a_time_is_booked_for_candidate_assessors_and_room(world):
    interview = schedule(world, assessors=[world.ines, world.nora], when=appointment(room=room(world)))
    assert BookedSlot.objects.filter(booking=interview.uid).count() == 2 * 9
    assert CandidateSlot.objects.filter(booking=interview.uid).count() == 9
    assert RoomSlot.objects.filter(booking=interview.uid).count() == 9
    assert {one.state for one in interview.assignments.all()} == {AssignmentState.OWED}


@pytest.mark.parametrize("who", ["assessor", "candidate", "room"])
def test_nobody_and_nothing_is_in_two_places(world, who):
    place = room(world)
    schedule(world, when=appointment(room=place))
    other = appointment(at=TIME + timedelta(minutes=40), room=place if who == "room" else None)
    with pytest.raises(ScheduleRefused, match="booked"):
        schedule(
            world,
            application=world.cleo if who == "candidate" else world.nils,
            assessors=[world.ines if who == "assessor" else world.nora],
            when=other,
        )
    assert Interview.objects.count() == 1
    assert Letter.objects.count() == 2
    schedule(world, application=world.nils, when=appointment(at=TIME + timedelta(minutes=45), room=place))


def test_everybody_gets_a_letter_with_an_event_of_their_own(world):
    schedule(world, assessors=[world.ines, world.nora])
    found = events()
    assert [(to, method, sequence, status, start) for to, method, sequence, status, start, _ in found] == [
        ("ines@delta.example", "REQUEST", 0, "CONFIRMED", TIME),
        ("nora@delta.example", "REQUEST", 0, "CONFIRMED", TIME),
        ("cleo@mail.example", "REQUEST", 0, "CONFIRMED", TIME),
    ]
    assert len({uid for *_, uid in found}) == 3
    to_cleo = Letter.objects.get(to_address="cleo@mail.example")
    assert "Monday 14 September, 10:00 Amsterdam" in to_cleo.body
    assert "https://call.example/cleo" in to_cleo.body
    assert "Ines Carvalho, Nora Wójcik" in to_cleo.body
    assert "scorecard" not in to_cleo.body.lower() + to_cleo.calendar.lower()
    assert to_cleo.to_user_id is None


def test_a_reader_in_another_zone_sees_their_own_clock_first(world):
    world.ines.zone = "America/Sao_Paulo"
    world.ines.save()
    schedule(world)
    letter = Letter.objects.get(to_address="ines@delta.example")
    assert "Monday 14 September, 05:00 Sao Paulo (10:00 Amsterdam)" in letter.body
    (event,) = icalendar.Calendar.from_ical(letter.calendar).walk("VEVENT")
    assert event["dtstart"].params["TZID"] == "America/Sao_Paulo"


def test_moved_replaced_and_cancelled_keep_the_event_and_raise_its_sequence(world):
    interview = schedule(world)
    first = {to: uid for to, *_, uid in events()}
    move_interview(by=world.rosa, at=NOW, interview=interview, to=appointment(at=TIME + timedelta(days=1)), reason="")
    replace_assessor(by=world.rosa, at=NOW, assignment=interview.assignments.get(), user=world.nora, reason="travels")
    cancel_interview(by=world.rosa, at=NOW, interview=interview, reason="position paused")
    told = [(to.split("@")[0], method, sequence, status) for to, method, sequence, status, _, _ in events()[2:]]
    assert told == [
        ("ines", "REQUEST", 1, "CONFIRMED"), ("cleo", "REQUEST", 1, "CONFIRMED"),
        ("ines", "CANCEL", 2, "CANCELLED"), ("nora", "REQUEST", 0, "CONFIRMED"), ("cleo", "REQUEST", 2, "CONFIRMED"),
        ("nora", "CANCEL", 1, "CANCELLED"), ("cleo", "CANCEL", 3, "CANCELLED"),
    ]  # fmt: skip
    assert {uid for to, *_, uid in events() if to == "cleo@mail.example"} == {first["cleo@mail.example"]}
    assert BookedSlot.objects.count() == CandidateSlot.objects.count() == 0
    assert [one.what for one in interview.changes.all()] == ["moved", "replaced", "cancelled"]


def test_who_is_replaced_reads_the_file_no_longer_and_owes_nothing(world):
    interview = schedule(world)
    assert visible_to(world.ines, NOW).filter(pk=world.cleo.pk).exists()
    later = NOW + timedelta(hours=1)
    replace_assessor(by=world.rosa, at=later, assignment=interview.assignments.get(), user=world.nora, reason="ill")
    assert not visible_to(world.ines, later + timedelta(seconds=1)).filter(pk=world.cleo.pk).exists()
    assert not CaseMember.objects.filter(user=world.ines, owes_round__isnull=False).exists()
    assert visible_to(world.nora, later).filter(pk=world.cleo.pk).exists()
    back = add_assessor(by=world.rosa, at=later, interview=interview, user=world.ines)
    assert back.state == AssignmentState.OWED


def test_declining_frees_the_time_and_tells_who_planned(world):
    interview = schedule(world)
    decline_interview(by=world.ines, at=NOW, assignment=interview.assignments.get(), reason="abroad")
    assert interview.assignments.get().state == AssignmentState.DECLINED
    assert not BookedSlot.objects.filter(user=world.ines).exists()
    assert CandidateSlot.objects.filter(booking=interview.uid).exists()
    told = Letter.objects.get(kind="interviews.declined")
    assert (told.to_address, "abroad" in told.body) == ("rosa@delta.example", True)


def test_a_no_show_and_an_absence_leave_nobody_owing(world):
    interview = schedule(world, assessors=[world.ines, world.nora])
    after = TIME + timedelta(hours=1)
    with pytest.raises(ScheduleRefused, match="not_yet"):
        note_no_show(by=world.rosa, at=NOW, interview=interview)
    absent = interview.assignments.get(user=world.nora)
    note_absent(by=world.nora, at=after, assignment=absent, reason="train")
    note_no_show(by=world.rosa, at=after, interview=interview)
    interview.refresh_from_db()
    assert interview.state == InterviewState.NO_SHOW
    assert {one.state for one in interview.assignments.all()} == {AssignmentState.NOT_HELD}
    assert not CaseMember.objects.filter(owes_round__isnull=False).exists()


def test_a_card_is_not_written_before_the_conversation(world):
    assignment = schedule(world).assignments.get()
    entries = [CardEntry(world.teamwork, 4, notes=["Asked first."])]
    with pytest.raises(CardRefused, match="too_early"):
        submit_scorecard(by=world.ines, at=NOW, assignment=assignment, entries=entries)
    submit_scorecard(by=world.ines, at=TIME + timedelta(hours=1), assignment=assignment, entries=entries)
    # Nothing of the interview itself changes: whoever is blind would read there that a card is in.
    assert Interview.objects.get().state == InterviewState.PLANNED


def test_an_interview_that_is_not_assessed_makes_nobody_owe_or_blind(world):
    kit = Kit.objects.create(round=world.first_round, name="Meet the team", order=1, is_assessed=False, made_at=NOW)
    interview = schedule_interview(
        by=world.rosa, at=NOW, application=world.cleo, round=world.first_round, kit=kit, when=appointment(), assessors=[world.dora]
    )  # fmt: skip
    assert interview.assignments.get().state == AssignmentState.NOT_WANTED
    assert visible_to(world.dora, NOW).filter(pk=world.cleo.pk).exists()
    assert not CaseMember.objects.filter(owes_round__isnull=False).exists()


def test_a_time_that_has_passed_sends_no_letters(world):
    schedule(world, when=appointment(at=NOW - timedelta(days=1)))
    assert Letter.objects.count() == 0


def test_stepping_back_gives_the_time_back(world):
    assignment = schedule(world).assignments.get()
    recuse(by=world.ines, at=NOW, assignment=assignment, reason="I know her well")
    assert not BookedSlot.objects.exists()
    assert not visible_to(world.ines, NOW).exists()  # what the others say of this person is not theirs to read
    again = add_assessor(by=world.rosa, at=NOW, interview=assignment.interview, user=world.ines)
    assert (again.state, visible_to(world.ines, NOW).get()) == (AssignmentState.OWED, world.cleo)


def test_whoever_must_not_judge_somebody_is_not_asked_to(world):
    Conflict.objects.create(user=world.ines, candidate=world.cleo.candidate, kind="relative", declared_at=NOW)
    with pytest.raises(CardRefused, match="in_conflict"):
        schedule(world)
    assert (Letter.objects.count(), BookedSlot.objects.count()) == (0, 0)


def test_only_who_may_plan_plans(world):
    for who in (world.ines, world.hugo, world.sami, world.otto, world.ada):
        with pytest.raises(Refused):
            schedule_interview(by=who, at=NOW, application=world.cleo, round=world.first_round, kit=None, when=appointment(), assessors=[world.nora])  # fmt: skip


@pytest.mark.parametrize(("change", "code"), [
    ({"minutes": 4}, "too_long"), ({"minutes": 481}, "too_long"), ({"zone": "Mars/Base"}, "unknown_zone"), ({"zone": "../x"}, "unknown_zone"),
])  # fmt: skip
def test_what_cannot_be_is_refused(world, change, code):
    with pytest.raises(ScheduleRefused, match=code):
        schedule(world, when=Appointment(**{"at": TIME, "minutes": 45, "zone": "Europe/Amsterdam", **change}))
