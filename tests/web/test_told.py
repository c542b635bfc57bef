"""Whoever has not been told keeps their page, however late it is, and somebody owes them an answer; whoever was told has it thirty days."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import cast, come_in, signed_in

from secondround.audit.actions import WORKER
from secondround.candidates.actions.doors import send_key
from secondround.candidates.models import Application, Conflict, ConflictKind
from secondround.correspondence.models import Letter, LetterState
from secondround.decisions.actions import (
    close_before_interview,
    send_answer,
    take_back_answer,
    undo_withdrawal,
    withdraw,
)
from secondround.decisions.actions.answers import note_told_answers
from secondround.decisions.models import AnswerOwed
from secondround.people.actions import deactivate
from secondround.positions.actions import name_team
from secondround.positions.models import TeamRole
from secondround.web.waiting import waiting_for

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world():
    """Nils was closed in September, an answer was promised for ten days later, and nobody has told him."""
    made = cast()
    made.now = timezone.now()
    due_on = (made.at + 10 * DAY).date()
    given = {"words": "No licence.", "owner": made.rosa, "due_on": due_on}
    close_before_interview(by=made.rosa, at=made.at, application=made.nils, **given)
    Application.objects.filter(pk=made.nils.pk).update(answer_by=due_on)
    made.nils.refresh_from_db()
    return made


@pytest.fixture
def nils(world):
    client = Client()
    come_in(client, world.nils.candidate)
    return client


def owed(world):
    return AnswerOwed.in_force.select_related("application__candidate", "letter").get(application=world.nils)


def told_at(world):
    note_told_answers(by=WORKER, at=timezone.now())
    world.nils.refresh_from_db()
    return world.nils.told_at


def answered(world, state=LetterState.SENT, sent_at=None):
    letter = send_answer(by=world.rosa, at=world.now, owed=owed(world), subject="Your application", body="No.")
    Letter.objects.filter(pk=letter.pk).update(state=state, sent_at=sent_at)
    return letter


def test_whoever_was_not_told_keeps_their_page_and_can_come_in(world, nils):
    page = nils.get("/mine/").content.decode()
    assert "Site engineer" in page and "This was promised and is late." in page and "rosa@delta.example" in page
    assert "stays until" not in page
    doors = ("candidates:my_papers", "candidates:my_readers", "decisions:my_withdrawal")
    assert [nils.get(reverse(door, args=[world.nils.uid])).status_code for door in doors] == [200, 200, 200]
    send_key(by=WORKER, at=world.now, address="nils@mail.example")
    assert Letter.objects.filter(kind="candidates.key").count() == 1
    assert [one.what for one in waiting_for(world.rosa, world.now) if one.answer] == ["An answer is owed"]


def test_a_letter_that_has_not_left_has_told_nobody(world):
    answered(world, LetterState.QUEUED)
    assert told_at(world) is None
    take_back_answer(by=world.rosa, at=world.now, owed=owed(world))
    assert told_at(world) is None


@pytest.mark.parametrize(("days", "is_shown"), [(29, True), (31, False)])
def test_told_by_letter_it_stays_thirty_days_from_the_moment_it_left(world, nils, days, is_shown):
    left = world.now - days * DAY
    answered(world, sent_at=left)
    assert told_at(world) == left
    page = nils.get("/mine/").content.decode()
    assert ("you have our answer" in page, "Nothing is under way" in page) == (is_shown, not is_shown)
    papers = nils.get(reverse("candidates:my_papers", args=[world.nils.uid]))
    assert papers.status_code == (200 if is_shown else 404)


def test_the_page_says_until_when_before_the_worker_has_noted_it(world, nils):
    answered(world, sent_at=world.now)
    assert "stays until" in nils.get("/mine/").content.decode()


def test_noted_by_telephone_they_know_from_then_on(world):
    signed_in(world.rosa).post(reverse("decisions:answered", args=[world.nils.uid]), {"how": "By telephone."})
    assert told_at(world) == owed(world).answered_at
    assert note_told_answers(by=WORKER, at=world.now) == 0


def test_their_own_word_is_known_at_once_and_undone_it_is_open_again(world):
    withdraw(by=world.rosa, at=world.now, application=world.cleo)
    world.cleo.refresh_from_db()
    assert world.cleo.told_at == world.now
    undo_withdrawal(by=world.rosa, at=world.now, application=world.cleo)
    world.cleo.refresh_from_db()
    assert world.cleo.told_at is None


def test_an_answer_that_came_to_nothing_after_all_has_told_nobody(world):
    letter = answered(world, LetterState.UNKNOWN)
    assert told_at(world) == world.now
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.FAILED)
    assert told_at(world) is None
    assert [one.what for one in waiting_for(world.rosa, world.now) if one.answer] == ["An answer is owed"]


def test_the_same_is_noted_once(world):
    answered(world, sent_at=world.now)
    assert [note_told_answers(by=WORKER, at=world.now) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize("why", ["left", "conflict"])
def test_what_an_owner_cannot_answer_waits_with_whoever_recruits(world, why):
    name_team(by=world.rosa, at=world.at, position=world.position, user=world.otto, role=TeamRole.RECRUITER)
    assert [one for one in waiting_for(world.otto, world.now) if one.answer] == []
    if why == "left":
        deactivate(by=world.ada, at=world.now, user=world.rosa)
    else:
        of, kind = world.nils.candidate, ConflictKind.RELATIVE
        Conflict.objects.create(user=world.rosa, candidate=of, kind=kind, declared_at=world.now)
    lines = [one.what for one in waiting_for(world.otto, world.now) if one.answer]
    assert lines == ["An answer is owed by Rosa Keller"]
    assert date.today() > owed(world).due_on
