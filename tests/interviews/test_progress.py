"""How far cards are, told by name, as a count, or of one's own alone; what was said, by competency; who could open a file."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import cast, owe, signed_in, submit

from secondround.candidates.actions import declare_conflict
from secondround.candidates.models import ConflictKind
from secondround.interviews.actions import CardEntry, amend_scorecard
from secondround.interviews.actions.drafts import save_draft
from secondround.interviews.actions.scheduling import Appointment, schedule_interview
from secondround.interviews.models import Assignment
from secondround.interviews.queries import counts_of, progress_of, seen_before, versions_of
from secondround.interviews.rules.drafts import EMPTY
from secondround.interviews.rules.progress import Standing, standing
from secondround.positions.actions import word_competency

END = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
BEGIN = END - timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "is_begun", "now", "expected"),
    [
        ("owed", False, BEGIN - timedelta(minutes=1), Standing.COMING),
        ("owed", True, BEGIN - timedelta(minutes=1), Standing.COMING),
        ("owed", False, BEGIN, Standing.GOING_ON),
        ("owed", True, END - timedelta(minutes=1), Standing.GOING_ON),
        ("owed", False, END, Standing.OWED),
        ("owed", True, END + timedelta(hours=23), Standing.BEGUN),
        ("owed", True, END + timedelta(hours=24), Standing.LATE),
        ("submitted", False, END, Standing.SUBMITTED),
        ("waived", False, END, Standing.WAIVED),
        ("recused", False, END, Standing.RECUSED),
        ("not_held", False, END, Standing.NOT_HELD),
        ("not_wanted", False, END, None),
        ("replaced", False, END, None),
        ("declined", False, END, None),
    ],
)
def test_how_far_a_card_is(state, is_begun, now, expected):
    assert standing(state, BEGIN, END, is_begun, now) == expected


def test_without_a_time_a_card_is_owed_and_never_late():
    assert standing("owed", None, None, False, END + timedelta(days=90)) == Standing.OWED


@pytest.fixture
def world(db):
    return cast()


def _page(user, application, query=""):
    return signed_in(user).get(f"/applications/{application.uid}/{query}").content.decode()


def _said(page):
    return page[page.index(">Scorecards<") : page.index("Ask somebody to assess")]


def test_the_recruiter_reads_names_and_states_the_hiring_manager_counts(world):
    submit(world, world.ines, world.cleo, {"Teamwork": 4})
    late = owe(world, world.nora, world.cleo)
    save_draft(
        by=world.nora, at=world.at + timedelta(days=2), assignment=late, body={**EMPTY, "new": "She said that"}, base=0
    )
    rosa, hugo = _said(_page(world.rosa, world.cleo)), _said(_page(world.hugo, world.cleo))
    assert ("Ines Carvalho" in rosa, "Nora Wójcik" in rosa, "late" in rosa) == (True, True, True)
    assert ("Ines" in hugo, "Nora" in hugo) == (False, False)
    assert "One scorecard is in." in hugo and "One is still owed." in hugo and "It is late." in hugo
    assert "She said that" not in _page(world.rosa, world.cleo)


def test_a_card_of_an_interview_to_come_is_not_owed_yet(world):
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    schedule_interview(
        by=world.rosa, at=datetime.now(UTC), application=world.cleo, round=world.first_round, kit=None,
        when=Appointment(tomorrow, 60, "Europe/Amsterdam"), assessors=[world.ines], tells=False,
    )  # fmt: skip
    rows = progress_of([world.cleo.pk], datetime.now(UTC))[world.cleo.pk]
    assert counts_of(rows) == {"in": 0, "owed": 0, "late": 0, "coming": 1}
    assert "the interview is still to come" in _said(_page(world.rosa, world.cleo))
    position = signed_in(world.rosa).get(f"/positions/{world.position.uid}/").content.decode()
    assert "Met next" in position and "Still owed" not in position


def test_a_card_of_an_interview_that_goes_on_is_not_owed_yet(world):
    lately = datetime.now(UTC) - timedelta(minutes=20)
    schedule_interview(
        by=world.rosa, at=lately, application=world.cleo, round=world.first_round, kit=None,
        when=Appointment(lately, 60, "Europe/Amsterdam"), assessors=[world.ines], tells=False,
    )  # fmt: skip
    said = _said(_page(world.rosa, world.cleo))
    assert ("the interview is going on" in said, "Do without it" in said) == (True, False)
    assert "One interview is not over yet." in _said(_page(world.hugo, world.cleo))


def test_whoever_owes_a_card_hears_of_that_one_alone(world):
    submit(world, world.ines, world.cleo, {"Teamwork": 4})
    owe(world, world.hugo, world.cleo)
    said = _said(_page(world.hugo, world.cleo))
    assert "One is still owed." in said and "is in." not in said
    submit(world, world.hugo, world.cleo, {"Teamwork": 3})
    assert "2 scorecards are in." in _said(_page(world.hugo, world.cleo))


def test_what_was_said_stands_by_competency_or_person_by_person(world):
    submit(
        world,
        world.ines,
        world.cleo,
        {"Teamwork": 4, "Technical judgement": 2},
        notes={"Teamwork": ["Asked the crew."]},
    )
    submit(world, world.nora, world.cleo, {"Teamwork": 3}, notes={"Teamwork": ["Let others finish."]})
    told = _page(world.rosa, world.cleo)
    teamwork = told[told.index('<h4 class="sec">Teamwork') :]
    assert [teamwork.index(words) > 0 for words in ("Asked the crew.", "Let others finish.")] == [True, True]
    assert told.index('<h4 class="sec">Technical judgement') < told.index(
        '<h4 class="sec">Teamwork'
    )  # the position's order
    by_person = _page(world.rosa, world.cleo, "?by=person")
    assert (by_person.count("<h4"), by_person.count("Asked the crew.")) == (0, 1)


def test_a_level_keeps_the_words_it_was_given_under(world):
    def word(line):
        anchors = {"1": [f"{line} poor"], "3": [f"{line} sound"], "5": [f"{line} fine"]}
        word_competency(by=world.hugo, at=world.at, competency=world.technical, definition="How well.", anchors=anchors,
                        reason="ours")  # fmt: skip

    word("First wording:")
    submit(world, world.ines, world.cleo, {"Technical judgement": 4})
    word("Second wording:")
    told = _page(world.rosa, world.cleo)
    assert ("First wording: sound" in told, "First wording: fine" in told) == (True, True)
    assert ("First wording: poor" in told, "Second wording" in told) == (False, False)


def test_an_amendment_stands_beside_its_original_and_says_what_lay_open_by_then(world):
    card = submit(world, world.ines, world.cleo, {"Teamwork": 4}, notes={"Teamwork": ["The first words."]})
    submit(world, world.nora, world.cleo, {"Teamwork": 2}, at=world.at + timedelta(days=3))
    mine = Assignment.objects.get(pk=card.assignment_id)
    entries = [CardEntry(world.teamwork, 3.0, ["The second words."])]
    amend_scorecard(
        by=world.ines, at=world.at + timedelta(days=4), assignment=mine, reason="misheard", base=1, entries=entries
    )
    newest, first = versions_of(mine)
    assert ([one.what for one in seen_before(newest)], seen_before(first)) == (["cards"], [])
    told = _page(world.rosa, world.cleo, "?by=person")
    assert "Amended: misheard" in told and "Had seen others&#39; scorecards of this round." in told
    assert "The first words." in told and "The second words." in told


def test_the_recruiter_sees_who_could_open_the_file_and_who_must_not_judge(world):
    owe(world, world.ines, world.cleo)
    owe(world, world.nora, world.cleo)
    declare_conflict(by=world.nora, at=world.at + timedelta(days=2), application=world.cleo, kind=ConflictKind.RELATIVE,
                     reason="my cousin", had_read=False)  # fmt: skip
    told = _page(world.rosa, world.cleo)
    sight = told[told.index("Who could open this file") :]
    assert [name in sight for name in ("Rosa Keller", "Hugo Brandt", "Ines Carvalho", "Sami Haddad")] == [
        True,
        True,
        True,
        False,
    ]
    assert "a relative or partner; said so on" in told and "before opening the file" in told
    assert ("Who could open" in _page(world.hugo, world.cleo), "cousin" in _page(world.hugo, world.cleo)) == (
        False,
        False,
    )


def test_the_pages_take_as_many_queries_for_one_card_as_for_three(world):
    def counted(path):
        client = signed_in(world.rosa)
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    paths = [
        f"/applications/{world.cleo.uid}/",
        f"/applications/{world.cleo.uid}/?by=person",
        f"/positions/{world.position.uid}/",
    ]
    submit(world, world.ines, world.cleo, {"Teamwork": 4}, notes={"Teamwork": ["One."]})
    one = [counted(path) for path in paths]
    submit(world, world.nora, world.cleo, {"Teamwork": 4}, notes={"Teamwork": ["Two."]})
    submit(world, world.hugo, world.cleo, {"Teamwork": 4}, notes={"Teamwork": ["Three."]})
    owe(world, world.dora, world.nils)
    assert [counted(path) for path in paths] == one
