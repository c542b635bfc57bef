"""The card of a later round: questions put before are told, word for word and no more; a short form is short."""

import pytest
from django.urls import reverse
from tests.cast import cast, owe, second_round, signed_in

from secondround.interviews.actions import CardEntry, Loose, assign, plan_interview, submit_scorecard
from secondround.interviews.models import Scorecard
from secondround.interviews.queries import mandatory_open
from secondround.positions.actions import add_question

BEFORE, AGAIN, NEW = (
    "Tell me about a result you are proud of.",
    "Which achievement are you most proud of?",
    "How do you delegate?",
)
WARNED = "Asked in an earlier round already:"


@pytest.fixture
def world(db):
    return cast()


@pytest.fixture
def second(world):
    """Hugo, too, had met Cleo in the first round, and asked her one question of his own."""
    owed = owe(world, world.hugo, world.cleo)
    submit_scorecard(
        by=world.hugo, at=world.at.replace(day=10), assignment=owed,
        entries=[CardEntry(world.teamwork, 3, ["Said the bridge at Sète."])], loose=Loose(questions=[BEFORE]),
    )  # fmt: skip
    return second_round(world)


def owes(world, second, user, *, kit=None, is_short=False):
    held = plan_interview(by=world.rosa, at=second.at, application=world.cleo, round=second.round)
    if kit is not None:
        type(held).objects.filter(pk=held.pk).update(kit=kit)
        held.refresh_from_db()
    return assign(by=world.rosa, at=second.at, interview=held, user=user, is_short=is_short)


def door(assignment, name="scorecard"):
    return reverse(f"interviews:{name}", args=[assignment.uid])


def test_a_question_of_the_kit_put_before_is_told_without_who_and_what(world, second):
    for text in (AGAIN, NEW):
        add_question(by=world.rosa, at=second.at, kit=second.conversation, text=text, competency=world.teamwork)
    owed = owes(world, second, world.dora, kit=second.conversation)
    page = signed_in(world.dora).get(door(owed)).content.decode()
    assert page.count(WARNED) == 1
    assert BEFORE in page
    assert "Sète" not in page
    assert world.hugo.name not in page


def test_ones_own_question_is_told_once_saved_and_nothing_is_refused(world, second):
    owed, client = owes(world, second, world.dora), signed_in(world.dora)
    assert client.post(door(owed), {"version": 0, "questions": f"{AGAIN}\n{NEW}"}).status_code == 302
    assert client.get(door(owed)).content.decode().count(WARNED) == 1


def test_another_candidates_questions_and_the_same_rounds_are_not_told(world, second):
    first = owe(world, world.dora, world.cleo, at=second.at)
    client = signed_in(world.dora)
    client.post(door(first), {"version": 0, "questions": AGAIN})
    assert WARNED not in client.get(door(first)).content.decode()


def test_a_short_form_asks_of_its_focus_one_note_and_the_overall_and_gates_nothing(world, second):
    owed = owes(world, second, world.dora, kit=second.figures, is_short=True)
    client = signed_in(world.dora)
    page = client.get(door(owed)).content.decode()
    names = (
        f"rating-{world.technical.uid}",
        f"rating-{world.teamwork.uid}",
        f"note-{world.technical.uid}",
        'name="note-"',
        "recommendation",
    )
    assert [one in page for one in names] == [True, False, False, True, True]
    assert mandatory_open(world.cleo, second.round) == []
    client.post(door(owed), {"version": 0, "note-": "Asked good questions of the crew.", "recommendation": "yes"})
    read_through = client.get(door(owed, "review")).content.decode()
    assert ("Asked good questions of the crew." in read_through, "Submit the scorecard" in read_through) == (True, True)
    client.post(door(owed, "review"), {"version": 1})
    card = Scorecard.objects.get(assignment=owed)
    assert ([one.text for one in card.notes.all()], card.recommendation) == (
        ["Asked good questions of the crew."],
        "yes",
    )


def test_a_short_form_without_a_kit_judges_nothing(world, second):
    owed = owes(world, second, world.dora, is_short=True)
    page = signed_in(world.dora).get(door(owed)).content.decode()
    assert ("rating-" in page, 'name="note-"' in page) == (False, True)
