"""What the worker does for interviews."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from secondround.audit.actions import WORKER
from secondround.interviews.actions.history import fit_history as fit_history_now
from secondround.interviews.actions.reminders import remind as remind_now


def remind(payload: Mapping[str, Any]) -> None:
    """One round of reminders; asked for again and again by the schedule of the worker."""
    remind_now(by=WORKER, at=timezone.now())


def fit_history(payload: Mapping[str, Any]) -> None:
    """The ratings of closed positions, once a night; nothing is written where they say what they said before."""
    fit_history_now(by=WORKER, at=timezone.now())
