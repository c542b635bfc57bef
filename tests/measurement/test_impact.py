"""Adverse impact against published figures, by its undefined cases, and by its properties."""

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import boschloo_exact

from secondround.measurement import exact
from secondround.measurement.impact import (
    Count,
    Verdict,
    detectable_ratio,
    flip_ratio,
    impact,
    impacts,
    ratio_interval,
    ratio_of,
)
from secondround.measurement.pooled import Stratum, pool


@pytest.mark.parametrize(
    ("table", "fisher", "mid"),
    [
        ((3, 4, 1, 4), 34 / 70, 18 / 70),  # the lady and her tea
        ((8, 10, 1, 6), 0.03496503496503495, None),  # the manual of SciPy
        ((6, 8, 1, 5), 0.10256410256410257, None),
        (
            (0, 16, 15, 72),
            0.06287,
            0.04466,
        ),  # the four below: Fagerland, Lydersen, Laake, The Analysis of Contingency Tables
        ((7, 34, 1, 34), 0.05440, 0.02966),
        ((9, 13, 4, 14), None, 0.03914),
        ((745, 748, 127, 129), None, 0.09193139),
    ],
)
def test_exact_tests_are_as_published(table, fisher, mid):
    if fisher is not None:
        assert exact.fisher_p(*table) == pytest.approx(fisher, abs=5e-6)
    if mid is not None:
        assert exact.mid_p(*table) == pytest.approx(mid, abs=5e-6)


def test_fisher_and_mid_p_are_those_of_counting_with_whole_numbers():
    for n, m in ((6, 4), (5, 9)):
        for a, b in product(range(n + 1), range(m + 1)):
            if not 0 < a + b < n + m:
                continue
            ways = [comb(n, x) * comb(m, a + b - x) for x in range(max(0, a + b - m), min(n, a + b) + 1)]
            here, everything = comb(n, a) * comb(m, b), comb(n + m, a + b)
            fewer, same = sum(w for w in ways if w < here), sum(w for w in ways if w == here)
            assert exact.fisher_p(a, n, b, m) == pytest.approx((fewer + same) / everything, abs=1e-12)
            assert exact.mid_p(a, n, b, m) == pytest.approx((fewer + same / 2) / everything, abs=1e-12)


def test_boschloo_is_as_published_and_as_another_hand_computes_it():
    """The manual of SciPy gives 0.0355 one-sided for its survey; theirs doubles it as ours does. Its samples are columns."""
    assert exact.boschloo_p(74, 117, 31, 63) == pytest.approx(2 * 0.0355, abs=2e-4)
    for a, n, b, m in ((7, 34, 1, 34), (3, 4, 1, 4), (20, 30, 5, 14), (0, 16, 15, 72), (2, 50, 9, 60)):
        theirs = boschloo_exact([[a, b], [n - a, m - b]], n=256).pvalue
        assert exact.boschloo_p(a, n, b, m) == pytest.approx(theirs, abs=1e-6)


def test_boschloo_stops_at_three_hundred_people_and_the_mid_p_takes_over():
    assert exact.boschloo_p(10, 150, 30, 150) is not None
    found = impact(Count("a", 10, 151), Count("b", 30, 150))
    assert found.boschloo_p is None
    assert found.exact_p == found.mid_p


def test_z_is_the_difference_over_its_pooled_error():
    # 40 of 100 against 60 of 100: 0.2 / sqrt(.5 * .5 * .02)
    assert exact.z_statistic(40, 100, 60, 100) == pytest.approx(-2.8284271247461903, abs=1e-12)
    assert exact.z_p(-1.959963984540054) == pytest.approx(0.05, abs=1e-12)


def test_large_counts_are_answered_like_small_ones():
    assert exact.mid_p(700_000, 2_000_000, 1_401_000, 4_000_000) == pytest.approx(
        exact.z_p(exact.z_statistic(700_000, 2_000_000, 1_401_000, 4_000_000)), rel=2e-3
    )
    assert exact.mid_p(1_000, 1_000_000, 999_000, 1_000_000) == 0.0


def test_the_interval_of_the_ratio_is_koopmans():
    """36 of 40 against 16 of 80: (2.94, 7.15) in Koopman 1984."""
    assert ratio_interval(36, 40, 16, 80) == pytest.approx((2.939569, 7.152223), abs=2e-6)
    assert ratio_interval(0, 10, 5, 10)[0] == 0.0
    assert ratio_interval(3, 10, 0, 10)[1] is None
    assert ratio_interval(0, 10, 0, 10) is None


@pytest.mark.parametrize("table", [(0, 10, 5, 10), (7, 20, 12, 15), (1, 60, 30, 40)])
def test_the_ends_of_the_interval_are_ratios_that_a_score_test_just_keeps(table):
    """The likeliest rates with that ratio are looked for on a fine grid; the squared distance there is 1.96 squared."""
    a, n, b, m = table
    for ratio in ratio_interval(*table):
        if ratio:
            second = np.linspace(1e-6, min(1, 1 / ratio) - 1e-6, 2_000_001)
            first = second * ratio
            likelihood = (
                a * np.log(first) + (n - a) * np.log1p(-first) + b * np.log(second) + (m - b) * np.log1p(-second)
            )
            best = likelihood.argmax()
            score = (a - n * first[best]) ** 2 / (n * first[best] * (1 - first[best]))
            score += (b - m * second[best]) ** 2 / (m * second[best] * (1 - second[best]))
            assert score == pytest.approx(1.959963984540054**2, abs=1e-3)


@pytest.mark.parametrize(
    ("table", "ratio", "testable"),
    [
        ((0, 10, 0, 12), None, False),  # nobody was selected
        ((10, 10, 12, 12), 1.0, False),  # everybody was
        ((0, 0, 5, 12), None, False),  # there is nobody in the group
        ((3, 10, 0, 12), None, True),  # nobody of the reference
        ((0, 10, 5, 12), 0.0, True),
    ],
)
def test_undefined_stays_undefined(table, ratio, testable):
    found = impact(Count("a", *table[:2]), Count("b", *table[2:]))
    assert found.ratio == ratio
    for one in (found.z, found.z_p, found.fisher_p, found.mid_p, found.boschloo_p, found.exact_p):
        assert (one is not None) is testable
    if ratio is None:
        assert found.verdict is Verdict.UNDEFINED


def test_a_verdict_wants_two_of_three_lights():
    few = impact(Count("women", 2, 10), Count("men", 4, 10))  # ratio .5, but one person more turns it
    assert (few.lights.ratio, few.lights.test, few.lights.flip) == (True, False, False)
    assert few.verdict is Verdict.NOTHING_STANDS_OUT
    assert few.is_small
    clear = impact(Count("women", 8, 60), Count("men", 30, 60))
    assert clear.lights.lit == 3
    assert clear.verdict is Verdict.LOOK_CLOSER
    trifle = impact(Count("women", 47_000, 100_000), Count("men", 48_000, 100_000))  # significant, and nothing
    assert (trifle.lights.ratio, trifle.lights.test, trifle.lights.flip) == (False, True, False)
    assert trifle.verdict is Verdict.NOTHING_STANDS_OUT


def test_one_person_more_is_counted_as_by_hand():
    assert flip_ratio(2, 10, 4, 10) == pytest.approx((3 / 10) / (3 / 10))
    assert flip_ratio(10, 10, 4, 10) is None
    assert flip_ratio(2, 10, 1, 10) is None


def test_groups_stand_against_the_one_selected_most_often():
    counts = [Count("a", 5, 20), Count("b", 10, 20), Count("c", 2, 2)]
    assert [(one.count.group, one.reference.group) for one in impacts(counts)] == [("a", "b"), ("c", "b")]
    assert [one.reference.group for one in impacts(counts, "a")] == ["a", "a"]
    assert not impacts(counts)[1].is_publishable
    with pytest.raises(ValueError, match="no group"):
        impacts(counts, "d")
    with pytest.raises(ValueError, match="twice"):
        impacts([counts[0], counts[0]])
    with pytest.raises(ValueError, match="no counts"):
        Count("a", 3, 2)


def test_what_could_have_been_found_is_what_an_exact_count_finds_four_times_in_five():
    """The power of the z test at the ratio said, counted over every outcome, is about .8."""
    n, m, rate = 150, 200, 0.4
    ratio = detectable_ratio(n, m, rate)
    power = 0.0
    for a in range(n + 1):
        first = comb(n, a) * (rate * ratio) ** a * (1 - rate * ratio) ** (n - a)
        for b in range(m + 1):
            z = exact.z_statistic(a, n, b, m)
            if z is not None and z < -1.959963984540054:
                power += first * comb(m, b) * rate**b * (1 - rate) ** (m - b)
    assert power == pytest.approx(0.8, abs=0.015)
    assert detectable_ratio(3, 3, 0.5) is None
    assert detectable_ratio(0, 3, 0.5) is None


ADMITTED = (
    (512, 313, 89, 19),
    (353, 207, 17, 8),
    (120, 205, 202, 391),
    (138, 279, 131, 244),
    (53, 138, 94, 299),
    (22, 351, 24, 317),
)


def test_positions_are_put_together_as_published():
    """Admissions at Berkeley by department: R's mantelhaen.test gives 1.4269, p .2323, odds .9046968 (.7719074 to 1.0603298)."""
    found = pool([Stratum(a, a + b, c, c + d) for a, b, c, d in ADMITTED])
    assert found.chi_squared == pytest.approx(1.4269, abs=5e-5)
    assert found.p == pytest.approx(0.2323, abs=5e-5)
    assert found.odds_ratio == pytest.approx(0.9046968, abs=1e-7)
    assert found.odds_interval == pytest.approx((0.7719074, 1.0603298), abs=1e-7)
    assert found.positions == 6


def test_together_says_nothing_where_no_position_does():
    found = pool([Stratum(0, 3, 0, 4), Stratum(3, 3, 4, 4), Stratum(0, 0, 2, 4)])
    assert (found.positions, found.ratio, found.odds_ratio, found.chi_squared, found.p) == (0, None, None, None, None)
    one = pool([Stratum(5, 20, 10, 20)])
    assert one.ratio == pytest.approx(ratio_of(5, 20, 10, 20))


counts_drawn = st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)).map(
    lambda one: (min(one[0], one[1]), max(one[0], one[1]), min(one[2], one[3]), max(one[2], one[3]))
)


@given(counts_drawn)
@settings(max_examples=60, deadline=None)
def test_every_p_is_a_probability_and_the_mid_p_is_below_fishers(table):
    a, n, b, m = table
    fisher, mid, boschloo = exact.fisher_p(*table), exact.mid_p(*table), exact.boschloo_p(*table)
    if fisher is None:
        assert (mid, boschloo) == (None, None)
        return
    assert 0 < mid < fisher <= 1
    assert 0 < boschloo <= 1
    assert exact.fisher_p(b, m, a, n) == pytest.approx(fisher, rel=1e-9)  # whose group is called first changes nothing
    assert exact.boschloo_p(n - a, n, m - b, m) == pytest.approx(boschloo, rel=1e-6)  # nor does counting the others


@given(counts_drawn)
@settings(max_examples=60, deadline=None)
def test_the_interval_holds_the_ratio(table):
    interval, ratio = ratio_interval(*table), ratio_of(*table)
    if interval and ratio is not None:
        assert interval[0] <= ratio * (1 + 1e-9)
        assert interval[1] is None or ratio <= interval[1] * (1 + 1e-9)
