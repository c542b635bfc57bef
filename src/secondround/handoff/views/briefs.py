"""The brief: its draft, its frozen page, its questions and margin, print and PDF, and handing it over."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondround.candidates.models import Application, ApplicationState
from secondround.handoff import access, pdf
from secondround.handoff.actions.briefs import (
    BriefRefused,
    Move,
    add_question,
    end_reader,
    freeze_brief,
    hand_over,
    move_question,
    open_numbers,
    write_margin,
)
from secondround.handoff.actions.links import revoke_link, send_link
from secondround.handoff.models import Brief, BriefLink, BriefReader
from secondround.handoff.presenting import BriefPage, brief_page
from secondround.handoff.queries.briefs import assembled, readers_of
from secondround.interviews.access import get_follow_up
from secondround.interviews.actions import (
    FollowUpRefused,
    answer_follow_up,
    assign_follow_up,
    drop_follow_up,
    mark_asked,
    reopen_follow_up,
    word_follow_up,
)
from secondround.interviews.actions.exposures import note_reading
from secondround.interviews.queries import BRIEF_READ
from secondround.people.models import User
from secondround.people.queries import choosable, chosen_person
from secondround.people.signin import signed_in
from secondround.positions.models import TeamRole
from secondround.positions.queries import members
from secondround.positions.views.positions import may


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Before and after freezing: what would stand in it, its versions, who reads it."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "brief.freeze")
    if request.method == "POST":
        return _freeze(request, user, application)
    draft = assembled(application, now) if application.state == ApplicationState.ADVANCED else None
    readers = readers_of(application, now)
    named = {one.user_id for one in readers}
    seniors = members(application.position, TeamRole.SENIOR_READER, now)
    context = {
        "application": application,
        "position": application.position,
        "may": may(user, application.position),
        "draft": draft,
        "briefs": access.readable_briefs(user, application, now),
        "readers": readers,
        "links": _open_links(application),
        "suggested": [one for one in seniors if one.pk not in named],
        "people": list(choosable()),
    }
    return render(request, "handoff/prepare.html", context)


def _open_links(application: Application) -> dict[int, BriefLink]:
    rows = BriefLink.objects.filter(
        brief__application=application, revoked_at__isnull=True, spent_at__isnull=True, expires_at__gt=timezone.now()
    )
    return {row.reader_id: row for row in rows.order_by("made_at")}


def _freeze(request: HttpRequest, user: User, application: Application) -> HttpResponse:
    try:
        made = freeze_brief(by=user, at=timezone.now(), application=application)
    except BriefRefused:
        messages.error(request, _("A brief is for somebody who goes on: advance them first, on Compare."))
        return redirect("handoff:prepare", application.uid)
    messages.success(request, _("Frozen as version %(number)s. It never changes.") % {"number": made.version})
    return redirect("handoff:prepare", application.uid)


@require_POST
def name_reader(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "brief.name_reader")
    reader = chosen_person(request.POST.get("reader"))
    if reader is None:
        messages.error(request, _("Choose somebody from the list."))
        return redirect("handoff:prepare", application.uid)
    try:
        hand_over(by=user, at=now, application=application, reader=reader)
    except BriefRefused as error:
        words = {
            "not_frozen": _("Freeze the brief first."),
            "is_candidate": _("Nobody reads the brief on themselves."),
        }
        messages.error(request, words[str(error)])
        return redirect("handoff:prepare", application.uid)
    messages.success(request, _("%(name)s may read it from now on.") % {"name": reader.name})
    return redirect("handoff:prepare", application.uid)


def _reader(application: Application, key: int) -> BriefReader:
    found = (
        BriefReader.objects.filter(pk=key, application=application, to_at__isnull=True).select_related("user").first()
    )
    if found is None:
        raise Http404
    return found


@require_POST
def end_reading(request: HttpRequest, uid: UUID, reader: int) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "brief.name_reader")
    end_reader(by=user, at=now, reader=_reader(application, reader))
    return redirect("handoff:prepare", application.uid)


@require_POST
def mail_link(request: HttpRequest, uid: UUID, reader: int) -> HttpResponse:
    """Write to the named reader with a link to the newest version that tells them nothing too early."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "brief.send_link")
    named = _reader(application, reader)
    brief = access.readable_brief(named.user, application, now)
    if brief is None:
        raise Http404
    send_link(by=user, at=now, brief=brief, reader=named, address=settings.INSTALLATION.address)
    messages.success(request, _("A letter with a link goes to %(name)s.") % {"name": named.user.name})
    return redirect("handoff:prepare", application.uid)


@require_POST
def end_link(request: HttpRequest, uid: UUID, link: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "brief.send_link")
    found = (
        BriefLink.objects.filter(uid=link, brief__application=application).select_related("brief__application").first()
    )
    if found is None:
        raise Http404
    revoke_link(by=user, at=now, link=found)
    return redirect("handoff:prepare", application.uid)


def _context(user: User, brief: Brief) -> dict[str, Any]:
    return {"page": page_of(user, brief), "brief": brief, "application": brief.application}


def page_of(user: User, brief: Brief) -> BriefPage:
    """The brief as it is shown to `user`, of whom it is kept that they read it while they owed a card."""
    now = timezone.now()
    note_reading(by=user, at=now, applications=[brief.application_id], what=BRIEF_READ)
    return brief_page(user, brief, now)


@require_safe
def brief(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    found = access.get_brief(user, uid, now)
    return render(request, "handoff/brief.html", _context(user, found))


@require_safe
def print_brief(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    found = access.get_brief(user, uid, now)
    return render(request, "handoff/brief_print.html", _context(user, found))


@require_safe
def brief_pdf(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    return pdf_answer(user, access.get_brief(user, uid, now))


def pdf_answer(user: User, brief: Brief) -> HttpResponse:
    """The PDF as a download, or a page that says what is missing here."""
    try:
        data = pdf.pdf_of(page_of(user, brief))
    except pdf.PdfMissing as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="brief.pdf"'
    return response


@require_POST
def see_numbers(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Opening the numbers is an act: it is recorded, and a later card says that its author had seen them."""
    user, now = signed_in(request), timezone.now()
    found = access.get_brief(user, uid, now, "brief.open_numbers")
    open_numbers(by=user, at=now, application=found.application)
    return redirect("handoff:brief", found.uid)


@require_POST
def save_margin(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    found = access.get_brief(user, uid, now, "brief.annotate")
    return margin_answer(request, user, found, lambda: redirect("handoff:brief", found.uid))


def margin_answer(
    request: HttpRequest,
    user: User,
    brief: Brief,
    back: Callable[[], HttpResponse],
    template: str = "handoff/brief.html",
) -> HttpResponse:
    """Save typed notes: for the page itself as JSON, without JavaScript as a redirect. Nothing newer is overwritten."""
    wants_json = "application/json" in request.headers.get("Accept", "")
    text, version = request.POST.get("text", "")[:20_000], request.POST.get("version", "0")
    try:
        margin = write_margin(
            by=user,
            at=timezone.now(),
            application=brief.application,
            text=text,
            version=int(version) if version.isdigit() else 0,
        )
    except BriefRefused:
        words = _(
            "These notes were changed in another window. Copy yours, load the page again, and keep what you want of both."
        )
        if wants_json:
            return JsonResponse({"problem": words}, status=409)
        messages.error(request, words)
        context = {**_context(user, brief), "typed_margin": text}
        return render(request, template, context, status=409)
    if wants_json:
        return JsonResponse({"version": margin.version})
    messages.success(request, _("Saved."))
    return back()


@require_POST
def ask_own(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    found = access.get_brief(user, uid, now, "brief.annotate")
    try:
        add_question(by=user, at=now, application=found.application, question=request.POST.get("question", "")[:1000])
    except BriefRefused:
        messages.error(request, _("Write the question first."))
    return redirect(f"{_to(found)}#questions")


@require_POST
def change_question(request: HttpRequest, uid: UUID, follow_up: UUID) -> HttpResponse:
    """Up, down, asked, dropped with a reason, taken up again, worded by a person, or answered."""
    user, now = signed_in(request), timezone.now()
    found = access.get_brief(user, uid, now, "brief.annotate")
    one = (
        get_follow_up(user, follow_up, now)
        if access.decide(user, found.application, now, "brief.annotate").is_allowed
        else None
    )
    if one is None or one.application_id != found.application_id:
        raise Http404
    act, words = request.POST.get("act", ""), request.POST.get("words", "")[:1000]
    try:
        if act in ("up", "down"):
            move_question(by=user, at=now, application=found.application, move=Move(one, act == "up"))
        elif act == "asked":
            mark_asked(by=user, at=now, follow_up=one)
        elif act == "drop":
            drop_follow_up(by=user, at=now, follow_up=one, reason=words[:300])
        elif act == "reopen":
            reopen_follow_up(by=user, at=now, follow_up=one)
        elif act == "answer":
            answer_follow_up(by=user, at=now, follow_up=one, answer=words)
        elif act == "assign":
            assign_follow_up(by=user, at=now, follow_up=one, to=chosen_person(request.POST.get("to")))
        elif act == "word" and words.strip():
            word_follow_up(by=user, at=now, follow_up=one, question=words)
        else:
            raise FollowUpRefused("reason_wanted")
    except FollowUpRefused as error:
        refusals = {
            "reason_wanted": _("Say in a few words why."),
            "answer_wanted": _("Write what was answered."),
            "not_asking": _("Choose somebody who interviews this person."),
            "ended": _("This question was dropped or answered already."),
        }
        messages.error(request, refusals[str(error)])
    return redirect(f"{_to(found)}#questions")


def _to(brief: Brief) -> str:
    return reverse("handoff:brief", args=[brief.uid])
