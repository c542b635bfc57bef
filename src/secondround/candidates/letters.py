"""Letters to applicants. Each is queued in the transaction of the act that it tells of."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from secondround.audit.actions import HasPk, Machine
from secondround.candidates.models import Application, Candidate, PrivacyKind, PrivacyRequest
from secondround.candidates.queries import KEY, language_of
from secondround.correspondence.actions import Recipient, queue_letter
from secondround.correspondence.models import Letter
from secondround.correspondence.templates import render
from secondround.people.clocks import weekday_date
from secondround.people.models import Organisation, User

RECEIPT = "candidates.receipt"
ASKED_PRIVACY, RELEASED = "candidates.privacy_asked", "candidates.privacy_released"


def send_receipt(*, by: HasPk | Machine, at: datetime, application: Application) -> None:
    """Tell an applicant that their application came in, and by which day they hear."""
    candidate = application.candidate
    if not candidate.email:
        return
    language, organisation = language_of(candidate), Organisation.objects.first()
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


def queue_key(*, by: HasPk | Machine, at: datetime, candidate: Candidate, user: User, link: str, code: str) -> Letter:
    """The way to one's own page. Filed under its reader alone: nobody of the hiring side reads it, whatever they may read."""
    language = user.language
    organisation = Organisation.objects.first()
    values = {
        "candidate": candidate.name,
        "organisation": organisation.name if organisation else "Second Round",
        "link": link,
        "code": code,
    }
    words = render(KEY, language, values)
    to = Recipient(candidate.name, candidate.email or user.email, language, pk=user.pk)
    return queue_letter(
        by=by, at=at, to=to, kind=KEY, subject=words.subject, body=words.body, template=words.template, about=f"key-of:{user.pk}"
    )  # fmt: skip


def tell_privacy(*, by: HasPk | Machine, at: datetime, officers: list[User], request: PrivacyRequest) -> None:
    """Somebody asked for their data, or to be forgotten: to whoever carries it out, without a name; the page has it."""
    for officer in officers:
        with override(officer.language):
            what = _("a copy of their data") if request.kind == PrivacyKind.EXPORT else _("to be forgotten")
            link = f"{settings.INSTALLATION.address}{reverse('web:privacy')}"
            values = {"assessor": officer.name, "about": what, "answer_by": weekday_date(request.due_on), "link": link}
            made = render(ASKED_PRIVACY, officer.language, values)
        queue_letter(
            by=by, at=at, to=officer, kind=ASKED_PRIVACY, subject=made.subject, body=made.body, template=made.template,
            about=f"privacy:{request.pk}",
        )  # fmt: skip


def tell_released(*, by: HasPk | Machine, at: datetime, candidate: Candidate, link: str) -> None:
    """The copy that was asked for can be taken."""
    if not candidate.email:
        return
    language, organisation = language_of(candidate), Organisation.objects.first()
    with override(language):
        named = organisation.name if organisation else _("our organisation")
        values = {"candidate": candidate.name, "organisation": named, "link": link, "contact": _contact(organisation)}
        made = render(RELEASED, language, values)
    to = Recipient(candidate.name, candidate.email, language, pk=candidate.user_id)
    queue_letter(
        by=by, at=at, to=to, kind=RELEASED, subject=made.subject, body=made.body, template=made.template,
        about=f"key-of:{candidate.user_id}",
    )  # fmt: skip
