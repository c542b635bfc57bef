"""The model of one position: crossed random effects, Bayesian over the three standard deviations on a grid.

    card total = μ + candidate + assessor + error        (points, after centring by competency)

Given the standard deviations everything is Gaussian and exact (Henderson's mixed-model equations); the standard deviations are
integrated over a grid, so that two interviews, equal ratings or a single interviewer give wide honest intervals where a plug-in fit
gives none. Source of the form: reviewer calibration as at NIPS 2002-2014 (Lawrence; Ge, Welling, Ghahramani), with the variances
integrated out as in Gelman (2006) instead of plugged in.
"""

from dataclasses import dataclass

import numpy as np

from secondround.measurement.design import Array, Cards
from secondround.measurement.posterior import Posterior
from secondround.measurement.prior import DEFAULT_PRIOR, LOG_SPREAD, Prior

SITTING_SHARE = 0.5
"""Share of the error that people in one sitting have in common: panels agree at .74, separate interviews at .44 (Huffcutt et al. 2013)."""
RATIOS = np.geomspace(0.06, 8.0, 15)
ERRORS = np.geomspace(0.08, 2.6, 26)
"""Without history: sd of candidates and of assessors over that of the error; and the error itself, points."""
KNOWN_RATIOS, KNOWN_ERRORS = np.geomspace(0.1, 6.0, 13), np.geomspace(0.1, 2.6, 16)
NEW_RATIOS = np.geomspace(0.1, 4.0, 6)
"""With history, where the error does not factor out: fewer nodes do, as the priors are narrower."""
NOBODY_LEANS = 1e-3
"""The ratio of assessors where the adjustment is off."""
NEGLIGIBLE = 1e-3


@dataclass(frozen=True)
class Nodes:
    """A block of the grid: ratios (N,) of candidates and assessors to each error (E,), precisions (N, I) of assessors in units of
    1/error², and the logarithm of each node's cell and prior (N, E)."""

    candidate: Array
    assessor: Array
    ridge: Array
    errors: Array
    log_prior: Array


@dataclass(frozen=True)
class _Equations:
    """Henderson's equations with the candidates eliminated; everything in units of the error's variance."""

    own: Array
    cross: Array
    rest: Array
    right_own: Array
    right_rest: Array
    square: float
    log_det: float
    count: int


def fit(cards: Cards, prior: Prior = DEFAULT_PRIOR, step: float = 1.0, unit: float = 1.0) -> Posterior:
    """Fit one position. `step`: distance of two neighbouring ratings; the error of a card is never below the rounding in it.
    `unit`: what a point of a scale from 1 to 5 is here, a quarter of the scale's length.

    Cost: one factorisation of size 1 + assessors per pair of variance ratios (225), more where history is known.
    """
    offset = _offset(cards, prior)
    equations = _equations(cards, cards.total - offset[cards.of_assessor])
    parts = [_solved(equations, block) for block in _blocks(cards, prior, step, unit)]
    highest = max(float(one.log_weight.max()) for one in parts)
    return _posterior(cards, equations, parts, highest, offset)


def _offset(cards: Cards, prior: Prior) -> Array:
    """Where each assessor is expected to lean before this position: nowhere, or where closed positions put them."""
    leanings = prior.history.leanings if prior.history else {}
    return np.array([leanings[name].mean if name in leanings else 0.0 for name in cards.assessors])


def _equations(cards: Cards, total: Array) -> _Equations:
    count, size_c = len(cards.total), len(cards.candidates)
    rows = np.arange(count)
    candidates, rest = np.zeros((count, size_c)), np.zeros((count, 1 + len(cards.assessors)))
    candidates[rows, cards.of_candidate] = 1
    rest[:, 0], rest[rows, 1 + cards.of_assessor] = 1, 1
    precision, log_det = _error_precision(cards)
    weighted_rest, weighted_total = precision @ rest, precision @ total
    return _Equations(
        own=precision.sum(axis=1) @ candidates,  # cards of two candidates share no error
        cross=candidates.T @ weighted_rest,
        rest=rest.T @ weighted_rest,
        right_own=candidates.T @ weighted_total,
        right_rest=rest.T @ weighted_total,
        square=float(total @ weighted_total),
        log_det=log_det,
        count=count,
    )


def _error_precision(cards: Cards) -> tuple[Array, float]:
    """Inverse and log determinant of the error's correlation: cards of one sitting on one candidate share part of their error."""
    alone = np.bincount(cards.of_sitting)[cards.of_sitting] == 1
    if alone.all():
        return np.diag(1 / cards.spread), float(np.log(cards.spread).sum())
    root = np.sqrt(cards.spread)
    same = cards.of_sitting[:, None] == cards.of_sitting[None, :]
    matrix = SITTING_SHARE * same * np.outer(root, root)
    np.fill_diagonal(matrix, cards.spread)
    return np.linalg.inv(matrix), float(np.linalg.slogdet(matrix)[1])


def _blocks(cards: Cards, prior: Prior, step: float, unit: float) -> list[Nodes]:
    """The grid. Without history one block with all errors, which then factor out; with it one block per error."""
    floor = step / np.sqrt(12 * cards.full)
    known = prior.history.leanings if prior.history else {}
    variances = np.array([known[name].variance if name in known else np.inf for name in cards.assessors])
    if not np.isfinite(variances).any():
        errors = np.unique(np.maximum(ERRORS * unit, floor))
        leaning = RATIOS if prior.has_severity else np.array([NOBODY_LEANS])
        of_c, of_i = (grid.ravel() for grid in np.meshgrid(RATIOS, leaning, indexing="ij"))
        cells = np.add.outer(_log_cells(RATIOS), _log_cells(leaning)).ravel()
        ridge = np.repeat((of_i**-2)[:, None], len(variances), axis=1)
        return [_block(of_c, of_i, ridge, errors, _log_cells(errors), cells, prior, unit, prior.has_severity)]
    is_open = bool(np.isinf(variances).any())
    new = NEW_RATIOS if is_open else np.ones(1)
    errors = np.unique(np.maximum(KNOWN_ERRORS * unit, floor))
    of_c, of_i = (grid.ravel() for grid in np.meshgrid(KNOWN_RATIOS, new, indexing="ij"))
    cells = np.add.outer(_log_cells(KNOWN_RATIOS), _log_cells(new)).ravel()
    log_errors = _log_cells(errors)
    found = []
    for index, error in enumerate(errors):
        ridge = np.where(np.isinf(variances), (of_i**-2)[:, None], error**2 / variances)
        at = slice(index, index + 1)
        found.append(_block(of_c, of_i, ridge, errors[at], log_errors[at], cells, prior, unit, is_open))
    return found


def _log_cells(grid: Array) -> Array:
    """Logarithm of the width that each point of a geometric grid stands for."""
    return np.log(np.gradient(grid)) if len(grid) > 1 else np.zeros(len(grid))


def _block(
    of_c: Array,
    of_i: Array,
    ridge: Array,
    errors: Array,
    log_errors: Array,
    cells: Array,
    prior: Prior,
    unit: float,
    is_open: bool = True,
) -> Nodes:
    """`is_open`: whether anybody rates here whom history does not know; else their standard deviation is nobody's."""
    e = errors[None, :]
    history, scales = prior.history, (prior.candidate * unit, prior.assessor * unit, prior.error * unit)
    expected = history.expected() if history else (None, None, None)
    density = _log_density(of_c[:, None] * e, scales[0], expected[0]) + _log_density(e, scales[2], expected[2])
    density = density + np.log(e)  # from the standard deviation of candidates to its ratio
    if is_open:
        density = density + _log_density(of_i[:, None] * e, scales[1], expected[1]) + np.log(e)
    elif expected[1] is not None:
        of_i = np.full(len(of_c), expected[1] / errors[0])
    return Nodes(of_c, of_i, ridge, errors, density + cells[:, None] + log_errors[None, :])


def _log_density(sd: Array, scale: float, expected: float | None) -> Array:
    """Half-normal without history; log-normal about what history expects."""
    if expected is None:
        return np.asarray(-0.5 * (sd / scale) ** 2)
    return np.asarray(-0.5 * (np.log(sd / expected) / LOG_SPREAD) ** 2 - np.log(sd))


@dataclass(frozen=True)
class _Solved:
    """A block with the equations solved at its nodes: `log_weight` (N, E), `effects` (N, 1 + I), `inverse` of the Schur complement."""

    nodes: Nodes
    own: Array
    effects: Array
    inverse: Array
    log_weight: Array


def _solved(equations: _Equations, nodes: Nodes) -> _Solved:
    """Candidates are eliminated (their block is diagonal), the rest is dense and small. Restricted likelihood: μ has a flat prior."""
    own = equations.own + (nodes.candidate**-2)[:, None]
    folded = equations.cross / own[:, :, None]
    schur = equations.rest - equations.cross.T @ folded
    inner = np.arange(1, schur.shape[-1])
    schur[:, inner, inner] += nodes.ridge
    right = equations.right_rest - (equations.right_own / own) @ equations.cross
    inverse = np.linalg.inv(schur)
    effects = (inverse @ right[:, :, None])[:, :, 0]
    rest = equations.square - (equations.right_own**2 / own).sum(axis=1) - (right * effects).sum(axis=1)
    log_det = np.asarray(np.linalg.slogdet(schur)[1]) + np.log(own).sum(axis=1) + equations.log_det
    log_det += 2 * own.shape[1] * np.log(nodes.candidate) - np.log(nodes.ridge).sum(axis=1)
    e = nodes.errors[None, :]
    likelihood = -0.5 * (
        (equations.count - 1) * np.log(e**2) + np.maximum(rest, 0.0)[:, None] / e**2 + np.asarray(log_det)[:, None]
    )
    return _Solved(nodes, own, effects, np.asarray(inverse), likelihood + nodes.log_prior)


def _posterior(cards: Cards, equations: _Equations, parts: list[_Solved], highest: float, offset: Array) -> Posterior:
    """The nodes that matter as one mixture. Nodes that differ in the error alone share mean and shape: two of them say enough."""
    found = [
        mixed
        for one in parts
        if (weight := _that_matter(np.exp(one.log_weight - highest))).any()
        for mixed in _mixed(equations, one, weight)
    ]
    weight = np.concatenate([one.weight for one in found])
    weight = weight / weight.sum()
    spread, between, noise = (float(value) for value in weight @ np.concatenate([one.variances for one in found]))
    return Posterior(
        weight=weight,
        mean=cards.centre + np.concatenate([one.mean for one in found]),
        covariance=np.concatenate([one.covariance for one in found]),
        severity=offset + weight @ np.concatenate([one.severity for one in found]),
        spread=spread,
        between=between,
        noise=noise,
        alone=weight @ np.concatenate([one.alone for one in found]),
    )


def _that_matter(weight: Array) -> Array:
    return np.where(weight < NEGLIGIBLE, 0.0, weight)


@dataclass(frozen=True)
class _Mixed:
    """Some nodes of one block with their share: (M,), means and covariances of the scores, severities (M, I), three variances (M, 3)."""

    weight: Array
    mean: Array
    covariance: Array
    severity: Array
    variances: Array
    alone: Array


def _mixed(equations: _Equations, solved: _Solved, weight: Array) -> list[_Mixed]:
    """Per node its smaller errors as one and its larger ones as another."""
    kept = np.flatnonzero(weight.any(axis=1))
    weight, nodes = weight[kept], solved.nodes
    own, squares = solved.own[kept], nodes.errors**2
    mean, shape = _scores(equations, own, solved.effects[kept], solved.inverse[kept])
    middle = (weight @ squares / weight.sum(axis=1))[:, None]
    found = []
    for is_here in (squares <= middle, squares > middle):
        share = (weight * is_here).sum(axis=1)
        some = share > 0
        square = ((weight * is_here) @ squares)[some] / share[some]
        of_c, of_i = nodes.candidate[kept][some], nodes.assessor[kept][some]
        found.append(
            _Mixed(
                weight=share[some],
                mean=mean[some],
                covariance=shape[some] * square[:, None, None],
                severity=solved.effects[kept][some, 1:],
                variances=square[:, None] * np.stack([of_c**2, of_i**2, np.ones(len(square))], axis=1),
                alone=square[:, None] / own[some],
            )
        )
    return found


def _scores(equations: _Equations, own: Array, effects: Array, inverse: Array) -> tuple[Array, Array]:
    """Mean and covariance (in units of the error's variance) of μ plus each candidate's effect, at some nodes."""
    to_scores = -equations.cross / own[:, :, None]
    to_scores[:, :, 0] += 1
    mean = equations.right_own / own + (to_scores @ effects[:, :, None])[..., 0]
    shape = to_scores @ inverse @ np.swapaxes(to_scores, 1, 2)
    index = np.arange(own.shape[1])
    shape[:, index, index] += 1 / own
    return mean, shape
