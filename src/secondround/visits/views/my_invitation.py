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
from secondround.candidates.models import Application
from secondround.people.candidate_door import signed_in_candidate
from secondround.people.models import User
from secondround.people.queries import clock_of
from secondround.visits.actions.adjustments import Helping, ask_adjustment
from secondround.visits.actions.invitations import (
    InvitationRefused,
    accept_day,
    accept_invitation,
    ask_to_move,
    decline_invitation,
    offer_windows,
    undo_decline,
)
from secondround.visits.helping import WORDS
from secondround.visits.invitation_forms import ROWS, WindowsForm
from secondround.visits.models import Adjustment, Invitation, InvitationState, Visit, VisitState
from secondround.visits.queries import people_met, visit_of
from secondround.visits.queries.days import told_day
from secondround.visits.queries.invitations import UNDONE_WITHIN, invitation_of, undone_until, windows_of
from secondround.visits.queries.topics import published_topics

REFUSALS = {
    "answered": gettext_lazy("You answered this already. Whom to ask stands on the page."),
    "closed": gettext_lazy("This cannot be changed here any more. Whom to ask stands on the page."),
    "confirmed": gettext_lazy("Your day is planned already. If it does not suit you, ask for another one."),
    "words_wanted": gettext_lazy("Write a line, so that we know what would suit you."),
    "too_late": gettext_lazy("More than a day has passed. Whom to ask stands on the page."),
}
CARRIED = [*(f"{part}-{row}" for row in range(ROWS) for part in ("day", "from", "to")), "needs", "help_words"]
"""The fields of the invitation's page that go with somebody who is about to decline, so that stepping back loses nothing."""


def _standing(user: User, uid: UUID, at: datetime) -> Invitation:
    found = invitation_of(get_own(user, uid, at, "invitation.own"))
    if found is None or found.state == InvitationState.WITHDRAWN:
        raise Http404
    return found


def _zone(user: User, invitation: Invitation) -> ZoneInfo:
    return ZoneInfo(invitation.application.candidate.zone or clock_of(user).key)


@require_http_methods(["GET", "HEAD", "POST"])
def my_invitation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One form: times, what helps and the line to us are kept by whichever button is pressed. A no leads to a page of its own."""
    user, now = signed_in_candidate(request), timezone.now()
    invitation = _standing(user, uid, now)
    zone, kept = _zone(user, invitation), list(windows_of(invitation))
    form = WindowsForm(request.POST if request.method == "POST" else None, zone=zone, now=now, kept=kept)
    if request.method != "POST" or request.POST.get("act") == "back":
        return _page(request, invitation, form)
    if not form.is_valid():
        return _page(request, invitation, form, 422)
    words, helping = form.cleaned_data["words"], _helping(request)
    try:
        if request.POST.get("act") == "accept":
            accept_invitation(
                by=user, at=now, invitation=invitation, words=words, windows=form.windows, helping=helping
            )
            messages.success(request, _("Thank you. We plan your day and write to you."))
        else:
            offer_windows(by=user, at=now, invitation=invitation, windows=form.windows, words=words, helping=helping)
            messages.success(request, _("Kept. Whoever plans your day reads it, nobody who assesses you."))
    except InvitationRefused as refused:
        form.add_error(None, _refusal(refused))
        return _page(request, _standing(user, uid, now), form, 422)
    return redirect("visits:my_invitation", uid=uid)


def _refusal(refused: InvitationRefused) -> str:
    return str(REFUSALS.get(str(refused), _("That cannot be done.")))


def _helping(request: HttpRequest) -> Helping:
    """What was ticked and typed of what would help; a need that is not on the menu is none."""
    return Helping(request.POST.getlist("needs"), request.POST.get("help_words", ""))


def _day_of(application: Application, now: datetime) -> tuple[Visit | None, bool, bool]:
    """The day as told, whether it is still ahead, and whether they were met on it.

    Whether it is ahead is asked of the clock: what becomes of the day inside, once it is over, is not the candidate's to read.
    """
    visit = visit_of(application, now)
    day = told_day(visit) if visit else None
    is_ahead = bool(visit and day and visit.state == VisitState.CONFIRMED and day.end > now)
    return visit, is_ahead, bool(visit and not is_ahead and people_met(visit, now))


def _page(request: HttpRequest, invitation: Invitation, form: WindowsForm, status: int = 200) -> HttpResponse:
    """The invitation and its answer. What was sent to it and is not kept yet stands in its fields again."""
    application, now = invitation.application, timezone.now()
    visit, is_ahead, was_met = _day_of(application, now)
    helps = Adjustment.objects.filter(application=application).first()
    kept = Helping(helps.needs, helps.words) if helps else Helping([])
    context = {
        "application": application,
        "invitation": invitation,
        "form": form,
        "zone": form.zone.key,
        "visit": visit,
        "needs": list(WORDS.items()),
        "helps": helps,
        "typed": _helping(request) if form.is_bound else kept,
        "words": form.data.get("words", "") if form.is_bound else invitation.words,
        "is_ahead": is_ahead,
        "was_met": was_met,
        "until": undone_until(invitation, now),
    }
    return render(request, "visits/my_invitation.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def my_decline(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What follows a no, and the button that says it. Whatever stood on the page before is carried here and back."""
    user, now = signed_in_candidate(request), timezone.now()
    invitation = _standing(user, uid, now)
    _visit, _is_ahead, was_met = _day_of(invitation.application, now)
    if was_met or invitation.state not in (InvitationState.SENT, InvitationState.ACCEPTED):
        return redirect("visits:my_invitation", uid=uid)
    words = request.POST.get("words", "")
    if request.method == "POST" and request.POST.get("act") == "decline":
        try:
            decline_invitation(by=user, at=now, invitation=invitation, words=words)
        except InvitationRefused as refused:
            messages.error(request, _refusal(refused))
        return redirect("visits:my_invitation", uid=uid)
    context = {
        "application": invitation.application,
        "invitation": invitation,
        "words": words,
        "carried": [(name, one) for name in CARRIED for one in request.POST.getlist(name)],
        "until": now + UNDONE_WITHIN,
    }
    return render(request, "visits/my_decline.html", context)


@require_POST
def my_decline_undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The wrong one was pressed."""
    user, now = signed_in_candidate(request), timezone.now()
    try:
        undo_decline(by=user, at=now, invitation=_standing(user, uid, now))
    except InvitationRefused as refused:
        messages.error(request, _refusal(refused))
    else:
        messages.success(request, _("You come after all. Whoever invited you knows, and writes to you about the day."))
    return redirect("visits:my_invitation", uid=uid)


@require_POST
def my_help(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What would help, without a reason. A line that was typed about the day beside it stays where it was typed."""
    user, now = signed_in_candidate(request), timezone.now()
    application = get_own(user, uid, now, "adjustment.own")
    invitation, helping = invitation_of(application), _helping(request)
    if invitation is None:
        raise Http404
    ask_adjustment(by=user, at=now, application=application, needs=helping.needs, words=helping.words)
    messages.success(
        request, _("Kept. Whoever plans your day reads it, nobody who assesses you; you hear what is arranged.")
    )
    return _back_to_day(request, user, invitation, now)


@require_POST
def my_answer_to_day(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The day as planned suits, or another one is asked for; what would help is kept with either."""
    user, now = signed_in_candidate(request), timezone.now()
    invitation = _standing(user, uid, now)
    visit = visit_of(invitation.application, now)
    if visit is None:
        raise Http404
    try:
        if request.POST.get("act") == "accept":
            accept_day(by=user, at=now, visit=visit, helping=_helping(request))
            messages.success(request, _("Thank you. See you then."))
            return _back_to_day(request, user, invitation, now)
        ask_to_move(by=user, at=now, visit=visit, words=request.POST.get("words", ""), helping=_helping(request))
        messages.success(request, _("Whoever planned your day knows, and writes to you."))
    except InvitationRefused as refused:
        messages.error(request, _refusal(refused))
        return _back_to_day(request, user, invitation, now, 422)
    return redirect("visits:my_invitation", uid=uid)


def _back_to_day(
    request: HttpRequest, user: User, invitation: Invitation, now: datetime, status: int = 200
) -> HttpResponse:
    """To the page again; where something was typed that this button does not send, or was refused, with all of it still there."""
    if status == 200 and not request.POST.get("words", "").strip():
        return redirect("visits:my_invitation", uid=invitation.application.uid)
    form = WindowsForm(request.POST, zone=_zone(user, invitation), now=now)
    return _page(request, _standing(user, invitation.application.uid, now), form, status)


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
