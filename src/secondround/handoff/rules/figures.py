"""Figures and dates in notes, and whether two notes give different ones about one thing.

A mention is a number with what it counts (its measure) and the words around it. Two mentions by different people speak of
one thing where they have the same measure and share a telling word; they differ where neither contains the other's value.
Rules of thumb, measured on a held-out set of notes (docs/explanation/contradictions.md); a person reads what they find.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "k": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "bn": 10**9,
}
_SPECIAL = {"dozen": 12, "half": 0.5, "single": 1, "couple": 2, "both": 2}
_ROUGH = {
    "about",
    "around",
    "roughly",
    "nearly",
    "almost",
    "approximately",
    "approx",
    "circa",
    "ca",
    "some",
    "over",
    "under",
    "ish",
}
_CURRENCY = {"€": "money", "£": "money", "$": "money", "eur": "money", "euro": "money", "euros": "money", "pounds": "money",
             "gbp": "money", "usd": "money", "dollars": "money", "chf": "money"}  # fmt: skip
_TIME = {"minute": 1, "min": 1, "mins": 1, "hour": 60, "hr": 60, "hrs": 60, "day": 1440, "week": 10_080, "month": 43_800,
         "year": 525_600, "yr": 525_600, "yrs": 525_600}  # fmt: skip
_PEOPLE = {
    "people", "person", "staff", "employee", "report", "engineer", "colleague", "member", "technician", "operator", "volunteer",
    "analyst", "worker", "developer", "nurse", "driver", "planner", "mechanic", "fitter", "crew", "team", "direct", "head", "man",
    "woman", "guide", "specialist", "teacher", "manager", "apprentice", "hand", "fte",
}  # fmt: skip
_OF_PEOPLE = {"team", "crew", "group", "staff", "shift", "department", "squad", "unit"}
_EVENTS = {
    "leave": "leave", "left": "leave", "quit": "leave", "departed": "leave", "resigned": "leave", "until": "leave", "ended": "leave",
    "joined": "start", "join": "start", "started": "start", "start": "start", "began": "start", "since": "start", "moved": "start",
    "from": "start", "came": "start", "hired": "start", "arrived": "start",
    "graduated": "graduate", "degree": "graduate", "finished": "graduate", "qualified": "graduate", "certified": "certificate",
    "certificate": "certificate", "licence": "licence", "license": "licence", "promoted": "promote", "promotion": "promote",
    "launched": "launch", "opened": "launch", "introduced": "launch", "live": "launch", "delivered": "launch", "built": "launch",
}  # fmt: skip
_SAME = {
    "led": "lead", "leads": "lead", "ran": "lead", "runs": "lead", "run": "lead", "managed": "lead", "manages": "lead",
    "headed": "lead", "supervised": "lead", "responsible": "lead", "managing": "lead", "leading": "lead", "running": "lead",
    "crew": "team", "group": "team", "staff": "team", "people": "team", "reports": "team", "squad": "team", "shift": "team",
    "cut": "reduce", "reduced": "reduce", "dropped": "reduce", "fell": "reduce", "down": "reduce", "saved": "reduce",
    "saving": "reduce", "savings": "reduce", "lowered": "reduce", "halved": "reduce", "shortened": "reduce", "brought": "reduce",
    "raised": "increase", "increased": "increase", "grew": "increase", "rose": "increase", "up": "increase", "doubled": "increase",
    "programme": "project", "program": "project", "customers": "client", "customer": "client", "clients": "client",
    "cost": "budget", "costs": "budget", "spend": "budget", "budget": "budget", "job": "work", "jobs": "work",
    "firm": "employer", "company": "employer", "organisation": "employer",
}  # fmt: skip
_DULL = frozenset(
    """
    a an the and or but of to in on at by for with from as is was were are be been being it its this that these those he she
    they his her their him them i we you our my me had has have did do does not no nor so if then than there here who whom
    which what when where how why about around roughly nearly almost approximately some over under only just also very more
    most less least said says told asked later first then now still again out off up down into onto after before during
    while between within per each every all any both either one thing things time times way lot much many own same other
    another good well clear said would could should may might can will got get gave give went go came come made make used
    use new old last next year years month months week weeks day days hour hours minute minutes percent people person team
    lead start leave work
    """.split()  # noqa: SIM905  a list of a hundred quoted words is harder to read
)
_TOKEN = re.compile(
    r"(?P<year>(?<![\d.,])(?:19[5-9]\d|20[0-4]\d)(?![\d.,]*\d|\s?%|\s?(?:people|euros?|pounds|staff)))"
    r"|(?P<number>[€£$]?\d{1,3}(?:[,.\u202f ]\d{3})+(?:[.,]\d+)?(?![\d])|[€£$]?\d+(?:[.,]\d+)?½?)"
    r"|(?P<percent>%|\bpercent\b|\bper cent\b)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<mark>[.;!?])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Mention:
    """`low`..`high` in the measure's own unit (minutes for time, whole currency for money); `about` are telling words near it."""

    measure: str
    low: float
    high: float
    about: frozenset[str]
    is_rough: bool
    is_start: bool = False  # "from 19 to 14": the 19
    text: str = ""

    def agrees(self, other: "Mention") -> bool:
        """Whether the two may be the same figure: they overlap, or lie as near as rounding or "about" allows."""
        if self.low <= other.high and other.low <= self.high:
            return True
        distance = max(self.low, other.low) - min(self.high, other.high)
        size = max(abs(self.high), abs(other.high))
        if self.measure == "year":
            return False
        return distance <= size * (0.15 if self.is_rough or other.is_rough else 0.02)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    value: float = 0.0


def _stem(word: str) -> str:
    word = word.lower().replace("’", "'").removesuffix("'s")
    word = _SAME.get(word, word)
    for ending, bare in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)] + bare
    return word


def _number(text: str) -> float:
    bare = text.strip("€£$").replace("½", ".5" if text.rstrip("½")[-1:].isdigit() and "½" in text else "")
    bare = bare.replace("\u202f", "").replace(" ", "")
    if re.fullmatch(r"\d{1,3}([,.]\d{3})+", bare):
        return float(re.sub(r"[,.]", "", bare))
    return float(bare.replace(",", "."))


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    for match in _TOKEN.finditer(text):
        kind, raw = match.lastgroup or "", match.group()
        if kind == "year":
            found.append(_Token("year", raw, float(raw)))
        elif kind == "number":
            found.append(_Token("number", raw, _number(raw)))
        elif kind == "word":
            found.extend(_words(raw))
        else:
            found.append(_Token(kind, raw))
    return _joined(found)


def _words(raw: str) -> list[_Token]:
    lower = raw.lower()
    if lower in _UNITS or lower in _TENS:
        return [_Token("numeral", raw, float(_UNITS.get(lower, _TENS.get(lower, 0))))]
    if lower in _SPECIAL:
        return [_Token("numeral", raw, float(_SPECIAL[lower]))]
    return [_Token("word", raw)]


def _joined(tokens: list[_Token]) -> list[_Token]:
    """Number words put together: "twenty" "five", "two" "hundred", "1.2" "million"."""
    out: list[_Token] = []
    for token in tokens:
        last = out[-1] if out else None
        is_number = last is not None and last.kind in ("number", "numeral")
        if (
            last is not None
            and is_number
            and token.kind == "numeral"
            and last.text.lower() in _TENS
            and token.value < 10
        ):
            out[-1] = _Token("number", f"{last.text} {token.text}", last.value + token.value)
        elif last is not None and is_number and token.kind == "word" and token.text.lower() in _SCALES:
            out[-1] = _Token("number", f"{last.text} {token.text}", last.value * _SCALES[token.text.lower()])
        elif last is not None and is_number and token.text.lower() == "dozen":
            out[-1] = _Token("number", f"{last.text} dozen", last.value * 12)
        else:
            out.append(token)
    return [
        _Token("number", one.text, one.value) if one.kind == "numeral" and not _is_pronoun(one, out, i) else one
        for i, one in enumerate(out)
    ]


def _is_pronoun(token: _Token, tokens: list[_Token], index: int) -> bool:
    """ "one of us", "the one", "half of it": not a figure."""
    if token.text.lower() not in ("one", "half", "single", "couple", "both", "zero"):
        return False
    after = tokens[index + 1].text.lower() if index + 1 < len(tokens) else ""
    return token.text.lower() != "one" or not (_measure_word(after) or after in _PEOPLE)


def _measure_word(word: str) -> str:
    lower = word.lower()
    bare = lower if lower in _TIME else lower.removesuffix("s")
    if bare in _TIME:
        return "time"
    if lower in _CURRENCY:
        return "money"
    if lower in _PEOPLE or bare in _PEOPLE:
        return "people"
    return ""


@lru_cache(maxsize=4096)
def mentions(text: str) -> tuple[Mention, ...]:
    """Every figure and date of a note, with what it is about."""
    tokens = _tokens(text)
    return tuple(_mention(tokens, index) for index, token in enumerate(tokens) if token.kind in ("number", "year"))


def _mention(tokens: list[_Token], index: int) -> Mention:
    token = tokens[index]
    before, after = _side(tokens, index, -1), _side(tokens, index, 1)
    words_before = [one.text.lower() for one in before if one.kind == "word"]
    rough = any(word in _ROUGH for word in words_before[:3])
    about = frozenset(_telling(before[:9]) | _telling(after[:9]))
    if token.kind == "year":
        event = next((_EVENTS[word] for word in words_before[:4] if word in _EVENTS), "")
        return Mention(
            "year", token.value, token.value, about | ({f"event:{event}"} if event else set()), False, text=token.text
        )
    measure, factor = _measure(token, before, after)
    if measure.startswith("count:") and "budget" in about and _is_large(token):
        measure = "money"  # "a budget of about 800k"
    low = high = token.value * factor
    is_start = bool(words_before[:1] == ["from"]) and any(one.text.lower() == "to" for one in after[:4])
    if measure == "people":
        about |= {"team"} if any(one.text.lower() in _OF_PEOPLE for one in [*before[:4], *after[:4]]) else set()
    return Mention(measure, low, high, about, rough, is_start, text=token.text)


def _is_large(token: _Token) -> bool:
    return token.text.rsplit(None, 1)[-1].lower() in _SCALES and token.value >= 1000


def _side(tokens: list[_Token], index: int, step: int) -> list[_Token]:
    """Tokens on one side up to the sentence's end, nearest first."""
    found, at = [], index + step
    while 0 <= at < len(tokens) and tokens[at].kind != "mark":
        found.append(tokens[at])
        at += step
    return found


def _measure(token: _Token, before: list[_Token], after: list[_Token]) -> tuple[str, float]:
    if token.text[:1] in "€£$":
        return "money", 1.0
    if after and after[0].kind == "percent":
        return "percent", 1.0
    for one in after[:3]:
        lower = one.text.lower()
        bare = lower if lower in _TIME else lower.removesuffix("s")
        if bare in _TIME:
            return "time", float(_TIME[bare])
        if (measure := _measure_word(lower)) and not (
            measure == "people" and one is not after[0] and lower in ("team", "crew")
        ):
            return measure, 1.0
        if one.kind != "word":
            break
    if (
        [one.text.lower() for one in before[:2]][:1] == ["of"]
        and len(before) > 1
        and before[1].text.lower() in _OF_PEOPLE
    ):
        return "people", 1.0
    # "from 19 to 14 hours": the first figure borrows the second's measure.
    following = next((i for i, one in enumerate(after[:4]) if one.kind == "number"), None)
    if following is not None and after[0].text.lower() in ("to", "or", "and", "down", "up"):
        return _measure(after[following], [], after[following + 1 :])
    noun = next((_stem(one.text) for one in after[:2] if one.kind == "word" and _stem(one.text) not in _DULL), "")
    return f"count:{noun}", 1.0


def _telling(tokens: Iterable[_Token]) -> set[str]:
    return {
        stem
        for one in tokens
        if one.kind == "word"
        and len(stem := _stem(one.text)) > 2
        and stem not in _DULL
        and one.text.lower() not in _DULL
    }


def differing(first: str, second: str) -> tuple[Mention, Mention] | None:
    """The first pair of mentions by which two notes differ about one thing; None where they do not."""
    ours, theirs = mentions(first), mentions(second)
    for one in ours:
        for other in theirs:
            if _same_thing(one, other) and not _explained(one, other, ours, theirs):
                return one, other
    return None


def _same_thing(one: Mention, other: Mention) -> bool:
    if one.measure != other.measure or one.measure == "count:" or one.is_start != other.is_start:
        return False
    shared = one.about & other.about
    if one.measure == "year":
        events = {word for word in shared if word.startswith("event:")}
        ours = {word for word in one.about if word.startswith("event:")}
        theirs = {word for word in other.about if word.startswith("event:")}
        if ours and theirs and not events:
            return False
        return bool(shared - events) or bool(events)
    if one.measure.startswith("count:"):
        return True
    return bool(shared)


def _explained(one: Mention, other: Mention, ours: tuple[Mention, ...], theirs: tuple[Mention, ...]) -> bool:
    """Whether the difference is none: the figures agree, or one note also gives the other's figure (growth, a range, a before)."""
    if one.agrees(other):
        return True
    also_ours = [mention for mention in ours if mention.measure == one.measure and mention is not one]
    also_theirs = [mention for mention in theirs if mention.measure == other.measure and mention is not other]
    return any(mention.agrees(other) for mention in also_ours) or any(mention.agrees(one) for mention in also_theirs)
