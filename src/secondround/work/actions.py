"""Background work: asked for in the transaction that wants it, leased by one worker, tried again later, dead after enough tries."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from secondround.audit.actions import WORKER, record
from secondround.work.models import WorkItem, WorkState

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)


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
    with transaction.atomic():
        waiting = WorkItem.objects.filter(free).order_by("due_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        item = waiting.first()
        if item is None:
            return None
        taken = WorkItem.objects.filter(free, pk=item.pk).update(
            state=WorkState.RUNNING, lease_until=at + LEASE, leased_by=worker, attempts=F("attempts") + 1
        )
        if not taken:  # SQLite: another worker was quicker
            return None
        item.refresh_from_db()
    return item


def complete(*, at: datetime, item: WorkItem) -> None:
    _end(item, state=WorkState.DONE, lease_until=None, last_error="", ended_at=at)


def fail(*, at: datetime, item: WorkItem, error: str) -> None:
    """Try again after a pause that doubles; after the last attempt the item is dead and somebody looks."""
    if item.attempts >= item.max_attempts:
        _end(item, state=WorkState.DEAD, lease_until=None, last_error=error[:2000], ended_at=at)
        record(by=WORKER, at=at, act="work.dead", about={"item": item.pk}, text={"kind": item.kind})
        return
    pause = min(FIRST_PAUSE * 2 ** (item.attempts - 1), LONGEST_PAUSE)
    _end(item, state=WorkState.WAITING, lease_until=None, last_error=error[:2000], due_at=at + pause)


def _end(item: WorkItem, **new: object) -> None:
    """Only whoever holds the lease may end it: a worker that came back late changes nothing."""
    WorkItem.objects.filter(
        pk=item.pk, state=WorkState.RUNNING, leased_by=item.leased_by, attempts=item.attempts
    ).update(**new)
