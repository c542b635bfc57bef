"""One application: the person, the papers, what was said in the rounds that one may read; assigning, answering, declaring."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondround.candidates import access as candidates_access
from secondround.candidates.access import get_application, get_document
from secondround.candidates.actions import FACT_LINES, promise_answer, write_facts
from secondround.candidates.downloads import as_download
from secondround.candidates.forms import first_errors
from secondround.candidates.models import Application, ApplicationState, CandidateFact, ConflictKind, FactSource
from secondround.candidates.queries import conflicts_on, intake_of, sight_on
from secondround.candidates.resume.text import outcome_words
from secondround.correspondence.queries import letters_about
from secondround.interviews import forms, wording
from secondround.interviews.access import none_of_later_rounds, scorecards_visible_to
from secondround.interviews.actions import CardRefused, assign, plan_interview, waive_scorecard
from secondround.interviews.actions.conflicts import step_out_for_conflict
from secondround.interviews.actions.exposures import note_reading
from secondround.interviews.models import Assignment, AssignmentState, Interview
from secondround.interviews.queries import (
    EARLIER_READ,
    EXPECTED,
    counts_of,
    earlier_versions,
    has_written,
    may_close_early,
    progress_of,
    reads_words_first,
    seen_by_authors,
    told_to,
    whole_cards,
)
from secondround.interviews.queries.planning import interviews_of, unplanned_kits
from secondround.interviews.queries.story import story
from secondround.interviews.views.planning import words_for
from secondround.people.models import User
from secondround.people.queries import choosable
from secondround.people.signin import signed_in

AFTER_FIRST_ROUND = (
    ApplicationState.ADVANCED,
    ApplicationState.RESERVE,
    ApplicationState.OFFERED,
    ApplicationState.CLOSED,
)


@dataclass(frozen=True)
class Doors:
    """What one person may do on this application's page."""

    contact: bool
    facts: bool
    assign: bool
    names: bool
    counts: bool
    settle: bool
    close_early: bool
    declare: bool
    list: bool
    letters: bool
    interviews: bool
    schedule: bool
    debrief: bool
    withdrawal: bool


def doors(user: User, application: Application) -> Doors:
    now = timezone.now()

    def may(action: str) -> bool:
        return candidates_access.decide(user, application, now, action).is_allowed

    return Doors(
        contact=may("contact.read"),
        facts=may("fact.write"),
        assign=may("interview.assign") and application.state != ApplicationState.CLOSED,
        names=may("progress.names"),
        counts=may("progress.count"),
        settle=may("answer.settle"),
        close_early=may_close_early(user, application, now),
        declare=may("conflict.declare"),
        list=may("application.list"),
        letters=may("letter.read"),
        interviews=may("interview.read"),
        debrief=may("debrief.open") and application.state in AFTER_FIRST_ROUND,
        withdrawal=may("withdrawal.enter") and application.state != ApplicationState.CLOSED,
        schedule=may("interview.schedule") and application.state != ApplicationState.CLOSED,
    )


@require_safe
def application(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    found = get_application(user, uid, now)
    return _page(request, user, found)


def _page(
    request: HttpRequest, user: User, found: Application, status: int = 200, **forms_given: object
) -> HttpResponse:
    now = timezone.now()
    blind = candidates_access.blind_on(user, now)
    (found,) = candidates_access.as_seen([found], blind)
    may = doors(user, found)
    readable = set(scorecards_visible_to(user, found, now).values_list("pk", flat=True))
    cards = [card for card in whole_cards([found.pk]) if card.pk in readable]
    if any(card.assignment.user_id != user.pk for card in cards):
        note_reading(by=user, at=now, applications=[found.pk], what=EARLIER_READ)
    # Whoever owes a card here reads nothing of the others' from a count either: theirs is the only one they are told of.
    progress = told_to(user, progress_of([found.pk], now).get(found.pk, []))
    facts = found.candidate.facts.filter(removed_at__isnull=True)
    context = {
        "application": found,
        "candidate": found.candidate,
        "position": found.position,
        "doors": may,
        "is_blind": found.pk in blind,
        "parts": story(cards),
        "words_first": reads_words_first(user, found, now),
        "told_by": "person" if request.GET.get("by") == "person" else "competency",
        "seen": {key: wording.words_for_seen(one) for key, one in seen_by_authors(cards).items()},
        "earlier": earlier_versions(cards),
        "words": wording,
        "progress": progress if may.names else [],
        "counts": counts_of(progress if may.counts or may.names else []),
        "own": [
            one
            for one in progress
            if one.assignment.user_id == user.pk and one.assignment.state == AssignmentState.OWED
        ],
        "sight": sight_on(found) if may.names else [],
        "conflicts": conflicts_on(found) if may.names else [],
        "facts": facts,
        "letters": letters_about(f"application:{found.pk}") if may.letters else [],
        # To whom and what became of them, never their words: those are their reader's alone. Before a note is delivered there is no row.
        "thanks": letters_about(f"thanks:{found.pk}") if may.letters else [],
        "fact_lines": _fact_lines(facts),
        "documents": [(one, outcome_words(one.text_outcome)) for one in found.documents.order_by("added_at", "pk")],
        "rounds": list(found.position.rounds.all()),
        "planned": _planned(user, found, may),
        "unplanned": unplanned_kits(found) if may.schedule else [],
        "people": list(choosable()) if may.assign or may.settle else [],
        "conflict_kinds": forms.CONFLICT_KINDS,
        "intake": intake_of(user, found, timezone.now()),
        "errors": (errors := list(cast(Iterable[tuple[str, str] | str], forms_given.get("errors", [])))),
        "wrong": dict(one for one in errors if not isinstance(one, str)),
        "typed": forms_given.get("typed", {}),
    }
    return render(request, "interviews/application.html", context, status=status)


def _planned(user: User, found: Application, may: Doors) -> list[tuple[Interview, list[str]]]:
    """Interviews with who holds them: all for whoever sees what is planned, one's own for the others."""
    told = none_of_later_rounds(user, timezone.now())
    rows = [
        (one, [held for held in one.assignments.all() if held.state in EXPECTED])
        for one in interviews_of(found, told=told)
    ]
    return [
        (one, [row.user.name for row in held])
        for one, held in rows
        if may.interviews or any(row.user_id == user.pk for row in held)
    ]


def _fact_lines(facts: Iterable[CandidateFact]) -> list[tuple[str, str, bool]]:
    """Ten lines to fill in: kind, text, and whether the candidate has confirmed it (then it stays as it is)."""
    lines = [(one.kind, one.text, one.confirmed_at is not None) for one in facts]
    return [*lines, *[("", "", False)] * (FACT_LINES - len(lines))]


@require_POST
def write_lines(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    found = get_application(user, uid, now, "fact.write")
    given = zip(request.POST.getlist("kind"), request.POST.getlist("text"), strict=False)
    facts = [(kind[:30] or "other", " ".join(text.split())[:300]) for kind, text in given if text.strip()]
    write_facts(by=user, at=now, application=found, facts=facts, source=FactSource.RECRUITER)
    messages.success(request, _("Saved. Each line says that the candidate has not confirmed it yet."))
    return redirect("interviews:application", found.uid)


@require_POST
def promise(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    found = get_application(user, uid, now, "answer.settle")
    form = forms.PromiseForm(request.POST)
    if not form.is_valid() or found.state == ApplicationState.CLOSED:
        return _page(request, user, found, 422, errors=first_errors(form), typed=request.POST)
    promise_answer(
        by=user, at=now, application=found, owner=form.cleaned_data["owner"], answer_by=form.cleaned_data["answer_by"]
    )
    messages.success(request, _("Saved."))
    return redirect("interviews:application", found.uid)


@require_POST
def assign_assessor(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The simplest door of assigning: who, in which round. They are blind on it from now on."""
    user, now = signed_in(request), timezone.now()
    found = get_application(user, uid, now, "interview.assign")
    form = forms.AssignForm(found.position, request.POST)
    if not form.is_valid():
        return _page(request, user, found, 422, errors=first_errors(form), typed=request.POST)
    try:
        interview = plan_interview(
            by=user, at=now, application=found, round=form.cleaned_data["round"], held_at=form.cleaned_data["held_at"]
        )
        assign(by=user, at=now, interview=interview, user=form.cleaned_data["user"])
    except CardRefused as refused:
        return _page(request, user, found, 422, errors=[words_for(refused)], typed=request.POST)
    messages.success(request, _("%(name)s is asked for a scorecard.") % {"name": form.cleaned_data["user"].name})
    return redirect("interviews:application", found.uid)


@require_POST
def waive(request: HttpRequest, uid: UUID, assignment: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    found = get_application(user, uid, now, "progress.names")
    owed = Assignment.objects.filter(uid=assignment, interview__application=found, state=AssignmentState.OWED).first()
    if owed is None:
        raise Http404
    try:
        waive_scorecard(by=user, at=now, assignment=owed, reason=request.POST.get("reason", ""))
    except CardRefused:
        said = _("Say in a sentence why this scorecard is done without.")
        return _page(request, user, found, 422, errors=[(f"waive-{owed.uid}", said)])
    return redirect("interviews:application", found.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Declare that one must not judge this person: from now on they are gone from one's pages.

    The page itself shows a name and nothing of the file, for whoever knows the name already and should not open it.
    """
    user, now = signed_in(request), timezone.now()
    found = get_application(user, uid, now, "conflict.declare")
    kind, errors = request.POST.get("kind", ""), list[str]()
    if request.method == "POST" and kind in ConflictKind.values:
        step_out_for_conflict(
            by=user,
            at=now,
            application=found,
            kind=ConflictKind(kind),
            reason=request.POST.get("reason", "")[:300],
            had_read=request.POST.get("unread") != "1" or has_written(user, found),
        )
        messages.success(
            request, _("Noted. This person's file is closed to you from now on; the recruiter sees that you said so.")
        )
        return redirect("web:today")
    if request.method == "POST":
        errors = [_("Say what connects you.")]
    context = {
        "application": found,
        "conflict_kinds": forms.CONFLICT_KINDS,
        "errors": errors,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "interviews/must_not_judge.html", context, status=422 if errors else 200)


@require_safe
def document(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A paper as it was given: always a download, never opened in the page, under a kind that no browser runs."""
    return as_download(get_document(signed_in(request), uid, timezone.now()))
