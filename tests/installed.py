"""A real installation of its own for a test: a folder, a database, `secondround serve` as its users run it. No model, no query."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from uuid import uuid4

import psycopg

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Installation:
    """One installation in a folder of its own, on the database that this run is about."""

    def __init__(self, home: Path, mail_port: int) -> None:
        self.home, self.port = home, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environ = {
            **{
                name: value
                for name, value in os.environ.items()
                if name in ("PATH", "LANG", "HOME", "OPENBLAS_NUM_THREADS")
            },
            "SECONDROUND_HOME": str(home),
            "SECONDROUND_ADDRESS": self.address,
            "SECONDROUND_MAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "SECONDROUND_MAIL_FROM": "Second Round <second-round@delta.example>",
            "DATABASE_URL": self._database(),
        }
        self.server: subprocess.Popen[bytes] | None = None

    @staticmethod
    def _database() -> str:
        """A database of its own on the server of this run; SQLite needs none."""
        url = os.environ.get("DATABASE_URL", "")
        if not url:
            return ""
        name = f"walk_{uuid4().hex[:12]}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"create database {name}")
        return re.sub(r"/postgres\?", f"/{name}?", url)

    @property
    def log(self) -> Path:
        """What `serve` and its two processes said."""
        return self.home.parent / "serve.log"

    def run(self, *arguments: str, module: str = "secondround", code: int = 0, **environ: str) -> str:
        """`secondround ARGUMENTS`, or another module of ours; returns what it said."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env={**self.environ, **environ},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def serve(self) -> None:
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "secondround", "serve"], env=self.environ, cwd=ROOT, stdout=log, stderr=log
            )
        for _ in range(300):
            if self.answers():
                return
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=1):
                return True
        except OSError:
            return False

    def stop(self) -> None:
        if self.server is not None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(20)
            self.server = None
