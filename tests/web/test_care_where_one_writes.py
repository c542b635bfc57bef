"""Whoever writes a question that touches what must not be asked is warned beside it, in every room; it is kept, and nobody is refused."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import cast, owe, second_round, signed_in
from tests.visits.planning import Planning

from secondround.interviews.models import Draft, FollowUp
from secondround.visits.models import Topic

pytestmark = pytest.mark.django_db
OLD = "How old are you?"
FINE = "How do you lead people of all ages?"
IT = "It may touch age;"


def warned(page):
    return [one for one in re.findall(r'<p class="warning small mt-1">.*?<b>(.*?)</b>', page) if one.startswith(IT)]


def test_on_the_card_while_typing_and_after(client):
    world = cast()
    owed = owe(world, world.ines, world.cleo)
    client, card = signed_in(world.ines), reverse("interviews:scorecard", args=[owed.uid])
    told = client.post(card, {"version": 0, "questions": f"{FINE}\n{OLD}"}, headers={"Accept": "application/json"})
    assert (told.status_code, warned(told.json()["care"])) == (200, warned(client.get(card).content.decode()))
    assert len(warned(told.json()["care"])) == 1
    assert FINE not in told.json()["care"]
    assert Draft.objects.get().body["questions"] == f"{FINE}\n{OLD}"
    put_right = client.post(card, {"version": 1, "questions": FINE}, headers={"Accept": "application/json"})
    assert put_right.json() == {"version": 2}
    page = client.post(card, {"version": 2, "questions": OLD}, follow=True)
    assert (page.status_code, len(warned(page.content.decode()))) == (200, 1)


def test_in_the_brief_and_where_its_question_is_put():
    world = cast()
    second = second_round(world)
    client = signed_in(world.sami)
    page = client.post(reverse("handoff:ask_own", args=[second.brief.uid]), {"question": OLD}, follow=True)
    assert (page.status_code, len(warned(page.content.decode()))) == (200, 1)
    own = FollowUp.objects.get(question=OLD)
    where = reverse("handoff:change_question", args=[second.brief.uid, own.uid])
    page = client.post(where, {"act": "word", "words": FINE}, follow=True)
    assert (page.status_code, warned(page.content.decode())) == (200, [])


def test_in_a_topic_before_the_candidate_reads_it():
    world = cast()
    second_round(world)
    client = signed_in(world.sami)
    page = client.post(reverse("visits:topics", args=[world.cleo.uid]), {"text": "Your family plans."}, follow=True)
    assert (page.status_code, Topic.objects.get().text) == (200, "Your family plans.")
    assert "It may touch pregnancy or plans for children." in page.content.decode()


def test_in_what_a_candidate_reads_of_an_item_of_the_day():
    plan = Planning()
    plan.change(plan.talk, "11:00", [(plan.world.sami, "assessor")], about=OLD)
    client = signed_in(plan.world.rosa)
    item = [plan.visit.uid, plan.talk.uid]
    for where in (reverse("visits:day", args=item[:1]), reverse("visits:session", args=item)):
        page = client.get(where)
        assert (page.status_code, len(warned(page.content.decode()))) == (200, 1)
    assert plan.now > plan.second.at + timedelta(hours=1)
