"""The cast stands as its description says."""

import pytest
from django.db import transaction

from secondround.audit.queries import verify_chain
from secondround.candidates import access as candidates_access
from secondround.interviews.models import Rating
from secondround.people.policy import Role, Veto
from secondround.positions import access as positions_access
from secondround.web.invariants import violations
from tests.cast import cast, owe, second_round, submit
from tests.replay import tables_now

pytestmark = pytest.mark.django_db


def test_everybody_holds_the_role_they_are_named_for():
    world = cast()
    held = {
        name: positions_access.team_roles(user, world.position, world.at)
        for name, user in vars(world).items()
        if name in ("rosa", "hugo", "sami", "ines", "otto")
    }
    assert held == {
        "rosa": {Role.RECRUITER},
        "hugo": {Role.HIRING_MANAGER},
        "sami": {Role.SENIOR},
        "ines": frozenset(),
        "otto": frozenset(),
    }


def test_an_assessor_is_blind_until_the_card_is_in():
    world = cast()
    assignment = owe(world, world.ines, world.cleo)
    blind = candidates_access.facts_about(world.ines, world.cleo, assignment.assigned_at)
    card = submit(world, world.ines, world.cleo, {"Teamwork": 4}, notes={"Teamwork": ["She asked the crew first."]})
    seeing = candidates_access.facts_about(world.ines, world.cleo, card.submitted_at)
    assert (blind.vetoes, seeing.vetoes) == ({Veto.BLIND}, frozenset())
    assert list(Rating.objects.values_list("scorecard", "value")) == [(card.pk, 4)]


def test_a_second_round_is_ready_to_be_planned():
    world = cast()
    second = second_round(world)
    assert (world.cleo.state, second.brief.version, second.reader.user_id) == ("advanced", 1, world.sami.pk)
    assert [(kit.name, kit.is_assessed) for kit in second.round.kits.all()] == [
        ("Conversation with the director", True), ("The figures", True), ("Meet the team", False),
    ]  # fmt: skip
    assert [one.name for one in second.rooms] == ["Maas", "Schie"]
    assert violations() == []


def test_a_world_put_back_is_the_world_that_was_built():
    def stood():
        with transaction.atomic():
            world = cast()
            second = second_round(world)
            tables = {name: sorted(map(repr, rows.values())) for name, (_, rows) in tables_now().items()}
            people = [getattr(world, name) for name in ("rosa", "cleo", "teamwork")] + [second.brief, *second.rooms]
            fresh = [type(one).objects.get(pk=one.pk) for one in people]
            seen = [[getattr(one, field.attname) for field in one._meta.concrete_fields] for one in people]
            assert seen == [[getattr(one, field.attname) for field in one._meta.concrete_fields] for one in fresh]
            assert (verify_chain().is_whole, violations()) == (True, [])
            # What comes next gets a number of its own.
            assert submit(world, world.nora, world.nils, {"Teamwork": 3}).pk not in (None, second.brief.pk)
            transaction.set_rollback(True)
        return tables

    first = stood()
    assert stood() == first
