"""The worker's loop. What each kind of work does stands in the setting WORK_KINDS, so that this room knows no other."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

from secondround.work.actions import complete, fail, lease_next

log = logging.getLogger("secondround.work")
Run = Callable[[Mapping[str, Any]], None]
PAUSE_SECONDS = 1.0


def worker_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def run_one(worker: str) -> bool:
    """Do one piece of work, if there is any. An error is written to the item and never ends the loop."""
    item = lease_next(at=timezone.now(), worker=worker)
    if item is None:
        return False
    try:
        runner: Run = import_string(settings.WORK_KINDS[item.kind])
        runner(item.payload)
    except Exception as error:
        log.exception("work %s %s failed", item.kind, item.pk)
        fail(at=timezone.now(), item=item, error=f"{type(error).__name__}: {error}")
    else:
        complete(at=timezone.now(), item=item)
    return True


def run_all() -> int:
    """Do everything that is due now and say how many pieces it was: for the command line and the demo."""
    worker, count = worker_name(), 0
    while run_one(worker):
        count += 1
    return count


def run_forever(stop: threading.Event) -> None:
    worker = worker_name()
    while not stop.is_set():
        did = False
        try:
            did = run_one(worker)
        except Exception:  # the database may be away for a moment
            log.exception("the worker could not look for work")
        finally:
            close_old_connections()
        if not did:
            stop.wait(PAUSE_SECONDS)
