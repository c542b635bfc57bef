"""The sparse side of elimination: which columns of the rest each eliminated unit meets, and every pair of them.

The pattern of pairs never changes, so it is built once; an evaluation is then one sparse product, whatever the variances.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from secondround.measurement.reml.factors import Array, Factor, Indices, total_by

PAIRS_AT_MOST = 20_000_000
DENSE_IS_QUICKER = 0.01
"""Pairs per element of the dense product, above which blocks of dense columns are quicker."""
BLOCK = 16_000_000
"""Elements of one block of dense columns."""


@dataclass(frozen=True)
class Entries:
    """A sparse matrix (units, q) by rows: `columns` and `values` of unit u stand from `starts[u]` to `starts[u + 1]`.

    `below`: for each entry of the finer level the entry here that it goes into; empty for the finest.
    """

    units: int
    q: int
    starts: Indices
    columns: Indices
    values: Array
    below: Indices

    @classmethod
    def counted(cls, one: Factor, rest: Sequence[tuple[Factor, slice]]) -> "Entries":
        """How often each level of a factor meets each column of the rest."""
        q = rest[-1][1].stop
        columns = np.concatenate([other.codes + part.start for other, part in rest])
        return cls._summed(np.tile(one.codes, len(rest)), columns, np.ones(len(columns)), len(one.levels), q)

    @classmethod
    def _summed(cls, units: Indices, columns: Indices, values: Array, size: int, q: int) -> "Entries":
        keys, below = np.unique(units * q + columns, return_inverse=True)
        starts = np.searchsorted(keys, np.arange(size + 1) * q)
        return cls(size, q, starts, keys % q, total_by(below, values, len(keys)), below)

    def gathered(self, above: Indices, size: int) -> "Entries":
        """The same with units put together into coarser ones."""
        return self._summed(above[self.unit], self.columns, self.values, size, self.q)

    @property
    def unit(self) -> Indices:
        return np.repeat(np.arange(self.units), np.diff(self.starts))

    def matrix(self, values: Array) -> Any:  # scipy.sparse is untyped
        """As a sparse matrix with other values in the same places."""
        from scipy.sparse import csr_array  # noqa: PLC0415  small designs do without scipy

        return csr_array((values, self.columns, self.starts), shape=(self.units, self.q))


@dataclass
class Pairs:
    """All pairs of entries of one unit, the column of the first ≥ that of the second, in the order of the first.

    `ahead`: how many pairs each entry is first of. `second`: the other entry of each pair. `flat`: where a pair stands in a (q, q)
    matrix in Fortran order. `starts`: the first pair of each unit. None at all where there would be so many that blocks of dense
    columns are quicker; the products are the same either way.
    """

    entries: Entries
    unit: Indices
    ahead: Indices
    second: Indices
    flat: Indices
    starts: Indices
    is_dense: bool
    fixed: Any = None
    """The operator for the values of `entries`, kept: at the finest level they never change."""

    def outer(self, values: Array, weights: Array) -> Array:
        """Σ over units of weight · s s', (q, q) in Fortran order; only the lower triangle is right. `weights` ≥ 0."""
        q = self.entries.q
        if not self.is_dense:
            return np.asarray(self._operator(values).T @ weights).reshape((q, q), order="F")
        from scipy.linalg.blas import dsyrk  # noqa: PLC0415

        found = np.zeros((q, q), order="F")
        for _, block in self._blocks(values * np.sqrt(weights)[self.unit]):
            found = dsyrk(1.0, block, beta=1.0, c=found, lower=1, overwrite_c=1)
        return found

    def forms(self, values: Array, inner: Array) -> Array:
        """s' K s of each unit, (units,); K is (q, q) in Fortran order, and its lower triangle is read."""
        if self.is_dense:
            return self._by_unit(values * self.times(values, inner))
        half = self._operator(values) @ inner.ravel(order="F")
        return np.asarray(2 * half - self._by_unit(values**2 * inner.diagonal()[self.entries.columns]))

    def times(self, values: Array, inner: Array) -> Array:
        """K s of each unit, at its own entries: (entries,)."""
        columns = self.entries.columns
        if not self.is_dense:
            met = inner.ravel(order="F")[self.flat]
            found = np.add.reduceat(met * values[self.second], np.cumsum(self.ahead) - self.ahead)
            found += total_by(self.second, met * np.repeat(values, self.ahead), len(values))
            return np.asarray(found - values * inner.diagonal()[columns])
        from scipy.linalg.blas import dsymm  # noqa: PLC0415

        found = np.empty(len(values))
        for part, block in self._blocks(values):
            done = dsymm(1.0, inner, block, lower=1)
            found[part] = done[columns[part], self.unit[part] - self.unit[part.start]]
        return found

    def _by_unit(self, values: Array) -> Array:
        return total_by(self.unit, values, self.entries.units)

    def _operator(self, values: Array) -> Any:
        """The sparse matrix (units, q²) of products of pairs."""
        if self.fixed is not None and values is self.entries.values:
            return self.fixed
        from scipy.sparse import csr_array  # noqa: PLC0415

        shape = (self.entries.units, self.entries.q**2)
        products = np.repeat(values, self.ahead) * values[self.second]
        made = csr_array((products, self.flat, self.starts), shape=shape)
        if values is self.entries.values:
            self.fixed = made
        return made

    def _blocks(self, values: Array) -> Iterator[tuple[slice, Array]]:
        """A few units at a time as dense columns, (q, units), and which entries they are. Every unit has an entry."""
        one = self.entries
        step = max(BLOCK // one.q, 1)
        for begin in range(0, one.units, step):
            end = min(begin + step, one.units)
            part = slice(int(one.starts[begin]), int(one.starts[end]))
            block = np.zeros((one.q, end - begin), order="F")
            block[one.columns[part], self.unit[part] - begin] = values[part]
            yield part, block


def pairs_of(entries: Entries) -> Pairs:
    """Every pair once; none where dense blocks are quicker or pairs would fill the memory."""
    each = np.diff(entries.starts)
    within = each * (each + 1) // 2
    many = int(within.sum())
    unit = np.repeat(np.arange(entries.units, dtype=np.int32), each)
    if many > min(PAIRS_AT_MOST, DENSE_IS_QUICKER * entries.units * entries.q**2 + 100_000):
        none = np.zeros(0, dtype=np.int32)
        return Pairs(entries, unit, none, none, none, none, True)
    small: Any = np.int32 if max(entries.q**2, many) < 2**31 else np.int64
    begins = entries.starts[unit].astype(np.int32)
    ahead = np.arange(1, len(unit) + 1, dtype=np.int32) - begins
    second = np.repeat(begins - (np.cumsum(ahead, dtype=np.int32) - ahead), ahead)
    second += np.arange(many, dtype=np.int32)
    columns = entries.columns.astype(small)
    flat = np.repeat(columns, ahead)
    flat += columns[second] * small(entries.q)
    starts = np.concatenate([[0], np.cumsum(within)]).astype(small)
    return Pairs(entries, unit, ahead, second, flat, starts, False)
