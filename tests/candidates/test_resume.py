"""Strangers' files: read where they can be, refused in a sentence where not, and never harmful."""

# ruff: noqa: E501

import io
import zipfile

import pytest
from weasyprint import HTML

from secondround.candidates.resume.box import BoxRefused, in_box, isolation
from secondround.candidates.resume.text import outcome_words, read_resume

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def archive(files, **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in files.items():
            made.writestr(name, body)
    return out.getvalue()


def word(body):
    return archive(
        {"word/document.xml": f"<?xml version='1.0'?><w:document xmlns:w='{WORD}'><w:body>{body}</w:body></w:document>"}
    )


def odt(text):
    ns = "urn:oasis:names:tc:opendocument:xmlns:"
    return archive(
        {
            "content.xml": f"<o:document-content xmlns:o='{ns}office:1.0' xmlns:t='{ns}text:1.0'><t:p>{text}</t:p></o:document-content>"
        }
    )


PARAGRAPH = "<w:p><w:r><w:t>Zoë Wójcik, foreman</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (HTML(string="<p>Zoë Wójcik, foreman").write_pdf(), "application/pdf"),
        (word(PARAGRAPH), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (odt("Zoë Wójcik, foreman"), "application/vnd.oasis.opendocument.text"),
        (rb"{\rtf1\ansi Zo\u235? W\u243?jcik, foreman}", "application/rtf"),
        ("Zoë Wójcik, foreman".encode(), "text/plain"),
        ("Zoë Wójcik, foreman".encode("utf-8-sig"), "text/plain"),
    ],
)
def test_every_kind_is_read_by_its_bytes(data, kind):
    found = read_resume(data)
    assert (found.outcome, found.media_type) == ("text", kind)
    assert "W" in found.text and "foreman" in found.text


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b"", "empty"),
        (b"   ", "empty"),
        (b"\x00\x01\x02 binary", "unknown_kind"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old_doc"),
        (b"<html><script>alert(1)</script>", "unknown_kind"),
        (b"%PDF-1.7 but nothing more", "broken"),
        (b"PK\x03\x04 cut off", "broken"),
        (archive({"a.txt": "hello"}), "unknown_kind"),
        (word(""), "no_text"),
        (word("<w:p><w:r><w:t>never closed"), "broken"),
        (archive({"word/document.xml": "0" * (90 * 1024 * 1024)}), "too_large"),
        (HTML(string="<p>").write_pdf(), "no_text"),
    ],
)
def test_what_cannot_be_read_says_why(data, outcome):
    found = read_resume(data)
    assert found.outcome == outcome
    assert outcome_words(found.outcome)


def test_entities_are_never_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    hostile = archive({
        "word/document.xml": f"<!DOCTYPE d [<!ENTITY x SYSTEM 'file://{secret}'>]><w:document xmlns:w='{WORD}'><w:body>"
        "<w:p><w:r><w:t>before &x; after</w:t></w:r></w:p></w:body></w:document>"
    })  # fmt: skip
    assert "secret" not in read_resume(hostile).text


def test_a_million_laughs_end():
    entities = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    hostile = archive({"word/document.xml": f"<!DOCTYPE d [<!ENTITY a0 'ha'>{entities}]><w:document xmlns:w='{WORD}'><w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body></w:document>"})  # fmt: skip
    assert read_resume(hostile).outcome in ("broken", "no_text", "too_large", "crashed", "text")
    assert len(read_resume(hostile).text) < 1000


def test_the_box_keeps_the_network_out():
    assert isolation() in ("namespace", "hook")


def test_a_reader_that_does_not_exist_is_an_error_of_the_box():
    with pytest.raises(BoxRefused):
        in_box("nobody", b"x")
