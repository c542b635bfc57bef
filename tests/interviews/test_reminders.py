"""Reminders: the pure dates, and what the worker sends, to whom, once."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.cast import BEGAN, cast, owe

from secondround.audit.actions import APPLICANT, WORKER
from secondround.candidates.models import Conflict, ConflictKind
from secondround.correspondence.models import Letter
from secondround.interviews.actions import CardEntry, submit_scorecard
from secondround.interviews.actions.drafts import save_draft
from secondround.interviews.actions.reminders import remind
from secondround.interviews.actions.scheduling import Appointment, decline_interview, move_interview, schedule_interview
from secondround.interviews.models import AssignmentState
from secondround.interviews.rules import drafts
from secondround.interviews.rules.reminders import due_ahead, due_number, moments
from secondround.people.access import Refused
from secondround.positions.actions import name_team
from secondround.positions.models import TeamRole
from secondround.work.engine import keep_schedule
from secondround.work.models import WorkItem

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FRIDAY = datetime(2026, 10, 23, 15, 0, tzinfo=UTC)  # 17:00 in Amsterdam; clocks go back that Sunday
NOW = BEGAN + timedelta(days=2)
TIME = (BEGAN + timedelta(days=7)).replace(hour=8)  # a Monday, 10:00 in Amsterdam


class TestDates:
    def test_an_hour_after_and_then_at_nine_on_working_days_ten_in_all(self):
        found = moments(FRIDAY, AMSTERDAM, {date(2026, 10, 27)})
        assert found[0] == FRIDAY + timedelta(hours=1)
        days = [one.astimezone(AMSTERDAM) for one in found[1:]]
        assert [one.day for one in days] == [26, 28, 29, 30, 2, 3, 4, 5, 6]
        assert {(one.hour, one.minute) for one in days} == {(9, 0)}

    def test_what_was_missed_is_one_letter_and_not_five(self):
        week_later = FRIDAY + timedelta(days=7)
        assert due_number(FRIDAY, week_later, AMSTERDAM, (), 0) == 6
        assert due_number(FRIDAY, week_later, AMSTERDAM, (), 6) == 0
        assert due_number(FRIDAY, FRIDAY + timedelta(minutes=59), AMSTERDAM, (), 0) == 0
        assert due_number(FRIDAY, FRIDAY + timedelta(days=90), AMSTERDAM, (), 10) == 0

    @pytest.mark.parametrize(("before", "told_before", "kind"), [
        (24 * 60, 5 * 24 * 60, "candidate_day"), (24 * 60 - 30, None, "candidate_day"), (24 * 60 - 50, None, ""), (24 * 60 + 1, None, ""),
        (120, 5 * 24 * 60, "candidate_hours"), (70, None, ""), (24 * 60, 25 * 60, ""), (0, None, ""),
    ])  # fmt: skip
    def test_a_day_and_two_hours_before_and_never_late(self, before, told_before, kind):
        told = FRIDAY - timedelta(minutes=told_before) if told_before else None
        assert due_ahead(FRIDAY, FRIDAY - timedelta(minutes=before), told) == kind


@pytest.fixture
def world(db):
    return cast()


def arranged(world, *people, application=None, at=TIME):
    return schedule_interview(
        by=world.rosa, at=NOW, application=application or world.cleo, round=world.first_round, kit=None,
        when=Appointment(at, 60, "Europe/Amsterdam", place="https://call.example"), assessors=people or [world.ines],
    )  # fmt: skip


def conflict(world, user):
    Conflict.objects.create(user=user, candidate=world.cleo.candidate, kind=ConflictKind.OTHER, declared_at=NOW)


def sent(world, at):
    """Kinds and first names of what one round of reminders queues."""
    before = set(Letter.objects.values_list("pk", flat=True))
    remind(by=WORKER, at=at)
    new = Letter.objects.exclude(pk__in=before).order_by("pk")
    return [(one.kind.removeprefix("interviews."), one.to_address.split("@")[0]) for one in new]


END = TIME + timedelta(hours=1)


class TestSending:
    def test_the_author_first_then_counts_then_names_each_once(self, world):
        arranged(world)
        assert sent(world, END + timedelta(minutes=30)) == []
        assert sent(world, END + timedelta(hours=1)) == [("card_due", "ines")]
        assert sent(world, END + timedelta(hours=1, minutes=5)) == []
        assert sent(world, END + timedelta(hours=24)) == [("card_due", "ines"), ("card_late_count", "hugo")]
        assert sent(world, END + timedelta(hours=48)) == [("card_due", "ines"), ("card_late_names", "rosa")]
        assert sent(world, END + timedelta(hours=48)) == []
        assert "Ines" not in Letter.objects.get(kind="interviews.card_late_count").body
        assert "Ines Carvalho" in Letter.objects.get(kind="interviews.card_late_names").body

    def test_nothing_more_once_the_card_is_in(self, world):
        assignment = arranged(world).assignments.get()
        submit_scorecard(by=world.ines, at=END, assignment=assignment, entries=[CardEntry(world.teamwork, 4)])
        assert sent(world, END + timedelta(days=2)) == []

    def test_who_owes_a_card_hears_nothing_of_the_others_on_that_person(self, world):
        arranged(world, world.ines, world.hugo)
        assert ("card_late_count", "hugo") not in sent(world, END + timedelta(hours=25))

    def test_whoever_must_not_judge_somebody_is_not_written_to_about_them(self, world):
        """Not as an author, not by a count, not by names: a conflict stands before every role."""
        recruits = name_team(by=world.rosa, at=NOW, position=world.position, user=world.dora, role=TeamRole.RECRUITER)
        assignment = arranged(world).assignments.get()
        for user in (world.ines, world.hugo, recruits.user):
            conflict(world, user)
        assert sent(world, END + timedelta(hours=49)) == [("card_late_names", "rosa")]
        decline_interview(by=world.nora, at=NOW, assignment=arranged(world, world.nora, at=TIME + timedelta(hours=2)).assignments.get(),
                          reason="away")  # fmt: skip
        assert [one.to_address.split("@")[0] for one in Letter.objects.filter(kind="interviews.declined")] == ["rosa"]
        assert assignment.state == AssignmentState.OWED

    def test_who_hires_and_applied_hears_nothing_of_their_own_case(self, world):
        type(world.cleo.candidate).objects.filter(pk=world.cleo.candidate.pk).update(email=world.hugo.email)
        arranged(world)
        assert ("card_late_count", "hugo") not in sent(world, END + timedelta(hours=25))

    def test_whoever_was_never_invited_is_not_written_to(self, world):
        world.ines.invited_at = None
        world.ines.save()
        arranged(world)
        assert sent(world, END + timedelta(hours=2)) == []

    def test_what_was_asked_for_without_a_letter_starts_none_until_somebody_writes(self, world):
        owed = owe(world, world.ines, world.cleo)
        type(owed.interview).objects.filter(pk=owed.interview_id).update(at=TIME)
        assert sent(world, END + timedelta(hours=2)) == []
        save_draft(by=world.ines, at=END, assignment=owed, body={**drafts.EMPTY, "new": "x"}, base=0)
        assert sent(world, END + timedelta(hours=2)) == [("card_due", "ines")]

    def test_the_candidate_is_reminded_of_the_time_that_holds(self, world):
        interview = arranged(world)
        assert sent(world, TIME - timedelta(hours=24)) == [("reminder_candidate", "cleo")]
        to = Appointment(TIME + timedelta(days=3), 60, "Europe/Amsterdam")
        move_interview(by=world.rosa, at=TIME - timedelta(hours=20), interview=interview, to=to, reason="ill")
        assert sent(world, TIME - timedelta(hours=2)) == []
        assert sent(world, TIME + timedelta(days=2)) == [("reminder_candidate", "cleo")]
        assert sent(world, TIME + timedelta(days=3, hours=-2)) == [("reminder_candidate", "cleo")]
        assert Letter.objects.filter(kind="interviews.reminder_candidate").exclude(calendar="").count() == 0

    def test_only_the_worker_reminds(self, world):
        with pytest.raises(Refused):
            remind(by=APPLICANT, at=NOW)


def test_the_schedule_asks_once_per_stretch_of_time(db):
    keep_schedule(NOW)
    keep_schedule(NOW + timedelta(seconds=10))
    keep_schedule(NOW + timedelta(seconds=300))
    assert WorkItem.objects.filter(kind="interviews.remind").count() == 2
