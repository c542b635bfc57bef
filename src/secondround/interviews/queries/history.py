"""What closed positions say about ratings: the cards that a history is fitted from, and the version in force."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from secondround.candidates.models import Application
from secondround.interviews.models import RatingHistory
from secondround.interviews.queries.cards import GivenRating, ratings_on
from secondround.measurement import History, Leaning, Prior, Rating
from secondround.measurement.history import PastCard, cards_of
from secondround.positions.models import Position, PositionState

WINDOW = timedelta(days=730)
"""Two years: severity drifts."""


def past_cards(at: datetime) -> list[PastCard]:
    """Cards of positions that ended in the last two years. Nothing of an open one: it must not move its own prior, nor another's."""
    ended = Position.objects.filter(
        state__in=(PositionState.FILLED, PositionState.CLOSED), closed_at__gt=at - WINDOW, closed_at__lte=at
    )
    position_of = dict(Application.objects.filter(position__in=ended).values_list("pk", "position"))
    by_position: dict[int, list[GivenRating]] = defaultdict(list)
    for one in ratings_on(list(position_of)):
        by_position[position_of[one.application]].append(one)
    return [card for key, given in sorted(by_position.items()) for card in cards_of(str(key), as_ratings(given))]


def as_ratings(given: Sequence[GivenRating]) -> list[Rating]:
    """For the ratings model: ids become text, what was not covered is left out."""
    return [
        Rating(str(one.application), str(one.assessor), str(one.competency), one.value, str(one.sitting))
        for one in given
        if one.value is not None
    ]


def history_at(at: datetime) -> RatingHistory | None:
    """The newest version that was there at a moment."""
    return RatingHistory.objects.filter(fitted_at__lte=at).first()


def prior_for(position: Position, at: datetime) -> Prior:
    """What is believed before this position's first rating. After its end the version of that moment: a later one contains it."""
    return prior_of(history_for(position, at))


def history_for(position: Position, at: datetime) -> RatingHistory | None:
    return history_at(min(at, position.closed_at) if position.closed_at else at)


def prior_of(found: RatingHistory | None) -> Prior:
    """What one version of the history makes one believe; None: nothing is known of the firm yet."""
    if found is None:
        return Prior()
    leanings = {str(user): Leaning(mean, sd) for user, mean, sd in found.leanings.values_list("user", "mean", "sd")}
    history = History(found.candidate_sd, found.assessor_sd, found.error_sd, leanings, str(found.version))
    return Prior(history=history)
