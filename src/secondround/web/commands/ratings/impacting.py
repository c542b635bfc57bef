"""ratings impact: whether one group is selected less often than another, on anybody's file."""

import argparse
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from secondround.web.commands.ratings.printing import aligned, print_json
from secondround.web.commands.starting import CommandRefused

if TYPE_CHECKING:
    from secondround.measurement.impact import Count, Impact
    from secondround.measurement.pooled import Pooled
    from secondround.measurement.tables import Table

YES = frozenset({"1", "1.0", "yes", "y", "true", "t", "selected", "hired", "passed"})
NO = frozenset({"0", "0.0", "no", "n", "false", "f", "not selected", "rejected", "failed"})
SAID = {
    "look_closer": "look closer: at least two of three lights",
    "nothing_stands_out": "nothing stands out in these numbers, which is not that all is well",
    "undefined": "undefined: there is nothing to compare",
}
Counts = dict[str, list[int]]


def add_to(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = acts.add_parser(
        "impact", help="selection rates of groups: ratio, exact tests, what one person more would change"
    )
    made.add_argument("file", type=Path, metavar="FILE", help="CSV, gzip, JSON or a typed table; - is standard input")
    made.add_argument("--group", required=True, metavar="COLUMN", help="the column of groups")
    made.add_argument(
        "--selected", required=True, metavar="COLUMN", help="the column of who was selected: 1 or 0, yes or no"
    )
    made.add_argument(
        "--position", metavar="COLUMN", help="the column of positions: compared within each, then put together"
    )
    made.add_argument(
        "--reference", metavar="GROUP", help="the group to compare with; else the one selected most often"
    )
    made.add_argument("--json", action="store_true", help="everything, as one line of JSON")
    made.set_defaults(run=impact_command)


def impact_command(given: argparse.Namespace) -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from secondround.measurement.tables import read_table  # noqa: PLC0415  numpy comes with it, and help does without

    table = read_table(given.file)
    by_position = _counted(table, given)
    from secondround.measurement.impact import Count, impacts  # noqa: PLC0415  so that refusals do not wait for it

    total: Counts = defaultdict(lambda: [0, 0])
    for groups in by_position.values():
        for group, (selected, people) in groups.items():
            total[group][0] += selected
            total[group][1] += people
    if given.reference is not None and given.reference not in total:
        raise CommandRefused(f"--reference names no group; there are: {', '.join(sorted(total))}")
    counts = [Count(group, *pair) for group, pair in sorted(total.items())]
    found = impacts(counts, given.reference)
    pooled = _pooled(by_position, found) if given.position else {}
    if given.json:
        print_json(_as_json(counts, found, pooled))
    else:
        print(_as_text(counts, found, pooled))
    return 0


def _counted(table: "Table", given: argparse.Namespace) -> dict[str, Counts]:
    """Selected and all, by position and group. A row without group or answer is left out."""
    groups, answers = table.texts(given.group), table.texts(given.selected)
    positions = table.texts(given.position) if given.position else [""] * len(table)
    found: dict[str, Counts] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for row, (group, answer, position) in enumerate(zip(groups, answers, positions, strict=True)):
        word = answer.lower()
        if not group or not word:
            continue
        if word not in YES | NO:
            raise table.refused("say 1 or 0, yes or no", given.selected, row)
        found[position][group][0] += word in YES
        found[position][group][1] += 1
    if not found:
        raise table.refused("no row has a group and an answer", given.selected)
    return found


def _pooled(by_position: Mapping[str, Counts], found: "Sequence[Impact]") -> "dict[str, Pooled]":
    from secondround.measurement.pooled import Stratum, pool  # noqa: PLC0415

    return {
        one.count.group: pool(
            [
                Stratum(*groups.get(one.count.group, [0, 0]), *groups.get(one.reference.group, [0, 0]))
                for groups in by_position.values()
            ]
        )
        for one in found
    }


def _as_json(counts: "Sequence[Count]", found: "Sequence[Impact]", pooled: "Mapping[str, Pooled]") -> dict[str, object]:
    return {
        "groups": {one.group: {"selected": one.selected, "total": one.total, "rate": one.rate} for one in counts},
        "reference": found[0].reference.group if found else None,
        "impact": {one.count.group: _one(one) for one in found},
        "pooled": {
            group: {
                "positions": one.positions,
                "ratio": one.ratio,
                "ratio_interval": list(one.ratio_interval or ()) or None,
                "odds_ratio": one.odds_ratio,
                "odds_interval": list(one.odds_interval or ()) or None,
                "chi_squared": one.chi_squared,
                "p": one.p,
            }
            for group, one in pooled.items()
        },
    }


def _one(one: "Impact") -> dict[str, object]:
    return {
        "ratio": one.ratio,
        "interval": list(one.interval) if one.interval else None,
        "z": one.z,
        "z_p": one.z_p,
        "fisher_p": one.fisher_p,
        "mid_p": one.mid_p,
        "boschloo_p": one.boschloo_p,
        "exact_p": one.exact_p,
        "flip_ratio": one.flip_ratio,
        "detectable_ratio": one.detectable,
        "lights": {"ratio": one.lights.ratio, "test": one.lights.test, "flip": one.lights.flip},
        "verdict": one.verdict.value,
        "is_small": one.is_small,
        "is_publishable": one.is_publishable,
    }


def _as_text(counts: "Sequence[Count]", found: "Sequence[Impact]", pooled: "Mapping[str, Pooled]") -> str:
    parts = [
        aligned(
            [["group", "selected", "people", "rate"]]
            + [[one.group, str(one.selected), str(one.total), _figure(one.rate)] for one in counts]
        )
    ]
    for one in found:
        low, high = one.interval or (None, None)
        lines = [
            f"{one.count.group} against {one.reference.group}: {SAID[one.verdict.value]}",
            f"  ratio {_figure(one.ratio)} (95 % {_figure(low)} to {_figure(high)}), {_lit(one.lights.ratio)}",
            f"  exact p {_figure(one.exact_p, 4)} (Fisher {_figure(one.fisher_p, 4)}, z {_figure(one.z)}), {_lit(one.lights.test)}",
            f"  with one person more {_figure(one.flip_ratio)}, {_lit(one.lights.flip)}",
            f"  these numbers of people find ratios up to {_figure(one.detectable)} four times in five",
        ]
        if one.count.group in pooled:
            of = pooled[one.count.group]
            lines.append(f"  within {of.positions} positions: ratio {_figure(of.ratio)}, p {_figure(of.p, 4)}")
        if one.is_small:
            lines.append("  fewer than 26 people: a rate says next to nothing")
        if not one.is_publishable:
            lines.append("  a group of fewer than five people: do not publish, it identifies them")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _figure(value: float | None, decimals: int = 2) -> str:
    return "undefined" if value is None else f"{value:.{decimals}f}"


def _lit(is_lit: bool) -> str:
    return "lit" if is_lit else "not lit"
