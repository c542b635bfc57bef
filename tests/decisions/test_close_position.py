"""A position ends: everybody still open gets a letter or keeps who owes the answer, all or nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import ANSWER_BY, applicant, cast, signed_in, submit

from secondround.candidates.actions import merge_candidates
from secondround.candidates.models import Application, Candidate, Conflict, ConflictKind
from secondround.correspondence.models import Letter
from secondround.decisions.actions import Choice, CloseRefused, Ending, close_position, decide_round
from secondround.decisions.models import AnswerOwed, Closing, Outcome
from secondround.handoff.actions.shortlist import ReasonGiven
from secondround.handoff.models import Verdict
from secondround.interviews.actions import plan_interview
from secondround.interviews.models import Interview, InterviewState, Note
from secondround.people.access import Refused
from secondround.positions.models import PositionState
from secondround.web.invariants import violations

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Cleo goes on; Nils is in the first round with an interview to come; Zoe has no address."""
    made = cast()
    submit(made, made.ines, made.cleo, {"Teamwork": 4}, notes={"Teamwork": ["She asked first."]})
    made.cleo.refresh_from_db()
    reason = ReasonGiven("She asked first.", [made.teamwork], [Note.objects.get()])
    decide_round(by=made.hugo, at=made.at, choices=[Choice(made.cleo, made.rosa, ANSWER_BY, Verdict.ADVANCE, reason)])
    made.zoe = applicant(made.rosa, made.position, "Zoe Adler", at=made.at)
    Candidate.objects.filter(pk=made.zoe.candidate_id).update(email=None)
    later = timezone.now() + timedelta(days=9)
    plan_interview(by=made.rosa, at=made.at, application=made.nils, round=made.first_round, held_at=later)
    Interview.objects.filter(application=made.nils).update(at=later, state=InterviewState.PLANNED)
    return made


def page(world):
    return reverse("decisions:close_position", args=[world.position.uid])


def form(world, **more):
    people = [str(one.uid) for one in Application.objects.filter(position=world.position)]
    return {"state": "closed", "reason": "The project was stopped.", "person": people, "step": "close"} | more


def test_everybody_gets_a_letter_or_keeps_what_was_promised(world):
    rosa = signed_in(world.rosa)
    looked = rosa.post(page(world), form(world, step="look")).content.decode()
    assert "Hello Nils Berg," in looked and "Hello Cleo Marin," not in looked and "No address." in looked
    assert not Closing.objects.exists() and not Letter.objects.filter(kind="decisions.position_closed").exists()
    assert rosa.post(page(world), form(world)).status_code == 302
    world.position.refresh_from_db()
    assert (world.position.state, world.position.closed_because) == (PositionState.CLOSED, "The project was stopped.")
    assert (
        set(Closing.objects.values_list("outcome", flat=True)) == {Outcome.POSITION_CLOSED}
        and Closing.objects.count() == 3
    )
    owed = {
        one.application.candidate.name: one
        for one in AnswerOwed.objects.select_related("application__candidate", "letter")
    }
    assert {name: one.letter is not None for name, one in owed.items()} == {
        "Cleo Marin": False,
        "Nils Berg": True,
        "Zoe Adler": False,
    }
    assert {(one.owner, one.due_on) for one in owed.values()} == {(world.rosa, ANSWER_BY)}
    assert "stopped" not in owed["Nils Berg"].letter.body
    assert Interview.objects.get(application=world.nils).state == InterviewState.CANCELLED
    assert [one for one in violations() if one.name != "files are whole"] == []


def test_a_letter_at_once_for_somebody_who_goes_on_when_chosen(world):
    signed_in(world.rosa).post(
        page(world), form(world, **{f"answer-{world.cleo.uid}": "letter", f"answer-{world.nils.uid}": "later"})
    )
    written = set(Letter.objects.filter(kind="decisions.position_closed").values_list("to_name", flat=True))
    assert written == {"Cleo Marin"}


def test_somebody_who_applied_in_the_meantime_stops_it(world):
    stale = form(world)
    applicant(world.rosa, world.position, "Late Comer", at=world.at)
    signed_in(world.rosa).post(page(world), stale)
    world.position.refresh_from_db()
    assert world.position.state == PositionState.OPEN and not Closing.objects.exists()


def test_one_failure_undoes_it_all(world):
    endings = [Ending(one, world.rosa, ANSWER_BY, True) for one in Application.objects.filter(position=world.position)]
    with pytest.raises(Exception, match="no_address"):  # Zoe comes last
        close_position(
            by=world.rosa,
            at=world.at,
            position=world.position,
            state=PositionState.FILLED,
            reason="Filled.",
            endings=endings,
        )
    assert not Closing.objects.exists() and not Letter.objects.filter(kind="decisions.position_closed").exists()


def test_whoever_may_not_see_somebody_does_not_close_over_them(world):
    Conflict.objects.create(
        user=world.hugo, candidate=world.nils.candidate, kind=ConflictKind.RELATIVE, declared_at=world.at
    )
    shown = signed_in(world.hugo).get(page(world)).content.decode()
    assert "Somebody else has to close this position." in shown and "Nils" not in shown and "Zoe" not in shown
    endings = [Ending(one, world.rosa, ANSWER_BY, False) for one in Application.objects.filter(position=world.position)]
    with pytest.raises(CloseRefused, match="hidden"):
        close_position(
            by=world.hugo,
            at=world.at,
            position=world.position,
            state=PositionState.FILLED,
            reason="Filled.",
            endings=endings,
        )


def test_it_ends_once_and_by_the_team_alone(world):
    assert signed_in(world.rosa).post(page(world), form(world, reason="")).status_code == 422
    with pytest.raises(Refused):
        close_position(
            by=world.otto, at=world.at, position=world.position, state=PositionState.CLOSED, reason="x", endings=[]
        )
    signed_in(world.rosa).post(page(world), form(world, state="filled"))
    assert "It was filled." in signed_in(world.rosa).get(page(world)).content.decode()
    world.position.refresh_from_db()
    with pytest.raises(CloseRefused, match="ended"):
        close_position(
            by=world.rosa, at=world.at, position=world.position, state=PositionState.CLOSED, reason="x", endings=[]
        )


def test_one_person_with_two_applications_is_answered_once(world):
    rosa = world.rosa
    twin = applicant(rosa, world.position, "Niels Berg", at=world.at)
    merge_candidates(by=rosa, at=world.at, kept=world.nils.candidate, gone=twin.candidate)
    shown = [one for one in form(world)["person"] if one != str(twin.uid)]
    assert signed_in(rosa).post(page(world), form(world, person=shown)).status_code == 302
    letters = Letter.objects.filter(kind="decisions.position_closed")
    assert [one.to_address for one in letters] == ["nils@mail.example"]
