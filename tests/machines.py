"""What every state machine of the product has: a world that is undone afterwards, a clock that goes forward, acts that may be refused.

A room's machine stands beside its tests; `tests/web/test_whole_process.py` does what all of them do, and more, in one world.
"""

import os
from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test

from secondround.candidates.actions import MergeRefused, OwnRefused, PrivacyRefused
from secondround.decisions.actions import (
    AnswerRefused,
    CloseRefused,
    DebriefRefused,
    DecisionRefused,
    OfferRefused,
    WithdrawalRefused,
)
from secondround.handoff.actions.briefs import BriefRefused
from secondround.handoff.actions.shortlist import AlreadyHandedOver, ReasonRefused
from secondround.interviews.actions import CardRefused, FollowUpRefused
from secondround.interviews.actions.scheduling import ScheduleRefused
from secondround.people.access import Refused
from secondround.preparation.actions import PreparationRefused
from secondround.visits.actions import DayRefused
from secondround.visits.actions.invitations import InvitationRefused
from secondround.visits.actions.topics import TopicRefused
from secondround.web.invariants import violations

REFUSALS = (
    AlreadyHandedOver, AnswerRefused, BriefRefused, CardRefused, CloseRefused, DayRefused, DebriefRefused, DecisionRefused,
    FollowUpRefused, InvitationRefused, MergeRefused, OfferRefused, OwnRefused, PreparationRefused, PrivacyRefused, ReasonRefused,
    Refused, ScheduleRefused, TopicRefused, WithdrawalRefused,
)  # fmt: skip
"""How an act says no. Whatever else is raised is a fault."""


class Machine(RuleBasedStateMachine):
    """Every rule tries; what is refused changes nothing, which the invariants after each step show. `begin` makes `world` and `now`."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.begin()

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def begin(self):
        raise NotImplementedError

    def application(self, name):
        found = getattr(self.world, name)
        found.refresh_from_db()
        return found

    def tried(self, verb, **given):
        """What came of an act; None where it was refused for a reason of its own."""
        self.now += timedelta(minutes=1)
        try:
            return verb(at=self.now, **given)
        except REFUSALS:
            return None

    @invariant()
    def everything_holds(self):
        assert violations() == []


def campaign(machine, *, examples, steps):
    """Run a machine: the same examples for everybody; as a campaign SECONDROUND_EXAMPLES of them, chosen anew each time."""
    wanted = os.environ.get("SECONDROUND_EXAMPLES", "")
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=int(wanted or examples),
            stateful_step_count=steps,
            deadline=None,
            derandomize=not wanted,
            database=None,
            phases=[Phase.generate],  # as found: to make it smaller takes longer than to read it
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
