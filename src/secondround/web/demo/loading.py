"""The demo organisation, brought in through the same importer and verbs as anybody's data, with dates relative to today."""

import csv
import io
import shutil
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

DATA = resources.files("secondround.web.demo") / "data"
DATABASE = "second-round.sqlite3"


@lru_cache
def described() -> dict[str, Any]:
    described: dict[str, Any] = yaml.safe_load((DATA / "demo.yaml").read_text("utf-8"))
    return described


@lru_cache
def second_round() -> dict[str, Any]:
    described: dict[str, Any] = yaml.safe_load((DATA / "second-round.yaml").read_text("utf-8"))
    return described


def holds_other(home: str) -> bool:
    """Whether an organisation that is not the demo's lives in this folder: nobody signs in there without a password."""
    file = Path(home) / DATABASE
    if not file.exists():
        return False
    with closing(sqlite3.connect(file)) as database:
        try:
            found = database.execute("select name from secondround_organisation").fetchall()
        except sqlite3.Error:  # no tables yet
            return False
    return any(name != described()["employer"] for (name,) in found)


def forget_demo(home: str) -> None:
    """Remove the demo's folder; a folder that holds anything but a demo is left alone."""
    folder = Path(home)
    known = {
        DATABASE,
        f"{DATABASE}-wal",
        f"{DATABASE}-shm",
        "secret-key",
        "preparation-key",
        "files",
        "letters",
        "static",
    }
    if folder.is_dir() and {path.name for path in folder.iterdir()} <= known:
        shutil.rmtree(folder)


def signed_in_as(address: str) -> str:
    """Where to sign in as whom, for the terminal."""
    who = [
        "Rosa Keller (recruiter)",
        "Femke Aalders (coordinator of the second round)",
        "Hugo Brandt (hiring manager, still owes a scorecard)",
        "Lotte Vermeer (hiring manager, whose yes an offer wants)",
        "Sami Haddad (senior manager, has briefs to read and decides)",
        "Ines Carvalho (interviewer)",
        "Jonas Falk (host, walks somebody round today)",
        "Pia Lund (privacy officer)",
        "Adriana Weiss (administrator)",
        "Salomé Kerkhof (candidate, is here today)",
        "Farah Nasser (candidate, was just invited)",
        "Anneke Terpstra (candidate, has an offer)",
    ]
    return f"The demo: open {address}/persona/ and be\n  " + "\n  ".join(who)


def moved(text: str, by: timedelta) -> bytes:
    """A sheet of scorecards with every date moved by whole days."""
    rows = list(csv.DictReader(io.StringIO(text)))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "at": (datetime.fromisoformat(row["at"]) + by).strftime("%Y-%m-%d %H:%M")})
    return out.getvalue().encode()


def shift(today: date) -> timedelta:
    """Whole weeks, so that weekdays stay, up to the last Friday before today."""
    newest: date = described()["newest_on"]
    return timedelta(days=(today - newest).days // 7 * 7)


def load_demo() -> None:
    """Load it once; what was done in it since is kept."""
    from django.utils import timezone  # noqa: PLC0415  Django has started by now

    from secondround.people.models import Organisation  # noqa: PLC0415
    from secondround.web.demo.scene import set_scene  # noqa: PLC0415

    if not Organisation.objects.exists():
        set_scene(timezone.now())
