"""Whoever must not judge somebody says so, before opening the file or after: out of the interviews, out of the file."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.cast import cast, owe, signed_in

from secondround.candidates.models import Conflict
from secondround.correspondence.models import Letter
from secondround.interviews.actions.drafts import save_draft
from secondround.interviews.actions.scheduling import Appointment, schedule_interview
from secondround.interviews.models import Assignment
from secondround.interviews.rules.drafts import EMPTY
from secondround.people.models import BookedSlot
from secondround.web.invariants import blindness

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return cast()


def declared(user, application, **more):
    given = {"kind": "relative", "reason": "my sister's son", **more}
    return signed_in(user).post(reverse("interviews:conflict", args=[application.uid]), given)


def test_the_page_shows_a_name_and_nothing_of_the_file(world):
    owe(world, world.ines, world.cleo)
    page = signed_in(world.ines).get(reverse("interviews:conflict", args=[world.cleo.uid])).content.decode()
    assert ("Cleo Marin" in page, "cleo@mail.example" in page, "What was said" in page) == (True, False, False)
    assert signed_in(world.otto).get(reverse("interviews:conflict", args=[world.cleo.uid])).status_code == 404


def test_said_before_reading_everything_to_come_goes_to_somebody_else(world):
    now = datetime.now(UTC)
    made = schedule_interview(
        by=world.rosa, at=now, application=world.cleo, round=world.first_round, kit=None,
        when=Appointment(now + timedelta(days=2), 60, "Europe/Amsterdam"), assessors=[world.ines],
    )  # fmt: skip
    assert "I must not judge this person" in signed_in(world.ines).get("/").content.decode()
    declared(world.ines, world.cleo, unread="1")
    assert Conflict.objects.get().had_read is False
    assert Assignment.objects.get(interview=made).state == "declined"
    assert BookedSlot.objects.filter(user=world.ines).count() == 0
    told = Letter.objects.get(kind="interviews.declined")
    assert (told.to_name, "must not judge this person" in told.body, "sister" in told.body) == (
        "Rosa Keller",
        True,
        False,
    )
    assert signed_in(world.ines).get(reverse("interviews:application", args=[world.cleo.uid])).status_code == 404
    assert "Nobody holds this interview any more" in signed_in(world.rosa).get("/").content.decode()


def test_said_after_reading_the_card_is_owed_no_more_and_the_recruiter_reads_which(world):
    mine = owe(world, world.ines, world.cleo)
    save_draft(by=world.ines, at=datetime.now(UTC), assignment=mine, body={**EMPTY, "new": "I know her"}, base=0)
    declared(world.ines, world.cleo, unread="1")  # what was written says otherwise
    assert Conflict.objects.get().had_read is True
    assert (Assignment.objects.get(pk=mine.pk).state, blindness()) == ("recused", [])
    assert "after having opened the file" in signed_in(world.rosa).get(
        reverse("interviews:application", args=[world.cleo.uid])
    ).content.decode()  # fmt: skip


def test_without_what_connects_the_two_nothing_is_declared_and_nothing_typed_is_lost(world):
    owe(world, world.ines, world.cleo)
    page = declared(world.ines, world.cleo, kind="friend")
    assert (page.status_code, "sister" in page.content.decode(), Conflict.objects.count()) == (422, True, 0)
