"""Whether some assessors met stronger candidates than others did, more than chance would bring.

The adjustment takes it for granted that who met whom has nothing to do with how good they are. Where strong candidates were given to
strict assessors on purpose, it takes part of their strength for generosity and gives it away. What can be seen is whether the
candidates that one assessor met are rated higher *by the others* than the candidates of the rest. That is held against ratings drawn
from the fitted model for the same people meeting the same people, as small positions differ by chance alone.
"""

import numpy as np

from secondround.measurement.design import Array, Cards
from secondround.measurement.posterior import Posterior

DRAWS, SEED = 200, 20
SURE = 0.15
"""Of draws from the fitted model. Its variances err on the wide side: of undeliberate assignments one in twenty is called deliberate."""
FEWEST_CANDIDATES, FEWEST_ASSESSORS = 6, 3


def is_by_merit(cards: Cards, posterior: Posterior) -> bool:
    """Whether candidates' strength, as the other assessors saw it, differs between assessors beyond chance.

    False where there are too few people to say.
    """
    seen = np.bincount(cards.of_candidate)
    is_too_small = len(cards.candidates) < FEWEST_CANDIDATES or len(cards.assessors) < FEWEST_ASSESSORS
    if is_too_small or (seen > 1).sum() < FEWEST_CANDIDATES:
        return False
    rng = np.random.default_rng(SEED)
    person = rng.standard_normal((DRAWS, len(cards.candidates))) * np.sqrt(posterior.spread)
    leaning = rng.standard_normal((DRAWS, len(cards.assessors))) * np.sqrt(posterior.between)
    error = rng.standard_normal((DRAWS, len(cards.total))) * np.sqrt(posterior.noise * cards.spread)
    drawn = person[:, cards.of_candidate] + leaning[:, cards.of_assessor] + error
    apart = _apart(np.vstack([cards.total, drawn]), cards)
    return bool((apart >= apart[0]).mean() < SURE)


def _apart(values: Array, cards: Cards) -> Array:
    """How far the means by assessor of what the others saw lie apart, each weighted by its cards: one figure per row."""
    of_candidate = np.eye(len(cards.candidates))[cards.of_candidate]
    seen = of_candidate.sum(axis=0)[cards.of_candidate]
    by_others = ((values @ of_candidate)[:, cards.of_candidate] - values)[:, seen > 1] / (seen[seen > 1] - 1)
    of_assessor = np.eye(len(cards.assessors))[cards.of_assessor[seen > 1]]
    number = of_assessor.sum(axis=0)
    mean = by_others @ of_assessor / np.maximum(number, 1)
    return np.asarray((mean - by_others.mean(axis=1)[:, None]) ** 2 @ number)
