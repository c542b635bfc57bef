"""One brief for its named reader, without a sign-in: a link, a confirmation, a mailed code, one hour, and nothing else."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondround.handoff import access
from secondround.handoff.actions.links import SESSION_LIVES, LinkRefused, check_link, hash_of, send_code, spend_link
from secondround.handoff.models import Brief, BriefLink
from secondround.handoff.views.briefs import margin_answer, page_of, pdf_answer
from secondround.people.models import User

OPENED = "linked_brief"


def _words(code: str) -> str:
    return {
        "spent": _("This link was used already. Ask whoever sent it for a new one."),
        "expired": _("This link or its code is too old. Ask whoever sent it for a new one."),
        "ended": _("This link no longer opens anything. Ask whoever sent it."),
        "wrong_code": _("This is not the code of the newest letter."),
        "too_many_tries": _("Five wrong codes: the link has ended. Ask whoever sent it for a new one."),
    }[code]


def _link(token: str) -> BriefLink | None:
    rows = BriefLink.objects.select_related(
        "reader__user", "brief__application__candidate", "brief__application__position"
    )
    return rows.filter(token_hash=hash_of(token)).first()


def _closed(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "handoff/link_closed.html", {"words": _words(code)}, status=410)


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm first: opening a letter's link changes nothing, so that a mail program looking at it does not spend it."""
    found, now = _link(token), timezone.now()
    if found is None:
        raise Http404
    try:
        check_link(found, now)
        if request.method == "POST":
            send_code(by=found.reader.user, at=now, link=found)
            return redirect("handoff:link_code", token)
    except LinkRefused as error:
        return _closed(request, str(error))
    return render(request, "handoff/link.html", {"name": found.reader.user.name})


@require_http_methods(["GET", "HEAD", "POST"])
def link_code(request: HttpRequest, token: str) -> HttpResponse:
    found, now = _link(token), timezone.now()
    if found is None:
        raise Http404
    try:
        check_link(found, now)
        if request.method == "POST":
            spend_link(by=found.reader.user, at=now, link=found, code=request.POST.get("code", ""))
            # A new session key, so that nobody who knew the old one comes along.
            request.session.cycle_key()
            request.session[OPENED] = {"link": str(found.uid), "until": (now + SESSION_LIVES).isoformat()}
            return redirect("handoff:linked_brief")
    except LinkRefused as error:
        if str(error) == "wrong_code":
            return render(request, "handoff/link_code.html", {"error": _words("wrong_code")}, status=422)
        return _closed(request, str(error))
    return render(request, "handoff/link_code.html", {"error": ""})


def _opened(request: HttpRequest, action: str = "brief.read") -> tuple[User, Brief]:
    """Who reads which brief in this session: as long as the hour, the link, the naming and the policy hold."""
    now = timezone.now()
    held = request.session.get(OPENED)
    if not held or datetime.fromisoformat(held["until"]) <= now:
        raise Http404
    found = BriefLink.objects.select_related("reader__user", "brief").filter(uid=held["link"]).first()
    if found is None or found.revoked_at or found.spent_at is None or found.reader.to_at is not None:
        raise Http404
    if now - found.spent_at > SESSION_LIVES + timedelta(minutes=1) or not found.reader.user.is_active:
        raise Http404
    user: User = found.reader.user
    return user, access.get_brief(user, UUID(str(found.brief.uid)), now, action)


@require_safe
def linked_brief(request: HttpRequest) -> HttpResponse:
    user, brief = _opened(request)
    page = page_of(user, brief)
    return render(
        request, "handoff/linked_brief.html", {"page": page, "brief": brief, "application": brief.application}
    )


@require_POST
def linked_margin(request: HttpRequest) -> HttpResponse:
    user, brief = _opened(request, "brief.annotate")
    return margin_answer(request, user, brief, lambda: redirect("handoff:linked_brief"), "handoff/linked_brief.html")


@require_safe
def linked_pdf(request: HttpRequest) -> HttpResponse:
    return pdf_answer(*_opened(request))


@require_POST
def close_link(request: HttpRequest) -> HttpResponse:
    """Done reading: the hour ends now."""
    request.session.pop(OPENED, None)
    messages.success(request, _("Closed."))
    return render(request, "handoff/link_closed.html", {"words": _("You have closed the brief. Thank you.")})
