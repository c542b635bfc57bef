"""The pages of debrief, decision, offer, feedback, withdrawal and treatment, as people use them."""

import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from tests.cast import come_in, signed_in
from tests.decisions.scene import scene

from secondround.correspondence.models import Letter, LetterState
from secondround.decisions.models import Debrief, Decision, Feedback, FinalVerdict, Offer, TreatmentNote
from secondround.decisions.queries import drafted
from secondround.interviews.models import Note
from secondround.web.invariants import violations

pytestmark = pytest.mark.django_db
ANSWER = timezone.now().date().replace(year=timezone.now().year + 1).isoformat()


@pytest.fixture
def here():
    return scene()


def door(name, application):
    return reverse(f"decisions:{name}", args=[application.uid])


def text(client, name, application):
    return client.get(door(name, application)).content.decode()


def test_from_the_door_to_a_decision_and_an_offer(here):
    world, cleo = here.world, here.world.cleo
    rosa, sami, dora = signed_in(world.rosa), signed_in(world.sami), signed_in(world.dora)
    assert "can be opened" in text(rosa, "debrief", cleo)
    assert rosa.get(door("debrief_live", cleo)).status_code == 404
    rosa.post(door("open_debrief", cleo))
    assert Debrief.objects.count() == 1
    shown = text(rosa, "debrief", cleo)
    assert "Went round the safety officer again." in shown and "They disagree" in shown
    assert "safety officer" not in text(dora, "debrief", cleo)  # not gone in yet
    dora.post(door("enter_debrief", cleo))
    assert "safety officer" in text(dora, "debrief", cleo)
    assert "After all rounds" in shown and "After all rounds" not in text(dora, "debrief", cleo)
    assert "Spoke over a colleague once." in shown and "Spoke over a colleague once." not in text(dora, "debrief", cleo)
    version = rosa.get(door("debrief_live", cleo)).headers["X-Version"]
    assert rosa.get(door("debrief_live", cleo), {"version": version}).status_code == 204
    dora.post(door("speak", cleo), {"words": "Not yet.", "recommendation": "no"})
    changed = rosa.get(door("debrief_live", cleo), {"version": version})
    assert changed.status_code == 200 and "Not yet." in changed.content.decode()
    assert dora.post(door("speak", cleo), {"words": "More."}).status_code == 422
    assert sami.get(door("decide_finally", cleo)).status_code == 302  # not gone in
    sami.post(door("enter_debrief", cleo))
    page = door("decide_finally", cleo)
    assert "Record the decision" in sami.get(page).content.decode()
    wrong = sami.post(page, {"verdict": "hire", "words": "Yes.", "owner": str(world.rosa.uid), "answer_by": ANSWER})
    assert wrong.status_code == 422 and "Name at least one competency" in wrong.content.decode()
    note = Note.objects.filter(scorecard__assignment__interview__application=cleo).first()
    typed = {
        "verdict": "hire", "words": "She has done it twice.", "competency": [str(world.teamwork.uid)], "cite": [f"note:{note.uid}"],
        "owner": str(world.rosa.uid), "answer_by": ANSWER, "dissent": "Dora would wait.",
    }  # fmt: skip
    assert sami.post(page, typed).status_code == 302
    assert Decision.objects.get().dissent == "Dora would wait."
    assert "Dora would wait." in text(rosa, "debrief", cleo) and "Dora would wait." not in text(dora, "debrief", cleo)
    terms = {
        "title": "Site engineer", "pay": "71200", "currency": "EUR", "period": "year", "start_on": "2027-02-01", "expires_on": ANSWER,
        "approver": [str(world.sami.uid)],
    }  # fmt: skip
    assert rosa.post(door("offer", cleo), terms | {"pay": ""}).status_code == 422
    assert rosa.post(door("offer", cleo), terms).status_code == 302
    made = Offer.objects.get()
    assert "Yes to these terms" in text(sami, "offer", cleo) and "Yes to these terms" not in text(rosa, "offer", cleo)
    sami.post(door("approve_offer", cleo), {"answer": "yes", "terms": made.terms_sha256})
    assert dora.get(door("offer", cleo)).status_code == 404
    paper = rosa.get(door("offer_pdf", cleo))
    words = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(paper.content)).pages)
    assert "71200" in words and "Cleo Marin" in words
    rosa.post(door("send_offer", cleo))
    made.refresh_from_db()
    assert made.state == "sent"
    rosa.post(door("extend_offer", cleo), {"expires_on": ANSWER})
    rosa.post(door("note_offer_answer", cleo), {"answer": "no", "words": "By telephone."})
    assert "Who could be next" in text(rosa, "offer", cleo)
    assert [one for one in violations() if one.name != "files are whole"] == []


def test_feedback_is_written_by_one_and_checked_by_another(here):
    hugo, rosa = signed_in(here.world.hugo), signed_in(here.world.rosa)
    page = door("feedback", here.world.cleo)
    assert hugo.post(page, {}).status_code == 422
    hugo.post(page, {f"words-{here.world.teamwork.uid}": "You named\r\nthe crew first."})
    held = Feedback.objects.get()
    assert "It waits for somebody else" in hugo.get(page).content.decode()
    hugo.post(door("check_feedback", here.world.cleo), {"text": held.text})
    assert Feedback.objects.get().checked_by is None
    rosa.post(door("check_feedback", here.world.cleo), {"text": held.text.replace("\n", "\r\n")})
    assert Feedback.objects.get().checked_by == here.world.rosa


def told_no(here, *, with_feedback):
    """Sami said no; Rosa sends the letter as it stands there, and it leaves. Her page as she reads it, and the candidate's browser."""
    of = here.world.cleo
    rosa, page = signed_in(here.world.rosa), door("answer", of)
    here.debrief()
    here.decided(FinalVerdict.NO)
    if with_feedback:
        signed_in(here.world.hugo).post(
            door("feedback", of), {f"words-{here.world.teamwork.uid}": "You named\r\nthe crew first."}
        )
        rosa.post(door("check_feedback", of), {"text": Feedback.objects.get().text})
    shown = rosa.get(page).content.decode()
    draft = drafted(here.world.rosa, of, "decisions.no_after_second")
    rosa.post(page, {"subject": draft.subject, "body": draft.body, "when": "now", "step": "send"})
    Letter.objects.filter(kind="decisions.no_after_second").update(state=LetterState.SENT, sent_at=timezone.now())
    client = Client()
    come_in(client, of.candidate)
    return shown, rosa.get(page).content.decode(), client


def test_after_a_no_the_candidates_page_leads_to_the_letter_and_says_that_feedback_stands_in_it(here):
    shown, given, client = told_no(here, with_feedback=True)
    assert "Rosa Keller has checked it." in shown
    assert door("feedback", here.world.cleo) in shown and door("feedback", here.world.cleo) in given
    letter = reverse("candidates:my_letter", args=[Letter.objects.get(kind="decisions.no_after_second").uid])
    mine = client.get("/mine/").content.decode()
    assert f'href="{letter}">Read our answer, and what we heard from you</a>' in mine
    assert "the crew first." in client.get(letter).content.decode()


def test_without_feedback_it_promises_none_and_whoever_answers_is_offered_to_write_it(here):
    shown, given, client = told_no(here, with_feedback=False)
    assert "Write it first" in shown and door("feedback", here.world.cleo) not in given
    mine = client.get("/mine/").content.decode()
    assert ">Read our answer</a>" in mine and "what we heard" not in mine


def test_treatment_says_what_differed_and_who_had_seen_what():
    here = scene(with_nils=True)
    rosa = signed_in(here.world.rosa)
    page = reverse("decisions:treatment", args=[here.world.position.uid])
    shown = rosa.get(page).content.decode()
    assert "treated differently in" in shown and "had seen nobody else" in shown
    assert re.findall('<a href="#thing-([a-z]+)">([^<]+)</a>', shown) == [
        ("rounds", "Not everybody was met as often in each round."),
        ("talks", "Not everybody had: Second round."),
        ("minutes", "Together they took from 60 to 120 minutes."),
        ("people", "From 1 to 2 people assessed them."),
    ]
    rosa.post(door("note_treatment", here.world.nils), {"words": "Dora was ill that day.", "about": "people"})
    row = re.search('(?s)<tr[^>]*id="thing-people">.*?</tr>', rosa.get(page).content.decode()).group()
    assert (
        re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", row))
        .split("differs")[1]
        .strip()
        .startswith("Nils Berg 1 “Dora was ill that day.”")
    )
    for bad in ({"words": " ", "about": "people"}, {"words": "Because.", "about": "shoes"}):
        rosa.post(door("note_treatment", here.world.nils), bad)
    assert TreatmentNote.objects.count() == 1
    assert signed_in(here.world.ines).get(page).status_code == 404


def test_the_recruiter_names_who_decides_and_changes_the_order(here):
    rosa, page = signed_in(here.world.rosa), reverse("decisions:decider", args=[here.world.position.uid])
    assert rosa.post(page, {"person": ""}).status_code == 422
    rosa.post(page, {"person": str(here.world.hugo.uid)})
    assert "Hugo Brandt decides" in rosa.get(page).content.decode()
    rosa.post(door("open_debrief", here.world.cleo))
    rosa.post(door("order_debrief", here.world.cleo), {"person": str(here.world.dora.uid), "down": "1"})
    assert [one.user.name.split()[0] for one in Debrief.objects.get().views.select_related("user")] == [
        "Sami",
        "Dora",
        "Hugo",
    ]


def test_a_withdrawal_by_telephone_is_entered_and_undone(here):
    rosa, page = signed_in(here.world.rosa), door("withdrawal", here.world.cleo)
    assert "told you" in rosa.get(page).content.decode()
    rosa.post(page, {"words": "A job nearer home."})
    here.world.cleo.refresh_from_db()
    assert here.world.cleo.state == "closed" and "A job nearer home." in rosa.get(page).content.decode()
    rosa.post(door("undo_withdrawal", here.world.cleo))
    here.world.cleo.refresh_from_db()
    assert here.world.cleo.state == "advanced"
    assert violations() == []
