"""The candidate's pages: the people they met, a jotting after each meeting, and a note to each."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from secondround.people.candidate_door import signed_in_candidate
from secondround.people.models import User
from secondround.preparation import access, actions, rules
from secondround.preparation.actions import PreparationRefused
from secondround.preparation.forms import JottingForm, NoteForm
from secondround.preparation.models import ThanksState, ThankYou
from secondround.preparation.queries import Kept, kept_of, overlap
from secondround.visits.models import Visit

FORM_METHODS = ["GET", "HEAD", "POST"]


def refusal(code: str) -> str:
    return {
        "changed_elsewhere": _("You wrote here in another window meanwhile. Both texts stand below: keep one, or put them together."),
        "no_words": _("The note is empty. Write a line first."),
        "given": _("You have given this note. Within an hour of that it can be taken back and written anew; after it, it stays given."),
        "too_long": _("This is longer than five thousand characters. Shorten it a little."),
    }.get(code, _("That cannot be done."))  # fmt: skip


def _one(user: User, visit: Visit, person: UUID) -> tuple[Kept, list[Kept]]:
    everybody = kept_of(user, visit, timezone.now())
    return next(one for one in everybody if one.met.user.uid == person), everybody


@require_safe
def my_people(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in_candidate(request), timezone.now()
    visit = access.get_visit(user, uid, now)
    return render(request, "preparation/my_people.html", {"visit": visit, "people": kept_of(user, visit, now)})


@require_http_methods(FORM_METHODS)
def my_jotting(request: HttpRequest, uid: UUID, person: UUID) -> HttpResponse:
    """Three lines after each meeting, saved as they are typed."""
    user, now = signed_in_candidate(request), timezone.now()
    visit, met = access.get_met(user, uid, person, now)
    if request.method != "POST":
        return _jotting_page(request, visit, person)
    form = JottingForm(request.POST)
    if not form.is_valid():
        return _jotting_page(request, visit, person, problem=refusal("too_long"), typed=request.POST.dict())
    try:
        made = actions.keep_jotting(
            by=user, at=now, visit=visit, about=met.user, words=form.cleaned_data, base=form.cleaned_data["version"]
        )
    except PreparationRefused as refused:
        return _conflict(request, str(refused)) or _jotting_page(
            request, visit, person, problem=refusal(str(refused)), typed=request.POST.dict()
        )
    if _wants_json(request):
        return JsonResponse({"version": made.version})
    messages.success(request, _("Kept. Nobody but you reads it."))
    return redirect("preparation:my_people", uid=uid)


def _jotting_page(
    request: HttpRequest, visit: Visit, person: UUID, *, problem: str = "", typed: dict[str, str] | None = None
) -> HttpResponse:
    one, _everybody = _one(signed_in_candidate(request), visit, person)
    context = {"visit": visit, "one": one, "problem": problem, "typed": typed}
    return render(request, "preparation/my_jotting.html", context, status=422 if problem else 200)


@require_http_methods(FORM_METHODS)
def my_thanks(request: HttpRequest, uid: UUID, person: UUID) -> HttpResponse:
    """One note to one person, the jotting beside it. What the button says is done: kept, given, taken back, rather not."""
    user, now = signed_in_candidate(request), timezone.now()
    visit, met = access.get_met(user, uid, person, now)
    if request.method != "POST":
        return _thanks_page(request, visit, person)
    act = request.POST.get("act", "keep")
    form = NoteForm(request.POST)
    if act in ("keep", "send") and not form.is_valid():
        return _thanks_page(request, visit, person, problem=refusal("too_long"), typed=request.POST.get("text", ""))
    try:
        note = _carry_out(user, now, visit, met.user, act, form)
    except PreparationRefused as refused:
        return _conflict(request, str(refused)) or _thanks_page(
            request, visit, person, problem=refusal(str(refused)), typed=request.POST.get("text")
        )
    if _wants_json(request):
        return JsonResponse({"version": note.version if note else 0})
    said = {
        "send": _(
            "It is delivered when %(name)s may read it, at the latest at the decision. For an hour you can take it back."
        )
        % {"name": met.user.name},
        "back": _("It is yours again."),
    }.get(act)
    if said:
        messages.success(request, said)
    return redirect("preparation:my_people", uid=uid) if act != "back" else redirect(request.path)


def _carry_out(user: User, now: datetime, visit: Visit, to: User, act: str, form: NoteForm) -> ThankYou | None:
    if act == "back":
        note = ThankYou.objects.filter(owner=user, visit=visit, to=to).first()
        if note is None:
            raise PreparationRefused("given")
        actions.take_back_thank_you(by=user, at=now, note=note)
        return None
    if act == "skip":
        actions.skip_thank_you(by=user, at=now, visit=visit, to=to)
        return None
    typed = form.cleaned_data
    note = actions.keep_note(by=user, at=now, visit=visit, to=to, text=typed["text"], base=typed["version"])
    if act == "send":
        actions.send_thank_you(by=user, at=now, note=note)
    return note


def _thanks_page(
    request: HttpRequest, visit: Visit, person: UUID, *, problem: str = "", typed: str | None = None
) -> HttpResponse:
    one, everybody = _one(signed_in_candidate(request), visit, person)
    following = next((it for it in everybody if it.state in (None, ThanksState.DRAFT) and it.met != one.met), None)
    shared_with, shared = overlap(one, everybody)
    context = {
        "visit": visit, "one": one, "problem": problem, "typed": typed, "following": following,
        "shared_with": shared_with, "shared": shared,
        "forgets_promise": bool(one.text) and not rules.speaks_of(one.text, one.jotting.get("promised", "")),
        "is_open": one.state not in (ThanksState.WAITING, ThanksState.RELEASED),
    }  # fmt: skip
    return render(request, "preparation/my_thanks.html", context, status=422 if problem else 200)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _conflict(request: HttpRequest, code: str) -> JsonResponse | None:
    """What a page that saves by itself is told; without a script the page itself says it."""
    if not _wants_json(request):
        return None
    return JsonResponse({"problem": refusal(code), "conflict": code == "changed_elsewhere"}, status=409)
