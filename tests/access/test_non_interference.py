"""Change what is hidden from a blind person, and not one byte that they are sent changes."""

import re

import pytest
from django.utils import timezone
from tests.access import expected
from tests.access.stage import address, set_stage

from secondround.candidates.models import Application
from secondround.interviews.models import Note, Rating

pytestmark = pytest.mark.django_db
NONCE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|data-key="[^"]+"')


def sent_to(stage, actor):
    found = {}
    for door, (readers, _writers) in expected.DOORS.items():
        if readers is None or door in ("handoff:pdf", "people:record", "people:me"):
            continue
        answer = stage.clients[actor].get(address(stage, door))
        found[door] = (answer.status_code, NONCE.sub(b"", answer.content))
    return found


@pytest.mark.parametrize(
    ("actor", "whom"),
    [
        ("H", "Nils"),
        ("B", "Cleo"),
        ("K", "Cleo"),
        ("C", "Cleo"),
        ("X", "Cleo"),
        ("M", "Cleo"),
        ("A", "Cleo"),
        ("S", "Nils"),
    ],
)
def test_a_hidden_rating_moves_nothing(actor, whom):
    stage = set_stage()
    hidden = Rating.objects.filter(
        scorecard__assignment__interview__application=stage.applications[whom],
        scorecard__assignment__user=stage.world.nora,
    )
    assert hidden.count() == 1
    before = sent_to(stage, actor)
    hidden.update(value=5 if hidden.get().value < 4 else 1)
    Note.objects.filter(scorecard__in=hidden.values("scorecard")).update(text="Something else entirely was said.")
    after = sent_to(stage, actor)
    assert {door for door in before if before[door] != after[door]} == set()


# Whoever closes a position writes to everybody who is still open, and so has to know who is.
TOLD_BY_OFFICE = {"H": {"decisions:close_position"}}


@pytest.mark.parametrize("state", ["reserve", "closed"])
@pytest.mark.parametrize(("actor", "whom"), [("B", "Cleo"), ("H", "Nils")])
def test_what_was_decided_moves_nothing_for_whoever_still_owes_a_card(actor, whom, state):
    stage = set_stage()
    before = sent_to(stage, actor)
    Application.objects.filter(pk=stage.applications[whom].pk).update(state=state, state_since=timezone.now())
    after = sent_to(stage, actor)
    assert {door for door in before if before[door] != after[door]} == TOLD_BY_OFFICE.get(actor, set())


def test_the_same_change_is_seen_by_whoever_may_see_it():
    """The test above could not fail if nothing ever showed the rating."""
    stage = set_stage()
    before = sent_to(stage, "R")
    Rating.objects.filter(scorecard__assignment__user=stage.world.nora).update(value=5)
    assert before["handoff:compare"] != sent_to(stage, "R")["handoff:compare"]
