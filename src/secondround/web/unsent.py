"""Nothing typed is lost when somebody is signed out meanwhile: the form waits until they are back, or is shown once more at once."""

from urllib.parse import quote, urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secondround.candidates.views.tries import is_too_often
from secondround.people.actions.unsent import NotKept, drop_unsent, find_unsent, keep_unsent
from secondround.people.candidate_door import is_candidate_door, signed_in_candidate, whose_browser
from secondround.people.models import User
from secondround.people.signin import signed_in
from secondround.people.unsent import Unsent, cookie_of, drop_cookie, put_cookie, read_form
from secondround.web.doors import door_of, place_to_sign_in

FORM_METHODS = ["GET", "HEAD", "POST"]
SAID = {"frame": "plain.html", "home": "/", "sign_in": "", "is_kept": True}


def keep(request: HttpRequest) -> HttpResponse | None:
    """Put a form aside whose sender is not signed in, and lead them to where one signs in; None where no person sent a form."""
    unsent = _typed(request)
    if unsent is None:
        return None
    try:
        if is_too_often(request, "unsent"):
            raise NotKept
        uid, key = keep_unsent(at=timezone.now(), unsent=unsent)
    except NotKept:
        return _shown_at_once(request, unsent, place_to_sign_in(request))
    said = _("You were signed out meanwhile. What you typed is kept: come in again, and you find it.")
    messages.warning(request, said)
    back = reverse("candidates:my_unsent" if is_candidate_door(door_of(request)) else "web:unsent")
    answer = HttpResponseRedirect(f"{place_to_sign_in(request)}?next={quote(back)}")
    put_cookie(answer, uid, key)
    return answer


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django's check of a form's origin turns away. A page of ours that had become old is shown with what was typed in it.

    Only where the browser itself says that it was ours: another site must not put words behind a button of this one.
    """
    unsent = _typed(request) if _is_from_here(request) else None
    if unsent is None:
        return render(request, "403_csrf.html", status=403)
    if door_of(request).startswith(("account_", "mfa_")):  # a password is not shown again; the page is, anew
        return HttpResponseRedirect(request.get_full_path())
    if place_to_sign_in(request) and (kept := keep(request)):
        return kept
    return _shown_at_once(request, unsent)


def settle(request: HttpRequest, response: HttpResponse) -> None:
    """A form that was given back and now went through is no longer kept."""
    uid, key = cookie_of(request)
    is_through = request.method == "POST" and response.status_code in (302, 303)
    if not uid or not is_through or _page(request) not in (reverse("web:unsent"), reverse("candidates:my_unsent")):
        return
    found = find_unsent(at=timezone.now(), uid=uid, key=key)
    if found is not None and found.door == request.get_full_path():
        drop_unsent(uid=uid)
        drop_cookie(response)


@require_http_methods(FORM_METHODS)
def unsent(request: HttpRequest) -> HttpResponse:
    """What somebody of the hiring side had typed when they were signed out."""
    return _given_back(request, signed_in(request), "page.html", reverse("web:today"))


@require_http_methods(FORM_METHODS)
def my_unsent(request: HttpRequest) -> HttpResponse:
    """What a candidate had typed when they were signed out."""
    return _given_back(request, signed_in_candidate(request), "candidate.html", reverse("candidates:my_page"))


def _given_back(request: HttpRequest, reader: User, frame: str, home: str) -> HttpResponse:
    """GET shows it with a button that sends it; POST throws it away."""
    uid, key = cookie_of(request)
    found = find_unsent(at=timezone.now(), uid=uid, key=key) if uid else None
    if found is not None and not _is_theirs(found, reader, is_candidate=frame == "candidate.html"):
        found = None
    if request.method != "POST":
        return render(request, "web/unsent.html", {**SAID, "frame": frame, "unsent": found, "home": home})
    if found is None:
        raise Http404
    drop_unsent(uid=uid)
    messages.success(request, _("What you had typed is thrown away."))
    answer = redirect(home)
    drop_cookie(answer)
    return answer


def _is_theirs(found: Unsent, reader: User, *, is_candidate: bool) -> bool:
    """Whose session had ended gets it back, on the side where they were; where that is not known, whoever has the browser."""
    try:
        name = resolve(urlsplit(found.door).path).view_name
    except Resolver404:
        return False
    return is_candidate_door(name) is is_candidate and found.who in (None, reader.pk)


def _typed(request: HttpRequest) -> Unsent | None:
    """What a person sent by pressing a button; None for what a script sends (it keeps its own words) and where nothing was filled in."""
    is_script = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    if request.method != "POST" or is_script or "application/json" in request.headers.get("Accept", ""):
        return None
    who = getattr(request, "left_by", None)
    if is_candidate_door(door_of(request)):
        who = whose_browser(request)
    found = read_form(request, page=_page(request), who=who)
    return found if found.fields else None


def _shown_at_once(request: HttpRequest, unsent: Unsent, sign_in: str = "") -> HttpResponse:
    """Kept nowhere but on the page itself, which sends it again."""
    said = {"unsent": unsent, "sign_in": sign_in, "is_kept": False}
    return render(request, "web/unsent.html", {**SAID, **said}, status=403)


def _is_from_here(request: HttpRequest) -> bool:
    ours = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") == ours


def _page(request: HttpRequest) -> str:
    """The page of ours that it was typed on; empty where the browser does not say."""
    page = urlsplit(request.headers.get("Referer", ""))
    return page.path if page.netloc == request.get_host() else ""
