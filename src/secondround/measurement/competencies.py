"""The second level: each candidate's competencies, partly pooled.

    rating = μ_k + candidate + candidate × k + assessor + assessor × k + card + error

The standard deviations of candidate × k, assessor × k and a single rating are integrated over a small grid; those of candidate,
assessor and card follow from the first level, so that both levels agree on what a whole card says. Given them everything is Gaussian
and exact: ratings of one candidate as one block (its size is the number of ratings), all the rest as one dense system.

The first level ranks; this one says how a candidate's competencies differ from their whole, and what a further answer could move.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from secondround.measurement.design import Array, Indices, Rating
from secondround.measurement.posterior import Posterior
from secondround.measurement.prior import Leaning, Prior

OWN = np.array([0.1, 0.22, 0.42, 0.8])
TASTE = np.array([0.08, 0.25])
SINGLE = np.array([0.32, 0.5, 0.8])
"""Grid of standard deviations: person × competency, assessor × competency, one rating; points of a scale from 1 to 5."""
LEAST_SHARE = 0.1
"""Of the whole's variance that is never given away to the competencies."""
NEGLIGIBLE = 0.01


@dataclass(frozen=True)
class Detail:
    """`apart` (C, K): how far each competency of each candidate stands from their whole, points, weighted mean zero; `apart_sd` of it.

    `covariance` (C, K, K): of the competencies' true scores. `cross` (C, K, C): of one candidate's competency with any
    candidate's whole. `noise` (K,): variance of one further rating by an assessor nobody knows, given the true score.
    """

    competencies: tuple[str, ...]
    apart: Array
    apart_sd: Array
    covariance: Array
    cross: Array
    noise: Array


@dataclass(frozen=True)
class _Rows:
    """Ratings padded to one length per candidate: indices (C, N), what is padding, and the dense part's columns."""

    value: Array
    is_real: NDArray[np.bool_]
    card: Indices
    competency: Indices
    columns: Array
    to_competency: Array
    ridge_kind: Indices
    known_ridge: Array


@dataclass(frozen=True)
class _Variances:
    """One node of the grid: six variances."""

    candidate: float
    own: float
    assessor: float
    taste: float
    card: float
    single: float


def detail(
    ratings: Sequence[Rating],
    candidates: Sequence[str],
    shares: Mapping[str, float],
    posterior: Posterior,
    prior: Prior,
    unit: float = 1.0,
) -> Detail:
    """`ratings`: all, also on competencies without weight. `shares`: weights summing to 1. `unit` as for `position.fit`."""
    names = tuple(sorted({one.competency for one in ratings} | set(shares)))
    weight = np.array([shares.get(name, 0.0) for name in names])
    leanings = prior.history.leanings if prior.history else {}
    rows = _rows(ratings, candidates, names, leanings)
    nodes = [_variances(node, posterior, float((weight**2).sum()), unit) for node in product(OWN, TASTE, SINGLE)]
    log_prior = np.array(
        [
            -0.5 * ((own / prior.competency) ** 2 + (taste / prior.leaning) ** 2 + (single / prior.rating) ** 2)
            + np.log(own * taste * single)  # the grids are geometric
            for own, taste, single in product(OWN, TASTE, SINGLE)
        ]
    )
    found = _Solution(rows, nodes)
    share = np.exp(found.log_likelihood + log_prior - (found.log_likelihood + log_prior).max())
    share /= share.sum()
    return _summed(found, share, weight, names, nodes)


def _variances(node: tuple[float, float, float], posterior: Posterior, squares: float, unit: float) -> _Variances:
    own, taste, single = ((value * unit) ** 2 for value in node)

    def rest(whole: float, given: float) -> float:
        return max(whole - given * squares, LEAST_SHARE * whole)

    return _Variances(
        candidate=rest(posterior.spread, own),
        own=own,
        assessor=rest(posterior.between, taste),
        taste=taste,
        card=rest(posterior.noise, single),
        single=single,
    )


def _rows(
    ratings: Sequence[Rating], candidates: Sequence[str], names: Sequence[str], leanings: Mapping[str, Leaning]
) -> _Rows:
    """Where somebody leans by closed positions is taken off beforehand; what is left of it is estimated about zero."""
    assessors = sorted({one.assessor for one in ratings})
    tastes = sorted({(one.assessor, one.competency) for one in ratings})
    of = {name: index for index, name in enumerate(candidates)}
    by_candidate: list[list[Rating]] = [[] for _ in candidates]
    for one in ratings:
        if one.candidate in of:
            by_candidate[of[one.candidate]].append(one)
    shape = (len(candidates), max(len(own) for own in by_candidate))
    size = len(names) + len(assessors) + len(tastes)
    value, is_real = np.zeros(shape), np.zeros(shape, dtype=bool)
    card, competency = np.full(shape, -1, dtype=np.intp), np.full(shape, -1, dtype=np.intp)
    columns = np.zeros((*shape, size))
    place = {one: len(names) + len(assessors) + index for index, one in enumerate(tastes)}
    for c, own in enumerate(by_candidate):
        cards = sorted({(one.assessor, one.sitting) for one in own})
        for n, one in enumerate(own):
            k = names.index(one.competency)
            value[c, n], is_real[c, n] = (
                one.value - (leanings[one.assessor].mean if one.assessor in leanings else 0.0),
                True,
            )
            card[c, n], competency[c, n] = cards.index((one.assessor, one.sitting)), k
            columns[c, n, [k, len(names) + assessors.index(one.assessor), place[one.assessor, one.competency]]] = 1
    kinds = np.repeat(np.arange(3), (len(names), len(assessors), len(tastes)))
    fixed = np.full(size, np.nan)
    for index, name in enumerate(assessors):
        if name in leanings:
            fixed[len(names) + index] = 1 / leanings[name].variance
    return _Rows(value, is_real, card, competency, columns, np.eye(len(names), size), kinds, fixed)


class _Solution:
    """Every node solved at once. Arrays begin with the node (G); padding rows have unit variance and say nothing."""

    def __init__(self, rows: _Rows, nodes: Sequence[_Variances]) -> None:
        self.rows = rows
        # What assessors add stands in the dense part alone, so nodes that differ in it share everything before.
        shared: dict[tuple[float, ...], int] = {}
        self.block = np.array([shared.setdefault(_within(one), len(shared)) for one in nodes])
        firsts = [nodes[int(np.argmax(self.block == number))] for number in range(len(shared))]
        self.inverse, log_det_within = _inverted(_covariance(rows, firsts))
        flat = rows.columns.reshape(-1, rows.columns.shape[-1])
        weighted = (self.inverse @ rows.columns).reshape(len(firsts), len(flat), -1)
        schur = (flat.T @ weighted)[self.block]
        ridge = np.array([[0.0, 1 / one.assessor, 1 / one.taste] for one in nodes])[:, rows.ridge_kind]
        ridge = np.where(np.isnan(rows.known_ridge), ridge, rows.known_ridge)
        index = np.arange(schur.shape[-1])
        # A competency that nobody rated yet has no equation of its own: its mean is nobody's, and is fixed at zero.
        empty = ~rows.columns.any(axis=(0, 1))
        schur[:, index, index] += ridge + empty
        right = (rows.value.reshape(-1) @ weighted)[self.block]
        self.dense, log_det_dense = _inverted(schur)
        self.effects = (self.dense @ right[:, :, None])[..., 0]
        whitened = (self.inverse @ rows.value[:, :, None])[..., 0]
        square = (whitened * rows.value).sum(axis=(1, 2))[self.block] - (right * self.effects).sum(axis=1)
        log_det = (
            log_det_within.sum(axis=1)[self.block] + log_det_dense - np.log(np.where(ridge > 0, ridge, 1.0)).sum(axis=1)
        )
        self.log_likelihood = -0.5 * (square + log_det)


def _within(one: _Variances) -> tuple[float, ...]:
    return one.candidate, one.own, one.card, one.single


def _covariance(rows: _Rows, nodes: Sequence[_Variances]) -> Array:
    """(G, C, N, N): of each candidate's ratings, everything but what they share with others' ratings."""
    real = rows.is_real[:, :, None] & rows.is_real[:, None, :]
    same_card = (rows.card[:, :, None] == rows.card[:, None, :]) & real
    same_k = (rows.competency[:, :, None] == rows.competency[:, None, :]) & real
    diagonal = np.eye(rows.value.shape[1], dtype=bool)[None]
    kinds = np.array([real, same_k, same_card, diagonal & real, diagonal & ~real], dtype=np.float64)
    sizes = np.array([[one.candidate, one.own, one.card, one.single, 1.0] for one in nodes])
    return np.asarray((sizes @ kinds.reshape(5, -1)).reshape(len(nodes), *real.shape))


def _inverted(matrices: Array) -> tuple[Array, Array]:
    """Inverses and log determinants of positive definite matrices."""
    diagonal = np.diagonal(np.linalg.cholesky(matrices), axis1=-2, axis2=-1)
    return np.asarray(np.linalg.inv(matrices)), np.asarray(2 * np.log(diagonal).sum(axis=-1))


@dataclass(frozen=True)
class _True:
    """Of μ_k plus candidate plus candidate × k, at the nodes that matter: mean (G, C, K), covariance, loadings on the dense part."""

    mean: Array
    covariance: Array
    to_dense: Array


def _true(found: _Solution, which: Indices, nodes: Sequence[_Variances], size: int) -> _True:
    rows, inverse, dense = found.rows, found.inverse[found.block[which]], found.dense[which]
    matches = (rows.competency[:, None, :] == np.arange(size)[None, :, None]) & rows.is_real[:, None, :]
    with_ratings = np.array([one.candidate * rows.is_real[:, None, :] + one.own * matches for one in nodes])
    gain = with_ratings @ inverse
    to_dense = rows.to_competency - gain @ rows.columns
    mean = (gain @ rows.value[:, :, None])[..., 0] + (to_dense @ found.effects[which][:, None, :, None])[..., 0]
    before = np.array([np.full((size, size), one.candidate) + one.own * np.eye(size) for one in nodes])[:, None]
    after = to_dense @ dense[:, None] @ np.swapaxes(to_dense, -1, -2)
    return _True(mean, before - gain @ np.swapaxes(with_ratings, -1, -2) + after, to_dense)


def _summed(
    found: _Solution, share: Array, weight: Array, names: tuple[str, ...], nodes: Sequence[_Variances]
) -> Detail:
    which = np.flatnonzero(share > NEGLIGIBLE * share.max())
    share = share[which] / share[which].sum()
    true = _true(found, which, [nodes[int(one)] for one in which], len(names))
    from_whole = np.eye(len(names)) - weight[None, :]  # θ ↦ θ_k less the weighted mean
    apart = true.mean @ from_whole.T
    middle = np.tensordot(share, apart, axes=1)
    inside = np.diagonal(from_whole @ true.covariance @ from_whole.T, axis1=-2, axis2=-1)
    variance = np.tensordot(share, inside + (apart - middle) ** 2, axes=1)
    whole = weight @ true.to_dense  # (G, C, Q)
    size, count = len(names), len(whole[0])
    shared = true.to_dense.reshape(len(which), -1, whole.shape[-1]) @ found.dense[which] @ np.swapaxes(whole, 1, 2)
    cross = np.tensordot(share, shared, axes=1).reshape(count, size, count)
    covariance = np.tensordot(share, true.covariance, axes=1)
    index = np.arange(count)
    cross[index, :, index] = covariance @ weight
    noise = share @ np.array(
        [one.assessor + one.taste + one.card + one.single for one in (nodes[int(n)] for n in which)]
    )
    return Detail(
        competencies=names,
        apart=middle,
        apart_sd=np.sqrt(np.maximum(variance, 0.0)),
        covariance=covariance,
        cross=cross,
        noise=np.full(size, noise),
    )
