"""Pure rules of positions: weights, and the wording of one's own."""

from collections.abc import Mapping
from math import isfinite


class WeightsRefused(ValueError):
    """Weights that cannot stand; the argument is a code: missing, unknown, negative, all_zero, not_a_number."""


def checked_weights(weights: Mapping[str, float], competencies: set[str]) -> dict[str, float]:
    """One weight per competency, none below 0, not all 0. Returns them in the order of their keys."""
    if set(weights) - competencies:
        raise WeightsRefused("unknown")
    if competencies - set(weights):
        raise WeightsRefused("missing")
    if not all(isfinite(value) for value in weights.values()):
        raise WeightsRefused("not_a_number")
    if any(value < 0 for value in weights.values()):
        raise WeightsRefused("negative")
    if not any(weights.values()):
        raise WeightsRefused("all_zero")
    return {key: float(weights[key]) for key in sorted(weights, key=int)}
