"""init, migrate, check-invariants."""

import argparse
from pathlib import Path

from secondround.web.commands.starting import CommandRefused, now, start_django


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    init = commands.add_parser(
        "init", help="begin an installation: database, organisation, the first administrator's link"
    )
    init.add_argument("--organisation", default="", help="its name")
    init.add_argument("--zone", default="", help="whose clocks count, for example Europe/Amsterdam")
    init.add_argument(
        "--again", default="", metavar="EMAIL", help="a new way in for an administrator who cannot come in"
    )
    init.add_argument("--forget-second-factor", action="store_true", help="with --again: phone and codes are lost, too")
    init.set_defaults(run=init_command)
    migrate = commands.add_parser("migrate", help="bring the database to this version")
    migrate.set_defaults(run=migrate_command)
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
    if given.again:
        return _let_in_again(given.again, given.forget_second_factor)
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
        raise CommandRefused(
            "somebody administers this installation already; ask them for an invitation, or where they cannot come in, "
            "type: secondround init --again EMAIL"
        ) from error
    print(f"{name} is set up ({zone}). Start it with: secondround serve")
    print("Then open this link within three days; whoever opens it becomes the first administrator. It works once:")
    print(f"  {link}")
    return 0


def _let_in_again(email: str, forget: bool) -> int:
    """Whoever holds the console can open the door for an administrator; nobody else, and it is on the record."""
    from secondround.audit.actions import CONSOLE  # noqa: PLC0415
    from secondround.people.actions import forget_second_factor, send_new_link  # noqa: PLC0415
    from secondround.people.models import InstallationRight, RightKind  # noqa: PLC0415

    rights = InstallationRight.objects.filter(
        kind=RightKind.ADMINISTRATOR, to_at__isnull=True, user__is_active=True, user__email__iexact=email.strip()
    )
    right = rights.select_related("user").first()
    if right is None:
        raise CommandRefused(f"{email} administers nothing here; leave --again out, or ask an administrator")
    if forget:
        forget_second_factor(by=CONSOLE, at=now(), user=right.user)
    made = send_new_link(by=CONSOLE, at=now(), user=right.user)
    if made.link is None:
        print(
            f"A letter with a new link goes to {right.user.email}. Without a letter, type: SECONDROUND_MAIL_URL= and this line"
        )
    else:
        print(
            f"A new link for {right.user.email}. It works once, for three days; earlier ones have ended:\n  {made.link}"
        )
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
