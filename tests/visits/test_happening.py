"""The day as it happens: who came, what took place, who was really there; whom the candidate met follows from it, and nobody is written to."""
# ruff: noqa: E501

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import come_in, signed_in
from tests.visits.planning import ON, Planning, wall

from secondround.candidates.access import memberships
from secondround.candidates.models import Conflict, ConflictKind
from secondround.interviews.models import Assignment, AssignmentState, InterviewState
from secondround.people.access import Refused
from secondround.people.models import BookedSlot
from secondround.visits.actions import (
    DayRefused,
    add_on_the_spot,
    end_day,
    note_arrival,
    note_no_show,
    note_session,
)
from secondround.visits.actions.adjustments import arrange, ask_adjustment
from secondround.visits.models import ItemState, SessionPart, VisitState
from secondround.visits.queries import people_met
from secondround.visits.queries.days import is_ahead, told_day
from secondround.visits.queries.telling import due_letters
from secondround.web.invariants import violations
from secondround.web.waiting import waiting_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    made = Planning()
    made.confirm()
    made.told()
    for session in (made.figures, made.team, made.talk):
        session.refresh_from_db()
    made.visit.refresh_from_db()
    return made


def met(plan, at):
    return [(one.user.name.split()[0], one.assessed) for one in people_met(plan.visit, at)]


def test_whom_one_met_follows_from_what_took_place(plan):
    otto, w = plan.world.otto, plan.world
    note_arrival(by=otto, at=wall("08:50"), visit=plan.visit)
    note_session(by=otto, at=wall("09:50"), session=plan.figures, took_place=True, there=[w.nora])
    note_session(by=w.sami, at=wall("10:40"), session=plan.team, took_place=True, there=[w.otto])
    assert met(plan, wall("10:40")) == [("Nora", True), ("Otto", False), ("Rosa", False)]
    plan.visit.refresh_from_db()
    assert plan.visit.arrived_at == wall("08:50")
    assert [one.what for one in plan.visit.happenings.all()] == ["arrived", "took_place", "took_place"]
    assert plan.told() == []
    with pytest.raises(DayRefused, match="not_yet"):
        note_session(by=otto, at=wall("10:40"), session=plan.talk, took_place=True, there=[w.sami])


def test_of_whoever_was_not_there_no_card_is_wanted(plan):
    note_session(by=plan.world.rosa, at=wall("09:50"), session=plan.figures, took_place=True, there=[])
    assert Assignment.objects.get(interview=plan.figures.interview).state == AssignmentState.NOT_HELD
    assert memberships(plan.world.nora, plan.world.cleo, wall("09:51"))[0].owes_round is None
    assert violations() == []


def test_what_was_left_out_wants_no_card(plan):
    note_session(by=plan.world.otto, at=wall("11:10"), session=plan.talk, took_place=False, words="No time left.")
    plan.talk.refresh_from_db()
    assert (plan.talk.state, plan.talk.interview.state) == (ItemState.DID_NOT, InterviewState.CANCELLED)
    assert met(plan, wall("11:10")) == [("Nora", True), ("Dora", False), ("Otto", False), ("Rosa", False)]
    assert violations() == []


def test_nobody_came_frees_everybody_tells_nobody_and_waits_for_who_owes_the_answer(plan):
    note_no_show(by=plan.world.otto, at=wall("09:30"), visit=plan.visit, words="No answer on the phone.")
    assert plan.told() == []
    assert not BookedSlot.objects.filter(slot__gt=wall("09:45")).exists()
    assert not Assignment.objects.filter(interview__is_of_day=True, state=AssignmentState.OWED).exists()
    plan.visit.refresh_from_db()
    assert (plan.visit.state, met(plan, wall("23:00"))) == (VisitState.HELD, [])
    waits = [one.what for one in waiting_for(plan.world.rosa, wall("12:00"))]
    assert "Did not come to the second interview" in waits
    assert "Did not come to the second interview" not in [
        one.what for one in waiting_for(plan.world.hugo, wall("12:00"))
    ]
    assert violations() == []


def test_nobody_did_not_come_before_it_began(plan):
    with pytest.raises(DayRefused, match="not_yet"):
        note_no_show(by=plan.world.rosa, at=wall("08:00"), visit=plan.visit)


def test_who_was_talked_to_did_come(plan):
    """What is left of such a day is noted item by item; cards that are owed stay owed."""
    note_session(by=plan.world.rosa, at=wall("09:50"), session=plan.figures, took_place=True, there=[plan.world.nora])
    with pytest.raises(DayRefused, match="has_come"):
        note_no_show(by=plan.world.rosa, at=wall("09:55"), visit=plan.visit)
    assert Assignment.objects.get(interview=plan.figures.interview).state == AssignmentState.OWED


def test_somebody_joins_on_the_spot_and_sees_until_the_day_ends(plan):
    w = plan.world
    add_on_the_spot(by=w.sami, at=wall("10:05"), visit=plan.visit, user=w.ada, session=plan.team)
    lunch = add_on_the_spot(by=w.otto, at=wall("10:32"), visit=plan.visit, user=w.pia, words="In the corridor")
    assert (lunch.starts_at, lunch.is_added) == (wall("10:30"), True)
    assert [one.role for one in memberships(w.ada, w.cleo, wall("23:00"))] == ["X"]
    assert memberships(w.ada, w.cleo, wall("00:01", ON.replace(day=6))) == []
    assert plan.told() == []
    seen = told_day(plan.visit)
    assert [[p.user.name.split()[0] for p in one.people] for one in seen.sessions] == [
        ["Nora"],
        ["Dora", "Otto", "Ada"],
        ["Pia"],
        ["Sami"],
    ]
    assert not is_ahead(plan.visit)
    assert [one for one in due_letters(plan.visit, wall("10:45")) if one.telling.user is None] == []
    note_session(by=w.otto, at=wall("10:50"), session=lunch, took_place=True, there=[w.pia])
    everybody = [("Nora", True), ("Dora", False), ("Otto", False), ("Ada", False), ("Pia", False), ("Rosa", False)]
    assert met(plan, wall("10:50")) == everybody
    assert violations() == []


def test_what_was_not_sent_stays_unsent_when_somebody_joins(plan):
    w = plan.world
    plan.change(plan.talk, "11:15", [(w.sami, SessionPart.ASSESSOR)])
    plan.visit.refresh_from_db()
    add_on_the_spot(by=w.otto, at=wall("10:05"), visit=plan.visit, user=w.ada, session=plan.team)
    assert [one.start for one in told_day(plan.visit).sessions][-1] == wall("11:00")
    assert is_ahead(plan.visit)


def test_whoever_must_not_meet_the_candidate_does_not(plan):
    w = plan.world
    Conflict.objects.create(user=w.ines, candidate=w.cleo.candidate, kind=ConflictKind.RELATIVE, declared_at=plan.now)
    with pytest.raises(DayRefused, match="conflict"):
        add_on_the_spot(by=w.otto, at=wall("10:05"), visit=plan.visit, user=w.ines)
    with pytest.raises(DayRefused, match="already_there"):
        add_on_the_spot(by=w.otto, at=wall("10:05"), visit=plan.visit, user=w.dora, session=plan.team)


@pytest.mark.parametrize("who", ["nora", "dora", "hugo", "ines", "ada"])
def test_only_host_senior_reader_and_planner_note_it(plan, who):
    with pytest.raises(Refused):
        note_arrival(by=getattr(plan.world, who), at=wall("09:00"), visit=plan.visit)


def test_a_day_ends_when_nothing_is_to_come(plan):
    with pytest.raises(DayRefused, match="not_yet"):
        end_day(by=plan.world.otto, at=wall("10:30"), visit=plan.visit)
    end_day(by=plan.world.otto, at=wall("12:30"), visit=plan.visit)
    plan.visit.refresh_from_db()
    assert plan.visit.state == VisitState.HELD
    note_session(by=plan.world.otto, at=wall("13:00"), session=plan.figures, took_place=True, there=[plan.world.nora])
    assert met(plan, wall("13:00"))[0] == ("Nora", True)


def test_the_page_for_a_phone(plan):
    """The day lies in the past of this test's clock: everything can be noted still, by whoever planned it; the host's sight is over."""
    rosa, door = signed_in(plan.world.rosa), reverse("visits:happening", args=[plan.visit.uid])
    page = rosa.get(door)
    assert signed_in(plan.world.otto).get(door).status_code == 404
    assert (page.status_code, b"Has arrived" in page.content) == (200, True)
    sent = {"what": "took_place", "session": str(plan.figures.uid), "there": [str(plan.world.nora.uid)]}
    assert b"The candidate did not come" in page.content
    assert rosa.post(door, sent).headers["Location"] == door
    after = rosa.get(door).content.decode()
    (left,) = re.findall(r"Not noted yet: (.*?)\. You can", after)
    assert ("The candidate did not come" in after, "The figures" in left, len(left) > 0) == (False, False, True)
    assert (
        rosa.post(door, {"what": "add", "person": str(plan.world.dora.uid), "session": str(plan.team.uid)}).status_code
        == 422
    )
    assert rosa.post(door, {"what": "dance"}).status_code == 404
    assert met(plan, wall("13:00"))[0] == ("Nora", True)


def test_what_was_noted_names_its_item_and_a_day_that_ended_says_so(plan):
    note_arrival(by=plan.world.rosa, at=wall("08:55"), visit=plan.visit, is_late=False, words="")
    note_session(by=plan.world.rosa, at=wall("10:00"), session=plan.figures, took_place=True, there=[plan.world.nora])
    end_day(by=plan.world.rosa, at=wall("12:30"), visit=plan.visit)
    page = signed_in(plan.world.rosa).get(reverse("visits:happening", args=[plan.visit.uid])).content.decode()
    assert "<h1>The day of Cleo Marin is over</h1>" in page
    assert "The figures: took place" in page


def test_ones_part_is_due_on_its_own_day(plan):
    (part,) = [one for one in waiting_for(plan.world.nora, wall("08:00")) if one.verb == "See your part"]
    assert (part.starts_at, part.due_at) == (wall("09:00"), wall("23:59"))


def test_the_day_of_whoever_walks_round_begins_with_its_first_item(plan):
    (whole,) = [one for one in waiting_for(plan.world.otto, wall("08:00")) if one.verb == "Note what happens"]
    (last,) = [one for one in waiting_for(plan.world.sami, wall("08:00")) if one.verb == "See your part"]
    assert (whole.starts_at, last.starts_at) == (wall("09:00"), wall("11:00"))
    assert waiting_for(plan.world.sami, wall("08:00"))[0].verb == "See your part"


def test_what_helps_stands_where_the_day_is_planned(plan):
    """Whoever recruits reads what was asked for, and that nothing is arranged yet; who hires reads what is arranged, and nothing else of it."""
    w, cleo = plan.world, plan.world.cleo
    door = reverse("visits:day", args=[plan.visit.uid])
    himself = come_in(Client(), cleo.candidate)
    ask_adjustment(by=himself, at=wall("08:00"), application=cleo, needs=["quiet_room"], words="A chair with arms.")

    def read(user):
        page = signed_in(user).get(door).content.decode()
        return [
            words in page
            for words in ("A quiet room, little light. A chair with arms.", "Not arranged yet.", "Room 3, blinds")
        ]

    assert (read(w.rosa), read(w.hugo)) == ([True, True, False], [False, False, False])
    arrange(by=w.rosa, at=wall("08:05"), application=cleo, arrangement="Room 3, blinds down, an armchair.")
    assert (read(w.rosa), read(w.hugo)) == ([True, False, True], [False, False, True])
