"""What the worker does for preparation: asks which cards and decisions are in, then delivers."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from secondround.audit.actions import WORKER
from secondround.preparation.actions import release_notes


def release(payload: Mapping[str, Any]) -> None:
    release_notes(by=WORKER, at=timezone.now())
