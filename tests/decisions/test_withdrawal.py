"""Stepping back, by the candidate's own hand: two presses, everything stopped, everybody told, a day to undo it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import come_in
from tests.decisions.scene import scene

from secondround.correspondence.models import Letter
from secondround.decisions.actions import WithdrawalRefused, undo_withdrawal, withdraw
from secondround.decisions.models import Closing, FinalVerdict, Withdrawal
from secondround.decisions.queries import owed_to
from secondround.interviews.actions.scheduling import Appointment, schedule_interview
from secondround.interviews.models import Interview
from secondround.people.access import Refused
from secondround.positions.models import Position
from secondround.web.invariants import violations

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return scene()


@pytest.fixture
def cleo(here):
    client = Client()
    here.world.cleo.candidate.user = come_in(client, here.world.cleo.candidate)
    return client


def door(here, name="my_withdrawal"):
    return reverse(f"decisions:{name}", args=[here.world.cleo.uid])


def test_two_presses_and_everything_planned_is_cancelled(here, cleo):
    now = timezone.now()
    planned = schedule_interview(
        by=here.world.rosa, at=now, application=here.world.cleo, round=here.second.round, kit=None, assessors=[here.world.nora],
        when=Appointment(now + timedelta(days=3), 45, "Europe/Amsterdam"),
    )  # fmt: skip
    shown = cleo.get(door(here)).content.decode()
    assert "Step back" in shown and "Stay" in shown
    cleo.post(door(here), {"words": "A job nearer home."})
    here.world.cleo.refresh_from_db()
    assert (here.world.cleo.state, Interview.objects.get(pk=planned.pk).state) == ("closed", "cancelled")
    assert Closing.in_force.get().outcome == "withdrawn" and owed_to(here.world.cleo).answered_at is not None
    told = dict(Letter.objects.filter(kind__startswith="decisions.").values_list("kind", "to_address"))
    assert told == {
        "decisions.withdrawn": here.world.rosa.email,
        "decisions.withdrawn_candidate": here.world.cleo.candidate.email,
    }
    assert Letter.objects.filter(kind="interviews.cancelled_assessor", to_user=here.world.nora).count() == 1
    assert violations() == []


def test_undone_within_a_day_the_application_reopens_and_the_interviews_do_not(here, cleo):
    before = (here.world.cleo.state, here.world.cleo.owner, here.world.cleo.answer_by)
    cleo.post(door(here))
    assert "I would like to go on" in cleo.get(door(here)).content.decode()
    cleo.post(door(here, "my_withdrawal_undo"))
    here.world.cleo.refresh_from_db()
    assert (here.world.cleo.state, here.world.cleo.owner, here.world.cleo.answer_by) == before
    assert not Closing.in_force.exists() and Closing.objects.count() == 1 and owed_to(here.world.cleo) is None
    assert Letter.objects.filter(kind="decisions.withdrawal_undone", to_user=here.world.rosa).count() == 1
    assert violations() == []
    cleo.post(door(here))  # and again
    assert Withdrawal.objects.filter(undone_at=None).count() == 1 and violations() == []


def test_not_after_a_day_nor_where_the_position_is_over(here, cleo):
    user = here.world.cleo.candidate.user
    withdraw(by=user, at=here.at, application=here.world.cleo)
    with pytest.raises(WithdrawalRefused, match="too_late"):
        undo_withdrawal(by=user, at=here.at + timedelta(hours=24, seconds=1), application=here.world.cleo)
    Position.objects.filter(pk=here.world.position.pk).update(state="filled")
    with pytest.raises(WithdrawalRefused, match="position_over"):
        undo_withdrawal(by=user, at=here.at + timedelta(hours=1), application=here.world.cleo)
    with pytest.raises(WithdrawalRefused, match="ended"):
        withdraw(by=user, at=here.at, application=here.world.cleo)


def test_nobody_steps_back_for_somebody_else(here, cleo):
    for somebody in (here.world.hugo, here.world.sami, here.world.otto, here.world.ada):
        with pytest.raises(Refused):
            withdraw(by=somebody, at=here.at, application=here.world.cleo)
    with pytest.raises(Refused):
        withdraw(by=here.world.cleo.candidate.user, at=here.at, application=here.world.nils)
    other = reverse("decisions:my_withdrawal", args=[here.world.nils.uid])
    assert cleo.get(other).status_code == 404 and cleo.post(other).status_code == 404


def shown(client, page):
    """Every byte but the form's nonce."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", client.get(page).content)


def test_what_was_decided_and_not_told_is_nowhere_on_the_candidates_page(here, cleo):
    page = reverse("candidates:my_page")
    cleo.get(page)  # what coming in said is said once
    before = shown(cleo, page)
    here.debrief()
    for hours, verdict in enumerate((FinalVerdict.RESERVE, FinalVerdict.HIRE, FinalVerdict.NO)):
        here.decided(verdict, at=here.at + timedelta(hours=hours))
        assert shown(cleo, page) == before, verdict
    assert cleo.get(reverse("decisions:my_offer", args=[here.world.cleo.uid])).status_code == 404
