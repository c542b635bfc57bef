"""backup and restore: one file that holds everything, and its way back, after which no letter leaves until somebody says so."""

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path

from secondround import __version__
from secondround.web.commands.starting import CommandRefused, now, start_django

MANIFEST, FORMAT = "manifest.json", 1


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    make = commands.add_parser("backup", help="write everything into one file; the product may run meanwhile")
    make.add_argument("file", type=Path)
    make.set_defaults(run=backup)
    back = commands.add_parser(
        "restore", help="bring a backup into an empty installation; sending is paused afterwards"
    )
    back.add_argument("file", type=Path)
    back.set_defaults(run=restore)


def backup(given: argparse.Namespace) -> int:
    start_django()
    from django.conf import settings  # noqa: PLC0415

    if given.file.exists():
        raise CommandRefused(f"{given.file.name} exists already; name another file")
    home: Path = settings.INSTALLATION.home
    with tempfile.TemporaryDirectory(prefix="second-round-backup-") as folder:
        work = Path(folder)
        name = _dump(settings.DATABASES["default"], work)
        # Files are copied after the database: every file that the copy speaks of is there.
        members = [(work / name, name)]
        members += [(path, f"files/{path.name}") for path in sorted((home / "files").glob("*")) if path.is_file()]
        members += [(home / "secret-key", "secret-key")] if (home / "secret-key").exists() else []
        manifest = {
            "format": FORMAT,
            "version": __version__,
            "made_at": now().isoformat(),
            "database": name,
            "files": {arc: _sha256(path) for path, arc in members},
        }
        (work / MANIFEST).write_text(json.dumps(manifest, indent=1))
        part = given.file.with_name(given.file.name + ".part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out, tarfile.open(fileobj=out, mode="w") as archive:
            archive.add(work / MANIFEST, MANIFEST)
            for path, arc in members:
                archive.add(path, arc)
            out.flush()
            os.fsync(out.fileno())
        part.rename(given.file)
    print(
        f"{given.file.name}: {len(members)} files. It holds everything, the secret key too: keep it where nobody else reads."
    )
    return 0


def _dump(database: dict[str, object], folder: Path) -> str:
    """A consistent copy of the database as it stands at one moment, while others go on writing."""
    if str(database["ENGINE"]).endswith("sqlite3"):
        source, target = sqlite3.connect(str(database["NAME"])), sqlite3.connect(folder / "database.sqlite3")
        with source, target:
            source.backup(target)
        source.close()
        target.close()
        return "database.sqlite3"
    command = [
        _tool("pg_dump"),
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--file={folder / 'database.pgdump'}",
    ]
    _run([*command, str(database["NAME"])], database)
    return "database.pgdump"


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
        found = str(newest[-1]) if newest else None
    if found is None:
        raise CommandRefused(f"{name} is not here; type: apt-get install postgresql-client")
    return found


def _run(command: list[str], database: dict[str, object]) -> None:
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    extra = {variable: str(database[key]) for key, variable in names.items() if database.get(key)}
    done = subprocess.run(  # noqa: S603  a tool of the database, with our own arguments
        command, env={**os.environ, **extra}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise CommandRefused(
            f"{Path(command[0]).name}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'failed'}"
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(given: argparse.Namespace) -> int:
    if not given.file.is_file():
        raise CommandRefused(f"{given.file.name} is not here")
    with tempfile.TemporaryDirectory(prefix="second-round-restore-") as folder:
        work = Path(folder)
        manifest = _unpack(given.file, work)
        home = Path(os.environ.get("SECONDROUND_HOME", "var")).absolute()
        _put_key(work, home)
        start_django()
        from django.conf import settings  # noqa: PLC0415

        _load(settings.DATABASES["default"], work / manifest["database"])
        (home / "files").mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in (work / "files").glob("*"):
            shutil.copy2(path, home / "files" / path.name)
    return _after()


def _unpack(file: Path, folder: Path) -> dict[str, str]:
    """Unpack and verify: every file has the hash that the backup wrote down."""
    try:
        with tarfile.open(file) as archive:
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text())
    except (tarfile.TarError, OSError, ValueError) as error:
        raise CommandRefused(f"{file.name} is no backup of Second Round, or damaged") from error
    if manifest.get("format") != FORMAT:
        raise CommandRefused(f"{file.name} was made by another version ({manifest.get('version')})")
    for name, sha in manifest["files"].items():
        if not (folder / name).is_file() or _sha256(folder / name) != sha:
            raise CommandRefused(f"{file.name}: {name} is damaged")
    return dict(manifest)


def _put_key(work: Path, home: Path) -> None:
    """The key first: settings read it. Restoring over another installation's key would lock its second factors out."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = home / "secret-key"
    if not (work / "secret-key").exists():
        return
    if key.exists() and key.read_text() != (work / "secret-key").read_text():
        raise CommandRefused(
            "this installation is not empty: it has a key of its own; set SECONDROUND_HOME to an empty folder"
        )
    handle = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write((work / "secret-key").read_text())


def _load(database: dict[str, object], dump: Path) -> None:
    from django.db import connection  # noqa: PLC0415

    is_sqlite = str(database["ENGINE"]).endswith("sqlite3")
    if is_sqlite != dump.name.endswith("sqlite3"):
        raise CommandRefused("the backup is of the other kind of database; set or unset DATABASE_URL to match it")
    if is_sqlite:
        target = Path(str(database["NAME"]))
        if target.exists() and target.stat().st_size:
            raise CommandRefused("this installation is not empty; set SECONDROUND_HOME to an empty folder")
        shutil.copy2(dump, target)
        target.chmod(0o600)
        return
    if connection.introspection.table_names():
        raise CommandRefused("this database is not empty; make a new one and name it in DATABASE_URL")
    connection.close()
    _run(
        [
            _tool("pg_restore"),
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            f"--dbname={database['NAME']}",
            str(dump),
        ],
        database,
    )


def _after() -> int:
    from django.db import connection  # noqa: PLC0415

    from secondround.audit.actions import CONSOLE  # noqa: PLC0415
    from secondround.correspondence.actions import pause_sending  # noqa: PLC0415
    from secondround.web.commands.installing import migrate_database  # noqa: PLC0415
    from secondround.web.invariants import violations  # noqa: PLC0415

    connection.close()
    migrate_database()
    pause_sending(by=CONSOLE, at=now(), reason="restored from a backup")
    found = violations()
    for one in found[:20]:
        print(f"BROKEN  {one.name}: {one.what}")
    print(
        "Restored. Sending is paused, so that nothing is sent twice: look at the letters, then type: secondround letters resume"
    )
    return int(bool(found))
