"""What the worker does for candidates: reading papers, sending keys, forgetting what nobody confirmed."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from secondround.audit.actions import WORKER
from secondround.candidates import actions
from secondround.candidates.models import Document


def read_resume(payload: Mapping[str, Any]) -> None:
    document = Document.objects.filter(pk=payload["document"], text_outcome="").first()
    if document is not None:
        actions.keep_resume_text(by=WORKER, at=timezone.now(), document=document)


def forget_enquiries(payload: Mapping[str, Any]) -> None:
    actions.forget_enquiries(by=WORKER, at=timezone.now())


def send_key(payload: Mapping[str, Any]) -> None:
    actions.send_key(by=WORKER, at=timezone.now(), **payload)
