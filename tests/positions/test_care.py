"""What must not be asked: the error of the rule, and that it warns wherever a question is written, and never refuses."""

import re
from pathlib import Path

import pytest
import yaml
from django.urls import reverse
from tests.cast import cast, signed_in
from tests.positions.figures import Tally, share

from secondround.positions.actions import KitGiven, make_kit
from secondround.positions.care import never_ask, touched
from secondround.positions.library import library

DATA = Path(__file__).parent / "data"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "never-ask.md"
SETS = {
    name: yaml.safe_load((DATA / f"never_ask_{file}.yaml").read_text("utf-8"))
    for name, file in (("made on", "development"), ("**held out**", "held_out"))
}
OLD = "How old are you?"
IT = "It may touch age;"


def kinds(text):
    return [one.kind for one in touched(text)]


def judged(of):
    asked = [text for texts in of["forbidden"].values() for text in texts]
    found = sum(bool(touched(text)) for text in asked)
    return Tally(found, len(asked) - found, sum(bool(touched(text)) for text in of["innocent"]), len(of["innocent"]))


def row(name):
    of = SETS[name]
    right = sum(kind in kinds(text) for kind, texts in of["forbidden"].items() for text in texts)
    return f"{judged(of).row(name)} {share(right, sum(map(len, of['forbidden'].values())))} |"


@pytest.mark.parametrize("name", SETS)
def test_the_error_is_what_the_page_says(name):
    assert [line for line in PAGE.read_text("utf-8").split("\n") if line.startswith(f"| {name} |")] == [row(name)]


def test_the_rule_has_not_become_worse_on_what_it_was_never_made_on():
    assert judged(SETS["**held out**"]) == Tally(found=86, missed=6, false=1, innocent=98)


def test_no_question_stands_in_both_sets():
    every = [text for of in SETS.values() for texts in (*of["forbidden"].values(), of["innocent"]) for text in texts]
    assert len(every) == len(set(every))


def test_every_kind_has_its_reason_and_what_to_ask_instead():
    assert {one.kind for one in never_ask() if not (one.may_touch and one.rather and one.why and one.turns)} == set()
    assert set(SETS["made on"]["forbidden"]) == {one.kind for one in never_ask()}


def test_what_is_to_be_asked_instead_touches_nothing():
    assert {one.kind: kinds(one.rather) for one in never_ask() if kinds(one.rather)} == {}


def test_our_own_library_touches_nothing():
    asked = [text for one in library().questions for text in (one.ask, *one.follow_ups)]
    assert [text for text in asked if touched(text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (OLD, ["age"]),
        ("how OLD  are\nyou", ["age"]),
        ("Are you married, and do you plan to have children?", ["pregnancy", "family"]),
        ("Are you authorised to work here?", []),
        ("Which languages do you speak well enough to work in?", []),
        ("", []),
    ],
)
def test_a_question_is_known_by_its_turns(text, found):
    assert kinds(text) == found


@pytest.fixture
def world(db):
    return cast()


def shown(client, where, *args):
    answer = client.get(reverse(where, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def warned(page):
    return [re.sub(r"\s+", " ", re.sub("<[^>]+>", "", one)) for one in re.findall(r'<p class="warning.*?</p>', page)]


def test_a_question_of_the_plan_is_kept_with_the_warning_beside_it(world):
    client = signed_in(world.rosa)
    kit = make_kit(by=world.rosa, at=world.at, round=world.first_round, given=KitGiven("On the work", 60, []))
    answer = client.post(
        reverse("positions:ask_in_kit", args=[world.position.uid, kit.uid]),
        {"text": OLD, "competency": ""},
        follow=True,
    )
    page = answer.content.decode()
    assert (answer.status_code, kit.questions.get().text) == (200, OLD)
    assert [one.startswith(IT) for one in warned(page)] == [True]
    assert page.index(OLD) < page.index(IT)
    assert f'href="{reverse("positions:never_ask")}#age"' in page
    assert '<tr id="age">' in shown(client, "positions:never_ask")
    client.post(
        reverse("positions:change_question", args=[world.position.uid, kit.questions.get().uid]),
        {"what": "word", "text": "How do you lead people of all ages?"},
    )
    assert warned(shown(client, "positions:kit", world.position.uid, kit.uid)) == []


def test_a_question_of_the_positions_own_library_is_warned_of_in_sight(world):
    client = signed_in(world.hugo)
    given = {
        "ask": "Tell me about your last team.", "follow_ups": OLD, "listen_for": "-", "minutes": 5, "type": "behavioural",
        "best_with": "any", "reason": "Ours.",
    }  # fmt: skip
    where = reverse("positions:edit_question", args=[world.position.uid, "teamwork", "new"])
    page = client.post(where, given, follow=True).content.decode()
    assert [one.startswith(IT) for one in warned(page)] == [True]
    assert page.count('<details class="opening" open>') == 1
