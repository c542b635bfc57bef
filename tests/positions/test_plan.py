"""The plan of a position: kits and their questions, what they cover, the public page."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import cast, signed_in

from secondround.candidates.models import Application
from secondround.people.access import Refused
from secondround.people.models import Organisation
from secondround.positions.actions import (
    KitGiven,
    PlanRefused,
    PublishRefused,
    add_question,
    change_kit,
    make_kit,
    move_question,
    pause_position,
    publish_position,
    remove_question,
    retire_kit,
    unpublish_position,
    word_question,
)
from secondround.positions.models import KitQuestion
from secondround.positions.queries import kits_of
from secondround.positions.rules import Cover, PlannedKit, PlannedQuestion, coverage


def kit(key, focus=(), questions=(), of="1", minutes=30):
    asked = tuple(PlannedQuestion(competency, text, 5) for competency, text in questions)
    return PlannedKit(key, of, minutes, frozenset(focus), asked)


class TestCoverage:
    def test_gaps_doubles_and_what_is_not_asked(self):
        kits = [
            kit("a", "xy", [("x", "q1"), ("x", "q2")]),
            kit("b", "xz", [("x", "q3"), ("z", "q1")]),
            kit("c", "y", [("y", "q4")], of="2"),
        ]
        found = coverage(["x", "y", "z", "w"], kits)
        assert found.rows == (
            Cover("x", ((True, 2), (True, 1), (False, 0)), ("double",)),
            Cover("y", ((True, 0), (False, 0), (True, 1)), ("unasked",)),
            Cover("z", ((False, 0), (True, 1), (False, 0)), ()),
            Cover("w", ((False, 0), (False, 0), (False, 0)), ("gap",)),
        )
        assert found.twice == ("q1",)

    def test_too_much_for_its_time_and_for_its_holder(self):
        full = kit("a", "abcdefg", [("a", str(number)) for number in range(7)])
        assert coverage([], [full, kit("b", "abcdef", [("a", "x")] * 6)]).kit_codes == (("too_long", "too_many"), ())

    def test_more_is_judged_than_people_can_tell_apart(self):
        assert not coverage([str(number) for number in range(24)], []).too_many
        assert coverage([str(number) for number in range(25)], []).too_many


@pytest.fixture
def world(db):
    return cast()


@pytest.fixture
def made(world):
    return make_kit(by=world.hugo, at=world.at, round=world.first_round, given=KitGiven("Talk", 45, [world.teamwork]))


def asked(kit):
    return [one.text for one in kit.questions.filter(removed_at__isnull=True)]


class TestVerbs:
    def test_questions_keep_their_place_and_their_old_words(self, world, made):
        for text in ("One?", "Two?", "Three?"):
            add_question(by=world.rosa, at=world.at, kit=made, text=text, competency=world.teamwork)
        two = made.questions.get(text="Two?")
        new = word_question(by=world.rosa, at=world.at, question=two, text="Second?", listen_for="x")
        assert asked(made) == ["One?", "Second?", "Three?"]
        move_question(by=world.rosa, at=world.at, question=new, up=True)
        assert asked(made) == ["Second?", "One?", "Three?"]
        new.refresh_from_db()
        move_question(by=world.rosa, at=world.at, question=new, up=True)
        assert asked(made) == ["Second?", "One?", "Three?"]
        remove_question(by=world.rosa, at=world.at, question=made.questions.get(text="One?"))
        assert asked(made) == ["Second?", "Three?"]
        assert KitQuestion.objects.count() == 4
        with pytest.raises(PlanRefused, match="retired"):
            word_question(by=world.rosa, at=world.at, question=two, text="Again?", listen_for="")

    @pytest.mark.parametrize(("change", "code"), [({"name": " "}, "name_wanted"), ({"minutes": 4}, "minutes")])
    def test_what_a_plan_cannot_hold(self, world, made, change, code):
        given = KitGiven(**{"name": "Talk", "minutes": 45, "focus": [], **change})
        with pytest.raises(PlanRefused, match=code):
            change_kit(by=world.rosa, at=world.at, kit=made, given=given)

    def test_who_may_not_plan_plans_nothing(self, world, made):
        for who in (world.ines, world.sami, world.otto, world.ada):
            with pytest.raises(Refused):
                retire_kit(by=who, at=world.at, kit=made)

    def test_a_retired_kit_is_out_of_the_plan(self, world, made):
        assert kits_of(world.position) == [made]
        retire_kit(by=world.rosa, at=world.at, kit=made)
        assert kits_of(world.position) == []

    def test_the_plan_is_read_with_as_many_queries_for_three_kits_as_for_one(
        self, world, made, django_assert_num_queries
    ):
        for _number in range(2):
            with django_assert_num_queries(3):
                [[*one.focus.all(), *one.questions.all()] for one in kits_of(world.position)]
            for name in ("Second", "Third"):
                more = make_kit(
                    by=world.rosa, at=world.at, round=world.first_round, given=KitGiven(name, 30, [world.technical])
                )
                add_question(by=world.rosa, at=world.at, kit=more, text="Why?", competency=None)


class TestPages:
    def test_a_kit_is_planned_and_given_questions_of_the_library_and_its_own(self, world):
        client = signed_in(world.hugo)
        form = {"name": "Conversation", "minutes": "45", "focus": str(world.teamwork.uid), "is_assessed": "1"}
        answer = client.post(reverse("positions:make_kit", args=[world.position.uid, 1]), form)
        (only,) = kits_of(world.position)
        assert answer.headers["Location"] == reverse("positions:kit", args=[world.position.uid, only.uid])
        page = client.get(answer.headers["Location"]).content.decode()
        keys = re.findall(r'name="key" value="([^"]+)"', page)
        assert keys
        add = reverse("positions:ask_in_kit", args=[world.position.uid, only.uid])
        client.post(add, {"key": keys[:2]})
        client.post(add, {"text": "Whom did you ask?", "competency": str(world.teamwork.uid)})
        assert len(asked(only)) == 3
        plan = client.get(reverse("positions:plan", args=[world.position.uid])).content.decode()
        assert "3 questions" in plan
        assert "Nobody looks at it." in plan  # technical judgement

    def test_what_is_typed_wrong_is_kept_and_said(self, world):
        client = signed_in(world.hugo)
        page = client.post(
            reverse("positions:make_kit", args=[world.position.uid, 1]), {"name": "", "minutes": "3", "advice": "Kept."}
        )
        assert page.status_code == 422
        assert "Kept." in page.content.decode()


class TestPublic:
    def publish(self, world, **more):
        given = {
            "organisation": "Delta Works",
            "contact": ("Rosa Keller", "rosa@delta.example"),
            "retention_months": 12,
        }
        publish_position(by=world.rosa, at=world.at, position=world.position, **{**given, **more})

    def test_it_is_there_once_published_and_not_before(self, world):
        door, apply = (reverse(f"candidates:{name}", args=[world.position.uid]) for name in ("job", "apply"))
        assert (Client().get(door).status_code, Client().get(apply).status_code) == (404, 404)
        self.publish(world)
        page = Client().get(door).content.decode()
        for text in ("Site engineer", "Delta Works", "Rosa Keller", "JobPosting", "Teamwork", "12 months"):
            assert text in page
        assert Client().get(apply).status_code == 200
        assert "Site engineer" in Client().get(reverse("candidates:jobs")).content.decode()
        pause_position(by=world.hugo, at=world.at, position=world.position)
        assert "no applications at present" in Client().get(door).content.decode()
        assert Client().get(apply).status_code == 404
        unpublish_position(by=world.rosa, at=world.at, position=world.position)
        assert Client().get(door).status_code == 404
        assert Application.objects.count() == 2

    @pytest.mark.parametrize(("change", "code"), [
        ({"organisation": " "}, "organisation"), ({"contact": ("", "x@y.example")}, "contact"), ({"retention_months": 0}, "retention"),
    ])  # fmt: skip
    def test_three_things_are_wanted(self, world, change, code):
        with pytest.raises(PublishRefused, match=code):
            self.publish(world, **change)

    def test_an_administrators_words_are_not_overwritten(self, world):
        Organisation.objects.update(contact_name="Pia Lund", contact_email="pia@delta.example", retention_months=6)
        self.publish(world)
        of = Organisation.objects.get()
        assert (of.contact_name, of.retention_months) == ("Pia Lund", 6)

    def test_only_a_recruiter_publishes(self, world):
        for who in (world.hugo, world.sami, world.ada):
            with pytest.raises(Refused):
                publish_position(
                    by=who, at=world.at + timedelta(days=1), position=world.position, organisation="X",
                    contact=("a", "b@c.example"), retention_months=12,
                )  # fmt: skip
