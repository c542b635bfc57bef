"""Whether two questions ask the same in other words. Pure, and only ever a suspicion: by the words that carry them, not by their sense.

Words that every question has are left out, endings are cut, a few pairs of near words count as one. Two questions are alike where
the shorter one's carrying words stand nearly all in the other.
"""

import re
from collections.abc import Sequence
from itertools import combinations

COMMON = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "am",
        "an",
        "and",
        "another",
        "any",
        "anything",
        "are",
        "as",
        "at",
        "be",
        "been",
        "before",
        "being",
        "but",
        "by",
        "came",
        "can",
        "could",
        "describe",
        "did",
        "do",
        "does",
        "doing",
        "done",
        "else",
        "ever",
        "every",
        "example",
        "explain",
        "for",
        "from",
        "gave",
        "give",
        "given",
        "got",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "just",
        "kind",
        "last",
        "let",
        "like",
        "look",
        "made",
        "make",
        "many",
        "me",
        "might",
        "more",
        "most",
        "much",
        "my",
        "no",
        "not",
        "now",
        "of",
        "often",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "part",
        "please",
        "say",
        "said",
        "share",
        "she",
        "should",
        "show",
        "situation",
        "so",
        "some",
        "somebody",
        "someone",
        "something",
        "such",
        "take",
        "talk",
        "tell",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "thing",
        "things",
        "think",
        "this",
        "those",
        "through",
        "time",
        "to",
        "too",
        "took",
        "up",
        "us",
        "use",
        "very",
        "was",
        "way",
        "we",
        "well",
        "went",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "without",
        "would",
        "yes",
        "you",
        "your",
        "yours",
        "yourself",
    ]
)
ENDINGS = (
    "ements",
    "ement",
    "ments",
    "ment",
    "ations",
    "ation",
    "ings",
    "ing",
    "ies",
    "ied",
    "ees",
    "ers",
    "er",
    "ed",
    "es",
    "ly",
    "s",
    "e",
    "y",
)
NEAR = {
    "conflict": "disagre", "argu": "disagre", "disput": "disagre", "cowork": "colleagu", "teammat": "colleagu", "job": "work",
    "position": "work", "rol": "work", "boss": "manag", "supervis": "manag", "fail": "mistak", "error": "mistak", "wrong": "mistak",
    "adapt": "chang", "learnt": "learn", "fix": "solv", "settl": "solv", "resolv": "solv", "hard": "difficult", "tough": "difficult",
    "proud": "prid", "firm": "compan", "organis": "compan", "organiz": "compan", "employ": "compan", "begin": "start",
    "overtaken": "overtook",
}  # fmt: skip
SHARED = 0.75
FEWEST = 2


def carrying(question: str) -> frozenset[str]:
    """The words that carry a question, cut to their stems."""
    words = re.findall(
        r"[^\W\d_]+", question.casefold().replace("’", "'").split("{")[0] + " ".join(re.findall(r"}([^{]*)", question))
    )
    stems = (_stem(word) for word in words if word not in COMMON and len(word) > 2)
    return frozenset(NEAR.get(stem, stem) for stem in stems)


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def are_alike(one: str, other: str) -> bool:
    """Whether two questions seem to ask the same; the same words in another order do, one shared word does not."""
    first, second = carrying(one), carrying(other)
    shared = len(first & second)
    return shared >= FEWEST and shared >= SHARED * min(len(first), len(second))


def alike(questions: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places at which questions stand that seem to be the same, in order."""
    return [
        (here, there) for (here, one), (there, other) in combinations(enumerate(questions), 2) if are_alike(one, other)
    ]
