"""What two texts have in common, word for word. Pure."""

import re
from collections.abc import Iterable

WORD = re.compile(r"\w+(?:['’]\w+)*")


def shared_run(text: str, other: str, least: int) -> str:
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


def named_in(text: str, names: Iterable[str]) -> str:
    """The first of these people whose whole name, or family name, stands in the text; empty where none does."""
    said = f" {' '.join(found.group().casefold() for found in WORD.finditer(text))} "
    for name in names:
        words = [found.group().casefold() for found in WORD.finditer(name)]
        if words and (f" {' '.join(words)} " in said or (len(words) > 1 and f" {words[-1]} " in said)):
            return name
    return ""
