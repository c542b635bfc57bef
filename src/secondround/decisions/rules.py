"""Who speaks when, where assessors part, and when a decision goes against the weighted order. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

CLEARLY, CLEARLY_NOT = 0.8, 0.2
"""Four chances in five, one in five: between them two people are too close to call, and there is no order."""
PARTED = 2.0
"""Points between two ratings of one competency from which on people are said to disagree."""
HIGH = re.compile(r"\b(chief|director|president|managing|vice[- ]president|c[efot]o)\b", re.IGNORECASE)
MIDDLE = re.compile(r"\b(head|manager|lead|principal|senior)\b", re.IGNORECASE)


class Part(IntEnum):
    """What somebody is in the room, in the order in which they speak."""

    ASSESSOR = 0
    HIRING_MANAGER = 1
    SENIOR_READER = 2
    DECIDER = 3


@dataclass(frozen=True)
class Speaker:
    """Somebody in the room, as far as their place in the running order is concerned."""

    key: int
    name: str
    part: Part
    title: str = ""
    since: date | None = None


def running_order(speakers: Iterable[Speaker]) -> list[Speaker]:
    """The most junior first, so that nobody only nods; the decider last. By part, then title, then who came last; a proposal."""

    def seniority(one: Speaker) -> tuple[int, int, int, str]:
        years = -one.since.toordinal() if one.since else -date.max.toordinal()
        return one.part, rank_of_title(one.title), years, one.name

    return sorted(speakers, key=seniority)


def rank_of_title(title: str) -> int:
    """A guess from the words of a title: 0 for most, 1 for somebody who leads, 2 for somebody who directs."""
    return 2 if HIGH.search(title) else 1 if MIDDLE.search(title) else 0


def spread(values: Iterable[float | None]) -> float | None:
    """Points between the highest and the lowest rating; None where fewer than two people rated. Not covered is no rating."""
    given = [value for value in values if value is not None]
    return max(given) - min(given) if len(given) > 1 else None


def is_against_order(verdict: str, above: Mapping[str, float]) -> bool:
    """`above`: per other finalist still open, the probability that this person stands above them.

    To hire goes against the order where somebody else is clearly above; a no where this person is clearly above everybody else.
    Holding in reserve decides nothing between them.
    """
    if not above or verdict == "reserve":
        return False
    if verdict == "hire":
        return any(chance <= CLEARLY_NOT for chance in above.values())
    return all(chance >= CLEARLY for chance in above.values())
