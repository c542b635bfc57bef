"""The hiring side's doors to an invitation: sent, its answer, the times, what helps and what is arranged."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, ApplicationState
from secondround.correspondence.queries import letters_about
from secondround.people.models import User
from secondround.people.queries import choosable
from secondround.people.signin import signed_in
from secondround.visits.actions.adjustments import arrange
from secondround.visits.actions.invitations import InvitationRefused, invite, withdraw_invitation
from secondround.visits.invitation_forms import InviteForm
from secondround.visits.models import Invitation, InvitationState
from secondround.visits.queries.adjustments import help_for
from secondround.visits.queries.invitations import invitation_of, invited_on, key_of, windows_of

REFUSALS = {
    "not_advanced": gettext_lazy("Only somebody who goes on is invited to a second interview."),
    "no_address": gettext_lazy("There is no e-mail address of this person. Add one to their file first."),
    "invited": gettext_lazy("An invitation stands already."),
    "answered": gettext_lazy("It was answered meanwhile."),
    "words_wanted": gettext_lazy("Say why, in a few words."),
}


def _page(
    request: HttpRequest, user: User, application: Application, form: InviteForm | None = None, status: int = 200
) -> HttpResponse:
    now, invitation = timezone.now(), invitation_of(application)
    stands = invitation is not None and invitation.state in (InvitationState.SENT, InvitationState.ACCEPTED)
    may = {
        action: candidates_access.can(user, application, now, f"{action}")
        for action in ("invitation.send", "letter.read")
    }
    context = {
        "application": application,
        "invitation": invitation,
        "stands": stands,
        "windows": list(windows_of(invitation)) if invitation else [],
        "zone": application.candidate.zone,
        "form": form or _blank(user, application, now.date()),
        "choices": [(one.uid, one.name) for one in choosable()] if may["invitation.send"] else [],
        "invited": invited_on(application.position),
        "help": help_for(user, application, now),
        "may_send": may["invitation.send"] and application.state == ApplicationState.ADVANCED,
        "letters": letters_about(key_of(invitation)) if invitation and may["letter.read"] else [],
    }
    return render(request, "visits/invite.html", context, status=status)


def _blank(user: User, application: Application, today: date) -> InviteForm:
    proposed = {
        "answer_by": today + timedelta(days=5),
        "decide_on": application.answer_by or today + timedelta(days=21),
        "contact": user.uid,
    }
    return InviteForm(today=today, initial=proposed)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    if request.method != "POST":
        return _page(request, user, candidates_access.get_application(user, uid, now, "invitation.read"))
    application = candidates_access.get_application(user, uid, now, "invitation.send")
    form = InviteForm(request.POST, today=now.date())
    if not form.is_valid():
        return _page(request, user, application, form, 422)
    try:
        invite(by=user, at=now, application=application, given=form.given(invited_on(application.position)))
    except InvitationRefused as refused:
        form.add_error(None, str(REFUSALS.get(str(refused), _("That cannot be done."))))
        return _page(request, user, application, form, 422)
    messages.success(request, _("The invitation is on its way. You are written to when it is answered."))
    return redirect("visits:invite", uid=uid)


@require_POST
def take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    application = candidates_access.get_application(user, uid, now, "invitation.send")
    standing: Invitation | None = invitation_of(application)
    try:
        if standing is None:
            raise InvitationRefused("answered")
        withdraw_invitation(by=user, at=now, invitation=standing, reason=request.POST.get("reason", ""))
    except InvitationRefused as refused:
        messages.error(request, str(REFUSALS.get(str(refused), _("That cannot be done."))))
    return redirect("visits:invite", uid=uid)


@require_POST
def arrange_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is arranged; everybody on the day reads it, so it says what and never why."""
    user, now = signed_in(request), timezone.now()
    application = candidates_access.get_application(user, uid, now, "adjustment.arrange")
    arrange(by=user, at=now, application=application, arrangement=request.POST.get("arrangement", ""))
    messages.success(request, _("Kept. The candidate has a letter about it."))
    return redirect("visits:invite", uid=uid)
