"""In what order a reader finds the questions of a brief, and which of them before "if there is time": pure, over the follow-ups' keys."""

from collections.abc import Sequence
from itertools import takewhile

OWN = "own:"
"""What the key of a reader's own question begins with; a brief's speaks of what it is about."""
ASK_FIRST = 3


def own_ahead(keys: Sequence[str]) -> int:
    """How many of the readers' own questions stand before the first of the brief's: behind them a new one takes its place."""
    return sum(1 for _ in takewhile(lambda key: key.startswith(OWN), keys))


def asked_first(keys: Sequence[str]) -> int:
    """How many questions stand in sight: the brief's three, and before them whatever its readers put there."""
    return min(own_ahead(keys) + ASK_FIRST, len(keys))
