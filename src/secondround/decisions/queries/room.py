"""Everything that the room of a debrief sees: cards as they stood, side by side; what was amended since beside them; who said what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from secondround.candidates.models import Application
from secondround.decisions import access
from secondround.decisions.models import Debrief, DebriefView, Decision
from secondround.decisions.queries.debriefs import snapshot_of
from secondround.decisions.queries.offers import decisions_of
from secondround.decisions.rules import PARTED, spread
from secondround.interviews.models import Exposure, Note, Rating, Scorecard
from secondround.interviews.queries import BRIEF_READ, OPEN_BEFORE
from secondround.people.models import User
from secondround.positions.models import Competency

ACTIONS = ("debrief.speak", "debrief.order", "debrief.figures", "decision.make", "offer.terms", "feedback.write")


@dataclass(frozen=True)
class Amendment:
    """What an author changed after the debrief was opened. It stands beside; no figure moves by it."""

    author: User
    at: datetime
    reason: str
    changes: tuple[tuple[str, float | None, float | None], ...]


@dataclass(frozen=True)
class Author:
    """One card as it stood, and whether its author had seen anybody's before."""

    card: Scorecard
    had_seen: bool

    @property
    def user(self) -> User:
        return self.card.assignment.user


@dataclass(frozen=True)
class Cell:
    """One author on one competency. `is_given` False: it stands on their card in no way."""

    author: Author
    is_given: bool
    value: float | None
    notes: tuple[Note, ...]
    is_lowest: bool


@dataclass(frozen=True)
class Line:
    """One competency across the authors. `spread` None: fewer than two rated it."""

    competency: Competency
    cells: tuple[Cell, ...]
    spread: float | None

    @property
    def values(self) -> list[float]:
        return sorted(one.value for one in self.cells if one.value is not None)

    @property
    def uncovered(self) -> int:
        return sum(1 for one in self.cells if one.is_given and one.value is None)


@dataclass(frozen=True)
class Room:
    """The debrief for one person in it."""

    application: Application
    debrief: Debrief
    authors: tuple[Author, ...]
    parted: tuple[Line, ...]
    agreed: tuple[Line, ...]
    earlier: tuple[Author, ...]
    amendments: tuple[Amendment, ...]
    views: tuple[DebriefView, ...]
    decisions: tuple[Decision, ...]
    figures: Mapping[str, Any]
    above: tuple[tuple[Application, float], ...]
    may: Mapping[str, bool]
    version: str

    @property
    def turn(self) -> DebriefView | None:
        """Whose turn it is to speak."""
        if self.debrief.closed_at is not None:
            return None
        return next((one for one in self.views if one.spoke_at is None), None)


def room_of(user: User, debrief: Debrief, at: datetime) -> Room:
    """What `user` sees of it: estimates and the first round only where the table shows them. A fixed number of queries."""
    application, snapshot = debrief.application, snapshot_of(debrief)
    may = access.may(user, application, at, *ACTIONS)
    views = tuple(debrief.views.select_related("user").order_by("order", "pk"))
    cards = _cards([one["card"] for one in snapshot["own"]])
    authors = _authors(cards, debrief, views)
    now = [one for one in authors if one.card.assignment.interview.round.number > 1]
    lines = [_line(one, now) for one in application.position.competencies.order_by("order", "pk")]
    lines.sort(key=lambda one: -(one.spread or 0))
    amendments = _amendments([one for one in authors if one in now or may["debrief.figures"]])
    figures = snapshot["figures"] if may["debrief.figures"] else {}
    return Room(
        application=application,
        debrief=debrief,
        authors=tuple(now),
        parted=tuple(one for one in lines if (one.spread or 0) >= PARTED),
        agreed=tuple(one for one in lines if (one.spread or 0) < PARTED),
        earlier=tuple(one for one in authors if one not in now) if may["debrief.figures"] else (),
        amendments=tuple(amendments),
        views=views,
        decisions=tuple(decisions_of(application)) if may["debrief.figures"] else (),
        figures=figures,
        above=_above(figures),
        may=may,
        version=version_of(debrief, len(amendments)),
    )


def version_of(debrief: Debrief, amendments: int) -> str:
    return f"{debrief.edit}-{amendments}-{'closed' if debrief.closed_at else 'open'}"


def _cards(uids: list[str]) -> list[Scorecard]:
    rows = Scorecard.objects.filter(uid__in=uids).select_related("assignment__user", "assignment__interview__round")
    return list(
        rows.prefetch_related(
            Prefetch("ratings", Rating.objects.select_related("competency")),
            Prefetch("notes", Note.objects.order_by("number")),
        ).order_by("assignment__interview__round__number", "submitted_at", "pk")
    )


def _authors(cards: list[Scorecard], debrief: Debrief, views: tuple[DebriefView, ...]) -> list[Author]:
    """In the running order; whoever has no voice, after them."""
    rated = Exposure.objects.filter(application=debrief.application_id).exclude(
        what__in=(BRIEF_READ, OPEN_BEFORE)  # the one opens on notes, of the other nobody knows
    )
    seen = list(rated.values_list("user", "at"))
    place = {one.user_id: one.order for one in views}
    found = [
        Author(
            card,
            any(
                user == card.assignment.user_id and card.submitted_at is not None and when < card.submitted_at
                for user, when in seen
            ),
        )
        for card in cards
    ]
    return sorted(found, key=lambda one: (place.get(one.user.pk, len(place) + 1), one.card.pk))


def _line(competency: Competency, authors: list[Author]) -> Line:
    given = {one.card.pk: {row.competency_id: row for row in one.card.ratings.all()} for one in authors}
    values = [_value(given[one.card.pk].get(competency.pk)) for one in authors]
    apart = spread(values)
    low = min((value for value in values if value is not None), default=None)
    cells = tuple(
        Cell(
            author=one,
            is_given=competency.pk in given[one.card.pk],
            value=value,
            notes=tuple(note for note in one.card.notes.all() if note.competency_id == competency.pk),
            is_lowest=value is not None and value == low and (apart or 0) >= PARTED,
        )
        for one, value in zip(authors, values, strict=True)
    )
    return Line(competency, cells, apart)


def _value(rating: Rating | None) -> float | None:
    return None if rating is None or rating.value is None else float(rating.value)


def _amendments(authors: list[Author]) -> list[Amendment]:
    """The newest version of every card that was amended since, against the one that the debrief holds."""
    by = {one.card.assignment_id: one for one in authors}
    rows = Scorecard.objects.filter(assignment__in=by, submitted_at__isnull=False).order_by("version")
    newer = {one.assignment_id: one for one in rows.prefetch_related("ratings__competency")}
    found = []
    for key, author in by.items():
        card = newer[key]
        if card.pk == author.card.pk or card.submitted_at is None:
            continue
        before = {row.competency_id: row for row in author.card.ratings.all()}
        after = {row.competency_id: row for row in card.ratings.all()}
        changes = [
            (one.competency.name, _value(before.get(one.competency_id)), _value(one))
            for one in after.values()
            if _value(before.get(one.competency_id)) != _value(one)
        ]
        found.append(Amendment(author.user, card.submitted_at, card.reason, tuple(changes)))
    return sorted(found, key=lambda one: one.at)


def _above(figures: Mapping[str, Any]) -> tuple[tuple[Application, float], ...]:
    """The other finalists, by family name, each with how surely this person stands above them."""
    chances = figures.get("above", {})
    if not chances:
        return ()
    rows = Application.objects.filter(uid__in=chances).select_related("candidate")
    ordered = rows.order_by("candidate__family_name", "candidate__name", "pk")
    return tuple((one, chances[str(one.uid)]) for one in ordered)
