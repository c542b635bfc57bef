"""Letters to applicants. Each is queued in the transaction of the act that it tells of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateformat import format as spell
from django.utils.translation import gettext as _
from django.utils.translation import override

from secondround.audit.actions import HasPk, Machine
from secondround.candidates.models import Application
from secondround.correspondence.actions import queue_letter


@dataclass(frozen=True)
class Applicant:
    """A candidate as a letter addresses them; they are no user of the product."""

    pk: Any
    name: str
    email: str
    language: str


def send_receipt(*, by: HasPk | Machine, at: datetime, application: Application) -> None:
    """Tell an applicant that their application came in, and by which day they hear."""
    candidate, position = application.candidate, application.position
    if not candidate.email:
        return
    language = candidate.language or "en"
    with override(language):
        subject = _("Your application came in: %(title)s") % {"title": position.title}
        body = _(
            "Dear %(name)s,\n\nyour application for %(title)s came in. A person reads it. You hear from us by %(day)s.\n"
        ) % {
            "name": candidate.name,
            "title": position.title,
            "day": spell(application.answer_by, _("j F Y")) if application.answer_by else "",
        }
    queue_letter(
        by=by,
        at=at,
        to=Applicant(candidate.user_id, candidate.name, candidate.email, language),
        kind="candidates.receipt",
        subject=subject,
        body=body,
        about=f"application:{application.pk}",
    )
