"""The worker's loop. What each kind of work does stands in the setting WORK_KINDS, so that this room knows no other."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from secondround.work.actions import (
    LEASE,
    LONGEST_RUN,
    clear_done,
    complete,
    enqueue,
    fail,
    lease_next,
    postpone,
    renew,
)
from secondround.work.models import WorkItem

log = logging.getLogger("secondround.work")
Run = Callable[[Mapping[str, Any]], None]
PAUSE_SECONDS = 1.0
TIDY_SECONDS = 3600.0


class Later(Exception):
    """Raised by a kind of work that cannot be done now through no fault of its own: it is looked at again at `due_at`."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__(due_at)
        self.due_at = due_at


def worker_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def run_one(worker: str, *, renew_seconds: float = LEASE.total_seconds() / 3) -> bool:
    """Do one piece of work, if there is any. An error is written to the item and never ends the loop."""
    item = lease_next(at=timezone.now(), worker=worker)
    if item is None:
        return False
    try:
        runner: Run = import_string(settings.WORK_KINDS[item.kind])
        with _held(item, renew_seconds):
            runner(item.payload)
    except Later as later:
        postpone(item=item, due_at=later.due_at)
    except Exception as error:
        log.exception("work %s %s failed", item.kind, item.pk)
        fail(at=timezone.now(), item=item, error=f"{type(error).__name__}: {error}")
    else:
        complete(at=timezone.now(), item=item)
    return True


@contextmanager
def _held(item: WorkItem, every: float) -> Iterator[None]:
    """Renew the lease from beside while the work goes on, so that nobody takes long work over; up to `LONGEST_RUN`."""
    done = threading.Event()

    def keep() -> None:
        end = time.monotonic() + LONGEST_RUN.total_seconds()
        try:
            while not done.wait(every) and time.monotonic() < end and renew(at=timezone.now(), item=item):
                pass
        except Exception:  # the lease then runs out, which is safe
            log.exception("the lease of %s %s could not be renewed", item.kind, item.pk)
        finally:
            connection.close()  # this thread's own

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def run_all() -> int:
    """Do everything that is due now and say how many pieces it was: for the command line and the demo."""
    worker, count = worker_name(), 0
    while run_one(worker):
        count += 1
    return count


def keep_schedule(at: datetime) -> None:
    """Ask for what stands in the setting WORK_SCHEDULE, once per stretch of time, however many workers there are."""
    for kind, seconds in settings.WORK_SCHEDULE.items():
        stretch = int(at.timestamp()) // seconds
        if _asked.get(kind) != stretch:
            enqueue(at=at, kind=kind, key=f"schedule:{kind}:{stretch}")
            _asked[kind] = stretch


_asked: dict[str, int] = {}
"""What this process has asked for already: without it every idle second would ask the database."""


def run_forever(stop: threading.Event) -> None:
    worker, tidied = worker_name(), 0.0
    while not stop.is_set():
        did = False
        try:
            keep_schedule(timezone.now())
            did = run_one(worker)
            if not did and (tidied == 0.0 or time.monotonic() - tidied > TIDY_SECONDS):
                clear_done(at=timezone.now())
                tidied = time.monotonic()
        except Exception:  # the database may be away for a moment
            log.exception("the worker could not look for work")
        finally:
            close_old_connections()
        if not did:
            stop.wait(PAUSE_SECONDS)
