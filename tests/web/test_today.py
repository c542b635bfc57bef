"""Today: what waits, in the order in which it is due; one's own interviews; whom one waits for, never more than one may know."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from tests.cast import ANSWER_BY, applicant, cast, come_in, owe, second_round, signed_in, submit
from tests.visits.planning import Planning, wall
from tests.waiting import Waiting

from secondround.candidates.actions import declare_conflict, promise_answer
from secondround.candidates.models import CaseRole, ConflictKind
from secondround.correspondence.actions import Recipient, queue_letter
from secondround.correspondence.models import Letter, LetterState
from secondround.decisions.actions import OfferGiven, write_offer
from secondround.decisions.models import FinalVerdict
from secondround.interviews.actions import assign, plan_interview, waive_scorecard
from secondround.interviews.actions.drafts import save_draft
from secondround.interviews.actions.scheduling import Appointment, schedule_interview
from secondround.interviews.models import Assignment
from secondround.interviews.rules.drafts import EMPTY
from secondround.positions.actions import open_position
from secondround.visits.actions.invitations import InvitationGiven, accept_invitation, invite
from secondround.web.expecting import coming_for, expected_by
from secondround.web.urgency import Urgency, urgency
from secondround.web.waiting import waiting_for

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=AMSTERDAM)


@pytest.fixture
def world():
    return cast()


def meet(world, application, when, *who):
    made = schedule_interview(
        by=world.rosa, at=NOW - timedelta(days=9), application=application, round=world.first_round, kit=None,
        when=Appointment(when, 60, "Europe/Amsterdam"), assessors=list(who), tells=False,
    )  # fmt: skip
    return Assignment.objects.get(interview=made, user=who[0])


def test_what_is_late_comes_first_then_what_is_due_first(world):
    soon = meet(world, world.cleo, NOW - timedelta(hours=2), world.ines)
    late = meet(world, world.nils, NOW - timedelta(days=3), world.ines)
    waits = waiting_for(world.ines, NOW)
    assert [(one.name, one.is_late) for one in waits] == [("Nils Berg", True), ("Cleo Marin", False)]
    assert waits[1].due_at == soon.interview.at + timedelta(hours=25)
    assert str(late.uid) in waits[0].link


def ranked(**about):
    """How urgent something is on a Wednesday, at noon in Amsterdam."""
    told = {"starts_at": None, "due_at": None, "is_late": False, "at": NOON, "zone": AMSTERDAM, **about}
    return urgency(**told)


HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("about", "first"),
    [
        ({"starts_at": NOON + 3 * HOUR}, Urgency.TODAY),
        ({"starts_at": NOON - 3 * HOUR}, Urgency.TODAY),  # it goes on, or its day does
        ({"starts_at": NOON + 11 * HOUR + timedelta(minutes=59)}, Urgency.TODAY),
        ({"starts_at": NOON + 12 * HOUR}, Urgency.DATED),  # midnight is tomorrow
        ({"starts_at": NOON - 12 * HOUR - timedelta(minutes=1), "is_late": True}, Urgency.LATE),
        ({"starts_at": NOON + HOUR, "is_late": True, "due_at": NOON - A_DAY}, Urgency.TODAY),
        ({"due_at": NOON - A_DAY, "is_late": True}, Urgency.LATE),
        ({"due_at": NOON + HOUR}, Urgency.DATED),
        ({"due_at": NOON + 30 * A_DAY}, Urgency.DATED),
        ({}, Urgency.UNDATED),
        # the same hour is tomorrow for whoever reads in Tokyo, and today in New York
        ({"starts_at": NOON + 5 * HOUR, "zone": ZoneInfo("Asia/Tokyo")}, Urgency.DATED),
        ({"starts_at": NOON + 12 * HOUR, "zone": ZoneInfo("America/New_York")}, Urgency.TODAY),
    ],
)
def test_what_takes_place_today_comes_before_what_is_late_before_what_has_a_day_before_what_has_none(about, first):
    assert ranked(**about) is first


def test_todays_interview_stands_first_and_a_card_without_a_day_last(world):
    lea, timo = (applicant(world.rosa, world.position, name, at=world.at) for name in ("Lea Brand", "Timo Falk"))
    undated = plan_interview(by=world.rosa, at=world.at, application=lea, round=world.first_round)
    assign(by=world.rosa, at=world.at, interview=undated, user=world.ines)
    meet(world, world.cleo, NOW - timedelta(hours=5), world.ines)
    meet(world, world.nils, NOW - timedelta(days=3), world.ines)
    today = meet(world, timo, NOW + timedelta(hours=2), world.ines)
    waits = waiting_for(world.ines, NOW)
    assert [(one.name, one.what, one.verb) for one in waits] == [
        ("Timo Falk", "You interview", "Open the kit"),
        ("Nils Berg", "Your scorecard is owed", "Write it"),
        ("Cleo Marin", "Your scorecard is owed", "Write it"),
        ("Lea Brand", "Your scorecard is owed", "Write it"),
    ]
    assert (waits[0].starts_at, waits[0].link) == (today.interview.at, f"/scorecards/{today.uid}/")
    assert waits[0].refusal == f"/applications/{timo.uid}/conflict/"


def test_the_card_of_an_interview_that_goes_on_stands_first(world):
    meet(world, world.nils, NOW - timedelta(days=3), world.ines)
    meet(world, world.cleo, NOW - timedelta(minutes=20), world.ines)
    assert [one.name for one in waiting_for(world.ines, NOW)] == ["Cleo Marin", "Nils Berg"]
    assert [one.name for one in waiting_for(world.ines, NOW + timedelta(hours=1))] == ["Nils Berg", "Cleo Marin"]


def test_an_interview_to_come_stands_on_the_page_once(world):
    soon = schedule_interview(
        by=world.rosa, at=datetime.now(UTC) - timedelta(days=9), application=world.cleo, round=world.first_round, kit=None,
        when=Appointment(datetime.now(UTC) + timedelta(minutes=20), 60, "Europe/Amsterdam"), assessors=[world.ines], tells=False,
    )  # fmt: skip
    page = signed_in(world.ines).get("/").content.decode()
    assert page.count(f"/scorecards/{Assignment.objects.get(interview=soon).uid}/") == 1
    assert page.count(f"/applications/{world.cleo.uid}/conflict/") == 1


def test_a_card_that_was_begun_says_that_its_notes_are_saved(world):
    mine = meet(world, world.cleo, NOW - timedelta(hours=2), world.ines)
    save_draft(by=world.ines, at=NOW, assignment=mine, body={**EMPTY, "new": "She"}, base=0)
    assert [one.verb for one in waiting_for(world.ines, NOW)] == ["Go on writing"]


def test_interviews_to_come_stand_apart_with_people_whose_file_is_open(world):
    meet(world, world.cleo, NOW + timedelta(days=2), world.ines)
    meet(world, world.nils, NOW + timedelta(days=1), world.ines)
    assert [one.interview.application for one in coming_for(world.ines, NOW)] == [world.nils, world.cleo]
    assert waiting_for(world.ines, NOW) == []
    declare_conflict(
        by=world.ines, at=NOW, application=world.nils, kind=ConflictKind.RELATIVE, reason="", had_read=False
    )
    assert [one.interview.application for one in coming_for(world.ines, NOW)] == [world.cleo]


def test_who_recruits_waits_for_names_who_hires_for_a_count_who_owes_for_nobody(world):
    owe(world, world.ines, world.cleo)
    owe(world, world.nora, world.cleo)
    submit(world, world.nora, world.cleo, {"Teamwork": 3})
    owe(world, world.dora, world.nils)
    assert [(one.who, one.about) for one in expected_by(world.rosa, NOW)] == [
        ("Ines Carvalho", "Cleo Marin"), ("Dora van den Bosch", "Nils Berg"),
    ]  # fmt: skip
    assert [(one.who, one.about) for one in expected_by(world.hugo, NOW)] == [
        ("", "2 scorecards are still owed for Site engineer")
    ]
    owe(world, world.hugo, world.nils)  # blind on Nils from now on
    assert [one.about for one in expected_by(world.hugo, NOW)] == ["One scorecard is still owed for Site engineer"]
    assert expected_by(world.ines, NOW) == []


def test_a_card_is_waited_for_once_its_interview_is_over(world):
    meet(world, world.cleo, NOW - timedelta(minutes=20), world.ines)
    over = NOW + timedelta(minutes=40)
    assert (
        expected_by(world.rosa, over - timedelta(minutes=1))
        == expected_by(world.hugo, over - timedelta(minutes=1))
        == []
    )
    assert [(one.who, one.since) for one in expected_by(world.rosa, over)] == [("Ines Carvalho", over)]
    assert [one.about for one in expected_by(world.hugo, over)] == ["One scorecard is still owed for Site engineer"]


def end_of(day):
    return datetime.combine(day, time(23, 59), AMSTERDAM)


def found(user, what, at=NOW):
    """Whom such a line of somebody's first page is about, or what it says of how many, until when it is, and whether that is over."""
    return [(one.name or one.what, one.due_at, one.is_late) for one in waiting_for(user, at) if what in one.what]


def decided_on(world, at=NOW):
    return found(world.hugo, "for your decision", at)


def test_whoever_hires_decides_on_people_whose_every_card_is_in_by_the_first_promised_day(world):
    lea = applicant(world.rosa, world.position, "Lea Brand", at=world.at)
    assert decided_on(world) == []
    for one in (world.cleo, world.nils, lea):
        owe(world, world.ines, one)
    assert decided_on(world) == []
    submit(world, world.nora, world.cleo, {"Teamwork": 4})
    assert decided_on(world) == []  # Ines still owes hers
    submit(world, world.ines, world.cleo, {"Teamwork": 4})
    owed = Assignment.objects.get(user=world.ines, interview__application=lea)
    waive_scorecard(by=world.rosa, at=NOW, assignment=owed, reason="Ill for long.")
    promise_answer(by=world.rosa, at=NOW, application=lea, owner=world.rosa, answer_by=ANSWER_BY - timedelta(days=3))
    first = ANSWER_BY - timedelta(days=3)
    assert decided_on(world) == [("2 people wait for your decision", end_of(first), False)]
    late = end_of(first) + timedelta(hours=1)
    assert decided_on(world, late) == [("2 people wait for your decision", end_of(first), True)]
    owe(world, world.hugo, world.cleo)  # blind on Cleo from now on, and told of nobody's card on her
    assert decided_on(world) == [("One person waits for your decision", end_of(first), False)]


def test_a_brief_is_to_be_read_until_one_meets_its_person_and_before_a_day_is_sent_until_they_hear():
    plan = Planning()
    world, brief = plan.world, "A brief is yours to read"
    assert found(world.sami, brief, plan.now) == [("Cleo Marin", end_of(ANSWER_BY), False)]
    plan.confirm()
    assert found(world.sami, brief, plan.now) == [("Cleo Marin", wall("11:00"), False)]


def test_a_day_to_plan_has_the_day_of_the_promised_decision(world):
    second = second_round(world)
    given = InvitationGiven("A long talk.", "The director.", ANSWER_BY, ANSWER_BY + timedelta(days=7), world.rosa)
    asked = invite(by=world.rosa, at=second.at, application=world.cleo, given=given)
    accept_invitation(
        by=come_in(Client(), world.cleo.candidate), at=second.at, invitation=asked, words="Gladly.", windows=[]
    )
    assert found(world.rosa, "no day is planned yet") == [("Cleo Marin", end_of(ANSWER_BY + timedelta(days=7)), False)]


def test_an_offer_that_wants_a_yes_has_the_day_that_was_promised():
    end = Waiting()
    end.scene.debrief()
    end.scene.decided(FinalVerdict.HIRE, override_words="All the same.")
    of, rosa, sami = end.world.cleo, end.world.rosa, end.world.sami
    of.refresh_from_db()
    terms = {"title": "Engineer", "pay": "60000", "currency": "EUR", "period": "year", "start_on": "2027-03-01"}
    at = end.scene.at
    write_offer(by=rosa, at=at, application=of, given=OfferGiven(terms, of.answer_by, [sami]))
    assert found(sami, "wants your yes", at) == [("Cleo Marin", end_of(of.answer_by), False)]


def test_a_position_without_a_plan_and_a_letter_that_was_refused_wait_for_who_recruits(world):
    made = open_position(by=world.rosa, at=NOW, title="Night planner", recruiter=world.rosa)
    queue_letter(by=world.rosa, at=NOW, to=Recipient("Cleo Marin", "cleo@mail.example"), kind="interviews.changed_candidate",
                 subject="Another time", body="We meet later.", about=f"application:{world.cleo.pk}")  # fmt: skip
    Letter.objects.update(state=LetterState.FAILED)
    found = {one.what: (one.name, one.place) for one in waiting_for(world.rosa, NOW)}
    assert found["No interview is planned yet"] == ("", made.title)
    assert found["A letter was refused"] == ("Cleo Marin", "Site engineer")
    assert [one.what for one in waiting_for(world.hugo, NOW) if "letter" in one.what] == []


def test_the_page_says_the_day_and_how_much_is_late(world):
    owe(world, world.ines, world.cleo, at=datetime.now(UTC) - timedelta(days=4))
    page = signed_in(world.ines).get("/").content.decode()
    assert (
        "One thing waits for you. One is late." in page
        and '<span class="name">Cleo Marin</span>, Site engineer' in page
    )


def test_whoever_was_introduced_finds_their_short_form_without_reading_the_file(world):
    when = NOW - timedelta(hours=2)
    interview = plan_interview(by=world.rosa, at=when, application=world.cleo, round=world.first_round, held_at=when)
    form = assign(by=world.rosa, at=when, interview=interview, user=world.dora, role=CaseRole.INTRODUCED, is_short=True)
    assert [(one.what, one.link) for one in waiting_for(world.dora, NOW)] == [
        ("Your short form is owed", f"/scorecards/{form.uid}/")
    ]
