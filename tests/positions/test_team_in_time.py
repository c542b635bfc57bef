"""A role on a position may begin on a day ahead and end by itself; sight follows the hour, and both stand on the team's page."""

import re
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import cast, signed_in

from secondround.positions import access
from secondround.positions.actions import AlreadyNamed, LastRecruiter, end_team, name_team
from secondround.positions.models import TeamMember, TeamRole

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def world():
    return cast()


def text_of(page):
    return " ".join(unescape(re.sub("<[^>]+>", " ", page.content.decode())).split())


def named(world, user, role=TeamRole.HIRING_MANAGER, **days):
    return name_team(by=world.rosa, at=timezone.now(), position=world.position, user=user, role=role, **days)


def day(ahead):
    """A day so many days ahead, as it is typed."""
    return (timezone.now().astimezone(AMSTERDAM).date() + timedelta(days=ahead)).isoformat()


def may(user, position, at):
    return access.can(user, position, at, "position.write")


def test_sight_begins_with_the_first_day_and_ends_with_the_last(world):
    door = reverse("positions:team", args=[world.position.uid])
    given = {"person": str(world.dora.uid), "role": "H", "from_on": day(3), "to_on": day(5)}
    assert signed_in(world.rosa).post(door, given).status_code == 302
    held = TeamMember.objects.get(user=world.dora)
    first, over = (datetime.fromisoformat(day(ahead)).replace(tzinfo=AMSTERDAM) for ahead in (3, 6))
    assert (held.from_at, held.to_at) == (first, over)
    moment = timedelta(seconds=1)
    assert [may(world.dora, world.position, at) for at in (first - moment, first, over - moment, over)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert signed_in(world.dora).get(reverse("positions:plan", args=[world.position.uid])).status_code == 404
    said = text_of(signed_in(world.rosa).get(door))
    assert re.search(r"Dora van den Bosch Hiring manager, from \d+ \w+ on, until ", said)


def test_one_that_has_not_begun_is_taken_back(world):
    held = named(world, world.dora, from_at=timezone.now() + timedelta(days=3))
    rosa, door = signed_in(world.rosa), reverse("positions:team", args=[world.position.uid])
    assert "Take it back" in text_of(rosa.get(door))
    rosa.post(reverse("positions:end_team", args=[world.position.uid, held.pk]))
    held.refresh_from_db()
    assert not may(world.dora, world.position, timezone.now() + timedelta(days=4))
    assert named(world, world.dora).from_at <= timezone.now()


def test_one_that_ends_by_itself_is_ended_sooner(world):
    held = named(world, world.dora, to_at=timezone.now() + timedelta(days=3))
    assert may(world.dora, world.position, timezone.now())
    end_team(by=world.rosa, at=timezone.now(), member=held)
    assert not may(world.dora, world.position, timezone.now())


@pytest.mark.parametrize(("from_on", "to_on", "place"), [(-1, None, "from_on"), (3, 2, "to_on"), (None, -1, "to_on")])
def test_days_that_cannot_be_are_named_and_kept(world, from_on, to_on, place):
    given = {"person": str(world.dora.uid), "role": "S"}
    given |= {name: day(ahead) for name, ahead in (("from_on", from_on), ("to_on", to_on)) if ahead is not None}
    answer = signed_in(world.rosa).post(reverse("positions:team", args=[world.position.uid]), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{place}"' in page and f'value="{given[place]}"' in page
    assert f'<option value="{world.dora.uid}" selected>' in page and '<option value="S" selected>' in page
    assert not TeamMember.objects.filter(user=world.dora).exists()


def test_days_that_meet_a_role_that_is_held_are_refused(world):
    at = timezone.now()
    named(world, world.dora, from_at=at + timedelta(days=3), to_at=at + timedelta(days=5))
    for days in ({}, {"to_at": at + timedelta(days=4)}, {"from_at": at + timedelta(days=4)}):
        with pytest.raises(AlreadyNamed):
            named(world, world.dora, **days)
    named(world, world.dora, to_at=at + timedelta(days=3))
    named(world, world.dora, from_at=at + timedelta(days=5))
    assert TeamMember.objects.filter(user=world.dora).count() == 3
    assert named(world, world.hugo) == TeamMember.objects.get(user=world.hugo)  # held already: nothing changes


def test_somebody_who_recruits_later_or_for_a_while_is_no_recruiter_to_leave_it_to(world):
    at = timezone.now()
    named(world, world.dora, TeamRole.RECRUITER, to_at=at + timedelta(days=9))
    named(world, world.nora, TeamRole.RECRUITER, from_at=at + timedelta(days=1))
    rosa = TeamMember.objects.get(user=world.rosa, role=TeamRole.RECRUITER)
    with pytest.raises(LastRecruiter):
        end_team(by=world.rosa, at=at, member=rosa)
    for user in (world.dora, world.nora):
        end_team(by=world.rosa, at=at, member=TeamMember.objects.get(user=user))
