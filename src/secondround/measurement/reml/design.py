"""Step one: ratings and factors as the cross products that the criterion needs; built once, used by every evaluation.

The largest factor, and whatever it is nested in, is eliminated: its block of the mixed model equations is diagonal, so it leaves the
rest by one weighted sum of outer products. The rest is dense. Method: absorption, as in Henderson's equations; see `criterion`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from secondround.measurement.reml.factors import Array, Factor, FitRefused, Indices, parents, total_by
from secondround.measurement.reml.fixed import Fixed
from secondround.measurement.reml.pairs import Entries, Pairs, pairs_of

DENSE_AT_ONCE = 160
"""Up to so many levels in all nothing is eliminated: plain dense algebra on a small matrix is quicker."""
WORTH_ELIMINATING = 400
"""A factor above the largest is eliminated, too, where it has at least so many levels; below it costs less to keep."""
MOST_DENSE = 12_000
"""Levels that may stay in the dense rest: some 4 GB. Beyond, the model is refused rather than the machine brought down."""


@dataclass(frozen=True)
class Level:
    """An eliminated factor. `effect`: which. `above`: the unit of the next level that holds each of this one's units, or None."""

    effect: int
    size: int
    above: Indices | None
    pairs: Pairs | None
    """None where nothing is left that it could be crossed with."""


@dataclass(frozen=True)
class Design:
    """Cross products of T = [rest | fixed basis | ratings], q columns, p and one.

    `gram`: (q, q), counts. `border`: (q, p + 1). `corner`: (p + 1, p + 1). `counts`: ratings per finest unit; `sums`: its sums of
    [fixed basis | ratings], (units, p + 1); `entries`: its counts over the rest. `rest`: the columns of each effect that stays.
    """

    factors: tuple[Factor, ...]
    n: int
    p: int
    chain: tuple[Level, ...]
    rest: tuple[tuple[int, slice], ...]
    gram: Array
    border: Array
    corner: Array
    counts: Array
    sums: Array
    entries: Entries | None

    @property
    def q(self) -> int:
        return len(self.gram)


def design_of(ratings: Array, factors: Sequence[Factor], fixed: Fixed) -> Design:
    """`ratings`: (n,), residuals of the fixed effects, any unit. Raises `FitRefused` where the rest would be too large."""
    chain = _chosen(factors)
    kept = [at for at in range(len(factors)) if at not in chain]
    ends = np.cumsum([0, *(len(factors[at].levels) for at in kept)])
    if ends[-1] > MOST_DENSE:
        raise FitRefused(f"{ends[-1]} levels would stand in one dense matrix; {MOST_DENSE} at most")
    rest = tuple((at, slice(int(a), int(b))) for at, a, b in zip(kept, ends, ends[1:], strict=False))
    columns = np.column_stack([fixed.basis, ratings])
    levels, counts, sums, entries = _eliminated(factors, chain, rest, columns)
    return Design(
        factors=tuple(factors),
        n=len(ratings),
        p=columns.shape[1] - 1,
        chain=levels,
        rest=rest,
        gram=_gram(factors, rest, int(ends[-1])),
        border=np.concatenate([_sums(factors[at], columns) for at, _ in rest] or [np.zeros((0, columns.shape[1]))]),
        corner=columns.T @ columns,
        counts=counts,
        sums=sums,
        entries=entries,
    )


def _chosen(factors: Sequence[Factor]) -> list[int]:
    """What is eliminated, finest first: the largest factor, then larger ones in which all before are nested."""
    if sum(len(one.levels) for one in factors) <= DENSE_AT_ONCE:
        return []
    by_size = sorted(range(len(factors)), key=lambda at: -len(factors[at].levels))
    chain = by_size[:1]
    for at in by_size[1:]:
        finest = factors[chain[-1]]
        if len(factors[at].levels) < WORTH_ELIMINATING:
            break
        if parents(finest.codes, factors[at].codes, len(finest.levels)) is not None:
            chain.append(at)
    return chain


def _eliminated(
    factors: Sequence[Factor], chain: Sequence[int], rest: Sequence[tuple[int, slice]], columns: Array
) -> tuple[tuple[Level, ...], Array, Array, Entries | None]:
    if not chain:
        return (), np.zeros(0), np.zeros((0, columns.shape[1])), None
    finest = factors[chain[0]]
    entries = Entries.counted(finest, [(factors[at], part) for at, part in rest]) if rest else None
    levels, below = [], entries
    for at, upper in zip(chain, [*chain[1:], None], strict=True):
        one = factors[at]
        above = None if upper is None else parents(one.codes, factors[upper].codes, len(one.levels))
        levels.append(Level(at, len(one.levels), above, pairs_of(below) if below is not None else None))
        if below is not None and above is not None and upper is not None:
            below = below.gathered(above, len(factors[upper].levels))
    counts = np.bincount(finest.codes, minlength=len(finest.levels)).astype(np.float64)
    return tuple(levels), counts, _sums(finest, columns), entries


def _sums(one: Factor, columns: Array) -> Array:
    """Sums of columns by level, (levels, columns)."""
    return np.column_stack([total_by(one.codes, column, len(one.levels)) for column in columns.T])


def _gram(factors: Sequence[Factor], rest: Sequence[tuple[int, slice]], q: int) -> Array:
    """How often levels of the rest meet, (q, q) in Fortran order."""
    gram = np.zeros((q, q), order="F")
    for i, (at, rows) in enumerate(rest):
        one = factors[at]
        size = len(one.levels)
        np.fill_diagonal(gram[rows, rows], np.bincount(one.codes, minlength=size))
        for other, columns in rest[:i]:
            two = factors[other]
            met = np.bincount(one.codes * len(two.levels) + two.codes, minlength=size * len(two.levels))
            gram[rows, columns] = met.reshape(size, len(two.levels))
            gram[columns, rows] = gram[rows, columns].T
    return gram
