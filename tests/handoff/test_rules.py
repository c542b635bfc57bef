"""The pure rules of the hand-off: sentences, contradictions, thin areas, the brief put together."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
import yaml

from secondround.handoff.rules.assemble import PROMPTS, Evidence, PersonLine, assemble, thin_area
from secondround.handoff.rules.contradictions import contradictions
from secondround.handoff.rules.evidence import CardFact, CompetencyFact, LibraryQuestion, NoteFact
from secondround.handoff.rules.figures import differing
from secondround.handoff.rules.places import asked_first, own_ahead
from secondround.handoff.rules.reasons import Standing, is_against_order, missing_from_reason
from secondround.handoff.rules.sentences import quotes, sentences
from secondround.positions.library import library

DATA = Path(__file__).parent / "data"


def card(author, ratings, notes=None, recommendation="", key=None):
    texts = [(competency, text) for competency, found in (notes or {}).items() for text in found]
    return CardFact(
        id=f"card-{author}",
        author=author,
        author_key=key or author,
        at=None,
        recommendation=recommendation,
        ratings=ratings,
        notes=tuple(NoteFact(f"{author}-{n}", n, text, competency) for n, (competency, text) in enumerate(texts, 1)),
    )


def test_sentences_are_cut_without_changing_a_letter():
    text = "She asked Dr. Vos first. Approx. 12 people stayed! “Why?” he said. No end"
    found = sentences(text)
    assert found == ["She asked Dr. Vos first.", "Approx. 12 people stayed!", "“Why?”", "he said.", "No end"]
    assert all(one in text for one in found)


def test_at_most_three_quotations_from_the_strongest_the_weakest_and_the_latest():
    cards = [
        card(who, {"t": value}, {"t": [f"{who} heard something about the crew."]})
        for who, value in (("A", 4), ("B", 1), ("C", 5), ("D", 3))
    ]
    found = quotes(cards, "t")
    assert len(found) == 3
    assert [passage.author for role, passage in found][:2] == ["C", "B"]


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ("She led a team of 12 in Lyon.", "Ran 8 people at the Lyon depot.", True),
        ("Left the bank in 2021.", "He left in 2019 after the merger.", True),
        ("Cut turnaround from 19 to 14 hours.", "Turnaround went from 19 to 16 hours.", True),
        ("Budget of €1.2m for the refit.", "Refit budget was about 800k.", True),
        ("12 people in 2019, 15 people in 2021.", "Her team was 15 people.", False),
        ("Twelve people on her shift.", "Led a shift of 12.", False),
        ("18 months on the project.", "A year and a half on the project.", False),
        ("Has 3 programmes for children.", "Two years abroad.", False),
    ],
)
def test_figures_differ_only_about_one_thing(first, second, differ):
    assert (differing(first, second) is not None) is differ


@pytest.mark.parametrize(
    ("text", "competencies", "citations", "missing"),
    [("Yes.", ["t"], ["n"], []), (" ", [], [], ["words", "competency", "citation"]), ("Yes.", ["t"], [], ["citation"])],
)
def test_what_a_reason_needs(text, competencies, citations, missing):
    assert missing_from_reason(text, competencies, citations) == missing


def test_going_against_the_order():
    assert is_against_order(Standing.CLEARLY_BEHIND, goes_on=True)
    assert is_against_order(Standing.CLEARLY_IN, goes_on=False)
    assert not any(is_against_order(Standing.TOO_CLOSE, goes_on=goes) for goes in (True, False))


@pytest.mark.parametrize(
    ("cards", "code"),
    [
        ([], "not_covered"),
        ([card("A", {"t": 3})], "no_note"),
        (
            [
                card(
                    "A",
                    {"t": 3},
                    {"t": ["She moved the whole crew in 2019 because the boat was late, and told them why."]},
                )
            ],
            "one_opinion",
        ),
        ([card("A", {"t": 3}, {"t": ["Good."]}), card("B", {"t": 3}, {"t": ["Fine."]})], "few_words"),
    ],
)
def test_why_something_is_thin(cards, code):
    assert thin_area("t", cards).code == code


def library_facts():
    return tuple(
        CompetencyFact(
            one.id, one.name, 1.0, one.definition, {prompt.when: prompt.ask for prompt in one.prompts},
            tuple(LibraryQuestion(q.ask, q.minutes) for q in library().questions if q.attribute == one.id),
        )
        for one in library().attributes[:5]
    )  # fmt: skip


def evidence():
    first, second, *_rest = (one.key for one in library_facts())
    cards = (
        card(
            "Ines",
            {first: 5, second: 4},
            {first: ["She led a team of 12 in Lyon and asked them first."], second: ["Calm."]},
            "yes",
        ),
        card(
            "Nora",
            {first: 2, second: 4},
            {first: ["Ran 8 people in Lyon and spoke over them."], second: ["Very calm."]},
            "strong_yes",
        ),
    )
    return Evidence({"candidate": "Cleo"}, (PersonLine("now", "Engineer", False, "import"),), library_facts(), cards)


def test_the_same_evidence_gives_the_same_bytes():
    bodies = {json.dumps(assemble(evidence(), {}, {}), sort_keys=True) for _ in range(3)}
    assert len(bodies) == 1


def test_a_brief_finds_what_disagrees_and_what_nobody_asked():
    body = assemble(evidence(), {}, {"model_version": "m"})
    assert [one["kind"] for one in body["disagreements"]] == ["ratings", "figures"]
    assert {one["code"] for one in body["thin"]} == {"few_words", "not_covered"}
    assert body["numbers"]["disagreements"] == {body["disagreements"][0]["key"]: [5, 2]}
    without = {name: part for name, part in body.items() if name != "numbers"}
    assert '"ratings"' not in json.dumps(without).replace('"kind": "ratings"', "")


def test_no_four_words_of_a_prompt_come_from_a_note():
    """Blanks stay blank until a person fills them."""
    body = assemble(evidence(), {}, {})
    words = lambda text: re.findall(r"\w+", text.lower())  # noqa: E731
    noted = [words(note.text) for one in evidence().cards for note in one.notes]
    runs = {tuple(note[i : i + 4]) for note in noted for i in range(len(note) - 3)}
    for question in body["questions"]:
        asked = words(question["prompt"])
        assert not {tuple(asked[i : i + 4]) for i in range(len(asked) - 3)} & runs
    assert any("{" in question["prompt"] for question in body["questions"])
    assert set(PROMPTS) == {"thin", "unclear", "conflict"}


def test_questions_come_in_the_order_of_their_worth():
    facts = library_facts()
    body = assemble(evidence(), {facts[4].key: 0.5, facts[2].key: 0.2}, {})
    assert [one["competency"] for one in body["questions"]][:2] == [facts[4].key, facts[2].key]


def demo():
    """The demo's scorecards as they are imported, with the key of what was planted in them."""
    folder = Path(__file__).resolve().parents[2] / "src" / "secondround" / "web" / "demo" / "data"
    keys = {
        one["name"]: one["key"]
        for one in yaml.safe_load((DATA / "demo_contradictions.yaml").read_text("utf-8"))["candidates"]
    }
    people = {}
    for file in sorted(folder.glob("scorecards-*.csv")):
        for row in csv.DictReader(io.StringIO(file.read_text("utf-8"))):
            cards = people.setdefault(row["candidate"], {})
            said = row["recommendation"].lower().replace(" ", "_")
            one = cards.setdefault(
                row["interviewer"], {"assessor": row["interviewer"], "recommendation": said, "entries": []}
            )
            one["entries"].append(
                {"competency": row["competency"], "rating": float(row["rating"]), "note": row["note"]}
            )
    return [{"name": name, "cards": list(cards.values()), "key": keys.get(name, [])} for name, cards in people.items()]


FIGURES = re.compile(r"\| (the demo's notes|the held-out notes) \| (\d+) \| (\d+) \| (\d+) \|")


def test_what_is_found_is_what_the_page_says():
    """Found, missed and false, in the demo and in a second set by somebody who had not seen the rules; the page prints just these."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "explanation" / "contradictions.md").read_text()
    printed = {name: tuple(map(int, figures)) for name, *figures in FIGURES.findall(page)}
    held_out = yaml.safe_load((DATA / "contradictions_held_out.yaml").read_text("utf-8"))["candidates"]
    assert printed == {"the demo's notes": scored(demo()), "the held-out notes": scored(held_out)}


def scored(candidates):
    """found, missed and false against a key: per candidate, a finding matches a key's entry of its kind between the same people."""
    found = missed = false = 0
    for candidate in candidates:
        cards = [
            card(
                one["assessor"],
                {entry["competency"]: entry["rating"] for entry in one["entries"]},
                {entry["competency"]: [entry["note"]] for entry in one["entries"] if entry.get("note")},
                one.get("recommendation") or "",
            )
            for one in candidate["cards"]
        ]
        competencies = list(
            dict.fromkeys(entry["competency"] for one in candidate["cards"] for entry in one["entries"])
        )
        key = {
            (one["kind"], one.get("competency", "") if one["kind"] == "ratings" else "", frozenset(one["between"]))
            for one in candidate.get("key") or []
        }
        seen = {
            (
                one.kind.value,
                one.competency if one.kind == "ratings" else "",
                frozenset(name.removeprefix("card-") for name in one.cards),
            )
            for one in contradictions(cards, competencies, {})
        }
        found, missed, false = found + len(key & seen), missed + len(key - seen), false + len(seen - key)
    return found, missed, false


@pytest.mark.parametrize(
    ("keys", "ahead", "first"),
    [
        ([], 0, 0),
        (["thin:a"], 0, 1),
        (["thin:a", "ratings:b", "thin:c", "thin:d"], 0, 3),
        (["own:1", "thin:a", "ratings:b", "thin:c", "thin:d"], 1, 4),
        (["own:2", "own:1", "own:3", "own:4", "thin:a"], 4, 5),
        (["thin:a", "own:1", "thin:b", "thin:c"], 0, 3),  # moved there by its reader
        (["own:2", "thin:a", "thin:b", "thin:c", "own:1"], 1, 4),  # put last by its reader
    ],
)
def test_readers_own_questions_stand_ahead_of_the_briefs_three(keys, ahead, first):
    assert (own_ahead(keys), asked_first(keys)) == (ahead, first)
