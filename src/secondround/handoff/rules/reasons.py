"""What a reason for a decision needs, and when a decision goes against the order."""

from collections.abc import Sized
from enum import StrEnum


class Standing(StrEnum):
    """Where somebody stands for a shortlist of m, as `measurement` groups them; UNPLACED where there is too little."""

    CLEARLY_IN = "clearly_in"
    TOO_CLOSE = "too_close"
    CLEARLY_BEHIND = "clearly_behind"
    UNPLACED = "unplaced"


def missing_from_reason(text: str, competencies: Sized, citations: Sized) -> list[str]:
    """Codes of what a reason still lacks: words, a competency, a citation of a note or a scorecard. Empty where it stands."""
    wanted = {"words": text.strip(), "competency": competencies, "citation": citations}
    return [code for code, given in wanted.items() if not given]


def is_against_order(standing: Standing, *, goes_on: bool) -> bool:
    """Whether a decision goes against the weighted order. Inside a group there is no order, so nothing goes against it."""
    return standing is (Standing.CLEARLY_BEHIND if goes_on else Standing.CLEARLY_IN)
