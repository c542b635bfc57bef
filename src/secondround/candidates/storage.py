"""Where given files lie: random names without ending, outside any served folder."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class StoredFile:
    """A file in the store, and what the box could read of it."""

    stored_as: str
    original_name: str
    media_type: str
    size: int
    sha256: str
    text: str = ""
    text_outcome: str = ""
    text_warnings: tuple[str, ...] = ()


def keep(data: bytes) -> str:
    """Write bytes durably under a random name and return it."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = secrets.token_hex(20)
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return name


def fetch(stored_as: str) -> bytes:
    """The bytes of a kept file. Names are ours; anything that is not one is refused."""
    if not (len(stored_as) == 40 and set(stored_as) <= set("0123456789abcdef")):
        raise FileNotFoundError(stored_as)
    return (Path(settings.MEDIA_ROOT) / stored_as).read_bytes()


def discard(stored_as: str) -> None:
    (Path(settings.MEDIA_ROOT) / stored_as).unlink(missing_ok=True)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
