"""The wording of letters: the product's, an organisation's newest, places named, nothing typed read as a wording."""

import re
from pathlib import Path

import pytest
from tests.cast import BEGAN, people

from secondround.audit.models import AuditEntry
from secondround.correspondence.actions import word_letter
from secondround.correspondence.templates import (
    PLACE,
    WordingRefused,
    about_kind,
    check_wording,
    kinds,
    own_wording,
    placeholders,
    render,
    wording,
)

pytestmark = pytest.mark.django_db
ROW = re.compile(r"^\| `([\w.]+)`(?:: ([^|]+?))? \| ([^|]*?) \|$", re.MULTILINE)
VALUES = {"candidate": "Cleo", "position": "Site engineer", "organisation": "Delta Works", "sender": "Rosa", "contact": "Rosa"}  # fmt: skip


@pytest.mark.parametrize("kind", kinds())
def test_the_products_own_words_keep_their_own_rules(kind):
    own = own_wording(kind)
    check_wording(kind, own.subject, own.body)
    made = render(kind, "en", {name: f"[{name}]" for name in placeholders(kind)})
    assert made.template == f"{kind}:en:0"
    assert not PLACE.search(made.subject + made.body)
    assert "—" not in own.body


def test_a_missing_value_is_named_and_an_unknown_language_speaks_english():
    with pytest.raises(WordingRefused) as refused:
        render("decisions.no", "en", {name: "x" for name in VALUES if name != "sender"})
    assert refused.value.problems == [("missing", "sender")]
    assert render("decisions.no", "tlh", VALUES).body == render("decisions.no", "en", VALUES).body


def test_values_are_never_read_as_wording():
    made = render("decisions.no", "en", VALUES | {"candidate": "{sender} {0} {x!r} %(a)s", "sender": "Rosa"})
    assert "Hello {sender} {0} {x!r} %(a)s," in made.body


def test_an_organisations_newest_stands_before_the_products_and_all_are_kept():
    rosa = people().rosa
    for text in ("Dear {candidate}, no.", "Dear {candidate},\r\nnot this time.\r\n\r\n{sender}"):
        word_letter(by=rosa, at=BEGAN, kind="decisions.no", language="en", subject="About {position}", body=text)
    made = render("decisions.no", "en", VALUES)
    assert (made.subject, made.body, made.template) == (
        "About Site engineer",
        "Dear Cleo,\nnot this time.\n\nRosa",
        "decisions.no:en:2",
    )
    assert wording("decisions.position_closed").version == 0
    assert AuditEntry.objects.filter(act="correspondence.word", actor__contains=str(rosa.pk)).count() == 2


@pytest.mark.parametrize(
    ("subject", "body", "problem"),
    [
        ("Hello", "Dear {canditate}", ("unknown", "canditate")),
        ("Hello", "Meet {when}", ("unknown", "when")),  # a place of other letters
        ("", "Dear {candidate}", ("empty", "subject")),
        ("Hello", " ", ("empty", "body")),
        ("Hello", "Dear {Candidate}", ("stray", "Dear {Candidate}")),
    ],
)
def test_a_wording_that_cannot_be_filled_in_is_refused_with_its_place(subject, body, problem):
    with pytest.raises(WordingRefused) as refused:
        word_letter(by=people().rosa, at=BEGAN, kind="decisions.no", language="en", subject=subject, body=body)
    assert problem in refused.value.problems
    assert wording("decisions.no").version == 0


def test_the_reference_names_every_kind_with_its_places_and_what_each_place_stands_for():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "letters.md").read_text("utf-8")
    rows = ROW.findall(page)
    said = [(kind, when, places.replace("`", "").split(", ")) for kind, when, places in rows if "." in kind]
    assert said == [(kind, about_kind(kind).rstrip("."), list(placeholders(kind))) for kind in kinds()]
    stand_for = {place: words for place, when, words in rows if "." not in place and not when}
    known = {place: words for kind in kinds() for place, words in placeholders(kind).items()}
    assert {place: words for place, words in stand_for.items() if place in known} == known
