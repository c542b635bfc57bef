"""ratings reliability: how far interviewers agree, and how many more would be enough, on anybody's file."""

import argparse
import os
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from secondround.web.commands.ratings.comparing import ratings_of
from secondround.web.commands.ratings.printing import aligned, print_json

if TYPE_CHECKING:
    from secondround.measurement.reliability import Components, Intraclass, Reliability
    from secondround.measurement.tables import Table

Cells = dict[tuple[str, str], float]


def add_to(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = acts.add_parser("reliability", help="how far interviewers agree, and how many more would reach .8")
    made.add_argument("file", type=Path, metavar="FILE", help="CSV, gzip, JSON or a typed table; - is standard input")
    made.add_argument("--candidate", required=True, metavar="COLUMN", help="the column of who was rated")
    made.add_argument("--interviewer", required=True, metavar="COLUMN", help="the column of who rated")
    made.add_argument("--competency", metavar="COLUMN", help="the column of what was rated: cards are averaged over it")
    made.add_argument("--rating", required=True, metavar="COLUMN", help="the column of ratings")
    made.add_argument("--json", action="store_true", help="everything, as one line of JSON")
    made.set_defaults(run=reliability_command, sitting=None)


def reliability_command(given: argparse.Namespace) -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from secondround.measurement.tables import read_table  # noqa: PLC0415  numpy comes with it, and help does without

    table = read_table(given.file)
    cells = _cells(table, given)
    components = _components(cells, table, given.rating)
    seen: dict[str, int] = defaultdict(int)
    for candidate, _interviewer in cells:
        seen[candidate] += 1
    raters = len(seen) / sum(1 / number for number in seen.values())
    from secondround.measurement.reliability import of_panel  # noqa: PLC0415  so that refusals do not wait for it

    found, intraclass = of_panel(components, raters), _intraclass(cells)
    if given.json:
        print_json(_as_json(found, components, intraclass, len(cells)))
    else:
        print(_as_text(found, components, intraclass))
    return 0


def _cells(table: "Table", given: argparse.Namespace) -> Cells:
    """One mean per candidate and interviewer, competencies centred first: who covered what is no disagreement."""
    ratings = ratings_of(table, given)
    from secondround.measurement.design import competency_means, mean  # noqa: PLC0415

    means = competency_means(ratings)
    middle = mean(list(means.values()))
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in ratings:
        values[one.candidate, one.assessor].append(one.value - means[one.competency] + middle)
    return {key: mean(own) for key, own in sorted(values.items())}


def _components(cells: Cells, table: "Table", column: str) -> "Components":
    import numpy as np  # noqa: PLC0415

    from secondround.measurement.reliability import Components  # noqa: PLC0415
    from secondround.measurement.reml import FitRefused, factor, fit  # noqa: PLC0415

    factors = [
        factor("candidate", [candidate for candidate, _ in cells]),
        factor("interviewer", [interviewer for _, interviewer in cells]),
    ]
    try:
        found = fit(np.array(list(cells.values())), factors)
    except FitRefused as error:
        raise table.refused(str(error), column) from error
    if "candidate" in found.unidentified:
        raise table.refused("every candidate has one interviewer: agreement cannot be seen", column)
    return Components(found.sd["candidate"] ** 2, found.sd["interviewer"] ** 2, found.sd["residual"] ** 2)


def _intraclass(cells: Cells) -> "Intraclass | None":
    """Only where everybody rated everybody."""
    candidates, interviewers = sorted({one for one, _ in cells}), sorted({one for _, one in cells})
    if min(len(candidates), len(interviewers)) < 2 or len(cells) < len(candidates) * len(interviewers):
        return None
    from secondround.measurement.reliability import intraclass  # noqa: PLC0415

    return intraclass([[cells[one, other] for other in interviewers] for one in candidates])


def _as_json(
    found: "Reliability", components: "Components", intraclass: "Intraclass | None", n: int
) -> dict[str, object]:
    return {
        "n": n,
        "raters": found.raters,
        "sd": {
            "candidate": components.candidate**0.5,
            "interviewer": components.assessor**0.5,
            "residual": components.error**0.5,
        },
        "single": found.single,
        "panel": found.absolute,
        "panel_adjusted": found.consistency,
        "wanted": found.wanted,
        "wanted_adjusted": found.wanted_adjusted,
        "more": found.more,
        "icc": vars(intraclass) if intraclass else None,
    }


def _as_text(found: "Reliability", components: "Components", intraclass: "Intraclass | None") -> str:
    rows = [["differences between", "sd"]]
    rows += [
        [name, f"{value**0.5:.2f}"]
        for name, value in (
            ("candidates", components.candidate),
            ("interviewers", components.assessor),
            ("single ratings", components.error),
        )
    ]
    lines = [
        f"one interviewer: {_figure(found.single)}",
        f"as many as rated ({found.raters:.1f} on average): {_figure(found.absolute)}, severity taken out {_figure(found.consistency)}",
        f"for .8: {_number(found.wanted)} interviewers, {_number(found.more)} more; severity taken out {_number(found.wanted_adjusted)}",
    ]
    parts = [aligned(rows), "\n".join(lines)]
    if intraclass:
        parts.append(
            aligned(
                [["intraclass", "one", "mean of all"]]
                + [
                    [name, _figure(one), _figure(mean)]
                    for name, one, mean in (
                        ("other people each time (1)", intraclass.icc1, intraclass.icc1k),
                        ("a sample of people (2)", intraclass.icc2, intraclass.icc2k),
                        ("just these people (3)", intraclass.icc3, intraclass.icc3k),
                    )
                ]
            )
        )
    return "\n\n".join(parts)


def _figure(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.2f}"


def _number(value: int | None) -> str:
    return "no number of" if value is None else str(value)
