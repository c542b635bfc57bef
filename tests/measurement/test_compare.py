"""The ratings model against brute force, by its degenerate cases and its properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondround.measurement import DesignRefused, Group, Prior, Rating, compare
from secondround.measurement.design import components, gather
from secondround.measurement.groups import best_of
from secondround.measurement.position import ERRORS, RATIOS, fit

KEYS = ("k1", "k2", "k3")
EQUAL = dict.fromkeys(KEYS, 1.0)


def drawn(rng, candidates=10, assessors=6, each=3, keys=KEYS, candidate_sd=0.6, assessor_sd=0.5, error=0.4):
    """Ratings from the model itself, and the truth."""
    true, severity = rng.normal(0, candidate_sd, candidates), rng.normal(0, assessor_sd, assessors)
    found = []
    for c in range(candidates):
        for i in rng.choice(assessors, each, replace=False):
            shared = rng.normal(0, error)
            for key in keys:
                value = 3.2 + true[c] + severity[i] + shared + rng.normal(0, 0.5)
                found.append(Rating(f"c{c:02}", f"i{i:02}", key, float(np.clip(round(value), 1, 5)), f"s{c}-{i}"))
    return true + 3.2, found


def test_the_posterior_is_that_of_brute_force():
    """The same grid, each node solved as one dense Gaussian: V built and inverted, μ by generalised least squares."""
    _true, ratings = drawn(np.random.default_rng(4), candidates=5, assessors=4, each=2)
    cards = gather(ratings, EQUAL)
    prior, n, c = Prior(), len(cards.total), len(cards.candidates)
    z_c, z_i = np.eye(c)[cards.of_candidate], np.eye(len(cards.assessors))[cards.of_assessor]
    floor = 1 / np.sqrt(12 * len(KEYS))
    errors = np.unique(np.maximum(ERRORS, floor))
    width_e, width_r = np.gradient(errors), np.gradient(np.log(RATIOS)) * RATIOS
    log_weights, means, variances = [], [], []
    for a, ratio_c in enumerate(RATIOS):
        for b, ratio_i in enumerate(RATIOS):
            for k, e in enumerate(errors):
                v = e**2 * (ratio_c**2 * z_c @ z_c.T + ratio_i**2 * z_i @ z_i.T + np.diag(cards.spread))
                inverse = np.linalg.inv(v)
                one = np.ones(n)
                precision = one @ inverse @ one
                mu = one @ inverse @ cards.total / precision
                rest = cards.total - mu
                log_weights.append(
                    -0.5 * (np.linalg.slogdet(v)[1] + np.log(precision) + rest @ inverse @ rest)
                    - 0.5 * ((ratio_c * e / prior.candidate) ** 2 + (ratio_i * e / prior.assessor) ** 2 + (e / prior.error) ** 2)
                    + 2 * np.log(e) + np.log(width_r[a] * width_r[b] * width_e[k])
                )  # fmt: skip
                gain = (e * ratio_c) ** 2 * z_c.T @ inverse
                means.append(mu + gain @ rest)
                left = np.ones(c) - gain @ one
                variances.append(
                    np.diag((e * ratio_c) ** 2 * np.eye(c) - gain @ z_c * (e * ratio_c) ** 2) + left**2 / precision
                )
    weights = np.exp(np.array(log_weights) - max(log_weights))
    weights /= weights.sum()
    mean = weights @ np.array(means)
    variance = weights @ np.array(variances) + weights @ (np.array(means) - mean) ** 2
    posterior = fit(cards)
    assert posterior.estimate == pytest.approx(mean + cards.centre, abs=2e-3)
    assert np.diagonal(posterior.joint) == pytest.approx(variance, rel=2e-2)


def test_the_chance_of_being_among_the_best_is_counted_as_by_hand():
    draws = np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0], [3.0, 1.0, 2.0], [1.0, 3.0, 2.0]])
    assert best_of(draws, 1).tolist() == [0.5, 0.25, 0.25]
    assert best_of(draws, 2).tolist() == [0.5, 0.75, 0.75]
    assert best_of(draws, 3).tolist() == [1.0, 1.0, 1.0]


def whole(ratings, **more):
    return compare(ratings, **{"weights": EQUAL, "choose": 2, **more})


def test_where_everybody_saw_everybody_the_order_is_the_raw_one():
    rng = np.random.default_rng(5)
    _true, ratings = drawn(rng, candidates=6, assessors=4, each=4)
    found = whole(ratings).candidates
    assert [one.candidate for one in found] == [
        one.candidate for one in sorted(found, key=lambda one: (-round(one.raw, 9), one.candidate))
    ]


def test_one_rating_each_is_wide_and_says_so():
    found = whole([Rating("a", "x", "k1", 5), Rating("b", "y", "k1", 2)])
    assert [one.is_one_opinion for one in found.candidates] == [True, True]
    assert all(one.interval90[1] - one.interval90[0] > 1 for one in found.candidates)
    assert [sorted(group) for group in found.components] == [["a"], ["b"]]


def test_nobody_to_compare_with():
    (one,) = whole([Rating("a", "x", "k1", 4)]).candidates
    assert one.group is Group.UNPLACED
    assert whole([]).candidates == ()


def test_equal_ratings_are_never_certain():
    found = whole([Rating(c, i, "k1", 4) for c in "abc" for i in "xyz"])
    assert len({round(one.adjusted, 6) for one in found.candidates}) == 1
    assert all(one.interval90[1] - one.interval90[0] >= 1 / np.sqrt(3) - 1e-9 for one in found.candidates)
    assert found.beats["a", "b"] == pytest.approx(0.5, abs=1e-6)


def test_a_strict_assessor_is_seen_through_and_named_to_nobody():
    """x rates everybody two below y and z; whom x met is lifted, as one sum, with a figure only from three people on."""
    ratings = []
    for candidate, met in {"a": "xyz", "b": "yz", "c": "xyz", "d": "xy", "e": "yz"}.items():
        ratings += [Rating(candidate, who, "k1", 2.0 if who == "x" else 4.0) for who in met]
    found = {one.candidate: one for one in whole(ratings).candidates}
    assert found["d"].adjustment.direction == "stricter"
    assert [found[key].adjustment.has_figure for key in "ad"] == [True, False]
    parts = found["a"].adjustment
    assert parts.severity + parts.coverage + parts.shrinkage == pytest.approx(parts.total)
    assert "severity" not in vars(whole(ratings)) and not hasattr(whole(ratings), "assessor")


def test_what_was_not_covered_lowers_nobody():
    """b was not asked about the competency on which everybody does badly: raw is higher for it, adjusted is not lower."""
    ratings = [Rating(c, i, "k1", 4.0) for c in "abc" for i in "xy"]
    ratings += [Rating(c, i, "k2", 2.0) for c in "ac" for i in "xy"]
    found = {one.candidate: one for one in whole(ratings).candidates}
    assert found["b"].raw > found["a"].raw
    assert found["b"].adjusted == pytest.approx(found["a"].adjusted, abs=0.05)
    assert next(one for one in found["b"].competencies if one.competency == "k2").raw is None


@pytest.mark.parametrize(
    ("ratings", "words"),
    [
        ([Rating("a", "x", "k1", 6)], "not between"),
        ([Rating("a", "x", "nobody's", 3)], "no weight"),
        ([Rating("a", "x", "k1", 3), Rating("a", "x", "k1", 4)], "twice"),
    ],
)
def test_what_cannot_be_compared_is_refused(ratings, words):
    with pytest.raises(DesignRefused, match=words):
        whole(ratings)
    with pytest.raises(ValueError):
        compare([], weights=EQUAL, choose=0)


ratings_drawn = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("wxyz"), st.sampled_from(KEYS), st.integers(1, 5)),
    min_size=2,
    max_size=30,
    unique_by=lambda one: one[:3],
).map(lambda rows: [Rating(c, i, k, float(v)) for c, i, k, v in rows])


@given(ratings_drawn, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_order_of_rows_and_names_changes_nothing(ratings, random):
    shuffled = list(ratings)
    random.shuffle(shuffled)
    first, second = whole(ratings), whole(shuffled)
    assert first == second
    renamed = whole(
        [Rating(one.candidate, "n" + one.assessor, one.competency, one.value, one.sitting) for one in ratings]
    )
    assert [one.adjusted for one in renamed.candidates] == pytest.approx(
        [one.adjusted for one in first.candidates], abs=1e-9
    )


@given(ratings_drawn, st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_chances_add_up_and_intervals_nest(ratings, choose):
    found = whole(ratings, choose=choose)
    assert sum(one.p_best for one in found.candidates) == pytest.approx(min(choose, len(found.candidates)), abs=1e-9)
    for one in found.candidates:
        assert one.interval90[0] <= one.interval80[0] <= one.interval50[0] <= one.adjusted <= one.interval50[1]
        assert one.interval50[1] <= one.interval80[1] <= one.interval90[1]
    for (a, b), chance in found.beats.items():
        assert chance + found.beats[b, a] == pytest.approx(1, abs=1e-9)


def test_links_run_through_shared_assessors():
    ratings = [Rating("a", "x", "k1", 3), Rating("b", "x", "k1", 3), Rating("c", "y", "k1", 3)]
    assert components(ratings) == (frozenset("ab"), frozenset("c"))
