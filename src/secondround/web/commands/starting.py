"""Starting Django for a command, and who acts in it."""

import os
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from secondround.audit.actions import Machine
    from secondround.people.models import User


class CommandRefused(Exception):
    """A command that cannot be done; the message says what to type instead."""


def start_django() -> None:
    """Read the settings and load the models; migrations are not run by this."""
    if os.name == "posix":
        os.umask(0o077)  # whatever we write holds people's data: it is its owner's only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondround.web.settings")
    import django  # noqa: PLC0415  only commands that need it pay for it

    django.setup()


def now() -> datetime:
    from django.utils import timezone  # noqa: PLC0415

    return timezone.now()


def actor(email: str | None) -> "User | Machine":
    """Whoever `--as EMAIL` names, with their own rights; else the console. Both are on the record."""
    from secondround.audit.actions import CONSOLE  # noqa: PLC0415
    from secondround.people.models import User  # noqa: PLC0415

    if not email:
        return CONSOLE
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandRefused(f"nobody here has the address {email}; leave --as out to act as the console")
    return user
