"""One person in two records: what is suspected, what would move, put together, taken apart."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondround.candidates import access, actions
from secondround.candidates.actions import MergeRefused, Plan, merge_candidates, plan_merge, undo_merge
from secondround.candidates.models import Merge
from secondround.candidates.queries import merges_of, suspected_pairs
from secondround.candidates.wording import MERGE_REFUSALS, SUSPICIONS
from secondround.people.signin import signed_in


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    if not access.recruits(user, now):
        raise Http404
    pairs = [(one, other, [SUSPICIONS[why] for why in reasons]) for one, other, reasons in suspected_pairs(user, now)]
    return render(request, "candidates/duplicates.html", {"pairs": pairs, "merges": merges_of(user, now)})


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, kept: UUID, gone: UUID) -> HttpResponse:
    """What would move, then the same by a button."""
    user, now = signed_in(request), timezone.now()
    stays = access.get_candidate(user, kept, now, "candidate.merge")
    goes = access.get_candidate(user, gone, now, "candidate.merge")
    refused, plan = "", Plan()
    try:
        if request.method == "POST":
            merge_candidates(by=user, at=now, kept=stays, gone=goes)
            messages.success(request, _("They are one person now. It can be undone below."))
            return redirect("candidates:duplicates")
        plan = plan_merge(by=user, at=now, kept=stays, gone=goes)
    except MergeRefused as error:
        refused = str(MERGE_REFUSALS[str(error)])
    context = {"kept": stays, "gone": goes, "plan": plan, "refused": refused}
    return render(request, "candidates/merge.html", context, status=422 if refused else 200)


@require_POST
def keep_apart(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    """They are two people: the pair is not suspected any more."""
    user, now = signed_in(request), timezone.now()
    first, second = (access.get_candidate(user, uid, now, "candidate.merge") for uid in (one, other))
    try:
        actions.keep_apart(by=user, at=now, one=first, other=second)
    except MergeRefused as error:
        messages.error(request, str(MERGE_REFUSALS[str(error)]))
    else:
        messages.success(request, _("They stay two. Nobody is asked to look again."))
    return redirect("candidates:duplicates")


@require_POST
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    found = Merge.objects.filter(uid=uid).select_related("kept").first()
    if found is None or not access.may_on_all(user, found.kept, now, "candidate.merge"):
        raise Http404
    try:
        undo_merge(by=user, at=now, merge=found)
    except MergeRefused as error:
        messages.error(request, str(MERGE_REFUSALS[str(error)]))
    else:
        messages.success(request, _("They are two people again."))
    return redirect("candidates:duplicates")
