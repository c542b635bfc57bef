"""ratings fit: exact (RE)ML of crossed and nested random effects on anybody's file."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from secondround.web.commands.ratings.printing import aligned, print_json
from secondround.web.commands.starting import CommandRefused

if TYPE_CHECKING:
    from secondround.measurement.reml import Factor, Fit
    from secondround.measurement.tables import Table

SHOWN = 40
"""Levels of an effect in the readable form; JSON has all."""


def add_to(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = acts.add_parser(
        "fit", help="how much candidates, interviewers and combinations differ, and an estimate of each"
    )
    made.add_argument("file", type=Path, metavar="FILE", help="CSV, gzip, JSON or a typed table; - is standard input")
    made.add_argument("--rating", required=True, metavar="COLUMN", help="the column of ratings")
    made.add_argument(
        "--effects", required=True, help='random intercepts: "candidate, interviewer, candidate:interviewer"'
    )
    made.add_argument("--fixed", default="", help='fixed effects: categories by column, a number as "num(column)"')
    made.add_argument("--method", choices=["reml", "ml"], default="reml")
    made.add_argument("--json", action="store_true", help="everything, as one line of JSON")
    made.set_defaults(run=fit_command)


@dataclass(frozen=True)
class Term:
    """What an option named: `columns` of the file, crossed where there are several; `is_number`: taken as it is."""

    name: str
    columns: tuple[str, ...]
    is_number: bool = False


def fit_command(given: argparse.Namespace) -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more threads than free cores make it many times slower
    from secondround.measurement.tables import read_table  # noqa: PLC0415  numpy comes with it, and help does without

    table = read_table(given.file)
    effects = _terms(table, given.effects, "--effects")
    fixed = _terms(table, given.fixed, "--fixed", numbers=True)
    if not effects:
        raise CommandRefused("--effects names no column; give at least one, for example candidate")
    found = _fitted(table, given.rating, effects, fixed, given.method)
    for name in found.unidentified:
        words = "has one level, one per rating or the groups of another effect; its deviation cannot be told apart and is given as zero"
        print(f"note: {name} {words}", file=sys.stderr)
    if not found.is_settled:
        print("note: the search did not settle; these ratings hardly tell the effects apart", file=sys.stderr)
    if given.json:
        print_json(_as_json(found))
    else:
        print(_as_text(found))
    return 0


def _terms(table: "Table", text: str, option: str, *, numbers: bool = False) -> list[Term]:
    """What a comma-separated option names. A name with a colon is a combination, unless the file has a column of that name."""
    found: list[Term] = []
    for name in (" ".join(one.split()) for one in text.split(",") if one.strip()):
        inner = name[4:-1].strip() if numbers and name.startswith("num(") and name.endswith(")") else ""
        if inner:
            found.append(Term(inner, (inner,), is_number=True))
        elif ":" in name and name not in table.columns and not numbers:
            found.append(Term(name, tuple(one.strip() for one in name.split(":"))))
        else:
            found.append(Term(name, (name,)))
        if any(set(found[-1].columns) == set(one.columns) for one in found[:-1]):
            raise CommandRefused(f"{option} names {name} twice")
    return found


def _fitted(table: "Table", rating: str, effects: Sequence[Term], fixed: Sequence[Term], method: str) -> "Fit":
    """Over the rows where nothing that the model names is missing."""
    ratings = table.numbers(rating)
    texts = {name: table.texts(name) for term in (*effects, *fixed) if not term.is_number for name in term.columns}
    numbers = {term.name: table.numbers(term.name) for term in fixed if term.is_number}
    import numpy as np  # noqa: PLC0415  it is here by now, for the numbers

    from secondround.measurement.reml import FitRefused, crossing, factor, fit  # noqa: PLC0415  so that refusals do not wait for it

    whole = np.logical_and.reduce(
        [np.isfinite(column) for column in (ratings, *numbers.values())]
        + [np.fromiter(map(bool, cells), dtype=bool, count=len(cells)) for cells in texts.values()]
    )
    rows = np.flatnonzero(whole).tolist()
    if not rows:
        raise table.refused("no row has all of what the model names", rating)
    factors = {name: factor(name, [cells[row] for row in rows]) for name, cells in texts.items()}

    def grouped(term: Term) -> "Factor":
        return crossing(term.name, [factors[name] for name in term.columns])

    beside = [(term.name, numbers[term.name][rows]) if term.is_number else grouped(term) for term in fixed]
    try:
        return fit(ratings[rows], [grouped(term) for term in effects], beside, method=method)
    except FitRefused as error:
        raise table.refused(str(error), rating) from error


def _as_json(found: "Fit") -> dict[str, object]:
    return {
        "criterion": found.criterion,
        "method": found.method,
        "n": found.n,
        "fixed": dict(found.fixed),
        "sd": dict(found.sd),
        "effects": {
            name: {
                level: {"estimate": estimate, "sd": sd}
                for level, estimate, sd in zip(one.levels, one.estimate.tolist(), one.sd.tolist(), strict=True)
            }
            for name, one in found.effects.items()
        },
    }


def _as_text(found: "Fit") -> str:
    """What a person reads: the deviations first, then the estimates, rounded."""
    total = sum(sd * sd for sd in found.sd.values())
    parts = [f"{found.method.upper()} criterion {found.criterion:.4f}, {found.n} ratings"]
    rows = [["", "levels", "sd", "share of variance"]]
    for name, sd in found.sd.items():
        levels = str(len(found.effects[name].levels)) if name in found.effects else ""
        rows.append([name, levels, f"{sd:.4f}", f"{sd * sd / total:.3f}"])
    parts.append(aligned(rows))
    parts.append(aligned([["fixed", "value"], *([name, f"{value:.4f}"] for name, value in found.fixed.items())]))
    if found.left_out:
        parts.append(f"left out, as others say the same: {', '.join(found.left_out)}")
    for name, one in found.effects.items():
        shown = [[name, "estimate", "sd"]]
        for level, estimate, sd in list(zip(one.levels, one.estimate, one.sd, strict=True))[:SHOWN]:
            shown.append([level, f"{estimate:+.4f}", f"{sd:.4f}"])
        more = len(one.levels) - SHOWN
        parts.append(aligned(shown) + (f"\nand {more} more; --json has all" if more > 0 else ""))
    return "\n\n".join(parts)
