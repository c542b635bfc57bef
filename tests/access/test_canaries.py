"""Unique words in classified fields: nobody is ever sent one they may not see, by any page, file or fragment."""

import html
import io
import re

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


def older(client, where, text):
    """What stands on the pages that a list goes on to: the record is longer than one."""
    found = re.search(r'href="\?([^"]*(?:before|skip)=[^"]*)"', text)
    if found is None:
        return ""
    more = text_of(client.get(f"{where}?{html.unescape(found[1])}"))
    return more + older(client, where, more)


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
            text = text_of(answer) + older(client, address(stage, door), text_of(answer))
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
    """Letters hold no note, rating, reason or margin, and nobody's is told the way but the candidate."""
    from secondround.correspondence.models import Letter

    stage = set_stage()
    text = " ".join(f"{one.subject} {one.body}" for one in Letter.objects.exclude(subject="Another time"))
    assert text
    found = {name for name, word in words(stage).items() if word in text}
    to_cleo = Letter.objects.filter(kind="visits.day", to_address=stage.world.cleo.candidate.email).count()
    assert (found, to_cleo) == ({"welcome-to-cleo"}, 1)
    others = " ".join(f"{one.subject} {one.body} {one.calendar}" for one in Letter.objects.exclude(kind="visits.day"))
    assert token("welcome-to-cleo") not in others
