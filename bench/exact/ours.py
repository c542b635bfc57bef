"""Our side of the comparison: fits on files and drawn designs, each able to run in a process of its own, whose memory is then known."""

# ruff: noqa: S603

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from secondround.measurement.reml import Array, Factor, Fit, crossing, factor, fit
from secondround.measurement.tables import read_table

Data = tuple[Array, list[Factor], list[Factor]]


def instructors(folder: Path, model: str) -> Data:
    """InstEval as session.R wrote it: two crossed factors, or three with a fixed effect."""
    table = read_table(folder / "insteval.csv")
    names = ("s", "d", "dept", "service")
    known = {name: factor(name, table.texts(name)) for name in names}
    if model == "two":
        return table.numbers("y"), [known["s"], known["d"]], []
    pair = crossing("dept:service", [known["dept"], known["service"]])
    return table.numbers("y"), [known["s"], known["d"], pair], [known["service"]]


def interviews(many: int = 100_000, candidates: int = 40_000, interviewers: int = 2_000) -> Data:
    """A large firm: who met whom is chance; ratings in whole points."""
    rng = np.random.default_rng(7)
    c, i = rng.integers(0, candidates, many), rng.integers(0, interviewers, many)
    value = 3.2 + rng.normal(0, 0.6, candidates)[c] + rng.normal(0, 0.4, interviewers)[i] + rng.normal(0, 0.7, many)
    factors = [factor("candidate", [str(one) for one in c]), factor("interviewer", [str(one) for one in i])]
    return np.clip(np.round(value), 1, 5), factors, []


def position(terms: int) -> Data:
    """12 candidates, each met by 3 of 9 interviewers on 6 competencies: cards with two effects, or single ratings with five."""
    rng = np.random.default_rng(1)
    cards = [(c, int(i)) for c in range(12) for i in rng.choice(9, 3, replace=False)]
    person, rater, pair = rng.normal(0, 0.6, 12), rng.normal(0, 0.4, 9), rng.normal(0, 0.3, (12, 9))
    own, taste = rng.normal(0, 0.3, (12, 6)), rng.normal(0, 0.2, (9, 6))
    rows = [
        (c, i, k, person[c] + rater[i] + pair[c, i] + own[c, k] + taste[i, k] + rng.normal(0, 0.5))
        for c, i in cards
        for k in range(6)
    ]
    if terms == 2:
        values = np.array([row[3] for row in rows]).reshape(-1, 6).mean(axis=1)
        return values, [factor("c", [f"c{c}" for c, _ in cards]), factor("i", [f"i{i}" for _, i in cards])], []
    c, i, k = (factor(name, [f"{name}{row[at]}" for row in rows]) for at, name in enumerate("cik"))
    crossed = [crossing("c:i", [c, i]), crossing("c:k", [c, k]), crossing("i:k", [i, k])]
    return np.array([row[3] for row in rows]), [c, i, *crossed], []


def seconds(data: Data, start: tuple[float, ...] | None = None) -> tuple[float, Fit]:
    began = time.process_time()
    found = fit(*data, start=start)
    return time.process_time() - began, found


def alone(what: str, *words: str) -> dict[str, float]:
    """One measurement in a process of its own: what it prints, and the most memory it held, MB."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.exact.ours", what, *words], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    what, *words = sys.argv[1:]
    if what == "scale":
        data = interviews()
        cold, found = seconds(data)
        data[0][:500] = np.clip(data[0][:500] + 1, 1, 5)  # a day's ratings later
        warm, _ = seconds(data, found.ratios)
        figures = {"cold": cold, "warm": warm}
    else:
        taken, found = seconds(instructors(Path(words[0]), what))
        figures = {"seconds": taken, "criterion": found.criterion}
    print(json.dumps({**figures, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
