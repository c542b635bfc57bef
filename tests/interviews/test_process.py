"""Whatever people do in whatever order in a live first round, what must hold holds: the round as a state machine.

Arranged, moved, handed over, declined, noted, submitted, amended, stepped back, not attended, cancelled, two records merged and parted.
Time goes forward with every step, so that reminders, letters and calendars are part of it.
"""

from collections import Counter
from datetime import timedelta

import icalendar
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from tests.cast import BEGAN, applicant, cast
from tests.machines import Machine, campaign

from secondround.audit.actions import WORKER
from secondround.candidates.access import visible_to
from secondround.candidates.actions import merge_candidates, undo_merge
from secondround.candidates.models import CandidateSlot, CaseMember, Merge
from secondround.correspondence.models import Letter
from secondround.interviews.access import scorecards_visible_to
from secondround.interviews.actions import (
    CardEntry,
    amend_scorecard,
    recuse,
    submit_scorecard,
    waive_scorecard,
)
from secondround.interviews.actions.drafts import save_draft
from secondround.interviews.actions.reminders import remind
from secondround.interviews.actions.scheduling import (
    Appointment,
    cancel_interview,
    decline_interview,
    move_interview,
    replace_assessor,
    schedule_interview,
)
from secondround.interviews.actions.taking_place import note_absent, note_no_show
from secondround.interviews.models import (
    Assignment,
    AssignmentState,
    CalendarEntry,
    Draft,
    Interview,
    InterviewState,
    Reminder,
    Scorecard,
)
from secondround.interviews.queries import holders_of
from secondround.interviews.rules import drafts
from secondround.people.models import BookedSlot
from secondround.people.rules import slots_of

pytestmark = pytest.mark.django_db
PEOPLE, NAMES = ("hugo", "ines", "nora", "dora"), ("cleo", "nils", "clea")
whom, who = st.sampled_from(NAMES), st.sampled_from(PEOPLE)
hours = st.integers(1, 60)
pick = st.integers(0, 7)


class Round(Machine):
    """A live first round of three candidates."""

    def __init__(self):
        super().__init__()
        self.submitted: dict[int, tuple] = {}
        self.sequences: dict[str, int] = {}

    def begin(self):
        self.world = cast()
        self.world.clea = applicant(self.world.rosa, self.world.position, "Clea Marin", at=self.world.at)
        self.now = BEGAN + timedelta(days=2)

    def at(self, ahead):
        return (self.now + timedelta(hours=ahead)).replace(minute=0, second=0, microsecond=0)

    def planned(self, number):
        found = list(
            Interview.objects.filter(state=InterviewState.PLANNED).select_related("application").order_by("pk")
        )
        return found[number % len(found)] if found else None

    def mine(self, number, *states):
        found = list(
            Assignment.objects.filter(state__in=states or [AssignmentState.OWED])
            .select_related("user", "interview__application")
            .order_by("pk")
        )
        return found[number % len(found)] if found else None

    @rule(name=whom, people=st.lists(who, min_size=1, max_size=2, unique=True), ahead=hours)
    def arrange(self, name, people, ahead):
        self.tried(
            schedule_interview, by=self.world.rosa, application=self.application(name), round=self.world.first_round, kit=None,
            when=Appointment(self.at(ahead), 60, "Europe/Amsterdam"), assessors=[getattr(self.world, one) for one in people],
        )  # fmt: skip

    @rule(number=pick, ahead=hours)
    def move(self, number, ahead):
        if interview := self.planned(number):
            to = Appointment(self.at(ahead), 45, "Europe/Amsterdam")
            self.tried(move_interview, by=self.world.rosa, interview=interview, to=to, reason="moved")

    @rule(number=pick, person=who)
    def replace(self, number, person):
        if assignment := self.mine(number):
            user = getattr(self.world, person)
            self.tried(replace_assessor, by=self.world.rosa, assignment=assignment, user=user, reason="ill")

    @rule(number=pick, way=st.sampled_from([decline_interview, recuse, note_absent]))
    def step_out(self, number, way):
        if assignment := self.mine(number):
            self.tried(way, by=assignment.user, assignment=assignment, reason="cannot")

    @rule(number=pick)
    def do_without(self, number):
        if assignment := self.mine(number):
            self.tried(waive_scorecard, by=self.world.rosa, assignment=assignment, reason="enough is known")

    @rule(number=pick, way=st.sampled_from([cancel_interview, note_no_show]))
    def end(self, number, way):
        if interview := self.planned(number):
            self.tried(way, by=self.world.rosa, interview=interview, reason="so it was")

    @rule(number=pick, text=st.sampled_from(["a", "b"]))
    def note(self, number, text):
        if assignment := self.mine(number):
            draft = Draft.objects.filter(assignment=assignment).first()
            body = {**drafts.EMPTY, "new": text}
            self.tried(
                save_draft, by=assignment.user, assignment=assignment, body=body, base=draft.version if draft else 0
            )

    @rule(number=pick, rating=st.integers(1, 5))
    def submit(self, number, rating):
        if assignment := self.mine(number):
            entry = CardEntry(self.world.teamwork, float(rating), [f"Heard {rating} times."])
            self.tried(submit_scorecard, by=assignment.user, assignment=assignment, entries=[entry])

    @rule(number=pick, rating=st.integers(1, 5))
    def amend(self, number, rating):
        if assignment := self.mine(number, AssignmentState.SUBMITTED):
            base = assignment.scorecards.order_by("-version").first().version
            entry = CardEntry(self.world.teamwork, float(rating), ["Thought again."])
            self.tried(
                amend_scorecard,
                by=assignment.user,
                assignment=assignment,
                reason="mixed up",
                base=base,
                entries=[entry],
            )

    @rule(kept=whom, gone=whom)
    def merge(self, kept, gone):
        first, second = self.application(kept).candidate, self.application(gone).candidate
        if first.pk != second.pk:
            self.tried(merge_candidates, by=self.world.rosa, kept=first, gone=second)

    @rule()
    def part(self):
        if last := Merge.objects.filter(undone_at=None).order_by("-pk").first():
            self.tried(undo_merge, by=self.world.rosa, merge=last)

    @rule(ahead=st.integers(1, 30))
    def time_goes_by(self, ahead):
        self.now += timedelta(hours=ahead)
        remind(by=WORKER, at=self.now)

    @invariant()
    def a_submitted_card_is_never_changed(self):
        for card in Scorecard.objects.filter(submitted_at__isnull=False):
            said = (
                card.submitted_at,
                tuple(card.ratings.order_by("pk").values_list("competency", "value")),
                tuple(card.notes.order_by("number").values_list("text", flat=True)),
            )
            assert self.submitted.setdefault(card.pk, said) == said

    @invariant()
    def the_grid_says_what_is_planned(self):
        """Exactly the expected people and the candidate of what is planned hold its slots."""
        wanted, candidates = Counter(), Counter()
        ours = Interview.objects.filter(is_of_day=False, is_told=True)
        for one in ours.filter(state__in=[InterviewState.PLANNED, InterviewState.NO_SHOW], at__isnull=False):
            slots = slots_of(one.at, one.minutes)
            if one.state == InterviewState.PLANNED:
                wanted.update({(user.pk, one.uid): len(slots) for user in holders_of(one)})
            candidates[one.uid] = len(slots)
        for pair in BookedSlot.objects.values_list("user", "booking"):
            wanted[pair] -= 1
        assert [pair for pair, left in wanted.items() if left > 0] == []
        held = Counter(CandidateSlot.objects.filter(booking__in=ours.values("uid")).values_list("booking", flat=True))
        assert held == candidates

    @invariant()
    def calendars_only_go_forward(self):
        """One UID per person and interview, sequences that rise, nothing after a cancellation but a new invitation."""
        for letter in Letter.objects.exclude(calendar="").order_by("pk"):
            (event,) = icalendar.Calendar.from_ical(letter.calendar).walk("VEVENT")
            assert (str(event["status"]) == "CANCELLED") == (letter.calendar_method == "CANCEL")
        for entry in CalendarEntry.objects.all():
            before = self.sequences.get(str(entry.uid), -1)
            assert entry.sequence >= before
            self.sequences[str(entry.uid)] = entry.sequence

    @invariant()
    def who_owes_reads_nobody_elses(self):
        for member in CaseMember.objects.filter(owes_round__isnull=False, to_at=None).select_related(
            "user", "application"
        ):
            readable = scorecards_visible_to(member.user, member.application, self.now)
            of_it = readable.filter(assignment__interview__round=member.owes_round)
            assert not of_it.exclude(assignment__user=member.user).exists()

    @invariant()
    def sight_ends_with_the_last_assignment(self):
        gone = (AssignmentState.REPLACED, AssignmentState.DECLINED, AssignmentState.NOT_HELD)
        for name in PEOPLE:
            user = getattr(self.world, name)
            if name == "hugo":
                continue  # the hiring manager sees everybody
            seen = set(visible_to(user, self.now + timedelta(seconds=1)).values_list("pk", flat=True))
            held = Assignment.objects.filter(user=user).exclude(state__in=gone)
            assert seen <= set(held.values_list("interview__application", flat=True))

    @invariant()
    def nobody_is_reminded_twice_of_the_same(self):
        keys = Reminder.objects.values_list("assignment", "interview", "kind", "number")
        assert len(set(keys)) == len(keys)


def test_the_round_as_a_state_machine():
    campaign(Round, examples=12, steps=25)
