"""The whole process once, as each person in turn: from a spreadsheet to an answer for everybody and thanks that arrived."""

import pytest
from tests.walks import whole_beginning
from tests.walks.clocks import Clock
from tests.walks.whole_story import BEGINS, Story


@pytest.fixture
def story(installation, mailbox, visit):
    return Story(installation, mailbox, visit, Clock(installation, BEGINS))


def test_from_a_spreadsheet_to_thanks(story):
    whole_beginning.brings_in_the_spreadsheet(story)
    whole_beginning.plans_the_second_round(story)
    whole_beginning.lets_two_go_on(story)
    whole_beginning.reads_the_briefs(story)
    whole_beginning.two_are_invited_and_come(story)
    story.nobody_else_heard()
    assert "BROKEN" not in story.installation.run("check-invariants")
