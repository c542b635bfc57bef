"""`secondround`: one line per command. Django starts only when a command needs it, so that help is there at once."""

import argparse
import contextlib
import os
import sys
import traceback
from collections.abc import Sequence

from secondround import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: done. 1: done, and something was found wrong. 2: refused, with one line that says what to do."""
    given = _parser().parse_args(arguments)
    try:
        result: int = given.run(given)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read us has seen enough
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if given.traceback:
            traceback.print_exc()
        print(_line(error), file=sys.stderr)
        return 2
    return result


def _parser() -> argparse.ArgumentParser:
    """Every command of every module listed here; a new one is a module with `add_to`."""
    from secondround.web.commands import (  # noqa: PLC0415  they define commands only
        backup,
        data,
        doctor,
        installing,
        outbox,
        ratings,
        records,
        serving,
    )

    parser = argparse.ArgumentParser(
        prog="secondround", description="Second interviews that decide well: import, compare, shortlist, brief."
    )
    parser.add_argument("--version", action="version", version=f"Second Round {__version__}")
    parser.add_argument("--traceback", action="store_true", help="show where an error came from")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (installing, doctor, serving, data, ratings, outbox, records, backup):
        module.add_to(commands)
    return parser


NO_TABLES = ("no such table", "does not exist", "no such column")


def _line(error: Exception) -> str:
    """One line that says what to do. What nobody foresaw says how to see more."""
    lines = [line.strip() for line in str(error).strip().splitlines() if line.strip()]
    words = lines[0] if lines else ""
    kind = type(error).__name__
    if kind in ("OperationalError", "ProgrammingError"):
        if any(one in words for one in NO_TABLES):
            return "secondround: the database is not set up, or not for this version; type: secondround migrate"
        return f"secondround: the database says: {words}; type: secondround doctor"
    if isinstance(error, OSError) and error.strerror:
        return f"secondround: {error.filename or ''}: {error.strerror}".replace(" :", "")
    if kind in ("CommandRefused", "Misconfigured") or isinstance(error, ValueError | PermissionError):
        return f"secondround: {words or kind}"
    return f"secondround: {kind}: {words}; to see where, type: secondround --traceback {' '.join(sys.argv[1:2])}"


if __name__ == "__main__":
    sys.exit(main())
