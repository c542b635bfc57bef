"""Whatever people do in whatever order in the second round, what must hold holds: debrief, decision, offer, no, stepping back."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from tests.cast import ANSWER_BY
from tests.decisions.scene import scene
from tests.machines import Machine, campaign

from secondround.decisions.actions import (
    Final,
    OfferGiven,
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
from secondround.interviews.actions import CardEntry, submit_scorecard, waive_scorecard
from secondround.interviews.models import Assignment, AssignmentState

pytestmark = pytest.mark.django_db
whom = st.sampled_from(["cleo", "nils"])


class Ending(Machine):
    """Two who went on, met and judged: what becomes of them."""

    def __init__(self):
        super().__init__()
        self.debriefs: dict[int, str] = {}
        self.decisions: dict[int, tuple] = {}

    def begin(self):
        self.here = scene(with_nils=True)
        self.world, self.now = self.here.world, self.here.at

    @rule(name=whom)
    def ask(self, name):
        of = self.application(name)
        if of.state != "closed":
            self.tried(self.ask_again, of=of)

    def ask_again(self, at, of):
        return self.here.owed(self.world.nora, of, at=at)

    @rule(name=whom, rating=st.integers(1, 5), is_done_without=st.booleans())
    def settle(self, name, rating, is_done_without):
        of = self.application(name)
        owed = Assignment.objects.filter(interview__application=of, state=AssignmentState.OWED).first()
        if owed and is_done_without:
            self.tried(waive_scorecard, by=self.world.rosa, assignment=owed, reason="Ill.")
        elif owed:
            entry = CardEntry(self.world.teamwork, float(rating))
            self.tried(submit_scorecard, by=owed.user, assignment=owed, entries=[entry])

    @rule(name=whom)
    def open(self, name):
        made = self.tried(open_debrief, by=self.world.rosa, application=self.application(name))
        if made:
            self.debriefs[made.pk] = made.body
            self.tried(enter_debrief, by=self.world.sami, debrief=made)

    @rule(name=whom, verdict=st.sampled_from(FinalVerdict.values))
    def decide(self, name, verdict):
        of = self.application(name)
        owes = Assignment.objects.filter(interview__application=of, state=AssignmentState.OWED, is_short=False).exists()
        reason = self.here.reason(of)
        final = Final(FinalVerdict(verdict), reason, self.world.rosa, ANSWER_BY, override_words="Still.")
        made = self.tried(decide, by=self.world.sami, application=of, final=final)
        assert not (made and owes)
        if made:
            self.decisions[made.pk] = (made.verdict, made.debrief_sha256, made.reason_id)

    @rule(name=whom)
    def offer(self, name):
        terms = {"title": "Engineer", "pay": "1", "currency": "EUR", "period": "year", "start_on": "2027-01-01"}
        given, of = OfferGiven(terms, ANSWER_BY, [self.world.sami]), self.application(name)
        if made := self.tried(write_offer, by=self.world.rosa, application=of, given=given):
            seen = made.terms_sha256
            self.tried(answer_approval, by=self.world.sami, offer=made, says_yes=True, terms_sha256=seen)
            made.refresh_from_db()
            self.tried(send_offer, by=self.world.rosa, offer=made)

    @rule(name=whom, answer=st.sampled_from([accept_offer, decline_offer, withdraw_offer]))
    def answer_offer(self, name, answer):
        newest = Offer.objects.filter(application=self.application(name)).order_by("-pk").first()
        if newest:
            letter = {"subject": "Our offer", "body": "I am sorry."} if answer is withdraw_offer else {}
            self.tried(answer, by=self.world.rosa, offer=newest, words="By telephone.", **letter)

    @rule(name=whom)
    def step_back(self, name):
        self.tried(withdraw, by=self.world.rosa, application=self.application(name))

    @rule(name=whom)
    def come_back(self, name):
        self.tried(undo_withdrawal, by=self.world.rosa, application=self.application(name))

    @rule(name=whom)
    def tell(self, name):
        if owed := owed_to(self.application(name)):
            self.tried(send_answer, by=self.world.rosa, owed=owed, subject="Your interview", body="Hello.")

    @invariant()
    def nothing_frozen_or_decided_changes(self):
        assert {one.pk: one.body for one in Debrief.objects.all()} == self.debriefs
        assert all(recomputed(one) == one.body for one in Debrief.objects.select_related("application"))
        assert {
            one.pk: (one.verdict, one.debrief_sha256, one.reason_id) for one in Decision.objects.all()
        } == self.decisions


def test_the_ending_in_any_order():
    campaign(Ending, examples=8, steps=16)
