"""The privacy officer's three pages: what was asked and by when it is owed; releasing a copy; forgetting somebody, which takes two."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from secondround.candidates.access import get_request, privacy_facts
from secondround.candidates.actions import PrivacyRefused, release_copy
from secondround.candidates.models import PrivacyKind, PrivacyRequest, PrivacyState
from secondround.candidates.queries import may_confirm, requests_for
from secondround.people import access as people_access
from secondround.people import policy
from secondround.people.models import User
from secondround.people.signin import signed_in
from secondround.web.erasing import StillOpen, erase_person, open_applications, prepare_erasure, records_with
from secondround.web.exporting import inventory


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What candidates asked under the law; for an administrator, what waits for a second person's word."""
    user, now = signed_in(request), timezone.now()
    found = requests_for(user, now)
    if not found and not people_access.can(user, now, "privacy.read"):
        raise Http404
    done = (PrivacyState.DONE, PrivacyState.TAKEN_BACK)
    context = {
        "open": [(one, may_confirm(user, one, now)) for one in found if one.state not in done],
        "done": [one for one in found if one.state in done][-50:][::-1],
        "today": localdate(now),
    }
    return render(request, "web/privacy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def privacy_release(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the copy holds, by number: its reader takes it from their own page, nobody here opens it."""
    user, now = signed_in(request), timezone.now()
    asked = get_request(user, uid, now, "privacy.release")
    if asked.kind != PrivacyKind.EXPORT:
        raise Http404
    if request.method == "POST":
        try:
            release_copy(by=user, at=now, request=asked)
        except PrivacyRefused:
            messages.error(request, _("It is done already, or was taken back."))
        else:
            messages.success(request, _("Released. A letter leads them to it."))
        return redirect("web:privacy")
    context = {"asked": asked, "holds": inventory(records_with(asked.candidate))}
    return render(request, "web/privacy_release.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def privacy_erase(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What goes and what stays; prepared by one person, carried out on the word of another."""
    user, now = signed_in(request), timezone.now()
    asked = _get_erasure(user, uid)
    facts = privacy_facts(user, asked, now)
    confirms = may_confirm(user, asked, now)
    may_propose = asked.state == PrivacyState.OPEN and policy.decide(facts, "privacy.erase").is_allowed
    if request.method == "POST":
        return _carry_out(request, user, asked, confirms)
    records = records_with(asked.candidate)
    context = {
        "asked": asked,
        "holds": inventory(records),
        "open": open_applications(records),
        "may_confirm": confirms,
        "may_propose": may_propose,
    }
    return render(request, "web/privacy_erase.html", context)


def _get_erasure(user: User, uid: UUID) -> PrivacyRequest:
    now = timezone.now()
    try:
        asked = get_request(user, uid, now, "privacy.erase")
    except Http404:
        asked = get_request(user, uid, now, "privacy.confirm")
    if asked.kind != PrivacyKind.ERASE:
        raise Http404
    return asked


def _carry_out(request: HttpRequest, user: User, asked: PrivacyRequest, confirms: bool) -> HttpResponse:
    now = timezone.now()
    try:
        if not confirms:
            prepare_erasure(by=user, at=now, request=asked)
            messages.success(request, _("Prepared. Another person must confirm it now."))
            return redirect("web:privacy_erase", asked.uid)
        left = erase_person(by=user, at=now, request=asked)
    except StillOpen:
        messages.error(request, _("They applied anew in the meantime. That ends first."))
    except PrivacyRefused:
        messages.error(request, _("It is done already, or was taken back."))
    else:
        messages.success(request, _("Forgotten."))
        if left:
            where = ", ".join(left)
            messages.warning(
                request, _("The same name or address still stands in: %(where)s. Look whose it is.") % {"where": where}
            )
    return redirect("web:privacy")
