"""What an interview question is about and what it asks for, by its words. Pure; the words stand in content/meanings.en.yaml.

A question is read from left to right, each time by the longest turn that is known: a frame ("tell me about a time when") says nothing,
a turn with a meaning stands for it, a word that is neither known nor empty stands for itself, cut to its stem.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import log

import yaml

from secondround.positions.library import library

LITTLE, UNKNOWN = 0.35, 0.6  # what a meaning weighs that every interview has, and a word that is not known
_WRITTEN_OUT = (
    (re.compile(r"\{[^}]*\}"), " "),
    (re.compile(r"\b(ca|wo)n't\b"), "can not"),
    (re.compile(r"(\w)n't\b"), r"\1 not"),
    (re.compile(r"(\w)'(?:s|d|m|re|ve|ll)?\b"), r"\1"),
    (re.compile(r"(\w{3})iz(e|es|ed|ing|ation|ations)\b"), r"\1is\2"),
)
_ENDINGS = (
    "isations", "isation", "ements", "ations", "ement", "ation", "ments", "ings", "ment", "ing", "ies", "ied", "ers", "ed", "er", "ly",
    "es", "s", "e", "y",
)  # fmt: skip
_VERBS = "persuad|convinc|help|support|motivat|coach|mentor|train|surpris|trust|affect|criticis|prais|promot|disappoint|lead|drive"
_STATES = "interest|satisf|pleas|tir|prepar|suppos|requir|qualifi|need"
_DONE_TO_ONE = re.compile(
    r"\b(say|says|think|thinks|said|complain\w*|known?|hear) (about|of) you\b|\bdescribe you\b|\b(taught|teach|teaches|led) you\b"
    rf"|\b({_VERBS})(e|ed|es|s)? you\b(?! to)|\b(from|on) you\b|\bexpects? of you\b"
    r"|(?<!for)(?<!report to)(?<!reports to)(?<!to tell)(?<!and) you$"
    rf"|\b(being|you (were|are|have been|had been)|were you|are you|been) (last |ever )?(?!{_STATES})\w+ed\b"
    r"|\bbe (led|managed|supervised|coached)\b"
)


@dataclass(frozen=True)
class Reading:
    """A question as it was understood: its meanings with what each weighs, what it asks for, whether it is about something done to one."""

    about: Mapping[str, float]
    asks: frozenset[str]
    is_done_to_one: bool


@dataclass(frozen=True)
class _Turn:
    words: tuple[str, ...]
    is_beginning: bool  # of its last word
    meanings: tuple[str, ...]

    def fits(self, words: Sequence[str], at: int) -> bool:
        end = at + len(self.words)
        if tuple(words[at : end - 1]) != self.words[:-1] or end > len(words):
            return False
        last = words[end - 1]
        return last.startswith(self.words[-1]) if self.is_beginning else last == self.words[-1]


@dataclass(frozen=True)
class Meanings:
    """The words of the content file, made ready: turns by the first three letters, the longest first."""

    turns: Mapping[str, tuple[_Turn, ...]]
    stems: Mapping[str, tuple[str, ...]]
    asks: Mapping[str, re.Pattern[str]]
    little: frozenset[str]
    nothing_alone: frozenset[str]
    whom: frozenset[str]
    opposites: tuple[tuple[str, str], ...]
    one_sided: frozenset[str]
    empty: frozenset[str]


def words_of(text: str) -> list[str]:
    """The words of a text, lower case, written out, blanks left out."""
    text = text.lower().replace("’", "'")
    for pattern, instead in _WRITTEN_OUT:
        text = pattern.sub(instead, text)
    return re.findall(r"[^\W_]+", text)


def stem(word: str) -> str:
    """An ending cut off, crudely, so that the forms of one word meet."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


@lru_cache
def meanings() -> Meanings:
    body = yaml.safe_load(
        (resources.files("secondround.positions") / "content" / "meanings.en.yaml").read_text("utf-8")
    )
    named: dict[tuple[tuple[str, ...], bool], list[str]] = defaultdict(list)
    for name, turns in body["meanings"].items():
        for turn in _listed(turns):
            named[turn].append(name)
    for turn in _listed(body["frames"]):
        named.setdefault(turn, [])
    by_first: dict[str, list[_Turn]] = defaultdict(list)
    for (words, is_beginning), names in named.items():
        by_first[words[0][:3]].append(_Turn(words, is_beginning, tuple(names)))
    common = frozenset(f"~{stem(word)}" for word in body["common"].split())
    return Meanings(
        turns={first: tuple(sorted(some, key=_length, reverse=True)) for first, some in by_first.items()},
        stems={stem(words[0]): tuple(names) for (words, _), names in named.items() if len(words) == 1 and names},
        asks={name: _any_of(turns) for name, turns in body["asks"].items()},
        little=frozenset(body["little"].split()) | common,
        nothing_alone=frozenset(body["nothing_alone"].split()) | common,
        whom=frozenset(body["whom"].split()),
        opposites=tuple((one, other) for one, other in body["opposites"]),
        one_sided=frozenset(body["one_sided"].split()),
        empty=frozenset(body["empty"].split()),
    )


def _listed(turns: str) -> list[tuple[tuple[str, ...], bool]]:
    return [(tuple(words_of(one)), one.strip().endswith("*")) for one in turns.split(",")]


def _length(turn: _Turn) -> tuple[int, int]:
    return len(turn.words), sum(map(len, turn.words)) - turn.is_beginning


def _any_of(turns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{' '.join(words)}\b" for words, _ in _listed(turns)))


def _meant(words: Sequence[str]) -> frozenset[str]:
    known, found, at = meanings(), set[str](), 0
    while at < len(words):
        word = words[at]
        turn = next((one for one in known.turns.get(word[:3], ()) if one.fits(words, at)), None)
        if turn is not None:
            found.update(turn.meanings)
            at += len(turn.words)
            continue
        at += 1
        if word not in known.empty:
            found.update(known.stems.get(stem(word), (f"~{stem(word)}",)))
    return frozenset(found)


@lru_cache
def _weights() -> Mapping[str, float]:
    """What a meaning weighs by how many of the library's own questions have it: from 1 for none to about a half for a tenth of them."""
    texts = [text for one in library().questions for text in (one.ask, *one.follow_ups)]
    counted = Counter(meaning for text in texts for meaning in _meant(words_of(text)))
    return {meaning: 1 - log(1 + times) / log(1 + len(texts)) for meaning, times in counted.items()}


def _weight(meaning: str) -> float:
    if meaning in meanings().little:
        return LITTLE
    return _weights().get(meaning, 1.0) * (UNKNOWN if meaning.startswith("~") else 1.0)


@lru_cache(maxsize=4096)
def read(question: str) -> Reading:
    words = words_of(question)
    text = " ".join(words)
    return Reading(
        about={meaning: _weight(meaning) for meaning in sorted(_meant(words))},
        asks=frozenset(name for name, pattern in meanings().asks.items() if pattern.search(text)),
        is_done_to_one=bool(_DONE_TO_ONE.search(text)),
    )
