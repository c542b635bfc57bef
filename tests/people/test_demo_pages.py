"""The two doors of the demo: they exist there and nowhere else."""

from dataclasses import replace

import pytest
from django.test import Client

from secondround.candidates.actions import invite_to_page
from secondround.people.actions import deactivate, invite
from tests.cast import BEGAN, cast, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.INSTALLATION = replace(settings.INSTALLATION, is_demo=True)


def test_in_the_demo_one_press_makes_one_anybody(demo, client):
    world = cast()
    page = client.get("/persona/").content.decode()
    assert ("Sami Haddad" in page, "reads the briefs of Site engineer" in page) == (True, True)
    client.post("/persona/", {"uid": world.sami.uid})
    assert client.session["_auth_user_id"] == str(world.sami.pk)
    assert client.get("/people/me/").status_code == 200  # no second step is asked for here


def test_one_press_makes_one_a_candidate_beside_whoever_one_is(demo, client):
    world = cast()
    invite_to_page(by=world.rosa, at=BEGAN, candidate=world.cleo.candidate)
    world.cleo.candidate.refresh_from_db()
    page = client.get("/persona/").content.decode()
    assert (page.count("Be Cleo"), "Site engineer: Your application is with us" in page) == (1, True)
    client.post("/persona/", {"uid": world.rosa.uid})
    answer = client.post("/persona/", {"uid": world.cleo.candidate.user.uid})
    assert (answer.status_code, answer.url) == (302, "/mine/")
    assert [client.get(path).status_code for path in ("/mine/", "/people/me/")] == [200, 200]
    assert client.session["_auth_user_id"] == str(world.rosa.pk)


def test_changing_persona_starts_a_new_session(demo, client):
    world = people()
    client.post("/persona/", {"uid": world.rosa.uid})
    first = client.session.session_key
    client.post("/persona/", {"uid": world.hugo.uid})
    assert (client.session["_auth_user_id"], client.session.session_key == first) == (str(world.hugo.pk), False)


def test_who_left_the_demo_cannot_be_chosen(demo, client):
    world = people()
    deactivate(by=world.ada, at=BEGAN, user=world.otto)
    assert [client.post("/persona/", {"uid": uid}).status_code for uid in (world.otto.uid, "nobody", "0" * 36)] == [
        404
    ] * 3


def test_the_letters_of_the_demo_are_read_with_their_links(demo, client, settings):
    world = people()
    invite(by=world.ada, at=BEGAN, name="Jan <b>Visser</b>", email="jan@delta.example")
    page = client.get("/letters/").content.decode()
    assert (page.count(f'<a href="{settings.INSTALLATION.address}/welcome/'), "<b>Visser" in page) == (1, False)


@pytest.mark.parametrize("path", ["/persona/", "/letters/"])
def test_elsewhere_they_do_not_exist(path, settings):
    settings.INSTALLATION = replace(settings.INSTALLATION, is_demo=False)
    world = people()
    answers = {client.get(path).status_code for client in (Client(),)}
    answers |= {Client().post(path, {"uid": world.ada.uid}).status_code}
    assert answers == {404}


def test_the_demo_refuses_what_came_through_a_proxy(demo, client):
    assert client.get("/persona/", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
