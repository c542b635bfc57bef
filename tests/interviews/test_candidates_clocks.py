"""Arranging with somebody of whose clocks nothing is known: whoever arranges may guess, sees both, and the letter says both."""

import re
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import cast, signed_in

from secondround.audit.models import AuditEntry
from secondround.candidates.models import Candidate
from secondround.correspondence.models import Letter
from secondround.interviews.models import Interview

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def world():
    return cast()


def a_monday(hour=15):
    today = timezone.now().astimezone(AMSTERDAM).date()
    return datetime.combine(today + timedelta(days=14 - today.weekday()), datetime.min.time(), AMSTERDAM).replace(
        hour=hour
    )


def typed(world, **more):
    return {
        "round": "1", "people": [str(world.ines.uid)], "at": a_monday().strftime("%Y-%m-%dT%H:%M"), "zone": "Europe/Amsterdam",
        "minutes": "45", "place": "https://call.example/1", "tells": "1", "then": "look", **more,
    }  # fmt: skip


def text_of(page):
    return " ".join(unescape(re.sub("<[^>]+>", " ", page.content.decode())).split())


def zone_of(world):
    return Candidate.objects.get(pk=world.cleo.candidate_id).zone


def both():
    """The hour as both clocks show it: theirs first."""
    there = a_monday().astimezone(ZoneInfo("America/Sao_Paulo"))
    return f"{there:%H:%M} Sao Paulo (15:00 Amsterdam)"


def test_a_guess_is_looked_at_on_both_clocks_and_kept_only_when_it_is_arranged(world):
    rosa, door = signed_in(world.rosa), reverse("interviews:plan", args=[world.cleo.uid])
    page = rosa.post(door, typed(world, candidate_zone="America/Sao_Paulo"))
    said = text_of(page)
    assert "America/Sao Paulo is your guess" in said and "Sao Paulo)" in said
    assert both() in said  # the letter, read word for word
    assert '<option value="America/Sao_Paulo" selected>' in page.content.decode()
    assert (zone_of(world), Interview.objects.count()) == ("", 0)
    rosa.post(door, typed(world, candidate_zone="America/Sao_Paulo", then="confirm", over_limit="It suits her."))
    assert zone_of(world) == "America/Sao_Paulo"
    letter = Letter.objects.get(kind="interviews.invitation_candidate")
    assert both() in letter.subject and both() in letter.body
    (event,) = icalendar.Calendar.from_ical(letter.calendar).walk("VEVENT")
    assert event["dtstart"].params["TZID"] == "America/Sao_Paulo"
    assert event.decoded("dtstart") == a_monday()
    assert AuditEntry.objects.filter(act="candidates.guess_clocks").count() == 1
    assert both().partition(" ")[0] in text_of(
        rosa.get(reverse("interviews:interview", args=[Interview.objects.get().uid]))
    )


def test_what_is_known_is_not_guessed_again(world):
    Candidate.objects.filter(pk=world.cleo.candidate_id).update(zone="Asia/Tokyo")
    rosa, door = signed_in(world.rosa), reverse("interviews:plan", args=[world.cleo.uid])
    assert "candidate_zone" not in rosa.get(door).content.decode()
    rosa.post(door, typed(world, candidate_zone="America/Sao_Paulo", then="confirm", over_limit="It suits her."))
    assert (Interview.objects.count(), zone_of(world)) == (1, "Asia/Tokyo")


def test_moving_it_may_say_the_clocks_too(world):
    rosa = signed_in(world.rosa)
    rosa.post(
        reverse("interviews:plan", args=[world.cleo.uid]), typed(world, then="confirm", over_limit="It suits her.")
    )
    only = Interview.objects.get()
    assert zone_of(world) == ""
    later = {"at": a_monday(16).strftime("%Y-%m-%dT%H:%M"), "candidate_zone": "America/Sao_Paulo"}
    rosa.post(
        reverse("interviews:move", args=[only.uid]), typed(world, then="confirm", over_limit="It suits her.", **later)
    )
    assert zone_of(world) == "America/Sao_Paulo"
    assert "Sao Paulo (16:00 Amsterdam)" in Letter.objects.get(kind="interviews.changed_candidate").body


def test_clocks_that_are_none_are_refused(world):
    page = signed_in(world.rosa).post(
        reverse("interviews:plan", args=[world.cleo.uid]), typed(world, candidate_zone="Mars/Base", then="confirm")
    )
    assert page.status_code == 422 and '<a href="#candidate_zone">' in page.content.decode()
    assert Interview.objects.count() == 0
