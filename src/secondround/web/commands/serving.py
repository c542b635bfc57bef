"""serve, web, work: the supervised pair of processes, or one of them alone."""

import argparse
import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from types import FrameType
from urllib.parse import urlsplit

from secondround.web.commands.installing import migrate_database
from secondround.web.commands.starting import CommandRefused, now, start_django

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_SECONDS = 60.0  # who lived as long begins again with the first pause
PATIENCE_SECONDS = 12.0


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    for name, run, words in (
        ("serve", serve, "run the product: web and worker, restarted when they fall"),
        ("web", web, "run the web process alone"),
        ("demo", demo, "load the demo organisation and serve it on this computer"),
    ):
        made = commands.add_parser(name, help=words)
        made.add_argument("--host", default="127.0.0.1", help="where to listen (a proxy stands before anything else)")
        made.add_argument("--port", type=int, default=0, help="the port; else the one of SECONDROUND_ADDRESS")
        if name == "demo":
            made.add_argument("--fresh", action="store_true", help="forget what was done in the demo")
            made.add_argument("--load-only", action="store_true", help="load it and stop")
        if name == "web":
            made.add_argument("--supervised", action="store_true", help=argparse.SUPPRESS)
        made.set_defaults(run=run)
    worker = commands.add_parser("work", help="run the worker alone")
    worker.add_argument("--until-idle", action="store_true", help="do what is due and stop")
    worker.add_argument("--dead", action="store_true", help="list what was given up")
    worker.add_argument("--revive", action="store_true", help="try anew what was given up")
    worker.add_argument("--supervised", action="store_true", help=argparse.SUPPRESS)
    worker.set_defaults(run=work)


def _port(given: argparse.Namespace) -> int:
    """Behind a proxy the public address has no port of ours; then it is 8000."""
    address = urlsplit(os.environ.get("SECONDROUND_ADDRESS", "http://127.0.0.1:8000"))
    return given.port or (address.port if address.scheme == "http" else None) or 8000


def web(given: argparse.Namespace) -> int:
    start_django()
    from waitress.server import create_server  # noqa: PLC0415

    from secondround.web.wsgi import application  # noqa: PLC0415

    if given.supervised:
        _end_with_supervisor()
    _allow_open_files()
    try:
        server = create_server(
            application,
            host=given.host,
            port=_port(given),
            threads=8,
            # Slow or silent visitors cost a connection, not a thread: with these figures 200 of them keep nobody else waiting.
            connection_limit=1000,
            channel_timeout=20,
            asyncore_use_poll=True,  # select() ends at 1,024 open files
            # A little over our own limit, which answers in words what is too large; this one ends what never stops.
            max_request_body_size=21 * 1024 * 1024,
            clear_untrusted_proxy_headers=False,  # the demo must see them to refuse; elsewhere the proxy in front sets them
            ident=None,
        )
    except OSError as error:
        raise _taken(given.host, _port(given), error) from error
    signal.signal(signal.SIGTERM, _leave)
    server.run()  # on SystemExit it finishes the answers under way
    return 0


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _taken(host: str, port: int, error: OSError) -> CommandRefused:
    return CommandRefused(f"cannot listen on {host}:{port} ({error.strerror}); type for example: --port {port + 1}")


def _allow_open_files() -> None:
    """As many open files as the system lets us have: a connection is one."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  not on every system

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 4096 if most == resource.RLIM_INFINITY else min(4096, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _end_with_supervisor() -> None:
    """The supervisor holds the other end of our standard input: when it is gone, however it went, so are we."""

    def watch() -> None:
        while os.read(0, 1024):  # never sys.stdin: its lock, held here, would abort the interpreter on its way out
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def work(given: argparse.Namespace) -> int:
    start_django()
    from secondround.audit.actions import CONSOLE  # noqa: PLC0415
    from secondround.work.actions import revive  # noqa: PLC0415
    from secondround.work.engine import run_all, run_forever  # noqa: PLC0415
    from secondround.work.queries import dead_items  # noqa: PLC0415

    if given.dead:
        for item in dead_items()[:50]:
            print(f"{item.ended_at:%Y-%m-%d %H:%M}  {item.kind:<22}  {item.last_error[:90]}")
        return 0
    if given.revive:
        print(f"{revive(by=CONSOLE, at=now())} pieces of work are tried anew")
        return 0
    if given.until_idle:
        print(f"{run_all()} pieces of work done")
        return 0
    stop = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    if given.supervised:
        _end_with_supervisor()
    run_forever(stop)
    return 0


def serve(given: argparse.Namespace) -> int:
    start_django()
    migrate_database()
    from django.conf import settings  # noqa: PLC0415

    port = _port(given)
    _check_free(given.host, port)
    module = [sys.executable, "-m", "secondround"]
    commands = {
        "web": [*module, "web", "--supervised", "--host", given.host, "--port", str(port)],
        "worker": [*module, "work", "--supervised"],
    }
    return Supervisor(commands).run(given.host, port, settings.INSTALLATION.address)


def _check_free(host: str, port: int) -> None:
    """Said once and clearly, instead of by a process that falls again and again."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
        except OSError as error:
            raise _taken(host, port, error) from error


class Supervisor:
    """Keeps two processes alive: one that falls is started again after a pause that doubles while it keeps falling."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.commands = commands
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.began = dict.fromkeys(commands, 0.0)
        self.pauses = dict.fromkeys(commands, FIRST_PAUSE)
        self.due = dict.fromkeys(commands, 0.0)
        self.stop = threading.Event()

    def run(self, host: str, port: int, address: str) -> int:
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, lambda *_: self.stop.set())
        told = False
        try:
            while not self.stop.is_set():
                self._look()
                if not told and answers(host, port, address) and self.processes["web"].poll() is None:
                    print(f"Second Round answers on {address}", flush=True)
                    told = True
                self.stop.wait(0.2)
        finally:
            self._end()
        return 0

    def _look(self) -> None:
        for name, command in self.commands.items():
            process = self.processes.get(name)
            if process is not None and process.poll() is None:
                continue
            if process is not None and self.due[name] == 0.0:
                self._note_fall(name, process)
            if process is None or time.monotonic() >= self.due[name]:
                self.due[name], self.began[name] = 0.0, time.monotonic()
                # Its own session, so that Ctrl-C reaches it through us, in order; a pipe, so that it never outlives us.
                self.processes[name] = subprocess.Popen(  # noqa: S603  our own interpreter and module
                    command, stdin=subprocess.PIPE, start_new_session=True
                )

    def _note_fall(self, name: str, process: "subprocess.Popen[bytes]") -> None:
        if time.monotonic() - self.began[name] > STEADY_SECONDS:
            self.pauses[name] = FIRST_PAUSE
        pause = self.pauses[name]
        print(f"{name} ended with {process.returncode}; it starts again in {pause:g} s", file=sys.stderr, flush=True)
        self.due[name] = time.monotonic() + pause
        self.pauses[name] = min(pause * 2, LONGEST_PAUSE)

    def _end(self) -> None:
        for process in self.processes.values():
            process.terminate()
        patience = time.monotonic() + PATIENCE_SECONDS
        for process in self.processes.values():
            try:
                process.wait(max(patience - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(host: str, port: int, address: str) -> bool:
    """Whether the web process there is well, asked as the proxy would ask it: under the public name, and its scheme."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  listening everywhere is asked for by --host
    public = urlsplit(address)
    headers = {"Host": public.netloc}
    if public.scheme == "https":
        headers["X-Forwarded-Proto"] = "https"
    line = http.client.HTTPConnection(reached, port, timeout=1)
    try:
        line.request("GET", "/healthz", headers=headers)
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def demo(given: argparse.Namespace) -> int:
    """Everything of the demo lies in one folder; it keeps what was done until --fresh."""
    port = given.port or 8000
    os.environ["SECONDROUND_DEMO"] = "1"
    os.environ.pop("DATABASE_URL", None)  # whatever database is named there, it is not the demo's
    os.environ["SECONDROUND_ADDRESS"] = f"http://127.0.0.1:{port}"
    os.environ.setdefault("SECONDROUND_HOME", os.path.join(os.getcwd(), "var", "demo"))
    given.host, given.port = "127.0.0.1", port
    from secondround.web.demo.loading import forget_demo, holds_other, load_demo, signed_in_as  # noqa: PLC0415

    if holds_other(os.environ["SECONDROUND_HOME"]):
        raise CommandRefused("this folder holds a real installation; set SECONDROUND_HOME to another one for the demo")
    if given.fresh:
        forget_demo(os.environ["SECONDROUND_HOME"])
    start_django()
    migrate_database()
    load_demo()
    print(signed_in_as(f"http://127.0.0.1:{port}"), flush=True)
    return 0 if given.load_only else serve(given)
