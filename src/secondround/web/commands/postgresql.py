"""pg_dump and pg_restore: how a database of PostgreSQL is copied at one moment, and brought back."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from secondround.web.commands.starting import CommandRefused

NAMES = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}


def dump(database: dict[str, Any], file: Path) -> None:
    words = ["--format=custom", "--no-owner", "--no-privileges", f"--file={file}", str(database["NAME"])]
    _run("pg_dump", words, database)


def load(database: dict[str, Any], file: Path) -> None:
    """All of it or nothing: one transaction."""
    words = ["--no-owner", "--no-privileges", "--single-transaction", f"--dbname={database['NAME']}", str(file)]
    _run("pg_restore", words, database)


def _run(name: str, words: list[str], database: dict[str, Any]) -> None:
    """With the product's own address and password, which stand in the environment and not in the list of processes."""
    environ = {variable: str(database[key]) for key, variable in NAMES.items() if database.get(key)}
    environ |= {
        f"PG{key.upper()}": str(value) for key, value in database.get("OPTIONS", {}).items() if key.startswith("ssl")
    }
    done = subprocess.run(  # noqa: S603  a tool of the database, with our own arguments
        [_tool(name), *words], env={**os.environ, **environ}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise CommandRefused(f"{name}: {said[0] if said else 'failed'}")


def _tool(name: str) -> str:
    """The newest of this machine: an older one refuses a newer server."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: _number(path.parts[4]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if found is None:
        raise CommandRefused(f"{name} is not here; type: apt-get install postgresql-client")
    return found


def _number(text: str) -> float:
    return float(text) if text.replace(".", "", 1).isdigit() else 0.0
