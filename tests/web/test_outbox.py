"""The outbox tells what became of letters and nothing of what they say; wordings are changed by page."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import cast, signed_in

from secondround.audit.actions import CONSOLE
from secondround.correspondence.actions import Recipient, queue_letter
from secondround.correspondence.models import Letter, LetterState, LetterTemplate, SendingPause
from secondround.correspondence.templates import kinds, said_kind
from secondround.work.models import WorkItem

pytestmark = pytest.mark.django_db
OUTBOX = "web:outbox"


@pytest.fixture
def world():
    return cast()


def letter(state, number=0):
    made = queue_letter(
        by=CONSOLE, at=timezone.now(), to=Recipient("Zora Secret", f"secret{number}@mail.example"), kind="decisions.no",
        subject="Secretly no", body="Secret words",
    )  # fmt: skip
    Letter.objects.filter(pk=made.pk).update(state=state, problem="550 no mailbox secret@mail.example here")
    return made


def test_it_shows_states_and_never_whom_or_what(world):
    letter(LetterState.FAILED)
    page = signed_in(world.ada).get(reverse(OUTBOX)).content.decode()
    assert "The answer is no." in page and "550" in page and "Refused" in page
    assert "decisions.no" not in page
    assert "ecret" not in page


def test_a_refused_letter_is_sent_again_or_taken_back(world):
    ada, first, second = signed_in(world.ada), letter(LetterState.FAILED), letter(LetterState.FAILED, 1)
    WorkItem.objects.all().delete()
    ada.post(reverse("web:letter_again", args=[first.uid]))
    ada.post(reverse("web:letter_back", args=[second.uid]))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (LetterState.QUEUED, LetterState.WITHDRAWN)
    assert [one.payload["letter"] for one in WorkItem.objects.all()] == [first.pk]


def test_what_has_left_stays_as_it_is(world):
    sent = letter(LetterState.QUEUED)
    Letter.objects.filter(pk=sent.pk).update(state=LetterState.SENT, sent_at=timezone.now())
    for door in ("web:letter_again", "web:letter_back"):
        signed_in(world.ada).post(reverse(door, args=[sent.uid]))
    sent.refresh_from_db()
    assert sent.state == LetterState.SENT


def test_sending_is_paused_with_a_reason_and_resumed(world):
    ada = signed_in(world.ada)
    ada.post(reverse("web:pause_sending"), {"reason": " "})
    assert not SendingPause.objects.exists()
    ada.post(reverse("web:pause_sending"), {"reason": "The server moves."})
    assert "The server moves." in ada.get(reverse(OUTBOX)).content.decode()
    ada.post(reverse("web:resume_sending"))
    assert not SendingPause.objects.filter(to_at__isnull=True).exists()


def test_as_many_questions_for_one_letter_as_for_three(world):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ada = signed_in(world.ada)
    ada.get(reverse(OUTBOX))  # the first answer of a browser begins its session
    counts = []
    for number in range(3):
        letter(LetterState.FAILED, number)
        with CaptureQueriesContext(connection) as seen:
            ada.get(reverse(OUTBOX))
        counts.append(len(seen))
    assert counts[0] == counts[2]


def test_a_wording_is_looked_at_saved_and_refused_with_its_place(world):
    rosa, page = signed_in(world.rosa), reverse("web:word", args=["decisions.no"])
    typed = {"subject": "About {position}", "body": "Dear {candidate},\nno.\n\n{sender}"}
    looked = rosa.post(page, typed | {"step": "look"}).content.decode()
    assert "Dear Nils Berg," in looked and not LetterTemplate.objects.exists()
    wrong = rosa.post(page, typed | {"body": "Dear {canditate}", "step": "save"})
    assert wrong.status_code == 422 and "{canditate}" in wrong.content.decode()
    rosa.post(page, typed | {"step": "save"})
    assert LetterTemplate.objects.get().made_by == world.rosa
    assert "version 1" in rosa.get(page).content.decode()
    assert rosa.get(reverse("web:word", args=["no.such"])).status_code == 404
    assert signed_in(world.hugo).get(page).status_code == 404


def test_every_kind_of_letter_is_said_in_words():
    """Each kind that the product queues, read from its sources."""
    said = {kind: said_kind(kind) for kind in kinds()}
    for path in (Path(__file__).parents[2] / "src" / "secondround").rglob("*.py"):
        said |= {kind: said_kind(kind) for kind in re.findall(r'kind="([a-z]+\.[a-z_]+)"', path.read_text())}
    not_letters = {kind for kind in said if kind in ("candidates.read_resume",)}
    assert {kind for kind, words in said.items() if words == kind} == not_letters
    assert {"people.reset", "people.invitation", "handoff.brief_link", "handoff.brief_code"} <= set(said)
