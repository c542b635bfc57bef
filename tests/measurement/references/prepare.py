"""Writes data/: public data sets from the folder of the npm package vega-datasets 3.2.1, and designs made from seeds.

    python tests/measurement/references/prepare.py FOLDER-OF-THE-PACKAGE

Columns are named plainly and reduced to what the models use; values are as published, but where a comment says so.
"""

# ruff: noqa: E501

import csv
import gzip
import json
import math
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

DATA = Path(__file__).parent / "data"


def write(name: str, rows: Iterable[dict[str, object]]) -> None:
    found = list(rows)
    lines = [",".join(found[0]), *(",".join(str(cell) for cell in row.values()) for row in found)]
    packed = gzip.compress("\n".join([*lines, ""]).encode(), mtime=0)
    (DATA / f"{name}.csv.gz").write_bytes(packed)


def plain(text: str) -> str:
    """Without what would need quotation marks in a CSV file."""
    return " ".join("".join(mark if mark.isalnum() else " " for mark in text).split()) or "NA"


def public(folder: Path) -> None:
    def rows(name: str) -> list[dict[str, str]]:
        text = (folder / "data" / name).read_text(encoding="utf-8-sig")
        return json.loads(text) if name.endswith(".json") else list(csv.DictReader(text.splitlines()))

    write("strikes", ({"speed": row["Speed IAS in knots"] or "NA", "operator": plain(row["Aircraft Airline Operator"]),
                       "species": plain(row["Wildlife Species"]), "state": plain(row["Origin State"]),
                       "phase": plain(row["Phase of flight"])} for row in rows("birdstrikes.csv")))  # fmt: skip
    write("penguins", ({"mass": row["Body Mass (g)"] or "NA", "species": row["Species"], "island": row["Island"],
                        "sex": plain(str(row["Sex"] or "")).replace("None", "NA"), "flipper": row["Flipper Length (mm)"] or "NA"}
                       for row in rows("penguins.json")))  # fmt: skip
    write(
        "budgets",
        (
            {"value": row["value"], "budget": row["budgetYear"], "forecast": row["forecastYear"]}
            for row in rows("budgets.json")
        ),
    )
    write("unemployment", ({"rate": row["rate"], "industry": plain(row["series"]), "year": row["year"], "month": row["month"]}
                           for row in rows("unemployment-across-industries.json")))  # fmt: skip
    write("employment", employment(rows("us-employment.csv")))
    write(
        "electricity",
        (
            {"net": row["net_generation"], "source": plain(row["source"]), "year": row["year"][:4]}
            for row in rows("iowa-electricity.csv")
        ),
    )
    write("weather", ({"warmest": row["temp_max"], "place": plain(row["location"]), "month": row["date"][5:7], "year": row["date"][:4],
                       "wind": row["wind"]} for row in rows("weather.csv")))  # fmt: skip
    write("hours", ({"temperature": row["temperature"], "month": row["date"][5:7], "day": row["date"][5:10], "hour": row["date"][11:13]}
                    for row in rows("seattle-weather-hourly-normals.csv")))  # fmt: skip
    write("countries", ({"children": row["fertility"], "years": row["life_expect"], "country": plain(row["country"]), "region": row["cluster"],
                         "year": row["year"]} for row in rows("gapminder.json")))  # fmt: skip
    write(
        "air",
        (
            {"co2": row["CO2"], "year": row["Date"][:4], "month": row["Date"][5:7]}
            for row in rows("co2-concentration.csv")
        ),
    )
    # The logarithm: counts of flights span five orders of magnitude.
    write("flights", ({"log_count": round(math.log(float(row["count"])), 6), "origin": row["origin"], "destination": row["destination"]}
                      for row in rows("flights-airport.csv")))  # fmt: skip
    write(
        "warming",
        (
            {"difference": row["temp"], "decade": row["year"][:3] + "0", "third": int(row["year"]) // 30}
            for row in rows("global-temp.csv")
        ),
    )
    write("bacteria", bacteria(rows("burtin.json")))
    write("incomes", ({"health": row["health"], "region": row["region"], "log_income": round(math.log(float(row["income"])), 6)}
                      for row in rows("gapminder-health-income.csv")))  # fmt: skip


def employment(rows: list[dict[str, str]]) -> Iterator[dict[str, object]]:
    """One row per month and industry; of the sums of industries none."""
    sums = {
        "month",
        "nonfarm",
        "private",
        "goods_producing",
        "service_providing",
        "private_service_providing",
        "nonfarm_change",
    }
    for row in rows:
        for industry in (name for name in row if name not in sums):
            yield {
                "log_jobs": round(math.log(float(row[industry])), 6),
                "industry": industry,
                "year": row["month"][:4],
                "month": row["month"][5:7],
            }


def bacteria(rows: list[dict[str, str]]) -> Iterator[dict[str, object]]:
    """One row per bacterium and antibiotic; the logarithm of the least concentration that works."""
    for row in rows:
        for drug in ("Penicillin", "Streptomycin", "Neomycin"):
            yield {
                "log_least": round(math.log(float(row[drug])), 6),
                "bacterium": plain(row["Bacteria"]),
                "genus": row["Genus"],
                "drug": drug,
            }


def generated() -> None:
    """Designs that interviewing brings about, from one seed each."""
    rng = np.random.default_rng(5)

    def rating(*parts: float) -> float:
        return round(3.2 + sum(parts) + float(rng.normal(0, 0.6)), 3)

    person, rater, pair = rng.normal(0, 0.6, 60), rng.normal(0, 0.4, 12), rng.normal(0, 0.3, (60, 12))
    write(
        "complete",
        ({"y": rating(person[c], rater[i]), "c": f"c{c}", "i": f"i{i}"} for c in range(20) for i in range(6)),
    )
    unbalanced = [(c, int(i)) for c in range(60) for i in rng.choice(12, 1 + c % 4, replace=False)]
    write("unbalanced", ({"y": rating(person[c], rater[i]), "c": f"c{c}", "i": f"i{i}"} for c, i in unbalanced))
    cards = [(c, int(i), k) for c in range(40) for i in rng.choice(9, 3, replace=False) for k in range(4)]
    write("cards", ({"y": rating(person[c], rater[i], pair[c, i]), "c": f"c{c}", "i": f"i{i}", "k": f"k{k}", "hours": round(c % 7 + k / 3, 3)}
                    for c, i, k in cards))  # fmt: skip
    nested = [(site, c, n) for site in range(8) for c in range(3 + site) for n in range(1 + (site + c) % 4)]
    write(
        "nested",
        (
            {"y": rating(rater[site], person[(8 * site + c) % 60]), "site": f"s{site}", "c": f"s{site}c{c}"}
            for site, c, _ in nested
        ),
    )
    apart = [(c, int(i) + 6 * (c >= 15)) for c in range(30) for i in rng.choice(6, 2, replace=False)]
    write("apart", ({"y": rating(person[c], rater[i]), "c": f"c{c}", "i": f"i{i}"} for c, i in apart))
    write(
        "no_severity",
        (
            {"y": round(float(3 + person[c] + 0.5 * (-1) ** i), 3), "c": f"c{c}", "i": f"i{i % 3}"}
            for c in range(15)
            for i in range(6)
        ),
    )
    write("once", ({"y": rating(person[c], rater[c % 8]), "c": f"c{c}", "i": f"i{c % 8}"} for c in range(48)))
    write(
        "steps",
        (
            {"y": int(np.clip(round(rating(person[c], rater[i])), 1, 5)), "c": f"c{c}", "i": f"i{i}"}
            for c, i in unbalanced
        ),
    )


if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    public(Path(sys.argv[1]))
    generated()
