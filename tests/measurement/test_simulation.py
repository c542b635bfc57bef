"""Seeded simulations in their short form; `./dev bench ratings` runs the long one."""

import numpy as np
import pytest
from bench.simulation import FIXED, FROM_PRIOR, RANKING, bins, brier, coverage, regret


@pytest.fixture(scope="module")
def drawn_from_the_prior():
    return [coverage(of, 60, 40 + number) for number, of in enumerate(FROM_PRIOR)]


def test_intervals_hold_the_truth_as_often_as_they_say(drawn_from_the_prior):
    shares = np.mean([one.shares for one in drawn_from_the_prior], axis=0)
    assert shares[0] == pytest.approx(0.5, abs=0.05)
    assert shares[1] == pytest.approx(0.8, abs=0.04)
    assert 0.87 < shares[2] < 0.93


def test_chances_come_true_as_often_as_they_say(drawn_from_the_prior):
    for one in drawn_from_the_prior:
        for said, came, number in bins(one, fewest=200):
            assert abs(said - came) < 0.07 + 1 / np.sqrt(number)
        assert brier(one.chances, one.outcomes) <= brier(one.plug_in, one.outcomes) + 0.004


@pytest.mark.parametrize("of", FIXED[1::3], ids=lambda of: of.name)
def test_where_assessors_differ_as_much_as_candidates_do_intervals_still_hold(of):
    assert coverage(of, 40, 50).shares[2] > 0.83


@pytest.mark.parametrize(("of", "goal"), RANKING, ids=[of.name for of, _goal in RANKING])
def test_fewer_wrong_choices_than_by_raw_means(of, goal):
    found = regret(of, 80 if of.candidates < 60 else 40, 60, choose=3)
    assert found.saved >= goal - 2 * found.error
    assert found.saved >= -2 * found.error
