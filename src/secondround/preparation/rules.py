"""When a thank-you note may be delivered, and what is said about its words while it is written. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

RUN = 6
"""Words in a row that two notes share before it is said: fewer are how people talk."""
WORD = re.compile(r"\w+(?:['’]\w+)*")
TELLING = 5
"""Letters of a word that tells what a promise was about; shorter ones are in every sentence."""


@dataclass(frozen=True)
class Reader:
    """What is true of somebody to whom a note is written, on one candidacy."""

    owes_card: bool  # a scorecard or a short form of theirs is still open
    decides: bool  # is named to decide, or shares in it
    is_decided: bool  # the decision is recorded, or the application has ended


def may_deliver(reader: Reader) -> bool:
    """An assessor's note waits for that person's card, a decider's for the decision; the decision delivers every note."""
    return reader.is_decided or not (reader.owes_card or reader.decides)


def shared_run(text: str, other: str, least: int = RUN) -> str:
    """The longest run of words that `text` has in common with `other`, as it stands in `text`; empty below `least` words."""
    spans = [(found.group().casefold(), found.span()) for found in WORD.finditer(text)]
    theirs = [found.group().casefold() for found in WORD.finditer(other)]
    best, end, row = 0, 0, [0] * (len(theirs) + 1)
    for at, (word, _) in enumerate(spans, start=1):
        new = [0] * (len(theirs) + 1)
        for there, their in enumerate(theirs, start=1):
            if word == their:
                new[there] = row[there - 1] + 1
                if new[there] > best:
                    best, end = new[there], at
        row = new
    if best < least:
        return ""
    return text[spans[end - best][1][0] : spans[end - 1][1][1]]


def most_shared(text: str, others: Mapping[str, str]) -> tuple[str, str]:
    """Which of the other notes, by name, shares the longest run with this one, and the run; two empty texts where none does."""
    runs = {name: shared_run(text, other) for name, other in others.items()}
    name = max(runs, key=lambda one: (len(runs[one]), one), default="")
    return (name, runs[name]) if name and runs[name] else ("", "")


def speaks_of(text: str, promise: str) -> bool:
    """Whether a note takes up what was promised: any telling word of the promise, in any ending, or nothing was promised."""
    stems = {_stem(found.group()) for found in WORD.finditer(promise) if len(found.group()) >= TELLING}
    return not stems or bool(stems & {_stem(found.group()) for found in WORD.finditer(text)})


def _stem(word: str) -> str:
    return word.casefold()[:TELLING]
