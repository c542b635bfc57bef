"""One's own interview: the kit and the card on one page, saved while one types, read through, submitted once, amended beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from secondround.candidates.resume.text import outcome_words
from secondround.interviews import forms
from secondround.interviews.access import get_amendable, get_assignment
from secondround.interviews.actions import CardRefused, amend_scorecard, recuse, submit_scorecard
from secondround.interviews.actions.drafts import DraftConflict, save_draft
from secondround.interviews.actions.scheduling import ScheduleRefused, decline_interview
from secondround.interviews.actions.taking_place import note_absent
from secondround.interviews.models import Assignment, AssignmentState, Draft, FollowUp, InterviewState, Recommendation
from secondround.interviews.queries import (
    answered_in,
    asked_before,
    draft_on,
    follow_ups_on,
    present,
    seen_before,
    versions_of,
)
from secondround.interviews.rules import drafts
from secondround.interviews.wording import pieces, words_for_seen
from secondround.people.signin import signed_in
from secondround.positions.care import NeverAsk, touched
from secondround.positions.models import Competency, KitQuestion, Scale
from secondround.positions.queries import newest_scales
from secondround.positions.repeats import near

WAYS = ["GET", "HEAD", "POST"]
REFUSED = {
    "already_submitted": gettext_lazy("This card was submitted already."),
    "not_owed": gettext_lazy("No scorecard is wanted here any more."),
    "too_early": gettext_lazy(
        "The interview has not begun. Your notes are kept; the card can be submitted once it has."
    ),
    "empty": gettext_lazy("There is nothing on this card yet."),
    "reason_wanted": gettext_lazy("Say in a sentence why."),
    "changed_meanwhile": gettext_lazy("This card was changed somewhere else meanwhile."),
    "nothing_changed": gettext_lazy("Nothing is different from what you submitted."),
}


@dataclass(frozen=True)
class Leaving:
    """The form by which somebody steps back, as it was sent, and what is wrong with it."""

    way: str = ""
    reason: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Kit:
    """What one interview is about: its competencies with their anchors, those in focus first, and its questions."""

    focus: list[tuple[Competency, Scale | None]]
    others: list[tuple[Competency, Scale | None]]
    questions: list[KitQuestion]
    follow_ups: list[FollowUp]

    @property
    def competencies(self) -> list[Competency]:
        return [one for one, _scale in (*self.focus, *self.others)]

    def clean(self, raw: dict[str, Any]) -> dict[str, Any]:
        return drafts.clean(
            raw,
            [str(one.uid) for one in self.competencies],
            [str(one.uid) for one in self.questions],
            Recommendation.values,
            [str(one.uid) for one in self.follow_ups],
        )


def kit_of(assignment: Assignment, follow_ups: Sequence[FollowUp] = ()) -> Kit:
    """The kit of an assignment's interview; without one, everything that is judged in the position. With what stays to be asked.

    A short form asks of at most what its kit is about, and has no questions: somebody met this person briefly.
    """
    is_short = assignment.is_short
    interview = assignment.interview
    judged = list(interview.application.position.competencies.all())
    scales = newest_scales(judged)
    chosen = set(interview.kit.focus.values_list("competency", flat=True)) if interview.kit else set()
    pairs = [(one, scales.get(one.pk)) for one in judged]
    return Kit(
        focus=[pair for pair in pairs if (not chosen and not is_short) or pair[0].pk in chosen],
        others=[pair for pair in pairs if chosen and not is_short and pair[0].pk not in chosen],
        questions=list(interview.kit.questions.filter(removed_at__isnull=True))
        if interview.kit and not is_short
        else [],
        follow_ups=list(follow_ups),
    )


def _writing(assignment: Assignment) -> tuple[Kit, Draft | None]:
    """What an open card is written from: kit, follow-ups, and the draft so far."""
    draft = draft_on(assignment)
    return kit_of(assignment, follow_ups_on(assignment, timezone.now(), answered_in(draft))), draft


@require_http_methods(WAYS)
def scorecard(request: HttpRequest, uid: UUID) -> HttpResponse:
    """GET: kit and card. POST: save what was typed; `then` says what follows: nothing, a tagged note, the read-through."""
    user, now = signed_in(request), timezone.now()
    assignment = get_assignment(user, uid, now)
    if assignment.state != AssignmentState.OWED:
        return _ended(request, assignment)
    kit, draft = _writing(assignment)
    if request.method != "POST":
        return _card_page(request, assignment, kit, draft)
    body = kit.clean(forms.draft_typed(request.POST))
    then, _sign, tag = request.POST.get("then", "").partition(":")
    if then == "tag" and (tag == drafts.LOOSE or any(str(one.uid) == tag for one in kit.competencies)):
        body = drafts.tagged(body, tag)
    try:
        saved = save_draft(by=user, at=now, assignment=assignment, body=body, base=_number(request.POST.get("version")))
    except DraftConflict as conflict:
        return _conflict(request, assignment, kit, body, conflict.draft)
    except CardRefused as refused:
        return _refused(request, assignment, refused)
    if _wants_json(request):
        return JsonResponse({"version": saved.version} | _care_while_typing(body))
    if then == "review":
        return redirect("interviews:review", assignment.uid)
    return redirect(
        f"{reverse('interviews:scorecard', args=[assignment.uid])}#{'composer' if then == 'tag' else 'main'}"
    )


def _card_page(
    request: HttpRequest, assignment: Assignment, kit: Kit, draft: Draft | None, leaving: Leaving | None = None
) -> HttpResponse:
    """`leaving`: a way out that was chosen and is not through, with what it wants."""
    application, shown = assignment.interview.application, kit.clean(draft.body if draft else {})
    papers = application.documents.order_by("added_at", "pk")
    context = {
        "assignment": assignment,
        "interview": assignment.interview,
        "application": application,
        "kit": kit,
        "pieces": pieces,
        "body": shown,
        "repeated": _repeated(assignment, kit, shown),
        "touched": touched,
        "own_touched": _touched_by_own(shown),
        "version": draft.version if draft else 0,
        "saved_at": draft.saved_at if draft else None,
        "recommendations": forms.RECOMMENDATIONS,
        "papers": [(one, outcome_words(one.text_outcome)) for one in papers],
        "facts": application.candidate.facts.filter(removed_at__isnull=True),
        "present": present(assignment.interview),
        "has_begun": _has_begun(assignment),
        "leaving": leaving or Leaving(),
    }
    return render(request, "interviews/scorecard.html", context, status=422 if leaving else 200)


def _repeated(assignment: Assignment, kit: Kit, body: dict[str, Any]) -> dict[str, list[str]]:
    """Which questions of the kit, and of one's own, were put to this person in an earlier round: by wording, what they repeat."""
    if assignment.interview.round.number == 1:
        return {}
    before = asked_before(assignment.interview.application, assignment.interview.round)
    wordings = [*(one.text for one in kit.questions), *drafts.lines(body["questions"])]
    return {words: again for words in wordings if (again := near(words, before))}


def _touched_by_own(body: dict[str, Any]) -> list[tuple[str, tuple[NeverAsk, ...]]]:
    """Which questions of one's own may touch what must not be asked, with what they touch."""
    return [(line, kinds) for line in drafts.lines(body["questions"]) if (kinds := touched(line))]


def _care_while_typing(body: dict[str, Any]) -> dict[str, str]:
    """The same for a page that is being written on; nothing where nothing is to be said."""
    found = _touched_by_own(body)
    return (
        {"care": render_to_string("interviews/_own_touched.html", {"own_touched": found}, using="jinja2")}
        if found
        else {}
    )


def _has_begun(assignment: Assignment) -> bool:
    at = assignment.interview.at
    return at is None or at <= timezone.now()


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _refused(request: HttpRequest, assignment: Assignment, refused: CardRefused) -> HttpResponse:
    words = str(REFUSED.get(str(refused), _("This cannot be saved any more.")))
    if _wants_json(request):
        return JsonResponse({"problem": words}, status=410)
    messages.error(request, words)
    return redirect("interviews:scorecard", assignment.uid)


def _conflict(
    request: HttpRequest, assignment: Assignment, kit: Kit, here: dict[str, Any], standing: Draft
) -> HttpResponse:
    """The same card was saved somewhere else meanwhile: both texts, and nothing decided for its author."""
    if _wants_json(request):
        words = _("This card was changed in another window. What you typed is still here; compare the two.")
        return JsonResponse({"problem": words, "conflict": True}, status=409)
    there = kit.clean(standing.body)
    named = {str(one.uid): one.name for one in kit.competencies} | {drafts.LOOSE: _("Without a competency")}
    named |= {str(one.uid): one.question for one in kit.follow_ups}
    context = {
        "assignment": assignment,
        "application": assignment.interview.application,
        "differences": [(named.get(one.key, ""), one) for one in drafts.differences(here, there)],
        "here": here,
        "joined": drafts.joined(here, there),
        "version": standing.version,
        "saved_at": standing.saved_at,
        "recommendations": dict(forms.RECOMMENDATIONS),
    }
    return render(request, "interviews/conflict.html", context, status=409)


@require_http_methods(WAYS)
def review(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The card as it will stand for good, and the one button that submits it."""
    user, now = signed_in(request), timezone.now()
    assignment = get_assignment(user, uid, now)
    if assignment.state != AssignmentState.OWED:
        return redirect("interviews:scorecard", assignment.uid)
    kit, draft = _writing(assignment)
    body = kit.clean(draft.body) if draft else drafts.EMPTY
    if request.method == "POST":
        if draft is None or _number(request.POST.get("version")) != draft.version:
            messages.error(request, str(REFUSED["changed_meanwhile"]))
            return redirect("interviews:review", assignment.uid)
        try:
            submit_scorecard(
                by=user,
                at=now,
                assignment=assignment,
                entries=forms.entries_of(body, kit.competencies),
                recommendation=Recommendation(body["recommendation"]) if body["recommendation"] else None,
                loose=forms.loose_of(body, kit.questions),
                answers=forms.answers_of(body, kit.follow_ups),
            )
        except CardRefused as refused:
            return _refused(request, assignment, refused)
        messages.success(request, _("Your scorecard is in. You may now read what others wrote, where your role does."))
        return redirect("interviews:scorecard", assignment.uid)
    context = {
        "assignment": assignment,
        "application": assignment.interview.application,
        "kit": kit,
        "pieces": pieces,
        "body": body,
        "version": draft.version if draft else 0,
        "hints": None if assignment.is_short else _hints(kit, body),
        "paragraphs": drafts.paragraphs,
        "lines": drafts.lines,
        "recommendations": dict(forms.RECOMMENDATIONS),
        "is_empty": drafts.is_empty(body),
        "has_begun": _has_begun(assignment),
    }
    return render(request, "interviews/review.html", context)


def _hints(kit: Kit, body: dict[str, Any]) -> dict[str, Any]:
    """What to look at before submitting, with the competencies by name."""
    found = drafts.hints(body, [str(one.uid) for one, _scale in kit.focus])
    named = {str(one.uid): one.name for one in kit.competencies}
    return {
        "rated_without_note": [named[key] for key in found.rated_without_note],
        "noted_without_rating": [named[key] for key in found.noted_without_rating],
        "focus_left_out": [named[key] for key in found.focus_left_out],
        "has_composed": found.has_composed,
    }


def _ended(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """What became of it: the card as submitted, with every amendment beside it, or why none is wanted."""
    if request.method == "POST":
        return _refused(
            request, assignment, CardRefused("already_submitted" if assignment.state == "submitted" else "not_owed")
        )
    versions = versions_of(assignment)
    context = {
        "assignment": assignment,
        "application": assignment.interview.application,
        "interview": assignment.interview,
        "versions": [(one, words_for_seen(seen_before(one))) for one in versions],
        "recommendations": dict(forms.RECOMMENDATIONS),
        "no_show": assignment.interview.state == InterviewState.NO_SHOW,
    }
    return render(request, "interviews/scorecard_in.html", context)


@require_http_methods(WAYS)
def amend(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A new version beside the submitted one, with a reason; the first is never changed."""
    user, now = signed_in(request), timezone.now()
    assignment = get_amendable(user, uid, now)
    kit, newest = kit_of(assignment), versions_of(assignment)[0]
    body = kit.clean(forms.draft_of(newest))
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        body = kit.clean(forms.draft_typed(request.POST))
        try:
            amend_scorecard(
                by=user,
                at=now,
                assignment=assignment,
                reason=request.POST.get("reason", ""),
                base=_number(request.POST.get("version")),
                entries=forms.entries_of(body, kit.competencies),
                recommendation=Recommendation(body["recommendation"]) if body["recommendation"] else None,
                loose=forms.loose_of(body, kit.questions),
            )
        except CardRefused as refused:
            errors = [("reason", str(REFUSED.get(str(refused), _("This cannot be changed."))))]
        else:
            messages.success(request, _("Amended. What you first wrote stays beside it."))
            return redirect("interviews:scorecard", assignment.uid)
    context = {
        "assignment": assignment,
        "application": assignment.interview.application,
        "kit": kit,
        "body": body,
        "version": newest.version,
        "reason": request.POST.get("reason", ""),
        "errors": errors,
        "recommendations": forms.RECOMMENDATIONS,
    }
    return render(request, "interviews/amend.html", context, status=422 if errors else 200)


@require_POST
def step_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Out of this interview, in one of three ways: cannot hold it, was not there, or must not or will not judge."""
    user, now = signed_in(request), timezone.now()
    assignment = get_assignment(user, uid, now)
    if assignment.state != AssignmentState.OWED:
        raise Http404
    reason, way = request.POST.get("reason", "").strip(), request.POST.get("way", "")
    try:
        if way == "decline":
            decline_interview(by=user, at=now, assignment=assignment, reason=reason)
            words = _("Whoever plans has been told that you cannot hold it.")
        elif way == "absent":
            note_absent(by=user, at=now, assignment=assignment, reason=reason)
            words = _("Noted: you did not attend, and no scorecard is wanted of you.")
        else:
            recuse(by=user, at=now, assignment=assignment, reason=reason)
            words = _("You have stepped back from this interview.")
    except (CardRefused, ScheduleRefused) as refused:
        problem = (
            _("It has not taken place yet.") if str(refused) == "not_yet" else _("Say in a sentence why you step back.")
        )
        return _card_page(request, assignment, *_writing(assignment), Leaving(way, reason, problem))
    messages.success(request, words)
    return redirect("web:today")
