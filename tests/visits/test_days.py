"""A day is planned by hand, confirmed with its letters, changed with the fewest, cancelled; people, rooms and sight follow the plan."""
# ruff: noqa: E501

from datetime import date, timedelta

import icalendar
import pytest
from tests.visits.planning import ON, A, H, Planning, X, wall

from secondround.audit.actions import WORKER
from secondround.candidates.access import memberships
from secondround.candidates.models import CandidateSlot, CaseRole, Conflict
from secondround.correspondence.models import Letter
from secondround.interviews.actions.scheduling import ScheduleRefused, decline_interview, move_interview
from secondround.interviews.models import Assignment, AssignmentState, Interview, InterviewState
from secondround.people.access import Refused
from secondround.people.models import BookedSlot
from secondround.positions.models import RoomSlot
from secondround.visits.actions import (
    DayGiven,
    DayRefused,
    SessionGiven,
    add_session,
    cancel_day,
    cancel_visits,
    change_session,
    confirm_day,
    drop_draft,
    frame_day,
    plan_day,
    remove_session,
)
from secondround.visits.actions.reminders import remind
from secondround.visits.models import DayEntry, ItemKind, Visit, VisitState
from secondround.visits.queries.days import is_ahead, planned_day, told_day
from secondround.visits.queries.judging import judged
from secondround.visits.queries.telling import due_letters
from secondround.visits.rules import differences
from secondround.web.invariants import violations
from secondround.web.waiting import waiting_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return Planning()


def slots(model, **about):
    return model.objects.filter(**about).count()


def event(letter):
    (found,) = icalendar.Calendar.from_ical(letter.calendar).walk("VEVENT")
    return found


def test_a_draft_books_nothing_and_tells_nobody(plan):
    assert (Letter.objects.count(), slots(BookedSlot), slots(CandidateSlot), slots(RoomSlot)) == (0, 0, 0, 0)
    assert not Interview.objects.filter(is_of_day=True).exists()
    assert memberships(plan.world.dora, plan.world.cleo, plan.now) == []


def test_confirming_books_everybody_and_writes_to_each_once(plan):
    due = plan.confirm()
    assert sorted(plan.told()) == [
        ("cleo", "day"), ("dora", "session"), ("nora", "session"), ("otto", "host"), ("rosa", "host"), ("sami", "session"),
    ]  # fmt: skip
    assert len(due) == 6
    booked = {who: slots(BookedSlot, user=getattr(plan.world, who)) for who in ("nora", "dora", "otto", "sami", "rosa")}
    assert booked == {"nora": 9, "dora": 6, "otto": 6, "sami": 12, "rosa": 0}
    assert slots(CandidateSlot) == 9 + 6 + 12
    assert slots(RoomSlot) == 36  # nine to twelve, with what lies between
    plan.visit.refresh_from_db()
    assert (plan.visit.state, plan.visit.version) == (VisitState.CONFIRMED, 1)
    assert violations() == []


def test_interviews_are_assessed_and_who_is_introduced_is_not(plan):
    plan.confirm()
    world = plan.world
    owed = Assignment.objects.filter(interview__is_of_day=True, state=AssignmentState.OWED)
    assert {one.user_id for one in owed} == {world.nora.pk, world.sami.pk}
    assert [one.role for one in memberships(world.dora, world.cleo, plan.now)] == [CaseRole.INTRODUCED]
    evening = wall("23:59")
    assert [one.role for one in memberships(world.otto, world.cleo, evening)] == [CaseRole.INTRODUCED]
    assert memberships(world.otto, world.cleo, wall("00:00", ON + timedelta(days=1))) == []


def test_a_short_form_is_asked_of_whoever_is_introduced_where_the_item_is_assessed(plan):
    w = plan.world
    short = plan.add(
        ItemKind.INTRODUCTION, "13:00", 30, [(w.hugo, X)], kit=plan.second.figures, place="canteen", forms=True
    )
    plan.confirm()
    short.refresh_from_db()
    mine = Assignment.objects.get(interview=short.interview)
    assert (mine.user, mine.is_short, mine.state) == (w.hugo, True, AssignmentState.OWED)
    assert slots(BookedSlot, user=w.hugo) == 6
    assert violations() == []


def test_a_short_form_waits_for_whoever_is_introduced_also_after_the_day(plan):
    dora = plan.world.dora
    plan.change(plan.team, "10:00", [(dora, X), (plan.world.otto, H)], kit=plan.second.figures, forms=True)
    plan.confirm()
    for at in (wall("12:00"), wall("12:00") + timedelta(days=2)):
        assert [(one.what, one.name) for one in waiting_for(dora, at) if one.verb == "Write it"] == [
            ("Your short form is owed", "Cleo Marin")
        ]


def test_what_the_letters_say(plan):
    plan.confirm()
    to_cleo = Letter.objects.get(kind="visits.day")
    assert "Monday 5 October, 09:00 Amsterdam" in to_cleo.body
    assert "10:00-10:30  Meet the team, with Dora van den Bosch, Otto Lindqvist; Maas" in to_cleo.body
    assert "You are met and walked round by Otto Lindqvist." in to_cleo.body
    assert f"/mine/applications/{plan.world.cleo.uid}/day/" in to_cleo.body
    assert (event(to_cleo)["dtstart"].dt, event(to_cleo)["dtend"].dt) == (wall("09:00"), wall("12:00"))
    for one in Letter.objects.exclude(kind="visits.day"):
        assert "scorecard" not in one.body + one.calendar
        assert "She asked the crew first." not in one.body + one.calendar
    to_dora = Letter.objects.get(to_address="dora@delta.example")
    assert "you are introduced" in to_dora.body
    assert (event(to_dora)["dtstart"].dt, event(to_dora)["dtend"].dt) == (wall("10:00"), wall("10:30"))


def test_a_swap_writes_to_the_two_it_concerns_and_to_the_candidate(plan):
    plan.confirm()
    plan.told()
    before = set(DayEntry.objects.values_list("uid", flat=True))
    plan.change(plan.figures, "09:00", [(plan.world.ines, A)])
    assert plan.told() == []
    plan.confirm(why="Nora is ill.")
    assert sorted(plan.told()) == [("cleo", "day_changed"), ("ines", "session"), ("nora", "session_cancelled")]
    gone = Letter.objects.get(kind="visits.session_cancelled")
    assert (gone.calendar_method, int(event(gone)["sequence"])) == ("CANCEL", 1)
    assert "Nora is ill." in gone.body
    assert before < set(DayEntry.objects.values_list("uid", flat=True))
    assert (slots(BookedSlot, user=plan.world.nora), slots(BookedSlot, user=plan.world.ines)) == (0, 9)
    owed = Assignment.objects.filter(interview=plan.visit.sessions.get(pk=plan.figures.pk).interview)
    assert {one.user_id: one.state for one in owed} == {plan.world.nora.pk: "replaced", plan.world.ines.pk: "owed"}
    assert violations() == []


def test_moving_one_item_writes_to_whose_time_it_is(plan):
    plan.confirm()
    plan.told()
    plan.change(plan.team, "10:10", [(plan.world.dora, X), (plan.world.otto, H)])
    plan.confirm()
    assert sorted(plan.told()) == [("cleo", "day_changed"), ("dora", "session_changed"), ("otto", "host_changed")]
    assert int(event(Letter.objects.get(kind="visits.session_changed"))["sequence"]) == 1
    assert {one.sequence for one in DayEntry.objects.filter(user=plan.world.sami)} == {0}


def test_two_items_change_places(plan):
    plan.confirm()
    plan.told()
    plan.change(plan.figures, "11:00", [(plan.world.nora, A)], minutes=60)
    plan.change(plan.talk, "09:00", [(plan.world.sami, A)], minutes=45)
    plan.confirm()
    assert sorted(one for one, _ in plan.told()) == ["cleo", "nora", "otto", "sami"]
    assert {one.at for one in Interview.objects.filter(is_of_day=True)} == {wall("09:00"), wall("11:00")}
    assert violations() == []


def test_the_whole_day_moves_and_keeps_its_times_on_the_wall(plan):
    plan.confirm()
    plan.told()
    later = date(2026, 10, 26)  # after the clocks have changed
    given = DayGiven(later, "Europe/Amsterdam", plan.second.site, plan.world.otto, plan.world.rosa, "Ask for Otto.")
    frame_day(by=plan.world.rosa, at=plan.now, visit=plan.visit, edit=plan.edit, given=given)
    plan.confirm(why="The site is closed.")
    assert sorted(plan.told()) == [
        ("cleo", "day_changed"), ("dora", "session_changed"), ("nora", "session_changed"), ("otto", "host_changed"),
        ("rosa", "host_changed"), ("sami", "session_changed"),
    ]  # fmt: skip
    plan.figures.refresh_from_db()
    assert plan.figures.starts_at == wall("09:00", later)
    assert {slot.date() for slot in BookedSlot.objects.values_list("slot", flat=True)} == {later}
    assert [one.to_at for one in memberships(plan.world.dora, plan.world.cleo, plan.now)] == [
        wall("00:00", date(2026, 10, 27))
    ]


def test_cancelled_it_leaves_calendars_and_nobody_owes_anything(plan):
    plan.confirm()
    plan.told()
    cancel_day(by=plan.world.rosa, at=plan.now, visit=plan.visit, edit=plan.edit, reason="Cleo asked for another week.")
    assert sorted(plan.told()) == [
        ("cleo", "day_cancelled"), ("dora", "session_cancelled"), ("nora", "session_cancelled"), ("otto", "host_cancelled"),
        ("rosa", "host_cancelled"), ("sami", "session_cancelled"),
    ]  # fmt: skip
    assert (slots(BookedSlot), slots(CandidateSlot), slots(RoomSlot)) == (0, 0, 0)
    assert {one.state for one in Interview.objects.filter(is_of_day=True)} == {InterviewState.CANCELLED}
    assert not Assignment.objects.filter(interview__is_of_day=True, state=AssignmentState.OWED).exists()
    assert memberships(plan.world.dora, plan.world.cleo, plan.now) == []
    assert violations() == []
    again = plan_day(by=plan.world.rosa, at=plan.now, application=plan.world.cleo, kits=[plan.second.figures],
                     given=DayGiven(ON, "Europe/Amsterdam", None, None, plan.world.rosa))  # fmt: skip
    drop_draft(by=plan.world.rosa, at=plan.now, visit=again, edit=0)


def test_an_ending_cancels_what_is_still_to_come(plan):
    plan.confirm()
    plan.told()
    plan.now = wall("10:15")
    assert cancel_visits(by=plan.world.cleo.owner, at=plan.now, application=plan.world.cleo, reason="withdrew") == 1
    assert sorted(plan.told()) == [("cleo", "day_cancelled"), ("dora", "session_cancelled"), ("otto", "host_cancelled"), ("rosa", "host_cancelled"), ("sami", "session_cancelled")]  # fmt: skip
    plan.visit.refresh_from_db()
    assert plan.visit.state == VisitState.HELD
    states = {one.kit.name: one.state for one in Interview.objects.filter(is_of_day=True)}
    assert states == {"The figures": InterviewState.PLANNED, "Conversation with the director": InterviewState.CANCELLED}


@pytest.mark.parametrize("who", ["person", "candidate", "room"])
def test_nobody_and_nothing_is_in_two_places(plan, who):
    from secondround.interviews.actions.scheduling import Appointment, schedule_interview

    w = plan.world
    schedule_interview(
        by=w.rosa, at=plan.now, application=w.cleo if who == "candidate" else w.nils, round=w.first_round, kit=None, tells=False,
        when=Appointment(wall("09:40"), 10, "Europe/Amsterdam", plan.second.rooms[0] if who == "room" else None, "" if who == "room" else "call"),
        assessors=[w.nora if who == "person" else w.ines],
    )  # fmt: skip
    code = {"person": "booked", "candidate": "taken", "room": "room_booked"}[who]
    assert [one.code for one in judged(plan.visit, plan.now) if one.is_double] == [code]
    with pytest.raises(DayRefused, match="booked"):
        plan.confirm()
    assert (Letter.objects.count(), Visit.objects.get().version) == (0, 0)
    plan.change(plan.figures, "08:00", [(w.nora, A)], minutes=30)
    plan.confirm()


def test_two_planners_never_overwrite_each_other_unseen(plan):
    seen = plan.edit
    plan.change(plan.figures, "08:30", [(plan.world.nora, A)])
    given = plan.given(ItemKind.INTERVIEW, "09:30", 45, [(plan.world.nora, A)], kit=plan.second.figures)
    with pytest.raises(DayRefused, match="changed_elsewhere"):
        change_session(by=plan.world.rosa, at=plan.now, session=plan.figures, edit=seen, given=given)
    with pytest.raises(DayRefused, match="changed_elsewhere"):
        confirm_day(by=plan.world.rosa, at=plan.now, visit=plan.visit, edit=seen)


def test_what_was_shown_is_what_is_sent(plan):
    shown = [(one.what, one.telling.key) for one in due_letters(plan.visit, plan.now)]
    assert [(one.what, one.telling.key) for one in plan.confirm()] == shown
    plan.visit.refresh_from_db()
    assert due_letters(plan.visit, plan.now) == []
    with pytest.raises(DayRefused, match="nothing_changed"):
        plan.confirm()


def test_who_declines_is_out_of_the_plan_with_the_next_letters(plan):
    plan.confirm()
    mine = Assignment.objects.get(user=plan.world.nora, interview__is_of_day=True)
    decline_interview(by=plan.world.nora, at=plan.now, assignment=mine, reason="abroad")
    assert [one for one in plan.told() if one[1] == "interviews.declined"] == [("rosa", "interviews.declined")]
    assert [(one.code, one.person) for one in judged(plan.visit, plan.now) if one.code == "declined"] == [("declined", str(plan.world.nora.pk))]  # fmt: skip
    plan.confirm()
    assert sorted(plan.told()) == [("cleo", "day_changed"), ("nora", "session_cancelled")]
    assert [one.user.name for one in planned_day(plan.visit).sessions[0].people] == []


def test_an_interview_of_a_day_changes_only_through_the_day(plan):
    from secondround.interviews.actions.scheduling import Appointment

    plan.confirm()
    with pytest.raises(ScheduleRefused, match="of_day"):
        move_interview(by=plan.world.rosa, at=plan.now, interview=Interview.objects.filter(is_of_day=True).first(), to=Appointment(wall("15:00"), 30, "UTC"), reason="x")  # fmt: skip


def test_what_has_begun_is_planned_no_more(plan):
    plan.confirm()
    plan.now = wall("09:10")
    with pytest.raises(DayRefused, match="begun"):
        plan.change(plan.figures, "14:00", [(plan.world.nora, A)])
    with pytest.raises(DayRefused, match="begun"):
        remove_session(by=plan.world.rosa, at=plan.now, session=plan.figures, edit=plan.edit)
    remove_session(by=plan.world.rosa, at=plan.now, session=plan.team, edit=plan.edit)
    plan.told()
    plan.confirm()
    assert sorted(plan.told()) == [("cleo", "day_changed"), ("dora", "session_cancelled"), ("otto", "host_changed")]


def test_versions_differ_in_what_was_changed(plan):
    plan.confirm()
    plan.change(plan.team, "10:05", [(plan.world.ines, X), (plan.world.otto, H)])
    assert is_ahead(plan.visit)
    assert [one.start for one in told_day(plan.visit).sessions] == [wall("09:00"), wall("10:00"), wall("11:00")]
    plan.confirm()
    after, before = plan.visit.versions.all()
    found = [(one.code, one.facts.get("user")) for one in differences(before.body, after.body)]
    assert found == [("start", None), ("joined", plan.world.ines.pk), ("left", plan.world.dora.pk)]


@pytest.mark.parametrize("who", ["hugo", "sami", "ines", "otto", "ada"])
def test_only_who_plans_plans(plan, who):
    with pytest.raises(Refused):
        confirm_day(by=getattr(plan.world, who), at=plan.now, visit=plan.visit, edit=plan.edit)


def test_what_cannot_be_is_refused(plan):
    w = plan.world
    for given, code in (
        (SessionGiven(ItemKind.INTERVIEW, wall("14:00"), 30), "kit_wanted"),
        (SessionGiven(ItemKind.BREAK, wall("14:00"), 4), "minutes"),
        (SessionGiven(ItemKind.BREAK, wall("14:02"), 5), "grid"),
    ):
        with pytest.raises(DayRefused, match=code):
            add_session(by=w.rosa, at=plan.now, visit=plan.visit, edit=plan.edit, given=given)
    with pytest.raises(DayRefused, match="there_is_one"):
        plan_day(by=w.rosa, at=plan.now, application=w.cleo, given=DayGiven(ON, "UTC", None, None, w.rosa))


def test_a_good_day_of_the_product_has_nothing_against_it_but_the_missing_windows(plan):
    assert [one.code for one in judged(plan.visit, plan.now)] == ["no_windows"]


def test_a_candidate_is_reminded_a_day_and_two_hours_before_once_each(plan):
    plan.confirm()
    plan.told()
    day_before, hours_before = wall("09:05", ON - timedelta(days=1)), wall("07:00")
    assert [remind(by=WORKER, at=at) for at in (day_before, day_before, hours_before, hours_before, wall("08:00"))] == [
        1,
        0,
        1,
        0,
        0,
    ]
    assert plan.told() == [("cleo", "day_reminder")] * 2
    plan.now = wall("07:30")
    plan.change(plan.figures, "13:00", [(plan.world.nora, A)])
    plan.change(plan.team, "15:00", [(plan.world.dora, X)])
    plan.confirm()
    assert remind(by=WORKER, at=wall("09:05")) == 1  # of what begins at eleven now


@pytest.mark.parametrize("part", [A, X])
def test_whoever_must_not_meet_the_candidate_is_not_asked(plan, part):
    ines = plan.world.ines
    Conflict.objects.create(user=ines, candidate=plan.world.cleo.candidate, kind="relative", declared_at=plan.now)
    session = plan.figures if part == A else plan.team
    plan.change(session, "09:00" if part == A else "10:00", [(ines, part)])
    assert [(one.code, one.person) for one in judged(plan.visit, plan.now) if one.code == "conflict"] == [
        ("conflict", str(ines.pk))
    ]
    with pytest.raises(DayRefused, match="conflict"):
        plan.confirm()
    assert Letter.objects.count() == 0
