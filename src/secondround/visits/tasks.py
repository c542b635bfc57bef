"""What the worker does for visits."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from secondround.audit.actions import WORKER
from secondround.visits.actions.invitations import nudge_for_windows
from secondround.visits.actions.reminders import remind as remind_now


def nudge(payload: Mapping[str, Any]) -> None:
    """Ask once more for times, of those who said yes and named none."""
    nudge_for_windows(by=WORKER, at=timezone.now())


def remind(payload: Mapping[str, Any]) -> None:
    """One round of reminders of second-round days; asked for again and again by the schedule of the worker."""
    remind_now(by=WORKER, at=timezone.now())
