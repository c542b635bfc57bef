"""What goes wrong says nothing of what is inside: no data, no address, no trace, and nothing that was typed comes back unescaped."""

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from tests.cast import cast, owe, signed_in

from secondround.people.access import Refused

pytestmark = pytest.mark.django_db
SECRET = "zqtheirratingwasonezq"
MARKUP = "<script>alert('zqtypedzq')</script>\"'><img src=x onerror=alert(1)>"


def breaks(_request: HttpRequest) -> HttpResponse:
    local = {"password": SECRET}
    raise RuntimeError(f"no such thing: {local}")


def refuses(_request: HttpRequest) -> HttpResponse:
    raise Refused(f"brief.read:{SECRET}")


@pytest.fixture
def world():
    return cast()


@pytest.fixture
def failing(settings):
    """The product's own doors, and two that break. A name space would change the doors' names, so theirs are taken as they are."""
    from secondround.web import urls

    class Broken:
        urlpatterns = [
            path("breaks/", breaks, name="breaks"),
            path("refuses/", refuses, name="refuses"),
            *urls.urlpatterns,
        ]

    settings.ROOT_URLCONF = Broken


def quiet(client):
    client.raise_request_exception = False
    return client


def test_an_error_of_ours_says_that_it_is_one_and_nothing_else(world, failing):
    answer = quiet(signed_in(world.rosa)).get(f"/breaks/?{SECRET}={SECRET}")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something went wrong on our side." in page
    for told in (SECRET, "RuntimeError", "Traceback", "breaks", "Rosa", ".py", "Django"):
        assert told not in page
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_the_policy_refuses_is_not_there(world, failing):
    client = quiet(signed_in(world.rosa))
    refused, missing = client.get("/refuses/"), client.get("/no-such-page/")
    assert (refused.status_code, missing.status_code) == (404, 404)
    assert refused.content == missing.content
    assert SECRET not in refused.content.decode()


NOWHERE = [
    f"/{SECRET}/",
    f"/positions/{SECRET}/",
    "/applications/00000000-0000-0000-0000-000000000000/",
    f"/%3Cscript%3E{SECRET}",
]


@pytest.mark.parametrize("where", NOWHERE)
def test_what_is_not_there_repeats_nothing_of_what_was_asked(world, where):
    answer = signed_in(world.rosa).get(where)
    page = answer.content.decode()
    assert answer.status_code == 404
    for told in (SECRET, "Rosa", "Site engineer", "urlconf", "pattern", "0000-0000"):
        assert told not in page


def test_a_form_from_elsewhere_is_refused_without_repeating_it(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.rosa)
    answer = client.post(reverse("interviews:promise", args=[world.cleo.uid]), {"owner": SECRET, "words": MARKUP})
    page = answer.content.decode()
    assert answer.status_code == 403
    for told in (SECRET, "zqtypedzq", "Cleo", "Rosa", "CSRF", "cookie"):
        assert told not in page


def test_what_cannot_be_read_is_refused_without_repeating_it(world):
    answer = signed_in(world.rosa).get("/candidates/", {"q": f"{SECRET}\0"})
    assert answer.status_code == 400
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize(("door", "body"), [
    ("interviews:promise", {"owner": MARKUP, "answer_by": MARKUP}),
    ("interviews:assign", {"user": MARKUP, "round": MARKUP, "held_at": MARKUP}),
    ("interviews:plan", {"at": MARKUP, "zone": MARKUP, "minutes": MARKUP, "place": MARKUP, "over_limit": MARKUP}),
    ("candidates:correct", {"name": "", "email": MARKUP, "phone": MARKUP, "zone": MARKUP}),
    ("visits:invite", {"meaning": MARKUP, "meets": MARKUP, "answer_by": MARKUP}),
])  # fmt: skip
def test_what_was_typed_wrong_comes_back_as_text(world, door, body):
    answer = signed_in(world.rosa).post(reverse(door, args=[world.cleo.uid]), body)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<script>alert" not in page and "<img src=x" not in page


def test_a_page_that_comes_back_shows_no_more_than_the_page_itself(world):
    """A refused form renders its page again: whoever owes a card reads no more in it than before."""
    owe(world, world.rosa, world.cleo)
    rosa = signed_in(world.rosa)
    page = rosa.get(reverse("interviews:application", args=[world.cleo.uid])).content.decode()
    again = rosa.post(reverse("interviews:assign", args=[world.cleo.uid]), {"user": "", "round": ""})
    heads = [set(re.findall(r"<h2>([^<]+)</h2>", text)) for text in (page, again.content.decode())]
    assert again.status_code == 422
    assert heads[1] <= heads[0]
