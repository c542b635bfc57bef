"""The goals of the ratings model with this machine's figures, as a table for docs/explanation/measurement-figures.md.

Times are processor time, one BLAS thread, medians of five; against lme4 in turn in one run where R with lme4 is installed, which nothing
else needs. The simulations at the end are long: about a quarter of an hour.
"""

# ruff: noqa: E501

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is loaded

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import scipy

from bench import simulation
from bench.exact import against, ours
from secondround.measurement import Rating, compare


def main() -> None:
    print(
        f"{datetime.now(UTC):%d %B %Y}, Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}, {platform.machine()}\n"
    )
    print("| goal | bar | here |\n|---|---|---|")
    groups = [small, position_page, command_line, scale]
    if against.has_lme4():
        groups[:0] = [against.speed, against.exactness]
    for rows in (*groups, coverage, ranking, probing):
        print("\n".join(rows()), flush=True)
    if not against.has_lme4():
        print(f"\n{against.HOW}")


def small() -> list[str]:
    rows = []
    for terms, words, goal in ((2, "two effects", 2), (5, "five effects", 15)):
        data = ours.position(terms)
        ours.seconds(data)
        taken = statistics.median(ours.seconds(data)[0] for _ in range(21)) * 1000
        rows.append(f"| exact fit of a position, {len(data[0])} ratings, {words} | ≤ {goal} ms | {taken:.1f} ms |")
    return rows


def position_page() -> list[str]:
    """The page of a position: everything that compare computes, every P(A beats B) with it."""
    rng = np.random.default_rng(20)
    rows = []
    for candidates, assessors, each, keys in ((12, 9, 3, 6), (30, 9, 3, 6), (60, 12, 3, 4)):
        ratings = _drawn(rng, candidates, assessors, each, keys)
        weights = {f"k{key}": 1.0 for key in range(keys)}
        taken = []
        for _ in range(6):
            began = time.process_time()
            compare(ratings, weights=weights, choose=4)
            taken.append((time.process_time() - began) * 1000)
        rows.append(
            f"| compare {candidates} candidates × {assessors} assessors × {keys} competencies | ≤ 50 ms | {statistics.median(taken[1:]):.0f} ms |"
        )
    return rows


def _drawn(rng: np.random.Generator, candidates: int, assessors: int, each: int, keys: int) -> list[Rating]:
    true, severity = rng.normal(0, 0.6, candidates), rng.normal(0, 0.6, assessors)
    found = []
    for c in range(candidates):
        for i in rng.choice(assessors, each, replace=False):
            shared = rng.normal(0, 0.4)
            for key in range(keys):
                value = 3.2 + true[c] + severity[i] + shared + rng.normal(0, 0.5)
                found.append(Rating(f"c{c:02}", f"i{i:02}", f"k{key}", float(np.clip(round(value), 1, 5)), f"s{c}-{i}"))
    return found


def command_line() -> list[str]:
    """`secondround ratings fit` as it is typed: start, reading, fit, printing."""
    rng = np.random.default_rng(3)
    rows = []
    for many, groups, words, goal in (
        (60, (12, 6), "a file of 60 ratings", "≤ 0.5 s"),
        (73_421, (2_972, 1_128), "a file of 73,421 ratings", "about 1 s"),
    ):
        with tempfile.TemporaryDirectory() as name:
            file = Path(name) / "ratings.csv"
            codes = [rng.integers(0, group, many) for group in groups]
            value = (
                3.2
                + sum(rng.normal(0, 0.5, group)[code] for group, code in zip(groups, codes, strict=True))
                + rng.normal(0, 1, many)
            )
            file.write_text("y,c,i\n" + "".join(f"{y:.2f},c{c},i{i}\n" for y, c, i in zip(value, *codes, strict=True)))
            command = [
                sys.executable,
                "-m",
                "secondround",
                "ratings",
                "fit",
                str(file),
                "--rating",
                "y",
                "--effects",
                "c, i",
                "--json",
            ]
            taken = []
            for _ in range(5):
                before = os.times()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own program
                after = os.times()
                taken.append(
                    after.children_user + after.children_system - before.children_user - before.children_system
                )
        rows.append(f"| from the command line, {words}: CPU | {goal} | {statistics.median(taken):.2f} s |")
    return rows


def scale() -> list[str]:
    figures = ours.alone("scale")
    return [
        f"| 100,000 interviews by 2,000 interviewers, first fit: CPU | ≤ 3 s | {figures['cold']:.1f} s |",
        f"| the same a day later, from the ratios before: CPU | ≤ 1 s | {figures['warm']:.1f} s |",
        f"| the same, peak memory | < 500 MB | {figures['memory']:.0f} MB |",
    ]


def coverage(positions: int = 1000) -> list[str]:
    drawn = [simulation.coverage(of, positions, 2026 + at) for at, of in enumerate(simulation.FROM_PRIOR)]
    fixed = [simulation.coverage(of, positions, 2026 + at) for at, of in enumerate(simulation.FIXED)]
    shares = [one.shares[2] for one in drawn]
    worst = max(abs(said - came) for one in (*drawn, *fixed) for said, came, _ in simulation.bins(one))
    ahead = max(
        simulation.brier(one.chances, one.outcomes) - simulation.brier(one.plug_in, one.outcomes) for one in drawn
    )
    return [
        f"| 90 % intervals hold the truth, 4 designs × {positions} positions drawn from the prior | .88–.92 | {min(shares):.3f}–{max(shares):.3f} |",
        f"| the same in {len(fixed)} fixed scenarios | ≥ .85 | least {min(one.shares[2] for one in fixed):.3f} |",
        f"| P(A beats B) by tenths, with 100 cases or more | within .07 | worst {worst:.3f} |",
        f"| Brier score less that of plugged-in variances, per design | ≤ 0 | at most {ahead:+.4f} |",
    ]


def ranking(positions: int = 1000) -> list[str]:
    rows = []
    for at, (of, goal) in enumerate(simulation.RANKING):
        found = simulation.regret(of, positions, 2126 + at)
        bar = f"≥ {goal:.0%} below raw means" if goal else "never above raw means by two standard errors"
        rows.append(f"| expected regret, {of.name} | {bar} | {found.saved:+.1%} (± {found.error:.1%}) |")
    return rows


def probing(positions: int = 400) -> list[str]:
    found = simulation.three_probes(positions, 2226)
    return [
        f"| regret after three answers more, as advised | below asking all equally | {found.advised:.3f} against {found.equal:.3f} points (difference ± {found.saved_error:.3f}) |"
    ]


if __name__ == "__main__":
    main()
