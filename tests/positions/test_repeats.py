"""Questions asked again in other words: the error of the rule, and where the plan and the interview warn."""

from itertools import chain, combinations
from pathlib import Path

import pytest
import yaml
from django.urls import reverse
from tests.cast import cast, signed_in
from tests.positions.figures import Tally

from secondround.positions.actions import KitGiven, add_question, add_round, make_kit
from secondround.positions.library import library
from secondround.positions.reading import read
from secondround.positions.repeats import are_near, near, near_pairs

DATA = Path(__file__).parent / "data"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "repeated-questions.md"
OLDEST = yaml.safe_load((DATA / "repeats.yaml").read_text("utf-8"))


def pairs(name):
    body = yaml.safe_load((DATA / f"repeats_{name}.yaml").read_text("utf-8"))
    return [list(chain(*of.values())) if isinstance(of, dict) else of for of in (body["same"], body["different"])]


MADE_ON = [
    (OLDEST["tuned"]["same"], OLDEST["tuned"]["different"]),
    *(pairs(name) for name in ("development", "first_judged", "second_judged", "third_judged")),
]
SETS = {
    "made on": tuple(list(chain(*sides)) for sides in zip(*MADE_ON, strict=True)),
    "the last set, as the rule is now": pairs("held_out"),
    "held out from the rule before": (OLDEST["held_out"]["same"], OLDEST["held_out"]["different"]),
    "the library's own": ([], list(combinations([one.ask for one in library().questions], 2))),
}  # fmt: skip


def judged(same, different):
    found = sum(are_near(second, first) for first, second in same)
    return Tally(found, len(same) - found, sum(are_near(second, first) for first, second in different), len(different))


@pytest.mark.parametrize("name", SETS)
def test_the_error_is_what_the_page_says(name):
    rows = [line for line in PAGE.read_text("utf-8").split("\n") if line.startswith(f"| {name} |")]
    assert rows == [judged(*SETS[name]).row(name)]


def test_the_rule_has_not_become_worse_on_the_last_set():
    assert judged(*SETS["the last set, as the rule is now"]) == Tally(found=47, missed=33, false=13, innocent=90)


def test_no_pair_stands_in_two_sets():
    written = [of for name, of in SETS.items() if name != "the library's own"]
    every = [frozenset(pair) for of in written for pair in chain(*of)]
    assert len(every) == len(set(every))


def test_different_questions_of_one_set_hardly_ever_warn_against_each_other():
    asked = [first for first, _second in SETS["the last set, as the rule is now"][0]]
    told = f"Of the {len(list(combinations(asked, 2)))} pairs that the eighty first questions of the last set make among themselves, "
    assert f"{told}{len(near_pairs(asked))} warn" in " ".join(PAGE.read_text("utf-8").split())


@pytest.mark.parametrize("one", library().questions, ids=lambda one: one.id)
def test_the_same_words_are_always_found_however_they_are_typed(one):
    assert near(f"  {one.ask.upper()} ", ["And?", one.ask, one.ask]) == [one.ask]


@pytest.mark.parametrize("empty", ["", " ", "?", "Why?", "Tell me about {topic}, please."])
def test_what_says_nothing_repeats_nothing(empty):
    assert near(empty, [empty + " And?", "Tell me about a mistake."]) == []


SAME = [
    ("Tell me about a time you disagreed with a colleague.", "Describe a conflict with a coworker and how it was settled."),
    ("Tell me about a plan of yours that the facts overtook.", "Describe a plan that was overtaken by the facts."),
    ("Tell me about a mistake you made and what you learned.", "What did you learn from your biggest mistake?"),
    ("Why do you want to leave your current employer?", "What makes you want to leave your current company?"),
    ("How do you set priorities when everything is urgent?", "When everything is urgent, how do you choose priorities?"),
]  # fmt: skip
OTHERS = [
    ("What would your colleagues say you do best?", "Tell me about a colleague you learned from."),
    ("What do you know about our company?", "Why do you want to leave your current company?"),
    ("How do you coach others?", "Who has coached you?"),
    ("Tell me about a customer you won.", "Tell me about a customer you lost."),
    ("What would your team say about you?", "What would you say about your team?"),
    ("Tell me about yourself.", "Tell me about something you would do."),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_in_other_words(one, other):
    assert (are_near(one, other), are_near(other, one)) == (True, True)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_another_question(one, other):
    assert (are_near(one, other), are_near(other, one)) == (False, False)


def test_a_question_is_read_as_what_it_is_about_and_what_it_asks_for():
    found = read("How many people didn't {verb} the strategy?")
    assert (sorted(found.about), found.asks, found.is_done_to_one) == (
        ["not", "reports", "strategy"],
        {"amount"},
        False,
    )


def test_pairs_are_told_by_their_places():
    assert near_pairs([SAME[0][0], OTHERS[0][0], SAME[0][1]]) == [(0, 2)]


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


def test_the_plan_warns_of_two_that_may_be_one_in_other_words(world):
    later = add_round(by=world.rosa, at=world.at, position=world.position, name="Second interview")
    for of, text in ((world.first_round, SAME[0][0]), (later, SAME[0][1])):
        kit = make_kit(
            by=world.rosa, at=world.at, round=of, given=KitGiven(of.name, 60, [world.teamwork], True, None, "")
        )
        add_question(by=world.rosa, at=world.at, kit=kit, text=text, competency=world.teamwork)
    page = signed_in(world.hugo).get(reverse("positions:plan", args=[world.position.uid])).content.decode()
    warned = page[page.index("These may be the same question in other words") :]
    assert [text in warned for text in SAME[0]] == [True, True]
