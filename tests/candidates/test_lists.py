"""Entering, searching, one change to several, the board: over what one may see and nothing else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import ANSWER_BY, applicant, cast, owe, person, second_round, signed_in, submit

from secondround.candidates.actions import enter_application, receive_application, save_view, tag
from secondround.candidates.models import Application, ApplicationState, Candidate, SavedView
from secondround.people.access import Refused
from secondround.positions.actions import name_team, open_position
from secondround.positions.models import TeamRole

LATER = str(ANSWER_BY + timedelta(days=12))

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return cast()


def entered(world, name, **other):
    return enter_application(by=world.rosa, at=world.at, position=world.position, person=None, name=name, **other)


def test_somebody_is_entered_with_everything_at_once(world):
    client = signed_in(world.rosa)
    answer = client.post(
        f"/positions/{world.position.uid}/candidates/new/",
        {
            "name": " Zoë  Wójcik ", "email": "zoe@mail.example", "phone": "0612345678", "source": "a fair", "tags": "Offshore, welder ,",
            "resume": SimpleUploadedFile("cv.txt", b"A foreman.", "text/plain"),
        },
    )  # fmt: skip
    made = Application.objects.get(candidate__email="zoe@mail.example")
    assert (answer.status_code, answer.url) == (302, f"/applications/{made.uid}/")
    assert (made.candidate.name, made.state, made.source, made.owner) == (
        "Zoë Wójcik",
        "received",
        "a fair",
        world.rosa,
    )
    assert [one.name for one in made.tags.all()] == ["offshore", "welder"]
    assert made.documents.get().text == "A foreman."


def test_who_is_known_is_asked_about_once(world):
    client, where = signed_in(world.rosa), f"/positions/{world.position.uid}/candidates/new/"
    asked = client.post(where, {"name": "marin CLÉO"})
    assert asked.status_code == 422 and "Is it the same person?" in asked.content.decode()
    before = Candidate.objects.count()
    client.post(where, {"name": "marin CLÉO", "person": str(world.cleo.candidate.uid)})
    assert (Candidate.objects.count(), Application.objects.filter(candidate=world.cleo.candidate).count()) == (
        before,
        1,
    )
    client.post(where, {"name": "marin CLÉO", "person": "new"})
    assert Candidate.objects.count() == before + 1


def test_nobody_learns_by_typing_a_name_who_applied_elsewhere(world):
    mona = person("Mona Neighbour")
    elsewhere = open_position(by=world.rosa, at=world.at, title="Surveyor", recruiter=world.rosa)
    name_team(by=world.rosa, at=world.at, position=elsewhere, user=mona, role=TeamRole.RECRUITER)
    where = f"/positions/{elsewhere.uid}/candidates/new/"
    answer = signed_in(mona).post(where, {"name": "Cleo Marin", "email": "someone@mail.example"})
    assert answer.status_code == 302
    same = signed_in(mona).post(where, {"name": "C. M.", "email": "CLEO@mail.example"})  # one address is one person
    assert same.status_code == 302
    assert Application.objects.filter(candidate=world.cleo.candidate, position=elsewhere).count() == 1


def test_a_hiring_manager_enters_without_tags_and_papers(world):
    client, where = signed_in(world.hugo), f"/positions/{world.position.uid}/candidates/new/"
    assert 'name="tags"' not in client.get(where).content.decode()
    client.post(where, {"name": "Zoe Adler", "tags": "secret"})
    assert Application.objects.get(candidate__name="Zoe Adler").tags.count() == 0
    with pytest.raises(Refused):
        enter_application(by=world.otto, at=world.at, position=world.position, person=None, name="X Y")


def names(client, query=""):
    page = client.get(f"/candidates/?{query}").content.decode()
    return [part.split("<")[0] for part in page.split('class="row-go name"')[1:] for part in [part.split(">", 1)[1]]]


def test_search_finds_by_any_word_without_accents(world):
    for name in ("Zoë Wójcik", "Łukasz Øst", "Anna van den Bosch"):
        entered(world, name)
    client = signed_in(world.rosa)
    assert names(client) == ["Nils Berg", "Anna van den Bosch", "Cleo Marin", "Zoë Wójcik", "Łukasz Øst"]
    assert names(client, "q=wojc") == ["Zoë Wójcik"]
    assert names(client, "q=LUKASZ+os") == ["Łukasz Øst"]
    assert names(client, "q=den+bo") == ["Anna van den Bosch"]
    assert names(client, "q=osch") == []
    Candidate.objects.update(folded="")  # as records from before are
    assert names(client, "q=Wójc") == ["Zoë Wójcik"]


def test_search_narrows_and_shows_only_what_one_may_see(world):
    zoe = entered(world, "Zoe Adler", source="a fair", tags=["welder"])
    elsewhere = open_position(by=world.rosa, at=world.at, title="Surveyor", recruiter=world.rosa)
    applicant(world.rosa, elsewhere, "Vera Other", at=world.at)
    rosa, hugo = signed_in(world.rosa), signed_in(world.hugo)
    assert names(rosa, f"position={elsewhere.uid}") == ["Vera Other"]
    assert names(rosa, "state=received") == names(rosa, "source=a+fair") == names(rosa, "tag=welder") == ["Zoe Adler"]
    assert names(rosa, f"before={ANSWER_BY}") == ["Zoe Adler"] if zoe.answer_by < ANSWER_BY else True
    assert names(rosa, f"owner={world.hugo.uid}") == []
    assert names(hugo) == ["Zoe Adler", "Nils Berg", "Cleo Marin"]
    assert names(hugo, f"position={elsewhere.uid}") == []
    assert names(hugo, "tag=welder") == []  # tags are the recruiters'
    page = hugo.get("/candidates/").content.decode()
    assert "welder" not in page and "Surveyor" not in page and 'name="pick"' not in page
    assert "Candidates" in page and "Candidates</a>" not in signed_in(world.otto).get("/").content.decode()
    assert signed_in(world.otto).get("/candidates/").status_code == 404


def test_nonsense_asks_nothing(world):
    client = signed_in(world.rosa)
    for query in (
        "position=x",
        f"owner={uuid4()}",
        "before=yesterday",
        "state=hired",
        "after=x",
        f"after={uuid4()}",
        "q=%25",
    ):
        assert client.get(f"/candidates/?{query}").status_code == 200, query
    assert client.get("/candidates/?q=%00%25").status_code == 400  # a NUL is no text


def test_pages_follow_one_another_without_gap_or_repeat(world):
    for number in range(104):
        entered(world, f"Person {number:03}" if number % 2 else "Same Name")
    client, seen, after = signed_in(world.rosa), [], ""
    sizes = []
    while True:
        page = client.get(f"/candidates/?after={after}").content.decode()
        uids = [part.split("/")[0] for part in page.split('row-go name" href="/applications/')[1:]]
        seen += uids
        sizes.append(len(uids))
        if "Further down the alphabet" not in page:
            break
        after = page.split("after=")[1].split('"')[0]
    assert sizes == [50, 50, 6] and len(set(seen)) == 106


@pytest.mark.parametrize("where", ["/candidates/", "board", "/candidates/duplicates/"])
def test_lists_ask_as_much_for_one_as_for_three(world, where):
    client = signed_in(world.rosa)
    address = f"/positions/{world.position.uid}/board/" if where == "board" else where

    def count():
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address).status_code == 200
        return len(found)

    entered(world, "Zoe Adler", tags=["a"])
    entered(world, "Adler Zoe", tags=["a"])
    one = count()
    for number in range(3):
        made = entered(world, f"Zora Adler{number}", tags=["b", "c"])
        entered(world, f"Adler{number} Zora")
        Application.objects.filter(pk=made.pk).update(state="first_round")
    assert count() == one


def test_ratings_leave_no_trace_in_the_order_or_the_counts_of_a_list(world):
    """Whoever is blind reads the same bytes before and after others' cards are in."""
    owe(world, world.hugo, world.cleo)
    owe(world, world.ines, world.cleo)
    client = signed_in(world.hugo)

    def read():
        pages = [
            client.get(where).content.decode() for where in ("/candidates/", f"/positions/{world.position.uid}/board/")
        ]
        return [page.split("csrfmiddlewaretoken")[0] + page[-2000:] for page in pages]

    before = [names(client), read()[0][-200:]]
    submit(world, world.ines, world.cleo, {"Teamwork": 5})
    assert [names(client), read()[0][-200:]] == before


def test_a_search_is_kept_for_oneself_alone(world):
    rosa, hugo = signed_in(world.rosa), signed_in(world.hugo)
    rosa.post("/candidates/views/", {"name": "Mine", "state": "received", "q": "", "evil": "x"})
    view = SavedView.objects.get()
    assert (view.user, view.query) == (world.rosa, "state=received")
    assert (
        "Mine" in rosa.get("/candidates/").content.decode() and "Mine" not in hugo.get("/candidates/").content.decode()
    )
    assert hugo.post(f"/candidates/views/{view.uid}/drop/").status_code == 404
    rosa.post(f"/candidates/views/{view.uid}/drop/")
    assert not SavedView.objects.exists()
    save_view(by=world.rosa, at=world.at, name="Twice", query="q=a")
    save_view(by=world.rosa, at=world.at, name="Twice", query="q=b")
    assert SavedView.objects.get().query == "q=b"


def pick(*applications, **other):
    return {"pick": [str(one.uid) for one in applications], **other}


def test_a_change_to_several_is_looked_at_then_done_together(world):
    one, other = entered(world, "Zoe Adler"), entered(world, "Quinn Abel")
    client = signed_in(world.rosa)
    given = pick(one, other, world.cleo, change="first_round", owner=str(world.hugo.uid), answer_by=LATER)
    preview = client.post("/candidates/change/", given).content.decode()
    assert "2 people would go to the first round." in preview and "One is left out" in preview
    assert "is past the first step" in preview
    assert set(Application.objects.filter(pk__in=[one.pk, other.pk]).values_list("state", flat=True)) == {"received"}
    refused = client.post("/candidates/change/", {**given, "sure": "yes"})  # with somebody who was shown as left out
    assert refused.status_code == 200 and "Nothing was done" in refused.content.decode()
    assert client.post("/candidates/change/", {**given, **pick(one, other), "sure": "yes"}).status_code == 302
    for each in (one, other):
        each.refresh_from_db()
        assert (each.state, each.owner, str(each.answer_by)) == ("first_round", world.hugo, LATER)


def test_what_a_change_lacks_is_said_at_its_field_and_every_tick_stays(world):
    """The list stays narrowed as it was, what was typed stays typed; then it is done, and the same list comes back."""
    one, other = entered(world, "Zoe Adler"), entered(world, "Quinn Abel")
    client = signed_in(world.rosa)
    given = pick(
        one, change="first_round", owner=str(world.hugo.uid), answer_by="", tag="welder", where="q=Zoe", after=""
    )
    lacking = client.post("/candidates/change/", given)
    page = lacking.content.decode()
    assert (lacking.status_code, '<a href="#change-by">' in page, page.count(" checked")) == (422, True, 1)
    assert (one.candidate.name in page, other.candidate.name in page) == (True, False)
    assert (f'<option value="{world.hugo.uid}" selected>' in page, 'value="welder"' in page) == (True, True)
    nobody = client.post("/candidates/change/", {**given, "pick": [], "answer_by": LATER})
    assert (nobody.status_code, "Choose somebody first." in nobody.content.decode()) == (422, True)
    assert LATER in nobody.content.decode()
    done = client.post("/candidates/change/", {**given, "answer_by": LATER, "sure": "yes"})
    assert done.headers["Location"] == "/candidates/?q=Zoe"


def test_tags_are_put_on_and_taken_off_several(world):
    one = entered(world, "Zoe Adler", tags=["welder"])
    client = signed_in(world.rosa)
    preview = client.post("/candidates/change/", pick(one, world.cleo, change="tag", tag=" Welder ")).content.decode()
    assert "One person would get the tag welder." in preview and "has this tag already" in preview
    client.post("/candidates/change/", pick(world.cleo, change="tag", tag="welder", sure="yes"))
    client.post("/candidates/change/", pick(one, change="untag", tag="welder", sure="yes"))
    assert [world.cleo.tags.count(), one.tags.count()] == [1, 0]


def test_nobody_changes_by_a_list_what_they_may_not_see(world):
    mona = person("Mona Neighbour")
    elsewhere = open_position(by=world.rosa, at=world.at, title="Surveyor", recruiter=world.rosa)
    name_team(by=world.rosa, at=world.at, position=elsewhere, user=mona, role=TeamRole.RECRUITER)
    answer = signed_in(mona).post("/candidates/change/", pick(world.cleo, change="tag", tag="x", sure="yes"))
    assert (answer.status_code, world.cleo.candidate.name in answer.content.decode()) == (
        422,
        False,
    ) and world.cleo.tags.count() == 0
    with pytest.raises(Refused):
        tag(by=world.hugo, at=world.at, application=world.cleo, name="x")


def columns(client, world, query=""):
    page = client.get(f"/positions/{world.position.uid}/board/?{query}").content.decode()
    parts = page.split('<section class="board-column" data-state="')[1:]
    return {
        part.split('"')[0]: (
            int(part.split('class="meta">')[1].split("<")[0]),
            [row.split(">", 1)[1].split("<")[0] for row in part.split('class="row-go name"')[1:]],
        )
        for part in parts
    }


def test_the_board_shows_where_everybody_stands_and_moves_both_ways(world):
    zoe = entered(world, "Zoe Adler")
    client = signed_in(world.hugo)
    shown = columns(client, world)
    assert list(shown) == [one.value for one in ApplicationState]
    assert shown["received"] == (1, ["Zoe Adler"]) and shown["first_round"] == (2, ["Cleo Marin", "Nils Berg"])
    given = {"state": "first_round", "owner": str(world.rosa.uid), "answer_by": LATER}
    assert client.post(f"/applications/{zoe.uid}/move/", given).status_code == 302
    zoe.refresh_from_db()
    assert (zoe.state, str(zoe.answer_by)) == ("first_round", LATER) and zoe.state_since is not None
    client.post(f"/applications/{zoe.uid}/move/", given | {"state": "received"})
    zoe.refresh_from_db()
    assert zoe.state == "received"


@pytest.mark.parametrize(
    "given",
    [
        {"state": "advanced"},
        {"state": "closed"},
        {"state": "received"},  # it is there already
        {"state": "first_round", "answer_by": ""},
        {"state": "first_round", "owner": ""},
        {"state": "first_round", "owner": str(uuid4())},
    ],
)
def test_what_the_board_does_not_do_changes_nothing(world, given):
    zoe = entered(world, "Zoe Adler")
    body = {"owner": str(world.rosa.uid), "answer_by": LATER, **given}
    signed_in(world.rosa).post(f"/applications/{zoe.uid}/move/", body)
    before = zoe.state, zoe.owner, zoe.answer_by
    zoe.refresh_from_db()
    assert (zoe.state, zoe.owner, zoe.answer_by) == before


def test_a_long_column_has_further_pages(world):
    for number in range(30):
        made = Candidate.objects.create(name=f"Person {number:02}", family_name=f"{number:02}", made_at=world.at)
        receive_application(
            by=world.rosa, at=world.at + timedelta(minutes=number), candidate=made, position=world.position, owner=world.rosa,
            answer_by=ANSWER_BY, state=ApplicationState.RECEIVED,
        )  # fmt: skip
    client = signed_in(world.rosa)
    count, first = columns(client, world)["received"]
    page = client.get(f"/positions/{world.position.uid}/board/").content.decode()
    after = page.split("?column=received&amp;after=")[1].split('"')[0]
    further = columns(client, world, f"column=received&after={after}")["received"]
    assert (count, len(first), further) == (30, 25, (30, [f"Person {number}" for number in range(25, 30)]))


def test_applied_people_wait_on_today_and_are_not_compared(world):
    entered(world, "Zoe Adler")
    today = signed_in(world.rosa).get("/").content.decode()
    assert "One person applied; nobody has asked them yet" in today
    assert "nobody has asked" not in signed_in(world.hugo).get("/").content.decode()
    compared = signed_in(world.hugo).get(f"/positions/{world.position.uid}/compare/").content.decode()
    assert "Zoe Adler" not in compared and "Cleo Marin" in compared
    zoe = Application.objects.get(candidate__name="Zoe Adler")
    owe(world, world.ines, zoe)
    compared = signed_in(world.hugo).get(f"/positions/{world.position.uid}/compare/").content.decode()
    assert "Zoe Adler" in compared
    zoe.refresh_from_db()
    assert zoe.state == "first_round"  # being asked to an interview begins it
    assert "nobody has asked them" not in signed_in(world.rosa).get("/").content.decode()


def test_tags_source_and_papers_on_the_page_are_the_recruiters(world):
    client, where = signed_in(world.rosa), f"/applications/{world.cleo.uid}/"
    client.post(f"{where}tags/", {"add": "welder, offshore"})
    client.post(f"{where}tags/", {"remove": "offshore"})
    client.post(f"{where}source/", {"source": " a  fair "})
    client.post(f"{where}papers/", {"resume": SimpleUploadedFile("b.txt", b"A second paper.", "text/plain")})
    client.post(f"{where}papers/", {"resume": SimpleUploadedFile("c.pdf", b"<html>", "text/plain")})
    world.cleo.refresh_from_db()
    assert [one.name for one in world.cleo.tags.all()] == ["welder"] and world.cleo.source == "a fair"
    assert [one.original_name for one in world.cleo.documents.all()] == ["b.txt"]
    assert "welder" in client.get(where).content.decode()
    assert "welder" not in signed_in(world.hugo).get(where).content.decode()


def test_whoever_may_read_it_finds_a_person_by_their_whole_address(world):
    rosa, hugo = signed_in(world.rosa), signed_in(world.hugo)
    assert names(rosa, "q=CLEO@mail.example") == ["Cleo Marin"]
    assert names(rosa, "q=cleo@mail") == names(rosa, "q=@mail.example") == []
    assert names(hugo, "q=cleo@mail.example") == []  # addresses are the recruiters'


def test_a_search_that_finds_nobody_is_not_offered_to_be_kept(world):
    client = signed_in(world.rosa)
    pages = [client.get(f"/candidates/?q={asked}").content.decode() for asked in ("zzzz", "cleo")]
    assert ["Keep this search" in page for page in pages] == [False, True]


def test_where_somebody_stands_is_not_said_to_whoever_owes_a_card_on_them(world):
    owe(world, world.rosa, world.cleo)
    owe(world, world.ines, world.nils)
    page = signed_in(world.rosa).get("/candidates/").content.decode()
    ends = [part.split("</span>")[0] for part in page.split('<span class="row-end">')[1:]]
    assert [one.partition(",")[0] for one in ends] == ["First round", ""]  # Nils, then Cleo


def test_a_senior_reader_is_told_that_nobody_is_theirs_to_read_yet(world):
    def title(user):
        page = signed_in(user).get(f"/positions/{world.position.uid}/").content.decode()
        return page.split("<h1>")[1].split("</h1>")[0], "No open application" in page

    assert title(world.sami) == ("Nobody is yours to read yet.", False)
    assert title(world.rosa) == ("2 candidates wait for an answer.", False)
    second_round(world)
    assert title(world.sami) == ("One candidate waits for an answer.", False)
