"""The firm's history of ratings: closed positions alone, versions, and what an open page makes of it."""

from datetime import timedelta

import pytest
from tests.cast import applicant, cast, submit

from secondround.audit.actions import WORKER
from secondround.audit.models import AuditEntry
from secondround.handoff.queries.comparison import comparison_for
from secondround.interviews.actions.history import fit_history
from secondround.interviews.models import AssessorLeaning, RatingHistory
from secondround.interviews.queries import past_cards, prior_for
from secondround.positions.models import Position, PositionState

pytestmark = pytest.mark.django_db


def ended(world, at):
    Position.objects.filter(pk=world.position.pk).update(state=PositionState.CLOSED, closed_at=at)


def rated(world, people=12):
    """Twelve candidates, each met by three; Nora rates everybody a point lower than the others do."""
    for n in range(people):
        application = applicant(world.rosa, world.position, f"Person{n} Of-Old", at=world.at)
        level = 2 + (n * 5 % 7) / 3
        for user in (world.ines, world.nora, world.dora):
            value = min(5, max(1, round(level + n % 2 - (user == world.nora))))
            submit(world, user, application, {"Teamwork": value})
    return world


@pytest.fixture
def old():
    return rated(cast())


def test_only_closed_positions_speak(old):
    later = old.at + timedelta(days=30)
    assert past_cards(later) == []
    assert fit_history(by=WORKER, at=later) is None
    ended(old, later)
    assert len(past_cards(later)) == 36
    assert past_cards(later + timedelta(days=731)) == []  # two years: severity drifts
    assert past_cards(later - timedelta(days=1)) == []


def test_a_night_writes_a_version_once_and_the_next_only_where_something_changed(old):
    later = old.at + timedelta(days=30)
    ended(old, later)
    made = fit_history(by=WORKER, at=later)
    assert (made.version, made.cards, made.positions) == (1, 36, 1)
    leanings = {one.user_id: one.mean for one in AssessorLeaning.objects.all()}
    assert leanings[old.nora.pk] < -0.3 < 0 < leanings[old.ines.pk]
    assert AuditEntry.objects.filter(act="interviews.fit_history").count() == 1
    assert fit_history(by=WORKER, at=later + timedelta(days=1)) is None
    assert RatingHistory.objects.count() == 1


def test_an_open_page_begins_where_closed_positions_ended(old):
    later = old.at + timedelta(days=30)
    ended(old, later)
    fit_history(by=WORKER, at=later)
    position = Position.objects.create(title="Night planner", opened_at=later)
    prior = prior_for(position, later + timedelta(days=1))
    assert prior.history.version == "1"
    assert prior.history.leanings[str(old.nora.pk)].mean < -0.3
    assert prior_for(position, later - timedelta(days=1)).history is None


def test_a_closed_position_is_not_told_by_itself(old):
    """Its ratings are part of a later version; its own page keeps the one in force when it ended."""
    later = old.at + timedelta(days=30)
    ended(old, later)
    fit_history(by=WORKER, at=later + timedelta(hours=3))
    closed = Position.objects.get(pk=old.position.pk)
    assert prior_for(closed, later + timedelta(days=3)).history is None


def test_an_open_rating_moves_no_prior(old):
    later = old.at + timedelta(days=30)
    ended(old, later)
    fit_history(by=WORKER, at=later)
    Position.objects.filter(pk=old.position.pk).update(state=PositionState.OPEN, closed_at=None)
    assert past_cards(later) == []
    page = comparison_for(old.rosa, Position.objects.get(pk=old.position.pk), later + timedelta(days=1))
    assert page.comparison.prior_version == "1"
