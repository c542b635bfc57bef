"""What a candidate writes for themselves is closed under a key that lies in no database and in no backup."""

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Closed(Exception):
    """This was written under another key: it cannot be read here until that key is back."""


def seal(words: Mapping[str, str]) -> bytes:
    return _box().encrypt(json.dumps(dict(words), ensure_ascii=False, sort_keys=True).encode())


def unseal(sealed: bytes | memoryview) -> dict[str, str]:
    """The words again; raises `Closed` under another key."""
    try:
        found: dict[str, str] = json.loads(_box().decrypt(bytes(sealed)))
    except InvalidToken as error:
        raise Closed from error
    return found


def _box() -> Fernet:
    key = hashlib.sha256(b"preparation\n" + settings.PREPARATION_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
