"""A candidate said that they step back, by telephone say: the recruiter enters it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from secondround.candidates.access import get_application
from secondround.candidates.models import ApplicationState
from secondround.decisions import wording
from secondround.decisions.actions import WithdrawalRefused, undo_withdrawal, withdraw
from secondround.decisions.actions.withdrawals import UNDONE_WITHIN
from secondround.decisions.models import Withdrawal
from secondround.decisions.queries import is_untold
from secondround.people.signin import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    application = get_application(user, uid, now, "withdrawal.enter")
    if request.method == "POST":
        try:
            withdraw(by=user, at=now, application=application, words=request.POST.get("words", ""))
        except WithdrawalRefused as refused:
            messages.error(request, wording.refused(str(refused)))
        else:
            messages.success(request, _("Entered. What was planned is cancelled; the candidate has a letter."))
        return redirect("decisions:withdrawal", application.uid)
    made = Withdrawal.objects.filter(application=application, undone_at__isnull=True).first()
    if made is None and application.state == ApplicationState.CLOSED and not is_untold(application):
        raise Http404
    until = made.at + UNDONE_WITHIN if made else None
    context = {"application": application, "withdrawal": made, "until": until if until and until > now else None}
    return render(request, "decisions/withdrawal.html", context)


@require_POST
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    application = get_application(user, uid, now, "withdrawal.enter")
    try:
        undo_withdrawal(by=user, at=now, application=application)
    except WithdrawalRefused as refused:
        messages.error(request, wording.refused(str(refused)))
        return redirect("decisions:withdrawal", application.uid)
    messages.success(request, _("They are back. What was cancelled is arranged anew."))
    return redirect("interviews:application", application.uid)
