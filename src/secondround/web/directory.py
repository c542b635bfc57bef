"""The directory of people. It stands here because who may read it follows from roles on positions, which `people` cannot know."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from secondround.people import access as people_access
from secondround.people.forms import RIGHT_WORDS
from secondround.people.queries import directory as everybody
from secondround.people.queries import find_person, standings
from secondround.people.signin import signed_in
from secondround.positions.access import require_anywhere

PAGE = 100


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Names and titles for administrators, recruiters and hiring managers; rights and invitations for administrators alone."""
    user, now = signed_in(request), timezone.now()
    require_anywhere(user, now, "person.list")
    may_invite = people_access.can(user, now, "person.invite")
    asked = request.GET.get("q", "").strip()[:100]
    found = everybody(with_former=may_invite)
    if asked:
        found = found.filter(Q(name__icontains=asked) | Q(department__icontains=asked))
    count = everybody().count()
    last = find_person(request.GET.get("after"))
    if last:
        found = found.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    page = list(found[: PAGE + 1])
    older = urlencode({"q": asked, "after": str(page[PAGE - 1].uid)}) if len(page) > PAGE else ""
    context = {
        "standings": standings(page[:PAGE], now),
        "count": count,
        "asked": asked,
        "older": older,
        "may_invite": may_invite,
        "right_words": RIGHT_WORDS,
    }
    return render(request, "people/list.html", context)
