"""serve, web, work: the supervised pair of processes, or one of them alone."""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from secondround.web.commands.installing import migrate_database
from secondround.web.commands.starting import start_django

LONGEST_PAUSE = 30.0


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
        made.set_defaults(run=run)
    worker = commands.add_parser("work", help="run the worker alone")
    worker.add_argument("--until-idle", action="store_true", help="do what is due and stop")
    worker.set_defaults(run=work)


def _port(given: argparse.Namespace) -> int:
    address = os.environ.get("SECONDROUND_ADDRESS", "http://127.0.0.1:8000")
    return given.port or urlsplit(address).port or 8000


def web(given: argparse.Namespace) -> int:
    start_django()
    import waitress  # noqa: PLC0415

    from secondround.web.wsgi import application  # noqa: PLC0415

    waitress.serve(
        application,
        host=given.host,
        port=_port(given),
        threads=8,
        connection_limit=200,
        channel_timeout=60,
        max_request_body_size=21 * 1024 * 1024,
        clear_untrusted_proxy_headers=False,  # the demo must see them to refuse; elsewhere the proxy in front sets them
        ident=None,
    )
    return 0


def work(given: argparse.Namespace) -> int:
    start_django()
    from secondround.work.engine import run_all, run_forever  # noqa: PLC0415

    if given.until_idle:
        print(f"{run_all()} pieces of work done")
        return 0
    stop = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    run_forever(stop)
    return 0


def serve(given: argparse.Namespace) -> int:
    start_django()
    migrate_database()
    from django.conf import settings  # noqa: PLC0415

    port = _port(given)
    commands = {
        "web": [sys.executable, "-m", "secondround", "web", "--host", given.host, "--port", str(port)],
        "worker": [sys.executable, "-m", "secondround", "work"],
    }
    return Supervisor(commands).run(f"http://{given.host}:{port}", settings.INSTALLATION.address)


class Supervisor:
    """Keeps two processes alive: one that falls is started again after a pause that doubles while it keeps falling."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.commands = commands
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.pauses = dict.fromkeys(commands, 0.5)
        self.due = dict.fromkeys(commands, 0.0)
        self.stop = threading.Event()

    def run(self, listens: str, address: str) -> int:
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, lambda *_: self.stop.set())
        told = False
        try:
            while not self.stop.is_set():
                self._look()
                told = told or self._tell(listens, address)
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
                print(
                    f"{name} ended with {process.returncode}; it starts again in {self.pauses[name]:.0f} s",
                    file=sys.stderr,
                )
                self.due[name] = time.monotonic() + self.pauses[name]
                self.pauses[name] = min(self.pauses[name] * 2, LONGEST_PAUSE)
            if process is None or time.monotonic() >= self.due[name]:
                self.due[name] = 0.0
                self.processes[name] = subprocess.Popen(command)  # noqa: S603  our own interpreter and module

    def _tell(self, listens: str, address: str) -> bool:
        try:
            request = urllib.request.Request(  # noqa: S310  our own loopback address
                f"{listens}/healthz", headers={"Host": urlsplit(address).netloc}
            )
            with urllib.request.urlopen(request, timeout=1):  # noqa: S310  our own loopback address
                pass
        except urllib.error.HTTPError:
            pass  # it answers
        except OSError:
            return False
        print(f"Second Round answers on {address}", flush=True)
        return True

    def _end(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def demo(given: argparse.Namespace) -> int:
    """Everything of the demo lies in one folder; it keeps what was done until --fresh."""
    port = given.port or 8000
    os.environ["SECONDROUND_DEMO"] = "1"
    os.environ["SECONDROUND_ADDRESS"] = f"http://127.0.0.1:{port}"
    os.environ.setdefault("SECONDROUND_HOME", os.path.join(os.getcwd(), "var", "demo"))
    given.host, given.port = "127.0.0.1", port
    from secondround.web.demo.loading import forget_demo, load_demo, signed_in_as  # noqa: PLC0415

    if given.fresh:
        forget_demo(os.environ["SECONDROUND_HOME"])
    start_django()
    migrate_database()
    load_demo()
    print(signed_in_as(f"http://127.0.0.1:{port}"), flush=True)
    return 0 if given.load_only else serve(given)
