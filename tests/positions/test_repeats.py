"""Questions asked again in other words: the error of the rule of thumb, and where the plan warns."""

import re
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from django.urls import reverse
from tests.cast import cast, signed_in

from secondround.positions.actions import KitGiven, add_question, add_round, make_kit
from secondround.positions.library import library
from secondround.positions.repeats import near

PAIRS = yaml.safe_load((Path(__file__).parent / "data" / "repeats.yaml").read_text("utf-8"))
PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "repeated-questions.md"
FIGURES = re.compile(r"\| (tuned|held out|the library's own) \| (\d+) \| (\d+) \| (\d+) \|")


def scored(same, different):
    found = sum(bool(near(second, [first])) for first, second in same)
    return found, len(same) - found, sum(bool(near(second, [first])) for first, second in different)


def test_the_error_is_what_the_page_says():
    printed = {name: tuple(map(int, figures)) for name, *figures in FIGURES.findall(PAGE.read_text("utf-8"))}
    own = list(combinations([one.ask for one in library().questions], 2))
    assert printed == {
        "tuned": scored(**PAIRS["tuned"]),
        "held out": scored(**PAIRS["held_out"]),
        "the library's own": scored([], own),
    }


def test_the_halves_are_as_large_as_the_page_says():
    assert {half: (len(of["same"]), len(of["different"])) for half, of in PAIRS.items()} == {
        "tuned": (22, 30), "held_out": (22, 30),
    }  # fmt: skip


@pytest.mark.parametrize("one", library().questions, ids=lambda one: one.id)
def test_the_same_words_are_always_found_however_they_are_typed(one):
    assert near(f"  {one.ask.upper()} ", ["And?", one.ask, one.ask]) == [one.ask]


@pytest.mark.parametrize("empty", ["", " ", "?", "Why?"])
def test_what_says_nothing_repeats_nothing(empty):
    assert near(empty, [empty, "Tell me about a mistake."]) == []


PROUD = "Which achievement are you most proud of?"


@pytest.fixture
def world(db):
    return cast()


def kit_page(world, kit):
    return signed_in(world.rosa).get(reverse("positions:kit", args=[world.position.uid, kit.uid])).content.decode()


def test_the_plan_warns_of_what_an_earlier_round_asks_and_of_nothing_else(world):
    second = add_round(by=world.rosa, at=world.at, position=world.position, name="Second interview")
    kits = [
        make_kit(by=world.rosa, at=world.at, round=of, given=KitGiven(name, 60, []))
        for of, name in (
            (world.first_round, "On the work"),
            (world.first_round, "The team"),
            (second, "With the director"),
        )
    ]
    texts = ("Tell me about a result you are proud of.", "How do you delegate?", PROUD)
    for kit, text in zip(kits, texts, strict=True):
        add_question(by=world.rosa, at=world.at, kit=kit, text=text, competency=None)
    add_question(by=world.rosa, at=world.at, kit=kits[0], text=PROUD, competency=None)
    of_first, later = kit_page(world, kits[0]), kit_page(world, kits[2])
    assert "asks this already" not in of_first  # twice within one round is the plan's own table's to say
    assert later.count("First round asks this already:") == 2
    assert texts[0] in later
    assert texts[1] not in later
