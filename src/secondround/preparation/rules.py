"""When a thank-you note may be delivered, and what is said about its words while it is written. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from secondround.interviews.rules.words import WORD, shared_run

TAKEN_BACK_WITHIN = timedelta(hours=1)
"""How long a note that was given can be taken back: the same for every note, said beforehand, and nothing is delivered in it. So that it
can be taken back, or cannot, tells nobody whether a card or a decision is in."""
HELD_AT_LEAST = TAKEN_BACK_WITHIN + timedelta(minutes=1)
"""Nothing is delivered before: a minute more, so that of two at the same moment the candidate comes first."""

RUN = 6
"""Words in a row that two notes share before it is said: fewer are how people talk."""
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


def can_be_taken_back(given_at: datetime | None, at: datetime) -> bool:
    return given_at is not None and at < given_at + TAKEN_BACK_WITHIN


def most_shared(text: str, others: Mapping[str, str]) -> tuple[str, str]:
    """Which of the other notes, by name, shares the longest run with this one, and the run; two empty texts where none does."""
    runs = {name: shared_run(text, other, RUN) for name, other in others.items()}
    name = max(runs, key=lambda one: (len(runs[one]), one), default="")
    return (name, runs[name]) if name and runs[name] else ("", "")


def speaks_of(text: str, promise: str) -> bool:
    """Whether a note takes up what was promised: any telling word of the promise, in any ending, or nothing was promised."""
    stems = {_stem(found.group()) for found in WORD.finditer(promise) if len(found.group()) >= TELLING}
    return not stems or bool(stems & {_stem(found.group()) for found in WORD.finditer(text)})


def _stem(word: str) -> str:
    return word.casefold()[:TELLING]
