"""The public pages of positions: which take applications, and what each is. Nobody signs in for them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from secondround.candidates.queries import privacy_notice
from secondround.people.models import Organisation
from secondround.positions.models import PositionState
from secondround.positions.queries import find_posting, newest_scales, postings


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    context = {"positions": postings(), "organisation": Organisation.objects.first()}
    return render(request, "candidates/jobs.html", context)


@require_safe
def job(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One published position: what it is, what is looked at (the words that interviewers read, too), what happens with data."""
    position = find_posting(uid)
    if position is None:
        raise Http404
    judged = list(position.competencies.all())
    scales = newest_scales(judged)
    context = {
        "position": position,
        "organisation": Organisation.objects.first(),
        "judged": [(one, scales.get(one.pk)) for one in judged],
        "takes": position.state == PositionState.OPEN,
        "notice": privacy_notice(),
    }
    return render(request, "candidates/job.html", context)
