"""What closed positions say: found again from drawn ratings, silent where there is too little, and moved by nothing it should not be."""

import numpy as np
import pytest

from secondround.measurement import Rating
from secondround.measurement.history import PastCard, cards_of, history_of


def drawn(seed=4, positions=20, candidates=8, assessors=10, sds=(0.6, 0.4, 0.5)):
    rng = np.random.default_rng(seed)
    severity = rng.normal(0, sds[1], assessors)
    cards = []
    for p in range(positions):
        level = rng.normal(3.2, 0.3)
        for c in range(candidates):
            true = level + rng.normal(0, sds[0])
            for i in rng.choice(assessors, 3, replace=False):
                cards.append(PastCard(f"p{p}", f"c{p}-{c}", f"i{i}", float(true + severity[i] + rng.normal(0, sds[2]))))
    return severity, cards


def test_the_deviations_and_every_leaning_are_found_again():
    severity, cards = drawn()
    found = history_of(cards, "7")
    assert found.version == "7"
    assert (found.candidate, found.assessor, found.error) == (
        pytest.approx(0.6, abs=0.1),
        pytest.approx(0.4, abs=0.2),
        pytest.approx(0.5, abs=0.05),
    )
    off = [(found.leanings[f"i{i}"].mean - (one - severity.mean())) for i, one in enumerate(severity)]
    assert np.sqrt(np.mean(np.square(off))) < 0.15
    assert all(one.sd < 0.25 for one in found.leanings.values())


def test_the_order_of_rows_changes_nothing():
    _severity, cards = drawn(positions=6)
    assert history_of(list(reversed(cards))) == history_of(cards)


@pytest.mark.parametrize("rows", [0, 1, 29])
def test_too_little_is_no_history(rows):
    assert history_of(drawn()[1][:rows]) is None


def test_ratings_that_tell_nobody_apart_are_no_history():
    assert history_of([PastCard("p", f"c{n % 12}", f"i{n % 5}", 3.0) for n in range(60)]) is None
    alone = [PastCard("p", f"c{n}", f"i{n % 5}", 3.0 + n % 3) for n in range(60)]  # one rating each
    assert history_of(alone) is None


def test_hard_competencies_make_nobody_strict():
    """x asked about what everybody finds hard, y about the rest: their cards stand level."""
    ratings = [Rating(c, "x", "hard", 2.0, f"{c}x") for c in "abcd"] + [
        Rating(c, "y", "easy", 4.0, f"{c}y") for c in "abcd"
    ]
    assert {round(one.total, 9) for one in cards_of("p", ratings)} == {3.0}
    assert cards_of("p", []) == []
