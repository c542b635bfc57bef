"""What was typed into a form that changes an interview comes back with what is missing, and the place is named."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import cast, owe, signed_in

from secondround.interviews.actions.scheduling import Appointment, schedule_interview
from secondround.interviews.models import Assignment, AssignmentState

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return cast()


def arranged(world, *, begun=False):
    """Ines meets Cleo tomorrow, or met her an hour ago."""
    when = timezone.now() + (timedelta(hours=-1) if begun else timedelta(days=1))
    return schedule_interview(
        by=world.rosa, at=timezone.now(), application=world.cleo, round=world.first_round, kit=None, assessors=[world.ines],
        when=Appointment(when.replace(minute=0), 45, "Europe/Amsterdam"), over_limit="It suits everybody.",
    )  # fmt: skip


def answered(client, name, uid, **given):
    """The page that comes back, its status, and the fields that it says are missing something."""
    answer = client.post(reverse(f"interviews:{name}", args=[uid]), given)
    page = answer.content.decode()
    wrong = [one.partition('"')[0] for one in page.split('<a href="#')[1:] if 'class="errors"' in page]
    return answer.status_code, [one for one in wrong if one != "main"], page


def is_open(page, words):
    """Whether the part of the page that is called so stands open."""
    return f"open><summary>{words}" in page


def test_who_takes_over_is_missing_and_the_reason_stays(world):
    only = arranged(world)
    mine = only.assignments.get()
    given = {"what": "replace", "assignment": str(mine.uid), "person": "", "reason": "Ines is ill."}
    status, wrong, page = answered(signed_in(world.rosa), "change", only.uid, **given)
    assert (status, wrong) == (422, [f"person-{mine.uid}"])
    assert f'id="why-{mine.uid}" name="reason" required maxlength="300" value="Ines is ill."' in page
    assert is_open(page, "Somebody else instead of Ines Carvalho")


def test_the_reason_is_missing_and_who_takes_over_stays(world):
    only = arranged(world)
    mine = only.assignments.get()
    given = {"what": "replace", "assignment": str(mine.uid), "person": str(world.dora.uid), "reason": " "}
    status, wrong, page = answered(signed_in(world.rosa), "change", only.uid, **given)
    assert (status, wrong) == (422, [f"why-{mine.uid}"])
    assert f'<option value="{world.dora.uid}" selected>' in page
    assert Assignment.objects.get(interview=only).user == world.ines


def test_both_are_missing_and_both_are_named(world):
    only = arranged(world)
    mine = only.assignments.get()
    status, wrong, _page = answered(signed_in(world.rosa), "change", only.uid, what="replace", assignment=str(mine.uid))
    assert (status, wrong) == (422, [f"person-{mine.uid}", f"why-{mine.uid}"])


def test_who_is_taken_already_is_named_and_the_reason_stays(world):
    only = arranged(world)
    mine = only.assignments.get()
    schedule_interview(
        by=world.rosa, at=timezone.now(), application=world.nils, round=world.first_round, kit=None,
        assessors=[world.dora], when=Appointment(only.at, 45, "Europe/Amsterdam"),
    )  # fmt: skip
    given = {"what": "replace", "assignment": str(mine.uid), "person": str(world.dora.uid), "reason": "Ines is ill."}
    status, wrong, page = answered(signed_in(world.rosa), "change", only.uid, **given)
    assert (status, wrong) == (422, [f"person-{mine.uid}"])
    assert 'value="Ines is ill."' in page and f'<option value="{world.dora.uid}" selected>' in page


def test_somebody_who_holds_it_already_is_named_where_one_more_is_asked(world):
    only = arranged(world)
    given = {"what": "add", "person": str(world.ines.uid), "over_limit": "She offered it."}
    status, wrong, page = answered(signed_in(world.rosa), "change", only.uid, **given)
    assert (status, wrong) == (422, ["person"])
    assert is_open(page, "One more person")


def test_cancelling_without_a_reason_names_the_place(world):
    only = arranged(world)
    status, wrong, page = answered(signed_in(world.rosa), "change", only.uid, what="cancel", reason=" ")
    assert (status, wrong, is_open(page, "Cancel it")) == (422, ["cancel-why"], True)


def test_what_is_known_of_a_no_show_stays_when_somebody_wrote_a_card(world):
    only = arranged(world, begun=True)
    only.assignments.update(state=AssignmentState.SUBMITTED)
    given = {"what": "no_show", "reason": "The ferry stood still."}
    status, wrong, page = answered(signed_in(world.rosa), "change", only.uid, **given)
    assert (status, wrong) == (422, [])
    assert "so it took place" in page and 'value="The ferry stood still."' in page


@pytest.mark.parametrize(("begun", "way", "words"), [
    (False, "decline", "I cannot hold this interview"), (True, "recuse", "I step back from judging this person"),
])  # fmt: skip
def test_stepping_back_without_a_reason_keeps_the_way_that_was_chosen(world, begun, way, words):
    mine = arranged(world, begun=begun).assignments.get()
    status, wrong, page = answered(signed_in(world.ines), "step_back", mine.uid, way=way, reason=" ")
    assert (status, wrong) == (422, ["leaving-why"])
    assert f'value="{way}" checked><span>{words}' in page
    mine.refresh_from_db()
    assert mine.state == AssignmentState.OWED


def test_a_reason_for_not_having_been_there_stays_while_it_is_too_early(world):
    mine = arranged(world).assignments.get()
    status, _wrong, page = answered(signed_in(world.ines), "step_back", mine.uid, way="absent", reason="I was away.")
    assert status == 422
    assert "It has not taken place yet." in page and 'value="I was away."' in page


def test_doing_without_a_card_wants_a_reason_at_its_own_line(world):
    ines, nora = (owe(world, user, world.cleo) for user in (world.ines, world.nora))
    answer = signed_in(world.rosa).post(reverse("interviews:waive", args=[world.cleo.uid, nora.uid]), {"reason": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#waive-{nora.uid}">' in page and f'id="waive-{nora.uid}-error"' in page
    assert f'id="waive-{ines.uid}-error"' not in page
    assert is_open(page, "Do without it")


def test_moving_keeps_everything(world):
    only = arranged(world)
    given = {
        "at": "soon",
        "zone": "Europe/Lisbon",
        "minutes": "50",
        "place": "Quay 4",
        "reason": "She asked for it.",
        "then": "confirm",
    }
    status, wrong, page = answered(signed_in(world.rosa), "move", only.uid, **given)
    assert (status, wrong) == (422, ["at"])
    for kept in ("soon", "50", "Quay 4", "She asked for it."):
        assert f'value="{kept}"' in page
    assert '<option value="Europe/Lisbon" selected>' in page
