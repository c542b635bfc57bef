"""The exact fit against lme4, where R with lme4 is installed: the same data, in turn, in one run, one BLAS thread, processor time."""

# ruff: noqa: E501, S603, S607

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bench.exact import ours
from secondround.measurement.reml import FitRefused, crossing, factor, fit
from secondround.measurement.tables import read_table

HERE = Path(__file__).parent
HOW = "R with lme4 is not here; on Debian: apt-get install --no-install-recommends r-base-core r-cran-lme4 r-cran-mlmrev r-cran-jsonlite libopenblas0-serial"
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
ROUNDS = 5


def has_lme4() -> bool:
    script = shutil.which("Rscript")
    words = "for (one in c('lme4', 'mlmRev', 'jsonlite')) library(one, character.only = TRUE)"
    return (
        script is not None and subprocess.run([script, "-e", words], capture_output=True, check=False).returncode == 0
    )


@contextmanager
def session(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """An lme4 process that answers, and what versions it is of."""
    process = subprocess.Popen(
        ["Rscript", str(HERE / "session.R"), str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, **ONE_THREAD},
    )  # fmt: skip
    try:
        assert process.stdout is not None and process.stdin is not None
        _, lme4, major, minor, blas = process.stdout.readline().split()
        yield process, f"lme4 {lme4}, R {major}.{minor} with {blas}"
    finally:
        process.stdin.close()
        process.wait(60)


def theirs(process: subprocess.Popen[str], model: str) -> tuple[float, float]:
    """CPU seconds and criterion of one lme4 fit."""
    assert process.stdout is not None and process.stdin is not None
    process.stdin.write(f"{model}\n")
    process.stdin.flush()
    taken, criterion = process.stdout.readline().split()
    return float(taken), float(criterion)


def held(pid: int) -> float:
    """The most memory a process has held, MB."""
    line = next(one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def speed() -> list[str]:
    """Rows of the table: two and three crossed factors on 73,421 ratings."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for model, words, goal in (("two", "two crossed factors", 10), ("three", "three factors", 15)):
            with session(folder) as (process, versions):
                data = ours.instructors(folder, model)
                ours.seconds(data)  # once for the imports
                both = [(theirs(process, model), ours.seconds(data)) for _ in range(ROUNDS)]
                memory = held(process.pid)
            lme4, mine = (statistics.median(pair[side][0] for pair in both) for side in (0, 1))
            least = min(one[0][0] / one[1][0] for one in both)
            criterion = both[0][1][1].criterion - both[0][0][1]
            rows += [
                f"| 73,421 ratings, {words}: CPU time | {goal} × faster than lme4 | {lme4 / mine:.1f} × ({mine:.2f} s against {lme4:.2f} s; least of {ROUNDS} pairs {least:.1f} ×; {versions}) |",
                f"| the same, criterion | ≤ lme4's + 1e-6 | {criterion:+.1e} |",
                f"| the same, peak memory | ≤ lme4's | {ours.alone(model, name)['memory']:.0f} MB against {memory:.0f} MB |",
            ]
    return rows


def exactness() -> list[str]:
    """Rows of the table: the largest difference over the data sets of R's packages."""
    with tempfile.TemporaryDirectory() as name:
        subprocess.run(
            ["Rscript", str(HERE / "packages.R"), name],
            check=True,
            env={**os.environ, **ONE_THREAD},
            stderr=subprocess.DEVNULL,
        )
        answers = [json.loads(path.read_text()) for path in sorted(Path(name).glob("*.json"))]
        differences = np.array([_difference(Path(name), one) for one in answers])
    sets, worst = len({one["id"] for one in answers}), differences.max(axis=0)
    return [
        f"| −2 log likelihood less lme4's, {sets} models on data of R packages, REML and ML | ≤ 1e-6 | at most {worst[0]:+.1e} |",
        f"| deviations, relative | 1e-4 | {worst[1]:.1e} |",
        f"| predictions and conditional deviations, in deviations of effect or residual | 1e-5 | {worst[2]:.1e} |",
    ]


def _difference(folder: Path, answer: dict) -> tuple[float, float, float]:
    table = read_table(folder / f"{answer['id']}.csv")
    ratings = table.numbers(answer["rating"])
    numbers = {name[4:-1]: table.numbers(name[4:-1]) for name in answer["fixed"] if name.startswith("num(")}
    words = {
        part
        for name in [*answer["effects"], *(one for one in answer["fixed"] if not one.startswith("num("))]
        for part in name.split(":")
    }
    texts = {name: table.texts(name) for name in words}
    rows = [
        at
        for at in range(len(table))
        if np.isfinite([ratings[at], *(one[at] for one in numbers.values())]).all()
        and all(one[at] for one in texts.values())
    ]
    known = {name: factor(name, [cells[at] for at in rows]) for name, cells in texts.items()}
    random = [crossing(name, [known[part] for part in name.split(":")]) for name in answer["effects"]]
    fixed = [(one[4:-1], numbers[one[4:-1]][rows]) if one.startswith("num(") else known[one] for one in answer["fixed"]]
    try:
        found = fit(ratings[rows], random, fixed, method=answer["method"])
    except FitRefused as error:
        raise SystemExit(f"{answer['id']}: {error}") from error
    residual, sds, levels = answer["sd"]["residual"], [], []
    for name, sd in answer["sd"].items():
        sds.append(abs(found.sd[name] - sd) / max(sd, 1e-2 * residual))
    for name, effect in answer["levels"].items():
        place = {level: at for at, level in enumerate(found.effects[name].levels)}
        at = [place[level] for level in effect["level"]]
        scale = max(residual, answer["sd"][name])
        levels += [
            np.abs(found.effects[name].estimate[at] - effect["estimate"]).max() / scale,
            np.abs(found.effects[name].sd[at] - effect["sd"]).max() / scale,
        ]
    return found.criterion - answer["criterion"], max(sds), max(levels)
