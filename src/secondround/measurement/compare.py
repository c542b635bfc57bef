"""One position's candidates compared: the room's front door."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from secondround.measurement import advice, design
from secondround.measurement.adjust import Adjustment
from secondround.measurement.design import Array, Cards, Rating
from secondround.measurement.groups import DRAWS, Group, best_of, group_of
from secondround.measurement.position import DEFAULT_PRIOR, Posterior, Prior, fit
from secondround.measurement.snapshot import MODEL_VERSION, inputs_hash

COMPETENCY_SD, RATING_SD = 0.35, 0.5
"""Person × competency and single-rating error, points: middle of what scored writing shows (.32-.47 and .41-.52)."""
THIN_BELOW = 2
Interval = tuple[float, float]


@dataclass(frozen=True)
class CompetencyEstimate:
    """One competency of one candidate. Everything but `competency` and `ratings` is None where it was not covered."""

    competency: str
    ratings: int
    raw: float | None = None
    low: float | None = None
    high: float | None = None
    adjusted: float | None = None
    interval50: Interval | None = None
    interval80: Interval | None = None


@dataclass(frozen=True)
class Estimate:
    """One candidate. Scores and intervals in points of the scale; `p_best`: probability of being among the best m."""

    candidate: str
    raw: float
    adjusted: float
    interval50: Interval
    interval80: Interval
    interval90: Interval
    p_best: float
    group: Group
    ratings: int
    assessors: int
    component: int
    adjustment: Adjustment
    competencies: tuple[CompetencyEstimate, ...]

    @property
    def is_one_opinion(self) -> bool:
        return self.assessors < THIN_BELOW


@dataclass(frozen=True)
class Comparison:
    """All candidates, the best first (a display must not print ranks inside a group), and what the figures rest on."""

    candidates: tuple[Estimate, ...]
    beats: Mapping[tuple[str, str], float]
    components: tuple[frozenset[str], ...]
    probes: tuple[advice.Probe, ...]
    choose: int
    assessors: int
    model_version: str
    inputs_sha256: str

    @property
    def is_linked(self) -> bool:
        return len(self.components) < 2


def compare(
    ratings: Sequence[Rating],
    *,
    weights: Mapping[str, float],
    choose: int,
    prior: Prior = DEFAULT_PRIOR,
    step: float = 1.0,
    low: float = 1.0,
    high: float = 5.0,
) -> Comparison:
    """Compare the candidates that somebody rated.

    `weights`: per competency, ≥ 0, any sum; every rated competency must stand in it. `choose`: m, ≥ 1. Absent ratings ("not
    covered") are simply not given and lower nobody. Raises `design.DesignRefused` and, for `choose` < 1, ValueError.
    """
    if choose < 1:
        raise ValueError("choose must be at least 1")
    ordered = design.checked(ratings, weights, low, high)
    digest = inputs_hash(ordered, weights, choose, prior, step, low, high)
    counted = [one for one in ordered if weights[one.competency] > 0]
    if not counted:
        return Comparison((), {}, (), (), choose, 0, MODEL_VERSION, digest)
    cards = design.gather(counted, weights)
    posterior = fit(cards, prior, step)
    probability = _best(posterior, choose)
    beats = posterior.beats()
    linked = design.components(counted)
    shares = _shares(weights)
    parts, competencies = _competencies(counted, ordered, cards, posterior, shares, step)
    names = cards.candidates
    estimates = [
        _estimate(index, counted, cards, posterior, probability, linked, weights, competencies[name], step)
        for index, name in enumerate(names)
    ]
    variance = np.diagonal(posterior.joint)
    noise = posterior.between + COMPETENCY_SD**2 + RATING_SD**2
    return Comparison(
        candidates=tuple(sorted(estimates, key=lambda one: (-round(one.adjusted, 9), one.candidate))),
        beats={(a, b): float(beats[i, j]) for i, a in enumerate(names) for j, b in enumerate(names) if i != j},
        components=linked,
        probes=advice.probes(names, posterior.estimate, variance, parts, shares, noise, choose),
        choose=choose,
        assessors=len(cards.assessors),
        model_version=MODEL_VERSION,
        inputs_sha256=digest,
    )


def _best(posterior: Posterior, choose: int) -> Array:
    """Drawn in an order of the figures themselves, so that renaming a candidate cannot change what chance gives them."""
    order = np.lexsort((np.diagonal(posterior.joint).round(9), posterior.estimate.round(9)))
    probability = np.empty(len(order))
    arranged = Posterior(
        posterior.weight,
        posterior.mean[:, order],
        posterior.covariance[:, order][:, :, order],
        posterior.severity,
        posterior.noise,
        posterior.between,
    )
    probability[order] = best_of(arranged.draws(DRAWS), choose)
    return probability


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items() if weight > 0}


def _estimate(
    index: int,
    counted: Sequence[Rating],
    cards: Cards,
    posterior: Posterior,
    probability: Array,
    linked: Sequence[frozenset[str]],
    weights: Mapping[str, float],
    competencies: tuple[CompetencyEstimate, ...],
    step: float,
) -> Estimate:
    name = cards.candidates[index]
    own = [one for one in counted if one.candidate == name]
    adjusted = float(posterior.estimate[index])
    raw = design.weighted(
        (one.raw, weights[one.competency]) for one in competencies if one.raw is not None and weights[one.competency]
    )
    assessors = len({one.assessor for one in own})
    alone = len(cards.candidates) == 1
    return Estimate(
        candidate=name,
        raw=raw,
        adjusted=adjusted,
        interval50=_at_least(posterior.intervals[0.5], index, 0.25 * step, len(own), adjusted),
        interval80=_at_least(posterior.intervals[0.8], index, 0.4 * step, len(own), adjusted),
        interval90=_at_least(posterior.intervals[0.9], index, 0.5 * step, len(own), adjusted),
        p_best=float(probability[index]),
        group=Group.UNPLACED if alone else group_of(float(probability[index])),
        ratings=len(own),
        assessors=assessors,
        component=next(i for i, group in enumerate(linked) if name in group),
        adjustment=_adjustment(index, raw, adjusted, cards, posterior, assessors),
        competencies=competencies,
    )


def _at_least(ends: tuple[Array, Array], index: int, half: float, ratings: int, middle: float) -> Interval:
    """Never narrower than half a step over √n on either side at 90 %: whole-number ratings cannot say more."""
    floor = half / sqrt(ratings)
    return min(float(ends[0][index]), middle - floor), max(float(ends[1][index]), middle + floor)


def _adjustment(
    index: int, raw: float, adjusted: float, cards: Cards, posterior: Posterior, assessors: int
) -> Adjustment:
    """Severity as the estimate itself weighs it would need the whole system; the plain mean over the cards says the same to a tenth."""
    own = cards.of_candidate == index
    share = 1 / cards.spread[own]
    share = share / share.sum()
    severity = -float(share @ posterior.severity[cards.of_assessor[own]])
    centred = cards.centre + float(share @ cards.total[own])
    coverage = centred - raw
    return Adjustment(
        total=adjusted - raw,
        severity=severity,
        coverage=coverage,
        shrinkage=adjusted - raw - severity - coverage,
        assessors=assessors,
    )


def _competencies(
    counted: Sequence[Rating],
    ordered: Sequence[Rating],
    cards: Cards,
    posterior: Posterior,
    shares: Mapping[str, float],
    step: float,
) -> tuple[dict[tuple[str, str], advice.Part], dict[str, tuple[CompetencyEstimate, ...]]]:
    """Per candidate and competency: raw figures, and an estimate that leans on the person's whole and on what was heard there."""
    severity = dict(zip(cards.assessors, posterior.severity, strict=True))
    means = design.competency_means(ordered)
    given: dict[tuple[str, str], list[Rating]] = defaultdict(list)
    for one in ordered:
        given[one.candidate, one.competency].append(one)
    names = sorted({one.competency for one in ordered} | set(shares))
    variance = np.diagonal(posterior.joint)
    parts: dict[tuple[str, str], advice.Part] = {}
    estimates: dict[str, tuple[CompetencyEstimate, ...]] = {}
    own_sd, rating_sd = COMPETENCY_SD * step, RATING_SD * step
    for index, candidate in enumerate(cards.candidates):
        whole, row = float(posterior.estimate[index]) - cards.centre, []
        for name in names:
            here = given.get((candidate, name), [])
            if not here:
                parts[candidate, name] = advice.Part(own_sd**2, 0, 0.0)
                row.append(CompetencyEstimate(name, 0))
                continue
            values = [one.value for one in here]
            trust = own_sd**2 / (own_sd**2 + rating_sd**2 / len(here))
            heard = design.mean([one.value - means[name] - severity.get(one.assessor, 0.0) for one in here])
            adjusted = means[name] + whole + trust * (heard - whole)
            sd = sqrt(float(variance[index]) * (1 - trust) ** 2 + (1 - trust) * own_sd**2)
            floor = 0.5 * step / sqrt(len(here))
            parts[candidate, name] = advice.Part((1 - trust) * own_sd**2, len(here), max(values) - min(values))
            row.append(
                CompetencyEstimate(
                    competency=name,
                    ratings=len(here),
                    raw=design.mean(values),
                    low=min(values),
                    high=max(values),
                    adjusted=adjusted,
                    interval50=(adjusted - max(0.674 * sd, floor / 2), adjusted + max(0.674 * sd, floor / 2)),
                    interval80=(adjusted - max(1.282 * sd, 0.8 * floor), adjusted + max(1.282 * sd, 0.8 * floor)),
                )
            )
        estimates[candidate] = tuple(row)
    return parts, estimates


__all__ = ["Comparison", "CompetencyEstimate", "Estimate", "compare"]
