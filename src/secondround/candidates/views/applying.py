"""The public form of a position: typed, looked at again with what the résumé says, confirmed. Works without a sign-in."""

import hashlib
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from secondround.audit.actions import APPLICANT
from secondround.candidates.actions import Confirmed, PaperGone, begin_enquiry, confirm_enquiry, keep_paper
from secondround.candidates.forms import ApplyForm, PersonForm, first_errors, lines_given
from secondround.candidates.models import Enquiry
from secondround.candidates.queries import find_enquiry, find_kept_paper, find_open_position, privacy_notice
from secondround.candidates.resume.found import Found, found_in
from secondround.candidates.resume.text import outcome_words
from secondround.candidates.storage import StoredFile, digest, keep
from secondround.candidates.views.tries import is_too_often
from secondround.candidates.wording import LINES
from secondround.people.forms import ZONES
from secondround.people.models import Organisation
from secondround.positions.models import Position

MORE_LINES = 3
LOST = gettext_lazy("Choose your résumé again: it is not kept any more.")
ASKED = ("name", "email", "phone", "zone")


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, uid: UUID) -> HttpResponse:
    position = find_open_position(uid, timezone.now())
    if position is None:
        raise Http404
    if request.method != "POST":
        return _first_page(request, position, ApplyForm())
    if is_too_often(request, "apply"):
        return render(request, "429.html", status=429)
    return _confirm(request, position) if "token" in request.POST else _begin(request, position)


@require_safe
def applied(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The same page for everybody: it says nothing about who had applied before."""
    position = find_open_position(uid, timezone.now())
    if position is None:
        raise Http404
    return render(
        request, "candidates/applied.html", {"position": position, "organisation": Organisation.objects.first()}
    )


def _first_page(
    request: HttpRequest,
    position: Position,
    form: ApplyForm,
    said: str = "",
    status: int = 200,
    kept: tuple[str, str] | None = None,
) -> HttpResponse:
    """`kept`: the token and the name of a résumé that came with the form before."""
    errors = [*([said] if said else []), *first_errors(form)]
    context = {
        "position": position,
        "organisation": Organisation.objects.first(),
        "form": form,
        "errors": errors,
        "notice": privacy_notice(),
        "zones": _zones(),
        "kept": kept,
    }
    return render(request, "candidates/apply.html", context, status=status)


def _zones() -> list[tuple[str, str]]:
    """The clocks to choose from; nothing chosen, times are said on those of the organisation."""
    organisation = Organisation.objects.first()
    here = (organisation.zone if organisation else "UTC").replace("_", " ")
    return [("", _("as here: %(zone)s") % {"zone": here}), *((zone, zone.replace("_", " ")) for zone in ZONES)]


def _begin(request: HttpRequest, position: Position) -> HttpResponse:
    form, now, token = ApplyForm(request.POST, request.FILES), timezone.now(), request.POST.get("kept", "")
    kept = find_kept_paper(token, position, now) if token else None
    if token and kept is None and not request.FILES.get("resume"):
        form.add_error("resume", LOST)
    if not form.is_valid():
        return _first_page(request, position, form, status=422, kept=_kept(position, form, token, kept))
    given, paper = form.cleaned_data, form.stored()
    if paper is not None:
        kept = None  # another was chosen; the one before is forgotten in its time
    elif kept is not None:
        paper = _paper_of(kept)
    papers = [("resume", paper)] if paper else []
    if given["cover"].strip():
        papers.append(("cover", _cover(given["cover"])))
    typed = {name: given[name] for name in ASKED}
    try:
        token = begin_enquiry(
            by=APPLICANT,
            at=now,
            position=position,
            given={**typed, "notice_sha256": hashlib.sha256(privacy_notice().encode()).hexdigest()},
            papers=papers,
            kept=kept,
        )
    except PaperGone:
        form.add_error("resume", LOST)
        return _first_page(request, position, form, status=422)
    found = found_in(paper.text) if paper else Found()
    return _second_page(request, position, token, typed, found, found.lines, paper)


def _kept(position: Position, form: ApplyForm, token: str, kept: Enquiry | None) -> tuple[str, str] | None:
    """The résumé that stays with a form shown again: the one it brought, else the one that it had brought before."""
    if paper := form.stored():
        return keep_paper(by=APPLICANT, at=timezone.now(), position=position, paper=paper), paper.original_name
    before = _paper_of(kept) if kept else None
    return (token, before.original_name) if before else None


def _cover(text: str) -> StoredFile:
    data = text.strip().encode()
    name = _("What they wrote") + ".txt"
    return StoredFile(keep(data), name, "text/plain", len(data), digest(data), text.strip(), "text")


def _second_page(
    request: HttpRequest,
    position: Position,
    token: str,
    typed: dict[str, str],
    found: Found,
    lines: list[tuple[str, str]],
    paper: StoredFile | None,
    errors: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """What will be kept, to be corrected; what came out of the résumé says so."""
    empty = [("other", "")] * min(MORE_LINES, 10 - len(lines))
    context = {
        "position": position,
        "token": token,
        "typed": {**typed, "phone": typed["phone"] or found.phone},
        "is_phone_found": bool(found.phone) and not typed["phone"],
        "found": found,
        "found_texts": {text for _kind, text in found.lines},
        "lines": [*lines, *empty],
        "kinds": LINES,
        "paper": paper,
        "problem": outcome_words(paper.text_outcome) if paper else "",
        "errors": errors or [],
        "zones": _zones(),
    }
    return render(request, "candidates/apply_confirm.html", context, status=422 if errors else 200)


def _confirm(request: HttpRequest, position: Position) -> HttpResponse:
    now, token = timezone.now(), request.POST["token"]
    enquiry = find_enquiry(token, position, now)
    if enquiry is None:
        said = _("This form lay open for more than a day, and what was typed is forgotten. Please begin again.")
        return _first_page(request, position, ApplyForm(), said, status=422)
    form = PersonForm(request.POST)
    lines = lines_given(request.POST.getlist("kind"), request.POST.getlist("text"))
    if enquiry.ended_at is not None:  # sent twice: it was confirmed the first time
        return redirect("candidates:applied", position.uid)
    if not form.is_valid():
        typed = {name: request.POST.get(name, "") for name in ASKED}
        paper = _paper_of(enquiry)
        found = found_in(paper.text) if paper else Found()
        return _second_page(request, position, token, typed, found, lines, paper, first_errors(form))
    said_of = Confirmed(lines=lines, **{name: form.cleaned_data[name] for name in ASKED})
    confirm_enquiry(by=APPLICANT, at=now, enquiry=enquiry, said=said_of)
    return redirect("candidates:applied", position.uid)


def _paper_of(enquiry: Enquiry) -> StoredFile | None:
    for paper in enquiry.given["papers"]:
        if paper["kind"] == "resume":
            return StoredFile(**{name: value for name, value in paper.items() if name != "kind"})
    return None
