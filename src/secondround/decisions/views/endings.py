"""Deciding: the whole page of candidates in one go, an early close, an answer given."""

from collections import defaultdict
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from secondround.candidates import access as candidates_access
from secondround.candidates.access import get_application
from secondround.candidates.models import ApplicationState
from secondround.decisions.actions import AnswerRefused, close_before_interview, decide_round, note_answer
from secondround.decisions.forms import DecideForm
from secondround.decisions.queries import is_unanswered, owed_to
from secondround.handoff.actions.shortlist import AlreadyHandedOver, ReasonRefused
from secondround.handoff.views.compare import page_for
from secondround.interviews.models import Scorecard
from secondround.interviews.queries import may_close_early, whole_cards
from secondround.people.queries import choosable, chosen_person
from secondround.people.signin import signed_in
from secondround.positions.views.positions import may


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Reasons for what was chosen on Compare, an owner and a date for everybody else; recorded all or none."""
    user, now = signed_in(request), timezone.now()
    page = page_for(user, uid)
    decidable = candidates_access.visible_to(user, now, "shortlist.decide").filter(position=page.position)
    keys = set(decidable.exclude(state=ApplicationState.CLOSED).values_list("pk", flat=True))
    rows = [row for row in page.rows if row.application.pk in keys and not row.is_handed_over]
    if not keys:
        raise Http404
    cards: dict[int, list[Scorecard]] = defaultdict(list)
    for card in whole_cards([row.application.pk for row in rows]):
        cards[card.assignment.interview.application_id].append(card)
    people = list(choosable())
    data = request.POST if request.method == "POST" else request.GET
    form = DecideForm(page, rows, cards, people, now.date(), data)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            decide_round(by=user, at=now, choices=form.choices(), comparison=form.page.comparison)
        except AlreadyHandedOver:
            messages.error(
                request, _("Somebody on this page was handed over in the meantime. Nothing was recorded; look again.")
            )
            return redirect("handoff:compare", page.position.uid)
        number = len(form.decided)
        messages.success(
            request,
            ngettext("One decision is recorded.", "%(number)s decisions are recorded.", number) % {"number": number},
        )
        return redirect("handoff:compare", page.position.uid)
    if request.method == "POST":
        status = 422
    context = {
        "page": page,
        "position": page.position,
        "may": may(user, page.position),
        "form": form,
        "cards": cards,
        "people": people,
    }
    return render(request, "decisions/decide.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def close_early(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End an application before its first interview: the recruiter, with a reason."""
    user, now = signed_in(request), timezone.now()
    application = get_application(user, uid, now, "fact.write")
    if not may_close_early(user, application, now):
        raise Http404
    people = list(choosable())
    errors: list[str] = []
    if request.method == "POST":
        owner = chosen_person(request.POST.get("owner"))
        try:
            due = parse_date(request.POST.get("answer_by", ""))
        except ValueError:
            due = None
        if owner is None or due is None:
            errors.append(_("Choose who answers, and by when."))
        else:
            try:
                close_before_interview(
                    by=user,
                    at=now,
                    application=application,
                    words=request.POST.get("words", ""),
                    owner=owner,
                    due_on=due,
                )
            except ReasonRefused:
                errors.append(_("Say why in a sentence."))
            else:
                messages.success(request, _("Closed. The answer is owed; nothing was sent."))
                return redirect("interviews:position", application.position.uid)
    context = {"application": application, "people": people, "errors": errors, "data": request.POST}
    return render(request, "decisions/close_early.html", context, status=422 if errors else 200)


@require_POST
def answered(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The person was answered: how, in a few words."""
    user, now = signed_in(request), timezone.now()
    application = get_application(user, uid, now, "answer.settle")
    owed = owed_to(application)
    if owed is None or not is_unanswered(owed):
        raise Http404
    try:
        note_answer(by=user, at=now, owed=owed, how=request.POST.get("how", "")[:300])
    except ReasonRefused:
        messages.error(request, _("Say in a few words how they were answered."))
    except AnswerRefused:
        messages.error(request, _("They have been answered in the meantime."))
    else:
        messages.success(request, _("Noted."))
    return redirect("web:today")
