"""Inside the box. Loads its readers, gives up everything it does not need, then reads from standard input and answers.

Exit code 0: the answer stands on standard output. 3: refused, a code stands there. Anything else: it died.
"""

import ctypes
import resource
import sys

SECONDS = 10
MEMORY = 1024 * 1024 * 1024
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.spawn", "os.posix_spawn", "os.system", "ctypes.", "shutil.", "os.remove",
             "os.rename", "os.mkdir", "os.link", "os.symlink", "os.chmod", "os.kill", "winreg.", "ftplib.", "http.", "urllib.")  # fmt: skip


class Refused(Exception):
    """A file that is not read; the argument is a code for the person who sent it."""


def leave_network() -> str:
    """A network namespace of its own, with nothing in it, where the system allows one."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(CLONE_NEWNET) == 0 or libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0:
            return "namespace"
    except (OSError, AttributeError):
        pass
    return "hook"


def give_up() -> str:
    """Limits on memory, time, files and processes; then a hook that refuses what is left. Nothing here can be taken back."""
    how = leave_network()
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    sys.addaudithook(_watch)
    return how


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise PermissionError("open for writing")


def main(kind: str) -> int:
    # Loaded before anything is given up: imports read files.
    from secondround.candidates.resume import reader  # noqa: PLC0415

    readers = {"resume": reader.resume, "workbook": reader.workbook}
    how = give_up()
    if kind == "isolation":
        sys.stdout.write(how)
        return 0
    try:
        answer = readers[kind](sys.stdin.buffer.read())
    except Refused as refusal:
        sys.stdout.write(str(refusal))
        return 3
    except MemoryError:
        sys.stdout.write("too_large")
        return 3
    except Exception:  # a hostile file may break its reader in any way; the child only says that it did
        sys.stdout.write("broken")
        return 3
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    # The module that readers import is this one under its own name, not a second copy called __main__.
    sys.modules["secondround.candidates.resume.child"] = sys.modules["__main__"]
    sys.exit(main(sys.argv[1]))
