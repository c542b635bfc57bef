"""The public form: typed, looked at, confirmed; one person stays one, and nobody learns who applied."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import cast, open_for

from secondround.audit.actions import APPLICANT, WORKER
from secondround.candidates import storage
from secondround.candidates.actions import forget_enquiries
from secondround.candidates.models import Application, Candidate, Document, Enquiry
from secondround.candidates.resume.found import found_in
from secondround.correspondence.models import Letter
from secondround.people.clocks import weekday_date
from secondround.people.models import Organisation
from secondround.people.policy import TABLE, Role
from secondround.positions.models import Position
from secondround.work.models import WorkItem

pytestmark = pytest.mark.django_db

RESUME = """CURRICULUM VITAE
Zoë Wójcik
zoe@mail.example  +31 6 12 34 56 78
Born 3 May 1990, nationality: Polish

Work experience
2019 - present  Site engineer, Brug BV
2014 - 2019 Planner, Weg NV
Education
MSc Civil engineering, Delft 2014
Married since 2015
Languages: Polish, Dutch, English
"""


@pytest.fixture
def world():
    made = cast()
    Position.objects.filter(pk=made.position.pk).update(published_at=made.at)
    Organisation.objects.update(
        contact_name="Pia Lund", contact_email="privacy@delta.example", retention_months=6, days_off=["2026-12-25"]
    )
    return made


def where(world):
    return reverse("candidates:apply", args=[world.position.uid])


def paper(data=None, name="zoe.txt"):
    return SimpleUploadedFile(name, RESUME.encode() if data is None else data, content_type="text/plain")


def typed(**other):
    return {"name": "Zoë Wójcik", "email": "Zoe@mail.example", "phone": "", "read_notice": "yes", **other}


def token_in(answer):
    return re.search(r'name="token" value="([^"]+)"', answer.content.decode()).group(1)


def apply(world, client=None, confirmed=None, **other):
    client = client or Client()
    first = client.post(where(world), {"resume": paper(), **typed(**other)})
    assert first.status_code == 200, first.content.decode()
    body = {
        "token": token_in(first), "name": "Zoë Wójcik", "email": other.get("email", "Zoe@mail.example"), "phone": "06 123 456 78",
        "kind": ["now", "languages", "other"], "text": ["Site engineer, Brug BV", "Polish and Dutch", ""],
        **(confirmed or {}),
    }  # fmt: skip
    return client.post(where(world), body)


def test_an_application_comes_in_confirmed_with_its_paper_owner_day_and_receipt(world):
    answer = apply(world, cover="I know your bridge.")
    assert (answer.status_code, answer.url) == (302, reverse("candidates:applied", args=[world.position.uid]))
    made = Application.objects.get(candidate__email="zoe@mail.example")
    assert (made.state, made.source, made.owner) == ("received", "public page", world.rosa)
    assert made.candidate.name == "Zoë Wójcik" and made.candidate.family_name == "Wójcik"
    facts = [(one.kind, one.text, one.source, one.confirmed_at is not None) for one in made.candidate.facts.all()]
    assert facts == [
        ("now", "Site engineer, Brug BV", "candidate", True),
        ("languages", "Polish and Dutch", "candidate", True),
    ]
    papers = {one.kind: one for one in made.documents.all()}
    assert set(papers) == {"resume", "cover"} and papers["cover"].text == "I know your bridge."
    assert storage.fetch(papers["resume"].stored_as) == RESUME.encode()
    letter = Letter.objects.get(kind="candidates.receipt")
    assert (letter.to_address, letter.about) == ("zoe@mail.example", f"application:{made.pk}")
    assert letter.template == "candidates.receipt:en:0"
    assert f"by {weekday_date(made.answer_by)} at the latest" in letter.body
    assert len(made.notice_sha256) == 64
    assert made.answer_by > timezone.localdate() + timedelta(days=11)


def test_the_second_page_shows_what_the_resume_says_and_nothing_that_is_protected(world):
    page = Client().post(where(world), {"resume": paper(), **typed(name="Z. Wojcik")}).content.decode()
    for said in ("2019 - present Site engineer, Brug BV", "Your résumé says Zoë Wójcik", "+31 6 12 34 56 78"):
        assert said in page
    assert page.count("Found in your résumé.") >= 4
    for protected in ("1990", "nationality", "Married"):
        assert protected not in page
    assert Candidate.objects.filter(email="zoe@mail.example").count() == 0


def test_rules_find_what_stands_there_and_no_more():
    found = found_in("Ines and 12 others\n2014-2019 no heading above\n20142019\n")
    assert (found.email, found.phone, found.lines) == ("", "", [])
    assert found_in("Talen: Nederlands, Engels").lines == [("languages", "Nederlands, Engels")]


def test_the_notice_must_be_read_and_its_box_is_not_ticked_for_anybody(world):
    page = Client().get(where(world)).content.decode()
    assert "privacy@delta.example" in page and "6 months" in page and "checked" not in page
    refused = Client().post(where(world), typed(read_notice=""))
    assert refused.status_code == 422 and "Say that you have read" in refused.content.decode()
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (b"", "empty"),
        (b"<html>", "not a PDF"),
        (b"\xd0\xcf\x11\xe0old", "Old Word"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(world, data, said):
    answer = Client().post(where(world), {"resume": paper(data, "cv.pdf"), **typed()})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Enquiry.objects.exists()


def test_who_applied_before_is_one_person_and_sees_the_same(world):
    first = apply(world)
    again = apply(world, confirmed={"name": "Somebody Else", "text": ["Thief", "", ""]})
    assert (again.status_code, again.url) == (first.status_code, first.url)
    one = Application.objects.get(candidate__email="zoe@mail.example")
    assert one.candidate.name == "Zoë Wójcik"  # an e-mail proves nobody: nothing known is overwritten from outside
    assert one.documents.count() == 1
    other = RESUME.replace("Planner", "Foreman").encode()
    client = Client()
    page = client.post(where(world), {"resume": paper(other), **typed()})
    client.post(where(world), {"token": token_in(page), "name": "Zoë", "email": "ZOE@mail.example"})
    assert one.documents.count() == 2 and Application.objects.filter(candidate=one.candidate).count() == 1


def test_a_confirmation_sent_twice_is_one(world):
    client = Client()
    page = client.post(where(world), {"resume": paper(), **typed()})
    body = {"token": token_in(page), "name": "Zoë Wójcik", "email": "zoe@mail.example"}
    assert [client.post(where(world), body).status_code for _ in range(2)] == [302, 302]
    assert Letter.objects.filter(kind="candidates.receipt").count() == 1
    assert Enquiry.objects.get().given == {}


def test_what_is_wrong_on_the_second_page_is_said_there_and_nothing_typed_is_lost(world):
    client = Client()
    page = client.post(where(world), {"resume": paper(), **typed()})
    body = {"token": token_in(page), "name": "", "email": "zoe@mail.example", "kind": ["other"], "text": ["Own words"]}
    answer = client.post(where(world), body)
    assert answer.status_code == 422
    assert "Type your name." in answer.content.decode() and "Own words" in answer.content.decode()


def test_a_position_that_is_not_published_or_not_open_has_no_form(world):
    for change in ({"published_at": None}, {"published_at": world.at, "state": "paused"}):
        Position.objects.filter(pk=world.position.pk).update(**change)
        assert Client().get(where(world)).status_code == 404
        assert Client().post(where(world), typed()).status_code == 404


def test_what_nobody_confirms_is_forgotten_with_its_paper_after_a_day(world, django_capture_on_commit_callbacks):
    client = Client()
    page = client.post(where(world), {"resume": paper(), **typed()})
    apply(world, email="other@mail.example")
    lost = Enquiry.objects.get(ended_at__isnull=True)
    kept = Document.objects.get(kind="resume").stored_as
    assert WorkItem.objects.filter(kind="candidates.forget_enquiries").count() == 2
    assert forget_enquiries(by=WORKER, at=timezone.now()) == 0
    with django_capture_on_commit_callbacks(execute=True):
        forget_enquiries(by=WORKER, at=timezone.now() + timedelta(days=1, minutes=1))
    assert not Enquiry.objects.exists()
    with pytest.raises(FileNotFoundError):
        storage.fetch(lost.stored_as)
    assert storage.fetch(kept) == RESUME.encode()
    late = client.post(where(world), {"token": token_in(page), "name": "Zoë", "email": "zoe@mail.example"})
    assert late.status_code == 422 and "begin again" in late.content.decode()


def kept_in(answer):
    found = re.search(r'name="kept" value="([^"]+)"', answer.content.decode())
    return found.group(1) if found else None


def test_a_resume_stays_with_a_form_in_which_something_else_is_wrong(world, django_capture_on_commit_callbacks):
    client = Client()
    wrong = client.post(where(world), {"resume": paper(), **typed(read_notice="", email="zoe")})
    assert wrong.status_code == 422 and "zoe.txt is kept." in wrong.content.decode()
    again = client.post(where(world), {"kept": kept_in(wrong), **typed(read_notice="")})
    assert again.status_code == 422 and kept_in(again) == kept_in(wrong)
    right = client.post(where(world), {"kept": kept_in(again), **typed()})
    assert "Your résumé: zoe.txt." in right.content.decode() and "Site engineer, Brug BV" in right.content.decode()
    body = {
        "token": token_in(right),
        "name": "Zoë Wójcik",
        "email": "Zoe@mail.example",
        "phone": "",
        "kind": [],
        "text": [],
    }
    assert client.post(where(world), body).status_code == 302
    (document,) = Document.objects.filter(application__candidate__email="zoe@mail.example")
    assert storage.fetch(document.stored_as) == RESUME.encode()
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_enquiries(by=WORKER, at=timezone.now() + timedelta(days=2)) == 2
    assert storage.fetch(document.stored_as) == RESUME.encode()


def test_another_resume_takes_the_place_of_the_kept_one(world):
    client = Client()
    wrong = client.post(where(world), {"resume": paper(), **typed(read_notice="")})
    right = client.post(where(world), {"kept": kept_in(wrong), "resume": paper(name="newer.txt"), **typed()})
    assert "Your résumé: newer.txt." in right.content.decode()


def test_a_kept_resume_is_no_application_and_opens_on_its_own_position_alone(world):
    client = Client()
    token = kept_in(client.post(where(world), {"resume": paper(), **typed(read_notice="")}))
    assert client.post(where(world), {"token": token, **typed()}).status_code == 422
    other = open_for(world, "Crane driver")
    Position.objects.filter(pk=other.pk).update(published_at=world.at)
    elsewhere = client.post(reverse("candidates:apply", args=[other.uid]), {"kept": token, **typed()})
    assert elsewhere.status_code == 422 and "zoe.txt" not in elsewhere.content.decode()
    assert not Candidate.objects.filter(email="zoe@mail.example").exists()


def test_a_resume_that_is_not_kept_any_more_is_asked_for_at_its_field(world, django_capture_on_commit_callbacks):
    client = Client()
    token = kept_in(client.post(where(world), {"resume": paper(), **typed(read_notice="")}))
    (stored,) = Enquiry.objects.values_list("stored_as", flat=True)
    assert client.post(where(world), {"kept": token, **typed()}).status_code == 200
    twice = client.post(where(world), {"kept": token, **typed()})  # back, and sent once more
    assert twice.status_code == 422 and kept_in(twice) is None
    assert re.search(r'id="resume-error">.*?Choose your résumé again', twice.content.decode(), re.DOTALL)
    assert client.post(where(world), {"kept": token, "resume": paper(), **typed()}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        forget_enquiries(by=WORKER, at=timezone.now() + timedelta(days=2))
    with pytest.raises(FileNotFoundError):
        storage.fetch(stored)


def test_a_flood_from_one_address_is_stopped(world):
    client = Client()
    codes = [client.post(where(world), typed(read_notice="")).status_code for _ in range(31)]
    assert codes == [422] * 30 + [429]


def test_the_applicant_is_nobody_in_the_policy():
    assert APPLICANT.name == "applicant"
    assert [action for action, row in TABLE.items() if Role.NOBODY in row.cells] == [
        "health.read",
        "posting.read",
        "posting.apply",
        "key.ask",  # whoever has a page asks for the way in before anybody knows who they are
    ]


def test_whoever_applies_may_say_which_clocks_they_live_by(world):
    first = Client().post(where(world), typed(zone="America/Sao_Paulo"))
    assert '<option value="America/Sao_Paulo" selected>' in first.content.decode()  # looked at again
    apply(world, zone="America/Sao_Paulo", confirmed={"zone": "America/Fortaleza"})
    assert Candidate.objects.get(email="zoe@mail.example").zone == "America/Fortaleza"


def test_saying_nothing_of_clocks_is_saying_nothing(world):
    apply(world)
    assert Candidate.objects.get(email="zoe@mail.example").zone == ""
    page = Client().get(where(world)).content.decode()
    assert '<option value="" selected>as here: Europe/Amsterdam</option>' in page


@pytest.mark.parametrize("step", ["first", "second"])
def test_clocks_that_are_none_are_refused_and_everything_else_stays(world, step):
    if step == "first":
        answer = Client().post(where(world), typed(zone="Mars/Base"))
    else:
        answer = apply(world, confirmed={"zone": "Mars/Base"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#zone">' in page and 'value="Zoë Wójcik"' in page
    assert not Candidate.objects.filter(email="zoe@mail.example").exists()


def test_whoever_types_a_known_address_does_not_set_that_persons_clocks(world):
    apply(world, zone="America/Fortaleza", confirmed={"zone": "America/Fortaleza"})
    apply(world, confirmed={"zone": "Asia/Tokyo"})
    assert Candidate.objects.get(email="zoe@mail.example").zone == "America/Fortaleza"
