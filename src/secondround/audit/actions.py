"""The only writer of the record. Called by every action, in the action's own transaction."""

import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import connection, transaction

from secondround.audit import rules
from secondround.audit.models import AuditEntry, AuditHead, AuditText

About = dict[str, Collection[int]]
"""Of which things the record speaks: a noun, as in an entry's `about`, and ids."""


class HasPk(Protocol):
    @property
    def pk(self) -> int: ...


@dataclass(frozen=True)
class Machine:
    """An actor that is no user: the command line without `--as`, the worker."""

    name: str

    @property
    def pk(self) -> None:
        return None


CONSOLE = Machine("console")
WORKER = Machine("worker")
APPLICANT = Machine("applicant")  # whoever fills in the public form of a position


def actor_name(by: HasPk | Machine) -> str:
    return by.name if isinstance(by, Machine) else f"user:{by.pk}"


@contextmanager
def turn() -> Iterator[None]:
    """A transaction that waits until nobody else is writing, so that what an act reads in it is still true when it ends.

    Every act waits for the head of the record in any case, and holds it until it is through: asked for first, it leaves no room for two
    that decide by the same state, nor for two that wait for each other. SQLite begins every transaction so.
    """
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        if is_first and connection.features.has_select_for_update:
            _held_head()
        yield


def _held_head() -> AuditHead:
    AuditHead.objects.get_or_create(pk=1)
    return AuditHead.objects.select_for_update().get(pk=1)


def record(
    *,
    by: HasPk | Machine,
    at: datetime,
    act: str,
    about: Mapping[str, int | list[int]],
    text: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Append one link. `about` holds ids only; words go in `text`, which can be erased while its salted hash stays.

    Locks the head until the surrounding transaction ends, so that two writers never continue from the same link.
    """
    with transaction.atomic():
        head = _held_head()
        salt, body = secrets.token_hex(16), rules.canonical(text).decode() if text else ""
        hashed_text = rules.text_hash(salt, body) if text else ""
        entry = AuditEntry(
            sequence=head.sequence + 1,
            at=at,
            actor=actor_name(by),
            act=act,
            about=dict(about),
            text_hash=hashed_text,
            previous=head.hash,
        )
        entry.hash = rules.link_hash(
            sequence=entry.sequence,
            at=at,
            actor=entry.actor,
            act=act,
            about=about,
            text=hashed_text,
            previous=head.hash,
        )
        entry.save()
        if text:
            AuditText.objects.create(entry=entry, salt=salt, body=body)
        AuditHead.objects.filter(pk=1).update(sequence=entry.sequence, hash=entry.hash)
    return entry


def erase_words(*, by: HasPk | Machine, at: datetime, entry: AuditEntry, reason: str) -> None:
    """Erase the words of one entry. The chain still holds: their salted hash stays, and this act is itself on the record.

    Words that are gone without such an act are found by `verify_chain`.
    """
    with transaction.atomic():
        erased, _ = AuditText.objects.filter(entry=entry).delete()
        if not erased:
            return
        record(by=by, at=at, act="audit.erase_words", about={"entry": entry.sequence}, text={"reason": reason})


def erase_words_about(
    *, by: HasPk | Machine, at: datetime, about: Mapping[str, Collection[int]], words: Collection[str], reason: str
) -> int:
    """Erase the words of every entry that speaks of one of these ids, or holds one of these words; says how many those were."""
    told = AuditText.objects.select_related("entry").order_by("entry__sequence")
    found = [one.entry for one in told.iterator(500) if _speaks_of(one, about, words)]
    with turn():
        for entry in found:
            erase_words(by=by, at=at, entry=entry, reason=reason)
    return len(found)


def _speaks_of(text: AuditText, about: Mapping[str, Collection[int]], words: Collection[str]) -> bool:
    if any(word.casefold() in text.body.casefold() for word in words):
        return True
    for noun, held in text.entry.about.items():
        ids = held if isinstance(held, list) else [held]
        if any(one in about.get(noun, about.get(noun.removesuffix("s"), ())) for one in ids):
            return True
    return False
