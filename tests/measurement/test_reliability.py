"""Reliability and validity against published figures, and where they are silent."""

import numpy as np
import pytest

from secondround.measurement.reliability import (
    Components,
    intraclass,
    of_panel,
    raters_for,
    spearman_brown,
)
from secondround.measurement.validity import Standing, interval_of, unrestricted, validity

SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_intraclass_correlations_are_those_of_shrout_and_fleiss():
    found = intraclass(SHROUT_FLEISS)
    assert [round(one, 2) for one in (found.icc1, found.icc2, found.icc3)] == [0.17, 0.29, 0.71]
    assert [round(one, 2) for one in (found.icc1k, found.icc2k, found.icc3k)] == [0.44, 0.62, 0.91]


def test_variances_of_a_complete_table_give_the_same_correlations():
    """From the mean squares of the same table: candidates 11.24, judges 32.49, rest 1.02."""
    between, judges, rest = 11.2416666667, 32.4861111111, 1.0194444444
    components = Components((between - rest) / 4, (judges - rest) / 6, rest)
    found, table = of_panel(components, 4), intraclass(SHROUT_FLEISS)
    assert found.single == pytest.approx(table.icc2, abs=1e-8)
    assert found.absolute == pytest.approx(table.icc2k, abs=1e-8)
    assert found.consistency == pytest.approx(table.icc3k, abs=1e-8)


def test_separate_interviews_add_up_as_published():
    assert [round(spearman_brown(0.44, n), 2) for n in (1, 2, 3, 4)] == [0.44, 0.61, 0.70, 0.76]
    assert raters_for(0.44) == 6  # 5 give .797
    assert (raters_for(0.0), raters_for(None), raters_for(1.0), raters_for(0.8)) == (None, None, 1, 1)


def test_how_many_more_are_wanted():
    found = of_panel(Components(0.4, 0.1, 0.4), 2)
    assert (found.wanted, found.wanted_adjusted, found.more) == (5, 4, 3)
    nothing = of_panel(Components(0, 0, 0), 2)
    assert (nothing.single, nothing.absolute, nothing.wanted, nothing.more) == (None, None, None, None)


@pytest.mark.parametrize("table", [[[1, 2, 3]], [[1], [2]], [[1, 2], [3, float("nan")]]])
def test_an_incomplete_table_is_refused(table):
    with pytest.raises(ValueError, match="complete table"):
        intraclass(table)


def test_variances_below_nothing_are_refused():
    with pytest.raises(ValueError, match="negative"):
        Components(-0.1, 0, 0)
    with pytest.raises(ValueError, match="somebody"):
        of_panel(Components(1, 1, 1), 0)


def test_the_interval_of_a_correlation_is_fishers():
    assert [round(end, 2) for end in interval_of(0.25, 30)] == [-0.06, 0.52]
    assert interval_of(1.0, 30) == (1.0, 1.0)


def test_thorndikes_correction():
    """r .25 with everybody's spread half as large again as that of the hired."""
    assert unrestricted(0.25, 1.5) == pytest.approx(0.25 * 1.5 / np.sqrt(1 + 0.0625 * 1.25))
    assert unrestricted(0.4, 1.0) == pytest.approx(0.4)


def drawn(people, slope, seed=3):
    rng = np.random.default_rng(seed)
    ratings = rng.normal(3, 0.6, people)
    return list(ratings), list(slope * ratings + rng.normal(0, 0.5, people))


def test_few_people_are_hidden_and_some_more_conclude_nothing():
    assert validity(*drawn(9, 1.0)).standing is Standing.HIDDEN
    assert validity(*drawn(9, 1.0)).r is None
    some = validity(*drawn(29, 1.0))
    assert (some.standing, some.r is not None) == (Standing.NO_CONCLUSION, True)
    assert validity(*drawn(60, 1.0)).standing is Standing.SAYS_SOMETHING
    assert validity(*drawn(60, 0.0, seed=5)).standing is Standing.NO_CONCLUSION
    assert validity([3.0] * 40, list(range(40))).standing is Standing.HIDDEN  # no spread, no correlation
    with pytest.raises(ValueError, match="as many"):
        validity([1.0], [1.0, 2.0])


def test_the_corrected_figure_names_its_assumption_and_finds_the_whole():
    """Hired are the upper third by the rating; corrected, their correlation is that of everybody."""
    rng = np.random.default_rng(8)
    rating = rng.normal(0, 1, 4000)
    performance = 0.5 * rating + rng.normal(0, np.sqrt(0.75), 4000)
    hired = rating > np.quantile(rating, 2 / 3)
    found = validity(list(rating[hired]), list(performance[hired]), list(rating))
    assert found.r < 0.35
    assert found.corrected == pytest.approx(0.5, abs=0.05)
    assert found.corrected_interval[0] < found.corrected < found.corrected_interval[1]
    assert "chosen on this rating alone" in found.assumption
    assert validity(list(rating[hired]), list(performance[hired])).assumption == ""
