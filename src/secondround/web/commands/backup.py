"""backup and restore: one file that holds everything, and its way back, after which no letter leaves until somebody says so."""

import argparse
import hashlib
import hmac
import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from secondround import __version__
from secondround.web.commands import postgresql
from secondround.web.commands.starting import CommandRefused, now, start_django
from secondround.web.installation import PREPARATION_FILE, PREPARATION_VARIABLE

MANIFEST, FORMAT = "manifest.json", 2
SQLITE, DUMP, KEY = "database.sqlite3", "database.pgdump", "secret-key"
MEMBER = re.compile(rf"{re.escape(SQLITE)}|{re.escape(DUMP)}|{KEY}|files/[0-9a-f]{{40}}")
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    make = commands.add_parser("backup", help="write everything into one file; the product may run meanwhile")
    make.add_argument("file", type=Path)
    make.set_defaults(run=backup)
    back = commands.add_parser(
        "restore", help="bring a backup into an empty installation; sending is paused afterwards"
    )
    back.add_argument("file", type=Path)
    back.add_argument(
        "--preparation-key", type=Path, help="the file preparation-key of the installation that was backed up"
    )
    back.add_argument(
        "--without-preparation", action="store_true", help="that key is lost: what candidates kept for themselves stays closed"
    )  # fmt: skip
    back.set_defaults(run=restore)


# there


def backup(given: argparse.Namespace) -> int:
    start_django()
    from django.conf import settings  # noqa: PLC0415

    from secondround.audit.actions import CONSOLE, record  # noqa: PLC0415
    from secondround.audit.queries import head  # noqa: PLC0415

    _refuse_what_is_there(given.file)
    home: Path = settings.INSTALLATION.home
    with _folder_beside(given.file) as work:
        sealed = head()  # before the copy, so that the copy has it
        database = _dump(settings.DATABASES["default"], work)
        members = [
            (work / database, database),
            *_kept(home),
        ]  # files after it: every file that the copy speaks of is there
        manifest = {
            "format": FORMAT,
            "version": __version__,
            "made_at": now().isoformat(),
            "database": database,
            "migrations": _known_migrations(),
            "head": sealed,
            "key": _mark(settings.SECRET_KEY),
            "preparation_key": _mark(settings.PREPARATION_KEY) if _is_prepared() else "",
            "files": {name: _sha256(path) for path, name in members},
        }
        (work / MANIFEST).write_text(json.dumps(manifest, indent=1))
        _write(given.file, [(work / MANIFEST, MANIFEST), *members], work)
    whole = _sha256(given.file)
    record(by=CONSOLE, at=now(), act="web.back_up", about={}, text={"file": given.file.name, "sha256": whole})
    has_key = any(name == KEY for _, name in members)
    print(f"{given.file.name}: {given.file.stat().st_size / 2**20:.1f} MB, {len(members)} files, sha256 {whole}")
    print(
        "It holds the secret key too: keep it where nobody else reads."
        if has_key
        else "It does not hold the secret key, which comes from the environment: keep both, apart."
    )
    print(
        f"What candidates keep for themselves is closed under {PREPARATION_FILE}, which is not in it: keep that apart too."
    )
    return 0


def _is_prepared() -> bool:
    """Whether candidates keep anything here. It is closed under a key that no backup holds."""
    from secondround.preparation.models import Jotting, ThankYou  # noqa: PLC0415

    return Jotting.objects.exists() or ThankYou.objects.exists()


def _refuse_what_is_there(file: Path) -> None:
    if file.exists():
        raise CommandRefused(f"{file.name} exists already; name another file")
    if not file.absolute().parent.is_dir():
        raise CommandRefused(f"there is no folder {file.absolute().parent}; make it first")


@contextmanager
def _folder_beside(file: Path) -> Iterator[Path]:
    """Beside the file: what is about to hold everything has the room, and a rename from there is one step."""
    with tempfile.TemporaryDirectory(prefix=".second-round-", dir=file.absolute().parent) as folder:
        yield Path(folder)


def _dump(database: dict[str, Any], folder: Path) -> str:
    """A consistent copy of the database as it stands at one moment, while others go on writing."""
    if not str(database["ENGINE"]).endswith("sqlite3"):
        postgresql.dump(database, folder / DUMP)
        return DUMP
    with (
        closing(sqlite3.connect(str(database["NAME"]), timeout=20)) as source,
        closing(sqlite3.connect(folder / SQLITE)) as target,
    ):
        source.backup(target)  # copying the file itself while others write gives a broken one
    return SQLITE


def _kept(home: Path) -> list[tuple[Path, str]]:
    found = [(path, f"files/{path.name}") for path in sorted((home / "files").glob("*")) if path.is_file()]
    key = home / KEY
    return found + ([(key, KEY)] if key.exists() and "SECONDROUND_SECRET_KEY" not in os.environ else [])


def _known_migrations() -> list[str]:
    return sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))


def _mark(key: str) -> str:
    """Tells one secret key from another without telling anything of it."""
    return hmac.new(key.encode(), b"second round: a backup made under this key", "sha256").hexdigest()[:32]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(file: Path, members: list[tuple[Path, str]], work: Path) -> None:
    """All of it under its name, or nothing: written aside, on the disk, then named; never over a file that came meanwhile."""
    part = work / "backup.tar"
    with part.open("xb") as out:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for path, name in members:
                archive.add(path, name, recursive=False, filter=_plain)
        out.flush()
        os.fsync(out.fileno())
    part.chmod(0o600)
    try:
        os.link(part, file)
    except FileExistsError as error:
        raise CommandRefused(f"{file.name} exists already; name another file") from error
    except OSError:  # a file system without links
        part.rename(file)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


# and back


def restore(given: argparse.Namespace) -> int:
    if not given.file.is_file():
        raise CommandRefused(f"{given.file.name} is not here")
    home = Path(os.environ.get("SECONDROUND_HOME", "var")).absolute()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _folder_beside(home / "x") as work:
        manifest = _unpack(given.file, work)
        _check_kind(manifest, home)
        _check_key(manifest, work, home)
        preparation = _preparation_key(manifest, given, home)
        _put_key(work, home)
        if preparation:
            _put_preparation_key(preparation, home)
        start_django()
        from django.conf import settings  # noqa: PLC0415

        (home / "files").mkdir(exist_ok=True, mode=0o700)
        for path in (work / "files").glob("*"):
            os.replace(path, home / "files" / path.name)
        _load(settings.DATABASES["default"], work / manifest["database"])  # last: until then this place is still empty
    return _after(manifest)


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Unpack what the manifest names and nothing else; every file has the hash that the backup wrote down."""
    try:
        with tarfile.open(file, "r:") as archive:
            manifest: dict[str, Any] = json.loads(_member(archive, MANIFEST).read())
            if manifest.get("format") != FORMAT:
                raise CommandRefused(f"{file.name} was made by another version ({manifest.get('version')})")
            newer = sorted(set(manifest["migrations"]) - set(_known_migrations()))
            if newer:
                raise CommandRefused(f"{file.name} was made by version {manifest['version']}; restore it with that one")
            (folder / "files").mkdir()
            for name, sha in manifest["files"].items():
                if not MEMBER.fullmatch(name):
                    raise CommandRefused(f"{file.name}: {name!r} is nothing of ours")
                with _member(archive, name) as found, (folder / name).open("xb") as out:
                    shutil.copyfileobj(found, out, 2**20)
                (folder / name).chmod(0o600)
                if _sha256(folder / name) != sha:
                    raise CommandRefused(f"{file.name}: {name} is damaged")
    except (tarfile.TarError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandRefused(f"{file.name} is no backup of Second Round, or damaged") from error
    return manifest


def _member(archive: tarfile.TarFile, name: str) -> Any:
    found = archive.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


def _check_key(manifest: dict[str, Any], work: Path, home: Path) -> None:
    """Under another key nobody's second factor would work, and nobody would know why."""
    given, kept = os.environ.get("SECONDROUND_SECRET_KEY"), work / KEY
    if given is None and kept.exists():
        given = kept.read_text().strip()
        standing = home / KEY
        if standing.exists() and standing.read_text().strip() != given and _is_begun(home):
            raise CommandRefused(
                "this installation is not empty: it has a key of its own; set SECONDROUND_HOME to an empty folder"
            )
    if given is None or _mark(given) != manifest["key"]:
        raise CommandRefused("the backup was made under another secret key; set SECONDROUND_SECRET_KEY to that one")


def _check_kind(manifest: dict[str, Any], home: Path) -> None:
    """Before anything is written. A database of PostgreSQL is asked as soon as Django has started."""
    if os.environ.get("DATABASE_URL", ""):
        return
    if manifest["database"] != SQLITE:
        raise CommandRefused("the backup is of PostgreSQL; name an empty database in DATABASE_URL")
    if _is_begun(home):
        raise CommandRefused("this installation is not empty; set SECONDROUND_HOME to an empty folder")


def _is_begun(home: Path) -> bool:
    """Whether a database with anything in it stands here; one of PostgreSQL is not asked and counts."""
    if os.environ.get("DATABASE_URL", ""):
        return True
    standing = home / "second-round.sqlite3"
    if not standing.exists():
        return False
    with closing(sqlite3.connect(standing)) as database:
        return bool(database.execute("select count(*) from sqlite_master").fetchone()[0])


def _preparation_key(manifest: dict[str, Any], given: argparse.Namespace, home: Path) -> str:
    """The key under which candidates' own writing was closed: asked for, because the backup does not hold it.

    Empty where nothing was kept, where it stands here already, or where somebody says that it is lost.
    """
    wanted = manifest.get("preparation_key", "")
    if not wanted or given.without_preparation:
        return ""
    here = home / PREPARATION_FILE
    at_hand = [os.environ.get(PREPARATION_VARIABLE, ""), here.read_text().strip() if here.exists() else ""]
    if any(_mark(one) == wanted for one in at_hand if one):
        return ""
    if given.preparation_key is None:
        raise CommandRefused(
            f"candidates' own notes are closed under a key that no backup holds; name it with --preparation-key {PREPARATION_FILE}, "
            "or say --without-preparation if it is lost"
        )
    key: str = given.preparation_key.read_text().strip()
    if _mark(key) != wanted:
        raise CommandRefused(
            f"{given.preparation_key.name} is another key; the notes were closed under a different one"
        )
    return key


def _put_preparation_key(key: str, home: Path) -> None:
    path = home / PREPARATION_FILE
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key)


def _put_key(work: Path, home: Path) -> None:
    if (work / KEY).exists() and "SECONDROUND_SECRET_KEY" not in os.environ:
        os.replace(work / KEY, home / KEY)


def _load(database: dict[str, Any], dump: Path) -> None:
    from django.db import connection  # noqa: PLC0415

    if str(database["ENGINE"]).endswith("sqlite3") != (dump.name == SQLITE):
        raise CommandRefused("the backup is of the other kind of database; set or unset DATABASE_URL to match it")
    if connection.introspection.table_names():
        raise CommandRefused("this database is not empty; make a new one and name it in DATABASE_URL")
    connection.close()
    if dump.name == DUMP:
        postgresql.load(database, dump)
        return
    target = Path(str(database["NAME"]))
    for beside in ("-wal", "-shm"):
        target.with_name(target.name + beside).unlink(missing_ok=True)
    os.replace(dump, target)


def _after(manifest: dict[str, Any]) -> int:
    from django.db import connection  # noqa: PLC0415

    from secondround.audit.actions import CONSOLE, record  # noqa: PLC0415
    from secondround.audit.queries import verify_chain  # noqa: PLC0415
    from secondround.correspondence.actions import pause_sending  # noqa: PLC0415
    from secondround.correspondence.models import LetterState  # noqa: PLC0415
    from secondround.correspondence.queries import counts  # noqa: PLC0415
    from secondround.web.commands.installing import migrate_database  # noqa: PLC0415
    from secondround.web.invariants import violations  # noqa: PLC0415

    connection.close()
    migrate_database()
    made_at = str(manifest["made_at"])
    pause_sending(by=CONSOLE, at=now(), reason=f"restored from the backup of {made_at[:16].replace('T', ' ')}")
    known = (int(manifest["head"][0]), str(manifest["head"][1]))
    broken = [f"{one.name}: {one.what}" for one in violations()]
    if not verify_chain(known=known).is_whole:
        broken.append("the record's chain holds: it does not have the head that the backup wrote down")
    record(by=CONSOLE, at=now(), act="web.restore", about={}, text={"made_at": made_at, "version": manifest["version"]})
    for one in broken[:20]:
        print(f"BROKEN  {one}")
    waiting = counts()
    under_way = waiting[LetterState.QUEUED] + waiting[LetterState.SENDING]
    print(f"Restored as it was at {made_at[:16].replace('T', ' ')} UTC; what was done since then is not in it.")
    print(
        f"Sending is paused, so that nothing is sent twice; {under_way} letters wait. Look at them (secondround letters), "
        "then type: secondround letters resume"
    )
    return int(bool(broken))
