"""How far one scorecard is: pure. What an author has begun to write is said as begun, never what it says."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from secondround.interviews.rules.reminders import DUE


class Standing(StrEnum):
    COMING = "coming"  # the interview is still to come: nothing is owed yet
    GOING_ON = "going_on"  # it has begun and is not over: nothing is owed yet
    OWED = "owed"
    BEGUN = "begun"  # owed, and its author has begun to write
    LATE = "late"  # owed for more than a day since the interview ended
    SUBMITTED = "submitted"
    WAIVED = "waived"
    RECUSED = "recused"
    NOT_HELD = "not_held"


ENDED = {
    "submitted": Standing.SUBMITTED,
    "waived": Standing.WAIVED,
    "recused": Standing.RECUSED,
    "not_held": Standing.NOT_HELD,
}
OPEN = (Standing.OWED, Standing.BEGUN, Standing.LATE)


def standing(
    state: str, begins: datetime | None, ends: datetime | None, is_begun: bool, now: datetime
) -> Standing | None:
    """How far a card is, by its assignment's state; None where none was ever wanted. Without a time it is owed, and never late."""
    if state != "owed":
        return ENDED.get(state)
    if begins is not None and begins > now:
        return Standing.COMING
    if ends is not None and ends > now:
        return Standing.GOING_ON
    if ends is not None and ends + DUE <= now:
        return Standing.LATE
    return Standing.BEGUN if is_begun else Standing.OWED


def counted(cards: Iterable[Standing]) -> dict[str, int]:
    """What somebody who may read counts reads: in, owed (late or not), late among them, to come or going on."""
    found = Counter(cards)
    return {
        "in": found[Standing.SUBMITTED],
        "owed": sum(found[one] for one in OPEN),
        "late": found[Standing.LATE],
        "coming": found[Standing.COMING] + found[Standing.GOING_ON],
    }
