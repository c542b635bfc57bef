"""A position's candidates compared for one viewer: fitted with exactly the ratings that this viewer may read, never reused for another."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from secondround import measurement
from secondround.candidates.models import Application, ApplicationState
from secondround.candidates.rules import sort_key
from secondround.handoff.access import Comparable, comparable
from secondround.handoff.models import ShortlistEntry
from secondround.handoff.queries.evidence import card_fact
from secondround.handoff.queries.shortlist import entries_in_force, handed_over
from secondround.handoff.rules.evidence import CardFact, Cited
from secondround.handoff.rules.reasons import Standing
from secondround.handoff.rules.sentences import quotes
from secondround.interviews.queries import (
    GivenRating,
    card_counts,
    first_interview_at,
    is_late,
    owed_cards,
    ratings_on,
    whole_cards,
)
from secondround.measurement import Comparison, CompetencyEstimate, Estimate, Rating
from secondround.people.models import User
from secondround.positions.models import Competency, Position, Weighting
from secondround.positions.queries import weight_of, weights_in_force


@dataclass(frozen=True)
class Row:
    """One candidate as the page shows them. `estimate` None: nobody has rated them yet."""

    application: Application
    cards: int
    owed: int
    standing: Standing
    estimate: Estimate | None = None
    entry: ShortlistEntry | None = None
    is_handed_over: bool = False
    is_assumed: bool = False

    @property
    def is_closed(self) -> bool:
        return self.application.state == ApplicationState.CLOSED

    def of(self, competency: Competency) -> CompetencyEstimate | None:
        if self.estimate is None:
            return None
        return next((one for one in self.estimate.competencies if one.competency == str(competency.pk)), None)


@dataclass(frozen=True)
class ComparisonPage:
    """All that the compare page, the pair view and the CSV show one viewer."""

    position: Position
    rows: tuple[Row, ...]
    competencies: tuple[Competency, ...]
    weights: Mapping[int, float]
    weighting: Weighting | None
    comparison: Comparison
    sight: Comparable
    is_weighted_late: bool

    def group(self, standing: Standing) -> list[Row]:
        """By family name: inside a group there is no order."""
        return [row for row in self.rows if row.standing is standing]

    @property
    def is_adjusted(self) -> bool:
        return self.position.is_adjusted

    def row_of(self, uid: str) -> Row | None:
        return next((row for row in self.rows if str(row.application.uid) == uid), None)


def comparison_for(user: User, position: Position, at: datetime) -> ComparisonPage:
    """Compare what `user` may read of `position` at `at`. A fixed number of queries, whatever the number of candidates."""
    sight = comparable(user, position, at)
    competencies = tuple(position.competencies.all())
    weights = weight_of(position, competencies)
    keys = [one.pk for one in sight.applications]
    weighting = weights_in_force(position)
    comparison = fitted(ratings_on(keys), weights, position.choose)
    counts, owed = card_counts(keys), owed_cards(keys)
    entries, gone = entries_in_force(keys), handed_over(keys, at)
    estimates = {one.candidate: one for one in comparison.candidates}
    rows = [
        Row(
            application=one,
            cards=counts.get(one.pk, 0),
            owed=len(owed.get(one.pk, [])),
            standing=_standing(estimates.get(str(one.pk))),
            estimate=estimates.get(str(one.pk)),
            entry=entries.get(one.pk),
            is_handed_over=one.pk in gone,
            is_assumed=_is_assumed(comparison, str(one.pk)),
        )
        for one in sight.applications
    ]
    rows.sort(key=lambda row: sort_key(row.application.candidate.name, row.application.candidate.family_name))
    return ComparisonPage(
        position=position,
        rows=tuple(rows),
        competencies=competencies,
        weights=weights,
        weighting=weighting,
        is_weighted_late=is_late(weighting, first_interview_at(position, at)),
        comparison=comparison,
        sight=sight,
    )


def fitted(given: Sequence[GivenRating], weights: Mapping[int, float], choose: int) -> Comparison:
    """The ratings model over these rows; ids become text on the way in."""
    ratings = [
        Rating(str(one.application), str(one.assessor), str(one.competency), one.value, str(one.sitting))
        for one in given
        if one.value is not None
    ]
    return measurement.compare(ratings, weights={str(pk): weight for pk, weight in weights.items()}, choose=choose)


def _standing(estimate: Estimate | None) -> Standing:
    return Standing(estimate.group.value) if estimate else Standing.UNPLACED


def _is_assumed(comparison: Comparison, key: str) -> bool:
    """Whether somebody's place rests on the prior alone: no assessor links them with the largest set of candidates."""
    return not comparison.is_linked and key not in comparison.components[0]


def figures_of(row: Row, comparison: Comparison) -> dict[str, Any]:
    """What a decision rests on, rounded, with what it recomputes from."""
    base: dict[str, Any] = {"model_version": comparison.model_version, "inputs_sha256": comparison.inputs_sha256}
    if row.estimate is None:
        return base
    return base | estimate_figures(row.estimate)


def estimate_figures(one: Estimate) -> dict[str, Any]:
    figure = measurement.rounded
    return {
        "raw": figure(one.raw),
        "adjusted": figure(one.adjusted),
        "interval50": [figure(end) for end in one.interval50],
        "interval80": [figure(end) for end in one.interval80],
        "interval90": [figure(end) for end in one.interval90],
        "p_best": measurement.chance(one.p_best),
        "group": one.group.value,
        "assessors": one.assessors,
    }


@dataclass(frozen=True)
class Opened:
    """One competency of an opened row: its estimate and the most telling passage heard on it."""

    competency: Competency
    estimate: CompetencyEstimate | None
    quote: Cited | None


def opened_rows(page: ComparisonPage) -> dict[int, list[Opened]]:
    """What stands beneath each row when it is opened, by application: a fixed number of queries for all of them."""
    by_application: dict[int, list[CardFact]] = defaultdict(list)
    uids: dict[int | None, str] = {None: ""}
    uids |= {one.pk: str(one.uid) for one in page.competencies}
    for card in whole_cards([row.application.pk for row in page.rows], with_competencies=False):
        by_application[card.assignment.interview.application_id].append(card_fact(card, uids))
    return {
        row.application.pk: [
            Opened(one, row.of(one), _telling(by_application[row.application.pk], str(one.uid)))
            for one in page.competencies
        ]
        for row in page.rows
    }


def _telling(cards: Sequence[CardFact], competency: str) -> Cited | None:
    found = quotes(cards, competency)
    return found[0][1] if found else None
