"""Background work: asked for in the transaction that wants it, leased by one worker, tried again later, dead after enough tries."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from secondround.audit.actions import WORKER, HasPk, Machine, record, turn
from secondround.work.models import WorkItem, WorkState

LEASE = timedelta(minutes=5)
LONGEST_RUN = timedelta(hours=1)  # a lease is not renewed for ever: what hangs is given to somebody else
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
KEPT = timedelta(days=30)
GONE = "the worker ended while it was doing this, as often as it was tried"


def enqueue(
    *,
    at: datetime,
    kind: str,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
    due_at: datetime | None = None,
) -> WorkItem:
    """Ask for work. The same `key` twice is one piece of work."""
    values = {"kind": kind, "payload": dict(payload or {}), "due_at": due_at or at, "created_at": at}
    if key is None:
        return WorkItem.objects.create(**values)
    return WorkItem.objects.get_or_create(key=key, defaults=values)[0]


def lease_next(*, at: datetime, worker: str) -> WorkItem | None:
    """Take the item due longest, or one whose lease ran out. Two workers never hold the same."""
    free = Q(state=WorkState.WAITING, due_at__lte=at) | Q(state=WorkState.RUNNING, lease_until__lt=at)
    while WorkItem.objects.filter(free).exists():  # asked first: on SQLite the transaction below locks out every writer
        with transaction.atomic():
            waiting = WorkItem.objects.filter(free).order_by("due_at", "pk")
            if connection.features.has_select_for_update_skip_locked:
                waiting = waiting.select_for_update(skip_locked=True)
            item = waiting.first()
            if item is None:
                return None
            if item.attempts >= item.max_attempts:
                # Whoever held it never came back, every time: it may be what kills the worker.
                WorkItem.objects.filter(pk=item.pk).update(
                    state=WorkState.DEAD, lease_until=None, last_error=GONE, ended_at=at
                )
                record(by=WORKER, at=at, act="work.dead", about={"item": item.pk}, text={"kind": item.kind})
                continue
            WorkItem.objects.filter(pk=item.pk).update(
                state=WorkState.RUNNING, lease_until=at + LEASE, leased_by=worker, attempts=F("attempts") + 1
            )
            item.refresh_from_db()
        return item
    return None


def renew(*, at: datetime, item: WorkItem) -> bool:
    """Hold the lease longer, while the work goes on; says whether it is still ours."""
    return _end(item, lease_until=at + LEASE)


def complete(*, at: datetime, item: WorkItem) -> None:
    """Done. What it was about is forgotten with it: a payload may name somebody."""
    _end(item, state=WorkState.DONE, lease_until=None, last_error="", ended_at=at, payload={})


def postpone(*, item: WorkItem, due_at: datetime) -> None:
    """Not now, and nobody's fault: the same item waits until `due_at`, and the try does not count."""
    _end(item, state=WorkState.WAITING, lease_until=None, due_at=due_at, attempts=item.attempts - 1)


def fail(*, at: datetime, item: WorkItem, error: str) -> None:
    """Try again after a pause that doubles; after the last attempt the item is dead and somebody looks."""
    if item.attempts >= item.max_attempts:
        with turn():
            if _end(item, state=WorkState.DEAD, lease_until=None, last_error=error[:2000], ended_at=at):
                record(by=WORKER, at=at, act="work.dead", about={"item": item.pk}, text={"kind": item.kind})
        return
    pause = min(FIRST_PAUSE * 2 ** (item.attempts - 1), LONGEST_PAUSE)
    _end(item, state=WorkState.WAITING, lease_until=None, last_error=error[:2000], due_at=at + pause)


def _end(item: WorkItem, **new: object) -> bool:
    """Only whoever holds the lease may change or end it: a worker that came back late changes nothing."""
    held = WorkItem.objects.filter(
        pk=item.pk, state=WorkState.RUNNING, leased_by=item.leased_by, attempts=item.attempts
    )
    return bool(held.update(**new))


def bring_forward(*, at: datetime, kind: str) -> int:
    """What waits of this kind is due now; says how much that was."""
    return WorkItem.objects.filter(kind=kind, state=WorkState.WAITING, due_at__gt=at).update(due_at=at)


def hold_back(*, kind: str, until: datetime) -> int:
    """What waits of this kind is not due before `until`; says how much that moved."""
    return WorkItem.objects.filter(kind=kind, state=WorkState.WAITING, due_at__lt=until).update(due_at=until)


def revive(*, by: HasPk | Machine, at: datetime) -> int:
    """Everything dead is tried anew, from the first attempt; says how much that was."""
    with turn():
        dead = list(WorkItem.objects.select_for_update().filter(state=WorkState.DEAD).values_list("pk", flat=True))
        if dead:
            WorkItem.objects.filter(pk__in=dead).update(state=WorkState.WAITING, due_at=at, attempts=0, ended_at=None)
            record(by=by, at=at, act="work.revive", about={"items": dead})
    return len(dead)


def clear_done(*, at: datetime) -> int:
    """Forget what was done a month ago; what is dead stays until somebody looked."""
    return WorkItem.objects.filter(state=WorkState.DONE, ended_at__lt=at - KEPT).delete()[0]


def forget_payloads(*, words: Collection[str]) -> None:
    """Work that names somebody who is forgotten is not done any more."""
    for item in WorkItem.objects.exclude(payload={}):
        if any(word.casefold() in str(item.payload).casefold() for word in words):
            item.delete()
    for word in words:
        WorkItem.objects.filter(last_error__icontains=word).update(last_error="")
