"""The list of positions and a position's first page: which candidates, how far, who still owes what."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, ApplicationState
from secondround.interviews.access import none_of_later_rounds
from secondround.interviews.queries import Progress, counts_of, progress_of, told_to
from secondround.interviews.queries.planning import next_interviews, without_assessor
from secondround.interviews.rules.progress import Standing
from secondround.people import access as people_access
from secondround.people.models import User
from secondround.people.policy import Role
from secondround.people.signin import signed_in
from secondround.positions import access as positions_access
from secondround.positions.models import Position, TeamRole
from secondround.positions.queries import members
from secondround.positions.views.positions import may

SHOWN = 25


@dataclass(frozen=True)
class CandidateRow:
    """One line of a position's page. Counts are there for those who may see them, names for the recruiter."""

    application: Application
    counts: dict[str, int]
    owed_by: tuple[str, ...] = ()
    late_by: tuple[str, ...] = ()
    next_at: datetime | None = None
    is_unheld: bool = False


@require_safe
def positions(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    held = positions_access.visible_to(user, now)
    met = candidates_access.visible_to(user, now).values("position")
    found = (held | Position.objects.filter(pk__in=met)).distinct().order_by("title", "pk")
    return render(
        request,
        "interviews/positions.html",
        {"positions": list(found), "may_open": people_access.can(user, now, "position.open")},
    )


@require_safe
def position(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    found = Position.objects.filter(uid=uid).first()
    if found is None:
        raise Http404
    mine = candidates_access.visible_to(user, now).filter(position=found)
    on_team = positions_access.can(user, found, now, "position.read")
    if not on_team and not mine.exists():
        raise Http404
    blind = candidates_access.blind_on(user, now)
    met, applied, closed = _piles(mine, blind)
    rows = _rows(user, found, [*met, *applied, *closed])
    counts = dict(mine.exclude(pk__in=blind).order_by().values_list("state").annotate(number=Count("pk")))
    counts[ApplicationState.FIRST_ROUND] = (
        counts.get(ApplicationState.FIRST_ROUND, 0) + mine.filter(pk__in=blind).count()
    )
    context = {
        "position": found,
        "may": may(user, found),
        "sees_all": bool(positions_access.team_roles(user, found, now) & {Role.HIRING_MANAGER, Role.RECRUITER}),
        "open": rows[: len(met)],
        "applied": rows[len(met) : len(met) + len(applied)],
        "closed": rows[len(met) + len(applied) :],
        "waiting": sum(number for state, number in counts.items() if state != ApplicationState.CLOSED),
        "applied_count": counts.get(ApplicationState.RECEIVED, 0),
        "closed_count": counts.get(ApplicationState.CLOSED, 0),
        "team": [(role.value, members(found, role, now)) for role in TeamRole] if on_team else [],
        "competencies": list(found.competencies.all()),
    }
    return render(request, "interviews/position.html", context)


def _piles(mine: QuerySet[Application], blind: set[int]) -> list[list[Application]]:
    """Who is being met or further; who applied; who is closed. The last two are shown in part: the board and the search have all.

    On whom one is blind, of them it is not told that they go on, or are closed.
    """
    order = mine.select_related("candidate", "owner").order_by("candidate__family_name", "pk")
    ends = [ApplicationState.RECEIVED, ApplicationState.CLOSED]
    met = candidates_access.as_seen(order.filter(Q(pk__in=blind) | ~Q(state__in=ends)), blind)
    return [met, *(list(candidates_access.standing_in(order, state, blind)[:SHOWN]) for state in ends)]


def _rows(user: User, position: Position, applications: list[Application]) -> list[CandidateRow]:
    """What the table calls progress: names for whoever recruits, a count for hiring manager and senior reader, nothing for others."""
    now = timezone.now()
    counted = set(candidates_access.visible_to(user, now, "progress.count").values_list("pk", flat=True))
    named = set(candidates_access.visible_to(user, now, "progress.names").values_list("pk", flat=True))
    keys = [one.pk for one in applications if one.pk in counted | named]
    progress = progress_of(keys, now)
    planned = set(candidates_access.visible_to(user, now, "interview.read").values_list("pk", flat=True)) & {
        one.pk for one in applications
    }
    told = none_of_later_rounds(user, now)
    coming = next_interviews(planned, now, told=told)
    unheld = {one.application_id for one in without_assessor(planned, now, told=told)}
    return [
        replace(
            _row(user, one, progress.get(one.pk, []), one.pk in named),
            next_at=coming.get(one.pk),
            is_unheld=one.pk in unheld,
        )
        for one in applications
    ]


def _row(user: User, application: Application, rows: list[Progress], is_named: bool) -> CandidateRow:
    """Whoever owes a card on somebody is told of that one alone: from a count, too, one would learn what others did."""
    told = told_to(user, rows)
    owed = tuple(one.assignment.user.name for one in told if one.is_open and one.standing != Standing.LATE)
    late = tuple(one.assignment.user.name for one in told if one.standing == Standing.LATE)
    return CandidateRow(application, counts_of(told), owed if is_named else (), late if is_named else ())
