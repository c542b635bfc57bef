"""The command line on real installations: begun, served, killed, looked at, backed up, tampered with, brought back."""

import http.client
import io
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "howto" / "import-example"
SERVER = os.environ.get("DATABASE_URL", "")
on_sqlite = SERVER == ""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Place:
    """One installation in a folder of its own, on the database that this run is about."""

    def __init__(self, home: Path, **environ: str) -> None:
        self.home, self.port = home, free_port()
        self.environ = {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "SECONDROUND_HOME": str(home),
            "SECONDROUND_ADDRESS": f"http://127.0.0.1:{self.port}", "DATABASE_URL": self.database(), **environ,
        }  # fmt: skip
        self.server: subprocess.Popen[str] | None = None

    @staticmethod
    def database() -> str:
        if on_sqlite:
            return ""
        name = f"cli_{uuid4().hex[:12]}"
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f"create database {name}")
        return re.sub(r"/postgres\?", f"/{name}?", SERVER)

    def run(self, *arguments: object, code: int = 0, **environ: str) -> str:
        words = [sys.executable, "-m", "secondround", *map(str, arguments)]
        done = subprocess.run(
            words, env={**self.environ, **environ}, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        if code == 2:
            assert (done.stdout, len(done.stderr.strip().splitlines())) == ("", 1), done.stdout + done.stderr
        return done.stdout + done.stderr

    def python(self, code: str) -> subprocess.Popen[str]:
        """Some Python in this installation, as the worker or a page would run it."""
        begin = (
            "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'secondround.web.settings'; django.setup()\n"
            "from datetime import timedelta; from django.utils import timezone\n"
            "from secondround.audit.actions import CONSOLE, record\n"
        )
        return subprocess.Popen(
            [sys.executable, "-c", begin + code], env=self.environ, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    def done(self, code: str) -> str:
        process = self.python(code)
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        return said

    def serve(self, *arguments: str) -> None:
        self.server = subprocess.Popen(
            [sys.executable, "-m", "secondround", "serve", *arguments], env=self.environ, cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.server.stdout
        line = self.server.stdout.readline()
        assert line == f"Second Round answers on {self.environ['SECONDROUND_ADDRESS']}\n", self.server.stderr.read()

    def children(self) -> list[int]:
        assert self.server
        return [
            int(one) for one in Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()
        ]

    def stop(self) -> int:
        assert self.server
        self.server.send_signal(signal.SIGTERM)
        return self.server.wait(20)

    def end(self) -> str:
        """Whatever happened, nothing of it stays; what it said of trouble."""
        if self.server is None:
            return ""
        if self.server.poll() is None:
            self.server.kill()
        _said, trouble = self.server.communicate(timeout=20)
        self.server = None
        return trouble

    def is_well(self, **headers: str) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", "/healthz", headers=headers)
            answer = line.getresponse()
            return (answer.status, json.loads(answer.read())) == (200, {"ok": True})
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()


def within(seconds: float, holds) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def place_in(tmp_path):
    """Places in folders of this test; whatever they run ends with it."""
    made = []

    def place_in(name: str, **environ: str) -> Place:
        made.append(Place(tmp_path / name, **environ))
        return made[-1]

    yield place_in
    for one in made:
        one.end()


@pytest.fixture
def place(place_in):
    return place_in("home")


@pytest.fixture(scope="session")
def fresh(tmp_path_factory):
    """One installation that was begun and nothing else: making tables takes a while, copying them does not."""
    made = Place(tmp_path_factory.mktemp("fresh") / "home")
    made.run("init", "--organisation", "Delta Works", "--zone", "Europe/Amsterdam")
    return made


@pytest.fixture
def begun(place, fresh):
    shutil.copytree(fresh.home, place.home)
    if not on_sqlite:
        name, template = (re.search(r"/(\w+)\?", one.environ["DATABASE_URL"])[1] for one in (place, fresh))
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f"drop database {name}")
            connection.execute(f"create database {name} template {template}")
    return place


def test_help_is_there_at_once():
    """Nothing is loaded for it that takes time: neither Django nor the mathematics."""
    said = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "secondround", "--help"], check=True, capture_output=True, text=True
    )
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in said.stderr.splitlines()}
    assert "usage: secondround" in said.stdout
    assert "secondround" in loaded
    assert loaded & {"django", "numpy", "scipy", "jinja2", "psycopg"} == set()


# running


def test_it_is_served_restarted_where_it_falls_and_ended_in_order(begun):
    begun.serve()
    assert begun.is_well()
    first = begun.children()
    for pid in first:
        os.kill(pid, signal.SIGKILL)
    assert within(15, lambda: len(begun.children()) == 2 and not set(begun.children()) & set(first))
    assert within(15, begun.is_well)
    second = begun.children()
    assert begun.stop() == 0
    assert not any(map(is_alive, second))
    assert begun.end().count("it starts again in 0.5 s") == 2


def test_nothing_outlives_a_supervisor_that_was_killed(begun):
    begun.serve()
    children = begun.children()
    begun.server.kill()
    assert within(15, lambda: not any(map(is_alive, children)))
    assert not begun.is_well()


def test_behind_a_proxy_it_says_when_it_answers(place_in):
    place = place_in("home", SECONDROUND_ADDRESS="https://hiring.delta.example")
    place.serve("--port", str(place.port))
    assert place.is_well(**{"Host": "hiring.delta.example", "X-Forwarded-Proto": "https"})
    line = http.client.HTTPConnection("127.0.0.1", place.port, timeout=2)
    line.request("GET", "/people/", headers={"Host": "hiring.delta.example"})
    plain = line.getresponse()
    assert (plain.status, plain.getheader("Location")) == (301, "https://hiring.delta.example/people/")
    line.close()
    assert place.stop() == 0


def test_a_taken_port_is_said_once(begun):
    with socket.create_server(("127.0.0.1", begun.port)):
        assert "--port" in begun.run("serve", code=2)
        assert "--port" in begun.run("web", code=2)


def test_visitors_who_say_nothing_keep_nobody_waiting(begun):
    begun.serve()
    silent = [socket.create_connection(("127.0.0.1", begun.port)) for _ in range(200)]
    for number, one in enumerate(silent):
        one.sendall(b"POST /account/login/ HTTP/1.1\r\nContent-Length: 1000\r\n" + b"\r\nx" * (number % 2))
    assert all(begun.is_well() for _ in range(8))
    for one in silent:
        one.close()


def test_the_worker_says_what_it_gave_up_and_tries_it_anew(begun):
    begun.done("from secondround.work.actions import enqueue; enqueue(at=timezone.now(), kind='nothing')")
    begun.done("from secondround.work.models import WorkItem; WorkItem.objects.update(max_attempts=1)")
    assert begun.run("work", "--until-idle").startswith("1 pieces of work done\n")
    assert "KeyError" in begun.run("work", "--dead")
    assert "note  worker: 1 pieces" in begun.run("doctor")
    assert begun.run("work", "--revive") == "1 pieces of work are tried anew\n"
    assert begun.run("work", "--dead") == ""


# the doctor


def test_the_doctor_names_what_is_wrong_and_what_to_type(begun, tmp_path):
    well = begun.run("doctor")
    assert "LACK" not in well
    assert "note  backup: none was ever made" in well
    assert "note  administrators: nobody yet\n      type: secondround init" in well
    begun.home.chmod(0o755)
    (begun.home / "secret-key").chmod(0o644)
    begun.done(
        "record(by=CONSOLE, at=timezone.now() + timedelta(hours=2), act='web.back_up', about={})\n"
        "from secondround.work.actions import enqueue; enqueue(at=timezone.now() - timedelta(minutes=30), kind='a')"
    )
    begun.run("letters", "pause", "--reason", "moving house")
    said = begun.run("doctor", code=1, SECONDROUND_MAIL_URL="smtp://127.0.0.1:9")
    for words in (
        "LACK  clock: stands 1:59", "LACK  worker: work has been waiting for 30 min\n      type: secondround serve",
        f"LACK  home folder: others can read the folder, and the database in it\n      type: chmod 700 {begun.home}",
        "LACK  secret key: others can read it", "LACK  mail: the server does not let us in",
        "note  letters: sending is paused: moving house\n      type: secondround letters resume",
    ):  # fmt: skip
        assert words in said


def test_the_doctor_comes_before_everything_else(place):
    said = place.run("doctor", code=1)
    assert "LACK  database" in said and "type: secondround init" in said
    place.run("init")
    assert "LACK" not in place.run("doctor")


@pytest.mark.parametrize(
    "environ",
    [
        {"SECONDROUND_MAIL_URL": "mail.example:25"},
        {"SECONDROUND_MAIL_FROM": "nobody"},
        {"SECONDROUND_ADDRESS": "http://hiring.example"},
        {"DATABASE_URL": "mysql://x/y"},
    ],
)
def test_wrong_settings_are_said_in_one_line(place, environ):
    (name,) = environ
    assert name in place.run("doctor", code=2, **environ)


def test_a_database_that_is_not_set_up_is_said_in_one_line(place):
    assert "type: secondround migrate" in place.run("audit", "verify", code=2)


def test_who_has_seen_enough_hears_no_more(begun):
    begun.done("for n in range(3000): record(by=CONSOLE, at=timezone.now(), act='people.describe', about={'user': n})")
    words = f"{sys.executable} -m secondround audit list --last 3000 | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", words], env=begun.environ, cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout.split()[0], done.stdout.split()[-1], done.stderr) == ("3", "0", "")


# coming in


def test_an_administrator_who_cannot_come_in_is_let_in_by_the_console(begun):
    begun.done(
        "from secondround.people.actions import add_person, grant_right; from secondround.people.models import RightKind\n"
        "ada = add_person(by=CONSOLE, at=timezone.now(), name='Ada Obi', email='ada@delta.example')\n"
        "grant_right(by=CONSOLE, at=timezone.now(), user=ada, kind=RightKind.ADMINISTRATOR)\n"
        "add_person(by=CONSOLE, at=timezone.now(), name='Otto Lindqvist', email='otto@delta.example')"
    )
    assert "--again EMAIL" in begun.run("init", code=2)
    assert "otto@delta.example administers nothing here" in begun.run("init", "--again", "otto@delta.example", code=2)
    first, second = (
        re.search(r"/welcome/\S+", begun.run("init", "--again", "Ada@delta.example", "--forget-second-factor"))[0]
        for _ in range(2)
    )
    assert first != second
    assert "people.forget_second_factor" in begun.run("audit", "list", "--act", "people")


def test_the_demo_never_moves_into_a_real_installation(begun):
    if not on_sqlite:
        sqlite3.connect(begun.home / "second-round.sqlite3").executescript(
            "create table secondround_organisation (name); insert into secondround_organisation values ('Delta Works')"
        )
    for arguments in (["--load-only"], ["--load-only", "--fresh"]):
        assert "real installation" in begun.run("demo", *arguments, code=2)
    assert "BROKEN" not in begun.run("check-invariants")


# letters and the record

WRITE = """
from secondround.people.actions import add_person
from secondround.correspondence.actions import queue_letter
otto = add_person(by=CONSOLE, at=timezone.now(), name='Otto Lindqvist', email='otto@delta.example')
for words in ('one', 'two'):
    print(queue_letter(by=CONSOLE, at=timezone.now(), to=otto, kind='test', subject=words, body=words).uid.hex)
"""


def test_letters_are_listed_withdrawn_and_sent_again(begun):
    one, two = begun.done(WRITE).split()
    listed = begun.run("letters")
    assert [line.split()[0] for line in listed.splitlines()[:2]] == [two[:8], one[:8]]
    assert "2 queued" in listed and "no mail server is named" in listed
    begun.run("letters", "withdraw", two[:8])
    assert "type: secondround letters list" in begun.run("letters", "withdraw", two[:8], code=2)
    assert "--unsettled" in begun.run("letters", "again", one[:8], code=2)
    begun.done(
        "from secondround.correspondence.models import Letter; Letter.objects.filter(state='queued').update(state='failed')"
    )
    assert begun.run("letters", "list", "--unsettled").splitlines()[0].startswith(one[:8])
    assert "note  letters: 1 were refused" in begun.run("doctor")
    assert "goes out once more" in begun.run("letters", "again", one[:8])
    assert "holds   letters that wait will be sent" in begun.run("check-invariants")
    begun.done("from secondround.work.models import WorkItem; WorkItem.objects.all().delete()")
    assert "BROKEN  letters that wait will be sent" in begun.run("check-invariants", code=1)


def test_a_tampered_record_is_named_and_a_head_kept_elsewhere_finds_what_was_cut_off(begun):
    begun.run("letters", "pause")
    kept = begun.run("audit", "head").strip()
    number, sealed = kept.split(":")
    assert f"The record holds: {number} entries, head {number}:{sealed}" in begun.run("audit", "verify", "--head", kept)
    cut = (
        "from secondround.audit.models import AuditEntry, AuditHead, AuditText\n"
        f"AuditText.objects.filter(entry__sequence={number}).delete(); AuditEntry.objects.filter(sequence={number}).delete()\n"
        f"last = AuditEntry.objects.get(sequence={int(number) - 1})\n"
        "AuditHead.objects.update(sequence=last.sequence, hash=last.hash)"
    )
    begun.done(cut)
    assert "The record holds" in begun.run("audit", "verify")
    assert f"BROKEN at entry {number}" in begun.run("audit", "verify", "--head", kept, code=1)
    begun.done("from secondround.audit.models import AuditEntry; AuditEntry.objects.filter(sequence=1).update(act='x')")
    assert "BROKEN at entry 1: this entry is not what was written" in begun.run("audit", "verify", code=1)
    assert "BROKEN  the record's chain holds" in begun.run("check-invariants", code=1)
    assert "NUMBER:HASH" in begun.run("audit", "verify", "--head", "7", code=2)


# there and back


def brought_in(place: Place) -> None:
    place.done(
        "from secondround.people.actions import add_person\n"
        "add_person(by=CONSOLE, at=timezone.now(), name='Rosa Keller', email='rosa@delta.example')"
    )
    resumes = place.home.parent / "resumes"
    shutil.copytree(ROOT / "src/secondround/web/demo/data/resumes", resumes, ignore=lambda *_: [])
    place.run(
        "import", EXAMPLE / "scorecards.csv", "--people", EXAMPLE / "people.csv", "--candidates", EXAMPLE / "candidates.csv",
        "--owner", "rosa@delta.example",
    )  # fmt: skip


def counted(place: Place) -> str:
    return place.done(
        "from django.apps import apps\n"
        "kept = {m._meta.label: m.objects.count() for m in apps.get_app_config('secondround').get_models()}\n"
        "print({n: c for n, c in sorted(kept.items()) if n.split('.')[1] not in ('AuditEntry', 'AuditText', 'SendingPause')})"
    )


def test_everything_comes_back_and_nothing_is_sent(begun, place_in, tmp_path):
    brought_in(begun)
    begun.done(WRITE)
    begun.done("from secondround.candidates.storage import keep; keep(b'a paper')")
    said = begun.run("backup", tmp_path / "all.tar")
    assert "exists already" in begun.run("backup", tmp_path / "all.tar", code=2)
    assert (tmp_path / "all.tar").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.tar", "home", "resumes"]  # nothing half-made
    assert "ok    backup: the newest is 0 min old" in begun.run("doctor")
    assert re.search(r"sha256 [0-9a-f]{64}", said) and "secret key too" in said
    other = place_in("other", SECONDROUND_MAIL_URL="smtp://127.0.0.1:9")
    said = other.run("restore", tmp_path / "all.tar")
    assert "Sending is paused" in said and "2 letters wait" in said
    assert counted(other) == counted(begun)
    assert [path.read_bytes() for path in (other.home / "files").iterdir()] == [b"a paper"]
    assert (other.home / "secret-key").read_text() == (begun.home / "secret-key").read_text()
    assert "BROKEN" not in other.run("check-invariants")
    assert "restored from the backup of" in other.run("letters")
    assert other.run("work", "--until-idle").endswith("2 pieces of work done\n")  # looked at, and put off
    assert "2 queued" in other.run("letters")
    assert "not empty" in other.run("restore", tmp_path / "all.tar", code=2)
    other.serve()
    assert other.is_well() and other.stop() == 0


def test_a_backup_under_load_holds_whole_acts_only(begun, tmp_path):
    writer = begun.python(
        "for n in range(10**6): record(by=CONSOLE, at=timezone.now(), act='people.describe', about={'user': n}, text={'n': n})"
    )
    try:
        entries = []
        for number in range(3):
            begun.run("backup", tmp_path / f"{number}.tar")
            other = Place(tmp_path / f"other-{number}")
            other.run("restore", tmp_path / f"{number}.tar")
            entries.append(int(re.search(r"holds: (\d+) entries", other.run("audit", "verify"))[1]))
        assert writer.poll() is None
        assert 2 < entries[0] < entries[1] < entries[2]
    finally:
        writer.kill()
        writer.communicate()


def rewritten(source: Path, target: Path, change) -> Path:
    """The same archive with its members changed by somebody who knows its form."""
    with tarfile.open(source) as given, tarfile.open(target, "w") as made:
        members = {one.name: given.extractfile(one).read() for one in given.getmembers()}
        change(members)
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            made.addfile(info, io.BytesIO(data))
    return target


def in_manifest(**new: object):
    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps({**json.loads(members["manifest.json"]), **new}).encode()

    return change


def damaged(members: dict[str, bytes]) -> None:
    name = next(one for one in members if one.startswith("database"))
    members[name] = members[name][:-1] + bytes([members[name][-1] ^ 1])


def missing(members: dict[str, bytes]) -> None:
    del members[next(one for one in members if one.startswith("database"))]


def test_what_is_no_backup_is_refused_and_leaves_no_trace(begun, tmp_path):
    begun.run("backup", tmp_path / "all.tar")
    cases = {
        "is damaged": damaged,
        "no backup of Second Round, or damaged": missing,
        "another version": in_manifest(format=1),
        "restore it with that one": in_manifest(migrations=["0001_initial", "0099_later"]),
        "nothing of ours": in_manifest(files={"../../escaped": "0" * 64}),
        "another secret key": in_manifest(key="0" * 32),
    }
    for words, change in cases.items():
        other = Place(tmp_path / "other")
        bad = rewritten(tmp_path / "all.tar", tmp_path / "bad.tar", change)
        assert words in other.run("restore", bad, code=2)
        assert list(other.home.iterdir()) == []
    (tmp_path / "bad.tar").write_bytes(b"PK\x03\x04 something else")
    assert "no backup" in Place(tmp_path / "other").run("restore", tmp_path / "bad.tar", code=2)
    assert "another secret key" in Place(tmp_path / "other").run(
        "restore", tmp_path / "all.tar", code=2, SECONDROUND_SECRET_KEY="x" * 60
    )


def test_a_key_from_the_environment_is_not_in_the_backup_and_is_asked_for(tmp_path):
    place = Place(tmp_path / "home", SECONDROUND_SECRET_KEY="k" * 60)
    place.run("init")
    assert "which comes from the environment" in place.run("backup", tmp_path / "all.tar")
    with tarfile.open(tmp_path / "all.tar") as archive:
        assert "secret-key" not in archive.getnames()
    other = Place(tmp_path / "other")
    assert "set SECONDROUND_SECRET_KEY" in other.run("restore", tmp_path / "all.tar", code=2)
    assert "Restored" in other.run("restore", tmp_path / "all.tar", SECONDROUND_SECRET_KEY="k" * 60)


KEEP = """
from secondround.candidates.models import Application
from secondround.people.models import User
from secondround.preparation.models import ThankYou
from secondround.preparation.sealing import seal
from secondround.visits.models import Visit
rosa, now = User.objects.get(email='rosa@delta.example'), timezone.now()
day = Visit.objects.create(application=Application.objects.first(), on=now.date(), zone='UTC', coordinator=rosa, made_at=now)
ThankYou.objects.create(owner=rosa, visit=day, to=rosa, sealed=seal({'text': 'canary-note'}), saved_at=now)
"""
READ = """
from secondround.preparation.models import ThankYou
from secondround.preparation.sealing import Closed, unseal
try:
    print(unseal(ThankYou.objects.get().sealed)['text'])
except Closed:
    print('closed')
"""


def test_what_candidates_keep_comes_back_with_its_own_key_and_no_other(begun, place_in, tmp_path):
    brought_in(begun)
    begun.done(KEEP)
    begun.run("backup", tmp_path / "all.tar")
    assert b"canary-note" not in (tmp_path / "all.tar").read_bytes()
    with tarfile.open(tmp_path / "all.tar") as archive:
        assert "preparation-key" not in archive.getnames()
    other, key = place_in("other"), tmp_path / "kept-apart"
    assert "--preparation-key" in other.run("restore", tmp_path / "all.tar", code=2)
    key.write_text("x" * 60)
    assert "another key" in other.run("restore", tmp_path / "all.tar", "--preparation-key", key, code=2)
    shutil.copy(begun.home / "preparation-key", key)
    assert "Restored" in other.run("restore", tmp_path / "all.tar", "--preparation-key", key)
    assert other.done(READ).strip() == "canary-note"
    assert (other.home / "preparation-key").stat().st_mode & 0o777 == 0o600
    lost = place_in("lost")
    assert "Restored" in lost.run("restore", tmp_path / "all.tar", "--without-preparation")
    assert lost.done(READ).strip() == "closed"


def test_a_backup_goes_back_to_its_own_kind_of_database(begun, tmp_path):
    begun.run("backup", tmp_path / "all.tar")
    if on_sqlite:
        said = Place(tmp_path / "other").run(
            "restore", tmp_path / "all.tar", code=2, DATABASE_URL="postgresql://127.0.0.1:9/nowhere"
        )
        assert "other kind of database" in said
    else:
        assert "is of PostgreSQL" in Place(tmp_path / "other").run(
            "restore", tmp_path / "all.tar", code=2, DATABASE_URL=""
        )


def test_a_record_that_does_not_have_the_backups_head_is_said(begun, tmp_path):
    begun.run("backup", tmp_path / "all.tar")
    bad = rewritten(tmp_path / "all.tar", tmp_path / "bad.tar", in_manifest(head=[2, "0" * 64]))
    assert "does not have the head" in Place(tmp_path / "other").run("restore", bad, code=1)
