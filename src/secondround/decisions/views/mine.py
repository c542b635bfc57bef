"""The candidate's own doors of this room: the offer, and stepping back."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondround.candidates.access import get_own
from secondround.candidates.models import ApplicationState
from secondround.decisions import access, wording
from secondround.decisions.actions import (
    OfferRefused,
    WithdrawalRefused,
    accept_offer,
    decline_offer,
    undo_withdrawal,
    withdraw,
)
from secondround.decisions.actions.withdrawals import UNDONE_WITHIN
from secondround.decisions.models import Offer, OfferState, Withdrawal
from secondround.decisions.offer_paper import pdf_response
from secondround.decisions.queries import is_untold, owed_to
from secondround.people.candidate_door import signed_in_candidate


@require_safe
def my_offer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The offer as it was sent: to read, to keep. Yes and no each have a page of their own, so that no single press decides."""
    user, now = signed_in_candidate(request), timezone.now()
    return render(request, "decisions/my_offer.html", _shown(access.get_own_offer(user, uid, now)))


def _shown(offer: Offer) -> dict[str, object]:
    """Whom to ask is a person also once the offer is answered, when nobody owes anything any more."""
    application = offer.application
    owed = owed_to(application)
    return {
        "offer": offer,
        "application": application,
        "terms": wording.terms_of(offer),
        "is_open": offer.state == OfferState.SENT,
        "contact": application.owner or (owed.owner if owed else offer.made_by),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def my_offer_accept(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _answering(request, uid, is_yes=True)


@require_http_methods(["GET", "HEAD", "POST"])
def my_offer_decline(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _answering(request, uid, is_yes=False)


def _answering(request: HttpRequest, uid: UUID, *, is_yes: bool) -> HttpResponse:
    """The terms once more, what follows, and one button. What was typed stays where the answer is refused."""
    user, now = signed_in_candidate(request), timezone.now()
    offer, words, status = access.get_own_offer(user, uid, now), request.POST.get("words", ""), 200
    if offer.state != OfferState.SENT:
        return redirect("decisions:my_offer", uid)
    if request.method == "POST":
        answer = accept_offer if is_yes else decline_offer
        try:
            answer(by=user, at=now, offer=offer, words=words)
        except OfferRefused as refused:
            messages.error(request, wording.refused(str(refused)))
            status = 422
        else:
            return redirect("decisions:my_offer", uid)
    context = _shown(offer) | {"is_yes": is_yes, "words": words}
    return render(request, "decisions/my_offer_answer.html", context, status=status)


@require_safe
def my_offer_pdf(request: HttpRequest, uid: UUID) -> HttpResponse:
    return pdf_response(access.get_own_offer(signed_in_candidate(request), uid, timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def my_withdrawal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stepping back: one press to come here, one to do it. No reason is asked for; a line may be left."""
    user, now = signed_in_candidate(request), timezone.now()
    application = get_own(user, uid, now, "withdrawal.own")
    if request.method == "POST":
        try:
            withdraw(by=user, at=now, application=application, words=request.POST.get("words", ""))
        except WithdrawalRefused as refused:
            messages.error(request, wording.refused(str(refused)))
        return redirect("decisions:my_withdrawal", application.uid)
    made = Withdrawal.objects.filter(application=application, undone_at__isnull=True).first()
    if made is None and application.state == ApplicationState.CLOSED and not is_untold(application):
        raise Http404
    until = made.at + UNDONE_WITHIN if made else None
    context = {
        "application": application,
        "withdrawal": made,
        "until": until if until and until > now + timedelta(0) else None,
    }
    return render(request, "decisions/my_withdrawal.html", context)


@require_POST
def my_withdrawal_undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in_candidate(request), timezone.now()
    application = get_own(user, uid, now, "withdrawal.own")
    try:
        undo_withdrawal(by=user, at=now, application=application)
    except WithdrawalRefused as refused:
        messages.error(request, wording.refused(str(refused)))
    else:
        messages.success(request, _("You are back. What was cancelled is arranged anew."))
    return redirect("decisions:my_withdrawal", application.uid)
