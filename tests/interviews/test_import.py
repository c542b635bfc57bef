"""Bringing in a spreadsheet: everything or nothing, the same twice, nobody written to."""

# ruff: noqa: E501

import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import BEGAN, people, signed_in

from secondround.audit.actions import CONSOLE
from secondround.candidates.models import Application, Candidate, CandidateFact
from secondround.correspondence.models import Letter
from secondround.interviews.actions.imports import ImportEnded, drop_import, keep_for_preview, run_import
from secondround.interviews.importing import plan_import
from secondround.interviews.models import Assignment, ImportFile, ImportRun, Rating, Scorecard
from secondround.interviews.planned import Given, GivenFile, Options
from secondround.interviews.queries import cards_in_force
from secondround.interviews.sheets.problems import SheetRefused
from secondround.people.actions import grant_right
from secondround.people.models import RightKind, User
from secondround.positions.models import Competency, Position, TeamMember
from secondround.web.invariants import violations
from secondround.work.models import WorkItem

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "import-example"
HEAD = "position,candidate,interviewer,competency,rating,at,note,recommendation,email\n"
AT = BEGAN.replace(month=11)


def example():
    def file(name):
        return GivenFile(name, (EXAMPLE / name).read_bytes())

    return Given((file("scorecards.csv"),), file("people.csv"), file("candidates.csv"))


def bring(given, by=CONSOLE, **options):
    asked = Options(**options)
    run = keep_for_preview(by=by, at=AT, given=given, options=asked)
    return run_import(by=by, at=AT, run=run, given=given, options=asked)


def sheet(*rows, name="cards.csv"):
    return Given((GivenFile(name, (HEAD + "\n".join(rows)).encode()),))


def counts():
    return tuple(
        one.objects.count()
        for one in (User, Position, Competency, Candidate, Application, Scorecard, Rating, TeamMember)
    )


@pytest.fixture
def world():
    return people()


def test_the_example_comes_in_whole():
    plan = bring(example())
    assert plan.summary() == {
        "positions": 1,
        "people": 7,
        "candidates": 5,
        "scorecards": 11,
        "amended": 0,
        "unchanged": 0,
        "rows": 21,
    }
    position = Position.objects.get()
    assert sorted((one.role, one.user.name) for one in position.team.all()) == [
        ("H", "Hugo Brandt"), ("R", "Rosa Keller"), ("S", "Sami Haddad"),
    ]  # fmt: skip
    assert {one.owner.name for one in Application.objects.all()} == {"Rosa Keller"}
    assert {one.answer_by for one in Application.objects.all()} == {date(2026, 11, 20)}  # ten working days on
    assert CandidateFact.objects.filter(confirmed_at__isnull=False).count() == 0
    assert Rating.objects.filter(value__isnull=True).count() == 1
    assert violations() == []


def test_whoever_brings_it_in_recruits_beside_the_recruiter_whom_the_file_names(world):
    for kind in (RightKind.OPEN_POSITIONS, RightKind.IMPORT):
        grant_right(by=CONSOLE, at=AT, user=world.ada, kind=kind)
    bring(example(), by=world.ada)
    assert sorted((one.role, one.user.name) for one in Position.objects.get().team.all()) == [
        ("H", "Hugo Brandt"), ("R", "Ada Obi"), ("R", "Rosa Keller"), ("S", "Sami Haddad"),
    ]  # fmt: skip


def test_whoever_brings_it_in_and_is_the_named_recruiter_recruits_once(world):
    bring(example(), by=world.rosa)
    team = Position.objects.get().team.all()
    assert [one.user.name for one in team if one.role == "R"] == ["Rosa Keller"]


def test_a_second_run_changes_nothing():
    bring(example())
    before = counts()
    assert plan_import(by=CONSOLE, at=AT, given=example(), options=Options()).is_empty
    bring(example())
    assert counts() == before


def test_nobody_is_written_to_and_nobody_can_sign_in():
    bring(example())
    assert not Letter.objects.exists()
    assert not WorkItem.objects.filter(kind__startswith="correspondence").exists()
    assert {user.invited_at for user in User.objects.all()} == {None}
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_a_changed_card_stops_and_can_be_amended(world):
    bring(sheet("Welder,Ola,Ines Carvalho,Seams,4,2026-09-14,Even.,Yes,"), by=world.rosa)
    changed = sheet("Welder,Ola,Ines Carvalho,Seams,2,2026-09-14,Not so even.,Yes,")
    with pytest.raises(SheetRefused) as refused:
        bring(changed, by=world.rosa)
    assert "--amend" in str(refused.value)
    bring(changed, by=world.rosa, amend="typed wrongly")
    assert [(one.version, one.reason) for one in Scorecard.objects.order_by("version")] == [
        (1, ""),
        (2, "typed wrongly"),
    ]
    assert [float(one.ratings.get().value) for one in cards_in_force([Application.objects.get().pk])] == [2.0]
    assert violations() == []


def test_all_or_nothing(world):
    before = counts()
    with pytest.raises(SheetRefused):
        bring(sheet("Welder,Ola,Ines Carvalho,Seams,4,,,,", "Welder,Eva,Ines Carvalho,Seams,9,,,,"), by=world.rosa)
    assert counts() == before


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["Welder,Ola,Ines Carvalho,Seams,4,,,,ola@post.example", "Welder,Ola,Nora Wójcik,Seams,4,,,,ola2@post.example", "Welder,Ola,Sami Haddad,Seams,4,,,,"], "Several people have this name"),
        (["Welder,Ines Carvalho,ines@delta.example,Seams,4,,,,ines@delta.example"], "Nobody assesses themselves"),
    ],
)  # fmt: skip
def test_what_is_not_clear_stops(world, rows, words):
    with pytest.raises(SheetRefused) as refused:
        bring(sheet(*rows), by=world.rosa)
    assert words in str(refused.value)


def test_without_anybody_who_owes_the_answer_it_says_what_to_type():
    with pytest.raises(SheetRefused) as refused:
        bring(sheet("Welder,Ola,Ines,Seams,4,,,,"))
    assert "--owner EMAIL" in str(refused.value)


def test_people_of_one_conversation_sat_together(world):
    bring(sheet("Welder,Ola,Ines Carvalho,Seams,4,2026-09-14 10:00,,,", "Welder,Ola,Nora Wójcik,Seams,3,2026-09-14 10:00,,,", "Welder,Ola,Sami Haddad,Seams,3,2026-09-15 10:00,,,"), by=world.rosa)  # fmt: skip
    interviews = Assignment.objects.values_list("interview", flat=True)
    assert (len(interviews), len(set(interviews))) == (3, 2)


def test_another_position_of_that_name_is_not_touched_by_a_stranger(world):
    bring(sheet("Welder,Ola,Ines Carvalho,Seams,4,,,,"), by=world.rosa)
    grant_right(by=world.ada, at=AT, user=world.otto, kind=RightKind.IMPORT)
    with pytest.raises(SheetRefused) as refused:
        bring(sheet("Welder,Eva,Ines Carvalho,Seams,4,,,,"), by=world.otto)
    assert "not its recruiter" in str(refused.value)


def test_a_preview_is_accepted_once(world):
    given = sheet("Welder,Ola,Ines Carvalho,Seams,4,,,,")
    run = keep_for_preview(by=world.rosa, at=AT, given=given, options=Options())
    run_import(by=world.rosa, at=AT, run=run, given=given, options=Options())
    with pytest.raises(ImportEnded):
        run_import(by=world.rosa, at=AT, run=run, given=given, options=Options())
    other = keep_for_preview(by=world.rosa, at=AT, given=given, options=Options())
    drop_import(by=world.rosa, at=AT, run=other)
    assert {bytes(one.content) for one in ImportFile.objects.all()} == {b""}


def test_a_resume_is_found_by_column_address_or_name(world):
    given = Given(
        sheet("Welder,Ola Ray,Ines Carvalho,Seams,4,,,,", "Welder,Eva Day,Ines Carvalho,Seams,4,,,,", "Welder,Ada May,Ines Carvalho,Seams,4,,,,").scorecards,
        candidates=GivenFile("candidates.csv", b"name,email,resume\nOla Ray,ola@post.example,cv1.txt\nEva Day,eva@post.example,\nAda May,,\n"),
        resumes=tuple(GivenFile(name, name.encode()) for name in ("cv1.txt", "eva@post.example.txt", "Ada May.txt", "stray.txt")),
    )  # fmt: skip
    plan = bring(given, by=world.rosa)
    found = {
        one.candidate.name: [paper.original_name for paper in one.documents.all()] for one in Application.objects.all()
    }
    assert found == {"Ola Ray": ["cv1.txt"], "Eva Day": ["eva@post.example.txt"], "Ada May": ["Ada May.txt"]}
    assert any("stray.txt" in note for note in plan.notes)


def test_by_upload_with_a_preview_before_anything_is_written(world):
    client, before = signed_in(world.rosa), counts()
    files = {name: (EXAMPLE / f"{name}.csv").open("rb") for name in ("scorecards", "people", "candidates")}
    try:
        answer = client.post("/import/", {**files, "owner": str(world.hugo.uid), "answer_by": "2027-01-15"})
    finally:
        for file in files.values():
            file.close()
    assert answer.status_code == 302 and counts() == before
    page = client.get(answer.url).content.decode()
    assert "11 scorecards would be brought in" in page and "Friday 15 January 2027" in page
    client.post(answer.url, {"do": "run"})
    assert {(one.owner.name, one.answer_by) for one in Application.objects.all()} == {
        ("Hugo Brandt", date(2027, 1, 15))
    }
    assert ImportRun.objects.get().summary["scorecards"] == 11


def test_a_bad_upload_says_where_and_keeps_what_was_typed(world):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = signed_in(world.rosa).post(
        "/import/", {"scorecards": SimpleUploadedFile("x.csv", b"position\nW"), "scale": "1-10"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "x.csv, line 1, column candidate" in page and 'value="1-10"' in page
    assert not re.search("Traceback|Exception", page)


def test_more_rows_are_no_more_queries(world):
    def queries(candidates):
        rows = [f"Rigger {candidates},Person {n},Ines Carvalho,Knots,4,2026-09-14,Good.,," for n in range(candidates)]
        rows += [f"Rigger {candidates},Person {n},Nora Wójcik,Knots,4,2026-09-14,Good.,," for n in range(candidates)]
        bring(sheet(*rows[:candidates]), by=world.rosa)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            bring(sheet(*rows), by=world.rosa)
        return len(caught)

    assert queries(1) == queries(3)
