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
    as_ratings,
    card_counts,
    first_interview_at,
    is_late,
    owed_cards,
    prior_for,
    ratings_on,
    whole_cards,
)
from secondround.measurement import DEFAULT_PRIOR, UNADJUSTED, Comparison, CompetencyEstimate, Estimate, Prior
from secondround.people.models import Organisation, User
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
    does_firm_adjust: bool = True

    def group(self, standing: Standing) -> list[Row]:
        """By family name: inside a group there is no order."""
        return [row for row in self.rows if row.standing is standing]

    @property
    def is_adjusted(self) -> bool:
        return self.position.is_adjusted and self.does_firm_adjust

    def row_of(self, uid: str) -> Row | None:
        return next((row for row in self.rows if str(row.application.uid) == uid), None)


def comparison_for(user: User, position: Position, at: datetime) -> ComparisonPage:
    """Compare what `user` may read of `position` at `at`. A fixed number of queries, whatever the number of candidates."""
    sight = comparable(user, position, at)
    competencies = tuple(position.competencies.all())
    weights = weight_of(position, competencies)
    keys = [one.pk for one in sight.applications]
    weighting, adjusts = weights_in_force(position), does_firm_adjust()
    comparison = fitted(ratings_on(keys), weights, position.choose, prior_in_use(position, at, adjusts))
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
        does_firm_adjust=adjusts,
    )


def assessor_names(page: ComparisonPage) -> dict[str, str]:
    """Names of those whom an interview is suggested to, by id."""
    keys = {int(one.assessor) for one in page.comparison.links}
    return {str(pk): name for pk, name in User.objects.filter(pk__in=keys).values_list("pk", "name")} if keys else {}


def does_firm_adjust() -> bool:
    """Whether the organisation lets scores be adjusted for who met whom at all."""
    return not Organisation.objects.filter(is_adjusted=False).exists()


def prior_in_use(position: Position, at: datetime, adjusts: bool) -> Prior:
    """What is believed beforehand on this position: nothing about severity where the adjustment is off."""
    return prior_for(position, at) if position.is_adjusted and adjusts else UNADJUSTED


def fitted(
    given: Sequence[GivenRating], weights: Mapping[int, float], choose: int, prior: Prior = DEFAULT_PRIOR
) -> Comparison:
    """The ratings model over these rows; ids become text on the way in."""
    named = {str(pk): weight for pk, weight in weights.items()}
    return measurement.compare(as_ratings(given), weights=named, choose=choose, prior=prior)


def _standing(estimate: Estimate | None) -> Standing:
    return Standing(estimate.group.value) if estimate else Standing.UNPLACED


def _is_assumed(comparison: Comparison, key: str) -> bool:
    """Whether somebody's place rests on the prior alone: no assessor links them with the largest set of candidates."""
    return not comparison.is_linked and key not in comparison.components[0]


def figures_of(row: Row, comparison: Comparison) -> dict[str, Any]:
    """What a decision rests on, rounded, with what it recomputes from."""
    return stored_figures(comparison, str(row.application.pk))


def stored_figures(comparison: Comparison, key: str) -> dict[str, Any]:
    """One candidate's figures as they are stored: a function of the comparison alone, so that they can be computed again."""
    base: dict[str, Any] = {
        "model_version": comparison.model_version,
        "inputs_sha256": comparison.inputs_sha256,
        "prior_version": comparison.prior_version,
    }
    found = next((one for one in comparison.candidates if one.candidate == key), None)
    return base | estimate_figures(found) if found else base


def stored_competencies(comparison: Comparison, key: str) -> dict[str, dict[str, Any]]:
    """The same by competency, by its id; what was not covered is left out."""
    found = next((one for one in comparison.candidates if one.candidate == key), None)
    figure = measurement.rounded
    return {
        one.competency: {
            "raw": figure(one.raw),
            "adjusted": figure(one.adjusted or 0),
            "interval80": [figure(end) for end in one.interval80 or ()],
            "interval50": [figure(end) for end in one.interval50 or ()],
            "ratings": one.ratings,
        }
        for one in (found.competencies if found else ())
        if one.raw is not None
    }


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
