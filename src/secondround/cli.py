"""`secondround`: one line per command. Django starts only when a command needs it, so that help is there at once."""

import argparse
import sys
import traceback
from collections.abc import Sequence

from secondround import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: done. 1: done, and something was found wrong. 2: refused, with one line that says what to do."""
    from secondround.web.commands import backup, data, installing, serving  # noqa: PLC0415  they define commands only

    parser = argparse.ArgumentParser(
        prog="secondround", description="Second interviews that decide well: import, compare, shortlist, brief."
    )
    parser.add_argument("--version", action="version", version=f"Second Round {__version__}")
    parser.add_argument("--traceback", action="store_true", help="show where an error came from")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (installing, serving, data, backup):
        module.add_to(commands)
    given = parser.parse_args(arguments)
    try:
        result: int = given.run(given)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if given.traceback:
            traceback.print_exc()
        print(_line(error), file=sys.stderr)
        return 2
    return result


def _line(error: Exception) -> str:
    words = str(error).strip() or type(error).__name__
    return f"secondround: {words}"


if __name__ == "__main__":
    sys.exit(main())
