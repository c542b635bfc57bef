"""Which further answer is worth most: against looking ahead by chance, and by what it leads to."""

import numpy as np
import pytest
from bench.simulation import Scenario, cards_of, draw, rota, three_probes

from secondround.measurement import DEFAULT_PRIOR, Rating, Why, compare
from secondround.measurement.advice import Heard, probes, worth
from secondround.measurement.competencies import detail
from secondround.measurement.position import fit

EQUAL = {"k1": 1.0, "k2": 1.0, "k3": 1.0}


def test_the_worth_of_a_move_is_what_looking_ahead_says():
    rng = np.random.default_rng(6)
    for distance, sd in ((0.0, 0.3), (0.2, 0.3), (-0.5, 0.4)):
        moved = distance + rng.normal(0, sd, 400_000)
        gain = np.maximum(moved, 0).mean() - max(distance, 0)
        assert worth(distance, sd) == pytest.approx(gain, rel=0.05)
    assert worth(0.3, 0.0) == 0.0


@pytest.mark.parametrize("choose", [1, 3])
def test_an_answer_is_worth_what_looking_ahead_over_everybody_says(choose):
    """An answer moves everybody's scores at once; the best m are chosen anew after each of 400,000 answers."""
    rng = np.random.default_rng(3)
    of = Scenario("", 8, 5, rota(2), (0.6, 0.4, 0.25), 3)
    shares = dict.fromkeys(("k0", "k1", "k2"), 1 / 3)
    chance = rng.standard_normal(200_000)
    chance = np.concatenate([chance, -chance])[:, None]
    compared = 0
    for _ in range(4):
        drawn = draw(rng, of)
        cards = cards_of(drawn)
        posterior = fit(cards)
        levels = detail(sorted(drawn.ratings), cards.candidates, shares, posterior, DEFAULT_PRIOR, 1.0)
        for probe in probes(cards.candidates, posterior.estimate, levels, {}, shares, choose)[:2]:
            if probe.value < 0.001:
                continue
            c, k = cards.candidates.index(probe.candidate), levels.competencies.index(probe.competency)
            move = levels.cross[c, k] / np.sqrt(levels.covariance[c, k, k] + levels.noise[k])
            after = np.sort(posterior.estimate + chance * move, axis=1)[:, -choose:].sum(axis=1).mean()
            now = np.sort(posterior.estimate)[-choose:].sum()
            assert probe.value == pytest.approx(after - now, rel=0.05)
            compared += 1
    assert compared >= 4


def test_three_answers_asked_by_advice_lead_to_a_better_choice_than_asking_in_turn():
    found = three_probes(40, 5)
    assert found.advised < found.before
    assert found.advised < found.equal


def test_an_answer_is_worth_most_where_little_is_known_at_the_edge():
    ratings = [Rating(c, i, "k1", v) for c, v in (("a", 5.0), ("b", 3.0), ("c", 3.0), ("d", 1.0)) for i in "xyz"]
    best = compare(ratings, weights=EQUAL, choose=2).probes[0]
    assert best.candidate in "bc"
    assert best.competency in ("k2", "k3")  # nobody asked about these
    assert best.why is Why.NOBODY_ASKED


def test_minutes_count():
    """Twice as long an answer has to be worth twice as much."""
    ratings = [Rating(c, i, k, 3.0 + (c + i == "ax")) for c in "ab" for i in "xy" for k in EQUAL]
    slow = compare(ratings, weights=EQUAL, choose=1, minutes={"k1": 60.0, "k2": 10.0, "k3": 60.0})
    assert [one.competency for one in slow.probes[:2]] == ["k2", "k2"]


def test_where_everybody_is_chosen_no_answer_is_worth_anything():
    ratings = [Rating(c, i, "k1", 3.0) for c in "ab" for i in "xy"]
    assert {one.value for one in compare(ratings, weights=EQUAL, choose=2).probes} == {0.0}
    assert {one.value for one in compare(ratings[:2], weights=EQUAL, choose=1).probes} == {0.0}


@pytest.mark.parametrize(
    ("heard", "why"),
    [
        (Heard(2, 1.5), Why.APART),
        (Heard(0, 0.0), Why.NOBODY_ASKED),
        (Heard(1, 0.0), Why.ONE_OPINION),
        (Heard(3, 1.0), Why.CLOSE),
    ],
)
def test_every_answer_has_its_reason(heard, why):
    assert heard.why() is why
