"""Seeded simulations of the ratings model: whether intervals hold the truth, chances come true, and choices get better.

The short form runs in the tests, the long one in `./dev bench ratings`. Truth and ratings are drawn here, apart from the model.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from secondround.measurement import DEFAULT_PRIOR, Comparison, History, Leaning, Prior, Rating, compare
from secondround.measurement.design import Cards, checked, gather
from secondround.measurement.position import fit
from secondround.measurement.posterior import Posterior

Pairs = list[tuple[int, int]]
MIDDLE = 3.2
OWN, TASTE, SINGLE = 0.3, 0.15, 0.45
"""Person × competency, assessor × competency, one rating: middle of what scored writing shows."""


@dataclass(frozen=True)
class Drawn:
    """One position: true scores (C,) and by competency (C, K), true severities (I,), ratings."""

    true: np.ndarray
    parts: np.ndarray
    severity: np.ndarray
    ratings: list[Rating]

    @property
    def raw(self) -> np.ndarray:
        sums, seen = np.zeros(len(self.true)), np.zeros(len(self.true))
        for one in self.ratings:
            sums[int(one.candidate)] += one.value
            seen[int(one.candidate)] += 1
        return sums / seen


@dataclass(frozen=True)
class Scenario:
    """`sds`: of candidates, assessors, and the card's error, points; None: drawn from the prior, and ratings are not rounded.

    With several competencies a card has one whole-number rating on each, and `OWN`, `TASTE`, `SINGLE` come on top.
    """

    name: str
    candidates: int
    assessors: int
    pairs: Callable[[np.random.Generator, int, int], Pairs]
    sds: tuple[float, float, float] | None = None
    competencies: int = 1
    has_history: bool = False


def rota(each: int) -> Callable[[np.random.Generator, int, int], Pairs]:
    """Everybody is met by `each` assessors; work is shared evenly, who meets whom is chance."""

    def pairs(rng: np.random.Generator, candidates: int, assessors: int) -> Pairs:
        found: Pairs = []
        load = np.zeros(assessors)
        for c in range(candidates):
            chosen = np.lexsort((rng.random(assessors), load))[:each]
            load[chosen] += 1
            found += [(c, int(i)) for i in chosen]
        return found

    return pairs


def complete(rng: np.random.Generator, candidates: int, assessors: int) -> Pairs:
    return [(c, i) for c in range(candidates) for i in range(assessors)]


def two_panels(rng: np.random.Generator, candidates: int, assessors: int) -> Pairs:
    """The first half of the candidates was met by the first half of the assessors, the rest by the rest: nothing links them."""
    return [(c, i) for c in range(candidates) for i in range(assessors) if (2 * c < candidates) == (2 * i < assessors)]


def draw(rng: np.random.Generator, of: Scenario) -> Drawn:
    size, prior = of.competencies, DEFAULT_PRIOR
    scales = (prior.candidate, prior.assessor, prior.error)
    sds = of.sds or tuple(abs(rng.normal(0, scale)) for scale in scales)
    while of.sds is None and sds[2] < 1 / np.sqrt(12):  # as the model has it: no error is smaller than rounding
        sds = (*sds[:2], abs(rng.normal(0, prior.error)))
    own, taste, single = (OWN, TASTE, SINGLE) if size > 1 else (0.0, 0.0, 0.0)
    true = MIDDLE + rng.normal(0, sds[0], of.candidates)[:, None] + rng.normal(0, own, (of.candidates, size))
    severity = rng.normal(0, sds[1], of.assessors)[:, None] + rng.normal(0, taste, (of.assessors, size))
    ratings = []
    for c, i in of.pairs(rng, of.candidates, of.assessors):
        card = true[c] + severity[i] + rng.normal(0, sds[2]) + rng.normal(0, single, size)
        values = card if of.sds is None else np.clip(np.round(card), 1, 5)
        ratings += [Rating(f"{c:03}", f"{i:03}", f"k{k}", float(value)) for k, value in enumerate(values)]
    return Drawn(true.mean(axis=1), true, severity.mean(axis=1), ratings)


def prior_for(rng: np.random.Generator, of: Scenario, drawn: Drawn) -> Prior:
    """With history: closed positions in which each assessor gave thirty ratings told their severity that well."""
    if not of.has_history or of.sds is None:
        return DEFAULT_PRIOR
    error = float(np.sqrt(of.sds[2] ** 2 + (SINGLE**2 + 1 / 12) / of.competencies))
    sd = float(np.hypot(error, of.sds[0]) / np.sqrt(30))
    shrunk = of.sds[1] ** 2 / (of.sds[1] ** 2 + sd**2)
    leanings = {
        f"{i:03}": Leaning(float(shrunk * (one + rng.normal(0, sd))), float(np.sqrt(shrunk) * sd))
        for i, one in enumerate(drawn.severity)
    }
    return Prior(history=History(of.sds[0], of.sds[1], error, leanings, "simulated"))


def cards_of(drawn: Drawn) -> Cards:
    weights = dict.fromkeys({one.competency for one in drawn.ratings}, 1.0)
    return gather(checked(drawn.ratings, weights, -99, 99), weights)


def posterior_of(rng: np.random.Generator, of: Scenario, drawn: Drawn) -> Posterior:
    return fit(cards_of(drawn), prior_for(rng, of, drawn))


DESIGNS = (
    ("one rating each", 10, 5, rota(1)),
    ("rota of two", 12, 6, rota(2)),
    ("everybody sees everybody", 6, 4, complete),
    ("two unlinked panels", 10, 6, two_panels),
)
FROM_PRIOR = tuple(Scenario(*design) for design in DESIGNS)
FIXED = tuple(
    Scenario(f"{design[0]}, sd {sds[0]} {sds[1]} {sds[2]}", *design[1:], sds=sds)
    for design in DESIGNS
    for sds in ((0.6, 0.4, 0.5), (0.6, 0.6, 0.5), (0.5, 0.2, 0.7))
)


@dataclass(frozen=True)
class Covered:
    """Shares of true scores inside the 50, 80 and 90 % intervals, and the pairs' chances with what came of them."""

    shares: tuple[float, float, float]
    chances: np.ndarray
    outcomes: np.ndarray
    plug_in: np.ndarray


def coverage(of: Scenario, positions: int, seed: int) -> Covered:
    rng = np.random.default_rng(seed)
    held, chances, outcomes, plugged = [], [], [], []
    upper = np.triu_indices(of.candidates, 1)
    for _ in range(positions):
        drawn = draw(rng, of)
        posterior = posterior_of(rng, of, drawn)
        held.append([[(low <= drawn.true) & (drawn.true <= high)] for low, high in posterior.intervals.values()])
        chances.append(posterior.beats()[upper])
        outcomes.append(drawn.true[upper[0]] > drawn.true[upper[1]])
        if of.sds is None:
            plugged.append(plug_in(cards_of(drawn))[upper])
    shares = np.array(held).mean(axis=(0, 2, 3))
    return Covered(
        (float(shares[0]), float(shares[1]), float(shares[2])),
        np.concatenate(chances),
        np.concatenate(outcomes),
        np.concatenate(plugged) if plugged else np.empty(0),
    )


def plug_in(cards: Cards) -> np.ndarray:
    """What a fit says that takes the likeliest variances for the true ones: the best node under flat priors."""
    found = fit(cards, FLAT)
    best = int(found.weight.argmax())
    return replace(found, weight=np.ones(1), mean=found.mean[[best]], covariance=found.covariance[[best]]).beats()


FLAT = Prior(candidate=1e3, assessor=1e3, error=1e3)


def bins(covered: Covered, fewest: int = 100) -> list[tuple[float, float, int]]:
    """Per tenth of the chances said: their mean, how often it came true, how many; thin bins left out."""
    found = []
    for low in np.arange(0, 1, 0.1):
        inside = (covered.chances >= low) & (covered.chances < low + 0.1 + 1e-12)
        if inside.sum() >= fewest:
            found.append(
                (float(covered.chances[inside].mean()), float(covered.outcomes[inside].mean()), int(inside.sum()))
            )
    return found


def brier(chances: np.ndarray, outcomes: np.ndarray) -> float:
    return float(np.mean((chances - outcomes) ** 2))


RANKING = (
    (Scenario("60 × 8 × 2", 60, 8, rota(2), (0.6, 0.4, 0.25), 4), 0.20),
    (Scenario("60 × 8 × 3", 60, 8, rota(3), (0.6, 0.4, 0.25), 4), 0.20),
    (Scenario("60 × 8 × 2, assessors .6", 60, 8, rota(2), (0.6, 0.6, 0.25), 4), 0.30),
    (Scenario("12 × 6 × 2, assessors .6, history", 12, 6, rota(2), (0.6, 0.6, 0.25), 4, has_history=True), 0.35),
    (Scenario("12 × 6 × 2", 12, 6, rota(2), (0.6, 0.4, 0.25), 4), 0.0),
    (Scenario("8 × 8 complete", 8, 8, complete, (0.6, 0.4, 0.25), 4), 0.0),
)
"""With four competencies a card's error is about .37 points: one interview's reliability is .56, and .43 where assessors differ by .6."""


@dataclass(frozen=True)
class Regret:
    """Mean loss of the chosen against the best that could have been chosen, points; `saved` with its standard error."""

    raw: float
    adjusted: float
    saved: float
    error: float


def regret(of: Scenario, positions: int, seed: int, choose: int = 1) -> Regret:
    rng = np.random.default_rng(seed)
    losses = np.empty((positions, 2))
    for n in range(positions):
        drawn = draw(rng, of)
        posterior = posterior_of(rng, of, drawn)
        best = np.sort(drawn.true)[-choose:].mean()
        tie = rng.random(of.candidates)  # equal raw means are drawn lots for
        for column, score in enumerate((drawn.raw, posterior.estimate)):
            chosen = np.lexsort((tie, score.round(9)))[-choose:]
            losses[n, column] = best - drawn.true[chosen].mean()
    raw, adjusted = losses.mean(axis=0)
    away = losses[:, 0] - losses[:, 1]
    return Regret(float(raw), float(adjusted), float(1 - adjusted / raw), float(away.std() / np.sqrt(positions) / raw))


@dataclass(frozen=True)
class Probed:
    """Mean loss of the one chosen after three further ratings: asked for by the advice, or of everybody in turn; and before any."""

    before: float
    advised: float
    equal: float
    saved_error: float


PROBED = Scenario("6 × 4 × 1, three answers more", 6, 4, rota(1), (0.6, 0.4, 0.25), 2)


def three_probes(positions: int, seed: int, of: Scenario = PROBED) -> Probed:
    rng = np.random.default_rng(seed)
    losses = np.empty((positions, 3))
    for n in range(positions):
        drawn = draw(rng, of)
        answers = rng.normal(0, 1, (3, 2))
        turn = rng.permutation(of.candidates)
        best = drawn.true.max()
        chosen = _chosen(drawn.ratings)
        losses[n] = best - drawn.true[[chosen, _after(drawn, answers, None), _after(drawn, answers, turn)]]
    before, advised, equal = losses.mean(axis=0)
    error = (losses[:, 2] - losses[:, 1]).std() / np.sqrt(positions)
    return Probed(float(before), float(advised), float(equal), float(error))


def _compared(ratings: list[Rating]) -> Comparison:
    return compare(ratings, weights={one.competency: 1.0 for one in ratings}, choose=1)


def _chosen(ratings: list[Rating]) -> int:
    return int(_compared(ratings).candidates[0].candidate)


def _after(drawn: Drawn, answers: np.ndarray, turn: np.ndarray | None) -> int:
    """Who is chosen after three further answers, each by somebody new. `turn`: ask these in turn; None: ask as advised."""
    ratings = list(drawn.ratings)
    for number, (who, chance) in enumerate(answers):
        if turn is None:
            probe = _compared(ratings).probes[0]
            candidate, competency = int(probe.candidate), probe.competency
        else:
            candidate, competency = int(turn[number]), f"k{number % drawn.parts.shape[1]}"
        true = drawn.parts[candidate, int(competency[1:])]
        value = (
            true + 0.43 * who + np.hypot(0.25, SINGLE) * chance
        )  # severity and taste of somebody new; card and rating
        ratings.append(Rating(f"{candidate:03}", f"new{number}", competency, float(np.clip(round(value), 1, 5))))
    return _chosen(ratings)


def print_long(positions: int = 1000, seed: int = 2026) -> None:
    """The whole table; about ten minutes."""
    for name, group in (("drawn from the prior", FROM_PRIOR), ("fixed", FIXED)):
        for number, of in enumerate(group):
            found = coverage(of, positions, seed + number)
            worst = max((abs(said - came) for said, came, _n in bins(found)), default=0.0)
            plugged = f" against {brier(found.plug_in, found.outcomes):.4f} plugged in" if len(found.plug_in) else ""
            print(
                f"{name}: {of.name}: 50/80/90 % intervals hold {found.shares[0]:.1%} {found.shares[1]:.1%} {found.shares[2]:.1%};"
                f" worst bin {worst:.3f}; Brier {brier(found.chances, found.outcomes):.4f}{plugged}"
            )
    for number, (of, goal) in enumerate(RANKING):
        for choose in (1, 3):
            loss = regret(of, positions, seed + 100 + number, choose)
            print(
                f"{of.name}, best {choose}: regret {loss.saved:+.1%} (± {loss.error:.1%}) below raw means; goal {goal:.0%}"
            )


if __name__ == "__main__":
    print_long()
