"""How the chain is hashed. Pure: the same bytes on every machine and in every year."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

GENESIS = "0" * 64


def canonical(value: object) -> bytes:
    """JSON with sorted keys and no spaces: one text for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def text_hash(salt: str, body: str) -> str:
    """Salted, so that nobody guesses erased words back from the chain."""
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def link_hash(
    *, sequence: int, at: datetime, actor: str, act: str, about: Mapping[str, object], text: str, previous: str
) -> str:
    """The hash of one link over everything the link says and the link before it; `text` is the hash of its words or ''."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(canonical([sequence, moment, actor, act, dict(about), text, previous])).hexdigest()
