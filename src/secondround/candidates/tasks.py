"""What the worker does for candidates' files."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from secondround.audit.actions import WORKER
from secondround.candidates.actions import keep_resume_text
from secondround.candidates.models import Document


def read_resume(payload: Mapping[str, Any]) -> None:
    document = Document.objects.filter(pk=payload["document"], text_outcome="").first()
    if document is not None:
        keep_resume_text(by=WORKER, at=timezone.now(), document=document)
