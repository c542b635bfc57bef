"""Two records found to be one person: put together by hand, and taken apart again.

Rows of sight stay with their application, so that nobody sees more people than before; conflicts hold for both records.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from secondround.audit.actions import record, turn
from secondround.candidates import access
from secondround.candidates.actions.applications import FACT_LINES
from secondround.candidates.models import (
    Application,
    ApplicationState,
    ApplicationTag,
    Candidate,
    CandidateFact,
    CandidateSlot,
    CaseMember,
    CaseRole,
    Conflict,
    Document,
    KeptApart,
    Merge,
)
from secondround.people.access import Refused
from secondround.people.models import User


class MergeRefused(ValueError):
    """Two records that are not put together; the argument is a code: same, merged, both_interviewed, same_time, undone, taken_apart."""


@dataclass
class Plan:
    """What would move: applications as a whole, and pairs (stands, becomes its duplicate) where both applied for one position."""

    moves: list[Application] = field(default_factory=list)
    doubles: list[tuple[Application, Application]] = field(default_factory=list)
    facts: list[CandidateFact] = field(default_factory=list)
    documents: int = 0


def plan_merge(*, by: User, at: datetime, kept: Candidate, gone: Candidate) -> Plan:
    """What `merge_candidates` would do, or `MergeRefused`. Whoever may not merge on every application of both is refused."""
    _check(by, at, kept, gone)
    if kept.pk == gone.pk:
        raise MergeRefused("same")
    if kept.merged_into_id or gone.merged_into_id:
        raise MergeRefused("merged")
    held = set(CandidateSlot.objects.filter(candidate=kept).values_list("slot", flat=True))
    if CandidateSlot.objects.filter(candidate=gone, slot__in=held).exists():
        raise MergeRefused("same_time")
    standing = {one.position_id: one for one in _standing(kept)}
    plan = Plan(facts=_facts_to_move(kept, gone))
    for one in _standing(gone):
        other = standing.get(one.position_id)
        if other is None:
            plan.moves.append(one)
        else:
            plan.doubles.append(_which_stands(other, one))
    plan.documents = Document.objects.filter(application__in=[double.pk for _stands, double in plan.doubles]).count()
    return plan


def _standing(candidate: Candidate) -> list[Application]:
    own = Application.objects.filter(candidate=candidate, duplicate_of__isnull=True)
    return list(own.select_related("position", "owner", "candidate").order_by("pk"))


def _check(by: User, at: datetime, *people: Candidate) -> None:
    for one in people:
        if not access.may_on_all(by, one, at, "candidate.merge"):
            raise Refused("candidate.merge:none")


def _is_interviewed(application: Application) -> bool:
    """Somebody was asked to assess, or it went past the first round: this application has a story that must not be hidden."""
    asked = CaseMember.objects.filter(application=application, role=CaseRole.INTERVIEWER).exists()
    return asked or application.state in (
        ApplicationState.RESERVE,
        ApplicationState.ADVANCED,
        ApplicationState.OFFERED,
    )


def _which_stands(kept: Application, gone: Application) -> tuple[Application, Application]:
    """Of two applications for one position: the one with interviews, else the one still open, else the kept person's."""
    of_kept, of_gone = _is_interviewed(kept), _is_interviewed(gone)
    if of_kept and of_gone:
        raise MergeRefused("both_interviewed")
    closed = ApplicationState.CLOSED
    if of_gone or (not of_kept and kept.state == closed and gone.state != closed):
        return gone, kept
    return kept, gone


def _facts_to_move(kept: Candidate, gone: Candidate) -> list[CandidateFact]:
    """Lines of the other record that the kept one has not, as far as ten lines have room; confirmed ones first."""
    standing = list(kept.facts.filter(removed_at__isnull=True))
    known = {one.text.casefold() for one in standing}
    new = [one for one in gone.facts.filter(removed_at__isnull=True) if one.text.casefold() not in known]
    new.sort(key=lambda one: (one.confirmed_at is None, one.order))
    return new[: FACT_LINES - len(standing)]


def merge_candidates(*, by: User, at: datetime, kept: Candidate, gone: Candidate) -> Merge:
    """Put `gone` into `kept`. Everything that moves is written down, so that it can be moved back."""
    with turn():
        list(Candidate.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk"))
        kept.refresh_from_db()
        gone.refresh_from_db()
        plan = plan_merge(by=by, at=at, kept=kept, gone=gone)
        moved: dict[str, Any] = {
            "applications": list(Application.objects.filter(candidate=gone).values_list("pk", flat=True)),
            "doubles": [_join(stands, double) for stands, double in plan.doubles],
            "facts": _move_facts(plan.facts, kept),
            "conflicts": [*_copy_conflicts(at, gone, kept), *_copy_conflicts(at, kept, gone)],
            "slots": list(CandidateSlot.objects.filter(candidate=gone).values_list("pk", flat=True)),
            "aliases": list(Candidate.objects.filter(merged_into=gone).values_list("pk", flat=True)),
            "phone": "" if kept.phone else gone.phone,
        }
        Application.objects.filter(pk__in=moved["applications"]).update(candidate=kept)
        CandidateSlot.objects.filter(pk__in=moved["slots"]).update(candidate=kept)
        Candidate.objects.filter(pk__in=moved["aliases"]).update(merged_into=kept)
        Candidate.objects.filter(pk=gone.pk).update(merged_into=kept)
        if moved["phone"]:
            Candidate.objects.filter(pk=kept.pk).update(phone=moved["phone"])
        made = Merge.objects.create(kept=kept, gone=gone, moved=moved, made_by=by, made_at=at)
        record(
            by=by,
            at=at,
            act="candidates.merge",
            about={"merge": made.pk, "kept": kept.pk, "gone": gone.pk, "applications": moved["applications"]},
            text={"kept": kept.name, "gone": gone.name},
        )
    return made


def _join(stands: Application, double: Application) -> dict[str, Any]:
    """The papers and tags of a second application go to the one that stands; what it has already stays where it is."""
    papers = Document.objects.filter(application=double)
    papers = papers.exclude(sha256__in=Document.objects.filter(application=stands).values("sha256"))
    tags = ApplicationTag.objects.filter(application=double)
    tags = tags.exclude(name__in=ApplicationTag.objects.filter(application=stands).values("name"))
    moved: dict[str, Any] = {
        "stands": stands.pk,
        "double": double.pk,
        "documents": list(papers.values_list("pk", flat=True)),
        "tags": list(tags.values_list("pk", flat=True)),
    }
    Document.objects.filter(pk__in=moved["documents"]).update(application=stands)
    ApplicationTag.objects.filter(pk__in=moved["tags"]).update(application=stands)
    Application.objects.filter(pk=double.pk).update(duplicate_of=stands)
    Application.objects.filter(duplicate_of=double).update(duplicate_of=stands)
    return moved


def _move_facts(facts: list[CandidateFact], kept: Candidate) -> list[list[int]]:
    """Onto free lines; returns [line, the order it had]."""
    taken = set(kept.facts.filter(removed_at__isnull=True).values_list("order", flat=True))
    free = [order for order in range(1, FACT_LINES + 1) if order not in taken]
    for order, one in zip(free, facts, strict=False):
        CandidateFact.objects.filter(pk=one.pk).update(candidate=kept, order=order)
    return [[one.pk, one.order] for one in facts]


def _copy_conflicts(at: datetime, of: Candidate, to: Candidate) -> list[int]:
    """Whoever declared a conflict with one record has it with the other from now on."""
    there = Conflict.objects.filter(candidate=to, ended_at__isnull=True).values("user")
    made = [
        Conflict.objects.create(
            user=one.user,
            candidate=to,
            kind=one.kind,
            reason=one.reason,
            had_read=one.had_read,
            declared_at=one.declared_at,
        )
        for one in Conflict.objects.filter(candidate=of, ended_at__isnull=True)
        .exclude(user__in=there)
        .select_related("user")
    ]
    return [one.pk for one in made]


def undo_merge(*, by: User, at: datetime, merge: Merge) -> None:
    """Two people after all: everything that had moved goes back. What came in meanwhile stays with the record that was kept.

    A conflict declared while they were one stays with both: nobody said of which of the two it was meant.
    """
    with turn():
        held = Merge.objects.select_for_update().select_related("kept", "gone").get(pk=merge.pk)
        kept, gone = held.kept, held.gone
        if held.undone_at is not None:
            raise MergeRefused("undone")
        if gone.merged_into_id != kept.pk:
            raise MergeRefused("taken_apart")  # the kept record went into a third one since; that merge is undone first
        _check(by, at, kept)
        moved = held.moved
        Application.objects.filter(pk__in=moved["applications"]).update(candidate=gone)
        for one in reversed(moved["doubles"]):
            Application.objects.filter(pk=one["double"]).update(duplicate_of=None)
            Document.objects.filter(pk__in=one["documents"]).update(application=one["double"])
            ApplicationTag.objects.filter(pk__in=one["tags"]).update(application=one["double"])
        CandidateSlot.objects.filter(pk__in=moved["slots"]).update(candidate=gone)
        for pk, order in moved["facts"]:
            CandidateFact.objects.filter(pk=pk).update(candidate=gone, order=order)
        Conflict.objects.filter(pk__in=moved["conflicts"], ended_at__isnull=True).update(ended_at=at)
        _copy_conflicts_since(at, held)
        Candidate.objects.filter(pk__in=moved["aliases"]).update(merged_into=gone)
        Candidate.objects.filter(pk=gone.pk).update(merged_into=None)
        if moved["phone"] and kept.phone == moved["phone"]:
            Candidate.objects.filter(pk=kept.pk).update(phone="")
        Merge.objects.filter(pk=held.pk).update(undone_at=at)
        record(
            by=by,
            at=at,
            act="candidates.undo_merge",
            about={"merge": held.pk, "kept": kept.pk, "gone": gone.pk},
            text={"kept": kept.name, "gone": gone.name},
        )


def _copy_conflicts_since(at: datetime, merge: Merge) -> None:
    new = Conflict.objects.filter(candidate=merge.kept, ended_at__isnull=True, declared_at__gte=merge.made_at)
    there = Conflict.objects.filter(candidate=merge.gone, ended_at__isnull=True).values("user")
    for one in new.exclude(user__in=there).select_related("user"):
        Conflict.objects.create(
            user=one.user,
            candidate=merge.gone,
            kind=one.kind,
            reason=one.reason,
            had_read=one.had_read,
            declared_at=one.declared_at,
        )


def keep_apart(*, by: User, at: datetime, one: Candidate, other: Candidate) -> None:
    """They look like one person and are two: nobody is asked to look again. Putting them together stays possible."""
    _check(by, at, one, other)
    first, second = sorted((one, other), key=lambda of: of.pk)
    if first.pk == second.pk:
        raise MergeRefused("same")
    with turn():
        made, is_new = KeptApart.objects.get_or_create(one=first, other=second, defaults={"made_by": by, "made_at": at})
        if is_new:
            record(by=by, at=at, act="candidates.keep_apart", about={"candidate": made.one_id, "other": made.other_id})
