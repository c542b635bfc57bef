"""The answer by letter: by day, in the sender's words, taken back until it leaves; owed again when it came to nothing."""
# ruff: noqa: E501

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import ANSWER_BY, applicant, cast, signed_in, submit

from secondround.candidates.models import Candidate
from secondround.correspondence.actions import send_letter, withdraw_letter
from secondround.correspondence.models import Letter, LetterState
from secondround.decisions.actions import (
    AnswerRefused,
    close_before_interview,
    note_answer,
    send_answer,
    take_back_answer,
)
from secondround.decisions.models import AnswerOwed
from secondround.decisions.queries import drafted
from secondround.interviews.models import Interview
from secondround.people.access import Refused
from secondround.people.models import Organisation
from secondround.positions.actions import end_team, name_team
from secondround.positions.models import TeamRole
from secondround.web.invariants import violations
from secondround.web.waiting import waiting_for

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)  # a Tuesday, ten o'clock in Amsterdam
NIGHT = datetime(2026, 11, 24, 22, tzinfo=UTC)


@pytest.fixture
def world():
    return cast()


@pytest.fixture
def owed(world):
    close_before_interview(
        by=world.rosa, at=world.at, application=world.nils, words="No licence.", owner=world.rosa, due_on=ANSWER_BY
    )
    return AnswerOwed.objects.get(application=world.nils)


def answer(world, owed, at=MORNING, **more):
    return send_answer(by=world.rosa, at=at, owed=owed, subject="Your application", body="Hello Nils.\nNo.", **more)


def local(moment):
    return f"{moment.astimezone(ZoneInfo('Europe/Amsterdam')):%Y-%m-%d %H:%M}"


def test_an_answer_is_queued_kept_with_the_debt_and_waits_for_nobody(world, owed):
    letter = answer(world, owed)
    owed.refresh_from_db()
    assert (owed.letter, owed.answered_at, letter.to_address, letter.reply_to, letter.to_user) == (
        letter, MORNING, "nils@mail.example", world.rosa.email, None,
    )  # fmt: skip
    assert letter.template == "decisions.no:en:0"
    assert not [one for one in waiting_for(world.rosa, MORNING) if one.answer]
    assert [one for one in violations() if one.name != "files are whole"] == []


@pytest.mark.parametrize(
    ("at", "wanted", "leaves"),
    [
        (MORNING, None, "2026-11-24 10:00"),
        (NIGHT, None, "2026-11-25 08:00"),
        (MORNING, datetime(2026, 11, 28, 12, tzinfo=UTC), "2026-11-30 08:00"),  # a Saturday was chosen
        (MORNING, datetime(2020, 1, 1, tzinfo=UTC), "2026-11-24 10:00"),
    ],
)
def test_it_never_leaves_at_night_or_on_a_weekend(world, owed, at, wanted, leaves):
    assert local(answer(world, owed, at, not_before=wanted).not_before) == leaves


def test_nor_on_a_day_with_an_interview_for_any_position(world, owed):
    Interview.objects.create(
        application=applicant(world.rosa, world.position, "Other One", at=world.at), round=world.first_round, at=MORNING
    )
    assert local(answer(world, owed).not_before) == "2026-11-24 10:00"
    owed.refresh_from_db()
    take_back_answer(by=world.rosa, at=MORNING, owed=owed)
    Interview.objects.create(application=world.nils, round=world.first_round, at=MORNING + timedelta(hours=5))
    assert local(answer(world, owed).not_before) == "2026-11-25 08:00"


def test_nor_on_a_day_off(world, owed):
    organisation = Organisation.objects.get()
    organisation.days_off = ["2026-11-24", "2026-11-25"]
    organisation.save()
    assert local(answer(world, owed).not_before) == "2026-11-26 08:00"


def test_a_letter_keeps_its_hour(world, owed, settings):
    letter = answer(world, owed, NIGHT)
    assert send_letter(at=NIGHT + timedelta(hours=1), letter=letter) == LetterState.QUEUED


def test_taken_back_it_is_owed_again(world, owed):
    letter = answer(world, owed, NIGHT)
    owed.refresh_from_db()
    take_back_answer(by=world.rosa, at=NIGHT, owed=owed)
    owed.refresh_from_db()
    letter.refresh_from_db()
    assert (owed.answered_at, owed.letter, letter.state) == (None, None, LetterState.WITHDRAWN)
    assert [one.due_at.date() for one in waiting_for(world.rosa, NIGHT) if one.answer] == [ANSWER_BY]


def test_what_has_left_is_not_taken_back(world, owed):
    letter = answer(world, owed)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT, sent_at=MORNING)
    owed.refresh_from_db()
    with pytest.raises(AnswerRefused, match="has_left"):
        take_back_answer(by=world.rosa, at=MORNING, owed=owed)
    owed.refresh_from_db()
    assert owed.letter == letter


def test_nobody_is_answered_twice(world, owed):
    answer(world, owed)
    with pytest.raises(AnswerRefused, match="answered"):
        answer(world, owed)
    with pytest.raises(AnswerRefused, match="answered"):
        note_answer(by=world.rosa, at=MORNING, owed=owed, how="By telephone")
    assert Letter.objects.count() == 1


def test_a_refused_letter_leaves_the_answer_owed_and_is_not_sent_beside_the_next(world, owed):
    first = answer(world, owed)
    Letter.objects.filter(pk=first.pk).update(state=LetterState.FAILED)
    assert [one.answer for one in waiting_for(world.rosa, MORNING) if one.answer] == [world.nils]
    second = answer(world, owed)
    first.refresh_from_db()
    owed.refresh_from_db()
    assert (first.state, owed.letter) == (LetterState.WITHDRAWN, second)


def test_taken_back_in_the_outbox_it_is_owed_again_too(world, owed):
    withdraw_letter(by=world.ada, at=MORNING, letter=answer(world, owed, NIGHT))
    assert [one.answer for one in waiting_for(world.rosa, MORNING) if one.answer] == [world.nils]


def test_without_an_address_it_is_noted_how(world, owed):
    Candidate.objects.filter(pk=world.nils.candidate_id).update(email=None)
    world.nils.candidate.refresh_from_db()
    owed = AnswerOwed.objects.get(pk=owed.pk)
    with pytest.raises(AnswerRefused, match="no_address"):
        answer(world, owed)
    page = signed_in(world.rosa).get(reverse("decisions:answer", args=[world.nils.uid])).content.decode()
    assert 'name="how"' in page and 'name="subject"' not in page
    note_answer(by=world.rosa, at=MORNING, owed=owed, how="By telephone")


def test_only_who_may_settle_answers(world, owed):
    with pytest.raises(Refused):
        send_answer(by=world.otto, at=MORNING, owed=owed, subject="a", body="b")


def test_the_draft_is_in_the_senders_name_and_holds_no_assessment(world, owed):
    submit(world, world.ines, world.cleo, {"Teamwork": 2}, notes={"Teamwork": ["Interrupted twice."]})
    made = drafted(world.rosa, world.cleo, "decisions.no")
    assert made.body.endswith("Rosa Keller")
    assert "Site engineer" in made.subject
    assert "Interrupted" not in made.body


def test_written_looked_at_sent_and_taken_back_on_the_page(world, owed):
    rosa, page = signed_in(world.rosa), reverse("decisions:answer", args=[world.nils.uid])
    shown = rosa.get(page).content.decode()
    assert "Rosa Keller" in shown and "Hello Nils Berg," in shown
    day = (timezone.now().date() + timedelta(days=30)).isoformat()
    typed = {"subject": "About <you>", "body": "Dear Nils", "when": "day", "day": day}
    looked = rosa.post(page, typed | {"step": "look"})
    assert "About &lt;you&gt;" in looked.content.decode() and not Letter.objects.exists()
    assert rosa.post(page, typed | {"step": "send"}).status_code == 302
    letter = Letter.objects.get()
    assert (letter.not_before.date() - date.fromisoformat(day)).days in range(4)
    assert letter.subject == "About <you>"
    assert "Take it back" in rosa.get(page).content.decode()
    rosa.post(reverse("decisions:take_back_answer", args=[world.nils.uid]))
    letter.refresh_from_db()
    assert letter.state == LetterState.WITHDRAWN
    assert "waits for an answer" in rosa.get(page).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"subject": " "}, {"body": ""}, {"when": "day", "day": ""}, {"when": "day", "day": "2020-01-01"}, {"when": "day", "day": "2026-02-31"}, {"when": "day", "day": "9999-12-31"}]
)  # fmt: skip
def test_a_form_that_is_not_right_sends_nothing(world, owed, wrong):
    page = reverse("decisions:answer", args=[world.nils.uid])
    answered = signed_in(world.rosa).post(page, {"subject": "a", "body": "b", "when": "now", "step": "send"} | wrong)
    assert answered.status_code == 422
    assert not Letter.objects.exists()


def test_letters_about_an_application_are_its_recruiters_to_read(world, owed):
    letter = answer(world, owed)
    file, one = reverse("interviews:application", args=[world.nils.uid]), reverse("decisions:letter", args=[letter.uid])
    assert one in signed_in(world.rosa).get(file).content.decode()
    assert "Hello Nils." in signed_in(world.rosa).get(one).content.decode()
    assert one not in signed_in(world.hugo).get(file).content.decode()
    assert signed_in(world.hugo).get(one).status_code == 404


def test_what_somebody_owes_who_has_left_the_team_waits_with_whoever_recruits(world, owed):
    name_team(by=world.rosa, at=world.at, position=world.position, user=world.otto, role=TeamRole.RECRUITER)
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert [one.what for one in waiting_for(world.otto, at) if one.answer] == []
    member = world.position.team.get(user=world.rosa, role=TeamRole.RECRUITER)
    end_team(by=world.otto, at=at - timedelta(hours=1), member=member)
    assert [one.what for one in waiting_for(world.otto, at) if one.answer] == ["An answer is owed by Rosa Keller"]
