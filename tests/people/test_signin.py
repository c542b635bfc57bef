"""Signing in as people do: with a password and a second step outside the demo, never without, never twice with one code."""

import re
import time
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from secondround.audit.models import AuditEntry
from secondround.correspondence.models import Letter
from secondround.people.actions import add_person, deactivate, invite
from secondround.people.models import User
from secondround.people.urls import CLOSED_DOORS
from tests.cast import BEGAN, CONSOLE, PASSWORD, people, second_factor, signed_in

pytestmark = pytest.mark.django_db
NEW = "two herons on a jetty"


def sign_in(client, user, password=PASSWORD):
    return client.post("/account/login/", {"login": user.email, "password": password})


def is_in(client) -> bool:
    return client.get("/people/me/").status_code == 200


def where(answer) -> str:
    return answer.headers["Location"]


def set_up_the_app(client) -> str:
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    client.post("/account/2fa/totp/activate/", {"code": pyotp.TOTP(secret).now()})
    return secret


def test_a_password_alone_opens_nothing_until_a_second_step_is_set_up(client):
    otto = people().otto
    sign_in(client, otto)
    turned_away = [where(client.get(path)) for path in ("/people/me/", "/record/", "/people/")]
    assert turned_away == ["/account/2fa/"] * 3
    assert "One more step" in client.get("/account/2fa/").content.decode()
    set_up_the_app(client)
    assert is_in(client)


def test_from_the_letter_to_the_first_page_with_a_real_authenticator(client, settings):
    settings.INSTALLATION = replace(settings.INSTALLATION, mail_url="smtp://mail.delta.example", is_demo=False)
    world = people()
    invite(by=world.ada, at=timezone.now(), name="Jan Visser", email="jan@delta.example")
    link = re.search(r"https?://[^/]+(/welcome/\S+/)", Letter.objects.get().body)[1]
    assert client.get(link).status_code == 200
    assert where(client.post(link, {"password": PASSWORD, "again": PASSWORD})) == reverse("web:today")
    assert where(client.get("/people/me/")) == "/account/2fa/"
    set_up_the_app(client)
    assert is_in(client)
    codes = client.get("/account/2fa/recovery-codes/").content.decode()
    assert len(re.findall(r"<li><code>[0-9a-z]+</code></li>", codes)) == 10


def test_with_a_second_step_the_password_leads_to_the_code_and_a_wrong_code_nowhere(client):
    otto = people().otto
    secret = second_factor(otto)
    assert where(sign_in(client, otto)) == "/account/2fa/authenticate/"
    assert not is_in(client)
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert ("This code is not right" in wrong.content.decode(), is_in(client)) == (True, False)
    assert where(client.post("/account/2fa/authenticate/", {"code": pyotp.TOTP(secret).now()})) == "/"
    assert is_in(client)


def test_a_code_works_once(client):
    otto = people().otto
    code = pyotp.TOTP(second_factor(otto)).now()
    sign_in(client, otto)
    client.post("/account/2fa/authenticate/", {"code": code})
    client.post("/account/logout/")
    sign_in(client, otto)
    again = client.post("/account/2fa/authenticate/", {"code": code})
    assert ("This code is not right" in again.content.decode(), is_in(client)) == (True, False)


def at_a_clock(monkeypatch, moment: float) -> None:
    """What time it is for allauth, for the cache and for everybody else here."""
    monkeypatch.setattr(time, "time", lambda: moment)


@pytest.mark.parametrize(("seconds", "opens"), [(-31, False), (-1, True), (0, True), (59, True), (61, False)])
def test_a_code_typed_as_it_goes_out_still_opens(client, monkeypatch, seconds, opens):
    """The app shows it for thirty seconds; a step before and a step after it is taken too, and nothing further away."""
    otto = people().otto
    shown = int(time.time()) // 30 * 30 + 300
    code = pyotp.TOTP(second_factor(otto)).at(shown)
    at_a_clock(monkeypatch, shown + seconds)
    sign_in(client, otto)
    client.post("/account/2fa/authenticate/", {"code": code})
    assert is_in(client) is opens


def test_a_spent_code_stays_spent_as_long_as_it_would_hold(client, monkeypatch):
    otto = people().otto
    shown = int(time.time()) // 30 * 30 + 300
    code = pyotp.TOTP(second_factor(otto)).at(shown)
    seen = []
    for seconds in (-29, 2, 33, 59):
        at_a_clock(monkeypatch, shown + seconds)
        sign_in(client, otto)
        client.post("/account/2fa/authenticate/", {"code": code})
        seen.append(is_in(client))
        client.post("/account/logout/")
    assert seen == [True, False, False, False]


def test_a_recovery_code_opens_once_in_place_of_the_phone(client):
    otto = people().otto
    second_factor(otto)
    code = Authenticator.objects.get(user=otto, type="recovery_codes").wrap().get_unused_codes()[0]
    seen = []
    for _time in range(2):
        sign_in(client, otto)
        client.post("/account/2fa/authenticate/", {"code": code})
        seen.append(is_in(client))
        client.post("/account/logout/")
    assert seen == [True, False]


def test_the_apps_secret_lies_in_the_database_only_encrypted():
    otto = people().otto
    secret = second_factor(otto)
    assert secret not in str(list(Authenticator.objects.values()))


def test_a_secret_stays_readable_after_the_signing_key_was_changed(client, settings):
    otto = people().otto
    secret = second_factor(otto)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "another key, made when the first was lost",
    )
    sign_in(client, otto)
    client.post("/account/2fa/authenticate/", {"code": pyotp.TOTP(secret).now()})
    assert is_in(client)


def test_the_code_to_scan_is_drawn_without_a_data_address_or_a_style(client):
    otto = people().otto
    sign_in(client, otto)
    answer = client.get("/account/2fa/totp/activate/")
    page = answer.content.decode()
    assert (page.count('<path fill="#000" d="M'), "data:" in page, "style=" in page) == (1, False, False)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_sign_ins_stand_in_the_record(client):
    otto = people().otto
    sign_in(client, otto)
    entry = AuditEntry.objects.first()
    assert (entry.act, entry.actor) == ("people.sign_in", f"user:{otto.pk}")


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client):
    otto = people().otto
    wrong = sign_in(client, otto, "not the password").content.decode()
    otto.email = "nobody@delta.example"
    unknown = sign_in(client, otto, "not the password").content.decode()
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", wrong) == strip.sub("", unknown)
    assert "do not belong together" in wrong


def test_tries_are_limited(client):
    otto = people().otto
    for _try in range(5):
        sign_in(client, otto, "not the password")
    answer = sign_in(client, otto)
    assert ("Too many tries" in answer.content.decode(), "_auth_user_id" in client.session) == (True, False)


def test_who_left_or_was_never_invited_does_not_sign_in(client):
    world = people()
    deactivate(by=world.ada, at=BEGAN, user=world.rosa)
    entered = add_person(by=CONSOLE, at=BEGAN, name="Jan Visser", email="jan@delta.example")
    entered.set_password(PASSWORD)
    entered.save()
    for user in (world.rosa, entered):
        sign_in(client, user)
        assert not is_in(client)


def reset_link(client, user) -> str | None:
    before = set(Letter.objects.values_list("pk", flat=True))
    answer = client.post("/account/password/reset/", {"email": user.email})
    assert where(answer) == "/account/password/reset/done/"
    letter = Letter.objects.exclude(pk__in=before).first()
    return re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", letter.body)[1] if letter else None


@pytest.fixture
def with_post(settings):
    settings.INSTALLATION = replace(settings.INSTALLATION, mail_url="smtp://mail.delta.example", is_demo=False)


def choose(client, link, password):
    return client.post(
        client.get(link, follow=True).request["PATH_INFO"], {"password1": password, "password2": password}
    )


def test_a_lost_password_is_replaced_by_letter_and_the_second_step_stays(client, with_post):
    otto = people().otto
    secret = second_factor(otto)
    assert where(choose(client, reset_link(client, otto), NEW)) == "/account/password/reset/key/done/"
    assert where(sign_in(client, otto, NEW)) == "/account/2fa/authenticate/"
    client.post("/account/2fa/authenticate/", {"code": pyotp.TOTP(secret).now()})
    assert is_in(client)


def test_a_reset_link_works_once_and_signs_out_every_browser(client, with_post):
    otto = people().otto
    elsewhere = signed_in(otto)
    link = reset_link(client, otto)
    choose(client, link, NEW)
    assert "does not work any more" in client.get(link, follow=True).content.decode()
    assert not is_in(elsewhere)


def test_a_reset_link_lives_fifteen_minutes(client, with_post, settings):
    assert timedelta(minutes=15).total_seconds() == settings.PASSWORD_RESET_TIMEOUT
    link = reset_link(client, people().otto)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "does not work any more" in client.get(link, follow=True).content.decode()


def test_nobody_else_is_written_to(client, with_post):
    world = people()
    deactivate(by=world.ada, at=BEGAN, user=world.rosa)
    entered = add_person(by=CONSOLE, at=BEGAN, name="Jan Visser", email="jan@delta.example")
    stranger = User(email="stranger@elsewhere.example")
    assert [reset_link(client, user) for user in (world.rosa, entered, stranger)] == [None] * 3


def test_without_post_no_reset_is_written(client, settings):
    settings.INSTALLATION = replace(settings.INSTALLATION, mail_url="", is_demo=False)
    assert reset_link(client, people().otto) is None


def test_changing_the_password_keeps_this_browser_and_ends_the_others(client):
    otto = people().otto
    elsewhere = signed_in(otto)
    here = signed_in(otto)
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert (is_in(here), is_in(elsewhere)) == (True, False)


@pytest.mark.parametrize("door", [str(one.pattern).replace("<str:key>", "abc") for one in CLOSED_DOORS])
def test_closed_doors_are_closed_to_everybody_by_every_method(client, door):
    somebody = signed_in(people().otto)
    answers = {one(f"/account/{door}").status_code for who in (client, somebody) for one in (who.get, who.post)}
    assert answers == {404}


def test_looking_at_the_sign_out_page_signs_nobody_out():
    here = signed_in(people().otto)
    here.get("/account/logout/")
    assert is_in(here)
    here.post("/account/logout/")
    assert not is_in(here)


@pytest.mark.parametrize("aim", ["https://elsewhere.example/", "//elsewhere.example/", "/people/me/"])
def test_signing_in_leads_on_only_within_this_installation(client, aim):
    otto = people().otto
    answer = client.post("/account/login/", {"login": otto.email, "password": PASSWORD, "next": aim})
    assert where(answer) == (aim if aim == "/people/me/" else reverse("web:today"))


def test_later_the_account_asks_again_who_one_is(client, settings):
    otto = people().otto
    sign_in(client, otto)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    aim = "/account/2fa/totp/activate/"
    assert where(client.get(aim)) == "/account/reauthenticate/?next=%2Faccount%2F2fa%2Ftotp%2Factivate%2F"
    refused = client.post("/account/reauthenticate/", {"password": "not the password", "next": aim})
    assert "This is not your password" in refused.content.decode()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
    assert where(client.post("/account/reauthenticate/", {"password": PASSWORD, "next": aim})) == aim


def test_another_phone_takes_the_place_of_the_first(client):
    otto = people().otto
    sign_in(client, otto)
    set_up_the_app(client)
    assert where(client.post("/account/2fa/totp/deactivate/")) == "/account/2fa/"
    assert where(client.get("/people/me/")) == "/account/2fa/"
    set_up_the_app(client)
    assert is_in(client)


def test_an_hour_without_a_page_signs_out(settings):
    here = signed_in(people().otto)
    assert is_in(here)
    session = here.session
    session["seen_at"] = (timezone.now() - timedelta(seconds=settings.SESSION_IDLE_SECONDS + 1)).isoformat()
    session.save()
    assert where(here.get("/people/me/")) == "/account/login/?next=/people/me/"
