"""A day that nobody noted: whoever came can thank those of whom they were told, and whoever owes the notes finds that on Today."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import come_in, signed_in
from tests.visits.planning import A, Planning, wall

from secondround.audit.actions import WORKER
from secondround.candidates.models import Conflict, ConflictKind
from secondround.correspondence.models import Letter
from secondround.interviews.actions import CardEntry, submit_scorecard
from secondround.interviews.models import Assignment, AssignmentState, Interview, InterviewState
from secondround.people.actions.persons import add_candidate_user
from secondround.positions.actions import end_team, name_team
from secondround.positions.models import TeamRole
from secondround.preparation.actions import (
    PreparationRefused,
    keep_jotting,
    keep_note,
    release_notes,
    send_thank_you,
)
from secondround.preparation.queries import kept_of
from secondround.visits.actions import end_day, note_no_show, note_session
from secondround.visits.models import ItemState, Session, Visit
from secondround.visits.queries import people_met
from secondround.web.waiting import waiting_for

pytestmark = pytest.mark.django_db
NOT_NOTED = "The day is over and not noted yet: what took place?"
EVENING = wall("18:00")


@pytest.fixture
def plan():
    """Figures at 9 with Nora, the team at 10 with Dora and Otto, who walks her round, Sami last at 11 until 12."""
    made = Planning()
    made.confirm()
    made.visit.refresh_from_db()
    for session in (made.figures, made.team, made.talk):
        session.refresh_from_db()
    return made


@pytest.fixture
def cleo(plan):
    return add_candidate_user(by=plan.world.rosa, at=plan.now, name="Cleo Marin", email="cleo@mail.example")


def met(plan, at=EVENING):
    return [one.user.name.split()[0] for one in people_met(plan.visit, at)]


@pytest.mark.parametrize(
    ("at", "whom"),
    [
        ("09:44", []),
        ("09:45", ["Nora", "Otto", "Rosa"]),
        ("10:30", ["Nora", "Dora", "Otto", "Rosa"]),
        ("11:59", ["Nora", "Dora", "Otto", "Rosa"]),
        ("12:00", ["Nora", "Dora", "Otto", "Sami", "Rosa"]),
    ],
)
def test_each_item_counts_once_it_is_over(plan, at, whom):
    assert met(plan, wall(at)) == whom


def test_what_somebody_noted_holds_whatever_the_clock_says(plan):
    w = plan.world
    note_session(by=w.otto, at=wall("09:30"), session=plan.figures, took_place=False, words="Nora is ill.")
    note_session(by=w.otto, at=wall("10:40"), session=plan.team, took_place=True, there=[w.dora])
    assert met(plan) == ["Dora", "Sami", "Rosa"]  # Otto was not there, not even to walk her round


def test_nobody_met_anybody_who_did_not_come(plan):
    note_no_show(by=plan.world.otto, at=wall("09:30"), visit=plan.visit)
    assert met(plan) == []


def test_of_what_was_not_sent_the_candidate_knows_nothing(plan):
    w = plan.world
    plan.change(plan.talk, "11:00", [(w.sami, A), (w.ines, A)])
    plan.add("introduction", "13:00", 30, [(w.hugo, "introduced")])
    assert met(plan) == ["Nora", "Dora", "Otto", "Sami", "Rosa"]


def test_an_interview_that_did_not_take_place_elsewhere_counts_for_nothing(plan):
    Interview.objects.filter(pk=plan.talk.interview_id).update(state=InterviewState.NO_SHOW)
    assert "Sami" not in met(plan)


def test_everybody_is_thanked_and_every_note_is_held_back_as_ever(plan, cleo):
    w = plan.world
    for one in people_met(plan.visit, EVENING):
        note = keep_note(by=cleo, at=EVENING, visit=plan.visit, to=one.user, text=f"Dear {one.user.name}.", base=0)
        send_thank_you(by=cleo, at=EVENING, note=note)
    keep_jotting(by=cleo, at=EVENING, visit=plan.visit, about=w.nora, words={"said": "The crane."}, base=0)
    with pytest.raises(PreparationRefused, match="not_met"):
        keep_note(by=cleo, at=EVENING, visit=plan.visit, to=w.ines, text="Dear Ines.", base=0)
    tomorrow = EVENING + timedelta(days=1)
    release_notes(by=WORKER, at=tomorrow)

    def delivered():
        rows = Letter.objects.filter(kind="preparation.thank_you").order_by("to_user__name")
        return [one.to_user.name.split()[0] for one in rows]

    assert delivered() == ["Dora", "Otto", "Rosa"]
    owed = Assignment.objects.get(user=w.nora, interview=plan.figures.interview, state=AssignmentState.OWED)
    submit_scorecard(by=w.nora, at=tomorrow, assignment=owed, entries=[CardEntry(w.technical, 4.0)])
    release_notes(by=WORKER, at=tomorrow)
    assert delivered() == ["Dora", "Nora", "Otto", "Rosa"]


def test_what_was_written_stays_though_somebody_notes_later_that_they_were_away(plan, cleo):
    w = plan.world
    keep_note(by=cleo, at=EVENING, visit=plan.visit, to=w.nora, text="Dear Nora.", base=0)
    note_session(by=w.rosa, at=EVENING, session=plan.figures, took_place=True, there=[])
    assert met(plan) == ["Dora", "Otto", "Sami", "Rosa"]
    assert [one.text for one in kept_of(cleo, plan.visit, EVENING) if one.met.user == w.nora] == ["Dear Nora."]
    keep_note(by=cleo, at=EVENING, visit=plan.visit, to=w.nora, text="Dear Nora, all the same.", base=1)


def test_their_own_pages_open_without_a_note_of_ours(plan, cleo):
    w = plan.world
    browser = Client()
    come_in(browser, w.cleo.candidate)  # the day lies in the past of this clock
    people = f"/mine/applications/{w.cleo.uid}/people/"
    shown = browser.get(people).content.decode()
    assert [name in shown for name in ("Nora Wójcik", "Dora van den Bosch", "Otto Lindqvist", "Rosa Keller")] == [
        True
    ] * 4
    assert [browser.get(f"{people}{w.nora.uid}/{door}").status_code for door in ("", "thanks/")] == [200, 200]
    assert browser.get(f"{people}{w.hugo.uid}/thanks/").status_code == 404
    assert "Those you met" in browser.get("/mine/").content.decode()


def test_a_day_of_which_one_was_met_comes_before_one_still_to_come(plan, cleo):
    later = timezone.now() + timedelta(days=9)
    Visit.objects.filter(pk=plan.visit.pk).update(state="held")
    Visit.objects.create(
        application=plan.world.cleo, on=later.date(), zone="Europe/Amsterdam", coordinator=plan.world.rosa,
        state="confirmed", made_at=later, version=1,
    )  # fmt: skip
    browser = Client()
    come_in(browser, plan.world.cleo.candidate)
    assert "Those you met" in browser.get("/mine/").content.decode()
    assert "Nora Wójcik" in browser.get(f"/mine/applications/{plan.world.cleo.uid}/people/").content.decode()


# on Today


def waits(user, at):
    return [one.what for one in waiting_for(user, at) if one.verb in ("Note what happened", "Note what happens")]


def test_host_and_planner_find_that_the_day_is_not_noted(plan):
    w, part = plan.world, "You have a part in a second-round day on Monday 5 October"
    assert (waits(w.otto, wall("11:30")), waits(w.rosa, wall("11:30"))) == ([part], [])
    assert (waits(w.otto, EVENING), waits(w.rosa, EVENING)) == ([NOT_NOTED], [NOT_NOTED])
    tomorrow = EVENING + timedelta(days=1)
    assert (waits(w.otto, tomorrow), waits(w.rosa, tomorrow)) == (
        [],
        [NOT_NOTED],
    )  # the host's sight ended with the day
    assert [waits(one, EVENING) for one in (w.hugo, w.nora, w.dora, w.ines)] == [[]] * 4
    line = next(one for one in waiting_for(w.rosa, EVENING) if one.what == NOT_NOTED)
    assert signed_in(w.rosa).get(line.link).status_code == 200


def test_it_stays_until_everything_is_noted_and_two_weeks_at_most(plan):
    w = plan.world
    note_session(by=w.otto, at=EVENING, session=plan.figures, took_place=True, there=[w.nora])
    end_day(by=w.otto, at=EVENING, visit=plan.visit)
    assert waits(w.rosa, EVENING) == [NOT_NOTED]
    assert waits(w.rosa, EVENING + timedelta(days=14)) == [NOT_NOTED]
    assert waits(w.rosa, EVENING + timedelta(days=15)) == []
    note_session(by=w.otto, at=EVENING, session=plan.team, took_place=True, there=[w.dora])
    note_session(by=w.otto, at=EVENING, session=plan.talk, took_place=False)
    assert waits(w.rosa, EVENING) == []


def test_a_break_wants_no_note(plan):
    Session.objects.exclude(pk=plan.team.pk).update(state=ItemState.TOOK_PLACE)
    Session.objects.filter(pk=plan.team.pk).update(kind="break")
    assert waits(plan.world.rosa, EVENING) == []


def test_of_a_planner_who_left_or_must_not_judge_it_waits_with_whoever_recruits(plan):
    w = plan.world
    name_team(by=w.rosa, at=w.at, position=w.position, user=w.ines, role=TeamRole.RECRUITER)
    assert waits(w.ines, EVENING) == []
    end_team(by=w.ines, at=plan.now, member=w.position.team.get(user=w.rosa, role=TeamRole.RECRUITER))
    assert (waits(w.ines, EVENING), waits(w.rosa, EVENING)) == ([NOT_NOTED], [])
    Conflict.objects.create(user=w.ines, candidate=w.cleo.candidate, kind=ConflictKind.RELATIVE, declared_at=plan.now)
    assert waits(w.ines, EVENING) == []
