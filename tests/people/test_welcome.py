"""Invitations: by letter or by hand, spent once, never by looking."""

import re
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from secondround.correspondence.models import Letter
from secondround.people import access
from secondround.people.actions import (
    LinkRefused,
    PersonRefused,
    add_person,
    begin_installation,
    deactivate,
    find_welcome,
    invite,
    revoke_link,
    send_new_link,
    spend_welcome,
)
from secondround.people.models import RightKind, User, WelcomeLink
from secondround.people.policy import Role
from tests.cast import BEGAN, CONSOLE, PASSWORD, people

pytestmark = pytest.mark.django_db
AT = BEGAN + timedelta(days=1)


def token_of(link: str) -> str:
    return re.search(r"/welcome/([^/]+)/$", link)[1]


@pytest.fixture
def with_post(settings):
    settings.INSTALLATION = replace(settings.INSTALLATION, mail_url="smtp://mail.delta.example")


@pytest.fixture
def without_post(settings):
    settings.INSTALLATION = replace(settings.INSTALLATION, mail_url="", is_demo=False)


def invited(world, **more) -> str:
    return token_of(invite(by=world.ada, at=AT, name="Jan Visser", email="jan@delta.example", **more).link)


def test_without_post_the_link_is_handed_to_its_sender_and_no_letter_is_written(without_post):
    world = people()
    invitation = invite(by=world.ada, at=AT, name="Jan Visser", email="jan@delta.example")
    assert find_welcome(token=token_of(invitation.link), at=AT).user == invitation.user
    assert Letter.objects.count() == 0


def test_with_post_the_link_stands_in_the_letter_alone(with_post):
    world = people()
    invitation = invite(by=world.ada, at=AT, name="Jan Visser", email="jan@delta.example")
    letter = Letter.objects.get()
    link = re.search(r"https?://\S+/welcome/\S+/", letter.body)[0]
    assert (invitation.link, letter.to_address) == (None, "jan@delta.example")
    assert find_welcome(token=token_of(link), at=AT).user == invitation.user
    assert "Ada Obi invites you to Second Round, where Delta Works keeps its interviews" in letter.body


def test_only_the_hash_of_a_link_is_kept(without_post):
    token = invited(people())
    assert [len(value) for value in WelcomeLink.objects.values_list("token_hash", flat=True)] == [64]
    assert token not in str(list(WelcomeLink.objects.values()))


def test_rights_come_with_the_invitation(without_post):
    token = invited(people(), rights=[RightKind.OPEN_POSITIONS])
    user = spend_welcome(token=token, password=PASSWORD, at=AT)
    assert access.standing_roles(user, AT) == {Role.STAFF, Role.OPENER}


def test_somebody_entered_by_an_import_is_invited_as_the_same_person(without_post):
    world = people()
    entered = add_person(by=CONSOLE, at=AT, name="Jan Visser", email="jan@delta.example")
    invitation = invite(by=world.ada, at=AT, name="J. Visser", email="JAN@delta.example")
    assert (invitation.user, invitation.user.name) == (entered, "Jan Visser")
    with pytest.raises(PersonRefused, match="email_taken"):
        invite(by=world.ada, at=AT, name="Jan Visser", email="jan@delta.example")


@pytest.mark.parametrize("name", ["rosa", "hugo", "pia", "otto"])
def test_nobody_but_an_administrator_invites(name, without_post):
    world = people()
    with pytest.raises(access.Refused):
        invite(by=getattr(world, name), at=AT, name="Jan", email="jan@delta.example")
    assert User.objects.filter(email="jan@delta.example").count() == 0


def test_a_link_is_spent_once(without_post):
    token = invited(people())
    user = spend_welcome(token=token, password=PASSWORD, at=AT)
    with pytest.raises(LinkRefused, match="spent"):
        spend_welcome(token=token, password="another walk along it", at=AT)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(("after", "code"), [(timedelta(hours=71, minutes=59), None), (timedelta(hours=72), "expired")])
def test_a_link_lives_72_hours(after, code, without_post):
    token = invited(people())
    if code is None:
        assert spend_welcome(token=token, password=PASSWORD, at=AT + after).check_password(PASSWORD)
    else:
        with pytest.raises(LinkRefused, match=code):
            spend_welcome(token=token, password=PASSWORD, at=AT + after)


def test_a_new_link_ends_the_earlier_ones(without_post):
    world = people()
    first = invited(world)
    jan = User.objects.get(email="jan@delta.example")
    second = token_of(send_new_link(by=world.ada, at=AT, user=jan).link)
    with pytest.raises(LinkRefused, match="revoked"):
        find_welcome(token=first, at=AT)
    assert find_welcome(token=second, at=AT).user == jan
    revoke_link(by=world.ada, at=AT, user=jan)
    with pytest.raises(LinkRefused, match="revoked"):
        find_welcome(token=second, at=AT)


def test_leaving_ends_open_links(without_post):
    world = people()
    token = invited(world)
    deactivate(by=world.ada, at=AT, user=User.objects.get(email="jan@delta.example"))
    with pytest.raises(LinkRefused):
        spend_welcome(token=token, password=PASSWORD, at=AT)


def test_a_made_up_token_opens_nothing(client):
    people()
    with pytest.raises(LinkRefused, match="unknown"):
        find_welcome(token="made-up", at=AT)
    answer = client.get("/welcome/made-up/")
    assert (answer.status_code, b"opens nothing any more" in answer.content) == (404, True)


def snapshot() -> list[object]:
    return [list(WelcomeLink.objects.values()), list(User.objects.order_by("pk").values())]


def fresh_token(world) -> str:
    link = invite(by=world.ada, at=timezone.now(), name="Jan Visser", email="jan@delta.example").link
    return token_of(link)


def test_looking_at_a_link_changes_nothing(client, without_post):
    token = fresh_token(people())
    before = snapshot()
    for method in (client.get, client.head, client.options, client.put):
        method(f"/welcome/{token}/")
    assert snapshot() == before


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [
        ("short", "short", "password"),
        ("password1234", "password1234", "password"),
        ("jan@delta.example", "jan@delta.example", "password"),
        (PASSWORD, "a walk along the sea", "again"),
        ("", "", "password"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_and_the_link_stays_open(client, without_post, password, again, field):
    token = fresh_token(people())
    answer = client.post(f"/welcome/{token}/", {"password": password, "again": again})
    assert (answer.status_code, f'id="{field}-error"' in answer.content.decode()) == (422, True)
    assert find_welcome(token=token, at=timezone.now()).spent_at is None


def test_posting_spends_signs_in_and_a_second_post_is_told_what_to_do(client, without_post):
    token = fresh_token(people())
    typed = {"password": PASSWORD, "again": PASSWORD}
    first = client.post(f"/welcome/{token}/", typed)
    assert (first.status_code, client.session["_auth_user_id"]) == (302, str(User.objects.get(name="Jan Visser").pk))
    second = client.post(f"/welcome/{token}/", typed)
    assert (second.status_code, b"send a new link" in second.content) == (404, True)


def test_whoever_holds_the_consoles_link_becomes_the_first_administrator(client):
    now = timezone.now()
    token = token_of(begin_installation(by=CONSOLE, at=now))
    typed = {"password": PASSWORD, "again": PASSWORD}
    refused = client.post(f"/welcome/{token}/", typed).content.decode()
    assert ('id="name-error"' in refused, 'id="email-error"' in refused) == (True, True)
    client.post(f"/welcome/{token}/", typed | {"name": "Ada Obi", "email": "ada@delta.example"})
    ada = User.objects.get()
    assert (ada.name, ada.email, ada.check_password(PASSWORD)) == ("Ada Obi", "ada@delta.example", True)
    later = timezone.now()
    assert access.standing_roles(ada, later) == {Role.STAFF, Role.ADMINISTRATOR, Role.OPENER, Role.IMPORTER}


def test_the_consoles_link_opens_nothing_once_somebody_administers():
    token = token_of(begin_installation(by=CONSOLE, at=AT))
    people()
    with pytest.raises(LinkRefused):
        spend_welcome(token=token, password=PASSWORD, at=AT, name="Eve", email="eve@elsewhere.example")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_spend_at_the_same_moment_one_succeeds(without_post):
    token = invited(people())
    together, outcomes = Barrier(2), []

    def spend(password: str) -> None:
        together.wait()
        try:
            while True:
                try:
                    spend_welcome(token=token, password=password, at=AT)
                    outcomes.append(password)
                    return
                except LinkRefused as refused:
                    outcomes.append(str(refused))
                    return
                except OperationalError:  # SQLite in memory refuses to wait; a browser would try again
                    continue
        finally:
            connection.close()

    passwords = ["a walk along the river", "a swim across the lake"]
    threads = [Thread(target=spend, args=[password]) for password in passwords]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    jan = User.objects.get(email="jan@delta.example")
    winner = next(password for password in passwords if jan.check_password(password))
    assert sorted(outcomes) == sorted([winner, "spent"])
