"""Whatever people do in whatever order in the second round, what must hold holds: debrief, decision, offer, no, stepping back."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.cast import ANSWER_BY
from tests.decisions.scene import scene

from secondround.candidates.models import Application
from secondround.decisions.actions import (
    AnswerRefused,
    DebriefRefused,
    DecisionRefused,
    Final,
    OfferGiven,
    OfferRefused,
    WithdrawalRefused,
    accept_offer,
    answer_approval,
    decide,
    decline_offer,
    enter_debrief,
    open_debrief,
    send_answer,
    send_offer,
    undo_withdrawal,
    withdraw,
    withdraw_offer,
    write_offer,
)
from secondround.decisions.models import Debrief, Decision, FinalVerdict, Offer
from secondround.decisions.queries import owed_to
from secondround.decisions.queries.debriefs import recomputed
from secondround.handoff.actions.shortlist import ReasonRefused
from secondround.interviews.actions import CardEntry, CardRefused, submit_scorecard, waive_scorecard
from secondround.interviews.models import Assignment, AssignmentState
from secondround.people.access import Refused
from secondround.web.invariants import violations

pytestmark = pytest.mark.django_db
NO = (
    Refused,
    DebriefRefused,
    DecisionRefused,
    OfferRefused,
    WithdrawalRefused,
    ReasonRefused,
    AnswerRefused,
    CardRefused,
)
whom = st.sampled_from(["cleo", "nils"])


class Ending(RuleBasedStateMachine):
    """Every rule tries; what is refused changes nothing."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.here = scene(with_nils=True)
        self.clock = self.here.at
        self.frozen: dict[int, str] = {}
        self.decisions: dict[int, tuple] = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def one(self, name) -> Application:
        found = getattr(self.here.world, name)
        found.refresh_from_db()
        self.clock += timedelta(minutes=1)
        return found

    def attempt(self, act):
        try:
            return act()
        except NO:
            return None

    @rule(name=whom)
    def ask(self, name):
        of = self.one(name)
        if of.state != "closed":
            self.here.owed(self.here.world.nora, of, at=self.clock)

    @rule(name=whom, rating=st.integers(1, 5), is_done_without=st.booleans())
    def settle(self, name, rating, is_done_without):
        of = self.one(name)
        owed = Assignment.objects.filter(interview__application=of, state=AssignmentState.OWED).first()
        if owed and is_done_without:
            waive_scorecard(by=self.here.world.rosa, at=self.clock, assignment=owed, reason="Ill.")
        elif owed:
            entry = CardEntry(self.here.world.teamwork, float(rating))
            self.attempt(lambda: submit_scorecard(by=owed.user, at=self.clock, assignment=owed, entries=[entry]))

    @rule(name=whom)
    def open(self, name):
        of = self.one(name)
        made = self.attempt(lambda: open_debrief(by=self.here.world.rosa, at=self.clock, application=of))
        if made:
            self.frozen[made.pk] = made.body
            self.attempt(lambda: enter_debrief(by=self.here.world.sami, at=self.clock, debrief=made))

    @rule(name=whom, verdict=st.sampled_from(FinalVerdict.values))
    def decide(self, name, verdict):
        of = self.one(name)
        owes = Assignment.objects.filter(interview__application=of, state=AssignmentState.OWED, is_short=False).exists()
        final = Final(
            FinalVerdict(verdict), self.here.reason(of), self.here.world.rosa, ANSWER_BY, override_words="Still."
        )
        made = self.attempt(lambda: decide(by=self.here.world.sami, at=self.clock, application=of, final=final))
        assert not (made and owes)
        if made:
            self.decisions[made.pk] = (made.verdict, made.debrief_sha256, made.reason_id)

    @rule(name=whom)
    def offer(self, name):
        of, world = self.one(name), self.here.world
        terms = {"title": "Engineer", "pay": "1", "currency": "EUR", "period": "year", "start_on": "2027-01-01"}
        made = self.attempt(
            lambda: write_offer(
                by=world.rosa, at=self.clock, application=of, given=OfferGiven(terms, ANSWER_BY, [world.sami])
            )
        )
        if made:
            self.attempt(
                lambda: answer_approval(
                    by=world.sami, at=self.clock, offer=made, says_yes=True, terms_sha256=made.terms_sha256
                )
            )
            made.refresh_from_db()
            self.attempt(lambda: send_offer(by=world.rosa, at=self.clock, offer=made))

    @rule(name=whom, answer=st.sampled_from([accept_offer, decline_offer, withdraw_offer]))
    def answer_offer(self, name, answer):
        of = self.one(name)
        newest = Offer.objects.filter(application=of).order_by("-pk").first()
        if newest:
            self.attempt(lambda: answer(by=self.here.world.rosa, at=self.clock, offer=newest, words="By telephone."))

    @rule(name=whom)
    def step_back(self, name):
        of = self.one(name)
        self.attempt(lambda: withdraw(by=self.here.world.rosa, at=self.clock, application=of))

    @rule(name=whom)
    def come_back(self, name):
        of = self.one(name)
        self.attempt(lambda: undo_withdrawal(by=self.here.world.rosa, at=self.clock, application=of))

    @rule(name=whom)
    def tell(self, name):
        of = self.one(name)
        if owed := owed_to(of):
            self.attempt(
                lambda: send_answer(
                    by=self.here.world.rosa, at=self.clock, owed=owed, subject="Your interview", body="Hello."
                )
            )

    @invariant()
    def everything_holds(self):
        assert violations() == []

    @invariant()
    def nothing_frozen_or_decided_changes(self):
        assert {one.pk: one.body for one in Debrief.objects.all()} == self.frozen
        assert all(recomputed(one) == one.body for one in Debrief.objects.select_related("application"))
        assert {
            one.pk: (one.verdict, one.debrief_sha256, one.reason_id) for one in Decision.objects.all()
        } == self.decisions


def test_the_ending_in_any_order():
    run_state_machine_as_test(
        Ending,
        settings=settings(
            max_examples=8,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
