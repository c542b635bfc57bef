"""How a candidate comes in and goes: alike for everybody who asks, once for whoever holds the letter."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import CONSOLE, cast, come_in, signed_in

from secondround.audit.actions import WORKER
from secondround.candidates.actions import invite_to_page, send_key
from secondround.candidates.models import Application, ApplicationState
from secondround.correspondence.models import Letter
from secondround.people.models import CandidateSession, DoorKey, User
from secondround.work.engine import run_all
from secondround.work.models import WorkItem, WorkState

pytestmark = pytest.mark.django_db
KEY = "candidates.key"


@pytest.fixture
def world():
    return cast()


def ask(client, address):
    answer = client.post("/mine/in/", {"email": address})
    run_all()
    return answer


def letter():
    return Letter.objects.get(kind=KEY)


def link_in(one):
    return urlsplit(re.search(r"http://\S+/mine/in/\S+", one.body)[0]).path


def code_in(one):
    return re.search(r": (\d{6})$", one.body, re.MULTILINE)[1]


def key_of(candidate, **about):
    return urlsplit(invite_to_page(by=CONSOLE, at=about.pop("at", timezone.now()), candidate=candidate, **about)).path


def stands_in(client):
    return client.get("/mine/").status_code == 200


def test_the_answer_and_its_work_are_the_same_for_an_address_that_is_nobodys(world):
    found = []
    for address in ("cleo@mail.example", "nobody@mail.example"):
        client = Client()
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/mine/in/", {"email": address})
        found.append((answer.status_code, answer.headers["Location"], len(asked)))
        page = client.get("/mine/in/code/").content.decode().replace(address, "ADDRESS")
        found[-1] += (re.sub(r'value="[A-Za-z0-9]{64}"', "", page),)
    assert found[0] == found[1]
    run_all()
    assert [one.to_address for one in Letter.objects.filter(kind=KEY)] == ["cleo@mail.example"]


def test_a_code_is_refused_with_the_same_work_whoever_is_asked_for(world):
    ask(Client(), "cleo@mail.example")
    found = []
    for address in ("cleo@mail.example", "nils@mail.example", "nobody@mail.example"):
        client = Client()
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/mine/in/code/", {"email": address, "code": "abc"})
        page = answer.content.decode().replace(address, "ADDRESS")
        found.append((answer.status_code, len(asked), re.sub(r'value="[A-Za-z0-9]{64}"', "", page)))
    assert found[0] == found[1] == found[2]
    assert found[0][0] == 422


def test_what_was_asked_is_forgotten_once_it_is_done(world):
    ask(Client(), "cleo@mail.example")
    assert {(one.state, str(one.payload)) for one in WorkItem.objects.filter(kind="candidates.send_key")} == {
        (WorkState.DONE, "{}")
    }


def test_looking_at_the_link_leaves_it_and_pressing_the_button_spends_it(world):
    ask(Client(), "cleo@mail.example")
    link = link_in(letter())
    for _ in range(5):
        for answer in (Client().get(link), Client().head(link)):
            assert (answer.status_code, answer.headers["Referrer-Policy"]) == (200, "no-referrer")
    client = Client()
    answer = client.post(link)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/mine/")
    assert stands_in(client)
    assert client.cookies["candidate"]["httponly"]
    assert client.cookies["candidate"]["samesite"] == "Lax"
    again = Client()
    assert (again.post(link).status_code, again.get(link).status_code, stands_in(again)) == (410, 410, False)
    secret = client.cookies["candidate"].value
    assert [len(one.key_hash) for one in CandidateSession.objects.all()] == [64]
    assert secret not in str(list(CandidateSession.objects.values_list()) + list(DoorKey.objects.values_list()))


def test_the_six_digits_are_the_other_way_in_and_end_with_the_link(world):
    client = Client()
    ask(client, "Cleo@Mail.Example")
    code = code_in(letter())
    answer = client.post("/mine/in/code/", {"email": "cleo@mail.example", "code": f"{code[:3]} {code[3:]}"})
    assert (answer.status_code, stands_in(client)) == (302, True)
    assert Client().post(link_in(letter())).status_code == 410


def test_five_wrong_codes_end_it(world):
    ask(Client(), "cleo@mail.example")
    code = code_in(letter())
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(5):
        assert Client().post("/mine/in/code/", {"email": "cleo@mail.example", "code": wrong}).status_code == 422
    assert Client().post("/mine/in/code/", {"email": "cleo@mail.example", "code": code}).status_code == 422


def test_a_code_of_one_person_opens_nobody_elses_page(world):
    ask(Client(), "cleo@mail.example")
    assert Client().post("/mine/in/code/", {"email": "nils@mail.example", "code": code_in(letter())}).status_code == 422


def test_five_letters_an_hour_at_most_and_none_asked_twice_within_a_minute(world):
    now = timezone.now()
    for number in range(7):
        send_key(by=WORKER, at=now + timedelta(minutes=number), address="cleo@mail.example")
    assert Letter.objects.filter(kind=KEY).count() == 5
    send_key(by=WORKER, at=now + timedelta(minutes=61), address="cleo@mail.example")
    assert Letter.objects.filter(kind=KEY).count() == 6


def test_asked_for_it_lives_a_quarter_of_an_hour_and_in_a_letter_three_days(world):
    past = timezone.now() - timedelta(minutes=15)
    send_key(by=WORKER, at=past, address="cleo@mail.example")
    assert Client().get(link_in(letter())).status_code == 410
    old, young = timezone.now() - timedelta(hours=72), timezone.now() - timedelta(hours=71)
    assert Client().get(key_of(world.cleo.candidate, at=old)).status_code == 410
    assert Client().get(key_of(world.cleo.candidate, at=young)).status_code == 200


def test_an_old_link_sends_a_new_one_to_the_same_address(world):
    old = key_of(world.cleo.candidate, at=timezone.now() - timedelta(days=5))
    client = Client()
    assert "Send me a new one" in client.get(old).content.decode()
    assert client.post(old, {"again": "1"}).headers["Location"] == "/mine/in/code/"
    assert client.post("/mine/in/no-such-token/", {"again": "1"}).headers["Location"] == "/mine/in/code/"
    run_all()
    assert [one.to_address for one in Letter.objects.filter(kind=KEY)] == ["cleo@mail.example"]
    assert client.post(link_in(letter())).status_code == 302
    assert stands_in(client)


def test_a_letters_link_leads_to_one_of_ones_own_pages_and_to_no_other_place(world):
    made = invite_to_page(by=CONSOLE, at=timezone.now(), candidate=world.cleo.candidate, then="/mine/data/")
    path = urlsplit(made)
    assert Client().post(f"{path.path}?{path.query}").headers["Location"] == "/mine/data/"
    for elsewhere in ("//mail.example/mine/", "https://mail.example/", "/candidates/", "/mine/../candidates/"):
        link = key_of(world.cleo.candidate)
        assert Client().post(link, {"next": elsewhere}).headers["Location"] == "/mine/"


def test_another_sites_button_signs_nobody_in(world):
    link, client = key_of(world.cleo.candidate), Client()
    assert client.post(link, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert stands_in(client) is False
    assert client.post(link, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302


def test_signing_out_ends_the_session_here_and_clears_what_was_kept_offline(world):
    here, elsewhere = Client(), Client()
    come_in(here, world.cleo.candidate)
    come_in(elsewhere, world.cleo.candidate)
    kept = here.cookies["candidate"].value
    answer = here.post("/mine/out/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert (stands_in(here), stands_in(elsewhere)) == (False, True)
    here.cookies["candidate"] = kept
    assert stands_in(here) is False


def test_a_session_is_two_weeks_old_at_most(world):
    client = Client()
    come_in(client, world.cleo.candidate)
    CandidateSession.objects.update(began_at=timezone.now() - timedelta(days=14))
    answer = client.get("/mine/data/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/mine/in/?next=/mine/data/")


def test_staff_who_applied_come_in_by_the_same_door_and_the_two_sessions_stay_apart(world):
    Application.objects.get(pk=world.nils.pk)
    candidate = world.nils.candidate
    type(candidate).objects.filter(pk=candidate.pk).update(email=world.otto.email)
    candidate.refresh_from_db()
    staff, both = signed_in(world.otto), Client()
    assert staff.get("/mine/").headers["Location"] == "/mine/in/?next=/mine/"
    assert come_in(both, candidate) == world.otto
    assert both.get("/").headers["Location"].startswith("/account/login/")
    both.force_login(world.otto)
    both.post("/mine/out/")
    assert both.get("/mine/").status_code == 302
    assert User.objects.filter(email__iexact=world.otto.email).count() == 1


def test_whoever_is_known_as_a_candidate_only_is_nobody_to_the_hiring_side(world):
    client = Client()
    user = come_in(client, world.cleo.candidate)
    assert (user.is_staff, user.has_usable_password()) == (False, False)
    for page in ("/", "/people/", "/candidates/", f"/applications/{world.cleo.uid}/"):
        assert client.get(page).headers["Location"].startswith("/account/login/")


def test_the_page_stays_thirty_days_after_they_were_told(world):
    client = Client()
    come_in(client, world.cleo.candidate)
    now = timezone.now()
    for days, shown in ((29, True), (31, False)):
        told_at = now - timedelta(days=days)
        Application.objects.filter(pk=world.cleo.pk).update(state=ApplicationState.CLOSED, told_at=told_at)
        assert (world.position.title in client.get("/mine/").content.decode()) is shown
    send_key(by=WORKER, at=now, address="cleo@mail.example")
    assert Letter.objects.filter(kind=KEY).count() == 0


def test_a_letter_with_a_way_in_is_read_by_nobody_else(world):
    ask(Client(), "cleo@mail.example")
    assert letter().about == f"key-of:{world.cleo.candidate.__class__.objects.get(pk=world.cleo.candidate_id).user_id}"
