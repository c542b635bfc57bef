"""What holds for every page and command: headers, cookies by scheme, limits, one line instead of a trace."""

# ruff: noqa: E501

import os
import re
import subprocess
import sys

import pytest
from tests.cast import people, signed_in

from secondround.web.demo.loading import DATABASE, forget_demo
from secondround.web.installation import Misconfigured, preparation_key, read_installation, secret_key


@pytest.mark.django_db
def test_every_answer_carries_the_headers():
    client = signed_in(people().rosa)
    for path in ("/", "/nobody-here/", "/import/"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"]


@pytest.mark.django_db
def test_nothing_is_inline_in_what_is_really_sent():
    client = signed_in(people().rosa)
    for path in ("/", "/library/teamwork/", "/people/me/", "/record/", "/import/"):
        body = client.get(path).content.decode()
        assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", body), path


@pytest.mark.django_db
def test_a_body_that_is_too_large_is_refused_before_it_is_read():
    client = signed_in(people().rosa)
    assert (
        client.post(
            "/import/", data=b"x", content_type="text/plain", headers={"content-length": str(30 * 2**20)}
        ).status_code
        == 413
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path", "fields"), [
    ("get", "/candidates/?q=%00", {}), ("get", "/welcome/a%00/", {}), ("post", "/people/me/", {"name": "Rosa\0"}), ("post", "/people/me/", {"a\0": "b"}),
])  # fmt: skip
def test_a_nul_is_no_text(method, path, fields):
    client = signed_in(people().rosa)
    answer = getattr(client, method)(path, fields)
    assert (answer.status_code, "could not be read" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"SECONDROUND_ADDRESS": "http://hiring.example"}, "https"),
        ({"SECONDROUND_ADDRESS": "hiring.example"}, "type for example https://"),
        ({"SECONDROUND_ADDRESS": "https://hiring.example", "SECONDROUND_DEMO": "1"}, "only on this computer"),
    ],
)
def test_what_an_installation_must_not_be(environ, words):
    with pytest.raises(Misconfigured, match=words):
        read_installation(environ)


def test_the_secret_key_is_its_owners_alone(tmp_path):
    installation = read_installation({"SECONDROUND_HOME": str(tmp_path / "home")})
    key = secret_key(installation, {})
    assert secret_key(installation, {}) == key
    assert (tmp_path / "home" / "secret-key").stat().st_mode & 0o777 == 0o600


def run(*arguments, home, **environ):
    done = subprocess.run(
        [sys.executable, "-m", "secondround", *arguments], capture_output=True, text=True, check=False, timeout=120,
        env={"PATH": os.environ["PATH"], "SECONDROUND_HOME": str(home), **environ},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_cookies_follow_the_scheme(tmp_path):
    code = "import django;from django.conf import settings as s;django.setup();print(s.SESSION_COOKIE_NAME,s.SESSION_COOKIE_SECURE,s.CSRF_COOKIE_NAME)"
    said = {
        address: subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env={"SECONDROUND_HOME": str(tmp_path), "SECONDROUND_ADDRESS": address, "DJANGO_SETTINGS_MODULE": "secondround.web.settings"},
        ).stdout.split()
        for address in ("https://hiring.example", "http://127.0.0.1:8000")
    }  # fmt: skip
    assert said["https://hiring.example"] == ["__Host-session", "True", "__Host-csrf"]
    assert said["http://127.0.0.1:8000"] == ["session", "False", "csrf"]


def test_commands_refuse_in_one_line(tmp_path):
    for arguments, words in (
        (("init", "--zone", "Mars/Olympus"), "no time zone"),
        (("import", "nowhere.csv"), "No such file"),
        (("brief", "nobody", "--pdf", "x.pdf"), "no frozen brief"),
        (("restore", "nowhere.tar"), "is not here"),
    ):
        code, out, err = run(*arguments, home=tmp_path / "home")
        assert (code, out) == (2, "")
        assert words in err and "Traceback" not in err and len(err.strip().splitlines()) == 1


def test_from_init_to_a_broken_record(tmp_path):
    """init twice gives a new link, doctor is content, and a tampered record is found and named."""
    import sqlite3

    home = tmp_path / "home"
    first, again = (run("init", "--organisation", "Delta", home=home)[1] for _ in range(2))
    assert "/welcome/" in first and "/welcome/" in again and first != again
    code, said, _err = run("doctor", home=home)
    assert code == 0 and "LACK" not in said
    assert run("check-invariants", home=home)[0] == 0
    with sqlite3.connect(home / "second-round.sqlite3") as database:
        database.execute("update secondround_auditentry set act = 'nothing.happened' where sequence = 2")
    database.close()
    code, said, _err = run("check-invariants", home=home)
    assert code == 1 and "BROKEN  the record's chain holds" in said
    assert run("init", home=home)[0] == 0


def test_a_demo_is_begun_afresh_and_no_other_folder_is_taken_for_one(tmp_path):
    """What an installation makes at its first start is all that a demo's folder holds."""
    home = tmp_path / "demo"
    made = read_installation({"SECONDROUND_HOME": str(home)})
    secret_key(made, {})
    preparation_key(made, {})
    (home / DATABASE).touch()
    forget_demo(str(home))
    assert not home.exists()
    home.mkdir()
    (home / "holiday.jpg").touch()
    forget_demo(str(home))
    assert [one.name for one in home.iterdir()] == ["holiday.jpg"]
