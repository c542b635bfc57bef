"""What this installation is, read once from the environment: where its data lies, where it answers, how it sends."""

import os
import secrets
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Misconfigured(Exception):
    """The environment asks for something this installation must not do; the message says what to type instead."""


@dataclass(frozen=True)
class Installation:
    home: Path
    address: str
    database_url: str
    mail_url: str
    mail_from: str
    is_demo: bool

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or "127.0.0.1"

    @property
    def port(self) -> int:
        parts = urlsplit(self.address)
        return parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def sender_address(self) -> str:
        """The bare address that letters come from."""
        return parseaddr(self.mail_from)[1]

    @property
    def is_https(self) -> bool:
        return urlsplit(self.address).scheme == "https"


def read_installation(environ: dict[str, str]) -> Installation:
    """Read and check the settings; plain http is refused beyond loopback, and so is a demo."""
    address = environ.get("SECONDROUND_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Misconfigured(
            f"SECONDROUND_ADDRESS={address!r} is not an address; type for example https://hiring.example"
        )
    installation = Installation(
        home=Path(environ.get("SECONDROUND_HOME", "var")).absolute(),
        address=address,
        database_url=environ.get("DATABASE_URL", ""),
        mail_url=environ.get("SECONDROUND_MAIL_URL", ""),
        mail_from=environ.get("SECONDROUND_MAIL_FROM", f"Second Round <second-round@{parts.hostname}>"),
        is_demo=environ.get("SECONDROUND_DEMO", "") == "1",
    )
    _check_mail(installation)
    if not installation.is_https and installation.host not in LOOPBACK:
        raise Misconfigured(f"{address} would send passwords in the clear; set SECONDROUND_ADDRESS to an https address")
    if installation.is_demo and installation.host not in LOOPBACK:
        raise Misconfigured(
            "The demo answers only on this computer; unset SECONDROUND_DEMO or use http://127.0.0.1:8000"
        )
    return installation


def _check_mail(installation: Installation) -> None:
    url = urlsplit(installation.mail_url)
    if installation.mail_url and (url.scheme not in ("smtp", "smtps") or not url.hostname):
        raise Misconfigured("SECONDROUND_MAIL_URL wants smtps://user:password@host or smtp://host:port")
    if "@" not in installation.sender_address:
        raise Misconfigured(
            "SECONDROUND_MAIL_FROM wants an address, for example: Second Round <second-round@hiring.example>"
        )


def secret_key(installation: Installation, environ: dict[str, str]) -> str:
    """The key that signs sessions and closes second factors. A backup holds it."""
    return _kept_key(installation, environ, "SECONDROUND_SECRET_KEY", "secret-key")


PREPARATION_VARIABLE, PREPARATION_FILE = "SECONDROUND_PREPARATION_KEY", "preparation-key"


def preparation_key(installation: Installation, environ: dict[str, str]) -> str:
    """The key that closes what candidates write for themselves. No backup holds it: it is kept apart, and a restore asks for it."""
    return _kept_key(installation, environ, PREPARATION_VARIABLE, PREPARATION_FILE)


def _kept_key(installation: Installation, environ: dict[str, str], variable: str, name: str) -> str:
    """From the environment, else from a file of this installation, made at first start, readable by its owner only."""
    if given := environ.get(variable):
        return given
    path = installation.home / name
    if path.exists():
        return path.read_text().strip()
    installation.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


def database(installation: Installation) -> dict[str, object]:
    """Django's database settings: PostgreSQL where DATABASE_URL names one, else one SQLite file."""
    if not installation.database_url:
        return sqlite(installation.home / "second-round.sqlite3")
    url = urlsplit(installation.database_url)
    if url.scheme == "sqlite":
        return sqlite(Path(url.path))
    if url.scheme not in ("postgres", "postgresql"):
        raise Misconfigured(
            "DATABASE_URL wants postgresql://user:password@host:port/name, or leave it unset for SQLite"
        )
    options = dict(pair.split("=", 1) for pair in url.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(options.pop("host", "") or url.hostname or ""),
        "PORT": str(url.port or ""),
        "OPTIONS": {key: unquote(value) for key, value in options.items()},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(path: Path) -> dict[str, object]:
    # IMMEDIATE: a transaction that will write takes the lock at its start, so none fails half-way ("database is locked").
    # FULL: "saved" on a page must survive a power cut.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "TEST": {"NAME": str(path.with_name("test.sqlite3"))},  # a file: in memory, locks are not those of real life
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA busy_timeout=20000;"
                "PRAGMA mmap_size=1073741824;PRAGMA cache_size=-65536;PRAGMA secure_delete=ON"
            ),
        },
    }
