"""What the worker does for letters."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from secondround.correspondence.actions import send_letter
from secondround.correspondence.models import Letter


def send(payload: Mapping[str, Any]) -> None:
    letter = Letter.objects.filter(pk=payload["letter"]).first()
    if letter is not None:
        send_letter(at=timezone.now(), letter=letter)
