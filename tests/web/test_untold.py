"""What was decided and not told: not one byte that its candidate is sent, by any door of theirs, says so."""

import io
import re
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import ANSWER_BY, come_in, signed_in
from tests.mine import own_addresses, own_doors
from tests.waiting import Waiting

from secondround.audit.actions import WORKER
from secondround.candidates.models import Application, ApplicationState
from secondround.correspondence.models import Letter, LetterState
from secondround.decisions.actions import (
    Ending,
    close_position,
    send_answer,
)
from secondround.decisions.models import Closing, FinalVerdict, Outcome, Withdrawal
from secondround.decisions.queries import owed_to, still_open
from secondround.positions.models import PositionState
from secondround.preparation.actions import release_notes
from secondround.preparation.models import ThanksState, ThankYou
from secondround.web.invariants import violations

pytestmark = pytest.mark.django_db
NONCE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|DTSTAMP:\w+')


class Read(Waiting):
    """What the candidate is sent."""

    def __init__(self):
        super().__init__()
        self.client = Client()
        come_in(self.client, self.world.cleo.candidate)

    def read(self):
        """Every door of the candidate's, each address, by reading; and the copy of everything that is theirs."""
        found = {}
        for door, where in own_addresses(self.user).items():
            answer = self.client.get(where)
            found[door] = (answer.status_code, NONCE.sub(b"", answer.content))
        copy = ZipFile(io.BytesIO(self.client.post(reverse("candidates:my_copy")).content))
        found["copy"] = {name: re.sub(rb'"(made|seen)_at": "[^"]*"', b"", copy.read(name)) for name in copy.namelist()}
        return found

    def moved_by(self, act):
        """Through which doors the candidate notices an act, the clock standing still."""
        before = self.read()
        act()
        release_notes(by=WORKER, at=self.scene.at + timedelta(hours=2))
        after = self.read()
        assert len(before) > len(own_doors())
        return {door for door in before | after if before.get(door) != after.get(door)}


@pytest.fixture
def waiting(monkeypatch):
    made, now = Read(), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)  # pages say what time it is
    return made


def decided(waiting, verdict):
    waiting.scene.debrief()
    waiting.scene.decided(verdict, override_words="All the same.")


@pytest.mark.parametrize("verdict", FinalVerdict.values)
def test_a_decision_that_is_not_told_leaves_no_trace(waiting, verdict):
    assert waiting.moved_by(lambda: decided(waiting, FinalVerdict(verdict))) == set()
    assert ThankYou.objects.get(to=waiting.world.sami).state == ThanksState.RELEASED


def test_the_end_of_the_position_leaves_no_trace_before_it_is_told(waiting):
    def closed():
        endings = [
            Ending(one.application, waiting.world.rosa, ANSWER_BY, False) for one in still_open(waiting.world.position)
        ]
        given = {"state": PositionState.CLOSED, "reason": "The harbour waits.", "endings": endings}
        close_position(by=waiting.world.hugo, at=waiting.scene.at, position=waiting.world.position, **given)

    assert waiting.moved_by(closed) == set()


def test_a_letter_that_can_still_be_taken_back_is_not_told_yet(waiting):
    def answered():
        decided(waiting, FinalVerdict.NO)
        owed = owed_to(Application.objects.get(pk=waiting.world.cleo.pk))
        later = timezone.now() + timedelta(days=3)
        send_answer(
            by=waiting.world.rosa,
            at=timezone.now(),
            owed=owed,
            subject="No",
            body="We chose another.",
            not_before=later,
        )

    assert waiting.moved_by(answered) <= {"candidates:my_letters", "candidates:my_letter 0"}


def test_stepping_back_from_what_was_decided_looks_the_same_and_is_answered_by_oneself(waiting):
    """Their own word comes first: no letter says no, the debt is gone, and what had been decided stays on the record."""
    decided(waiting, FinalVerdict.NO)
    waiting.client.post(
        reverse("decisions:my_withdrawal", args=[waiting.world.cleo.uid]), {"words": "A job nearer home."}
    )
    assert list(Closing.in_force.values_list("outcome", flat=True)) == [Outcome.WITHDRAWN]
    assert list(Closing.objects.exclude(undone_at=None).values_list("outcome", flat=True)) == [Outcome.NOT_CHOSEN]
    assert owed_to(waiting.world.cleo).answered_how == "withdrawn"
    assert violations() == []
    page = waiting.client.get(reverse("decisions:my_withdrawal", args=[waiting.world.cleo.uid])).content.decode()
    assert "You have stepped back." in page
    assert "I would like to go on after all" in page
    told = Letter.objects.filter(to_address=waiting.world.cleo.candidate.email).order_by("-pk").first()
    assert told.kind == "decisions.withdrawn_candidate"


def test_coming_back_the_decision_stands_as_before_and_its_answer_is_owed(waiting):
    decided(waiting, FinalVerdict.NO)
    before = waiting.read()
    where = [waiting.world.cleo.uid]
    waiting.client.post(reverse("decisions:my_withdrawal", args=where))
    waiting.client.post(reverse("decisions:my_withdrawal_undo", args=where), follow=True)
    assert list(Closing.in_force.values_list("outcome", flat=True)) == [Outcome.NOT_CHOSEN]
    owed = owed_to(waiting.world.cleo)
    assert (owed.owner, owed.due_on, owed.answered_at) == (waiting.world.rosa, ANSWER_BY, None)
    waiting.world.cleo.refresh_from_db()
    assert waiting.world.cleo.state == ApplicationState.CLOSED
    assert violations() == []
    after = waiting.read()
    differing = {door for door in before | after if before.get(door) != after.get(door)}
    assert differing == {"copy"}  # it says that they had stepped back


def test_a_letter_on_its_way_does_not_leave_after_its_reader_stepped_back(waiting):
    decided(waiting, FinalVerdict.NO)
    owed = owed_to(Application.objects.get(pk=waiting.world.cleo.pk))
    letter = send_answer(by=waiting.world.rosa, at=waiting.scene.at, owed=owed, subject="No", body="We chose another.")
    waiting.client.post(reverse("decisions:my_withdrawal", args=[waiting.world.cleo.uid]))
    letter.refresh_from_db()
    assert letter.state == LetterState.WITHDRAWN
    assert Withdrawal.objects.get().closing_before.outcome == Outcome.NOT_CHOSEN


def test_whoever_was_told_has_nothing_to_step_back_from(waiting):
    decided(waiting, FinalVerdict.NO)
    owed = owed_to(Application.objects.get(pk=waiting.world.cleo.pk))
    letter = send_answer(by=waiting.world.rosa, at=waiting.scene.at, owed=owed, subject="No", body="We chose another.")
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT, sent_at=timezone.now())
    where = reverse("decisions:my_withdrawal", args=[waiting.world.cleo.uid])
    assert waiting.client.get(where).status_code == 404
    waiting.client.post(where)
    assert not Withdrawal.objects.exists()


def test_the_recruiter_enters_it_for_whoever_was_not_told(waiting):
    decided(waiting, FinalVerdict.NO)
    rosa, where = signed_in(waiting.world.rosa), reverse("decisions:withdrawal", args=[waiting.world.cleo.uid])
    assert rosa.get(where).status_code == 200
    rosa.post(where, {"words": "By telephone."})
    assert Withdrawal.objects.get().entered_by == waiting.world.rosa
