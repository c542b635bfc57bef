"""Letters about an invitation: to the candidate, and to whoever planned it about the answer. Each is queued in its act's transaction."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from secondround.audit.actions import Machine
from secondround.candidates import access as candidates_access
from secondround.candidates.actions import invite_to_page
from secondround.candidates.models import Application
from secondround.candidates.queries import language_of
from secondround.correspondence.actions import Recipient, queue_letter
from secondround.correspondence.templates import render
from secondround.people.clocks import weekday_date
from secondround.people.models import Organisation, User
from secondround.positions.models import TeamRole
from secondround.positions.queries import members
from secondround.visits.models import Invitation, InvitationState, Visit
from secondround.visits.queries.invitations import NUDGE, key_of

Actor = User | Machine
ANSWERS = {
    "comes": gettext_lazy("comes to the second interview"),
    "does_not_come": gettext_lazy("does not come to the second interview"),
    "comes_after_all": gettext_lazy("comes to the second interview after all"),
}


def tell_invited(*, by: User, at: datetime, invitation: Invitation) -> None:
    """The good news, with what it means and the way to say yes or no."""
    link = _own_link(by, at, invitation.application, "visits:my_invitation")
    count = invitation.invited_count
    with override(language_of(invitation.application.candidate)):
        told = (
            ngettext("One person is invited.", "%(count)s people are invited.", count) % {"count": count}
            if count
            else ""
        )
        values = {
            "meaning": invitation.meaning, "meets": invitation.meets, "count": told, "link": link,
            "answer_by": weekday_date(invitation.answer_by), "decide_on": weekday_date(invitation.decide_on),
            "contact": f"{invitation.contact.name}, {invitation.contact.email}",
        }  # fmt: skip
    _to_candidate(by, at, invitation.application, "visits.invitation", values, key_of(invitation))


def tell_taken_back(*, by: User, at: datetime, invitation: Invitation) -> None:
    values = {"contact": f"{invitation.contact.name}, {invitation.contact.email}"}
    _to_candidate(by, at, invitation.application, "visits.invitation_withdrawn", values, key_of(invitation))


def tell_windows_wanted(*, by: Machine, at: datetime, invitation: Invitation) -> None:
    link = _own_link(by, at, invitation.application, "visits:my_invitation")
    values = {"link": link, "contact": f"{invitation.contact.name}, {invitation.contact.email}"}
    _to_candidate(by, at, invitation.application, NUDGE, values, key_of(invitation))


def tell_arranged(*, by: User, at: datetime, application: Application, arrangement: str) -> None:
    _to_candidate(by, at, application, "visits.arranged", {"about": arrangement, "contact": f"{by.name}, {by.email}"})


def tell_topics(*, by: User, at: datetime, application: Application) -> None:
    """Where the topics stand; the letter itself carries none, so that taking one back leaves nothing behind."""
    link = _own_link(by, at, application, "visits:my_topics")
    _to_candidate(by, at, application, "visits.topics", {"link": link})


def tell_answered(*, by: User, at: datetime, invitation: Invitation, words: str) -> None:
    """To whoever recruits and may know that they were invited: yes or no, in the candidate's words."""
    yes = invitation.state == InvitationState.ACCEPTED
    says = "comes" if yes else "does_not_come"
    _to_recruiters(by, at, invitation.application, "visits.invitation_answered", words, says)


def tell_comes_after_all(*, by: User, at: datetime, invitation: Invitation) -> None:
    """The no before was a mistake."""
    _to_recruiters(by, at, invitation.application, "visits.invitation_answered", "", "comes_after_all")


def tell_move_asked(*, by: User, at: datetime, visit: Visit, words: str) -> None:
    _to_recruiters(by, at, visit.application, "visits.move_asked", words)


def tell_adjustment_asked(*, by: User, at: datetime, application: Application) -> None:
    """That something would help; what it is stands on the page alone, not in a letter."""
    _to_recruiters(by, at, application, "visits.adjustment_asked", "")


def _own_link(by: Actor, at: datetime, application: Application, door: str) -> str:
    return invite_to_page(by=by, at=at, candidate=application.candidate, then=reverse(door, args=[application.uid]))


def _to_candidate(
    by: Actor, at: datetime, application: Application, kind: str, values: dict[str, str], about: str = ""
) -> None:
    candidate, organisation = application.candidate, Organisation.objects.first()
    if not candidate.email:
        return
    language = language_of(candidate)
    with override(language):
        known = {
            "candidate": candidate.name,
            "position": application.position.title,
            "organisation": organisation.name if organisation else _("our organisation"),
            "sender": by.name if isinstance(by, User) else (organisation.name if organisation else ""),
        }
        made = render(kind, language, known | values)
    queue_letter(
        by=by, at=at, to=Recipient(candidate.name, candidate.email, language, pk=candidate.user_id), kind=kind,
        subject=made.subject, body=made.body, about=about or f"application:{application.pk}", template=made.template,
        reply_to=by.email if isinstance(by, User) else "",
    )  # fmt: skip


def _to_recruiters(by: User, at: datetime, application: Application, kind: str, words: str, says: str = "") -> None:
    recruiters = members(application.position, TeamRole.RECRUITER, at)
    for user in (one for one in recruiters if candidates_access.can(one, application, at, "invitation.read")):
        with override(user.language):
            values = {
                "assessor": user.name,
                "candidate": application.candidate.name,
                "position": application.position.title,
                "names": str(ANSWERS.get(says, "")),
                "about": words.strip(),
                "link": f"{settings.INSTALLATION.address}{reverse('visits:invite', args=[application.uid])}",
            }
            made = render(kind, user.language, values)
        queue_letter(by=by, at=at, to=user, kind=kind, subject=made.subject, body=made.body,
                     about=f"invitation-answer:{application.pk}", template=made.template)  # fmt: skip
