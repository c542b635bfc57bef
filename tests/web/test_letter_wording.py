"""A letter's wording is looked at with somebody real before it holds, and whatever is wrong with it is named with its line."""

import re
from datetime import datetime, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import cast, owe, second_round, signed_in

from secondround.correspondence.models import Letter, LetterTemplate
from secondround.correspondence.templates import kinds, wording
from secondround.interviews.actions.scheduling import Appointment, schedule_interview
from secondround.visits.actions import DayGiven, SessionGiven, add_session, plan_day
from secondround.visits.models import ItemKind, SessionPart

pytestmark = pytest.mark.django_db
INVITATION = "interviews.invitation_candidate"


@pytest.fixture
def world():
    return cast()


def text_of(page):
    return " ".join(unescape(re.sub("<[^>]+>", " ", page.content.decode())).split())


def options(page):
    """Who can be chosen, in their order."""
    found = page.content.decode().partition('<select class="input" id="on"')[2].partition("</select>")[0]
    return [unescape(one) for one in re.findall(r"<option[^>]*>([^<]+)</option>", found)]


def looked(client, kind, **typed):
    now = wording(kind)
    return client.post(
        reverse("web:word", args=[kind]), {"subject": now.subject, "body": now.body, "step": "look", **typed}
    )


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_is_shown_filled_in_to_whoever_has_nobody_real(world, kind):
    page = signed_in(world.ada).get(reverse("web:word", args=[kind]))
    assert page.status_code == 200
    assert options(page) == ["Invented people"]
    letter = page.content.decode().partition('id="letter"')[2].partition("</article>")[0]
    assert "{" not in letter and "Second Round, http" in letter


def test_the_letter_looked_at_is_the_one_that_is_sent(world):
    only = schedule_interview(
        by=world.rosa, at=timezone.now(), application=world.cleo, round=world.first_round, kit=None,
        assessors=[world.ines], when=Appointment(timezone.now() + timedelta(days=3), 45, "Europe/Amsterdam", None, "Quay 4"),
    )  # fmt: skip
    page = looked(signed_in(world.rosa), INVITATION, on=str(only.uid))
    written = Letter.objects.get(kind=INVITATION)
    assert f"{written.subject} {' '.join(written.body.split())}" in text_of(page)
    assert Letter.objects.filter(kind=INVITATION).count() == 1 and not LetterTemplate.objects.exists()


def test_another_wording_is_looked_at_before_it_holds(world):
    page = looked(signed_in(world.rosa), "decisions.no", on=str(world.nils.uid), body="Dear {candidate},\n\n{sender}")
    assert "Dear Nils Berg, Rosa Keller" in text_of(page)
    said = text_of(page)
    assert "{organisation} is missing; the product's own words have it (line 3)." in said
    assert "{contact} is missing" in said and "{sender} is missing" not in said


def test_a_line_that_is_left_out_here_is_named(world):
    page = looked(signed_in(world.rosa), "decisions.no_after_second", on=str(world.cleo.uid))
    body = wording("decisions.no_after_second").body.splitlines()
    line = next(number for number, words in enumerate(body, start=1) if "{feedback}" in words)
    assert f"Line {line}: {{feedback}} is empty here, and the line is left out." in text_of(page)


def test_what_is_wrong_is_named_with_its_line_and_nothing_typed_is_lost(world):
    body = "Dear {candidate},\n\nwe meet {wen}.\nBring } along."
    page = looked(signed_in(world.rosa), "decisions.no", subject="About {postion}", body=body, step="save")
    said = text_of(page)
    assert page.status_code == 422
    assert "Subject: There is no place {postion} in this kind of letter." in said
    assert "Line 3: There is no place {wen} in this kind of letter." in said
    assert "Line 4: A brace stands alone near “Bring } along." in said
    assert unescape(page.content.decode()).count(body) == 1 and not LetterTemplate.objects.exists()


def test_one_chooses_among_people_whose_letters_one_may_read(world):
    """Rosa recruits; whoever she owes a card on, and what others recruit for, is not there."""
    rosa, door = signed_in(world.rosa), reverse("web:word", args=["decisions.no"])
    assert options(rosa.get(door)) == ["Nils Berg, Site engineer", "Cleo Marin, Site engineer", "Invented people"]
    owe(world, world.rosa, world.nils)
    page = looked(rosa, "decisions.no", on=str(world.nils.uid))
    assert options(page) == ["Cleo Marin, Site engineer", "Invented people"]
    assert "Nils Berg" not in text_of(page)


def test_what_only_sending_makes_is_invented_and_said_to_be(world):
    page = looked(signed_in(world.rosa), "visits.invitation", on=str(world.cleo.uid))
    assert "Hello Cleo Marin," in text_of(page)
    said = text_of(page).partition("Nothing is known yet of ")[2].partition(";")[0]
    assert "meaning" in said and "link" in said and "candidate" not in said


def test_a_day_that_is_planned_fills_the_letters_of_the_day(world):
    second, on = second_round(world), timezone.localdate() + timedelta(days=21)
    given = DayGiven(on, "Europe/Amsterdam", second.site, world.dora, world.rosa, "The blue door.")
    visit = plan_day(by=world.rosa, at=second.at, application=world.cleo, given=given)
    start = datetime.combine(on, time(9), ZoneInfo("Europe/Amsterdam"))
    talk = SessionGiven(
        ItemKind.INTERVIEW,
        start,
        45,
        kit=second.figures,
        room=second.rooms[0],
        people=[(world.ines, SessionPart.ASSESSOR)],
    )
    add_session(by=world.rosa, at=second.at, visit=visit, edit=0, given=talk)
    said = text_of(looked(signed_in(world.rosa), "visits.day", on=str(visit.uid)))
    assert "09:00-09:45 The figures, with Ines Carvalho; Maas" in said
    assert "You are met and walked round by Dora van den Bosch. The blue door." in said
    assert "Hello Ines Carvalho," in text_of(looked(signed_in(world.rosa), "visits.session", on=str(visit.uid)))
