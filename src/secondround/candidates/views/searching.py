"""People who applied: looking for them, keeping a search, one change to several with a preview."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from secondround.candidates import access
from secondround.candidates.actions import (
    Change,
    ChangedMeanwhile,
    change_many,
    drop_view,
    save_view,
    sort_out,
)
from secondround.candidates.actions.bulk import DOORS
from secondround.candidates.forms import AnswerForm, first_errors
from secondround.candidates.models import Application, SavedView
from secondround.candidates.rules import known_tag
from secondround.candidates.searching import Search, choices_for, listed, narrowed, page_of, tags_of
from secondround.candidates.wording import LEFT_OUT, STATES
from secondround.people.models import User
from secondround.people.queries import choosable
from secondround.people.signin import signed_in


def _asker(request: HttpRequest) -> User:
    """Whoever may list people somewhere; for everybody else this page is not there."""
    user = signed_in(request)
    if not access.may_list(user, timezone.now()):
        raise Http404
    return user


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    return _list(request, _asker(request), Search.of(request.GET.dict()), request.GET.get("after", ""))


def _list(
    request: HttpRequest, user: User, asked: Search, after: str, errors: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """Who was asked for. With `errors`, what a change to several was lacking: everything stands as it was chosen and typed."""
    now = timezone.now()
    page = page_of(user, now, asked, after)
    recruits = access.recruits(user, now)
    context = {
        "asked": asked,
        "after": after,
        "page": page,
        "count": narrowed(user, now, asked).count(),
        "choices": choices_for(user, now),
        "states": list(STATES.items()),
        "words": STATES,
        "blind": access.blind_on(user, now),
        "tags": tags_of(user, now, page.rows),
        "views": list(SavedView.objects.filter(user=user)),
        "recruits": recruits,
        "people": list(choosable()) if recruits else [],
        "errors": errors,
        "picked": request.POST.getlist("pick"),
        "typed": {name: request.POST.get(name, "") for name in ("tag", "owner", "answer_by")},
    }
    return render(request, "candidates/search.html", context, status=422 if errors else 200)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    user = _asker(request)
    asked = Search.of(request.POST.dict())
    if name := request.POST.get("name", "").strip():
        save_view(by=user, at=timezone.now(), name=name, query=asked.query)
        messages.success(request, _("Kept under “%(name)s”.") % {"name": name[:80]})
    else:
        messages.error(request, _("Give the view a name."))
    return redirect(f"{reverse('candidates:search')}?{asked.query}")


@require_POST
def drop(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = _asker(request)
    drop_view(by=user, at=timezone.now(), view=get_object_or_404(SavedView, uid=uid, user=user))
    return redirect("candidates:search")


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """First what the change would do to whom, then the same in one transaction."""
    user, now = signed_in(request), timezone.now()
    if not access.recruits(user, now):
        raise Http404
    where, after = Search.of(dict(parse_qsl(request.POST.get("where", "")))), request.POST.get("after", "")
    picked = _picked(request, user)
    wanted, errors = _change(request)
    if wanted is None or not picked:
        return _list(request, user, where, after, errors or [("change-who", _("Choose somebody first."))])
    back = f"{reverse('candidates:search')}?{urlencode({**dict(parse_qsl(where.query)), **({'after': after} if after else {})})}"
    if "sure" in request.POST:
        try:
            number = change_many(by=user, at=now, applications=picked, change=wanted)
        except ChangedMeanwhile:
            messages.error(request, _("Something changed in the meantime. Nothing was done; look again."))
        else:
            said = ngettext("Done for one person.", "Done for %(number)s people.", number) % {"number": number}
            messages.success(request, said)
            return redirect(back)
    found = sort_out(by=user, at=now, applications=picked, change=wanted)
    context = {
        "change": wanted,
        "included": found.included,
        "left_out": [(one, LEFT_OUT[why]) for one, why in found.left_out],
        "where": where.query,
        "after": after,
        "back": back,
    }
    return render(request, "candidates/change.html", context)


def _picked(request: HttpRequest, user: User) -> list[Application]:
    """Whom the form names, among those one may list; a name that is not there is not told from one that is not one's own."""
    uids = []
    for text in request.POST.getlist("pick")[:200]:
        try:
            uids.append(UUID(text))
        except ValueError:
            continue
    found = listed(user, timezone.now()).filter(uid__in=uids).select_related("candidate", "position", "owner")
    return list(found.order_by("candidate__family_name", "candidate__name", "pk"))


def _change(request: HttpRequest) -> tuple[Change | None, list[tuple[str, str]]]:
    """What is to be done; or what is lacking, each with its field on the page."""
    kind = request.POST.get("change", "")
    if kind in ("tag", "untag"):
        word = known_tag(request.POST.get("tag", ""))
        return (Change(kind, tag=word), []) if word else (None, [("change-tag", _("Type the tag."))])
    if kind not in DOORS:
        return None, [("change-who", _("Choose what to do."))]
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return None, [(FIELDS[name], said) for name, said in first_errors(form)]
    return Change(kind, owner=form.cleaned_data["owner"], answer_by=form.cleaned_data["answer_by"]), []


FIELDS = {"owner": "change-owner", "answer_by": "change-by"}
