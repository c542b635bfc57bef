"""Whatever people do in whatever order, what must hold holds: the first round, the shortlist and the brief as a state machine."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from tests.cast import ANSWER_BY, cast, people
from tests.machines import REFUSALS, Machine, campaign

from secondround.candidates.models import ApplicationState
from secondround.correspondence.models import Letter
from secondround.decisions.actions import Choice, decide_round
from secondround.decisions.models import Outcome
from secondround.handoff.actions.briefs import end_reader, freeze_brief, hand_over
from secondround.handoff.actions.shortlist import ReasonGiven
from secondround.handoff.models import Brief, BriefReader, Verdict
from secondround.handoff.queries.comparison import comparison_for
from secondround.interviews.actions import (
    CardEntry,
    CardRefused,
    assign,
    plan_interview,
    recuse,
    submit_scorecard,
    waive_scorecard,
)
from secondround.interviews.actions.imports import keep_for_preview, run_import
from secondround.interviews.models import Assignment, AssignmentState, Note
from secondround.interviews.planned import Given, GivenFile, Options
from secondround.people.access import Refused
from secondround.web.invariants import violations

pytestmark = pytest.mark.django_db
ASSESSORS = ("hugo", "ines", "nora", "dora")
whom, who = st.sampled_from(["cleo", "nils"]), st.sampled_from(ASSESSORS)


class Shortlisting(Machine):
    """Who goes on, and what the senior reader gets."""

    def __init__(self):
        super().__init__()
        self.briefs: dict[int, str] = {}

    def begin(self):
        self.world = cast()
        self.now = self.world.at + timedelta(days=1)

    def owed(self, name, person):
        return Assignment.objects.filter(
            user=getattr(self.world, person),
            interview__application=getattr(self.world, name),
            state=AssignmentState.OWED,
        ).first()

    @rule(name=whom, person=who)
    def assign(self, name, person):
        if self.owed(name, person) is None:
            of = self.application(name)
            given = {"by": self.world.rosa, "application": of, "round": self.world.first_round}
            if interview := self.tried(plan_interview, **given):
                self.tried(assign, by=self.world.rosa, interview=interview, user=getattr(self.world, person))

    @rule(name=whom, person=who, rating=st.integers(1, 5))
    def submit(self, name, person, rating):
        if assignment := self.owed(name, person):
            entry = CardEntry(self.world.teamwork, float(rating), [f"What was heard, {rating} times."])
            submit_scorecard(by=assignment.user, at=self.now, assignment=assignment, entries=[entry])
            with pytest.raises((CardRefused, Refused)):
                submit_scorecard(by=assignment.user, at=self.now, assignment=assignment, entries=[entry])

    @rule(name=whom, person=who, steps_back=st.booleans())
    def do_without(self, name, person, steps_back):
        if assignment := self.owed(name, person):
            if steps_back:
                self.tried(recuse, by=assignment.user, assignment=assignment, reason="I know the family.")
            else:
                self.tried(waive_scorecard, by=self.world.rosa, assignment=assignment, reason="Ill.")

    @rule(name=whom, verdict=st.sampled_from([Verdict.ADVANCE, Verdict.RESERVE, Outcome.NOT_ADVANCED, None]))
    def sort_out(self, name, verdict):
        application = self.application(name)
        if application.state == ApplicationState.CLOSED:
            return
        notes = list(Note.objects.filter(scorecard__assignment__interview__application=application)[:1])
        reason = ReasonGiven("It was heard.", [self.world.teamwork], notes)
        before, self.now = application.state, self.now + timedelta(minutes=1)
        choice = Choice(application, self.world.rosa, ANSWER_BY, verdict, reason if verdict else None)
        try:
            decide_round(by=self.world.hugo, at=self.now, choices=[choice])
        except REFUSALS:
            application.refresh_from_db()
            assert application.state == before

    @rule(name=whom)
    def freeze(self, name):
        if made := self.tried(freeze_brief, by=self.world.rosa, application=self.application(name)):
            self.briefs[made.pk] = made.body.text

    @rule(name=whom)
    def hand_over(self, name):
        self.tried(hand_over, by=self.world.rosa, application=self.application(name), reader=self.world.sami)

    @rule()
    def end_reading(self):
        for reader in BriefReader.objects.filter(to_at__isnull=True)[:1]:
            self.tried(end_reader, by=self.world.rosa, reader=reader)

    @invariant()
    def nothing_frozen_changes(self):
        assert {one.pk: one.body.text for one in Brief.objects.select_related("body")} == self.briefs

    @invariant()
    def whoever_owes_a_card_compares_without_that_person(self):
        page = comparison_for(self.world.hugo, self.world.position, self.now)
        owing = {name for name in ("cleo", "nils") if self.owed(name, "hugo")}
        shown = {
            name
            for name in ("cleo", "nils")
            if any(row.application.pk == getattr(self.world, name).pk for row in page.rows)
        }
        assert shown == {"cleo", "nils"} - owing

    @invariant()
    def nobody_is_written_to(self):
        assert not Letter.objects.exists()


def test_the_process_in_any_order():
    campaign(Shortlisting, examples=12, steps=18)


rows = st.lists(
    st.tuples(
        st.sampled_from(["Ola Ray", "Eva Day", "Ada May", "Bo Lee"]),
        st.sampled_from(["Ines Carvalho", "Nora Wójcik", "Sami Haddad"]),
        st.sampled_from(["Seams", "Care", "Teamwork"]),
        st.sampled_from(["", "1", "2", "3", "4", "5"]),
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda row: row[:3],
)


def test_whatever_comes_in_is_compared_and_everything_holds():
    world = people()

    @settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(rows)
    def brought(found):
        with transaction.atomic():
            text = "position,candidate,interviewer,competency,rating,note\n" + "".join(
                f"Welder,{','.join(row)},Heard.\n" for row in found
            )
            files, now = Given((GivenFile("x.csv", text.encode()),)), timezone.now()
            run = keep_for_preview(by=world.rosa, at=now, given=files, options=Options())
            run_import(by=world.rosa, at=now, run=run, given=files, options=Options())
            assert violations() == []
            from secondround.positions.models import Position

            page = comparison_for(world.rosa, Position.objects.get(), now)
            rated = {row[0] for row in found if row[3]}
            assert {one.application.candidate.name for one in page.rows if one.estimate} == rated
            assert {one.application.candidate.name for one in page.rows} == {row[0] for row in found}
            transaction.set_rollback(True)

    brought()
