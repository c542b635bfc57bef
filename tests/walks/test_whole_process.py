"""The whole process once, as each person in turn: from a spreadsheet to an answer for everybody and thanks that arrived."""

import pytest
from tests.walks import whole_beginning, whole_day, whole_ending
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

    whole_day.arranges_what_helps(story)
    whole_day.plans_both_days(story)
    whole_day.sends_them(story)
    whole_day.publishes_a_topic_and_gives_a_question_away(story)
    whole_day.the_day_suits_them(story)
    whole_day.sofias_day(story)
    whole_day.cleos_day(story)

    whole_ending.writes_six_notes(story)
    whole_ending.thanks_come_to_whom_they_can_sway_no_more(story)
    whole_day.cards_on_cleo(story)
    whole_ending.opens_the_debrief(story)
    whole_ending.cleo_is_chosen(story)
    whole_ending.offers(story)
    whole_ending.sofia_gets_a_no(story)
    whole_ending.everybody_else_is_answered(story)
    whole_ending.it_stays_so(story)
    assert "BROKEN" not in story.installation.run("check-invariants")
