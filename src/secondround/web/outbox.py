"""The outbox, for administrators: what waits, what went wrong, what can be done. Never whom to, never what it says."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondround.correspondence.actions import pause_sending, resume_sending, send_again, withdraw_letter
from secondround.correspondence.models import Letter, LetterState
from secondround.correspondence.post import can_send
from secondround.correspondence.queries import counts, current_pause, letters
from secondround.correspondence.templates import said_kind
from secondround.people import access as people_access
from secondround.people.signin import signed_in

SHOWN = 100
STATES = ("state", "kind", "uid", "queued_at", "not_before", "sent_at", "attempts", "problem")


def state_words() -> dict[str, str]:
    return {
        LetterState.QUEUED: _("waits"),
        LetterState.SENDING: _("is being sent"),
        LetterState.SENT: _("sent"),
        LetterState.UNKNOWN: _("unknown whether it arrived"),
        LetterState.FAILED: _("refused"),
        LetterState.WITHDRAWN: _("taken back"),
    }


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Counts by state, what wants somebody first, then the newest."""
    user, now = signed_in(request), timezone.now()
    people_access.require(user, now, "letter.state")
    asked = request.GET.get("state", "")
    states = (LetterState(asked),) if asked in LetterState.values else ()
    rows = list(letters(states=states).only(*STATES)[:SHOWN])
    context = {
        "rows": [(one, said_kind(one.kind), _code(one.problem)) for one in rows],
        "counts": [(state, state_words()[state], number) for state, number in counts().items()],
        "words": state_words(),
        "asked": asked if states else "",
        "pause": current_pause(),
        "can_send": can_send(),
        "may_mend": people_access.can(user, now, "letter.mend"),
        "shown": SHOWN,
    }
    return render(request, "web/outbox.html", context)


def _code(problem: str) -> str:
    """The mail server's number alone: its words may hold an address."""
    return problem[:3] if problem[:3].isdecimal() else ""


@require_POST
def again(request: HttpRequest, uid: UUID) -> HttpResponse:
    done = _("It goes out once more. If it had arrived after all, the same letter arrives twice.")
    return _mend(request, uid, send_again, done, _("This letter does not want it any more."))


@require_POST
def back(request: HttpRequest, uid: UUID) -> HttpResponse:
    done = _("Taken back. Whoever it answered is owed an answer again.")
    return _mend(request, uid, withdraw_letter, done, _("It has left already."))


def _mend(request: HttpRequest, uid: UUID, verb: Callable[..., bool], done: str, late: str) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    people_access.require(user, now, "letter.mend")
    found = Letter.objects.filter(uid=uid).first()
    if found is None:
        raise Http404
    if verb(by=user, at=now, letter=found):
        messages.success(request, done)
    else:
        messages.error(request, late)
    return redirect("web:outbox")


@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    people_access.require(user, now, "letter.mend")
    reason = " ".join(request.POST.get("reason", "").split())[:200]
    if not reason:
        messages.error(request, _("Say why nothing is to be sent."))
        return redirect("web:outbox")
    pause_sending(by=user, at=now, reason=reason)
    messages.success(request, _("Nothing leaves until sending is resumed. Letters are written all the same."))
    return redirect("web:outbox")


@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    people_access.require(user, now, "letter.mend")
    resume_sending(by=user, at=now)
    messages.success(request, _("Letters leave again."))
    return redirect("web:outbox")
