"""When a note may be delivered, and what is said of its words: by table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondround.interviews.rules.words import shared_run
from secondround.preparation.rules import RUN, Reader, may_deliver, most_shared, speaks_of


@pytest.mark.parametrize(
    ("owes_card", "decides", "is_decided", "delivered"),
    [
        (False, False, False, True),  # introduced without a form: nothing to sway
        (True, False, False, False),
        (False, True, False, False),
        (True, True, False, False),
        (True, False, True, True),  # at the latest at the decision
        (False, True, True, True),
    ],
)
def test_a_note_waits_until_it_can_sway_nobody(owes_card, decides, is_decided, delivered):
    assert may_deliver(Reader(owes_card, decides, is_decided)) is delivered


@pytest.mark.parametrize(
    ("text", "other", "run"),
    [
        (
            "Thank you for the walk along the quay today.",
            "I liked the walk along the quay today!",
            "the walk along the quay today",
        ),
        ("Thank you for your time.", "Thank you for your time.", ""),  # five words: how people talk
        ("THANK you, for the long walk and tea.", "thank you for the long walk", "THANK you, for the long walk"),
        ("", "anything at all that is long enough", ""),
    ],
)
def test_the_longest_run_of_shared_words_is_quoted_as_it_stands(text, other, run):
    assert shared_run(text, other, RUN) == run


words = st.lists(st.sampled_from(["quay", "gate", "crane", "rope", "tide", "bell"]), max_size=14).map(" ".join)


@given(words, words)
def test_the_run_equals_the_one_found_by_trying_all(text, other):
    mine, theirs = text.split(), other.split()
    there = {tuple(theirs[a:b]) for a in range(len(theirs)) for b in range(a + RUN, len(theirs) + 1)}
    runs = [b - a for a in range(len(mine)) for b in range(a + RUN, len(mine) + 1) if tuple(mine[a:b]) in there]
    found = shared_run(text, other, RUN)
    assert len(found.split()) == max(runs, default=0)
    assert found in text


def test_of_several_the_one_that_shares_most_is_named():
    note = "I keep thinking of what you said about the gate and the queue before it."
    others = {
        "Ines": "what you said about the gate and the weather",
        "Nora": "you said about the gate and the queue before it",
    }
    assert most_shared(note, others) == ("Nora", "you said about the gate and the queue before it")
    assert most_shared(note, {"Ines": "Something else."}) == ("", "")


@pytest.mark.parametrize(
    ("note", "promise", "said"),
    [
        ("The software is called Portunus.", "the name of the gate software", True),
        ("Thank you for the tea.", "the name of the gate software", False),
        ("I attach the drawings.", "send a drawing", True),  # other endings are the same word
        ("Anything.", "", True),
        ("Anything.", "a tea", True),  # no word that tells
    ],
)
def test_a_promise_is_kept_or_missed(note, promise, said):
    assert speaks_of(note, promise) is said
