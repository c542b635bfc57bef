"""A candidate's letters, papers and lines, and what they may do about their own data. Whoever is signed in sees their own, and no more."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondround.candidates.access import (
    get_own,
    get_own_document,
    get_own_request,
    own_record,
    shown_applications,
)
from secondround.candidates.actions import (
    OwnRefused,
    ask_privacy,
    choose_own_clocks,
    confirm_lines,
    give_paper,
    take_back_privacy,
)
from secondround.candidates.downloads import as_download
from secondround.candidates.forms import PaperForm, first_errors, lines_given
from secondround.candidates.models import Candidate, PrivacyKind
from secondround.candidates.queries import letters_to, sessions_of
from secondround.candidates.resume.text import outcome_words
from secondround.candidates.wording import LINES
from secondround.people.actions import PersonRefused
from secondround.people.actions.keys import end_candidate_session
from secondround.people.candidate_door import signed_in_candidate
from secondround.people.clocks import weekday_date
from secondround.people.models import User

MOST_LINES = 10


@require_safe
def my_letters(request: HttpRequest) -> HttpResponse:
    return render(request, "candidates/my_letters.html", {"letters": letters_to(signed_in_candidate(request))})


@require_safe
def my_letter(request: HttpRequest, uid: UUID) -> HttpResponse:
    letter = get_object_or_404(letters_to(signed_in_candidate(request)), uid=uid)
    return render(request, "candidates/my_letter.html", {"letter": letter})


@require_http_methods(["GET", "HEAD", "POST"])
def my_papers(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was given for one application, and one more: read in the box like those of the public form."""
    user, now = signed_in_candidate(request), timezone.now()
    application = get_own(user, uid, now, "paper.give" if request.method == "POST" else "page.own")
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    if form.is_bound and form.is_valid():
        file = form.stored()
        if file is not None:
            give_paper(by=user, at=now, application=application, file=file)
            messages.success(request, _("Your paper is with us."))
            return redirect("candidates:my_papers", uid)
        form.add_error("resume", _("Choose a file."))
    papers = application.documents.order_by("added_at", "pk")
    context = {
        "application": application,
        "papers": [(one, outcome_words(one.text_outcome)) for one in papers],
        "errors": first_errors(form) if form.is_bound else [],
    }
    return render(request, "candidates/my_papers.html", context, status=422 if form.is_bound else 200)


@require_safe
def my_paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    return as_download(get_own_document(signed_in_candidate(request), uid, timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def my_lines(request: HttpRequest) -> HttpResponse:
    """The lines that whoever meets them reads first: put right and confirmed by the person they are about."""
    user = signed_in_candidate(request)
    candidate = _record_of(user)
    if request.method == "POST":
        lines = lines_given(request.POST.getlist("kind"), request.POST.getlist("text"))
        confirm_lines(by=user, at=timezone.now(), candidate=candidate, lines=lines)
        messages.success(request, _("Saved. This is how it is read from now on."))
        return redirect("candidates:my_lines")
    standing = list(candidate.facts.filter(removed_at=None))
    rows = [(one.kind, one.text, one.confirmed_at is None) for one in standing]
    rows += [("other", "", False)] * min(3, MOST_LINES - len(rows))
    return render(request, "candidates/my_lines.html", {"rows": rows, "kinds": LINES})


@require_POST
def my_clocks(request: HttpRequest) -> HttpResponse:
    user = signed_in_candidate(request)
    try:
        choose_own_clocks(
            by=user, at=timezone.now(), zone=request.POST.get("zone", ""), language=request.POST.get("language", "")
        )
    except PersonRefused:
        messages.error(request, _("That is no place or language of the list."))
    else:
        messages.success(request, _("Saved."))
    return redirect("candidates:my_data")


@require_POST
def my_session_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Sign out in another browser of one's own."""
    user, now = signed_in_candidate(request), timezone.now()
    end_candidate_session(by=user, at=now, session=get_object_or_404(sessions_of(user, now), uid=uid))
    messages.success(request, _("Signed out there."))
    return redirect("candidates:my_data")


@require_POST
def my_privacy(request: HttpRequest) -> HttpResponse:
    """Ask for a copy of everything, or to be forgotten."""
    user = signed_in_candidate(request)
    kind = request.POST.get("kind", "")
    if kind not in PrivacyKind.values:
        raise Http404
    try:
        asked = ask_privacy(
            by=user,
            at=timezone.now(),
            candidate=_record_of(user),
            kind=PrivacyKind(kind),
            words=request.POST.get("words", ""),
        )
    except OwnRefused:
        messages.info(request, _("You have asked for this already; it is under way."))
    else:
        said = _("Asked. You hear from us by %(day)s.") % {"day": weekday_date(asked.due_on)}
        messages.success(request, said)
    return redirect("candidates:my_data")


@require_POST
def my_privacy_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = signed_in_candidate(request)
    try:
        take_back_privacy(by=user, at=timezone.now(), request=get_own_request(user, uid))
    except OwnRefused:
        messages.error(request, _("It is done already."))
    else:
        messages.success(request, _("Taken back."))
    return redirect("candidates:my_data")


def _record_of(user: User) -> Candidate:
    found = own_record(user)
    if found is None or not shown_applications(user, timezone.now()):
        raise Http404
    return found
