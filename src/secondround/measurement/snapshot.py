"""What a figure rests on, so that it can be computed again: the model's version, its inputs byte for byte, and their hash."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256

from secondround.measurement.design import Rating
from secondround.measurement.prior import History, Leaning, Prior

MODEL_VERSION = "position-2"
DECIMALS = 4


@dataclass(frozen=True)
class Inputs:
    """All that `compare` takes."""

    ratings: tuple[Rating, ...]
    weights: Mapping[str, float]
    choose: int
    prior: Prior
    step: float
    low: float
    high: float

    def text(self) -> str:
        """Canonical JSON: the same inputs in any order give the same bytes."""
        body = {
            "model": MODEL_VERSION,
            "ratings": [
                [one.candidate, one.assessor, one.competency, one.value, one.sitting] for one in sorted(self.ratings)
            ],
            "weights": {name: float(weight) for name, weight in sorted(self.weights.items())},
            "choose": self.choose,
            "prior": asdict(self.prior),
            "scale": [self.step, self.low, self.high],
        }
        return json.dumps(body, sort_keys=True, separators=(",", ":"))


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def read(text: str) -> Inputs:
    """The inputs from their text. Raises ValueError where another version of the model wrote it."""
    body = json.loads(text)
    if body["model"] != MODEL_VERSION:
        raise ValueError(f"written by {body['model']}, this is {MODEL_VERSION}")
    prior = dict(body["prior"])
    if prior["history"] is not None:
        history = dict(prior["history"])
        history["leanings"] = {name: Leaning(**one) for name, one in history["leanings"].items()}
        prior["history"] = History(**history)
    step, low, high = body["scale"]
    return Inputs(
        ratings=tuple(Rating(*one) for one in body["ratings"]),
        weights=body["weights"],
        choose=body["choose"],
        prior=Prior(**prior),
        step=step,
        low=low,
        high=high,
    )


def rounded(value: float) -> float:
    """For storage: four decimals, and never minus zero."""
    return round(float(value), DECIMALS) + 0.0


def chance(value: float) -> float:
    """For storage, of what is counted from draws: two decimals, as no more are certain."""
    return round(float(value), 2) + 0.0
