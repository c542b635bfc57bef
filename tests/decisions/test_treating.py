"""Whether finalists were treated alike, thing by thing; what is not there yet differs from nothing."""

from dataclasses import replace
from datetime import date

import pytest

from secondround.decisions.treating import LATE, OPEN, Course, differing, not_everybody_had, working_days_ahead

ALIKE = Course(
    rounds=(("First round", 2), ("Second round", 2)), talks=(("The figures", 45), ("The team", 60)), is_over=True, people=2,
    questions=(4, 5), breaks=(1, 15), told_ahead=3,
)  # fmt: skip


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        ({}, ()),
        ({"talks": (("The team", 60), ("The figures", 45))}, ()),  # the order of a day is no treatment
        ({"rounds": (("First round", 1), ("Second round", 2))}, ("rounds",)),
        ({"talks": (("The figures", 45), ("The team", 40))}, ("talks", "minutes")),
        ({"talks": (("The figures", 60), ("The team", 45))}, ("talks",)),
        ({"people": 3}, ("people",)),
        ({"questions": (3, 5)}, ("questions",)),
        ({"breaks": (0, 0)}, ("breaks",)),
        ({"breaks": None}, ()),
        ({"told_ahead": 2}, ("topics",)),
        ({"told_ahead": None}, ("topics",)),
        ({"help": LATE}, ("help",)),
        ({"help": OPEN, "breaks": (1, 30)}, ("breaks", "help")),
        ({"is_over": False, "rounds": (("First round", 2),), "questions": (0, 5)}, ()),  # their day is still to come
    ],
)
def test_in_which_things_two_finalists_were_treated_differently(other, codes):
    assert differing([ALIKE, replace(ALIKE, **other)]) == codes


def test_whoever_has_no_second_round_yet_differs_from_nobody():
    assert differing([ALIKE, Course(), ALIKE]) == ()
    assert differing([ALIKE]) == () and differing([]) == ()


def test_which_conversations_not_everybody_had():
    crew = replace(ALIKE, talks=(("The figures", 45), ("The crew", 45)))
    assert not_everybody_had([ALIKE, crew, Course()]) == ["The team", "The crew"]
    assert not_everybody_had([ALIKE, replace(ALIKE, talks=(("The team", 30), ("The figures", 45)))]) == []


@pytest.mark.parametrize(
    ("told", "day", "ahead"),
    [
        ("2026-10-01", "2026-10-05", 2),  # Thursday to Monday: Friday and Monday
        ("2026-10-02", "2026-10-05", 1),
        ("2026-10-03", "2026-10-05", 1),  # told on a Saturday
        ("2026-10-05", "2026-10-05", 0),
        ("2026-10-06", "2026-10-05", 0),
        ("2026-09-21", "2026-10-05", 10),
    ],
)
def test_how_many_working_days_ahead_topics_were_told(told, day, ahead):
    assert working_days_ahead(date.fromisoformat(told), date.fromisoformat(day)) == ahead
