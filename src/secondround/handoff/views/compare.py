"""Comparing: the page, what one number was made of, two people side by side, and the same as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from secondround.candidates import access as candidates_access
from secondround.handoff import wording
from secondround.handoff.access import may_compare
from secondround.handoff.queries.beliefs import Believed, beliefs_for
from secondround.handoff.queries.briefs import briefs_for_reader
from secondround.handoff.queries.comparison import (
    ComparisonPage,
    Opened,
    Row,
    assessor_names,
    comparison_for,
    opened_rows,
)
from secondround.handoff.rules.reasons import Standing
from secondround.interviews.actions.exposures import note_reading
from secondround.interviews.queries import COMPARED, whole_cards
from secondround.interviews.sheets.safe import write_csv
from secondround.measurement import Comparison
from secondround.people.models import User
from secondround.people.signin import signed_in
from secondround.positions.models import Position
from secondround.positions.views.positions import may


@dataclass(frozen=True)
class Group:
    """One heading of the table with what it means here, and its rows."""

    title: str
    meaning: str
    rows: tuple["Shown", ...]


@dataclass(frozen=True)
class Shown:
    """A row with its words."""

    row: Row
    why: str
    marks: tuple[tuple[float | None, float | None, float | None], ...]
    strip_words: str
    opened: tuple[Opened, ...]


def page_for(user: User, uid: UUID) -> ComparisonPage:
    """The comparison of one position for one viewer; absent where they have no business with it."""
    now = timezone.now()
    position = Position.objects.filter(uid=uid).first()
    if position is None or not may_compare(user, position, now):
        raise Http404
    page = comparison_for(user, position, now)
    note_reading(by=user, at=now, applications=[row.application.pk for row in page.rows], what=COMPARED)
    return page


@require_safe
def compare(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = signed_in(request)
    page = page_for(user, uid)
    opened = opened_rows(page)
    groups = [_group(page, standing, opened) for standing in Standing]
    context = {
        "page": page,
        "position": page.position,
        "may": may(user, page.position),
        "conclusion": wording.conclusion(page),
        "groups": [group for group in groups if group.rows],
        "closed": [_shown(row, page, opened) for row in page.rows if row.is_closed],
        "bounds": [end for row in page.rows if row.estimate for end in (*row.estimate.interval80, row.estimate.raw)],
        "warnings": wording.warnings(page),
        "linking": wording.linking(page, assessor_names(page)) if not page.comparison.is_linked else "",
        "advice": _advice(page),
        "may_decide": _may_decide(user, page),
        "cards": sum(row.cards for row in page.rows),
        "briefs": _briefs(user, page),
    }
    return render(request, "handoff/compare.html", context)


def _may_decide(user: User, page: ComparisonPage) -> bool:
    if not page.rows:
        return False
    decidable = candidates_access.visible_to(user, timezone.now(), "shortlist.decide")
    return decidable.filter(position=page.position).exists()


def _briefs(user: User, page: ComparisonPage) -> dict[int, str]:
    """Where each person's brief stands for `user`: where it is prepared and handed over, else as it was handed to them."""
    now = timezone.now()
    preparing = candidates_access.visible_to(user, now, "brief.freeze").filter(position=page.position)
    theirs = {one.application_id: reverse("handoff:brief", args=[one.uid]) for one in briefs_for_reader(user, now)}
    return theirs | {one.pk: reverse("handoff:prepare", args=[one.uid]) for one in preparing}


def _group(page: ComparisonPage, standing: Standing, opened: dict[int, list[Opened]]) -> Group:
    title, meaning = wording.group_words(standing, page.position.choose)
    rows = tuple(_shown(row, page, opened) for row in page.group(standing) if not row.is_closed)
    return Group(title, meaning, rows)


def _shown(row: Row, page: ComparisonPage, opened: dict[int, list[Opened]]) -> Shown:
    parts = opened.get(row.application.pk, [])
    marks = tuple(
        (one.estimate.raw, one.estimate.low, one.estimate.high) if one.estimate else (None, None, None) for one in parts
    )
    words = ", ".join(
        _("%(name)s %(mean)s") % {"name": one.competency.name, "mean": f"{one.estimate.raw:.1f}"}
        if one.estimate and one.estimate.raw is not None
        else _("%(name)s not covered") % {"name": one.competency.name}
        for one in parts
    )
    why = wording.why_they_differ(row) if page.is_adjusted else ""
    return Shown(row, why, marks, words, tuple(parts))


def _advice(page: ComparisonPage) -> list[tuple[Row, str, str]]:
    """The three answers that could change the choice most, one per person."""
    rows = {str(row.application.pk): row for row in page.rows if not row.is_closed}
    names = {str(one.pk): one.name for one in page.competencies}
    found: dict[str, tuple[Row, str, str]] = {}
    for probe in page.comparison.probes:
        if probe.candidate in rows and probe.candidate not in found and probe.value > 0:
            found[probe.candidate] = (
                rows[probe.candidate],
                names.get(probe.competency, ""),
                wording.asked_for(probe.why),
            )
        if len(found) == 3:
            break
    return list(found.values()) if len(rows) > 1 else []


@require_safe
def made_of(request: HttpRequest, uid: UUID, application: UUID) -> HttpResponse:
    """What one person's numbers were made of: every card, and from the raw mean to the adjusted one."""
    user = signed_in(request)
    page = page_for(user, uid)
    row = page.row_of(str(application))
    if row is None:
        raise Http404
    context = {
        "page": page,
        "position": page.position,
        "may": may(user, page.position),
        "row": row,
        "cards": [
            (card, {one.competency_id: one for one in card.ratings.all()}) for card in whole_cards([row.application.pk])
        ],
        "why": wording.why_they_differ(row),
        "figure": wording.severity_figure(row.estimate.adjustment) if row.estimate else None,
        "chances": wording.chances(row.estimate.p_best) if row.estimate else "",
        "parts": [(one, row.of(one), page.weights[one.pk]) for one in page.competencies],
    }
    return render(request, "handoff/made_of.html", context)


@require_safe
def pair(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Two people side by side: how surely one is above the other, and where."""
    user = signed_in(request)
    page = page_for(user, uid)
    rated = [row for row in page.rows if row.estimate]
    first, second = (page.row_of(request.GET.get(name, "")) for name in ("a", "b"))
    chosen = first is not None and second is not None and first != second and first.estimate and second.estimate
    probability = (
        page.comparison.beats[str(first.application.pk), str(second.application.pk)]
        if chosen and first and second
        else None
    )
    share = (
        (page.comparison.assumed or {}).get((str(first.application.pk), str(second.application.pk)))
        if chosen and first and second
        else None
    )
    context = {
        "page": page,
        "position": page.position,
        "may": may(user, page.position),
        "rated": rated,
        "first": first,
        "second": second,
        "leaning": wording.leaning(probability) if probability is not None else "",
        "chances": wording.chances(probability) if probability is not None else "",
        "resting": wording.resting(share) if share is not None else "",
        "parts": [(one, first.of(one), second.of(one)) for one in page.competencies]
        if chosen and first and second
        else [],
    }
    return render(request, "handoff/pair.html", context)


@require_safe
def what_if(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The same ratings under other beliefs beforehand: what hangs on them, and what does not."""
    user = signed_in(request)
    page = page_for(user, uid)
    if not page.is_adjusted:
        raise Http404
    cases = beliefs_for(page)
    rated = [row for row in page.rows if row.estimate]
    context = {
        "page": page,
        "position": page.position,
        "may": may(user, page.position),
        "cases": [wording.belief(one.belief) for one in cases],
        "rows": [
            (row, [_believed(one.comparison, str(row.application.pk), page.position.choose) for one in cases])
            for row in rated
        ],
        "moved": [row for row in rated if _moves(cases, str(row.application.pk))],
        "prior": page.comparison.prior_version,
    }
    return render(request, "handoff/what_if.html", context)


def _believed(comparison: Comparison, key: str, choose: int) -> str:
    """The group alone: two scores that differ by the belief about severity would tell one person's severity to everybody."""
    found = next(one for one in comparison.candidates if one.candidate == key)
    return wording.group_words(Standing(found.group.value), choose)[0]


def _moves(cases: Sequence[Believed], key: str) -> bool:
    """Whether somebody stands in another group under any of the beliefs."""
    return len({next(c.group for c in one.comparison.candidates if c.candidate == key) for one in cases}) > 1


@require_safe
def compare_csv(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The table as a file. No figure stands in it that the page does not show."""
    page = page_for(signed_in(request), uid)
    header = [
        _("Candidate"),
        _("Group"),
        _("Raw"),
        _("Adjusted"),
        _("80 % from"),
        _("80 % to"),
        _("Scorecards"),
        _("Why they differ"),
    ]
    header += [one.name for one in page.competencies]
    rows = []
    for row in page.rows:
        estimate = row.estimate
        group, _meaning = wording.group_words(row.standing, page.position.choose)
        cells: list[object] = [row.application.candidate.name, group]
        if estimate and page.is_adjusted:
            cells += [_figure(estimate.raw), _figure(estimate.adjusted), *map(_figure, estimate.interval80)]
        else:
            cells += [_figure(estimate.raw) if estimate else "", "", "", ""]
        cells += [row.cards, wording.why_they_differ(row) if page.is_adjusted else ""]
        cells += [
            _figure(part.raw) if (part := row.of(one)) and part.raw is not None else "" for one in page.competencies
        ]
        rows.append(cells)
    name = slugify(page.position.title) or "comparison"
    response = HttpResponse(write_csv(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _figure(value: float) -> float:
    return round(value, 1) + 0.0
