"""What the worker does for decisions."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from secondround.audit.actions import WORKER
from secondround.decisions.actions.answers import note_told_answers
from secondround.decisions.actions.offers import expire_offers


def expire(payload: Mapping[str, Any]) -> None:
    """Note which offers ran out; asked for again and again by the schedule of the worker."""
    expire_offers(by=WORKER, at=timezone.now())


def note_told(payload: Mapping[str, Any]) -> None:
    """Note which answers have left by now."""
    note_told_answers(by=WORKER, at=timezone.now())
