"""init, migrate, doctor, check-invariants."""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from secondround.web.commands.starting import CommandRefused, now, start_django

MAIL_LINE = "export SECONDROUND_MAIL_URL=smtps://user:password@host"


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    init = commands.add_parser(
        "init", help="begin an installation: database, organisation, the first administrator's link"
    )
    init.add_argument("--organisation", default="", help="its name")
    init.add_argument("--zone", default="", help="whose clocks count, for example Europe/Amsterdam")
    init.set_defaults(run=init_command)
    migrate = commands.add_parser("migrate", help="bring the database to this version")
    migrate.set_defaults(run=migrate_command)
    doctor = commands.add_parser("doctor", help="what this installation has and lacks, with the line to type")
    doctor.set_defaults(run=doctor_command)
    check = commands.add_parser("check-invariants", help="ask the database whether everything that must hold does")
    check.set_defaults(run=check_invariants)


def migrate_database(verbosity: int = 0) -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    settings.INSTALLATION.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", interactive=False, verbosity=verbosity)


def init_command(given: argparse.Namespace) -> int:
    start_django()
    migrate_database()
    from secondround.audit.actions import CONSOLE  # noqa: PLC0415
    from secondround.people.actions import AlreadyBegun, begin_installation, found_organisation  # noqa: PLC0415
    from secondround.people.models import Organisation  # noqa: PLC0415

    standing = Organisation.objects.filter(pk=1).first()
    name = given.organisation or (standing.name if standing else "Our organisation")
    zone = given.zone or (standing.zone if standing else _local_zone())
    _check_zone(zone)
    if standing is None or given.organisation or given.zone:
        found_organisation(by=CONSOLE, at=now(), name=name, zone=zone)
    try:
        link = begin_installation(by=CONSOLE, at=now())
    except AlreadyBegun as error:
        raise CommandRefused("somebody administers this installation already; ask them for an invitation") from error
    print(f"{name} is set up ({zone}). Start it with: secondround serve")
    print("Then open this link within three days; whoever opens it becomes the first administrator. It works once:")
    print(f"  {link}")
    return 0


def _local_zone() -> str:
    link = Path("/etc/localtime")
    parts = str(link.resolve()).split("zoneinfo/") if link.is_symlink() else []
    return parts[1] if len(parts) == 2 else "UTC"


def _check_zone(zone: str) -> None:
    from zoneinfo import available_timezones  # noqa: PLC0415

    if zone not in available_timezones():
        raise CommandRefused(f"{zone!r} is no time zone; type for example --zone Europe/Amsterdam")


def migrate_command(given: argparse.Namespace) -> int:
    start_django()
    migrate_database(verbosity=1)
    return 0


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `fix`: what to type where it is not well."""

    what: str
    is_well: bool
    words: str
    fix: str = ""
    is_grave: bool = True


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
    yield _database()
    yield from _home(installation.home)
    secure = installation.is_https
    yield Finding("address", True, f"{installation.address}" + ("" if secure else " (this computer only)"))
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
        return Finding("database", False, f"{connection.vendor}, {len(waiting)} migrations wait", "secondround migrate")
    return Finding("database", True, connection.vendor)


def _home(home: Path) -> Iterator[Finding]:
    key = home / "secret-key"
    if key.exists():
        well = key.stat().st_mode & 0o077 == 0
        yield Finding(
            "secret key", well, "readable by its owner only" if well else "others can read it", f"chmod 600 {key.name}"
        )
    else:
        yield Finding("secret key", "SECONDROUND_SECRET_KEY" in os.environ, "from the environment")
    free = shutil.disk_usage(home if home.exists() else home.parent).free // 2**20
    yield Finding("disk", free > 500, f"{free} MB free", "make room: 500 MB at least")


def _mail() -> Finding:
    from django.conf import settings  # noqa: PLC0415

    if settings.INSTALLATION.is_demo:
        return Finding("mail", True, "the demo's letters go to a folder")
    if not settings.INSTALLATION.mail_url:
        return Finding("mail", False, "no server: links are shown once to their senders", MAIL_LINE, False)
    from secondround.correspondence.post import connection  # noqa: PLC0415

    try:
        connection().close()
    except OSError as error:
        return Finding(
            "mail",
            False,
            f"the server does not answer: {error}",
            MAIL_LINE,
        )
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
    return Finding("box for résumés", how != "none", words[how])


def check_invariants(given: argparse.Namespace) -> int:
    start_django()
    from secondround.web.invariants import CHECKS, violations  # noqa: PLC0415

    found = violations()
    broken = {one.name for one in found}
    for name in CHECKS:
        print(f"{'BROKEN' if name in broken else 'holds '}  {name}")
    for one in found[:50]:
        print(f"  {one.name}: {one.what}")
    return int(bool(found))
