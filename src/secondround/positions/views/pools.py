"""Pools: who may hold which interviews."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from secondround.people.queries import choosable, chosen_person
from secondround.people.signin import signed_in
from secondround.positions import actions
from secondround.positions.access import can_anywhere, require_anywhere
from secondround.positions.actions import PoolRefused
from secondround.positions.models import Kit, Pool, PoolMember
from secondround.positions.views.positions import FORM_METHODS

REFUSED = {
    "name_wanted": gettext_lazy("Give the pool a name."),
    "name_taken": gettext_lazy("There is a pool of this name already."),
}


@require_http_methods(FORM_METHODS)
def pools(request: HttpRequest) -> HttpResponse:
    """Every pool with who is in it; making one."""
    user, now = signed_in(request), timezone.now()
    require_anywhere(user, now, "pool.write" if request.method == "POST" else "pool.read")
    error = ""
    if request.method == "POST":
        try:
            made = actions.make_pool(by=user, at=now, name=request.POST.get("name", ""))
        except PoolRefused as refused:
            error = str(REFUSED[str(refused)])
        else:
            return redirect("positions:pool", made.uid)
    members = Prefetch("members", PoolMember.objects.filter(to_at__isnull=True).select_related("user"))
    context = {
        "pools": Pool.objects.prefetch_related(members),
        "may_write": can_anywhere(user, now, "pool.write"),
        "typed": request.POST.get("name", ""),
        "error": error,
    }
    return render(request, "positions/pools.html", context, status=422 if error else 200)


@require_http_methods(FORM_METHODS)
def pool(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One pool: its people, and what it is asked to hold."""
    user, now = signed_in(request), timezone.now()
    require_anywhere(user, now, "pool.write" if request.method == "POST" else "pool.read")
    found = _pool(uid)
    if request.method == "POST":
        try:
            actions.rename_pool(by=user, at=now, pool=found, name=request.POST.get("name", ""))
        except PoolRefused as refused:
            messages.error(request, str(REFUSED[str(refused)]))
        return redirect("positions:pool", found.uid)
    members = list(found.members.filter(to_at__isnull=True).select_related("user").order_by("user__name", "pk"))
    inside = {one.user_id for one in members}
    context = {
        "pool": found,
        "members": members,
        "people": [one for one in choosable() if one.pk not in inside],
        "kits": Kit.objects.filter(pool=found, retired_at__isnull=True).count(),
        "may_write": can_anywhere(user, now, "pool.write"),
    }
    return render(request, "positions/pool.html", context)


@require_POST
def join(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    require_anywhere(user, now, "pool.write")
    found, named = _pool(uid), chosen_person(request.POST.get("person", ""))
    if named is None:
        messages.error(request, _("Choose a person."))
    else:
        actions.join_pool(by=user, at=now, pool=found, user=named)
    return redirect("positions:pool", found.uid)


@require_POST
def leave(request: HttpRequest, uid: UUID, member: int) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    require_anywhere(user, now, "pool.write")
    found = _pool(uid).members.filter(pk=member, to_at__isnull=True).first()
    if found is None:
        raise Http404
    actions.leave_pool(by=user, at=now, member=found)
    return redirect("positions:pool", uid)


def _pool(uid: UUID) -> Pool:
    found = Pool.objects.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found
