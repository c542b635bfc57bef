"""What a figure rests on, so that it can be computed again: the model's version and a hash of its inputs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256

from secondround.measurement.design import Rating
from secondround.measurement.position import Prior

MODEL_VERSION = "position-1"
DECIMALS = 4


def inputs_hash(
    ratings: Sequence[Rating],
    weights: Mapping[str, float],
    choose: int,
    prior: Prior,
    step: float,
    low: float,
    high: float,
) -> str:
    """SHA-256 over the inputs in canonical order: the same inputs in any order give the same hash."""
    body = {
        "model": MODEL_VERSION,
        "ratings": [[one.candidate, one.assessor, one.competency, one.value, one.sitting] for one in sorted(ratings)],
        "weights": {name: float(weight) for name, weight in sorted(weights.items())},
        "choose": choose,
        "prior": asdict(prior),
        "scale": [step, low, high],
    }
    return sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def rounded(value: float) -> float:
    """For storage: four decimals, and never minus zero."""
    return round(float(value), DECIMALS) + 0.0
