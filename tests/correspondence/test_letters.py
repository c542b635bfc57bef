"""Letters: handed to a real mail server once, with what became of each."""

from dataclasses import replace

import pytest
from django.utils import timezone
from tests.cast import people

from secondround.audit.actions import CONSOLE
from secondround.audit.models import AuditEntry
from secondround.correspondence.actions import (
    pause_sending,
    queue_letter,
    resume_sending,
    send_again,
    send_letter,
    withdraw_letter,
)
from secondround.correspondence.models import Letter, LetterState
from secondround.correspondence.post import can_send
from secondround.correspondence.queries import counts, current_pause, find_letter, letters, wanting_somebody
from secondround.work.engine import run_all
from secondround.work.models import WorkItem

pytestmark = pytest.mark.django_db


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
        "Grüße an Nora Wójcik.\n\n-- \nSecond Round, http://127.0.0.1:8000\n",
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


def test_without_a_mail_server_letters_wait_as_one_piece_of_work_each(letter, settings):
    settings.INSTALLATION = replace(settings.INSTALLATION, mail_url="", is_demo=False)
    for _ in range(3):
        WorkItem.objects.update(due_at=timezone.now())
        assert run_all() == 1
    assert (can_send(), state(letter)) == (False, LetterState.QUEUED)
    assert WorkItem.objects.get().due_at > timezone.now()


def test_the_demos_letters_go_to_a_folder(letter, settings, tmp_path):
    settings.INSTALLATION = replace(settings.INSTALLATION, is_demo=True, home=tmp_path)
    run_all()
    assert state(letter) == LetterState.SENT
    assert [path.suffix for path in (tmp_path / "letters").iterdir()] == [".eml"]


def test_a_pause_goes_on_over_a_second_one_and_says_why():
    assert current_pause() is None
    for reason in ("restored", "again"):
        pause_sending(by=CONSOLE, at=timezone.now(), reason=reason)
    assert current_pause().reason == "restored"
    resume_sending(by=CONSOLE, at=timezone.now())
    assert current_pause() is None
    resume_sending(by=CONSOLE, at=timezone.now())
    assert AuditEntry.objects.filter(act="correspondence.resume").count() == 1


def test_a_letter_of_unknown_fate_goes_out_again_only_when_somebody_says_so(server, letter):
    run_all()
    Letter.objects.update(state=LetterState.UNKNOWN, sent_at=None)
    letter.refresh_from_db()
    assert (list(wanting_somebody()), counts()[LetterState.UNKNOWN]) == ([letter], 1)
    assert send_again(by=CONSOLE, at=timezone.now(), letter=letter)
    run_all()
    assert (state(letter), [one["Message-ID"] for one in server.letters]) == (LetterState.SENT, [letter.message_id] * 2)
    assert not send_again(by=CONSOLE, at=timezone.now(), letter=letter)


def test_a_letter_is_found_by_how_its_id_begins(letter):
    assert find_letter(str(letter.uid)) == find_letter(letter.uid.hex[:8].upper()) == letter
    assert [find_letter(one) for one in ("", "zz", letter.uid.hex[:3], "0" * 8)] == [None] * 4


def test_letters_are_listed_by_state(letter):
    other = queue_letter(
        by=CONSOLE, at=timezone.now(), to=letter.to_user, kind="test", subject="Second", body="Later.",
    )  # fmt: skip
    withdraw_letter(by=CONSOLE, at=timezone.now(), letter=letter)
    assert (list(letters()), list(letters(states=(LetterState.QUEUED,)))) == ([other, letter], [other])


@pytest.mark.parametrize(
    ("name", "subject"), [("Ines\r\nBcc: otto@delta.example", "Hello"), ("Ines", "Hello\nBcc: otto@delta.example")]
)
def test_no_text_begins_a_header_of_its_own(server, letter, name, subject):
    Letter.objects.update(to_name=name, subject=subject)
    run_all()
    (arrived,) = server.letters
    assert (arrived["Bcc"], state(letter)) == (None, LetterState.SENT)


def test_a_line_that_is_a_dot_does_not_end_the_letter(server, letter):
    Letter.objects.update(body="First.\n.\n..\nLast.\n")
    run_all()
    assert server.letters[0].get_content().replace("\r\n", "\n") == "First.\n.\n..\nLast.\n"
