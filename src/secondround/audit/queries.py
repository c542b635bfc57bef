"""Reading the record, and finding out whether it is whole."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from secondround.audit import rules
from secondround.audit.models import AuditEntry, AuditHead


@dataclass(frozen=True)
class Chain:
    """What a look at a stretch of the record found. `broken_at` is the first link that does not hold."""

    links: int
    broken_at: int | None = None
    problem: str = ""  # a code: changed, words_changed, gap, cut_off

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


def entries(
    *, actor: str = "", about_user: int | None = None, act: str = "", before: int | None = None
) -> QuerySet[AuditEntry]:
    """The record from the newest back. `about_user`: what that person did and what was done about them. `act` may be a room's name."""
    found = AuditEntry.objects.select_related("text")
    if actor:
        found = found.filter(actor=actor)
    if about_user is not None:
        found = found.filter(Q(actor=f"user:{about_user}") | Q(about__user=about_user))
    if act:
        found = found.filter(Q(act=act) | Q(act__startswith=f"{act}."))
    if before is not None:
        found = found.filter(sequence__lt=before)
    return found.order_by("-sequence")


def verify_chain(*, last: int | None = None) -> Chain:
    """Recompute every link from the first, or the `last` ones; words are checked as far as they were not erased."""
    head = AuditHead.objects.filter(pk=1).first()
    newest = head.sequence if head else 0
    first = max(newest - last, 0) + 1 if last else 1
    stretch = AuditEntry.objects.select_related("text").filter(sequence__gte=first).order_by("sequence")
    before = AuditEntry.objects.filter(sequence=first - 1).values_list("hash", flat=True).first()
    previous = before or rules.GENESIS
    return follow(stretch.iterator(chunk_size=500), first=first, previous=previous, newest=newest)


def follow(stretch: Iterable[AuditEntry], *, first: int, previous: str, newest: int) -> Chain:
    """Walk the links in order from `first`, which must continue from the hash `previous`, to the head's number `newest`."""
    expected, seen = first, 0
    for entry in stretch:
        if entry.sequence != expected:
            return Chain(seen, expected, "gap")
        hashed = rules.link_hash(
            sequence=entry.sequence,
            at=entry.at,
            actor=entry.actor,
            act=entry.act,
            about=entry.about,
            text=entry.text_hash,
            previous=previous,
        )
        if entry.hash != hashed or entry.previous != previous:
            return Chain(seen, expected, "changed")
        words = getattr(entry, "text", None)
        if words is not None and rules.text_hash(words.salt, words.body) != entry.text_hash:
            return Chain(seen, expected, "words_changed")
        previous, expected, seen = entry.hash, expected + 1, seen + 1
    if expected <= newest:
        return Chain(seen, expected, "cut_off")
    return Chain(seen)
