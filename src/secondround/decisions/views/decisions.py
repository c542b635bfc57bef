"""Deciding on one person: the reasons, the weighted order beside, what is missing said at its field."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secondround.decisions import access, wording
from secondround.decisions.actions import DecisionRefused, decide
from secondround.decisions.final_form import FinalForm
from secondround.decisions.models import FinalVerdict
from secondround.decisions.queries.debriefs import has_entered, newest_debrief
from secondround.decisions.queries.offers import decided, others_in_question
from secondround.decisions.queries.room import room_of
from secondround.decisions.rules import is_against_order
from secondround.handoff.actions.shortlist import ReasonRefused
from secondround.interviews.queries import whole_cards
from secondround.people.queries import choosable
from secondround.people.signin import signed_in

FIELD_OF = {
    "override": "override",
    "no_date": "answer_by",
    "words": "words",
    "competency": "competency",
    "citation": "cite",
}


@require_http_methods(["GET", "HEAD", "POST"])
def decide_finally(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The one form of the one person who decides."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "decision.make")
    found = newest_debrief(application)
    if found is None or not has_entered(user, found):
        messages.error(request, wording.refused("no_debrief" if found is None else "not_entered"))
        return redirect("decisions:debrief", application.uid)
    cards, people = whole_cards([application.pk]), list(choosable())
    competencies = list(application.position.competencies.all())
    form = FinalForm(application, cards, competencies, people, request.POST)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        if form.is_valid():
            try:
                made = decide(by=user, at=now, application=application, final=form.final())
            except DecisionRefused as refused:
                errors = [(FIELD_OF.get(str(refused), "decide"), wording.refused(str(refused)))]
            except ReasonRefused as refused:
                errors = [(FIELD_OF.get(code, "words"), wording.refused(code)) for code in refused.args[0]]
            else:
                messages.success(request, _("The decision is recorded. Nothing was sent."))
                goes_to_offer = made.verdict == FinalVerdict.HIRE
                return redirect("decisions:offer" if goes_to_offer else "decisions:debrief", application.uid)
        else:
            errors = [(name, _said(code)) for name, code in form.errors]
    room = room_of(user, found, now)
    stands = decided(application)
    chances = {str(other.uid): chance for other, chance in room.above}
    context = {
        "application": application,
        "room": room,
        "form": form,
        "cards": cards,
        "competencies": competencies,
        "people": people,
        "against": {verdict: is_against_order(verdict, chances) for verdict in FinalVerdict.values},
        "verdicts": [(code, wording.verdict_words(code)) for code in FinalVerdict.values],
        "waiting": others_in_question(application),
        "errors": errors,
        "wrong": dict(errors),
        "stands": stands,
        "stands_words": wording.verdict_words(stands.verdict) if stands else "",
    }
    return render(request, "decisions/decide_finally.html", context, status=422 if errors else 200)


def _said(code: str) -> str:
    return _("Choose what is decided.") if code == "no_verdict" else wording.refused(code)
