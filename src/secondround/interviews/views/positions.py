"""The list of positions and a position's first page: which candidates, how far, who still owes what."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, ApplicationState
from secondround.interviews.models import Assignment
from secondround.interviews.queries import card_counts, owed_cards
from secondround.people import access as people_access
from secondround.people.models import User
from secondround.people.signin import signed_in
from secondround.positions import access as positions_access
from secondround.positions.models import Position, TeamRole
from secondround.positions.queries import members
from secondround.positions.views.positions import may


@dataclass(frozen=True)
class CandidateRow:
    """One line of a position's page. Counts are there for those who may see them, names for the recruiter."""

    application: Application
    cards: int
    owed: int
    owed_by: tuple[str, ...]


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
    rows = _rows(user, found, list(mine.select_related("candidate", "owner").order_by("candidate__family_name", "pk")))
    context = {
        "position": found,
        "may": may(user, found),
        "open": [row for row in rows if row.application.state != ApplicationState.CLOSED],
        "closed": [row for row in rows if row.application.state == ApplicationState.CLOSED],
        "team": [(role.value, members(found, role, now)) for role in TeamRole] if on_team else [],
        "competencies": list(found.competencies.all()),
    }
    return render(request, "interviews/position.html", context)


def _rows(user: User, position: Position, applications: list[Application]) -> list[CandidateRow]:
    """What the table calls progress: names for whoever recruits, a count for hiring manager and senior reader, nothing for others."""
    now = timezone.now()
    counted = set(candidates_access.visible_to(user, now, "progress.count").values_list("pk", flat=True))
    named = set(candidates_access.visible_to(user, now, "progress.names").values_list("pk", flat=True))
    keys = [one.pk for one in applications if one.pk in counted | named]
    counts, owed = card_counts(keys), owed_cards(keys)
    return [_row(user, one, counts.get(one.pk, 0), owed.get(one.pk, []), one.pk in named) for one in applications]


def _row(user: User, application: Application, cards: int, owed: list[Assignment], is_named: bool) -> CandidateRow:
    """Whoever owes a card on somebody is told of that one alone: from a count, too, one would learn what others did."""
    own = [row for row in owed if row.user_id == user.pk]
    return CandidateRow(
        application=application,
        cards=0 if own else cards,
        owed=len(own or owed),
        owed_by=tuple(row.user.name for row in (own or owed)) if is_named else (),
    )
