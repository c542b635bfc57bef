"""A seeded tenth of the broken policies; all of them in `./dev bench policy`."""

import random
from pathlib import Path

import pytest
from tests.access import mutation
from tests.access.stage import add_selves, set_stage

LISTED = Path(__file__).with_name("cells_without_door.txt")


def listed():
    return {line for line in LISTED.read_text().splitlines() if line and not line.startswith("#")}


@pytest.mark.django_db
def test_a_broken_policy_is_noticed():
    stage = set_stage()
    add_selves(stage)
    every = list(mutation.flips())
    assert listed() <= {flip.name for flip in every}  # the list only shrinks
    with_door = [flip for flip in every if flip.name not in listed()]
    chosen = random.Random(7).sample(with_door, len(with_door) // 10)
    unnoticed, doorless, noticed = mutation.run(stage, chosen)
    assert (unnoticed, doorless, noticed) == ([], [], len(chosen))
