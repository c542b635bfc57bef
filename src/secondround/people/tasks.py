"""What the worker does for people."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from secondround.people.actions.unsent import forget_unsent as forget


def forget_unsent(payload: Mapping[str, Any]) -> None:
    forget(at=timezone.now())
