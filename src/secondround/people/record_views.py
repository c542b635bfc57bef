"""The record as a page: all of it for the privacy officer, its metadata for administrators, one's own acts for everybody."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from secondround.audit.queries import Chain, entries, verify_chain
from secondround.people.access import standing_roles
from secondround.people.models import User
from secondround.people.policy import Role
from secondround.people.queries import told
from secondround.people.signin import signed_in

PAGE = 50
ROOMS = ("people", "positions", "candidates", "interviews", "handoff", "decisions", "correspondence", "web")


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    reads_others = bool(standing_roles(user, now) & {Role.ADMINISTRATOR, Role.PRIVACY})
    asked = User.objects.filter(uid=request.GET["person"]).first() if _is_uid(request.GET.get("person")) else None
    act = request.GET.get("act", "")[:80]
    # Whoever reads only their own acts is shown no numbers of the chain and pages by time: both would tell how busy others were.
    stretch = entries(
        actor="" if reads_others else f"user:{user.pk}",
        about_user=asked.pk if asked and reads_others else None,
        act=act,
        before=_moment(request.GET.get("before")),
    )[: PAGE + 1]
    found = list(stretch)
    shown = told(user, found[:PAGE], now)
    asks = {"person": str(asked.uid) if asked and reads_others else "", "act": act}
    older = urlencode({**asks, "before": found[PAGE - 1].at.isoformat()}) if len(found) > PAGE else ""
    context = {
        "shown": shown,
        "older": older,
        "reads_others": reads_others,
        "asked": asked if reads_others else None,
        "act": act,
        "rooms": ROOMS,
        "people": User.objects.order_by("name", "pk") if reads_others else [],
        "chain": _checked(request) if reads_others else None,
    }
    return render(request, "people/record.html", context)


def _checked(request: HttpRequest) -> Chain:
    """The newest links on every look; all of them where asked for, since that takes as long as the record is."""
    return verify_chain() if request.GET.get("check") == "all" else verify_chain(last=PAGE)


def _is_uid(text: str | None) -> bool:
    return bool(text) and len(text or "") == 36 and (text or "").replace("-", "").isalnum()


def _moment(text: str | None) -> datetime | None:
    try:
        moment = parse_datetime(text or "")
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
