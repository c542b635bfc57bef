"""What somebody who owes a card is shown of others leaves a mark, by every page that shows it, and their card says so for good."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import applicant, cast, second_round, signed_in

from secondround.audit.models import AuditEntry
from secondround.cli import main
from secondround.handoff.actions.briefs import open_numbers
from secondround.interviews.actions import CardEntry, assign, plan_interview, submit_scorecard
from secondround.interviews.models import Exposure
from secondround.interviews.queries import seen_before

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = cast()
    made.second = second_round(made)
    return made


def owes(world, user, application=None):
    """`user` held an interview of the second round an hour ago and owes its card."""
    at = timezone.now() - timedelta(hours=1)
    interview = plan_interview(
        by=world.rosa, at=at, application=application or world.cleo, round=world.second.round, held_at=at
    )
    return assign(by=world.rosa, at=at, interview=interview, user=user)


def submitted(world, assignment):
    entries = [CardEntry(world.teamwork, 3.0, ["She listened first."])]
    return submit_scorecard(by=assignment.user, at=timezone.now(), assignment=assignment, entries=entries)


def marks():
    """What reading left: not what stood open to somebody when they were asked, which is a thing of its own beneath."""
    left = Exposure.objects.exclude(what="open_before")
    return sorted(left.values_list("user__email", "application__candidate__name", "what"))


def read_before(card):
    return [one.what for one in seen_before(card) if one.what != "open_before"]


def doors(world):
    """Every page, file and print that shows what others wrote of Cleo in the first round, and as what it is kept."""
    cleo, position, brief = world.cleo.uid, world.position.uid, world.second.brief.uid
    return {
        reverse("interviews:application", args=[cleo]): "earlier_cards",
        reverse("handoff:compare", args=[position]): "comparison",
        reverse("handoff:compare_csv", args=[position]): "comparison",
        reverse("handoff:made_of", args=[position, cleo]): "comparison",
        reverse("handoff:pair", args=[position]): "comparison",
        reverse("handoff:what_if", args=[position]): "comparison",
        reverse("handoff:brief", args=[brief]): "brief",
        reverse("handoff:print", args=[brief]): "brief",
    }


@pytest.mark.parametrize("number", range(8))
def test_each_page_that_shows_others_leaves_one_mark_on_whoever_owes_a_card(world, number):
    door, what = list(doors(world).items())[number]
    owes(world, world.hugo)
    hugo = signed_in(world.hugo)
    for _twice in range(2):
        assert hugo.get(door).status_code == 200
    assert marks() == [("hugo@delta.example", "Cleo Marin", what)]
    assert AuditEntry.objects.filter(act="interviews.read_others").count() == 1


def test_who_owes_none_leaves_no_mark(world):
    for user in (world.hugo, world.rosa):
        client = signed_in(user)
        assert {client.get(door).status_code for door in doors(world)} == {200}
    assert marks() == []


def test_a_card_owed_on_somebody_else_is_not_marked(world):
    owes(world, world.hugo, world.nils)
    signed_in(world.hugo).get(reverse("interviews:application", args=[world.cleo.uid]))
    assert marks() == []


def test_what_is_not_shown_is_not_said_to_be_seen(world):
    """Nora was in the first round and reads it; Dora is new here, and is shown nobody's card."""
    for user in (world.nora, world.dora):
        owes(world, user)
        signed_in(user).get(reverse("interviews:application", args=[world.cleo.uid]))
    assert marks() == [("nora@delta.example", "Cleo Marin", "earlier_cards")]


def test_the_card_says_what_its_author_had_seen_and_nothing_that_came_after(world):
    mine = owes(world, world.hugo)
    hugo, doors_of = signed_in(world.hugo), list(doors(world))
    hugo.get(doors_of[6])
    hugo.get(doors_of[1])
    card = submitted(world, mine)
    hugo.get(doors_of[0])
    assert read_before(card) == ["brief", "comparison"]
    page = unescape(re.sub("<[^>]+>", " ", hugo.get(reverse("interviews:scorecard", args=[mine.uid])).content.decode()))
    perhaps = "perhaps others’ scorecards, which stood open until this one was asked for"
    said = " ".join(page.split()).replace("'", "’")
    assert f"Before it, you had seen {perhaps}, the brief and the comparison." in said


def test_who_had_seen_nothing_is_said_to_have_seen_nothing(world):
    card = submitted(world, owes(world, world.dora))
    assert seen_before(card) == []


def test_the_senior_reader_who_is_on_the_panel_is_marked_by_the_brief_and_by_opening_its_numbers(world):
    mine = owes(world, world.sami)
    sami = signed_in(world.sami)
    sami.get(reverse("handoff:brief", args=[world.second.brief.uid]))
    open_numbers(by=world.sami, at=timezone.now(), application=world.cleo)
    assert read_before(submitted(world, mine)) == ["brief", "numbers"]


@pytest.mark.parametrize(("name", "application", "stood_open"), [
    ("hugo", "cleo", True), ("sami", "cleo", True), ("nora", "cleo", True),  # hires; has her brief; her own first card is in
    ("dora", "cleo", False), ("hugo", "nils", False), ("nora", "nils", False), ("sami", "nils", False),
])  # fmt: skip
def test_what_stood_open_to_somebody_until_they_were_asked_is_kept_as_that(world, name, application, stood_open):
    """Nobody keeps who reads a file while they owe nothing; that they could have is known, and said as no more than that."""
    about, user = getattr(world, application), getattr(world, name)
    if stood_open:
        signed_in(user).get(reverse("interviews:application", args=[about.uid]))
    card = submitted(world, owes(world, user, about))
    assert [one.what for one in seen_before(card)] == (["open_before"] if stood_open else [])


def test_who_is_asked_before_anybody_has_said_anything_could_have_read_nothing(world):
    nina = applicant(world.rosa, world.position, "Nina Post", at=timezone.now() - timedelta(days=1))
    assert seen_before(submitted(world, owes(world, world.hugo, nina))) == []


def test_the_brief_on_the_console_leaves_the_mark_that_its_page_leaves(world, capsys):
    mine = owes(world, world.sami)
    assert main(["brief", str(world.cleo.uid), "--json", "--as", world.sami.email]) == 0
    assert "Teamwork" in capsys.readouterr().out
    assert marks() == [("sami@delta.example", "Cleo Marin", "brief")]
    assert read_before(submitted(world, mine)) == ["brief"]
