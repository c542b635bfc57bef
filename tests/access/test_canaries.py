"""Unique words in classified fields: nobody is ever sent one they may not see, by any page, file or fragment."""

import io
import re
from html import unescape

import pytest
from pypdf import PdfReader
from tests.access import expected
from tests.access.stage import address, set_stage, token

pytestmark = pytest.mark.django_db


def text_of(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type") == "application/pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).replace("\n", "")
    return body.decode("utf-8", "replace")


def earlier(client, path, text):
    """The record's older pages, as its link to them leads: what happened first is no longer on the first."""
    while link := re.search(r'href="(?:[^"?]*)\?([^"]*(?:before|skip)=\d+[^"]*)"', text):
        text = text_of(client.get(f"{path}?{unescape(link[1])}"))
        yield text


def words(stage):
    """Each canary with the word that stands for it."""
    named = {name: token(name) for name in expected.CANARIES}
    return named | {"contact-email-of-cleo": stage.world.cleo.candidate.email}


def test_nobody_is_sent_what_they_may_not_see():
    stage = set_stage()
    wrong, seen = [], set()
    for actor, client in stage.clients.items():
        for door, (readers, _writers) in expected.DOORS.items():
            if readers is None:
                continue
            if door == "people:me" and actor == "C":
                continue  # one's own address on one's own page
            if door.endswith("pdf") and actor not in readers.split():
                continue
            answer = client.get(address(stage, door))
            if answer.status_code != 200:
                continue
            text = text_of(answer)
            if door == "people:record":
                text += "".join(earlier(client, address(stage, door), text))
            for name, word in words(stage).items():
                if word in text:
                    seen.add((name, actor))
                    if actor not in expected.CANARIES[name].split():
                        wrong.append((name, actor, door))
    assert wrong == [], "\n".join(map(str, wrong))
    # The words are really out there: whoever may see one is sent it by some page.
    unseen = {
        (name, actor)
        for name, actors in expected.CANARIES.items()
        for actor in actors.split()
        if (name, actor) not in seen
    }
    assert unseen == expected_unseen()


def expected_unseen():
    """May be seen, but no page of this version shows it to them."""
    return {("draft-of-hugo", "H"), ("reason-for-cleo", "S")}


def test_letters_obey_the_same_table():
    """A brief's letters hold no note, rating, reason or margin."""
    from secondround.correspondence.models import Letter

    stage = set_stage()
    text = " ".join(f"{one.subject} {one.body}" for one in Letter.objects.exclude(subject="Another time"))
    assert text
    assert [name for name, word in words(stage).items() if word in text] == []
