"""What the verbs of people leave behind."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from secondround.audit.models import AuditEntry
from secondround.audit.queries import verify_chain
from secondround.people import access
from secondround.people.actions import (
    PersonRefused,
    RightRefused,
    add_person,
    correct_email,
    deactivate,
    describe_person,
    end_right,
    forget_second_factor,
    grant_right,
    reactivate,
    sign_out_elsewhere,
)
from secondround.people.models import InstallationRight, RightKind, User
from secondround.people.policy import Role
from tests.cast import BEGAN, CONSOLE, people, second_factor, signed_in

pytestmark = pytest.mark.django_db
LATER = BEGAN + timedelta(days=1)
ADMINISTRATOR, OPEN, IMPORT = RightKind.ADMINISTRATOR, RightKind.OPEN_POSITIONS, RightKind.IMPORT


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("sequence").values_list("act", flat=True))


def open_sessions(user: User) -> int:
    return sum(session.get_decoded().get("_auth_user_id") == str(user.pk) for session in Session.objects.all())


def test_a_person_entered_by_an_import_cannot_sign_in(client):
    rosa = people().rosa
    made = add_person(by=rosa, at=LATER, name=" Jan Visser ", email="jan@delta.example", through="import.run")
    assert (made.name, made.has_usable_password(), made.invited_at) == ("Jan Visser", False, None)
    assert acts()[-1] == "people.add"
    with pytest.raises(access.Refused):
        add_person(by=rosa, at=LATER, name="Eva", email="eva@delta.example")


def test_an_address_is_one_person_in_any_capitals():
    world = people()
    with pytest.raises(PersonRefused, match="email_taken"):
        add_person(by=world.ada, at=LATER, name="Another Hugo", email="HUGO@Delta.example")


def test_a_right_holds_from_its_moment_to_its_end():
    world = people()
    grant_right(by=world.ada, at=LATER, user=world.dora, kind=OPEN)
    before = access.standing_roles(world.dora, LATER - timedelta(seconds=1))
    during = access.standing_roles(world.dora, LATER)
    end_right(by=world.ada, at=LATER + timedelta(hours=1), user=world.dora, kind=OPEN)
    after = access.standing_roles(world.dora, LATER + timedelta(hours=1))
    assert (before, during, after) == ({Role.STAFF}, {Role.STAFF, Role.OPENER}, {Role.STAFF})
    assert acts()[-2:] == ["people.grant_right", "people.end_right"]


def test_giving_a_right_twice_changes_nothing():
    world = people()
    first = grant_right(by=world.ada, at=LATER, user=world.dora, kind=OPEN)
    count = AuditEntry.objects.count()
    again = grant_right(by=world.ada, at=LATER + timedelta(days=1), user=world.dora, kind=OPEN)
    assert (again, AuditEntry.objects.count()) == (first, count)


def test_the_only_administrator_may_give_themselves_a_right_and_the_record_says_so():
    world = people()
    grant_right(by=world.ada, at=LATER, user=world.ada, kind=IMPORT)
    entry = AuditEntry.objects.first()
    assert entry.act == "people.grant_right"
    assert entry.text.body == '{"exception":"only administrator","right":"import"}'


def test_of_two_administrators_neither_gives_themselves_a_right_but_each_the_other():
    world = people()
    grant_right(by=world.ada, at=LATER, user=world.dora, kind=ADMINISTRATOR)
    with pytest.raises(access.Refused) as refused:
        grant_right(by=world.ada, at=LATER, user=world.ada, kind=IMPORT)
    assert refused.value.rule == "person.rights:none"
    grant_right(by=world.dora, at=LATER, user=world.ada, kind=IMPORT)
    assert Role.IMPORTER in access.standing_roles(world.ada, LATER)


def test_a_deactivated_second_administrator_is_none():
    world = people()
    grant_right(by=world.ada, at=LATER, user=world.dora, kind=ADMINISTRATOR)
    deactivate(by=world.ada, at=LATER, user=world.dora)
    grant_right(by=world.ada, at=LATER, user=world.ada, kind=IMPORT)
    assert Role.IMPORTER in access.standing_roles(world.ada, LATER)


@pytest.mark.parametrize("name", ["rosa", "hugo", "pia", "otto"])
def test_nobody_but_an_administrator_gives_rights(name):
    world = people()
    with pytest.raises(access.Refused):
        grant_right(by=getattr(world, name), at=LATER, user=world.otto, kind=OPEN)
    with pytest.raises(access.Refused):
        deactivate(by=getattr(world, name), at=LATER, user=world.ines)


def test_the_last_administrator_stays_one():
    world = people()
    with pytest.raises(RightRefused, match="last_administrator"):
        end_right(by=world.ada, at=LATER, user=world.ada, kind=ADMINISTRATOR)
    with pytest.raises(PersonRefused, match="last_administrator"):
        deactivate(by=CONSOLE, at=LATER, user=world.ada)
    with pytest.raises(PersonRefused, match="not_oneself"):
        deactivate(by=world.ada, at=LATER, user=world.ada)
    assert access.active_administrators(LATER) == 1


def test_a_right_without_doors_is_not_given():
    world = people()
    with pytest.raises(RightRefused, match="comes_later"):
        grant_right(by=world.ada, at=LATER, user=world.otto, kind=RightKind.STEWARD)


def test_leaving_ends_rights_and_open_browsers_at_once():
    world = people()
    browsers = [signed_in(world.rosa), signed_in(world.rosa)]
    other = signed_in(world.hugo)
    deactivate(by=world.ada, at=LATER, user=world.rosa, reason="left the company")
    assert (open_sessions(world.rosa), open_sessions(world.hugo)) == (0, 1)
    assert InstallationRight.objects.filter(user=world.rosa, to_at__isnull=True).count() == 0
    assert access.standing_roles(world.rosa, LATER) == frozenset()
    answers = [browser.get("/people/me/").headers["Location"] for browser in browsers]
    assert answers == ["/account/login/?next=/people/me/"] * 2
    assert other.get("/people/me/").status_code == 200
    assert AuditEntry.objects.first().text.body == '{"reason":"left the company","rights_ended":2,"sessions_ended":2}'


def test_coming_back_brings_no_right_back():
    world = people()
    deactivate(by=world.ada, at=LATER, user=world.rosa)
    reactivate(by=world.ada, at=LATER, user=world.rosa)
    assert access.standing_roles(world.rosa, LATER) == {Role.STAFF}
    deactivate(by=world.ada, at=LATER, user=world.rosa)
    with pytest.raises(PersonRefused, match="not_active"):
        deactivate(by=world.ada, at=LATER, user=world.rosa)


def test_one_describes_oneself():
    world = people()
    describe_person(
        by=world.ines, at=LATER, name="Inês Carvalho", pronounced="ee-NESH", title="Engineer", zone="Europe/Lisbon"
    )
    world.ines.refresh_from_db()
    assert (world.ines.name, world.ines.pronounced, world.ines.zone) == ("Inês Carvalho", "ee-NESH", "Europe/Lisbon")
    for wrong, code in [({"zone": "Mars/Olympus"}, "zone"), ({"language": "xx"}, "language"), ({"name": " "}, "name")]:
        with pytest.raises(PersonRefused, match=code):
            describe_person(by=world.ines, at=LATER, **({"name": "Ines"} | wrong))


def test_a_corrected_address_is_the_one_to_sign_in_with():
    world = people()
    correct_email(by=world.ada, at=LATER, user=world.otto, email="o.lindqvist@delta.example")
    with pytest.raises(PersonRefused, match="email_taken"):
        correct_email(by=world.ada, at=LATER, user=world.otto, email="Hugo@delta.example")
    assert User.objects.get(pk=world.otto.pk).email == "o.lindqvist@delta.example"


def test_a_lost_phone_is_forgotten_with_everything_open():
    world = people()
    second_factor(world.otto)
    signed_in(world.otto)
    forget_second_factor(by=world.ada, at=LATER, user=world.otto)
    assert (world.otto.authenticator_set.count(), open_sessions(world.otto)) == (0, 0)


def test_signing_out_elsewhere_keeps_the_browser_one_sits_at():
    world = people()
    here, there = signed_in(world.otto), signed_in(world.otto)
    key = here.cookies[settings.SESSION_COOKIE_NAME].value
    assert sign_out_elsewhere(by=world.otto, at=LATER, keep=key) == 1
    store = import_module(settings.SESSION_ENGINE).SessionStore
    assert (store().exists(key), open_sessions(world.otto)) == (True, 1)
    assert there.get("/people/me/").status_code == 302


def test_the_chain_holds_after_all_of_it():
    world = people()
    deactivate(by=world.ada, at=LATER, user=world.rosa)
    chain = verify_chain()
    assert (chain.is_whole, chain.links) == (True, AuditEntry.objects.count())
