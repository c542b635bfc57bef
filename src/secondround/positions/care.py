"""Whether a question touches what must not be asked: a rule of thumb over turns, whose error docs/explanation/never-ask.md tells.

Pure, and for English as the library is. Only ever a warning: the same words may be fit to ask, and a question that is not is kept, too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from secondround.positions.reading import words_of

_BETWEEN = r"(?:\S+ ){0,6}?"


@dataclass(frozen=True)
class NeverAsk:
    """One kind of what must not be asked: for the page (`topic`, `why`, `instead`, `where`) and for the warning (`may_touch`, `rather`)."""

    kind: str
    topic: str
    why: str
    instead: str
    where: tuple[str, ...]
    may_touch: str
    rather: str
    turns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class _Content:
    kinds: tuple[NeverAsk, ...]
    fine: re.Pattern[str]


@lru_cache
def _content() -> _Content:
    source = resources.files("secondround.positions") / "content" / "never_ask.en.yaml"
    body = yaml.safe_load(source.read_text("utf-8"))
    return _Content(
        kinds=tuple(_kind(one) for one in body["never_ask"]),
        fine=re.compile("|".join(_pattern(one.strip()) for one in body["fine"].split(","))),
    )


def _kind(one: Mapping[str, str]) -> NeverAsk:
    return NeverAsk(
        kind=one["kind"],
        topic=one["topic"],
        why=one["why"],
        instead=one["instead"] or "",
        where=tuple(one["where"]),
        may_touch=one["may_touch"],
        rather=one["rather"],
        turns=tuple(re.compile(_pattern(line.strip())) for line in one["turns"].strip().split("\n")),
    )


def _pattern(turn: str) -> str:
    """A turn of the content file as a regular expression over words joined by one space."""
    written = turn.replace("*", r"\w*").replace(" ... ", f" {_BETWEEN}")
    return rf"\b(?:{written})(?!\w)"


def never_ask() -> tuple[NeverAsk, ...]:
    """Every kind, in the order of the page."""
    return _content().kinds


@lru_cache(maxsize=2048)
def touched(text: str) -> tuple[NeverAsk, ...]:
    """The kinds that `text` may touch, in the order of the page; mostly none."""
    content = _content()
    words = content.fine.sub("~", " ".join(words_of(text)))
    return tuple(one for one in content.kinds if any(turn.search(words) for turn in one.turns))
