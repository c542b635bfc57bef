"""Mail servers that break in every place: what is said of the letter is true, and nobody gets it twice by our doing."""

import re
import socket
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cast import people

from secondround.audit.actions import CONSOLE
from secondround.correspondence.actions import queue_letter, send_letter
from secondround.correspondence.models import Letter, LetterState
from secondround.work.engine import run_all
from secondround.work.models import WorkItem

pytestmark = pytest.mark.django_db
DROP = "drop"
WELL = {
    "greet": "220 here",
    "EHLO": "250 here",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "body": "250 ok",
}


class Faulty:
    """A mail server that answers as it is told, or hangs up; keeps what it took as delivered."""

    def __init__(self):
        self.answers, self.taken, self.seen = dict(WELL), [], []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                line, _ = self.listening.accept()
            except OSError:
                return
            with line, line.makefile("rwb") as talk:
                self.talk(talk)

    def talk(self, talk):
        if not self.answer(talk, "greet"):
            return
        while words := talk.readline().decode().split():
            verb = words[0].upper()
            self.seen.append(verb)
            if verb == "QUIT" or not self.answer(talk, verb):
                return
            if verb == "DATA" and self.answers["DATA"].startswith("354") and not self.body(talk):
                return

    def body(self, talk):
        lines = []
        while (got := talk.readline()) != b".\r\n":
            lines.append(got)
        told = self.answers["body"]
        if told.startswith(("250", "then")):
            self.taken.append(re.search(rb"Message-ID:\s*(\S+)", b"".join(lines))[1].decode())
        return self.answer(talk, "body")

    def answer(self, talk, what):
        told = self.answers.get(what, "502 what?")
        if told.endswith(DROP):
            return False
        talk.write(f"{told}\r\n".encode())
        talk.flush()
        return True


@pytest.fixture
def faulty(settings):
    made = Faulty()
    settings.INSTALLATION = replace(settings.INSTALLATION, mail_url=f"smtp://127.0.0.1:{made.port}", is_demo=False)
    yield made
    made.listening.close()


@pytest.fixture
def letter():
    return queue_letter(by=CONSOLE, at=timezone.now(), to=people().ines, kind="test", subject="Hello", body="Hello.")


def run_when_due():
    """The hours until it is due again, in no time."""
    WorkItem.objects.filter(state="waiting").update(due_at=timezone.now())
    Letter.objects.update(not_before=None)
    run_all()


# Where it breaks, what is said of the letter, does the try count, how often it has arrived once all is well again.
FAULTS = [
    ({"greet": DROP}, "queued", 0, 1),
    ({"greet": "421 closed today"}, "queued", 0, 1),
    ({"EHLO": DROP}, "queued", 0, 1),
    ({"MAIL": "451 come again"}, "queued", 0, 1),
    ({"MAIL": "550 who are you"}, "queued", 0, 1),
    ({"MAIL": DROP}, "queued", 1, 1),
    ({"RCPT": "450 greylisted"}, "queued", 1, 1),
    ({"RCPT": "550 nobody here"}, "failed", 1, 0),
    ({"RCPT": DROP}, "queued", 1, 1),
    ({"DATA": "451 come again"}, "queued", 1, 1),
    ({"DATA": "554 not from you"}, "failed", 1, 0),
    ({"DATA": DROP}, "queued", 1, 1),
    ({"body": "452 full"}, "queued", 1, 1),
    ({"body": "554 looks bad"}, "failed", 1, 0),
    ({"body": DROP}, "unknown", 1, 0),
    ({"body": f"then {DROP}"}, "unknown", 1, 1),
    ({}, "sent", 1, 1),
]


@pytest.mark.parametrize(("fault", "said", "tries", "arrives"), FAULTS, ids=[str(one[0]) for one in FAULTS])
def test_what_is_said_is_true_and_nothing_comes_twice(faulty, letter, fault, said, tries, arrives):
    faulty.answers.update(fault)
    run_all()
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, bool(letter.problem)) == (said, tries, said != "sent")
    faulty.answers = dict(WELL)
    for _ in range(3):
        run_when_due()
    letter.refresh_from_db()
    assert faulty.taken == [letter.message_id] * arrives
    assert letter.state == ("sent" if said == "queued" else said)
    assert WorkItem.objects.count() == 1  # however often it was tried


def test_a_server_that_is_away_for_a_week_loses_no_letter_and_is_asked_once_for_all(faulty):
    to = people().ines
    sent = [queue_letter(by=CONSOLE, at=timezone.now(), to=to, kind="test", subject="A", body="B") for _ in range(20)]
    faulty.answers["greet"] = "421 closed"
    for _ in range(30):
        faulty.seen.clear()
        assert run_all() == 1
        WorkItem.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        Letter.objects.update(not_before=None)
    faulty.answers = dict(WELL)
    run_all()
    assert sorted(faulty.taken) == sorted(one.message_id for one in sent)


def test_come_again_for_two_days_is_the_end_of_it(faulty, letter):
    faulty.answers["RCPT"] = "450 later"
    tries = 0
    while letter.state == LetterState.QUEUED:
        run_when_due()
        letter.refresh_from_db()
        tries += 1
    assert (letter.state, tries) == (LetterState.FAILED, 16)


def test_pauses_grow(faulty, letter):
    faulty.answers["RCPT"] = "450 later"
    waits, moment = [], timezone.now()
    for _ in range(12):
        send_letter(at=moment, letter=letter)
        letter.refresh_from_db()
        waits.append((letter.not_before - moment).total_seconds())
        moment = letter.not_before
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 21600, 21600]


def test_a_password_never_goes_in_the_clear(faulty, letter, settings):
    """Not on loopback, and no STARTTLS offered: the server is told nothing."""
    with socket.create_server(("127.0.0.2", faulty.port)) as other:
        faulty.listening.close()
        faulty.listening = other
        threading.Thread(target=faulty.run, daemon=True).start()
        settings.INSTALLATION = replace(settings.INSTALLATION, mail_url=f"smtp://ines:secret@127.0.0.2:{faulty.port}")
        run_all()
    letter.refresh_from_db()
    assert (letter.state, faulty.seen) == ("queued", ["EHLO"])
    assert "smtps://" in letter.problem


def test_an_address_beyond_ascii_is_refused_where_the_server_cannot(faulty, letter):
    Letter.objects.update(to_address="inês@delta.example")
    run_all()
    letter.refresh_from_db()
    assert (letter.state, faulty.taken) == ("failed", [])


def test_a_domain_beyond_ascii_is_written_as_servers_know_it(faulty, letter):
    Letter.objects.update(to_address="ines@bücher.example")
    run_all()
    letter.refresh_from_db()
    assert (letter.state, faulty.taken) == ("sent", [letter.message_id])
