"""One position's candidates compared: the room's front door."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np

from secondround.measurement import advice, design
from secondround.measurement.adjust import Adjustment
from secondround.measurement.assignment import is_by_merit
from secondround.measurement.competencies import Detail, detail
from secondround.measurement.design import Array, Cards, Rating
from secondround.measurement.estimates import Comparison, CompetencyEstimate, Estimate, Interval, Link, Warn
from secondround.measurement.groups import DRAWS, Group, best_of, group_of
from secondround.measurement.position import fit
from secondround.measurement.posterior import Posterior
from secondround.measurement.prior import DEFAULT_PRIOR, Prior
from secondround.measurement.snapshot import MODEL_VERSION, Inputs, hash_of, read

MOST_AT_AN_END = 0.5
FULL, MOST = {0.5: 0.6745, 0.8: 1.2816}, {0.5: 0.25, 0.8: 0.4, 0.9: 0.5}
"""Of a standard deviation; and of a step over √n: how narrow an interval of whole-number ratings can be."""


def compare(
    ratings: Sequence[Rating],
    *,
    weights: Mapping[str, float],
    choose: int,
    prior: Prior = DEFAULT_PRIOR,
    step: float = 1.0,
    low: float = 1.0,
    high: float = 5.0,
    minutes: Mapping[str, float] | None = None,
) -> Comparison:
    """Compare the candidates that somebody rated.

    `weights`: per competency, ≥ 0, any sum; every rated competency must stand in it. `choose`: m, ≥ 1. `step`: distance of two
    neighbouring ratings; `low`, `high`: ends of the scale, in which the priors are meant. `minutes`: what an answer on a competency
    takes, for advice alone. Absent ratings ("not covered") are simply not given and lower nobody. Raises
    `design.DesignRefused` and, for `choose` < 1, ValueError.
    """
    if choose < 1:
        raise ValueError("choose must be at least 1")
    if not low < high:
        raise ValueError("a scale has two ends")
    ordered = design.checked(ratings, weights, low, high)
    prior = prior.about({one.assessor for one in ordered})
    text = Inputs(tuple(ordered), weights, choose, prior, step, low, high).text()
    version = prior.history.version if prior.history else ""
    counted = [one for one in ordered if weights[one.competency] > 0]
    if not counted:
        return Comparison((), {}, (), (), choose, 0, MODEL_VERSION, text, hash_of(text), prior_version=version)
    cards = design.gather(counted, weights)
    unit = (high - low) / 4
    posterior, shares = fit(cards, prior, step, unit), _shares(weights)
    levels = detail(ordered, cards.candidates, shares, posterior, prior, unit)
    heard = _heard(ordered)
    linked = design.components(counted)
    estimates = _estimates(ordered, cards, posterior, levels, linked, weights, choose, step)
    return Comparison(
        candidates=tuple(sorted(estimates, key=lambda one: (-round(one.adjusted, 9), one.candidate))),
        beats=_pairs(cards.candidates, posterior.beats()),
        components=linked,
        probes=advice.probes(cards.candidates, posterior.estimate, levels, heard, shares, choose, unit, minutes),
        choose=choose,
        assessors=len(cards.assessors),
        model_version=MODEL_VERSION,
        inputs=text,
        inputs_sha256=hash_of(text),
        warnings=_warnings(counted, cards, posterior, linked, low, high),
        assumed=_assumed(cards.candidates, posterior, linked),
        links=_links(counted, linked, posterior, cards, choose),
        prior_version=version,
    )


def again(text: str) -> Comparison:
    """The same comparison from its stored inputs. Raises ValueError where another version of the model wrote them."""
    of = read(text)
    return compare(
        of.ratings, weights=of.weights, choose=of.choose, prior=of.prior, step=of.step, low=of.low, high=of.high
    )


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items() if weight > 0}


def _pairs(names: Sequence[str], matrix: Array) -> dict[tuple[str, str], float]:
    values = matrix.tolist()
    return {(a, b): values[i][j] for i, a in enumerate(names) for j, b in enumerate(names) if i != j}


def _best(posterior: Posterior, choose: int) -> Array:
    """Drawn in an order of the figures themselves, so that renaming a candidate cannot change what chance gives them."""
    order = np.lexsort((np.diagonal(posterior.joint).round(9), posterior.estimate.round(9)))
    probability = np.empty(len(order))
    probability[order] = best_of(posterior.arranged(order).draws(DRAWS), choose)
    return probability


def _heard(ratings: Sequence[Rating]) -> dict[tuple[str, str], advice.Heard]:
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in ratings:
        values[one.candidate, one.competency].append(one.value)
    return {key: advice.Heard(len(own), max(own) - min(own)) for key, own in values.items()}


def _estimates(
    ordered: Sequence[Rating],
    cards: Cards,
    posterior: Posterior,
    levels: Detail,
    linked: Sequence[frozenset[str]],
    weights: Mapping[str, float],
    choose: int,
    step: float,
) -> list[Estimate]:
    probability = _best(posterior, choose)
    by_candidate: dict[str, list[Rating]] = defaultdict(list)
    for one in ordered:
        by_candidate[one.candidate].append(one)
    found = []
    for index, name in enumerate(cards.candidates):
        competencies = _competencies(index, by_candidate[name], posterior, levels, step)
        own = [one for one in by_candidate[name] if weights[one.competency] > 0]
        raw = design.weighted(
            (one.raw, weights[one.competency])
            for one in competencies
            if one.raw is not None and weights[one.competency]
        )
        adjusted, assessors = float(posterior.estimate[index]), len({one.assessor for one in own})
        floor = step / sqrt(len(own))
        ends = {
            share: _at_least(posterior.intervals[share], index, half * floor, adjusted) for share, half in MOST.items()
        }
        found.append(
            Estimate(
                candidate=name,
                raw=raw,
                adjusted=adjusted,
                interval50=ends[0.5],
                interval80=ends[0.8],
                interval90=ends[0.9],
                p_best=float(probability[index]),
                group=Group.UNPLACED if len(cards.candidates) == 1 else group_of(float(probability[index])),
                ratings=len(own),
                assessors=assessors,
                component=next(i for i, group in enumerate(linked) if name in group),
                adjustment=_adjustment(index, raw, adjusted, cards, posterior, assessors),
                competencies=competencies,
            )
        )
    return found


def _at_least(ends: tuple[Array, Array], index: int, floor: float, middle: float) -> Interval:
    """Never narrower than half a step over √n on either side at 90 %: whole-number ratings cannot say more."""
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
    index: int, own: Sequence[Rating], posterior: Posterior, levels: Detail, step: float
) -> tuple[CompetencyEstimate, ...]:
    """The whole, and how far each competency stands from it: both levels agree, as the weighted mean of the differences is nothing."""
    given: dict[str, list[float]] = defaultdict(list)
    for one in own:
        given[one.competency].append(one.value)
    whole, variance = float(posterior.estimate[index]), float(posterior.joint[index, index])
    found = []
    for k, name in enumerate(levels.competencies):
        values = given.get(name, [])
        if not values:
            found.append(CompetencyEstimate(name, 0))
            continue
        adjusted = whole + float(levels.apart[index, k])
        sd, floor = sqrt(variance + float(levels.apart_sd[index, k]) ** 2), step / sqrt(len(values))
        half = {share: max(FULL[share] * sd, MOST[share] * floor) for share in FULL}
        found.append(
            CompetencyEstimate(
                competency=name,
                ratings=len(values),
                raw=design.mean(values),
                low=min(values),
                high=max(values),
                adjusted=adjusted,
                interval50=(adjusted - half[0.5], adjusted + half[0.5]),
                interval80=(adjusted - half[0.8], adjusted + half[0.8]),
            )
        )
    return tuple(found)


def _warnings(
    counted: Sequence[Rating],
    cards: Cards,
    posterior: Posterior,
    linked: Sequence[frozenset[str]],
    low: float,
    high: float,
) -> tuple[Warn, ...]:
    values = [one.value for one in counted]
    by = {(one.candidate, one.assessor) for one in counted}
    seen = Counter(candidate for candidate, _assessor in by)
    several = len(cards.candidates) > 1
    found = {
        Warn.ONE_ASSESSOR: len(cards.assessors) == 1 and several,
        Warn.ONE_OPINION: min(seen.values()) == 1,
        Warn.UNLINKED: len(linked) > 1,
        Warn.NO_DISAGREEMENT: several and len(set(values)) == 1,
        Warn.CEILING: several and sum(one >= high for one in values) > MOST_AT_AN_END * len(values),
        Warn.FLOOR: several and sum(one <= low for one in values) > MOST_AT_AN_END * len(values),
        Warn.BY_MERIT: is_by_merit(cards, posterior),
    }
    return tuple(one for one, holds in found.items() if holds)


def _assumed(
    names: Sequence[str], posterior: Posterior, linked: Sequence[frozenset[str]]
) -> dict[tuple[str, str], float]:
    """Only for pairs of two sets: in one set severity is evidence, between sets it is the prior's word."""
    set_of = {name: number for number, group in enumerate(linked) for name in group}
    if len(linked) < 2:
        return {}
    joint, found = posterior.joint, {}
    for i, a in enumerate(names):
        for j, b in enumerate(names):
            if set_of[a] != set_of[b]:
                variance = joint[i, i] + joint[j, j] - 2 * joint[i, j]
                found[a, b] = float(np.clip(1 - (posterior.alone[i] + posterior.alone[j]) / variance, 0.0, 1.0))
    return found


def _links(
    counted: Sequence[Rating], linked: Sequence[frozenset[str]], posterior: Posterior, cards: Cards, choose: int
) -> tuple[Link, ...]:
    """Per set but the largest, the cheapest interview that links it: whoever stands nearest the edge, by who knows the large set best."""
    if len(linked) < 2:
        return ()
    known = Counter(
        assessor for candidate, assessor in {(one.candidate, one.assessor) for one in counted} if candidate in linked[0]
    )
    best = min(known, key=lambda name: (-known[name], name))
    ranked = np.sort(posterior.estimate)[::-1]
    edge = min(choose, len(ranked) - 1)
    bar = (ranked[edge - 1] + ranked[edge]) / 2
    away = {
        name: round(abs(float(value) - bar), 9)
        for name, value in zip(cards.candidates, posterior.estimate, strict=True)
    }
    return tuple(Link(min(group, key=lambda name: (away[name], name)), best) for group in linked[1:])


__all__ = ["Comparison", "CompetencyEstimate", "Estimate", "again", "compare"]
