"""A candidate's own page: what each room says of one's applications, put together. It stands here because no room knows them all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from secondround.candidates.access import shown_applications
from secondround.people.candidate_door import signed_in_candidate


@require_safe
def my_page(request: HttpRequest) -> HttpResponse:
    user, now = signed_in_candidate(request), timezone.now()
    return render(request, "web/my_page.html", {"applications": shown_applications(user, now)})


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    return render(request, "web/my_data.html", {"user": signed_in_candidate(request)})
