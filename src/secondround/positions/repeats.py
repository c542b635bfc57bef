"""Whether a question was asked before in other words: a rule of thumb, whose error docs/explanation/repeated-questions.md tells.

Pure, and for English as the library is. Two questions are near where most of what they are about is shared, by weight, and nothing
turns one of them round: who did it to whom, well or badly, with whom, and what is asked for.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

from secondround.positions.reading import Reading, meanings, read, words_of

NEAR = 0.6
# What is left of a likeness where something turns a question round; the page named above tells how little hangs on the exact figures.
_DONE_TO_ONE, _OPPOSITE, _ONE_SIDED, _WHOM = 0.5, 0.6, 0.7, 0.7
_ASKS = {"deed": 0.8, "amount": 0.7, "names": 0.7, "notion": 0.6}


def likeness(first: str, second: str) -> float:
    """From 0, nothing in common, to 1, about the same things and asking the same of them."""
    here, there = read(first), read(second)
    shared = here.about.keys() & there.about.keys()
    if len(shared) < 2 and shared <= meanings().nothing_alone:
        return 0.0
    whole = sum(here.about.values()) + sum(there.about.values())
    return 2 * sum(here.about[one] for one in shared) / whole * _left(here, there)


def _left(here: Reading, there: Reading) -> float:
    known, left = meanings(), 1.0
    mine, theirs = here.about.keys(), there.about.keys()
    only_one = mine ^ theirs
    if here.is_done_to_one != there.is_done_to_one:
        left *= _DONE_TO_ONE
    if any(
        one in only_one and other in only_one and (one in mine) != (other in mine) for one, other in known.opposites
    ):
        left *= _OPPOSITE
    if only_one & known.one_sided:
        left *= _ONE_SIDED
    whom, whose = mine & known.whom, theirs & known.whom
    if whom and whose and not whom & whose:
        left *= _WHOM
    for ask in here.asks ^ there.asks:
        left *= _ASKS[ask]
    return left


def are_near(question: str, other: str) -> bool:
    """Whether one repeats the other; the same words always do, however they are typed, and a single word never."""
    words = words_of(question)
    return len(words) > 1 and (words_of(other) == words or likeness(question, other) >= NEAR)


def near(question: str, asked: Iterable[str]) -> list[str]:
    """Of the questions asked before, those that `question` repeats, in the order in which they were asked."""
    return [one for one in dict.fromkeys(asked) if are_near(question, one)]


def near_pairs(questions: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places at which questions stand that seem to be the same, in order."""
    return [
        (here, there) for (here, one), (there, other) in combinations(enumerate(questions), 2) if are_near(one, other)
    ]
