"""Files that strangers send: refused in a sentence at the door, or kept as bytes that no page opens and no browser runs."""

import io
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.candidates.test_applying import apply, typed, where, world  # noqa: F401  the fixture
from tests.candidates.test_resume import archive, word
from tests.cast import come_in, signed_in

from secondround.candidates import storage
from secondround.candidates.forms import MOST_BYTES
from secondround.candidates.models import Candidate, Document, Enquiry
from secondround.candidates.resume.text import read_resume

pytestmark = pytest.mark.django_db
LINE = b"Zoe Wojcik, foreman on the quay.\n"


def filled(size):
    """So many bytes of plain text."""
    return (LINE * (size // len(LINE) + 1))[:size]


def bomb_of_pdf():
    """A page whose text is 400 MB once unpacked."""
    packer, body = zlib.compressobj(9), b""
    for _part in range(400):
        body += packer.compress(b"(a) Tj " * 149797)
    body += packer.flush()
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 9 9]>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF"
        % (len(body), body)
    )


def lying_archive():
    """A part that says it is ten bytes long and is ninety million."""
    data = bytearray(archive({"word/document.xml": "0" * (90 * 1024 * 1024)}))
    true = (90 * 1024 * 1024).to_bytes(4, "little")
    assert data.count(true) == 2
    return bytes(data.replace(true, (10).to_bytes(4, "little")))


def nested():
    """An archive in an archive in an archive."""
    data = b"0" * (30 * 1024 * 1024)
    for _level in range(4):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for number in range(3):
                made.writestr(f"word/{number}.zip", data)
            made.writestr("word/document.xml", b"<a/>")
        data = out.getvalue()
    return data


BOMBS = {
    "pdf": bomb_of_pdf,
    "lying": lying_archive,
    "nested": nested,
    "many": lambda: archive({f"word/{number}.xml": "" for number in range(6000)} | {"word/document.xml": "<a/>"}),
    "deep": lambda: word("<w:p>" * 20_000),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_goes_off_in_the_box_and_nowhere_else(kind):
    """Whatever it is, it ends in a code within the box's time and memory, and leaves no text behind."""
    data = BOMBS[kind]()
    assert len(data) < MOST_BYTES
    found = read_resume(data)
    assert found.outcome in ("too_large", "broken", "timeout", "no_text", "crashed", "unknown_kind")
    assert found.text == ""


@pytest.mark.parametrize(("data", "said"), [
    (b"", "The file is empty."), (b" \n\t", "The file is empty."), (b"\x00", "This is not a PDF"),
    (b"<html><script>alert(1)</script>", "This is not a PDF"), (b"<svg onload=alert(1)>", "This is not a PDF"),
    (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "Old Word files"), (b"MZ\x90\x00\x03\x00", "This is not a PDF"),
])  # fmt: skip
def test_what_is_no_paper_is_refused_with_what_was_typed_kept(world, data, said):  # noqa: F811
    """Whatever the browser says it is: its bytes are looked at."""
    file = SimpleUploadedFile("zoe.pdf", data, content_type="application/pdf")
    answer = Client().post(where(world), {"resume": file, **typed(cover="I built the quay.")})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page and '<a href="#resume">' in page
    assert 'value="Zoë Wójcik"' in page and "I built the quay." in page
    assert not Enquiry.objects.exists()


def test_ten_megabytes_are_taken_and_one_byte_more_is_not(world):  # noqa: F811
    for size, status in ((MOST_BYTES, 200), (MOST_BYTES + 1, 422)):
        file = SimpleUploadedFile("zoe.txt", filled(size), content_type="text/plain")
        answer = Client().post(where(world), {"resume": file, **typed()})
        assert answer.status_code == status
        assert ("larger than 10 MB" in answer.content.decode()) is (status == 422)
    assert Enquiry.objects.count() == 1


def test_a_request_that_is_too_long_is_refused_before_it_is_read(world):  # noqa: F811
    answer = Client().post(where(world), {"resume": SimpleUploadedFile("zoe.txt", filled(21 * 1024 * 1024)), **typed()})
    assert (answer.status_code, Enquiry.objects.count()) == (413, 0)


NAMES = [
    "../../../etc/passwd",
    "..\\..\\boot.ini",
    "zoe\r\nSet-Cookie: a=b.pdf",
    "zoe\x00.pdf",
    "zoe\u202efdp.exe",
    '"; filename="evil.html',
    "<script>alert(1)</script>.pdf",
    "=1+1.csv",
    "CON",
    ".htaccess",
    "a" * 190 + ".pdf",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name_and_nothing_else(world, name):  # noqa: F811
    """In the store it is ours, in a header it cannot end a line, in a page it is text."""
    apply(world, resume=SimpleUploadedFile(name, LINE))
    document = Document.objects.get(application__candidate__email="zoe@mail.example")
    assert document.original_name.isprintable() and "/" not in document.original_name
    assert len(document.stored_as) == 40 and storage.fetch(document.stored_as) == LINE
    answer = signed_in(world.rosa).get(reverse("interviews:document", args=[document.uid]))
    header = answer.headers["Content-Disposition"]
    assert header.startswith("attachment; filename=\"document\"; filename*=UTF-8''")
    assert header.isascii() and header.isprintable() and header.count('"') == 2
    page = (
        signed_in(world.rosa).get(reverse("interviews:application", args=[document.application.uid])).content.decode()
    )
    assert "<script>alert(1)" not in page and "\u202e" not in page


POLYGLOTS = {
    "a picture that is a script": b"GIF89a/*" + LINE + b"*/=1;alert(1)//<script>alert(1)</script>",
    "a PDF that is a page": b"<!-- " + b"%PDF-1.4 --><html><script>alert(1)</script>",
    "text that is a page further down": LINE * 20 + b"<html><script>alert(1)</script>",
}


@pytest.mark.parametrize("kind", POLYGLOTS)
def test_what_is_two_things_at_once_is_a_download_and_runs_as_neither(world, kind):  # noqa: F811
    file = SimpleUploadedFile("zoe.html", POLYGLOTS[kind], content_type="text/html")
    answer = Client().post(where(world), {"resume": file, **typed()})
    if answer.status_code == 422:
        assert not Enquiry.objects.exists()
        return
    assert "<script>alert(1)" not in answer.content.decode()
    apply(world, resume=SimpleUploadedFile("zoe.html", POLYGLOTS[kind], content_type="text/html"))
    document = Document.objects.get(application__candidate__email="zoe@mail.example")
    assert document.media_type == "text/plain"
    sent = signed_in(world.rosa).get(reverse("interviews:document", args=[document.uid]))
    assert (sent.headers["Content-Type"], sent.headers["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )
    assert sent.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert sent.headers["Content-Disposition"].startswith("attachment;")
    for door in ("interviews:application",):
        page = signed_in(world.rosa).get(reverse(door, args=[document.application.uid])).content.decode()
        assert "<script>alert(1)" not in page


@pytest.mark.parametrize("data", [b"", filled(MOST_BYTES + 1), b"<html><script>", b"\x00\x01"])
def test_a_candidate_and_a_recruiter_are_asked_the_same_of_a_paper(world, data):  # noqa: F811
    client, before = Client(), Document.objects.count()
    come_in(client, world.cleo.candidate)
    answer = client.post(
        reverse("candidates:my_papers", args=[world.cleo.uid]), {"resume": SimpleUploadedFile("a.pdf", data)}
    )
    assert answer.status_code == 422
    signed_in(world.rosa).post(
        reverse("candidates:papers", args=[world.cleo.uid]), {"resume": SimpleUploadedFile("a.pdf", data)}
    )
    assert Document.objects.count() == before
    assert Candidate.objects.count() == 2


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", lying_archive(), b"PK\x03\x04 cut off", b"=1+1\n", b"<html>"])
def test_a_hostile_spreadsheet_ends_in_a_sentence(world, data):  # noqa: F811
    answer = signed_in(world.rosa).post(
        reverse("interviews:import"),
        {"scorecards": SimpleUploadedFile("cards.xlsx", data), "owner": str(world.rosa.uid)},
    )
    assert answer.status_code == 422, answer.status_code
    assert Candidate.objects.count() == 2
