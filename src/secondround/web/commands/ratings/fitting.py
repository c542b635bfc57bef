"""ratings fit: exact (RE)ML of crossed and nested random effects."""

import argparse
from pathlib import Path

from secondround.measurement.tables import read_table
from secondround.web.commands.starting import CommandRefused


def add_to(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = acts.add_parser("fit", help="variance components and estimates of a linear model, exact")
    made.add_argument("file", type=Path, metavar="FILE", help="CSV, gzip, JSON or a typed table; - is standard input")
    made.add_argument("--rating", required=True, metavar="COLUMN", help="the column of ratings")
    made.add_argument(
        "--effects", required=True, help='random intercepts: "candidate, interviewer, candidate:interviewer"'
    )
    made.add_argument("--fixed", default="", help='fixed effects: categories, or "num(x)" for a number')
    made.add_argument("--method", choices=["reml", "ml"], default="reml")
    made.add_argument("--json", action="store_true", help="everything as one line of JSON")
    made.set_defaults(run=fit_command)


def fit_command(given: argparse.Namespace) -> int:
    table = read_table(given.file)
    table.numbers(given.rating)
    raise CommandRefused("the fit itself is not in this version yet")
