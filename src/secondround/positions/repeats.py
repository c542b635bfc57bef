"""Whether a question was asked before in other words: a rule of thumb over words, whose error docs/explanation/repeated-questions.md tells.

Pure, and for English as the library is. A question is read as the few things it is about: words that every interview uses are left
out, endings cut off, and words that interviews use for one thing count as one. Two questions are near where most of both is shared.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

NEAR = 0.65

_SAID_EVERYWHERE = """
a about again all also am an and any are as at be been being by can could describe did do does doing done ever every example for from
gave give had has have having her here his how i if in into is it its itself just kind last let like look made make many may me
mean most much my of off often on one or our own please recent recently say share should show situation so some somebody someone
something such suppose take tell than that the their them then there these they thing this those through time to took under up us
very want way we were what when where which while who whom will with would you your yours yourself people person happen happened over
seem sure spend get got see seen still everything everybody everyone anybody keep kept use used far else think another after set greatest
why decide next well went was makes seems
"""

# One line: words that interviews use for one thing. The first names it.
_FOR_ONE_THING = """
job position role post vacancy opening employer
work task assignment
colleague coworker peer teammate
team group crew staff
customer client guest
mistake error slip
company organisation organization firm business
proud pride
hard difficult tough demanding challenging tricky
disagreement disagree conflict argument dispute quarrel
feedback criticism
angry upset furious
lead led leader leadership leading
manage run ran direct responsible charge
manager boss supervisor superior
large biggest big size
change reorganisation reorganization restructuring
current present today now
year annual
handle cope deal dealt
priority prioritise prioritize
leave left quit resign
apply applied application draw drew attract
interest appeal attractive
goal aim ambition
help support assist
safe safety
negotiate negotiation bargain
rule regulation law
promise commitment
affect consequence effect
fail failed failure miss missed
learn learned learnt
know knowledge
plan planning
supplier vendor contractor
result achievement accomplishment success
"""

_SAID_AS_ONE = (
    (r"co-workers?", "colleague"),
    (r"(comes?|come|do) first", "priority"),
    (r"f(ou|i)nd out|learn about", "know"),
    (r"(twelve|12) months", "year"),
    (r"thirty", "30"),
    (r"ninety", "90"),
    (r"not told clearly|not clear", "unclear"),
    (r"(best|good|excel) (at|in)", "strength"),
    (r"(worse|better) at", "weakness"),
    (r"performs? (bad|poor)ly|under-?perform\w*", "underperform"),
    (r"(reports?|work|works) (to|for) (you|me)|member of your team", "team"),
    (r"(be|are|were) led|leadership suits", "follow"),
    (r"(found|find) hard to", "hard"),
    (r"(has|have|had) to", ""),
    (r"see yourself|your career|career goals?", "goal"),
    (r"ask your help|come to you for", "sought"),
)

# Turns that make the same words another question: what one wishes to hear, what was done to one, what was elsewhere and is over.
_TURNS = tuple(re.compile(words) for words in (
    r"would you like to (know|ask|learn)|need to know|questions do you have",
    r"\b(affect|motivate|disappoint|help|teach|taught|trust|lead|surprise)(s|ed|d)? (you|me)\b(?! to)",
    r"your (last|previous|former) (job|position|role|post|employer|company)",
))  # fmt: skip
_OTHER_TURN = 0.6

_ALMOST_NOTHING = "work job team colleague hard company manage current year change start first new day handle not"
_LITTLE = frozenset(_ALMOST_NOTHING.split())


@lru_cache(maxsize=4096)
def _about(question: str) -> frozenset[str]:
    """What a question is about: its telling words, each by the name of what it stands for."""
    text = question.lower().replace("’", "'")
    for words, one in _SAID_AS_ONE:
        text = re.sub(rf"\b(?:{words})\b", f" {one} ", text)
    return frozenset(_named(_stem(word)) for word in _words(text) if word not in _LEFT_OUT)


def _stem(word: str) -> str:
    """An ending cut off, crudely, so that the forms of one word meet."""
    for ending in (
        "isations",
        "isation",
        "ations",
        "ation",
        "ings",
        "ing",
        "ies",
        "ied",
        "ed",
        "ly",
        "es",
        "s",
        "e",
        "y",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


_LEFT_OUT = frozenset(_SAID_EVERYWHERE.split())
_NAMES = {_stem(word): line.split()[0] for line in _FOR_ONE_THING.strip().split("\n") for word in line.split()}


def _named(stem: str) -> str:
    return _NAMES.get(stem, stem)


def _weight(things: Iterable[str]) -> float:
    """What every interview is about (work, the team) tells little."""
    return sum(0.5 if one in _LITTLE else 1.0 for one in things)


def likeness(first: str, second: str) -> float:
    """From 0, nothing in common, to 1, about the same things."""
    here, there = _about(first), _about(second)
    shared = here & there
    if not shared - _LITTLE:
        return 0.0
    turned = any(bool(turn.search(first.lower())) != bool(turn.search(second.lower())) for turn in _TURNS)
    return 2 * _weight(shared) / (_weight(here) + _weight(there)) * (_OTHER_TURN if turned else 1.0)


def _words(question: str) -> list[str]:
    return re.findall(r"[^\W_]+", question.lower())


def near(question: str, asked: Iterable[str]) -> list[str]:
    """Of the questions asked before, those that `question` repeats, in the order in which they were asked."""
    words = _words(question)
    return [
        one
        for one in dict.fromkeys(asked)
        if len(words) > 1 and (_words(one) == words or likeness(question, one) >= NEAR)
    ]
