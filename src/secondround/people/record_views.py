"""The record as a page: all of it for the privacy officer, its metadata for administrators, one's own acts for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from secondround.audit.queries import Chain, entries, verify_chain
from secondround.people.access import can
from secondround.people.queries import directory, find_person, told
from secondround.people.record_wording import KINDS, said_act
from secondround.people.signin import signed_in

PAGE = 50


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    reads_others = can(user, now, "audit.read")  # of entries that are nobody's own
    asked = find_person(request.GET.get("person")) if reads_others else None
    act = request.GET.get("act", "")[:80]
    # Whoever reads only their own acts is shown no number of the chain, and pages by count: numbers tell how busy others were.
    following: dict[str, int]
    if reads_others:
        found = entries(about_user=asked.pk if asked else None, act=act, before=_number(request, "before"))
        page = list(found[: PAGE + 1])
        following = {"before": page[PAGE - 1].sequence} if len(page) > PAGE else {}
    else:
        skip = _number(request, "skip") or 0
        page = list(entries(actor=f"user:{user.pk}", act=act)[skip : skip + PAGE + 1])
        following = {"skip": skip + PAGE} if len(page) > PAGE else {}
    context = {
        "shown": told(user, page[:PAGE], now),
        "older": urlencode([("person", str(asked.uid) if asked else ""), ("act", act), *following.items()])
        if following
        else "",
        "reads_others": reads_others,
        "asked": asked,
        "act": act,
        "kinds": KINDS if not act or act in dict(KINDS) else [*KINDS, (act, said_act(act))],
        "people": directory(with_former=True) if reads_others else [],
        "chain": _checked(request) if reads_others else None,
        "clock": timezone.get_current_timezone_name(),
    }
    return render(request, "people/record.html", context)


def _checked(request: HttpRequest) -> Chain:
    """The newest links on every look; all of them where asked for, since that takes as long as the record is."""
    return verify_chain() if request.GET.get("check") == "all" else verify_chain(last=PAGE)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
