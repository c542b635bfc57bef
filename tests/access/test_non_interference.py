"""Change what is hidden from a blind person, and not one byte that they are sent changes."""

import re

import pytest
from django.utils import timezone
from tests.access.crawl import crawled
from tests.access.stage import address, set_stage

from secondround.candidates.models import Application
from secondround.interviews.models import Note, Rating

pytestmark = pytest.mark.django_db
NONCE = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]+"|data-key="[^"]+"|DTSTAMP:\w+|(?:the copy of|device, as of) [^<]+'
)


@pytest.fixture(autouse=True)
def read_once(db):
    """Which doors are open to whom."""
    crawled()


def sent_to(stage, actor):
    """What an actor is sent by every door that is open to them. A PDF says what its page says."""
    found = {}
    for door in crawled().read_by(actor):
        if door not in ("handoff:pdf", "people:record", "people:me"):
            answer = stage.clients[actor].get(address(stage, door))
            found[actor, door] = (answer.status_code, NONCE.sub(b"", answer.content))
    return found


def moved(stage, actors, change):
    """Through which doors these actors notice a change, the clock standing still: pages say what time it is."""
    now = timezone.now()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(timezone, "now", lambda: now)
        before = [sent_to(stage, actor) for actor in actors.split()]
        change()
        after = [sent_to(stage, actor) for actor in actors.split()]
    assert any(before)
    return {key for old, new in zip(before, after, strict=True) for key in old if old[key] != new[key]}


@pytest.mark.parametrize(("actors", "whom"), [("B K C X M A O E P c n d", "Cleo"), ("H S", "Nils")])
def test_a_hidden_rating_moves_nothing(actors, whom):
    stage = set_stage()
    hidden = Rating.objects.filter(
        scorecard__assignment__interview__application=stage.applications[whom],
        scorecard__assignment__user=stage.world.nora,
    )
    assert hidden.count() == 1

    def change():
        hidden.update(value=5 if hidden.get().value < 4 else 1)
        Note.objects.filter(scorecard__in=hidden.values("scorecard")).update(text="Something else entirely was said.")

    assert moved(stage, actors, change) == set()


@pytest.mark.parametrize("state", ["reserve", "closed"])
def test_what_was_decided_moves_nothing_for_whoever_still_owes_a_card(state):
    stage = set_stage()

    def decided(whom):
        rows = Application.objects.filter(pk=stage.applications[whom].pk)
        return lambda: rows.update(state=state, state_since=timezone.now())

    assert moved(stage, "B", decided("Cleo")) == set()
    assert moved(stage, "H", decided("Nils")) == set()


def test_the_same_change_is_seen_by_whoever_may_see_it():
    """The tests above could not fail if nothing ever showed what is hidden."""
    stage = set_stage()
    rated = Rating.objects.filter(scorecard__assignment__user=stage.world.nora)
    assert ("R", "handoff:compare") in moved(stage, "R", lambda: rated.update(value=5))
