"""What a decision rests on: kept with its inputs, computed again to the same bytes; other assumptions; the adjustment switched off."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import ANSWER_BY, applicant, cast, signed_in, submit
from tests.handoff.test_brief import because

from secondround.candidates.models import ApplicationState
from secondround.decisions.actions import Choice, decide_round
from secondround.handoff.actions.briefs import freeze_brief
from secondround.handoff.models import FigureInputs, ShortlistEntry, Verdict
from secondround.handoff.queries.comparison import comparison_for, figures_of
from secondround.people.models import Organisation
from secondround.positions.models import Position
from secondround.web.invariants import violations

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = cast()
    made.bo = applicant(made.rosa, made.position, "Bo Tamm", at=made.at)
    note = {"Teamwork": ["Asked the crew first."]}
    submit(made, made.ines, made.cleo, {"Teamwork": 5, "Technical judgement": 4}, notes=note)
    submit(made, made.nora, made.cleo, {"Teamwork": 3}, notes=note)
    submit(made, made.ines, made.nils, {"Teamwork": 3}, notes=note)
    submit(made, made.nora, made.bo, {"Teamwork": 2, "Technical judgement": 2}, notes=note)
    return made


def page_of(world):
    return comparison_for(world.rosa, world.position, timezone.now())


def decided(world):
    page = comparison_for(world.hugo, world.position, timezone.now())
    row = next(one for one in page.rows if one.application.pk == world.cleo.pk)
    choice = Choice(
        world.cleo,
        world.rosa,
        ANSWER_BY,
        Verdict.ADVANCE,
        because(world, world.cleo),
        figures=figures_of(row, page.comparison),
    )
    decide_round(by=world.hugo, at=world.at, choices=[choice], comparison=page.comparison)
    return page


def test_a_decision_keeps_its_figures_and_what_they_were_computed_from(world):
    page = decided(world)
    kept = FigureInputs.objects.get()
    assert kept.text == page.comparison.inputs
    assert ShortlistEntry.objects.get().figures["inputs_sha256"] == kept.sha256
    assert violations() == []


def test_a_frozen_brief_keeps_its_own(world):
    decided(world)
    world.cleo.refresh_from_db()
    assert world.cleo.state == ApplicationState.ADVANCED
    made = freeze_brief(by=world.hugo, at=world.at, application=world.cleo)
    assert json.loads(made.body.text)["numbers"]["inputs_sha256"] in FigureInputs.objects.values_list(
        "sha256", flat=True
    )
    assert violations() == []


def test_a_figure_that_was_touched_is_found(world):
    decided(world)
    entry = ShortlistEntry.objects.get()
    ShortlistEntry.objects.update(figures=entry.figures | {"adjusted": entry.figures["adjusted"] + 0.0001})
    assert [one.what for one in violations()] == [f"ShortlistEntry {entry.pk}"]


def test_inputs_that_were_touched_or_lost_are_found(world):
    decided(world)
    kept = FigureInputs.objects.get()
    FigureInputs.objects.update(text=kept.text.replace('"choose":1', '"choose":2'))
    assert "are not what their hash says" in violations()[0].what
    FigureInputs.objects.all().delete()
    assert "figures without inputs" in violations()[0].what


def test_a_later_rating_changes_the_page_and_not_what_was_decided(world):
    page = decided(world)
    before = ShortlistEntry.objects.get().figures
    submit(world, world.dora, world.cleo, {"Teamwork": 1})
    assert page_of(world).comparison.inputs_sha256 != page.comparison.inputs_sha256
    assert ShortlistEntry.objects.get().figures == before
    assert violations() == []


def test_looking_stores_nothing_and_shows_the_hash(world):
    text = signed_in(world.rosa).get(reverse("handoff:compare", args=[world.position.uid])).content.decode()
    assert page_of(world).comparison.inputs_sha256[:16] in text
    assert not FigureInputs.objects.exists()


def test_other_assumptions_stand_beside_what_is_shown(world):
    text = signed_in(world.rosa).get(reverse("handoff:what_if", args=[world.position.uid])).content.decode()
    for words in ("As shown", "If all assessors are equally strict", "If candidates differ half as much", "Cleo Marin"):
        assert words in text
    assert "Without the closed positions" not in text  # there are none


def test_the_organisation_switches_the_adjustment_off_for_everybody(world):
    client = signed_in(world.rosa)
    Organisation.objects.update(is_adjusted=False)
    text = client.get(reverse("handoff:compare", args=[world.position.uid])).content.decode()
    assert "The organisation has the adjustment switched off" in text
    page = page_of(world)
    assert not page.is_adjusted
    assert all(abs(row.estimate.adjustment.severity) < 0.01 for row in page.rows if row.estimate)
    assert client.get(reverse("handoff:what_if", args=[world.position.uid])).status_code == 404
    decided(world)
    world.cleo.refresh_from_db()
    assert (
        json.loads(freeze_brief(by=world.hugo, at=world.at, application=world.cleo).body.text)["numbers"]["is_adjusted"]
        is False
    )
    assert violations() == []


def test_an_administrator_switches_it(world):
    from tests.people.test_organisation import TYPED

    client = signed_in(world.ada)
    assert client.post(reverse("people:organisation"), TYPED).status_code == 302
    assert not Organisation.objects.get().is_adjusted
    assert client.post(reverse("people:organisation"), TYPED | {"is_adjusted": "1"}).status_code == 302
    assert Organisation.objects.get().is_adjusted


def test_unlinked_people_are_said_to_be_and_an_interview_is_named(world):
    submit(world, world.dora, applicant(world.rosa, world.position, "Zoe Adler", at=world.at), {"Teamwork": 4})
    client = signed_in(world.rosa)
    text = client.get(reverse("handoff:compare", args=[world.position.uid])).content.decode()
    assert "One interview of Zoe Adler by" in text
    zoe = next(row for row in page_of(world).rows if row.application.candidate.name == "Zoe Adler")
    pair = reverse("handoff:pair", args=[world.position.uid])
    said = client.get(pair, {"a": world.cleo.uid, "b": zoe.application.uid}).content.decode()
    assert "of the uncertainty between them is how strict their assessors are" in said


def test_the_page_asks_as_often_for_three_as_for_four(world):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    position = Position.objects.get(pk=world.position.pk)
    with CaptureQueriesContext(connection) as few:
        comparison_for(world.rosa, position, timezone.now())
    submit(world, world.dora, applicant(world.rosa, world.position, "Zoe Adler", at=world.at), {"Teamwork": 4})
    position = Position.objects.get(pk=world.position.pk)
    with CaptureQueriesContext(connection) as more:
        comparison_for(world.rosa, position, timezone.now())
    assert len(more) == len(few)
