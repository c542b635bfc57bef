"""The hard cases of the access table, each by its name."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.access.stage import add_selves, address, set_stage, token

from secondround.candidates.actions import declare_conflict
from secondround.candidates.models import ConflictKind
from secondround.handoff.actions.briefs import add_question, write_margin
from secondround.handoff.actions.links import LinkRefused, send_code
from secondround.handoff.models import ShortlistEntry
from secondround.handoff.queries.comparison import comparison_for
from secondround.interviews.actions import assign, plan_interview, recuse, waive_scorecard
from secondround.interviews.actions.scheduling import Appointment, schedule_interview
from secondround.interviews.models import Assignment, AssignmentState, Scorecard
from secondround.people.actions import deactivate
from secondround.positions.actions import add_round, end_team
from secondround.positions.models import TeamMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return set_stage()


def status(stage, actor, door):
    return stage.clients[actor].get(address(stage, door)).status_code


def test_an_employee_who_applied_has_no_role_on_their_own_application(stage):
    """Emil is hiring manager and recruiter here, and a candidate: on his own application he is nobody, in lists and pages alike."""
    add_selves(stage)
    for door in (
        "interviews:application Emil",
        "handoff:prepare Emil",
        "handoff:made_of Emil",
        "decisions:close_early Emil",
    ):
        assert status(stage, "Y", door) == 404
    assert status(stage, "R", "interviews:application Emil") == 200  # a colleague handles it
    for door in ("handoff:compare", "interviews:position", "handoff:compare_csv", "decisions:decide"):
        body = stage.clients["Y"].get(address(stage, door)).content.decode()
        assert "Cleo Marin" in body or "Nils Berg" in body
        assert f"/applications/{stage.applications['Emil'].uid}/" not in body


def test_who_leaves_a_role_loses_sight_at_once_in_open_browsers_and_links(stage):
    world = stage.world
    assert status(stage, "H", "handoff:compare") == 200
    held = TeamMember.objects.get(user=world.hugo, position=world.position)
    end_team(by=world.rosa, at=timezone.now(), member=held)
    for door in ("handoff:compare", "interviews:application", "handoff:brief", "interviews:weights"):
        assert status(stage, "H", door) == 404
    assert ShortlistEntry.objects.get(application=world.cleo).decided_by == world.hugo  # what was recorded remains


def test_who_is_deactivated_is_out_at_once_and_so_are_their_links(stage):
    world = stage.world
    deactivate(by=world.ada, at=timezone.now(), user=world.sami)
    assert stage.clients["S"].get("/").status_code == 302
    stage.link.link.reader.user.refresh_from_db()
    with pytest.raises(LinkRefused, match="ended"):
        send_code(by=world.sami, at=timezone.now(), link=stage.link.link)


def second_round(stage, user):
    world, now = stage.world, timezone.now() - timedelta(minutes=1)
    of = add_round(by=world.rosa, at=now, position=world.position, name="Second round")
    interview = plan_interview(by=world.rosa, at=now, application=world.cleo, round=of)
    return assign(by=world.rosa, at=now, interview=interview, user=user)


def test_a_senior_reader_on_the_panel_reads_round_one_and_is_blind_in_round_two(stage):
    world = stage.world
    mine, other = second_round(stage, world.sami), None
    assert status(stage, "S", "handoff:brief") == 200
    write_margin(by=world.sami, at=timezone.now(), application=world.cleo, text="Before I meet her.", version=1)
    add_question(by=world.sami, at=timezone.now(), application=world.cleo, question="And Lyon?")
    other = assign(by=world.rosa, at=timezone.now(), interview=mine.interview, user=world.dora)
    card = Scorecard.objects.create(assignment=other, submitted_at=timezone.now(), version=1)
    card.notes.create(competency=world.teamwork, number=1, text=token("said-in-round-two"))
    Assignment.objects.filter(pk=other.pk).update(state=AssignmentState.SUBMITTED)
    page = stage.clients["S"].get(address(stage, "interviews:application")).content.decode()
    assert token("note-by-ines") in page  # round one, by design
    assert token("said-in-round-two") not in page


def test_a_conflict_declared_after_reading_closes_the_file(stage):
    world = stage.world
    assert status(stage, "I", "interviews:application") == 200
    declare_conflict(
        by=world.ines,
        at=timezone.now(),
        application=world.cleo,
        kind=ConflictKind.OTHER,
        reason="Neighbours.",
        had_read=True,
    )
    for door in ("interviews:application", "interviews:document", "interviews:position"):
        assert status(stage, "I", door) == 404


def test_who_is_met_tomorrow_is_gone_from_ones_first_page_after_a_conflict(stage):
    world, bea = stage.world, stage.actors["B"]
    soon = Appointment(timezone.now() + timedelta(hours=20), 45, "Europe/Amsterdam")
    schedule_interview(
        by=world.rosa,
        at=timezone.now(),
        application=world.cleo,
        round=world.first_round,
        kit=None,
        when=soon,
        assessors=[bea],
    )
    assert b"Cleo Marin" in stage.clients["B"].get("/").content
    declare_conflict(
        by=bea, at=timezone.now(), application=world.cleo, kind=ConflictKind.OTHER, reason="", had_read=True
    )
    assert b"Cleo Marin" not in stage.clients["B"].get("/").content


@pytest.mark.parametrize("steps_back", [True, False])
def test_a_rater_who_steps_back_or_is_waived_submits_nothing(stage, steps_back):
    world, assignment = stage.world, stage.assignments["H"]
    assert not any(
        row.application.pk == world.nils.pk for row in comparison_for(world.hugo, world.position, timezone.now()).rows
    )
    if steps_back:
        recuse(by=world.hugo, at=timezone.now(), assignment=assignment, reason="We rowed together.")
    else:
        waive_scorecard(by=world.rosa, at=timezone.now(), assignment=assignment, reason="Ill.")
    assert any(
        row.application.pk == world.nils.pk for row in comparison_for(world.hugo, world.position, timezone.now()).rows
    )
    assert not Scorecard.objects.filter(assignment=assignment, submitted_at__isnull=False).exists()


def test_a_draft_is_its_authors_alone(stage):
    for actor, client in stage.clients.items():
        for door in ("interviews:application Nils", "handoff:compare", "interviews:position"):
            assert token("draft-of-hugo").encode() not in client.get(address(stage, door)).content, actor
