"""The pages of people: who opens which, and what they change."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from secondround.audit.models import AuditEntry
from secondround.people import access
from secondround.people.actions import add_person, grant_right
from secondround.people.models import RightKind, User, WelcomeLink
from secondround.people.policy import Role
from tests.cast import BEGAN, CONSOLE, cast, people, person, signed_in

pytestmark = pytest.mark.django_db
EVERYBODY = ("ada", "pia", "rosa", "hugo", "ines", "sami", "dora", "otto")


@pytest.fixture(autouse=True)
def _without_post(settings):
    settings.INSTALLATION = replace(settings.INSTALLATION, mail_url="", is_demo=False)


def who_opens(world, path) -> list[str]:
    return [name for name in EVERYBODY if signed_in(getattr(world, name)).get(path).status_code == 200]


def test_the_directory_is_read_by_administrators_recruiters_and_hiring_managers():
    assert who_opens(cast(), "/people/") == ["ada", "rosa", "hugo"]


def test_the_pages_about_others_are_administrators_alone():
    world = cast()
    assert who_opens(world, f"/people/{world.otto.uid}/") == ["ada"]
    assert who_opens(world, "/people/invite/") == ["ada"]


def test_everybody_has_an_account_and_a_record_of_their_own():
    world = cast()
    assert who_opens(world, "/people/me/") == list(EVERYBODY)
    assert who_opens(world, "/record/") == list(EVERYBODY)


def acts_on(world) -> list[str]:
    uid = world.otto.uid
    ends = (
        "rights/grant",
        "rights/end",
        "link/send",
        "link/revoke",
        "second-factor/forget",
        "deactivate",
        "reactivate",
        "email",
    )
    return [f"/people/{uid}/{end}/" for end in ends]


@pytest.mark.parametrize("name", ["pia", "rosa", "hugo", "otto"])
def test_no_act_on_a_person_is_open_to_anybody_else(name):
    world = cast()
    client = signed_in(getattr(world, name))
    typed = {"kind": "import", "email": "other@delta.example"}
    count = AuditEntry.objects.count()
    assert {client.post(path, typed).status_code for path in acts_on(world)} == {404}
    assert AuditEntry.objects.count() == count


def test_no_act_on_a_person_happens_by_looking():
    world = cast()
    client = signed_in(world.ada)
    assert {client.get(path).status_code for path in acts_on(world)} == {405}


def test_the_directory_shows_rights_and_invitations_to_administrators_alone():
    world = cast()
    to_ada = signed_in(world.ada).get("/people/").content.decode()
    to_hugo = signed_in(world.hugo).get("/people/").content.decode()
    assert ("May import" in to_ada, "May import" in to_hugo) == (True, False)
    assert ("Dora van den Bosch" in to_hugo, "dora@delta.example" in to_hugo) == (True, False)


def test_who_left_is_found_by_administrators_alone():
    world = cast()
    client = signed_in(world.ada)
    client.post(f"/people/{world.otto.uid}/deactivate/", {"reason": "left"})
    assert "Otto Lindqvist" in client.get("/people/").content.decode()
    assert "Otto Lindqvist" not in signed_in(world.hugo).get("/people/").content.decode()


def test_the_directory_is_searched_and_continued():
    world = cast()
    for number in range(120):
        person(f"Guest{number:03d} Visitor")
    client = signed_in(world.ada)
    found = client.get("/people/", {"q": "visitor"})
    assert found.content.decode().count('class="row-go name"') == 100
    rest = client.get("/people/", {"q": "visitor", "after": str(User.objects.get(name="Guest099 Visitor").uid)})
    assert rest.content.decode().count('class="row-go name"') == 20


def queries_of(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get(path)
    return len(seen)


def test_one_more_person_is_no_more_queries():
    world = cast()
    client = signed_in(world.ada)
    before = queries_of(client, "/people/")
    for name in ("Jan Visser", "Eva Smit"):
        person(name, rights=[RightKind.IMPORT])
    assert queries_of(client, "/people/") == before


def test_an_invitation_without_post_shows_its_link_once():
    client = signed_in(people().ada)
    typed = {"name": "Jan Visser", "email": "jan@delta.example", "language": "en", "rights": ["import"]}
    shown = client.post("/people/invite/", typed).content.decode()
    jan = User.objects.get(email="jan@delta.example")
    assert ("/welcome/" in shown, access.standing_roles(jan, jan.invited_at)) == (True, {Role.STAFF, Role.IMPORTER})
    assert "/welcome/" not in client.get(f"/people/{jan.uid}/").content.decode()
    again = client.post("/people/invite/", typed)
    assert (again.status_code, "was invited before" in again.content.decode()) == (422, True)


def test_an_invitation_wants_a_name_and_an_address():
    client = signed_in(people().ada)
    answer = client.post("/people/invite/", {"name": "", "email": "no address", "language": "en"})
    page = answer.content.decode()
    assert (answer.status_code, 'id="name-error"' in page, 'id="email-error"' in page) == (422, True, True)
    assert WelcomeLink.objects.count() == 0


def test_a_right_that_is_not_on_the_list_cannot_be_asked_for():
    client = signed_in(people().ada)
    typed = {"name": "Jan", "email": "jan@delta.example", "language": "en", "rights": ["steward"]}
    assert client.post("/people/invite/", typed).status_code == 422
    assert User.objects.filter(email="jan@delta.example").count() == 0


def test_rights_are_given_and_ended_on_the_persons_page():
    world = people()
    client, page = signed_in(world.ada), f"/people/{world.dora.uid}/"
    client.post(f"{page}rights/grant/", {"kind": "import"})
    assert "People and candidates" not in client.get(page).content.decode()
    given = client.get(page).content.decode().count("End this right")
    client.post(f"{page}rights/end/", {"kind": "import"})
    assert (given, client.get(page).content.decode().count("End this right")) == (1, 0)


def test_a_second_administrator_finds_their_own_rights_closed():
    world = people()
    grant_right(by=world.ada, at=BEGAN, user=world.dora, kind=RightKind.ADMINISTRATOR)
    client, page = signed_in(world.ada), f"/people/{world.ada.uid}/"
    assert "Another administrator changes your own rights" in client.get(page).content.decode()
    assert client.post(f"{page}rights/grant/", {"kind": "import"}).status_code == 404
    assert Role.IMPORTER not in access.standing_roles(world.ada, BEGAN + timedelta(days=1))


def test_the_last_administrator_is_told_why_not():
    world = people()
    client, page = signed_in(world.ada), f"/people/{world.ada.uid}/"
    answer = client.post(f"{page}rights/end/", {"kind": "administrator"}, follow=True)
    assert "This is the last administrator" in answer.content.decode()


def test_somebody_entered_by_an_import_can_be_invited_from_their_page():
    world = people()
    jan = add_person(by=CONSOLE, at=BEGAN, name="Jan Visser", email="jan@delta.example")
    client = signed_in(world.ada)
    page = client.get(f"/people/{jan.uid}/").content.decode()
    assert "Not invited yet" in page
    form = client.get("/people/invite/?email=jan%40delta.example&name=Jan+Visser").content.decode()
    assert ('value="jan@delta.example"' in form, 'value="Jan Visser"' in form) == (True, True)


def test_ones_own_account_is_described_by_oneself_and_its_clock_used():
    world = people()
    client = signed_in(world.otto)
    typed = {
        "name": "Otto Lindqvist",
        "pronounced": "LIND-kvist",
        "title": "Buyer",
        "zone": "Asia/Tokyo",
        "language": "en",
    }
    client.post("/people/me/", typed)
    world.otto.refresh_from_db()
    assert (world.otto.pronounced, world.otto.zone) == ("LIND-kvist", "Asia/Tokyo")
    assert client.post("/people/me/", typed | {"zone": "Mars/Olympus"}).status_code == 422
    recorded = AuditEntry.objects.get(act="people.describe").at
    from zoneinfo import ZoneInfo

    assert f"{recorded.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M}" in client.get("/record/").content.decode()


def test_a_name_is_text_and_nothing_else():
    world = people()
    typed = {"name": "<img src=x onerror=alert(1)>", "title": "", "zone": "", "language": "en"}
    client = signed_in(world.otto)
    client.post("/people/me/", typed)
    pages = [client.get("/people/me/"), signed_in(world.ada).get("/people/"), signed_in(world.ada).get("/record/")]
    assert [b"<img" in page.content for page in pages] == [False] * 3
