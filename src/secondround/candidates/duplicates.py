"""Which records may be one person: pure, and only ever a suspicion. A person looks and decides."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from secondround.candidates.rules import folded_words

FEWEST_DIGITS = 7
COMPARED_DIGITS = 9  # so that +31 6 12 34 56 78 and 06 12 34 56 78 are one number
MOST_IN_A_GROUP = 20
"""More people under one name or number than this are no suspicion (a shared telephone, a common name) but a list."""


@dataclass(frozen=True)
class Known:
    """One record, as far as telling people apart goes."""

    key: int
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Suspicion:
    """Two records, the older first, and why they may be one person: same_email, same_phone, same_name."""

    one: int
    other: int
    reasons: tuple[str, ...]


def email_key(email: str) -> str:
    """An address without what follows a plus sign, which most servers take as the same mailbox."""
    name, _, host = email.strip().casefold().partition("@")
    return f"{name.partition('+')[0]}@{host}" if name and host else ""


def phone_key(phone: str) -> str:
    """The last digits of a number; too few are no number."""
    digits = re.sub(r"\D", "", phone)
    return digits[-COMPARED_DIGITS:] if len(digits) >= FEWEST_DIGITS else ""


def name_key(name: str) -> str:
    """The words of a name without accents, in any order; one word alone is too little."""
    words = folded_words(name)
    return " ".join(sorted(words)) if len(words) > 1 else ""


def suspected(records: Iterable[Known]) -> list[Suspicion]:
    """Pairs that share an address, a number or a name; those with most in common first. Linear in the number of records."""
    reasons: dict[tuple[int, int], list[str]] = defaultdict(list)
    everybody = list(records)
    for reason, keys in (
        ("same_email", [email_key(one.email) for one in everybody]),
        ("same_phone", [phone_key(one.phone) for one in everybody]),
        ("same_name", [name_key(one.name) for one in everybody]),
    ):
        groups: dict[str, set[int]] = defaultdict(set)
        for one, key in zip(everybody, keys, strict=True):
            if key:
                groups[key].add(one.key)
        for group in groups.values():
            if 1 < len(group) <= MOST_IN_A_GROUP:
                for pair in combinations(sorted(group), 2):
                    reasons[pair].append(reason)
    found = [Suspicion(one, other, tuple(why)) for (one, other), why in reasons.items()]
    return sorted(found, key=lambda pair: (-len(pair.reasons), pair.one, pair.other))
