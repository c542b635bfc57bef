"""The senior reader reads words before levels, on the file as in the brief."""

import pytest
from tests.cast import cast, second_round, signed_in, submit

from secondround.handoff.actions.briefs import open_numbers

pytestmark = pytest.mark.django_db
SAID, OVERALL = "She asked the crew first.", "Overall:"


@pytest.fixture
def world():
    made = cast()
    made.second = second_round(made)
    return made


def shown(world, user, by=""):
    page = signed_in(user).get(f"/applications/{world.cleo.uid}/{by}").content.decode()
    return SAID in page, OVERALL in page, "<b>4</b>" in page


@pytest.mark.parametrize("by", ["", "?by=person"])
def test_the_senior_reader_reads_notes_without_levels_and_the_others_read_both(world, by):
    assert shown(world, world.sami, by) == (True, False, False)
    for reader in (world.hugo, world.rosa):
        assert shown(world, reader, by) == (True, True, True)


def test_levels_follow_once_the_numbers_are_opened_which_is_recorded(world):
    open_numbers(by=world.sami, at=world.second.at, application=world.cleo)
    assert shown(world, world.sami) == (True, True, True)


def test_levels_follow_once_a_scorecard_of_their_own_is_in(world):
    submit(world, world.sami, world.cleo, {"Teamwork": 3}, at=world.second.at)
    assert shown(world, world.sami) == (True, True, True)
