"""However an offer ends, its candidate is told by a letter of somebody, at a civil hour, and finds it on their own page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import ANSWER_BY, come_in, signed_in
from tests.decisions.scene import approved, scene, sent

from secondround.audit.actions import WORKER
from secondround.candidates.models import Application
from secondround.correspondence.models import Letter, LetterState
from secondround.decisions.actions import (
    Ending,
    OfferRefused,
    close_position,
    expire_offers,
    extend_offer,
    withdraw,
    withdraw_offer,
)
from secondround.decisions.models import Closing, Offer, OfferState, Outcome
from secondround.decisions.queries import drafted, kind_of_answer, owed_to
from secondround.interviews.models import Interview
from secondround.people.models import User
from secondround.positions.models import PositionState
from secondround.web.invariants import violations
from secondround.web.waiting import waiting_for

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 24, 22, tzinfo=UTC)  # a Tuesday, eleven at night in Amsterdam


@pytest.fixture
def here():
    return scene()


@pytest.fixture
def cleo(here):
    """Her own browser; the offer is with her."""
    sent(here)
    client = Client()
    come_in(client, here.world.cleo.candidate)
    return client


def told(kind):
    return list(Letter.objects.filter(kind=f"decisions.{kind}").order_by("pk"))


def pages(client, of):
    return [
        client.get(where) for where in (reverse("candidates:my_page"), reverse("decisions:my_offer", args=[of.uid]))
    ]


def back(here, **more):
    of = here.world.cleo
    return signed_in(here.world.rosa).post(
        reverse("decisions:take_back_offer", args=[of.uid]),
        {"words": "The post was cut.", "subject": "Our offer", "body": "Hello Cleo,\nI am sorry.\nRosa"} | more,
    )


def test_taken_back_its_candidate_is_told_by_letter_and_on_their_page(here, cleo):
    rosa, page = signed_in(here.world.rosa), reverse("decisions:offer", args=[here.world.cleo.uid])
    shown = rosa.get(page).content.decode()
    assert "I have to tell you that we take back the offer" in shown and "It leaves" in shown  # before anything happens
    assert told("offer_withdrawn") == []
    assert back(here).status_code == 302
    (letter,) = told("offer_withdrawn")
    assert (letter.to_address, letter.reply_to, letter.about, letter.template) == (
        "cleo@mail.example", here.world.rosa.email, f"application:{here.world.cleo.pk}", "decisions.offer_withdrawn:en:0",
    )  # fmt: skip
    assert letter.body.startswith("Hello Cleo,\nI am sorry.\nRosa") and "cut" not in letter.body
    stands, offer = (one.content.decode() for one in pages(cleo, here.world.cleo))
    assert "We have taken back our offer." in stands and "Read the offer" not in stands
    assert "We have taken back this offer." in offer and "71,200 EUR per year" in offer and "Accept" not in offer
    assert "71,200" not in letter.body
    assert [one.what for one in waiting_for(here.world.rosa, here.at) if one.name == "Cleo Marin"] == [
        "An offer was taken back; they wait for what follows"
    ]
    assert violations() == []


@pytest.mark.parametrize("missing", ["words", "subject", "body"])
def test_without_a_reason_or_a_letter_nothing_is_taken_back_and_what_was_typed_stays(here, cleo, missing):
    answer = back(here, **{missing: " "})
    assert answer.status_code == 422
    kept = {"words": "The post was cut.", "subject": "Our offer", "body": "I am sorry.\nRosa"}
    assert all(text in answer.content.decode() for name, text in kept.items() if name != missing)
    assert (told("offer_withdrawn"), Offer.objects.get().state) == ([], OfferState.SENT)
    assert "It stands until" in pages(cleo, here.world.cleo)[1].content.decode()


def test_it_leaves_by_day_and_never_on_a_day_of_an_interview(here):
    made = sent(here)
    Interview.objects.create(application=here.world.cleo, round=here.second.round, at=NIGHT + timedelta(hours=12))
    letter = withdraw_offer(
        by=here.world.rosa, at=NIGHT, offer=made, words="x", subject="Our offer", body="I am sorry."
    )
    assert letter.not_before == datetime(2026, 11, 26, 7, tzinfo=UTC)  # Thursday, eight in Amsterdam


def test_what_had_not_gone_out_is_taken_back_without_a_word(here):
    made = approved(here)
    assert withdraw_offer(by=here.world.rosa, at=here.at, offer=made, words="Other terms.") is None
    made.refresh_from_db()
    assert (made.state, made.taken_back_at, told("offer_withdrawn")) == (OfferState.WITHDRAWN, None, [])


def test_without_an_address_it_stays_as_it_is(here):
    made = sent(here)
    candidate = type(here.world.cleo.candidate).objects
    candidate.filter(pk=here.world.cleo.candidate_id).update(email=None)
    with pytest.raises(OfferRefused, match="no_address"):
        withdraw_offer(by=here.world.rosa, at=here.at, offer=made, words="x", subject="a", body="b")
    made.refresh_from_db()
    assert made.state == OfferState.SENT


def closes(here, is_written_to, state=PositionState.CLOSED):
    rosa = here.world.rosa
    endings = [
        Ending(one, rosa, ANSWER_BY, is_written_to and one == here.world.cleo)
        for one in Application.objects.filter(position=here.world.position).exclude(state="closed")
    ]
    close_position(by=rosa, at=here.at, position=here.world.position, state=state, reason="Stopped.", endings=endings)


@pytest.mark.parametrize("state", [PositionState.CLOSED, PositionState.FILLED])
def test_the_end_of_the_position_tells_them_in_their_answer(here, cleo, state):
    closes(here, True, state)
    (letter,) = told("offer_position_closed")
    assert "the offer that we made you ends with it" in letter.body and owed_to(here.world.cleo).letter == letter
    assert (told("offer_withdrawn"), told("position_closed")) == ([], [])
    stands, offer = (one.content.decode() for one in pages(cleo, here.world.cleo))
    assert "We have taken back our offer." in stands and "We have taken back this offer." in offer
    assert violations() == []


def test_where_the_answer_comes_later_the_end_of_the_offer_is_told_now(here, cleo):
    closes(here, False)
    (letter,) = told("offer_withdrawn")
    assert "we take back the offer" in letter.body and "You hear from me by" in letter.body
    assert "Rosa Keller" in letter.body and letter.reply_to == here.world.rosa.email
    owed = owed_to(here.world.cleo)
    assert (owed.answered_at, owed.due_on, kind_of_answer(here.world.cleo)) == (
        None, ANSWER_BY, "decisions.offer_position_closed",
    )  # fmt: skip
    assert (
        "offer that we made you ends"
        in drafted(here.world.rosa, here.world.cleo, "decisions.offer_position_closed").body
    )
    assert violations() == []


@pytest.mark.parametrize("answer", ["letter", "later"])
def test_closing_shows_what_they_will_read_before_it_is_done(here, cleo, answer):
    rosa, of = signed_in(here.world.rosa), here.world.cleo
    page = reverse("decisions:close_position", args=[here.world.position.uid])
    people = [str(one.uid) for one in Application.objects.filter(position=here.world.position)]
    form = {"state": "closed", "reason": "Stopped.", "person": people, "step": "look", f"answer-{of.uid}": answer}
    shown = rosa.post(page, form).content.decode()
    words = "the offer that we made you ends with it" if answer == "letter" else "we take back the offer"
    assert words in shown and "has an offer; it ends with the position" in shown
    assert "Close it and write 2 letters" in shown  # Nils gets his, too
    rosa.post(page, form | {"step": "close"})
    assert words in Letter.objects.filter(to_name="Cleo Marin").latest("pk").body


def test_run_out_everybody_is_told_and_nobody_is_blamed(here, cleo):
    made = Application.objects.get(pk=here.world.cleo.pk)
    assert expire_offers(by=WORKER, at=NIGHT.replace(year=2027)) == 1
    (letter,) = told("offer_expired")
    assert (letter.to_address, letter.reply_to) == ("cleo@mail.example", here.world.rosa.email)
    assert f"/mine/applications/{made.uid}/offer/" in letter.body and "Rosa Keller" in letter.body
    assert letter.not_before.astimezone(UTC).hour == 7
    inside = [one.to_user for one in told("offer_answered")]
    assert inside == [here.world.rosa, here.world.sami]  # who owes the answer and wrote the terms; who decided
    stands, offer = (one.content.decode() for one in pages(cleo, here.world.cleo))
    assert "The day for an answer to our offer has passed." in stands and "You did not take" not in stands
    assert "The day for an answer has passed." in offer and "rosa@delta.example" in offer


def test_more_time_is_told_and_the_letter_that_it_ran_out_does_not_leave_after_it(here, cleo):
    expire_offers(by=WORKER, at=NIGHT.replace(year=2027))
    made = here.world.cleo
    offer = Offer.objects.get(application=made)
    extend_offer(
        by=here.world.rosa, at=NIGHT.replace(year=2027), offer=offer, expires_on=NIGHT.date().replace(year=2028)
    )
    (gone,), (letter,) = told("offer_expired"), told("offer_extended")
    assert gone.state == LetterState.WITHDRAWN
    assert "stands until" in letter.body and letter.to_address == "cleo@mail.example"
    assert "It stands until" in pages(cleo, made)[1].content.decode()


def test_whoever_decided_and_may_not_know_any_more_is_not_written_to(here):
    sent(here)
    here.owed(here.world.sami, at=here.at + timedelta(hours=1))  # he assesses once more, and is blind until then
    expire_offers(by=WORKER, at=NIGHT.replace(year=2027))
    assert [one.to_user for one in told("offer_answered")] == [here.world.rosa]


def test_their_own_word_takes_it_with_it_and_nobody_says_we_took_it_back(here, cleo):
    withdraw(by=User.objects.get(email="cleo@mail.example"), at=timezone.now(), application=here.world.cleo)
    offer = Offer.objects.get(application=here.world.cleo)
    assert (offer.state, offer.taken_back_at, told("offer_withdrawn")) == (OfferState.WITHDRAWN, None, [])
    assert "You stepped back" in pages(cleo, here.world.cleo)[0].content.decode()


def own(here, door):
    return reverse(f"decisions:{door}", args=[here.world.cleo.uid])


def test_no_single_press_answers_an_offer_and_each_answer_says_first_what_follows(here, cleo):
    page = cleo.get(own(here, "my_offer")).content.decode()
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert own(here, "my_offer_accept") in page and own(here, "my_offer_decline") in page
    yes, no = (cleo.get(own(here, door)).content.decode() for door in ("my_offer_accept", "my_offer_decline"))
    for asked, follows in ((yes, "writes to you about your first day"), (no, "your application ends")):
        assert "71,200 EUR per year" in asked and follows in asked and "Rosa Keller, rosa@delta.example" in asked
    assert cleo.post(own(here, "my_offer")).status_code == 405
    assert Offer.objects.get().state == OfferState.SENT


def test_whoever_declined_reads_whom_to_ask_if_it_was_a_mistake(here, cleo):
    answer = cleo.post(own(here, "my_offer_decline"), {"words": "A job nearer home."}, follow=True)
    offer = Offer.objects.get()
    assert (offer.state, offer.answer_words) == (OfferState.DECLINED, "A job nearer home.")
    page = answer.content.decode()
    assert "You have declined." in page and "If this was a mistake" in page and "mailto:rosa@delta.example" in page
    again = cleo.get(own(here, "my_offer_accept"))
    assert (again.status_code, again.headers["Location"]) == (302, own(here, "my_offer"))


def test_where_an_answer_is_refused_what_was_typed_stays(here, cleo):
    Closing.objects.create(
        application=here.world.nils, outcome=Outcome.HIRED, closed_by=here.world.rosa, closed_at=here.at
    )
    answer = cleo.post(own(here, "my_offer_accept"), {"words": "I am glad."})
    assert answer.status_code == 422 and "I am glad.</textarea>" in answer.content.decode()
    assert Offer.objects.get().state == OfferState.SENT
