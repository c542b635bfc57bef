"""doctor: what this installation has and lacks, each with the line to type."""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from secondround.web.commands.starting import now, start_django

MAIL_LINE = "export SECONDROUND_MAIL_URL=smtps://user:password@host"
BACKUP_LINE = "secondround backup second-round-$(date +%F).tar"
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20000}
WAITS_TOO_LONG = timedelta(minutes=10)
BACKUP_TOO_OLD = timedelta(hours=26)


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `fix`: what to type where it is not well. What is not grave is said and forgiven."""

    what: str
    is_well: bool
    words: str
    fix: str = ""
    is_grave: bool = True


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    doctor = commands.add_parser("doctor", help="what this installation has and lacks, with the line to type")
    doctor.set_defaults(run=doctor_command)


def doctor_command(given: argparse.Namespace) -> int:
    start_django()
    findings = list(_examine())
    for one in findings:
        mark = "ok  " if one.is_well else "LACK" if one.is_grave else "note"
        print(f"{mark}  {one.what}: {one.words}" + (f"\n      type: {one.fix}" if one.fix and not one.is_well else ""))
    return int(any(not one.is_well and one.is_grave for one in findings))


def _examine() -> Iterator[Finding]:
    from django.conf import settings  # noqa: PLC0415

    installation = settings.INSTALLATION
    database = _database()
    yield database
    if database.is_well:
        yield from _inside()
    yield from _home(installation.home)
    yield _address()
    yield _mail()
    yield _pdf()
    yield _box()


def _database() -> Finding:
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as error:  # whatever the driver says, the doctor says
        return Finding("database", False, str(error).strip().split("\n")[0], "secondround init")
    if waiting:
        begun = bool(executor.loader.applied_migrations)
        line = "secondround migrate" if begun else "secondround init"
        return Finding("database", False, f"{connection.vendor}, {len(waiting)} migrations wait", line)
    return Finding("database", True, connection.vendor)


def _inside() -> Iterator[Finding]:
    """What only a database of this version can tell."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        yield _pragmas()
    yield _clock()
    yield _administrators()
    yield _worker()
    yield from _letters()
    yield _backup()


def _pragmas() -> Finding:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"pragma {name}").fetchone()[0] for name in PRAGMAS}
    wrong = [f"{name} is {found[name]}, not {wanted}" for name, wanted in PRAGMAS.items() if found[name] != wanted]
    words = ", ".join(wrong) or "what is saved survives a power cut"
    return Finding("SQLite", not wrong, words, "move the home folder to a local disk: SQLite wants one")


def _clock() -> Finding:
    from secondround.audit.models import AuditEntry  # noqa: PLC0415

    newest = max(AuditEntry.objects.order_by("-sequence").values_list("at", flat=True)[:1000], default=now())
    ahead = newest - now()
    well = ahead < timedelta(minutes=1)
    words = "goes forward" if well else f"stands {ahead} before the newest entry of the record"
    return Finding("clock", well, words, "timedatectl set-ntp true")


def _administrators() -> Finding:
    from secondround.people.access import active_administrators  # noqa: PLC0415

    count = active_administrators(now())
    words = f"{count} active" if count else "nobody yet"
    return Finding("administrators", count > 0, words, "secondround init", False)


def _worker() -> Finding:
    from secondround.work.queries import dead_items, longest_wait  # noqa: PLC0415

    waits, dead = longest_wait(now()), dead_items().count()
    if waits > WAITS_TOO_LONG:
        return Finding("worker", False, f"work has been waiting for {_rounded(waits)}", "secondround serve")
    if dead:
        words = f"{dead} pieces of work were given up; secondround work --dead says which"
        return Finding("worker", False, words, "secondround work --revive", False)
    return Finding("worker", True, "nothing waits")


def _rounded(length: timedelta) -> str:
    return (
        f"{length // timedelta(hours=1)} h" if length >= timedelta(hours=2) else f"{length // timedelta(minutes=1)} min"
    )


def _letters() -> Iterator[Finding]:
    from secondround.correspondence.queries import current_pause, wanting_somebody  # noqa: PLC0415

    pause, count = current_pause(), wanting_somebody().count()
    if pause is not None:
        yield Finding("letters", False, f"sending is paused: {pause.reason}", "secondround letters resume", False)
    elif not count:
        yield Finding("letters", True, "nobody has to decide about one")
    if count:
        words = f"{count} were refused or are of unknown fate: somebody decides"
        yield Finding("letters", False, words, "secondround letters list --unsettled", False)


def _backup() -> Finding:
    from secondround.audit.models import AuditEntry  # noqa: PLC0415

    newest = AuditEntry.objects.filter(act="web.back_up").order_by("-sequence").first()
    if newest is None:
        return Finding("backup", False, "none was ever made by secondround backup", BACKUP_LINE, False)
    age = now() - newest.at
    return Finding("backup", age < BACKUP_TOO_OLD, f"the newest is {_rounded(age)} old", BACKUP_LINE, False)


def _home(home: Path) -> Iterator[Finding]:
    well = home.stat().st_mode & 0o077 == 0
    words = "its owner's only" if well else "others can read the folder, and the database in it"
    yield Finding("home folder", well, words, f"chmod 700 {home}")
    key = home / "secret-key"
    if "SECONDROUND_SECRET_KEY" in os.environ:
        yield Finding("secret key", True, "from the environment; keep it with the backups, which cannot hold it")
    elif key.exists():
        well = key.stat().st_mode & 0o077 == 0
        yield Finding("secret key", well, "its owner's only" if well else "others can read it", f"chmod 600 {key}")
    free = shutil.disk_usage(home).free // 2**20
    yield Finding("disk", free > 500, f"{free} MB free", "df -h; 500 MB are the least")


def _address() -> Finding:
    from django.conf import settings  # noqa: PLC0415

    address, is_demo = settings.INSTALLATION.address, settings.INSTALLATION.is_demo
    well = settings.INSTALLATION.is_https or is_demo
    words = address if well else f"{address} is reached from this computer only"
    return Finding("address", well, words, "export SECONDROUND_ADDRESS=https://hiring.example", False)


def _mail() -> Finding:
    from django.conf import settings  # noqa: PLC0415

    if settings.INSTALLATION.is_demo:
        return Finding("mail", True, "the demo's letters go to a folder")
    if not settings.INSTALLATION.mail_url:
        return Finding("mail", False, "no server: links are shown once to their senders", MAIL_LINE, False)
    from secondround.correspondence.post import connection  # noqa: PLC0415

    try:
        connection().close()
    except OSError as error:  # smtplib's errors are such
        return Finding("mail", False, f"the server does not let us in: {error}", MAIL_LINE)
    return Finding("mail", True, "the server answers")


def _pdf() -> Finding:
    import subprocess  # noqa: PLC0415

    from secondround.handoff.pdf import LINE  # noqa: PLC0415

    done = subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True, check=False, timeout=60)
    well = done.returncode == 0
    return Finding(
        "PDF", well, "tagged PDF can be made" if well else "a system library is missing; print remains", LINE, False
    )


def _box() -> Finding:
    from secondround.candidates.resume.box import isolation  # noqa: PLC0415

    how = isolation()
    words = {
        "namespace": "files are read without any network",
        "hook": "files are read by a process that refuses the network; the system allows no namespace",
        "none": "files cannot be read in the box",
    }
    return Finding("box for résumés", how != "none", words[how], "secondround --traceback doctor")
