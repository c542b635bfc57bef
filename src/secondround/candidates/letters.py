"""Letters to applicants. Each is queued in the transaction of the act that it tells of."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from secondround.audit.actions import HasPk, Machine
from secondround.candidates.models import Application
from secondround.correspondence.actions import Recipient, queue_letter
from secondround.correspondence.templates import render
from secondround.people.clocks import weekday_date
from secondround.people.models import Organisation

RECEIPT = "candidates.receipt"


def send_receipt(*, by: HasPk | Machine, at: datetime, application: Application) -> None:
    """Tell an applicant that their application came in, and by which day they hear."""
    candidate = application.candidate
    if not candidate.email:
        return
    language, organisation = candidate.language or "en", Organisation.objects.first()
    with override(language):
        values = {
            "candidate": candidate.name,
            "position": application.position.title,
            "organisation": organisation.name if organisation else _("our organisation"),
            "answer_by": weekday_date(application.answer_by) if application.answer_by else "",
            "contact": _contact(organisation),
        }
        made = render(RECEIPT, language, values)
    queue_letter(
        by=by,
        at=at,
        to=Recipient(candidate.name, candidate.email, language, pk=candidate.user_id),
        kind=RECEIPT,
        subject=made.subject,
        body=made.body,
        about=f"application:{application.pk}",
        template=made.template,
    )


def _contact(organisation: Organisation | None) -> str:
    if organisation is None:
        return ""
    return ", ".join(part for part in (organisation.contact_name, organisation.contact_email) if part)
