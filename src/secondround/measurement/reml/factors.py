"""Columns of labels as factors: levels in a natural order, one integer code per rating."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.signedinteger[Any]]


class FitRefused(ValueError):
    """A model that cannot be fitted to these ratings; the message is one line that says why."""


@dataclass(frozen=True)
class Factor:
    """What groups the ratings. `codes`: shape (n,), each below `len(levels)`; every level occurs."""

    name: str
    codes: Indices
    levels: tuple[str, ...]


def factor(name: str, labels: Sequence[str]) -> Factor:
    """A factor from one label per rating; numbers are ordered as numbers, words as words."""
    ordered = sorted(set(labels), key=_natural)
    place = {label: at for at, label in enumerate(ordered)}
    codes = np.fromiter(map(place.__getitem__, labels), dtype=np.intp, count=len(labels))
    return Factor(name, codes, tuple(ordered))


def crossing(name: str, parts: Sequence[Factor]) -> Factor:
    """The combinations of several factors that occur; levels are named "a:b", in the order of the parts."""
    codes, size = parts[0].codes, len(parts[0].levels)
    names = [(level,) for level in parts[0].levels]
    for part in parts[1:]:
        keys, codes = np.unique(codes * len(part.levels) + part.codes, return_inverse=True)
        names = [(*names[key // len(part.levels)], part.levels[key % len(part.levels)]) for key in keys.tolist()]
        size = len(names)
    return Factor(name, codes, tuple(":".join(one) for one in names[:size]))


def _natural(label: str) -> tuple[int, float, str]:
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", label):
        return 0, float(label), label
    return 1, 0.0, label


def told_apart(factors: Sequence[Factor], n: int) -> list[bool]:
    """Which factors have a variance of their own: not one level, not a level per rating (that is the residual), not groups named before."""
    found: list[bool] = []
    for at, one in enumerate(factors):
        size = len(one.levels)
        again = any(
            len(other.levels) == size and parents(one.codes, other.codes, size) is not None for other in factors[:at]
        )
        found.append(1 < size < n and not again)
    return found


def parents(fine: Indices, coarse: Indices, size: int) -> Indices | None:
    """For each of `size` fine units the coarse one that holds it, where each lies in one; else None."""
    above = np.zeros(size, dtype=np.intp)
    above[fine] = coarse
    return above if np.array_equal(above[fine], coarse) else None


def total_by(units: Indices, values: Array, size: int) -> Array:
    """Sums of values by unit, (size,)."""
    return np.asarray(np.bincount(units, values, size), dtype=np.float64)
