"""What a rule that warns finds, misses and says wrongly, and between which bounds its precision and recall lie (Wilson, 95 %)."""

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True)
class Tally:
    found: int
    missed: int
    false: int
    innocent: int

    @property
    def precision(self) -> str:
        return share(self.found, self.found + self.false)

    @property
    def recall(self) -> str:
        return share(self.found, self.found + self.missed)

    def row(self, name: str) -> str:
        """As it stands in a table of docs/explanation."""
        return (
            f"| {name} | {self.found} of {self.found + self.missed} | {self.false} of {self.innocent} "
            f"| {self.precision} | {self.recall} |"
        )


def share(part: int, whole: int) -> str:
    """A share of so many with its interval: .65 (.52-.76)."""
    if not whole:
        return "–"
    z, p = 1.96, part / whole
    middle, wide = p + z * z / (2 * whole), z * sqrt(p * (1 - p) / whole + (z / (2 * whole)) ** 2)
    low, high = ((middle + sign * wide) / (1 + z * z / whole) for sign in (-1, 1))
    return f"{_two(p)} ({_two(max(low, 0))}–{_two(min(high, 1))})"


def _two(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")
