"""A candidate's own page: what was told and nothing else, one's own letters, papers and lines, and what one may ask."""

import json
import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import ANSWER_BY, applicant, cast, come_in, open_for, person, signed_in, submit

from secondround.candidates.actions import ask_privacy, open_case, release_copy
from secondround.candidates.models import (
    Application,
    ApplicationState,
    CandidateFact,
    CaseRole,
    Document,
    PrivacyKind,
    PrivacyRequest,
)
from secondround.correspondence.actions import Recipient, queue_letter
from secondround.correspondence.models import Letter, LetterState
from secondround.decisions.actions import close, note_answer, withdraw
from secondround.decisions.models import AnswerOwed, Withdrawal
from secondround.handoff.actions.shortlist import ReasonGiven
from secondround.interviews.actions.scheduling import Appointment, schedule_interview
from secondround.interviews.models import Note
from secondround.people.clocks import weekday_date
from secondround.people.models import CandidateSession, RightKind, User
from secondround.visits.models import Invitation, InvitationState, Visit, VisitState

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return cast()


@pytest.fixture
def cleo(world):
    client = Client()
    client.user = come_in(client, world.cleo.candidate)
    return client


def text(client, page="/mine/"):
    answer = client.get(page)
    assert answer.status_code == 200
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode())


def meet(world, days=7, tells=True):
    return schedule_interview(
        by=world.rosa, at=timezone.now(), application=world.cleo, round=world.first_round, kit=None, assessors=[world.ines],
        tells=tells, when=Appointment(timezone.now() + timedelta(days=days), 45, "Europe/Amsterdam", place="Quay room"),
    )  # fmt: skip


def test_it_says_where_one_stands_and_by_when_one_hears(world, cleo):
    page = text(cleo)
    assert "Your application is with us; a person reads it." in page
    assert weekday_date(ANSWER_BY) in page
    assert "rosa@delta.example" in page


def test_whom_one_meets_is_named_once_the_letter_is_out(world, cleo):
    User.objects.filter(pk=world.ines.pk).update(
        pronounced="EE-nesh", since_on=timezone.localdate() - timedelta(days=800)
    )
    assert "Ines Carvalho" not in text(cleo)
    meet(world)
    page = text(cleo)
    since = f"here since {(timezone.localdate() - timedelta(days=800)).year}"
    for words in ("You are invited to an interview.", "Ines Carvalho", "EE-nesh", "Senior engineer", since,
                  "writes down what you say before hearing what others think"):  # fmt: skip
        assert words in page
    assert "Nora Wójcik" not in page


def test_an_ending_that_is_not_told_looks_like_the_waiting_before_it(world, cleo):
    submit(world, world.nora, world.cleo, {"Teamwork": 2}, notes={"Teamwork": ["Spoke over the crew."]})
    before = text(cleo)
    reason = ReasonGiven("Nothing was heard.", [world.teamwork], [Note.objects.get()])
    close(by=world.hugo, at=timezone.now(), application=world.cleo, reason=reason, owner=world.rosa, due_on=ANSWER_BY)
    assert Application.objects.get(pk=world.cleo.pk).state == ApplicationState.CLOSED
    assert text(cleo) == before


def test_another_application_asks_the_database_no_more(world, cleo):
    def asked():
        with CaptureQueriesContext(connection) as found:
            text(cleo)
        return len(found)

    one = asked()
    for title in ("Surveyor", "Planner"):
        made = open_for(world, title)
        Application.objects.filter(pk=applicant(world.rosa, made, f"{title} Twin", at=world.at).pk).update(
            candidate=world.cleo.candidate
        )
    assert text(cleo).count("Your application is with us") == 3
    assert asked() == one


def letter(world, address, subject, state=LetterState.SENT):
    made = queue_letter(by=world.rosa, at=world.at, to=Recipient("Cleo", address), kind="decisions.no", subject=subject, body="Words.",
                        about=f"application:{world.cleo.pk}")  # fmt: skip
    Letter.objects.filter(pk=made.pk).update(state=state, sent_at=world.at)
    return made


def test_letters_are_ones_own_and_sent(world, cleo):
    mine = letter(world, "Cleo@mail.example", "To Cleo")
    others = [letter(world, "nils@mail.example", "To Nils"), letter(world, "cleo@mail.example", "Waits", LetterState.QUEUED),
              letter(world, world.ines.email, "To Ines")]  # fmt: skip
    page = text(cleo, "/mine/letters/")
    assert "To Cleo" in page
    assert [one.subject for one in others if one.subject in page] == []
    assert "Words." in text(cleo, f"/mine/letters/{mine.uid}/")
    assert [cleo.get(f"/mine/letters/{one.uid}/").status_code for one in others] == [404, 404, 404]


def test_a_paper_is_added_taken_and_refused(world, cleo):
    where = f"/mine/{world.cleo.uid}/papers/"
    answer = cleo.post(where, {"resume": SimpleUploadedFile("cv.txt", b"Ten years on quays.")})
    assert answer.status_code == 302
    paper = Document.objects.get()
    assert (paper.added_by, paper.text.strip()) == (cleo.user, "Ten years on quays.")
    taken = cleo.get(f"/mine/papers/{paper.uid}/")
    assert (taken.content, taken.headers["Content-Type"]) == (b"Ten years on quays.", "application/octet-stream")
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert (
        cleo.post(where, {"resume": SimpleUploadedFile("cv.doc", b"\xd0\xcf\x11\xe0" + b"0" * 600)}).status_code == 422
    )
    assert cleo.post(where, {}).status_code == 422
    nils = Client()
    come_in(nils, world.nils.candidate)
    assert [nils.get(one).status_code for one in (where, f"/mine/papers/{paper.uid}/")] == [404, 404]


def test_lines_are_confirmed_by_whom_they_are_about(world, cleo):
    CandidateFact.objects.create(
        candidate=world.cleo.candidate,
        kind="now",
        text="Engineer at Delta",
        order=1,
        source="resume",
        entered_at=world.at,
    )
    assert "Not confirmed by you yet." in text(cleo, "/mine/lines/")
    cleo.post(
        "/mine/lines/",
        {"kind": ["now", "languages", "other"], "text": ["Lead engineer at Delta", "Dutch, English", ""]},
    )
    standing = world.cleo.candidate.facts.filter(removed_at=None)
    assert [(one.text, one.source, one.confirmed_at is not None) for one in standing] == [
        ("Lead engineer at Delta", "candidate", True),
        ("Dutch, English", "candidate", True),
    ]


def test_clocks_are_ones_own(world, cleo):
    meet(world)
    cleo.post("/mine/clocks/", {"zone": "America/Sao_Paulo", "language": "en"})
    assert "Sao Paulo" in text(cleo)
    cleo.post("/mine/clocks/", {"zone": "Moon/Base", "language": "en"})
    assert User.objects.get(pk=cleo.user.pk).zone == "America/Sao_Paulo"


def test_who_can_see_what_says_what_the_policy_says(world, cleo):
    page = " ".join(text(cleo, f"/mine/{world.cleo.uid}/readers/").split())
    assert "Your e-mail and telephone number" in page
    assert "the recruiter" in page
    assert "Rosa Keller" not in page
    submit(world, world.ines, world.cleo, {"Teamwork": 4})
    assert "Ines Carvalho" not in text(cleo, f"/mine/{world.cleo.uid}/readers/")
    meet(world)
    assert '<span class="name">Ines Carvalho</span>, an interviewer' in text(cleo, f"/mine/{world.cleo.uid}/readers/")


def test_who_can_see_what_does_not_tell_that_somebody_was_handed_over(world, cleo):
    where = f"/mine/{world.cleo.uid}/readers/"
    before = text(cleo, where)
    assert "the senior manager, if you go on to a second round" in before
    about = {"by": world.rosa, "at": timezone.now(), "application": world.cleo, "role": CaseRole.SENIOR_READER}
    open_case(user=world.sami, reason="reads the brief", **about)
    open_case(user=world.dora, reason="reads the brief", **about)
    assert text(cleo, where) == before
    invited(world, InvitationState.SENT)
    assert "the senior manager (2 people)" in text(cleo, where)


def test_other_browsers_are_listed_and_ended(world, cleo):
    elsewhere = Client(headers={"user-agent": "A telephone"})
    come_in(elsewhere, world.cleo.candidate)
    assert "A telephone" in text(cleo, "/mine/data/")
    there = CandidateSession.objects.get(browser="A telephone")
    nils = Client()
    come_in(nils, world.nils.candidate)
    assert nils.post(f"/mine/sessions/{there.uid}/end/").status_code == 404
    assert cleo.post(f"/mine/sessions/{there.uid}/end/").status_code == 302
    assert (elsewhere.get("/mine/").status_code, cleo.get("/mine/").status_code) == (302, 200)


def test_the_copy_holds_what_is_ones_own_and_nothing_that_was_said_by_others(world, cleo):
    submit(world, world.nora, world.cleo, {"Teamwork": 2}, notes={"Teamwork": ["Spoke over the crew."]})
    meet(world)
    letter(world, "cleo@mail.example", "To Cleo")
    cleo.post(f"/mine/{world.cleo.uid}/papers/", {"resume": SimpleUploadedFile("cv.txt", b"Ten years on quays.")})
    cleo.post("/mine/lines/", {"kind": ["now"], "text": ["Lead engineer at Delta"]})
    answer = cleo.post("/mine/data/copy/")
    box = zipfile.ZipFile(BytesIO(answer.content))
    paper = Document.objects.get()
    assert sorted(box.namelist()) == sorted(["resume.json", "data.json", f"files/{paper.pk}-cv.txt"])
    assert box.read(f"files/{paper.pk}-cv.txt") == b"Ten years on quays."
    resume, data = (json.loads(box.read(name)) for name in ("resume.json", "data.json"))
    assert resume["basics"]["email"] == "cleo@mail.example"
    assert resume["work"] == [{"summary": "Lead engineer at Delta"}]
    assert [one["subject"] for one in data["letters"]] == ["To Cleo"]
    assert [one["place"] for one in data["applications"][0]["interviews"]] == ["Quay room"]
    whole = box.read("data.json").decode() + box.read("resume.json").decode()
    assert [word for word in ("Spoke over", "Nora", "Teamwork", "rating") if word in whole] == []


def test_what_is_asked_under_the_law_has_an_owner_and_a_day(world, cleo):
    cleo.post("/mine/privacy/", {"kind": "export", "words": "Everything, please."})
    asked = PrivacyRequest.objects.get()
    assert (asked.owner, asked.kind, (asked.due_on - timezone.localdate()).days in range(28, 32)) == (
        world.pia,
        "export",
        True,
    )
    cleo.post("/mine/privacy/", {"kind": "export"})
    assert PrivacyRequest.objects.count() == 1
    assert [one.to_address for one in Letter.objects.filter(kind="candidates.privacy_asked")] == [world.pia.email]
    pia = signed_in(world.pia)
    assert ("Asks for everything about them" in text(pia, "/"), "Asks for" in text(signed_in(world.ada), "/")) == (
        True,
        False,
    )
    assert "Everything, please." in text(pia, f"/privacy/{asked.uid}/release/")
    pia.post(f"/privacy/{asked.uid}/release/")
    told = Letter.objects.get(kind="candidates.privacy_released")
    assert (told.to_address, "/mine/in/" in told.body) == ("cleo@mail.example", True)
    asked.refresh_from_db()
    assert (asked.state, asked.words) == ("done", "")


def test_it_is_taken_back_until_it_is_done(world, cleo):
    asked = ask_privacy(by=cleo.user, at=timezone.now(), candidate=world.cleo.candidate, kind=PrivacyKind.EXPORT)
    nils = Client()
    come_in(nils, world.nils.candidate)
    assert nils.post(f"/mine/privacy/{asked.uid}/back/").status_code == 404
    cleo.post(f"/mine/privacy/{asked.uid}/back/")
    asked.refresh_from_db()
    assert asked.state == "taken_back"
    again = ask_privacy(by=cleo.user, at=timezone.now(), candidate=world.cleo.candidate, kind=PrivacyKind.EXPORT)
    release_copy(by=world.pia, at=timezone.now(), request=again)
    cleo.post(f"/mine/privacy/{again.uid}/back/")
    again.refresh_from_db()
    assert again.state == "done"


def test_nobody_carries_out_what_they_asked_themselves(world):
    officer = person("Paul Self", rights=[RightKind.PRIVACY])
    candidate = world.nils.candidate
    type(candidate).objects.filter(pk=candidate.pk).update(email=officer.email)
    candidate.refresh_from_db()
    come_in(Client(), candidate)
    asked = ask_privacy(by=officer, at=timezone.now(), candidate=candidate, kind=PrivacyKind.EXPORT)
    assert signed_in(officer).get(f"/privacy/{asked.uid}/release/").status_code == 404
    assert signed_in(world.pia).get(f"/privacy/{asked.uid}/release/").status_code == 200


def invited(world, state):
    return Invitation.objects.create(
        application=world.cleo,
        state=state,
        answer_by=timezone.localdate() + timedelta(days=3),
        decide_on=timezone.localdate() + timedelta(days=20),
        contact=world.sami,
        sent_by=world.hugo,
        sent_at=world.at,
    )


def day_on(world, days, state):
    return Visit.objects.create(
        application=world.cleo,
        on=timezone.localdate() + timedelta(days=days),
        zone="Europe/Amsterdam",
        coordinator=world.rosa,
        state=state,
        version=1,
        made_at=world.at,
    )


def test_each_step_of_the_second_round_is_said_in_words_with_its_day(world, cleo):
    stands = [heading(cleo)]
    made = invited(world, InvitationState.SENT)
    assert weekday_date(made.answer_by) in text(cleo)
    assert "sami@delta.example" in text(cleo)
    stands.append(heading(cleo))
    Invitation.objects.update(state=InvitationState.ACCEPTED)
    stands.append(heading(cleo))
    day = day_on(world, 5, VisitState.DRAFT)
    stands.append(heading(cleo))
    Visit.objects.update(state=VisitState.CONFIRMED)
    assert weekday_date(made.decide_on) in text(cleo)
    assert f"/mine/applications/{world.cleo.uid}/day/" in text(cleo)
    stands.append(heading(cleo))
    Visit.objects.update(state=VisitState.HELD, on=timezone.localdate() - timedelta(days=1))
    stands.append(heading(cleo))
    assert reverse("preparation:my_people", args=[world.cleo.uid]) in text(cleo)
    day.refresh_from_db()
    ahead = weekday_date(timezone.localdate() + timedelta(days=5))
    assert stands == [
        "Your application is with us; a person reads it.",
        "You are invited to a second interview.",
        "You come to a second interview.",
        "You come to a second interview.",
        f"We meet on {ahead}.",
        f"We met on {weekday_date(day.on)}.",
    ]


def test_stepping_back_is_said_and_can_be_undone_for_a_day(world, cleo):
    assert f"/mine/applications/{world.cleo.uid}/withdrawal/" in text(cleo)
    withdraw(by=cleo.user, at=timezone.now(), application=world.cleo)
    assert heading(cleo).startswith("You stepped back on ")
    assert "Come back" in text(cleo)
    Withdrawal.objects.update(at=timezone.now() - timedelta(hours=25))
    assert "Come back" not in text(cleo)


def test_an_answer_given_is_said_and_a_promise_that_passed_is_called_late(world, cleo):
    submit(world, world.nora, world.cleo, {"Teamwork": 2}, notes={"Teamwork": ["Spoke over the crew."]})
    Application.objects.filter(pk=world.cleo.pk).update(answer_by=timezone.localdate() - timedelta(days=1))
    assert "This was promised and is late." in text(cleo)
    world.cleo.refresh_from_db()
    reason = ReasonGiven("Nothing was heard.", [world.teamwork], [Note.objects.get()])
    close(by=world.hugo, at=timezone.now(), application=world.cleo, reason=reason, owner=world.rosa, due_on=ANSWER_BY)
    owed = AnswerOwed.in_force.get(application=world.cleo)
    note_answer(by=world.rosa, at=timezone.now(), owed=owed, how="by telephone")
    assert heading(cleo) == "This application has ended, and you have our answer."
    assert "Step back" not in text(cleo)


def heading(client):
    return re.search(r"<h1[^>]*>(.*?)</h1>", text(client))[1]
