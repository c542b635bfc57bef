"""Two questions that ask the same in other words are suspected; two that share a subject are not."""

import pytest
from django.urls import reverse
from tests.cast import cast, signed_in

from secondround.positions.actions import KitGiven, add_question, add_round, make_kit
from secondround.positions.library import library
from secondround.positions.likeness import alike, are_alike, carrying

SAME = [
    (
        "Tell me about a time you disagreed with a colleague.",
        "Describe a conflict with a coworker and how it was settled.",
    ),
    ("Tell me about a plan of yours that the facts overtook.", "Describe a plan that was overtaken by the facts."),
    ("Tell me about a mistake you made and what you learned.", "What did you learn from your biggest mistake?"),
    ("Why do you want to leave your current employer?", "What makes you want to leave your current company?"),
    (
        "How do you set priorities when everything is urgent?",
        "When everything is urgent, how do you choose priorities?",
    ),
]
OTHERS = [
    ("What would your colleagues say you do best?", "Tell me about a colleague you learned from."),
    ("Tell me about a plan of yours that the facts overtook.", "How would you plan your first thirty days?"),
    ("What do you know about our company?", "Why do you want to leave your current company?"),
    ("Tell me about a decision you made without all the facts.", "Tell me about a decision that you would take back."),
    ("How do you hand over a shift?", "How do you begin a shift?"),
    ("What did your team learn from you?", "Tell me about a team that you left."),
    ("Tell me about yourself.", "Tell me about something you would do."),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_in_other_words(one, other):
    assert (are_alike(one, other), are_alike(other, one)) == (True, True)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_another_question(one, other):
    assert (are_alike(one, other), are_alike(other, one)) == (False, False)


def test_the_librarys_sixty_questions_are_sixty():
    questions = [one.ask for one in library().questions]
    assert (len(questions), alike(questions)) == (60, [])


def test_blanks_and_small_words_carry_nothing():
    assert carrying("Tell me about {topic}, please.") == frozenset()


@pytest.mark.django_db
def test_the_plan_warns_of_what_the_first_round_asked_already():
    world = cast()
    later = add_round(by=world.rosa, at=world.at, position=world.position, name="Second interview")
    for of, text in ((world.first_round, SAME[0][0]), (later, SAME[0][1])):
        kit = make_kit(
            by=world.rosa, at=world.at, round=of, given=KitGiven(of.name, 60, [world.teamwork], True, None, "")
        )
        add_question(by=world.rosa, at=world.at, kit=kit, text=text, competency=world.teamwork)
    page = signed_in(world.hugo).get(reverse("positions:plan", args=[world.position.uid])).content.decode()
    warned = page[page.index("These may be the same question in other words") :]
    assert [text in warned for text in SAME[0]] == [True, True]
