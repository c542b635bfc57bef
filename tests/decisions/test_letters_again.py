"""A letter to a candidate that was refused, or of unknown fate, goes out once more from its own page, for whoever may write to them."""

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import ANSWER_BY, cast, owe, second_round, signed_in

from secondround.audit.models import AuditEntry
from secondround.candidates.models import Candidate
from secondround.correspondence.actions import Recipient, queue_letter
from secondround.correspondence.models import Letter, LetterState
from secondround.visits.actions.invitations import InvitationGiven, invite
from secondround.work.models import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return cast()


def letter(world, state, about=""):
    made = queue_letter(
        by=world.rosa, at=timezone.now(), to=Recipient("Cleo Marin", "cleo@mail.example"), kind="interviews.invitation_candidate",
        subject="Interview", body="We would like to get to know you.", about=about or f"application:{world.cleo.pk}",
    )  # fmt: skip
    sent_at = timezone.now() if state == LetterState.SENT else None
    Letter.objects.filter(pk=made.pk).update(state=state, problem="550 no such mailbox", sent_at=sent_at)
    WorkItem.objects.all().delete()
    return made


def doors(one):
    return [reverse(f"decisions:{name}", args=[one.uid]) for name in ("letter", "letter_again")]


def state_of(one):
    one.refresh_from_db()
    return one.state


@pytest.mark.parametrize("state", [LetterState.FAILED, LetterState.UNKNOWN])
def test_it_goes_out_once_more(world, state):
    one, rosa = letter(world, state), signed_in(world.rosa)
    page, again = doors(one)
    assert "Send it again" in rosa.get(page).content.decode()
    rosa.post(again)
    assert (state_of(one), one.problem, one.to_address) == (LetterState.QUEUED, "", "cleo@mail.example")
    assert [item.payload["letter"] for item in WorkItem.objects.all()] == [one.pk]
    rosa.post(again)  # pressed twice
    assert WorkItem.objects.count() == 1
    assert AuditEntry.objects.filter(act="correspondence.send_again").count() == 1
    assert "Send it again" not in rosa.get(page).content.decode()


def test_it_goes_to_the_address_that_was_put_right_since(world):
    one, rosa = letter(world, LetterState.FAILED), signed_in(world.rosa)
    Candidate.objects.filter(pk=world.cleo.candidate_id).update(email="cleo.marin@mail.example")
    page, again = doors(one)
    assert "cleo.marin@mail.example" in rosa.get(page).content.decode()
    rosa.post(again)
    assert (state_of(one), one.to_address) == (LetterState.QUEUED, "cleo.marin@mail.example")


def test_what_has_left_or_waits_is_not_sent_again(world):
    for state in (LetterState.SENT, LetterState.QUEUED, LetterState.WITHDRAWN, LetterState.SENDING):
        one = letter(world, state)
        page, again = doors(one)
        assert "Send it again" not in signed_in(world.rosa).get(page).content.decode()
        signed_in(world.rosa).post(again)
        assert (state_of(one), WorkItem.objects.count()) == (state, 0)


def test_only_whoever_may_write_to_the_candidate_does(world):
    one = letter(world, LetterState.FAILED)
    for user in (world.hugo, world.otto, world.ada):
        assert [signed_in(user).get(doors(one)[0]).status_code, signed_in(user).post(doors(one)[1]).status_code] == [
            404,
            404,
        ]
    owe(world, world.rosa, world.cleo)  # blind, and so not told of what was written either
    assert signed_in(world.rosa).post(doors(one)[1]).status_code == 404
    assert state_of(one) == LetterState.FAILED


def test_a_refused_invitation_waits_on_the_first_page_and_is_sent_again_from_its_own(world):
    at = second_round(world).at
    given = InvitationGiven("To talk about cranes.", "The director.", ANSWER_BY, ANSWER_BY, world.rosa)
    invite(by=world.rosa, at=at, application=world.cleo, given=given)
    one = Letter.objects.get(kind="visits.invitation")
    Letter.objects.filter(pk=one.pk).update(state=LetterState.FAILED, queued_at=timezone.now())
    rosa, (page, again) = signed_in(world.rosa), doors(one)
    assert f'href="{page}"' in rosa.get("/").content.decode()
    assert f'href="{page}"' in rosa.get(reverse("visits:invite", args=[world.cleo.uid])).content.decode()
    shown = rosa.get(page).content.decode()
    assert "To talk about cranes." in shown and "Send it again" in shown
    rosa.post(again)
    assert state_of(one) == LetterState.QUEUED


def test_a_letter_about_anything_else_has_no_page_here(world):
    for about in ("", "user:1", "invitation:999", "application:999", "interview:1", "application:x"):
        one = letter(world, LetterState.FAILED, about or "nothing")
        assert signed_in(world.rosa).get(doors(one)[0]).status_code == 404
