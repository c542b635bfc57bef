"""What the worker does for letters."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from secondround.correspondence.actions import LOOK_AGAIN, send_letter
from secondround.correspondence.models import Letter, LetterState
from secondround.work.engine import Later


def send(payload: Mapping[str, Any]) -> None:
    """Send it, or look again: while sending is paused, no server is known or answers, or the server asks to come later."""
    at = timezone.now()
    letter = Letter.objects.filter(pk=payload["letter"]).first()
    if letter is None or send_letter(at=at, letter=letter) != LetterState.QUEUED:
        return
    letter.refresh_from_db()
    wanted = letter.not_before
    raise Later(wanted if wanted and wanted > at else at + LOOK_AGAIN)
