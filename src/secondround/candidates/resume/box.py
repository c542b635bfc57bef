"""The box: one child process per file. Whatever a file does to its reader, it does there."""

import subprocess
import sys
from functools import lru_cache

SECONDS = 10
ANSWER_LIMIT = 64 * 1024 * 1024
SMALL = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


class BoxRefused(ValueError):
    """The file was not read; the argument is the reader's code, or timeout, memory, crashed."""


def in_box(kind: str, data: bytes) -> bytes:
    """Have the reader called `kind` read `data` in a limited child; returns what it answers. Raises `BoxRefused`."""
    command = [sys.executable, "-I", "-m", "secondround.candidates.resume.child", kind]
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and module
            command, input=data, capture_output=True, timeout=SECONDS + 5, check=False, env=SMALL, close_fds=True
        )
    except subprocess.TimeoutExpired as error:
        raise BoxRefused("timeout") from error
    if done.returncode == 3:
        raise BoxRefused(done.stdout.decode("utf-8", "replace").strip() or "broken")
    if done.returncode != 0:
        raise BoxRefused("timeout" if done.returncode in (-24, -9) else "crashed")
    if len(done.stdout) > ANSWER_LIMIT:
        raise BoxRefused("too_large")
    return done.stdout


@lru_cache
def isolation() -> str:
    """How the child is kept from the network here: "namespace" (it has none), or "hook" (asking for one is refused)."""
    try:
        return in_box("isolation", b"").decode()
    except BoxRefused:
        return "none"
