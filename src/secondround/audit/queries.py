"""Reading the record, and finding out whether it is whole."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from secondround.audit import rules
from secondround.audit.models import AuditEntry, AuditHead

ERASING = "audit.erase_words"


@dataclass(frozen=True)
class Chain:
    """What a look at a stretch of the record found. `broken_at` is the first link that does not hold."""

    links: int
    broken_at: int | None = None
    problem: str = ""  # a code: changed, words_changed, words_missing, gap, cut_off, head_changed, other_head

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


def head() -> tuple[int, str]:
    """Number and hash of the last link. Written down elsewhere, it shows later that nothing before it was removed or made anew."""
    found = AuditHead.objects.filter(pk=1).first()
    return (found.sequence, found.hash) if found else (0, rules.GENESIS)


def verify_chain(*, last: int | None = None, known: tuple[int, str] | None = None) -> Chain:
    """Recompute every link from the first, or the `last` ones; words are checked as far as they were not erased.

    `known`: a head written down earlier; the link of that number must still have that hash. Whoever can write to the database
    can make a whole chain anew, but not one that ends in a hash which somebody else has kept.
    """
    newest, sealed = head()
    first = max(newest - last, 0) + 1 if last else 1
    stretch = AuditEntry.objects.select_related("text").filter(sequence__gte=first).order_by("sequence")
    before = AuditEntry.objects.filter(sequence=first - 1).values_list("hash", flat=True).first()
    previous = before or rules.GENESIS
    found = follow(stretch.iterator(chunk_size=500), first=first, previous=previous, newest=newest, sealed=sealed)
    if found.is_whole and known is not None and not _holds(*known):
        return Chain(found.links, known[0], "other_head")
    return found


def _holds(sequence: int, sealed: str) -> bool:
    return sequence == 0 or AuditEntry.objects.filter(sequence=sequence, hash=sealed).exists()


def follow(stretch: Iterable[AuditEntry], *, first: int, previous: str, newest: int, sealed: str) -> Chain:
    """Walk the links in order from `first`, which must continue from the hash `previous`, to the head: number `newest`, hash `sealed`."""
    expected, seen = first, 0
    wordless: set[int] = set()
    for entry in stretch:
        if entry.sequence != expected:
            return Chain(seen, expected, "gap")
        if problem := _problem(entry, previous):
            return Chain(seen, expected, problem)
        if entry.text_hash and getattr(entry, "text", None) is None:
            wordless.add(entry.sequence)
        if entry.act == ERASING:  # always later than what it erased, so within the same stretch
            wordless.discard(entry.about["entry"])
        previous, expected, seen = entry.hash, expected + 1, seen + 1
    if expected <= newest:
        return Chain(seen, expected, "cut_off")
    if expected - 1 != newest or previous != sealed:
        return Chain(seen, expected - 1, "head_changed")
    return Chain(seen, min(wordless), "words_missing") if wordless else Chain(seen)


def _problem(entry: AuditEntry, previous: str) -> str:
    """What is wrong with one link, as a code; "" where it holds."""
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
        return "changed"
    words = getattr(entry, "text", None)
    if words is not None and rules.text_hash(words.salt, words.body) != entry.text_hash:
        return "words_changed"
    return ""
