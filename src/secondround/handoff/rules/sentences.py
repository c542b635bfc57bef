"""Cutting notes into sentences, letter for letter, and choosing which to quote."""

import re
from collections.abc import Sequence

from secondround.handoff.rules.evidence import CardFact, Cited, cite

_ABBREVIATIONS = frozenset(
    {"dr", "mr", "mrs", "ms", "st", "prof", "approx", "ca", "cf", "e.g", "i.e", "etc", "no", "vs", "incl", "min", "max"}
)
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|\n+")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_FIGURE = re.compile(r"\d")
_CONCRETE = re.compile(
    r"\b(because|after|before|when|until|said|told|asked|showed|decided|moved|built|cut|led|wrote|dropped|changed|refused|offered)\b",
    re.IGNORECASE,
)
SHORTEST = 4  # words; shorter sentences are quoted only where a note holds nothing longer
QUOTES = 3


def sentences(text: str) -> list[str]:
    """The sentences of a note, each an unchanged passage of it."""
    found, start = [], 0
    for end in _END.finditer(text):
        before = text[start : end.start()]
        last = before.rsplit(None, 1)[-1].lower().strip("(\"'“") if before.strip() else ""
        if end.group().startswith(".") and (last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha())):
            continue
        passage = text[start : end.end()].strip()
        if passage:
            found.append(passage)
        start = end.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def count_words(text: str) -> int:
    return len(_WORD.findall(text))


def telling(text: str) -> tuple[int, int, int]:
    """How much a sentence tells: long enough, a figure or a deed in it, then its length up to thirty words."""
    words = count_words(text)
    return int(words >= SHORTEST), bool(_FIGURE.search(text)) + bool(_CONCRETE.search(text)), min(words, 30)


def best_sentence(text: str) -> str:
    """The most telling sentence of a note; the earlier of two alike."""
    return max(sentences(text), key=telling, default="")


def quotes(cards: Sequence[CardFact], competency: str) -> list[tuple[str, Cited]]:
    """At most three passages on one competency: from the strongest card, the weakest, and the latest, each citing its note.

    A passage is quoted once; where strongest, weakest and latest fall together, the next most telling notes fill up.
    """
    noted = [card for card in cards if card.notes_on(competency)]
    rated = [(value, card) for card in noted if (value := card.ratings.get(competency)) is not None]
    wanted: list[tuple[str, CardFact]] = []
    if rated:
        wanted.append(("strongest", max(rated, key=lambda pair: (pair[0], _time(pair[1]), pair[1].id))[1]))
        wanted.append(("weakest", min(rated, key=lambda pair: (pair[0], -_time(pair[1]), pair[1].id))[1]))
    if noted:
        wanted.append(("latest", max(noted, key=lambda card: (_time(card), card.id))))
    wanted += [("also", card) for card in sorted(noted, key=lambda card: (-_time(card), card.id))]
    chosen: dict[str, tuple[str, Cited]] = {}
    quoted_cards: set[str] = set()
    for role, card in wanted:
        if card.id in quoted_cards or len(chosen) == QUOTES:
            continue
        note = max(card.notes_on(competency), key=lambda one: (telling(best_sentence(one.text)), -one.number))
        passage = best_sentence(note.text)
        if passage:
            chosen[note.id] = (role, cite(card, note, passage))
            quoted_cards.add(card.id)
    return list(chosen.values())


def _time(card: CardFact) -> float:
    return card.at.timestamp() if card.at else 0.0
