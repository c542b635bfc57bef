"""How a candidate comes in and goes: type the address, then a link to confirm or six digits. It answers everybody alike."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from secondround.audit.actions import APPLICANT
from secondround.candidates.actions import ask_for_key
from secondround.candidates.forms import CodeForm, DoorForm, first_errors
from secondround.candidates.queries import own_user
from secondround.candidates.views.tries import is_too_often
from secondround.people.actions.keys import KeyRefused, end_candidate_session, find_key, spend_code, spend_token
from secondround.people.candidate_door import find_session, forget_in_browser, hashed, keep_in_browser
from secondround.people.models import Organisation

ASKED = "asked_for_key"
OWN_PAGE = re.compile(r"/mine/[\w/-]*")


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Ask for the way in. What is typed is only handed to the worker: nothing here knows whose address it is."""
    then = _after(request)
    if request.method != "POST":
        return _door_page(request, DoorForm(), then)
    if is_too_often(request, "door"):
        return render(request, "429.html", status=429)
    form = DoorForm(request.POST)
    if not form.is_valid():
        return _door_page(request, form, then, status=422)
    ask_for_key(by=APPLICANT, at=timezone.now(), address=form.cleaned_data["email"], then=then)
    request.session[ASKED] = {"email": form.cleaned_data["email"], "next": then}
    return redirect("candidates:door_code")


@require_http_methods(["GET", "HEAD", "POST"])
def door_code(request: HttpRequest) -> HttpResponse:
    """The address and the six digits of the newest letter."""
    asked = request.session.get(ASKED, {})
    if request.method != "POST":
        return _code_page(request, CodeForm(initial={"email": asked.get("email", "")}), asked=bool(asked))
    if is_too_often(request, "door_code"):
        return render(request, "429.html", status=429)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, first_errors(form), status=422)
    typed = form.cleaned_data
    try:
        key = spend_code(
            at=timezone.now(), user=own_user(typed["email"]), code=typed["code"], browser=_browser(request)
        )
    except KeyRefused:
        said = _("These six digits open nothing, or no longer. Look into the newest letter, or ask for another one.")
        return _code_page(request, form, [("code", said)], status=422)
    request.session.pop(ASKED, None)
    return _come_in(key, asked.get("next", ""))


@csrf_exempt  # this page sends no referrer, so browsers send no origin with its form; see `_is_from_elsewhere`
@require_http_methods(["GET", "HEAD", "POST"])
def door_link(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm first: opening a letter's link changes nothing, so that a mail program looking at it does not spend it."""
    answer = _spend(request, token) if request.method == "POST" else None
    if answer is None:
        is_open = find_key(token, timezone.now()) is not None
        context = {"is_open": is_open, "organisation": Organisation.objects.first()}
        answer = render(request, "candidates/door_link.html", context, status=200 if is_open else 410)
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address is a secret
    return answer


def _spend(request: HttpRequest, token: str) -> HttpResponse | None:
    """What pressing the page's button comes to; None where the link opens nothing any more."""
    if _is_from_elsewhere(request):
        return render(request, "403_csrf.html", status=403)
    if is_too_often(request, "door_link"):
        return render(request, "429.html", status=429)
    if "again" in request.POST:
        ask_for_key(by=APPLICANT, at=timezone.now(), token_hash=hashed(token), then=_after(request))
        return redirect("candidates:door_code")
    try:
        key = spend_token(at=timezone.now(), token=token, browser=_browser(request))
    except KeyRefused:
        return None
    return _come_in(key, _after(request))


@require_POST
def my_way_out(request: HttpRequest) -> HttpResponse:
    """Sign out here: the session ends, and what this browser kept offline goes."""
    now = timezone.now()
    session = find_session(request, now)
    if session is not None:
        end_candidate_session(by=session.user, at=now, session=session)
    answer = redirect("candidates:door")
    forget_in_browser(answer)
    return answer


def _door_page(request: HttpRequest, form: DoorForm, then: str, status: int = 200) -> HttpResponse:
    context = {"form": form, "errors": first_errors(form) if form.is_bound else [], "then": then}
    return render(
        request, "candidates/door.html", {**context, "organisation": Organisation.objects.first()}, status=status
    )


def _code_page(
    request: HttpRequest,
    form: CodeForm,
    errors: list[tuple[str, str]] | None = None,
    asked: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "errors": errors or [], "asked": asked}
    return render(request, "candidates/door_code.html", context, status=status)


def _come_in(key: str, then: str) -> HttpResponse:
    answer = redirect(then or reverse("candidates:my_page"))
    keep_in_browser(answer, key)
    return answer


def _after(request: HttpRequest) -> str:
    """Where to go once in: one of the candidate's own pages, or nowhere in particular."""
    then = (request.POST.get("next") or request.GET.get("next") or "")[:300]
    return then if OWN_PAGE.fullmatch(then) else ""


def _browser(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")


def _is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site pressed the button, to sign somebody in as somebody else: browsers say so by themselves."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
