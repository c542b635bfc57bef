"""Finalists side by side, by how they were treated; and who had seen what: one page per position."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondround.decisions import access
from secondround.decisions import treating_words as wording
from secondround.decisions.actions import note_treatment
from secondround.decisions.models import TreatmentNote
from secondround.decisions.queries.treatment import Treated, treatment_of
from secondround.decisions.treating import COMPARED, differing
from secondround.handoff.actions.shortlist import ReasonRefused
from secondround.interviews.wording import SEEN
from secondround.people.policy import decide, row
from secondround.people.signin import signed_in
from secondround.positions.access import facts_about
from secondround.positions.models import Position
from secondround.positions.views.positions import may


@dataclass(frozen=True)
class Line:
    """One thing compared: each finalist's part of it and the reasons given; `difference`: a sentence, nothing where they are alike."""

    code: str
    title: str
    difference: str
    cells: tuple[tuple[Treated, list[str], list[TreatmentNote]], ...]


def _lines(rows: list[Treated]) -> list[Line]:
    courses = [one.course for one in rows]
    parted = differing(courses)
    return [
        Line(
            code,
            wording.title(code),
            wording.difference(code, courses) if code in parted else "",
            tuple((one, wording.cell(code, one.course), one.said_of(code)) for one in rows),
        )
        for code in COMPARED
    ]


@require_safe
def treatment(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = Position.objects.filter(uid=uid).first()
    if position is None or not facts_about(user, position, now).roles & row("treatment.read").cells.keys():
        raise Http404
    rows = treatment_of(user, position, now)
    lines = _lines(rows)
    context = {
        "position": position,
        "may": may(user, position),
        "rows": rows,
        "lines": lines,
        "differing": [one for one in lines if one.difference],
        "whole": [(one, one.said_of("")) for one in rows],
        "words": SEEN,
        "may_name_decider": decide(facts_about(user, position, now), "decider.name").is_allowed,
        "decider": access.named_decider(position),
    }
    return render(request, "decisions/treatment.html", context)


@require_POST
def note(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Why one person was treated differently in one thing, or in all, in a sentence."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "treatment.read")
    words, about = request.POST.get("words", "")[:2000], request.POST.get("about", "")
    try:
        note_treatment(by=user, at=now, application=application, words=words, about=about)
    except ReasonRefused:
        messages.error(request, _("Say in a sentence why it differed."))
    return redirect("decisions:treatment", application.position.uid)
