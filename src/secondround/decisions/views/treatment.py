"""Who was treated how, and who had seen what: one page per position."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondround.decisions import access
from secondround.decisions.actions import note_treatment
from secondround.decisions.queries.treatment import differs, treatment_of
from secondround.handoff.actions.shortlist import ReasonRefused
from secondround.interviews.wording import SEEN
from secondround.people.policy import decide, row
from secondround.people.signin import signed_in
from secondround.positions.access import facts_about
from secondround.positions.models import Position
from secondround.positions.views.positions import may


@require_safe
def treatment(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    position = Position.objects.filter(uid=uid).first()
    if position is None or not facts_about(user, position, now).roles & row("treatment.read").cells.keys():
        raise Http404
    rows = treatment_of(user, position, now)
    context = {
        "position": position,
        "may": may(user, position),
        "rows": rows,
        "differs": differs(rows),
        "words": SEEN,
        "may_name_decider": decide(facts_about(user, position, now), "decider.name").is_allowed,
        "decider": access.named_decider(position),
    }
    return render(request, "decisions/treatment.html", context)


@require_POST
def note(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Why one person's day differed, in a sentence."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "treatment.read")
    try:
        note_treatment(by=user, at=now, application=application, words=request.POST.get("words", "")[:2000])
    except ReasonRefused:
        messages.error(request, _("Say in a sentence why it differed."))
    return redirect("decisions:treatment", application.position.uid)
