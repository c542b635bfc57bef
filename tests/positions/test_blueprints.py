"""What a position begins with: a template, another position, nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import cast, owe, person, signed_in

from secondround.interviews.actions import CardEntry, plan_interview, submit_scorecard
from secondround.interviews.models import Rating
from secondround.people.actions import grant_right
from secondround.people.models import RightKind
from secondround.positions.actions import (
    CompetencyRefused,
    KitGiven,
    add_competency,
    add_question,
    edit_library,
    make_kit,
    open_from,
    remove_competency,
    set_weights,
    word_competency,
)
from secondround.positions.blueprints import Blueprint, templates
from secondround.positions.library import library
from secondround.positions.models import Kit, Position
from secondround.positions.queries import blueprint_of, coverage_of, kits_of, newest_scales, weight_of

ANCHORS = {"1": ["Burns through."], "3": ["Even seams."], "5": ["Even seams overhead."]}


class TestTemplates:
    def test_there_is_the_one_of_two_rounds_and_a_senior_manager(self):
        first = templates()[0]
        assert first.key == "two_rounds"
        assert [of.name for of in first.rounds] == ["First round", "Second interview"]
        assert any("senior manager" in one.name for one in first.rounds[1].interviews)

    @pytest.mark.parametrize("one", templates(), ids=lambda one: one.key)
    def test_names_only_what_is_there_and_asks_what_it_judges(self, one: Blueprint):
        judged = {of.name for of in one.judged}
        assert {of.attribute for of in one.judged} <= {entry.id for entry in library().attributes}
        for conversation in (talk for of in one.rounds for talk in of.interviews):
            assert set(conversation.focus) <= judged
            assert {asked.about for asked in conversation.questions} <= judged
            assert not any("{" in asked.text for asked in conversation.questions)

    @pytest.mark.django_db
    @pytest.mark.parametrize("one", templates(), ids=lambda one: one.key)
    def test_leaves_no_gap_no_double_and_nothing_too_long(self, one: Blueprint):
        world = cast()
        position = open_from(
            by=world.rosa, at=world.at, blueprint=one, reason="so", title="Welder", recruiter=world.rosa
        )
        kits = kits_of(position)
        covered = coverage_of(list(position.competencies.all()), kits)
        if one.key != "second_only":
            assert [row.competency for row in covered.rows if row.codes] == []
        assert [codes for codes in covered.kit_codes if codes] == []
        assert covered.twice == ()
        assert position.template == one.key and position.choose == 3
        assert all(scale.anchors for scale in newest_scales(list(position.competencies.all())).values())


def rich(world) -> Position:
    """A position with everything that can be taken over."""
    position, at = world.position, world.at
    own = add_competency(by=world.rosa, at=at, position=position, name="Welding")
    word_competency(by=world.rosa, at=at, competency=own, definition="Joins steel.", anchors=ANCHORS, reason="ours")
    body = {"id": "own-1", "attribute": "teamwork", "ask": "Who held the torch?", "minutes": 4, "type": "behavioural"}
    edit_library(by=world.rosa, at=at, position=position, kind="question", body=body, reason="ours")
    weights = {str(one.pk): 1.0 + number for number, one in enumerate(position.competencies.all())}
    set_weights(by=world.rosa, at=at, position=position, weights=weights, reason="the work is welding")
    given = KitGiven("In the yard", 50, [own], is_assessed=True, advice="Boots.")
    kit = make_kit(by=world.rosa, at=at, round=world.first_round, given=given)
    add_question(by=world.rosa, at=at, kit=kit, text="Weld this.", competency=own, listen_for="an even seam")
    return position


@pytest.mark.django_db
class TestAsAnotherPosition:
    def test_takes_over_what_is_judged_and_asked_and_nobody(self):
        world = cast()
        old = rich(world)
        grant_right(by=world.ada, at=world.at, user=world.rosa, kind=RightKind.OPEN_POSITIONS)
        new = open_from(
            by=world.rosa,
            at=world.at,
            blueprint=blueprint_of(old),
            reason="as before",
            title="Welder 2",
            choose=old.choose,
            recruiter=world.rosa,
        )
        assert blueprint_of(new) == Blueprint(**{**vars(blueprint_of(old)), "key": str(new.uid), "name": "Welder 2"})
        assert [one.name for one in new.competencies.all()] == [one.name for one in old.competencies.all()]
        assert list(weight_of(new, list(new.competencies.all())).values()) == list(
            weight_of(old, list(old.competencies.all())).values()
        )
        assert {one.user for one in new.team.all()} == {world.rosa}

    def test_a_retired_interview_and_a_removed_question_stay_behind(self):
        world = cast()
        old = rich(world)
        Kit.objects.filter(round__position=old).update(retired_at=world.at)
        assert not any(of.interviews for of in blueprint_of(old).rounds)

    def test_all_or_nothing(self):
        world = cast()
        before = Position.objects.count()
        broken = Blueprint(
            **{**vars(blueprint_of(rich(world))), "judged": ()}
        )  # its interviews name what is not judged
        with pytest.raises(KeyError):
            open_from(by=world.rosa, at=world.at, blueprint=broken, reason="", title="Welder", recruiter=world.rosa)
        assert Position.objects.count() == before


@pytest.mark.django_db
class TestCompetencies:
    def test_own_anchors_are_versions_and_given_ratings_keep_theirs(self):
        world = cast()
        own = add_competency(by=world.rosa, at=world.at, position=world.position, name="Welding")
        first = word_competency(
            by=world.rosa, at=world.at, competency=own, definition="Joins.", anchors=ANCHORS, reason="a"
        )
        entries = [CardEntry(competency=own, value=4)]
        submit_scorecard(
            by=world.ines,
            at=world.at + timedelta(days=2),
            assignment=owe(world, world.ines, world.cleo),
            entries=entries,
        )
        word_competency(
            by=world.rosa, at=world.at, competency=own, definition="Joins steel.", anchors=ANCHORS, reason="b"
        )
        assert [one.definition for one in own.scales.all()] == ["Joins steel.", "Joins.", ""]
        assert Rating.objects.get(competency=own).scale == first

    @pytest.mark.parametrize(
        "anchors",
        [{}, {"1": ["a"], "3": ["b"]}, {"1": ["a", "b"], "3": ["a"], "5": ["a"]}, {"1": [" "], "3": [" "], "5": [" "]}],
    )
    def test_uneven_anchors_are_refused(self, anchors):
        world = cast()
        own = add_competency(by=world.rosa, at=world.at, position=world.position, name="Welding")
        with pytest.raises(CompetencyRefused, match="anchors"):
            word_competency(by=world.rosa, at=world.at, competency=own, definition="x", anchors=anchors, reason="")

    def test_what_was_spoken_of_is_not_taken_out(self):
        world = cast()
        own = add_competency(by=world.rosa, at=world.at, position=world.position, name="Welding")
        entries = [CardEntry(competency=own, value=4)]
        submit_scorecard(
            by=world.ines,
            at=world.at + timedelta(days=2),
            assignment=owe(world, world.ines, world.cleo),
            entries=entries,
        )
        with pytest.raises(CompetencyRefused, match="in_use"):
            remove_competency(by=world.rosa, at=world.at, competency=own)
        assert own.scales.count() == 1

    def test_taken_out_its_weight_goes_too(self):
        world = cast()
        own = add_competency(by=world.rosa, at=world.at, position=world.position, name="Welding")
        others = [one for one in world.position.competencies.all() if one != own]
        weights = {str(own.pk): 5.0} | {str(one.pk): 0.0 for one in others}
        set_weights(by=world.rosa, at=world.at, position=world.position, weights=weights, reason="only that")
        remove_competency(by=world.rosa, at=world.at, competency=own)
        assert weight_of(world.position, others) == {one.pk: 1.0 for one in others}


@pytest.mark.django_db
class TestPages:
    def test_a_title_is_enough(self):
        world = cast()
        client = signed_in(world.rosa)
        page = client.get(reverse("positions:open"))
        assert b"First round and a second interview with a senior manager" in page.content
        answer = client.post(reverse("positions:open"), {"title": "Welder", "openings": "1", "begin": "two_rounds"})
        made = Position.objects.get(title="Welder")
        assert answer.headers["Location"] == reverse("positions:team", args=[made.uid])
        assert made.competencies.count() == 10 and Kit.objects.filter(round__position=made).count() == 4

    def test_nobody_begins_with_a_plan_they_may_not_write(self):
        world = cast()
        ulla = person("Ulla Rights", rights=[RightKind.OPEN_POSITIONS])
        client = signed_in(ulla)
        assert world.position.title not in client.get(reverse("positions:open")).content.decode()
        sent = {"title": "Welder", "openings": "1", "begin": str(world.position.uid)}
        assert client.post(reverse("positions:open"), sent).status_code == 422

    def test_many_openings_send_at_least_as_many_on(self):
        world = cast()
        signed_in(world.rosa).post(
            reverse("positions:open"), {"title": "Welder", "openings": "7", "begin": "two_rounds"}
        )
        assert Position.objects.get(title="Welder").choose == 7

    def test_weights_set_after_the_first_interview_say_so(self):
        world = cast()
        client, page = signed_in(world.rosa), reverse("interviews:weights", args=[world.position.uid])
        weights = {str(one.pk): 1.0 for one in world.position.competencies.all()}
        given = {"by": world.rosa, "position": world.position, "weights": weights}
        set_weights(**given, at=world.at, reason="early")
        plan_interview(
            by=world.rosa,
            at=world.at,
            application=world.cleo,
            round=world.first_round,
            held_at=world.at + timedelta(days=1),
        )
        early = client.get(page).content.decode()
        set_weights(**given, at=world.at + timedelta(days=2), reason="late")
        late = client.get(page).content.decode()
        assert "Set after the first interview" not in early and "Set after the first interview" in late
