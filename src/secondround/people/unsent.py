"""A form that came when its sender was no longer signed in: closed under a key that only the browser holds, for a day.

The database keeps what nobody here can read; the browser's cookie keeps the key and nothing else. Both are wanted to send it again.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse

LIVES = timedelta(days=1)
MOST_BYTES = 1_000_000
_NEVER_KEPT = ("csrfmiddlewaretoken", "password", "again", "code")


@dataclass(frozen=True)
class Unsent:
    """What a form held. `who`: the person whose session had ended, None where nobody knows any more.

    `door`: address it was sent to. `page`: address it was written on, where the browser says so. `files`: names; they are not kept.
    """

    door: str
    page: str
    fields: Sequence[tuple[str, str]]
    files: Sequence[str] = ()
    who: int | None = None

    @property
    def texts(self) -> list[str]:
        """What somebody wrote, without the values of lists and buttons: to be read once more before it goes out."""
        return [value.strip() for _name, value in self.fields if len(value.split()) > 1]


def read_form(request: HttpRequest, *, page: str, who: int | None = None) -> Unsent:
    """All fields in their order, but for secrets and this site's own token."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NEVER_KEPT
        for value in values
        if isinstance(value, str)
    ]
    files = [one.name or "" for name in request.FILES for one in request.FILES.getlist(name)]
    return Unsent(request.get_full_path(), page, fields, [name for name in files if name], who)


def new_key() -> str:
    return Fernet.generate_key().decode()


def seal(unsent: Unsent, key: str) -> bytes:
    return Fernet(key).encrypt(json.dumps(asdict(unsent), ensure_ascii=False).encode())


def unseal(sealed: bytes | memoryview, key: str) -> Unsent | None:
    """None where the key does not fit."""
    try:
        found = json.loads(Fernet(key).decrypt(bytes(sealed)))
    except (InvalidToken, ValueError):
        return None
    return Unsent(**{**found, "fields": [(name, value) for name, value in found["fields"]]})


def cookie_of(request: HttpRequest) -> tuple[str, str]:
    """Which form this browser may open, and with what; two empty words where there is none."""
    uid, _dot, key = request.COOKIES.get(settings.UNSENT_COOKIE_NAME, "").partition(".")
    return (uid, key) if uid and key else ("", "")


def put_cookie(response: HttpResponse, uid: str, key: str) -> None:
    response.set_cookie(
        settings.UNSENT_COOKIE_NAME, f"{uid}.{key}", max_age=LIVES, secure=settings.INSTALLATION.is_https, httponly=True, samesite="Lax"
    )  # fmt: skip


def drop_cookie(response: HttpResponse) -> None:
    response.delete_cookie(settings.UNSENT_COOKIE_NAME, samesite="Lax")
