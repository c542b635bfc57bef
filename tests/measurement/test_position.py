"""The position's model: history against brute force, the second level against brute force, and every tiny design by its case."""

from itertools import product

import numpy as np
import pytest
from bench.simulation import Scenario, cards_of, draw, rota

from secondround.measurement import DEFAULT_PRIOR, Group, History, Leaning, Prior, Rating, Warn, again, compare
from secondround.measurement.competencies import LEAST_SHARE, OWN, SINGLE, TASTE, detail
from secondround.measurement.position import KNOWN_ERRORS, KNOWN_RATIOS, NEW_RATIOS, fit
from secondround.measurement.prior import LOG_SPREAD
from secondround.measurement.reliability import Components

ONE = {"k": 1.0}


def rated(*rows):
    return [Rating(candidate, assessor, "k", float(value)) for candidate, assessor, value in rows]


def whole(ratings, choose=1, **more):
    return compare(ratings, weights=more.pop("weights", ONE), choose=choose, **more)


def of(found, name):
    return next(one for one in found.candidates if one.candidate == name)


def test_with_history_the_posterior_is_that_of_brute_force():
    """Two assessors known from closed positions, one new: V built and inverted at every node, μ by generalised least squares."""
    ratings = rated(*[(c, i, 2 + (n * 7 % 4)) for n, (c, i) in enumerate(product("abcd", "xyz")) if (n % 5) != 2])
    leanings = {"x": Leaning(0.4, 0.15), "y": Leaning(-0.3, 0.2)}
    history = History(0.5, 0.4, 0.45, leanings, "7")
    from secondround.measurement.design import gather

    cards = gather(sorted(ratings), ONE)
    n, z_c, z_i = len(cards.total), np.eye(4)[cards.of_candidate], np.eye(3)[cards.of_assessor]
    total = cards.total - z_i @ np.array([0.4, -0.3, 0.0])
    errors = np.unique(np.maximum(KNOWN_ERRORS, 1 / np.sqrt(12)))
    cell_e, cell_c, cell_i = np.gradient(errors), np.gradient(KNOWN_RATIOS), np.gradient(NEW_RATIOS)

    def normal(sd, expected):
        return -0.5 * (np.log(sd / expected) / LOG_SPREAD) ** 2 - np.log(sd)

    log_weights, means, variances = [], [], []
    for (a, rc), (b, ri), (k, e) in product(enumerate(KNOWN_RATIOS), enumerate(NEW_RATIOS), enumerate(errors)):
        known = [leanings["x"].variance, leanings["y"].variance, (ri * e) ** 2]
        v = (rc * e) ** 2 * z_c @ z_c.T + z_i @ np.diag(known) @ z_i.T + e**2 * np.eye(n)
        inverse, one = np.linalg.inv(v), np.ones(n)
        precision = one @ inverse @ one
        mu = one @ inverse @ total / precision
        rest = total - mu
        log_weights.append(
            -0.5 * (np.linalg.slogdet(v)[1] + np.log(precision) + rest @ inverse @ rest)
            + normal(rc * e, 0.5) + normal(ri * e, 0.4) + normal(e, 0.45)
            + 2 * np.log(e) + np.log(cell_c[a] * cell_i[b] * cell_e[k])
        )  # fmt: skip
        gain = (e * rc) ** 2 * z_c.T @ inverse
        left = np.ones(4) - gain @ one
        means.append(mu + gain @ rest)
        variances.append(np.diag((e * rc) ** 2 * np.eye(4) - gain @ z_c * (e * rc) ** 2) + left**2 / precision)
    weights = np.exp(np.array(log_weights) - max(log_weights))
    weights /= weights.sum()
    mean = weights @ np.array(means)
    variance = weights @ np.array(variances) + weights @ (np.array(means) - mean) ** 2
    posterior = fit(cards, Prior(history=history))
    assert posterior.estimate == pytest.approx(mean + cards.centre, abs=2e-3)
    assert np.diagonal(posterior.joint) == pytest.approx(variance, rel=2e-2)


def test_competencies_are_those_of_one_dense_system():
    """Every node of the second level as one covariance matrix of all ratings, and of what is asked for."""
    rng = np.random.default_rng(9)
    drawn = draw(rng, Scenario("", 4, 3, rota(2), (0.6, 0.4, 0.25), 3))
    ratings = [one for n, one in enumerate(sorted(drawn.ratings)) if n % 7]  # not everything was covered
    weights = {"k0": 2.0, "k1": 1.0, "k2": 1.0}
    shares = {name: weight / 4 for name, weight in weights.items()}
    from secondround.measurement.design import gather

    cards = gather(ratings, weights)
    posterior = fit(cards)
    found = detail(ratings, cards.candidates, shares, posterior, DEFAULT_PRIOR, 1.0)
    w, names = np.array([0.5, 0.25, 0.25]), ("k0", "k1", "k2")
    value = np.array([one.value for one in ratings])
    c = np.array([[one.candidate == name for name in cards.candidates] for one in ratings], dtype=float)
    k = np.array([[one.competency == name for name in names] for one in ratings], dtype=float)
    i = np.array([[one.assessor == name for name in cards.assessors] for one in ratings], dtype=float)
    asked = [(a, b) for a in range(4) for b in range(3)]
    ask_c, ask_k = np.eye(4)[[a for a, _ in asked]], np.eye(3)[[b for _, b in asked]]
    log_weights, means, covariances = [], [], []
    for own, taste, single in product(OWN, TASTE, SINGLE):
        squares = float(w @ w)

        def rest(total, given, squares=squares):
            return max(total - given**2 * squares, LEAST_SHARE * total)

        s_c, s_i = rest(posterior.spread, own), rest(posterior.between, taste)
        s_card = rest(posterior.noise, single)
        same = (c @ c.T) * (i @ i.T)
        v = (c @ c.T) * (s_c + own**2 * (k @ k.T)) + (i @ i.T) * (s_i + taste**2 * (k @ k.T)) + s_card * same
        v += single**2 * np.eye(len(value))
        inverse = np.linalg.inv(v)
        info = k.T @ inverse @ k
        mu = np.linalg.solve(info, k.T @ inverse @ value)
        away = value - k @ mu
        log_weights.append(
            -0.5 * (np.linalg.slogdet(v)[1] + np.linalg.slogdet(info)[1] + away @ inverse @ away)
            - 0.5 * ((own / 0.45) ** 2 + (taste / 0.2) ** 2 + (single / 0.6) ** 2)
            + np.log(own * taste * single)
        )
        with_ratings = (ask_c @ c.T) * (s_c + own**2 * (ask_k @ k.T))
        gain = with_ratings @ inverse
        left = ask_k - gain @ k
        means.append(ask_k @ mu + gain @ away)
        before = (ask_c @ ask_c.T) * (s_c + own**2 * (ask_k @ ask_k.T))
        covariances.append(before - gain @ with_ratings.T + left @ np.linalg.inv(info) @ left.T)
    share = np.exp(np.array(log_weights) - max(log_weights))
    share /= share.sum()
    from_whole = np.eye(3) - w[None, :]
    apart = np.array([(one.reshape(4, 3) @ from_whole.T) for one in means])
    assert found.apart == pytest.approx(np.tensordot(share, apart, 1), abs=0.01)
    covariance = np.tensordot(share, np.array(covariances), 1).reshape(4, 3, 4, 3)
    assert found.covariance == pytest.approx(np.array([covariance[n, :, n, :] for n in range(4)]), abs=0.01)
    assert found.cross == pytest.approx(covariance @ w, abs=0.01)
    assert found.apart @ w == pytest.approx(np.zeros(4), abs=1e-9)


def test_one_rating_each_is_wide_and_called_one_opinion():
    found = whole(rated(("a", "x", 5), ("b", "x", 2), ("c", "y", 4), ("d", "y", 3)))
    assert all(one.is_one_opinion for one in found.candidates)
    assert Warn.ONE_OPINION in found.warnings
    assert all(one.interval90[1] - one.interval90[0] > 1.2 for one in found.candidates)


def test_one_assessor_for_everybody_cancels_in_differences_and_not_in_the_level():
    """Whether that one person leans much or little changes no chance between two; it widens where everybody stands."""
    ratings = rated(*[(c, "x", v) for c, v in (("a", 5), ("b", 4), ("c", 3), ("d", 2), ("e", 2))])
    little, much = (whole(ratings, prior=Prior(assessor=sd)) for sd in (0.3, 1.2))
    assert Warn.ONE_ASSESSOR in much.warnings
    assert [one.candidate for one in much.candidates] == ["a", "b", "c", "d", "e"]
    assert much.beats["a", "e"] == pytest.approx(little.beats["a", "e"], abs=0.01)
    wide = [one.interval90[1] - one.interval90[0] for one in (of(little, "c"), of(much, "c"))]
    assert wide[1] > wide[0] + 0.3


def test_unlinked_sets_say_so_and_name_what_would_link_them():
    rows = [(c, i, v) for c, v in (("a", 4), ("b", 3), ("c", 3)) for i in "xy"]
    rows += [(c, i, v) for c, v in (("d", 5), ("e", 2)) for i in "uv"]
    found = whole(rated(*rows), choose=2)
    assert [sorted(group) for group in found.components] == [["a", "b", "c"], ["d", "e"]]
    assert Warn.UNLINKED in found.warnings
    assert set(found.assumed) == {(p, q) for p, q in product("abcde", "abcde") if (p in "abc") != (q in "abc")}
    assert all(0.2 < share < 1 for share in found.assumed.values())
    (link,) = found.links
    assert link.candidate in "de"
    assert link.assessor in "xy"
    linked = whole(rated(*rows, (link.candidate, link.assessor, 4)), choose=2)
    assert (linked.is_linked, linked.links, linked.assumed) == (True, (), {})


def test_equal_ratings_tell_nobody_apart_and_are_not_certain():
    found = whole(rated(*[(c, i, 4) for c in "abc" for i in "xyz"]))
    assert Warn.NO_DISAGREEMENT in found.warnings
    assert len({round(one.adjusted, 9) for one in found.candidates}) == 1
    for one in found.candidates:
        assert one.interval90[0] <= one.adjusted - 0.5 / np.sqrt(3) + 1e-12
        assert one.interval90[1] >= one.adjusted + 0.5 / np.sqrt(3) - 1e-12
    assert found.beats["a", "b"] == pytest.approx(0.5, abs=1e-9)


def test_in_a_complete_design_the_order_is_the_raw_one():
    rng = np.random.default_rng(5)
    for _ in range(5):
        rows = [(c, i, rng.integers(1, 6)) for c in "abcdef" for i in "wxyz"]
        found = whole(rated(*rows)).candidates
        assert [one.candidate for one in found] == [
            one.candidate for one in sorted(found, key=lambda one: (-round(one.raw, 9), one.candidate))
        ]


def test_one_candidate_is_given_the_prior_alone_and_no_rank():
    for ratings in (rated(("a", "x", 4)), rated(("a", "x", 4), ("a", "y", 2))):
        found = whole(ratings)
        (one,) = found.candidates
        assert one.group is Group.UNPLACED
        assert (found.beats, found.links) == ({}, ())
        assert one.interval90[0] < one.raw < one.interval90[1]


def test_half_at_an_end_of_the_scale_is_said():
    high = rated(("a", "x", 5), ("a", "y", 5), ("b", "x", 5), ("b", "y", 3))
    assert Warn.CEILING in whole(high).warnings
    low = rated(("a", "x", 1), ("a", "y", 1), ("b", "x", 1), ("b", "y", 3))
    assert Warn.FLOOR in whole(low).warnings
    assert {Warn.CEILING, Warn.FLOOR}.isdisjoint(whole(rated(("a", "x", 3), ("b", "x", 5))).warnings)


def strong_to_one(severity):
    """Nine candidates; x and y met the three strongest, u and v the rest; everybody was met by two, z links them."""
    rows = []
    for n, true in enumerate((4.6, 4.4, 4.5, 2.6, 2.4, 2.5, 2.6, 2.5, 2.4)):
        pair = "xy" if true > 4 else "uv"
        rows += [(f"c{n}", i, true + severity.get(i, 0)) for i in (*pair, "z")]
    return [Rating(c, i, "k", float(np.clip(v, 1, 5))) for c, i, v in rows]


def test_strong_candidates_given_to_some_are_noticed():
    assert Warn.BY_MERIT in whole(strong_to_one({"x": -0.4, "y": -0.4}), choose=3).warnings


def test_chance_assignments_are_seldom_called_deliberate():
    rng = np.random.default_rng(21)
    scenario = Scenario("", 12, 6, rota(2), (0.6, 0.5, 0.5))
    called = sum(
        Warn.BY_MERIT in compare(draw(rng, scenario).ratings, weights={"k0": 1.0}, choose=2).warnings for _ in range(40)
    )
    assert called <= 6


def test_one_more_on_all_of_one_assessors_ratings_changes_no_order_in_a_complete_design():
    rng = np.random.default_rng(17)
    rows = [(c, i, rng.integers(1, 5)) for c in "abcde" for i in "xyz"]
    more = [(c, i, v + (i == "y")) for c, i, v in rows]
    first, second = whole(rated(*rows)), whole(rated(*more))
    assert [one.candidate for one in first.candidates] == [one.candidate for one in second.candidates]
    for pair, chance in first.beats.items():
        assert second.beats[pair] == pytest.approx(chance, abs=0.03)


def test_somebody_who_rated_nobody_changes_nothing():
    ratings = rated(("a", "x", 4), ("b", "x", 3), ("b", "y", 2))
    history = History(0.5, 0.4, 0.5, {"x": Leaning(0.2, 0.1)}, "3")
    more = History(0.5, 0.4, 0.5, {"x": Leaning(0.2, 0.1), "idle": Leaning(-2.0, 0.1)}, "3")
    assert whole(ratings, prior=Prior(history=history)) == whole(ratings, prior=Prior(history=more))


def test_whoever_is_known_to_be_generous_is_seen_through_from_the_first_rating():
    ratings = rated(("a", "x", 4), ("b", "y", 4))
    history = History(0.6, 0.5, 0.4, {"x": Leaning(0.8, 0.1), "y": Leaning(-0.8, 0.1)}, "1")
    known, unknown = whole(ratings, prior=Prior(history=history)), whole(ratings)
    assert known.beats["b", "a"] > 0.8
    assert unknown.beats["b", "a"] == pytest.approx(0.5, abs=1e-6)
    assert known.prior_version == "1"


def test_the_same_inputs_give_the_same_bytes_again():
    history = History(0.5, 0.4, 0.5, {"x": Leaning(0.2, 0.1)}, "3")
    for prior in (DEFAULT_PRIOR, Prior(history=history)):
        found = whole(rated(("a", "x", 4), ("b", "x", 3), ("b", "y", 2)), prior=prior)
        assert again(found.inputs) == found
    with pytest.raises(ValueError, match="written by position-1"):
        again(found.inputs.replace("position-2", "position-1"))


def test_variances_of_the_position_are_given_to_reliability():
    cards = cards_of(draw(np.random.default_rng(1), Scenario("", 30, 6, rota(3), (0.6, 0.4, 0.4))))
    posterior = fit(cards)
    found = Components(posterior.spread, posterior.between, posterior.noise)
    assert (found.candidate, found.error) == (pytest.approx(0.36, abs=0.2), pytest.approx(0.16 + 1 / 12, abs=0.1))
