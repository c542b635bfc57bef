"""Pages that belong to no room: Today, health."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from secondround.people.access import can
from secondround.people.queries import clock_of
from secondround.people.signin import signed_in
from secondround.positions import access as positions_access
from secondround.web.expecting import coming_for, expected_by, is_met_on
from secondround.web.waiting import waiting_for


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    zone = clock_of(user)
    today = timezone.localdate(now, zone)
    context = {
        "today": today,
        "waits": waiting_for(user, now),
        "coming": [one for one in coming_for(user, now) if not is_met_on(one, today, zone)],
        "expected": expected_by(user, now),
        "may_import": can(user, now, "import.run"),
        "may_open": can(user, now, "position.open"),
        "has_positions": positions_access.visible_to(user, now).exists(),
    }
    return render(request, "web/today.html", context)


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"ok": True})
