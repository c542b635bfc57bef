"""Unique words in classified fields: nobody is ever sent one they may not see, by any page, file or fragment."""

import pytest
from tests.access import expected
from tests.access.crawl import crawled, words
from tests.access.stage import set_stage, token

pytestmark = pytest.mark.django_db


def test_nobody_is_sent_what_they_may_not_see():
    wrong, seen, crawl = [], set(), crawled()
    for (actor, door), text in crawl.texts.items():
        if door == "people:me" and actor == "C":
            continue  # one's own address on one's own page
        for name, word in crawl.words.items():
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
