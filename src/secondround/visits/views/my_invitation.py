"""The candidate's own doors: the invitation and its answer, the times, what helps, the topics, the day as planned."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondround.candidates.access import get_own
from secondround.people.candidate_door import signed_in_candidate
from secondround.people.models import User
from secondround.people.queries import clock_of
from secondround.visits.actions.adjustments import ask_adjustment
from secondround.visits.actions.invitations import (
    InvitationRefused,
    accept_day,
    accept_invitation,
    ask_to_move,
    decline_invitation,
    offer_windows,
)
from secondround.visits.helping import WORDS
from secondround.visits.invitation_forms import HelpForm, WindowsForm
from secondround.visits.models import Adjustment, Invitation, InvitationState, VisitState
from secondround.visits.queries import people_met, visit_of
from secondround.visits.queries.days import told_day
from secondround.visits.queries.invitations import invitation_of, windows_of
from secondround.visits.queries.topics import published_topics

REFUSALS = {
    "answered": gettext_lazy("You answered this already. Whom to ask stands on the page."),
    "closed": gettext_lazy("This cannot be changed here any more. Whom to ask stands on the page."),
    "confirmed": gettext_lazy("Your day is planned already. If it does not suit you, ask for another one."),
    "words_wanted": gettext_lazy("Write a line, so that we know what would suit you."),
}


def _standing(user: User, uid: UUID, at: datetime) -> Invitation:
    found = invitation_of(get_own(user, uid, at, "invitation.own"))
    if found is None or found.state == InvitationState.WITHDRAWN:
        raise Http404
    return found


def _zone(user: User, invitation: Invitation) -> ZoneInfo:
    return ZoneInfo(invitation.application.candidate.zone or clock_of(user).key)


@require_http_methods(["GET", "HEAD", "POST"])
def my_invitation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Yes and no stand side by side; times can be named now or later."""
    user, now = signed_in_candidate(request), timezone.now()
    invitation = _standing(user, uid, now)
    zone, kept = _zone(user, invitation), list(windows_of(invitation))
    form = WindowsForm(request.POST if request.method == "POST" else None, zone=zone, now=now, kept=kept)
    if request.method != "POST":
        return _page(request, invitation, form)
    act = request.POST.get("act", "")
    if act != "decline" and not form.is_valid():
        return _page(request, invitation, form, 422)
    words = request.POST.get("words", "")[:2000]
    try:
        if act == "accept":
            accept_invitation(by=user, at=now, invitation=invitation, words=words, windows=form.windows)
            messages.success(request, _("Thank you. We plan your day and write to you."))
        elif act == "decline":
            decline_invitation(by=user, at=now, invitation=invitation, words=words)
            messages.success(request, _("Thank you for telling us. Whoever invited you knows."))
        else:
            offer_windows(by=user, at=now, invitation=invitation, windows=form.windows)
            messages.success(request, _("Kept. Whoever plans your day sees these times."))
    except InvitationRefused as refused:
        form.is_valid()
        form.add_error(None, str(REFUSALS.get(str(refused), _("That cannot be done."))))
        return _page(request, _standing(user, uid, now), form, 422)
    return redirect("visits:my_invitation", uid=uid)


def _page(request: HttpRequest, invitation: Invitation, form: WindowsForm, status: int = 200) -> HttpResponse:
    """Whether the day is still ahead is asked of the clock: what becomes of it inside, once it is over, is not the candidate's to read."""
    application = invitation.application
    now = timezone.now()
    visit = visit_of(application, now)
    day = told_day(visit) if visit else None
    is_ahead = bool(visit and day and visit.state == VisitState.CONFIRMED and day.end > now)
    helps = Adjustment.objects.filter(application=application).first()
    context = {
        "application": application,
        "invitation": invitation,
        "form": form,
        "zone": form.zone.key,
        "visit": visit,
        "needs": list(WORDS.items()),
        "helps": helps,
        "is_ahead": is_ahead,
        "was_met": bool(visit and not is_ahead and people_met(visit, now)),
    }
    return render(request, "visits/my_invitation.html", context, status=status)


@require_POST
def my_help(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What would help, without a reason."""
    user, now = signed_in_candidate(request), timezone.now()
    application = get_own(user, uid, now, "adjustment.own")
    if invitation_of(application) is None:
        raise Http404
    form = HelpForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        ask_adjustment(by=user, at=now, application=application, needs=typed["needs"], words=typed["help_words"])
        messages.success(
            request, _("Kept. Whoever plans your day reads it, nobody who assesses you; you hear what is arranged.")
        )
    return redirect("visits:my_invitation", uid=uid)


@require_POST
def my_answer_to_day(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The day as planned suits, or another one is asked for."""
    user, now = signed_in_candidate(request), timezone.now()
    visit = visit_of(get_own(user, uid, now, "invitation.own"), now)
    if visit is None:
        raise Http404
    try:
        if request.POST.get("act") == "accept":
            accept_day(by=user, at=now, visit=visit)
            messages.success(request, _("Thank you. See you then."))
        else:
            ask_to_move(by=user, at=now, visit=visit, words=request.POST.get("words", ""))
            messages.success(request, _("Whoever planned your day knows, and writes to you."))
    except InvitationRefused as refused:
        messages.error(request, str(REFUSALS.get(str(refused), _("That cannot be done."))))
    return redirect("visits:my_invitation", uid=uid)


@require_safe
def my_topics(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Exactly what was published, and nothing of why."""
    user, now = signed_in_candidate(request), timezone.now()
    application = get_own(user, uid, now, "topics.own")
    topics = list(published_topics(application))
    if not topics:
        raise Http404
    context = {"application": application, "topics": topics, "visit": visit_of(application, now)}
    return render(request, "visits/my_topics.html", context)
