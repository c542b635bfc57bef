"""Pools of people who may hold an interview; sites and their rooms."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from tests.cast import cast, signed_in

from secondround.people.access import Refused
from secondround.positions.actions import (
    PoolRefused,
    SiteGiven,
    SiteRefused,
    add_room,
    describe_site,
    join_pool,
    leave_pool,
    make_pool,
    make_site,
    retire_room,
)
from secondround.positions.models import MeetingRoom, Pool, PoolMember, Site
from secondround.positions.queries import is_day_off

pytestmark = pytest.mark.django_db


class TestPools:
    def test_joined_twice_left_once_joined_again(self):
        world = cast()
        pool = make_pool(by=world.rosa, at=world.at, name="  Technical   interviewers ")
        assert pool.name == "Technical interviewers"
        first = join_pool(by=world.rosa, at=world.at, pool=pool, user=world.ines)
        assert join_pool(by=world.rosa, at=world.at, pool=pool, user=world.ines) == first
        leave_pool(by=world.rosa, at=world.at, member=first)
        again = join_pool(by=world.rosa, at=world.at, pool=pool, user=world.ines)
        assert again != first and PoolMember.objects.filter(pool=pool, to_at__isnull=True).count() == 1

    def test_a_name_once_and_none_empty(self):
        world = cast()
        make_pool(by=world.rosa, at=world.at, name="Heads")
        with pytest.raises(PoolRefused, match="name_taken"):
            make_pool(by=world.rosa, at=world.at, name="Heads")
        with pytest.raises(PoolRefused, match="name_wanted"):
            make_pool(by=world.rosa, at=world.at, name="  ")

    def test_a_hiring_manager_reads_them_and_changes_none(self):
        world = cast()
        with pytest.raises(Refused):
            make_pool(by=world.hugo, at=world.at, name="Heads")
        client = signed_in(world.hugo)
        assert client.get(reverse("positions:pools")).status_code == 200
        assert client.post(reverse("positions:pools"), {"name": "Heads"}).status_code == 404

    def test_by_hand_on_the_page(self):
        world = cast()
        client = signed_in(world.rosa)
        client.post(reverse("positions:pools"), {"name": "Heads"})
        pool = Pool.objects.get()
        client.post(reverse("positions:join_pool", args=[pool.uid]), {"person": str(world.ines.uid)})
        assert world.ines.name in client.get(reverse("positions:pool", args=[pool.uid])).content.decode()
        client.post(reverse("positions:leave_pool", args=[pool.uid, pool.members.get().pk]))
        assert not pool.members.filter(to_at__isnull=True).exists()
        again = client.post(reverse("positions:pools"), {"name": "Heads"})
        assert again.status_code == 422 and "of this name already" in again.content.decode()


class TestSites:
    def test_a_room_that_was_given_up_comes_back_as_itself(self):
        world = cast()
        site = make_site(by=world.rosa, at=world.at, given=SiteGiven("Rotterdam", "Europe/Amsterdam"))
        room = add_room(by=world.rosa, at=world.at, site=site, name="Quay", seats=4)
        with pytest.raises(SiteRefused, match="name_taken"):
            add_room(by=world.rosa, at=world.at, site=site, name="Quay")
        retire_room(by=world.rosa, at=world.at, room=room)
        assert add_room(by=world.rosa, at=world.at, site=site, name="Quay", seats=8) == room
        assert MeetingRoom.objects.get().seats == 8

    def test_its_days_off_are_days_on_its_clocks(self):
        world = cast()
        given = SiteGiven("Auckland", "Pacific/Auckland", days_off=[date(2026, 12, 24)])
        site = make_site(by=world.rosa, at=world.at, given=given)
        assert is_day_off(site, datetime(2026, 12, 23, 12, tzinfo=UTC))  # the 24th has begun there
        assert not is_day_off(site, datetime(2026, 12, 24, 12, tzinfo=UTC))
        describe_site(by=world.rosa, at=world.at, site=site, given=SiteGiven("Auckland", "Pacific/Auckland"))
        site.refresh_from_db()
        assert not is_day_off(site, datetime(2026, 12, 23, 12, tzinfo=UTC))

    def test_by_hand_on_the_page_with_what_is_wrong_named(self):
        world = cast()
        client = signed_in(world.rosa)
        typed = {"name": "Rotterdam", "zone": "Europe/Amsterdam", "days_off": "2026-12-24\nChristmas"}
        refused = client.post(reverse("positions:sites"), typed)
        assert refused.status_code == 422 and "Line 2, “Christmas”" in refused.content.decode()
        client.post(reverse("positions:sites"), typed | {"days_off": "2026-12-24"})
        site = Site.objects.get()
        assert site.days_off == ["2026-12-24"]
        client.post(reverse("positions:add_room", args=[site.uid]), {"room": "Quay", "seats": "4"})
        assert client.post(reverse("positions:add_room", args=[site.uid]), {"room": "Quay"}).status_code == 422
        client.post(reverse("positions:retire_room", args=[site.uid, site.rooms.get().pk]))
        assert site.rooms.get().retired_at is not None
