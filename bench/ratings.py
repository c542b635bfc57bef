"""The model of one position: time, and what it gains over raw means. Goal: 50 ms for 12 candidates, 9 assessors, 6 competencies."""

# ruff: noqa: E501

import statistics
import time

import numpy as np

from secondround.measurement import Rating, compare


def main() -> None:
    rng = np.random.default_rng(20)
    for candidates, assessors, each, keys in ((12, 9, 3, 6), (30, 9, 3, 6), (60, 12, 3, 4)):
        ratings = _drawn(rng, candidates, assessors, each, keys)[1]
        weights = {f"k{key}": 1.0 for key in range(keys)}
        taken = []
        for _ in range(6):
            began = time.process_time()
            compare(ratings, weights=weights, choose=4)
            taken.append((time.process_time() - began) * 1000)
        print(
            f"{candidates:3} candidates × {assessors:2} assessors × {keys} competencies: {statistics.median(taken[1:]):5.0f} ms CPU"
        )
    _worth(rng)


def _drawn(
    rng: np.random.Generator, candidates: int, assessors: int, each: int, keys: int
) -> tuple[np.ndarray, list[Rating]]:
    true, severity = rng.normal(0, 0.6, candidates), rng.normal(0, 0.6, assessors)
    found = []
    for c in range(candidates):
        for i in rng.choice(assessors, each, replace=False):
            shared = rng.normal(0, 0.4)
            for key in range(keys):
                value = 3.2 + true[c] + severity[i] + shared + rng.normal(0, 0.5)
                found.append(Rating(f"c{c:02}", f"i{i:02}", f"k{key}", float(np.clip(round(value), 1, 5)), f"s{c}-{i}"))
    return true + 3.2, found


def _worth(rng: np.random.Generator) -> None:
    """Coverage and the loss of choosing three of twenty-four, 300 positions."""
    weights, held, lost = {"k0": 1.0, "k1": 1.0, "k2": 1.0}, [], {"raw": 0.0, "adjusted": 0.0}
    for _ in range(300):
        true, ratings = _drawn(rng, 24, 8, 2, 3)
        found = compare(ratings, weights=weights, choose=3).candidates
        held += [one.interval90[0] <= true[int(one.candidate[1:])] <= one.interval90[1] for one in found]
        best = np.sort(true)[-3:].sum()
        for key in lost:
            chosen = sorted(found, key=lambda one: -getattr(one, key))[:3]
            lost[key] += best - sum(true[int(one.candidate[1:])] for one in chosen)
    print(
        f"90 % intervals hold the truth {np.mean(held):.1%} of the time; the adjusted choice loses {lost['adjusted'] / lost['raw']:.2f} of what raw means lose"
    )


if __name__ == "__main__":
    main()
