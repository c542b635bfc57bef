"""Letters: handed to a real mail server once, with what became of each."""

import email
import socket
from dataclasses import replace
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone
from tests.cast import people

from secondround.audit.actions import CONSOLE
from secondround.correspondence.actions import (
    pause_sending,
    queue_letter,
    resume_sending,
    send_letter,
    withdraw_letter,
)
from secondround.correspondence.models import Letter, LetterState
from secondround.work.engine import run_all
from secondround.work.models import WorkItem

pytestmark = pytest.mark.django_db


class Server:
    def __init__(self):
        self.letters, self.answer = [], "250 received"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        return self.answer


@pytest.fixture
def server(settings):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    made = Server()
    controller = Controller(made, hostname="127.0.0.1", port=port)
    controller.start()
    settings.INSTALLATION = replace(settings.INSTALLATION, mail_url=f"smtp://127.0.0.1:{port}", is_demo=False)
    yield made
    controller.stop()


@pytest.fixture
def letter():
    to = people().ines
    return queue_letter(
        by=CONSOLE, at=timezone.now(), to=to, kind="test", subject="Zur Prüfung", body="Grüße an Nora Wójcik.\n"
    )


def state(letter):
    letter.refresh_from_db()
    return letter.state


def test_a_letter_arrives_once_with_a_stable_id(server, letter):
    run_all()
    assert state(letter) == LetterState.SENT
    (arrived,) = server.letters
    assert (arrived["Subject"], arrived["Message-ID"], arrived.get_content().replace("\r\n", "\n")) == (
        "Zur Prüfung",
        letter.message_id,
        "Grüße an Nora Wójcik.\n",
    )
    send_letter(at=timezone.now(), letter=letter)
    assert len(server.letters) == 1


@pytest.mark.parametrize(
    ("answer", "then"), [("550 nobody here", LetterState.FAILED), ("451 later", LetterState.QUEUED)]
)
def test_what_the_server_refuses(server, letter, answer, then):
    server.answer = answer
    run_all()
    assert state(letter) == then
    assert answer[:3] in letter.problem


def test_a_crash_while_sending_is_unknown_and_never_sent_again(server, letter):
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENDING)
    letter.refresh_from_db()
    send_letter(at=timezone.now(), letter=letter)
    assert (state(letter), server.letters) == (LetterState.UNKNOWN, [])


def test_nothing_leaves_while_sending_is_paused(server, letter):
    pause_sending(by=CONSOLE, at=timezone.now(), reason="restored")
    run_all()
    assert (state(letter), server.letters) == (LetterState.QUEUED, [])
    assert resume_sending(by=CONSOLE, at=timezone.now()) == 1
    run_all()
    assert state(letter) == LetterState.SENT


def test_a_letter_can_be_taken_back_until_it_leaves(server, letter):
    assert withdraw_letter(by=CONSOLE, at=timezone.now(), letter=letter)
    run_all()
    assert (state(letter), server.letters) == (LetterState.WITHDRAWN, [])


def test_without_a_mail_server_letters_wait(letter, settings):
    settings.INSTALLATION = replace(settings.INSTALLATION, mail_url="", is_demo=False)
    run_all()
    assert state(letter) == LetterState.QUEUED
    assert WorkItem.objects.filter(state="waiting").exists()


def test_the_demos_letters_go_to_a_folder(letter, settings, tmp_path):
    settings.INSTALLATION = replace(settings.INSTALLATION, is_demo=True, home=tmp_path)
    run_all()
    assert state(letter) == LetterState.SENT
    assert [path.suffix for path in (tmp_path / "letters").iterdir()] == [".eml"]
