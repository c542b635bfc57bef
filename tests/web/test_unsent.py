"""A form that comes when its sender is signed out is not lost: it waits for the same person, and for nobody else."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import cast, come_in, signed_in

from secondround.people.actions.unsent import MOST_KEPT, forget_unsent
from secondround.people.models import CandidateSession, UnsentForm, User

pytestmark = pytest.mark.django_db
HERE = "http://testserver"
ME, LINES = "/people/me/", "/mine/lines/"
TYPED = {
    "name": "Ines Carvalho",
    "pronounced": "kar-VAH-lyo, softly\nand once more, slowly",
    "zone": "",
    "language": "en",
}
SAID = "kar-VAH-lyo, softly"
CAME_OLD = "had become old"


class Browser(Client):
    """As a browser sends a form: with the token that its page held, and saying where the page is from."""

    def __init__(self, page: str = ME):
        super().__init__(enforce_csrf_checks=True, headers={"Origin": HERE, "Referer": f"{HERE}{page}"})

    def sign_in(self, user: User) -> "Browser":
        self.cookies.update(signed_in(user).cookies)
        return self

    def token(self, page: str) -> str:
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page).content.decode())[1]

    def idle(self) -> None:
        """An hour and a minute pass without a press."""
        session = self.session
        session["seen_at"] = (timezone.now() - timedelta(minutes=61)).isoformat()
        session.save()


def fields_in(page: str) -> list[tuple[str, str]]:
    """What the page's own form would send."""
    form = re.search(r'<form method="post" action="([^"]+)" class="mt-6">(.*?)</form>', page, re.S)
    names = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[2])
    return [(name, html.unescape(value)) for name, value in names]


def press(browser: Client, page: str) -> object:
    form = re.search(r'<form method="post" action="([^"]+)" class="mt-6">', page)
    given: dict[str, list[str]] = {}
    for name, value in fields_in(page):
        given.setdefault(name, []).append(value)
    return browser.post(html.unescape(form[1]), given)


@pytest.fixture
def world():
    return cast()


def typed_too_late(user: User) -> tuple[Browser, object]:
    browser = Browser().sign_in(user)
    given = {**TYPED, "csrfmiddlewaretoken": browser.token(ME)}
    browser.idle()
    return browser, browser.post(ME, given)


def test_what_came_too_late_is_sent_by_one_press_after_signing_in(world):
    browser, answer = typed_too_late(world.ines)
    assert answer.headers["Location"] == "/account/login/?next=/unsent/"
    assert "What you typed is kept" in browser.get(answer.headers["Location"]).content.decode()
    browser.sign_in(world.ines)
    page = browser.get("/unsent/").content.decode()
    assert (SAID in page, f'href="{ME}"' in page) == (True, True)
    assert dict(fields_in(page)).keys() == {"csrfmiddlewaretoken", *TYPED}
    world.ines.refresh_from_db()
    assert world.ines.pronounced != TYPED["pronounced"]
    browser.defaults["HTTP_REFERER"] = f"{HERE}/unsent/"
    assert press(browser, page).headers["Location"] == ME
    world.ines.refresh_from_db()
    assert world.ines.pronounced.split() == TYPED["pronounced"].split()
    assert (UnsentForm.objects.count(), browser.cookies[settings.UNSENT_COOKIE_NAME].value) == (0, "")


def test_signing_out_on_that_page_sends_nothing_and_forgets_nothing(world):
    browser, _answer = typed_too_late(world.ines)
    browser.sign_in(world.ines)
    out = {"csrfmiddlewaretoken": browser.token("/unsent/")}
    assert browser.post("/account/logout/", out, headers={"Referer": f"{HERE}/unsent/"}).status_code == 302
    assert SAID in browser.sign_in(world.ines).get("/unsent/").content.decode()


def test_what_is_refused_when_sent_again_stays_kept(world):
    browser, _answer = typed_too_late(world.ines)
    browser.sign_in(world.ines)
    page = browser.get("/unsent/").content.decode().replace('value="en"', 'value="xx"')
    browser.defaults["HTTP_REFERER"] = f"{HERE}/unsent/"
    assert press(browser, page).status_code == 422
    assert UnsentForm.objects.count() == 1


def test_it_is_given_back_to_nobody_else_in_this_browser(world):
    browser, _answer = typed_too_late(world.ines)
    browser.sign_in(world.otto)
    page = browser.get("/unsent/").content.decode()
    assert ("Nothing that you typed waits here." in page, SAID in page) == (True, False)
    assert browser.post("/unsent/", {"csrfmiddlewaretoken": browser.token("/unsent/")}).status_code == 404
    assert UnsentForm.objects.count() == 1


def test_nobody_reads_it_without_the_browser_that_it_came_from(world):
    browser, _answer = typed_too_late(world.ines)
    kept = UnsentForm.objects.get()
    assert SAID.encode() not in bytes(kept.sealed)
    other = Browser().sign_in(world.ines)
    for key in (
        "",
        "x",
        f"{uuid4()}.x",
        "x.y",
        f"{kept.uid}.x",
        f"{kept.uid}.{'A' * 43}=",
        f"x.{browser.cookies['unsent'].value[37:]}",
    ):
        other.cookies[settings.UNSENT_COOKIE_NAME] = key
        answer = other.get("/unsent/")
        assert (answer.status_code, SAID in answer.content.decode()) == (200, False)
        given = {**TYPED, "csrfmiddlewaretoken": other.token(ME)}
        assert other.post(ME, given, headers={"Referer": f"{HERE}/unsent/"}).status_code == 302


def test_thrown_away_is_gone(world):
    browser, _answer = typed_too_late(world.ines)
    browser.sign_in(world.ines)
    gone = browser.post("/unsent/", {"csrfmiddlewaretoken": browser.token("/unsent/")})
    assert (gone.headers["Location"], UnsentForm.objects.count()) == ("/", 0)


def test_after_a_day_it_is_forgotten(world):
    browser, _answer = typed_too_late(world.ines)
    kept = UnsentForm.objects.get()
    forget_unsent(at=kept.kept_at + timedelta(hours=23))
    assert UnsentForm.objects.count() == 1
    forget_unsent(at=kept.kept_at + timedelta(hours=24))
    assert UnsentForm.objects.count() == 0
    browser.sign_in(world.ines)
    assert "Nothing that you typed waits here." in browser.get("/unsent/").content.decode()


def test_after_a_night_when_nobody_knows_whose_session_it_was_the_browser_has_it_back(world):
    browser = Browser().sign_in(world.ines)
    given = {**TYPED, "csrfmiddlewaretoken": browser.token(ME)}
    del browser.cookies[settings.SESSION_COOKIE_NAME]
    browser.post(ME, given)
    assert SAID in browser.sign_in(world.ines).get("/unsent/").content.decode()


def test_a_candidate_finds_what_they_typed_and_nobody_of_the_hiring_side_does(world):
    browser = Browser(LINES)
    come_in(browser, world.cleo.candidate)
    given = {"kind": "skill", "text": "twelve years on harbour cranes", "csrfmiddlewaretoken": browser.token(LINES)}
    CandidateSession.objects.update(ended_at=timezone.now())
    answer = browser.post(LINES, given)
    assert answer.headers["Location"] == f"{reverse('candidates:door')}?next=/mine/unsent/"
    assert "twelve years" not in browser.sign_in(world.ines).get("/unsent/").content.decode()
    come_in(browser, world.nils.candidate)
    assert "twelve years" not in browser.get("/mine/unsent/").content.decode()
    come_in(browser, world.cleo.candidate)
    page = browser.get("/mine/unsent/").content.decode()
    assert "twelve years on harbour cranes" in page
    assert press(browser, page).status_code == 302


def test_a_page_that_had_become_old_is_shown_with_what_was_typed(world):
    """Signed in again in another tab: the token of this one's page holds no more, what was typed in it does."""
    browser = Browser().sign_in(world.ines)
    answer = browser.post(ME, {**TYPED, "csrfmiddlewaretoken": "x" * 64})
    page = answer.content.decode()
    assert (answer.status_code, CAME_OLD in page, SAID in page) == (403, True, True)
    assert UnsentForm.objects.count() == 0
    assert press(browser, page).headers["Location"] == ME


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Origin": ""}, {"Origin": "null"}])
def test_words_from_another_site_are_never_put_behind_a_button_here(world, headers):
    browser = Browser().sign_in(world.ines)
    if not headers["Origin"]:
        del browser.defaults["HTTP_ORIGIN"]
        headers = {}
    answer = browser.post(ME, {**TYPED, "csrfmiddlewaretoken": "x" * 64}, headers=headers)
    assert (answer.status_code, SAID in answer.content.decode(), UnsentForm.objects.count()) == (403, False, 0)
    browser.idle()
    answer = browser.post(ME, {**TYPED, "csrfmiddlewaretoken": "x" * 64}, headers=headers)
    assert (answer.status_code, SAID in answer.content.decode(), UnsentForm.objects.count()) == (403, False, 0)


def test_a_password_is_never_shown_again(world):
    browser = Browser("/account/login/")
    browser.get("/account/login/")
    answer = browser.post(
        "/account/login/", {"login": "ada@x.example", "password": "p w d", "csrfmiddlewaretoken": "x" * 64}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/login/")


def test_a_file_is_named_and_wants_to_be_chosen_again(world):
    browser = Browser().sign_in(world.ines)
    given = {**TYPED, "csrfmiddlewaretoken": browser.token(ME), "file": SimpleUploadedFile("cranes.pdf", b"%PDF-")}
    browser.idle()
    browser.post(ME, given)
    assert "Choose them again on the page: cranes.pdf." in browser.sign_in(world.ines).get("/unsent/").content.decode()


def test_what_a_script_sends_is_not_kept_the_script_does_that(world):
    browser = Browser().sign_in(world.ines)
    given = {**TYPED, "csrfmiddlewaretoken": browser.token(ME)}
    browser.idle()
    answer = browser.post(ME, given, headers={"Sec-Fetch-Mode": "cors"})
    assert (answer.headers["Location"], UnsentForm.objects.count()) == (f"/account/login/?next={ME}", 0)


def test_where_too_much_waits_already_the_page_itself_keeps_it(world):
    UnsentForm.objects.bulk_create(UnsentForm(sealed=b"", kept_at=timezone.now()) for _one in range(MOST_KEPT))
    browser, answer = typed_too_late(world.ines)
    page = answer.content.decode()
    assert (answer.status_code, "Sign in in another window" in page, SAID in page) == (403, True, True)
    assert UnsentForm.objects.count() == MOST_KEPT
    browser.sign_in(world.ines)
    assert press(browser, page).headers["Location"] == ME
