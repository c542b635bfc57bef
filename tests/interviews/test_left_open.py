"""Follow-ups on the card of whoever is to ask them: given by the reader, settled with the card, none lost."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import cast, second_round, signed_in

from secondround.handoff.actions.briefs import add_question, freeze_brief
from secondround.interviews.actions import (
    Ask,
    CardEntry,
    CardRefused,
    FollowUpAnswer,
    FollowUpRefused,
    amend_scorecard,
    ask,
    assign,
    assign_follow_up,
    drop_follow_up,
    plan_interview,
    submit_scorecard,
)
from secondround.interviews.models import Draft, FollowUp
from secondround.interviews.queries import follow_ups_on
from secondround.people.access import Refused

QUESTION, ANSWER = "What became of the crane in Lyon?", "Sold it; lost two weeks."
SAID = "Let the youngest speak first."


@pytest.fixture
def world(db):
    return cast()


@pytest.fixture
def second(world):
    return second_round(world)


@pytest.fixture
def now():
    return timezone.now()


def owes(world, second, user):
    held = plan_interview(by=world.rosa, at=second.at, application=world.cleo, round=second.round)
    return assign(by=world.rosa, at=second.at, interview=held, user=user)


def asked(world, now, key="own", question=QUESTION, to=None):
    reason = {"code": "disagree", "minutes": 5, "secret": "two raters 1.5 apart"}
    wanted, first = Ask(key, question, world.teamwork, reason), world.position.rounds.all()[:1]
    one = ask(by=world.sami, at=now, application=world.cleo, asks=[wanted], rounds=first)[0]
    if to is not None:
        assign_follow_up(by=world.sami, at=now, follow_up=one, to=to)
    return FollowUp.objects.get(pk=one.pk)


def brought(*keys):
    """What cards brought to these questions, and what readers made of them."""
    found = FollowUp.objects.filter(key__in=keys).prefetch_related("replies")
    return {one.key: (one.state, one.answer, [(r.words, r.scorecard.pk) for r in one.replies.all()]) for one in found}


def card_page(user, assignment):
    return signed_in(user).get(reverse("interviews:scorecard", args=[assignment.uid])).content.decode()


class TestWhere:
    def test_what_is_given_to_somebody_stands_on_their_card_without_its_reason(self, world, second, now):
        mine, other = owes(world, second, world.ines), owes(world, second, world.nora)
        asked(world, now, to=world.ines)
        page = card_page(world.ines, mine)
        assert QUESTION in page
        assert "1.5 apart" not in page
        assert QUESTION not in card_page(world.nora, other)

    def test_what_nobody_has_stands_on_the_senior_readers_own_card_alone(self, world, second, now):
        mine, other = owes(world, second, world.sami), owes(world, second, world.nora)
        one = asked(world, now)
        assert one in follow_ups_on(mine, now)
        assert follow_ups_on(other, now) == []

    def test_what_somebody_has_who_interviews_no_more_comes_back_to_the_reader(self, world, second, now):
        mine, gone = owes(world, second, world.sami), owes(world, second, world.ines)
        one = asked(world, now, to=world.ines)
        assert one not in follow_ups_on(mine, now)
        type(gone).objects.filter(pk=gone.pk).update(state="recused")
        assert one in follow_ups_on(mine, now)

    def test_only_who_interviews_this_person_or_the_reader_is_chosen(self, world, second, now):
        owes(world, second, world.ines)
        one = asked(world, now)
        with pytest.raises(FollowUpRefused, match="not_asking"):
            assign_follow_up(by=world.sami, at=now, follow_up=one, to=world.nora)
        with pytest.raises(Refused):
            assign_follow_up(by=world.rosa, at=now, follow_up=one, to=world.ines)
        assign_follow_up(by=world.sami, at=now, follow_up=one, to=world.sami)
        assert FollowUp.objects.get(pk=one.pk).assignee == world.sami

    def test_the_reader_gives_it_on_the_page_of_the_brief(self, world, second, now):
        owes(world, second, world.ines)
        add_question(by=world.sami, at=now, application=world.cleo, question=QUESTION)
        one, client = FollowUp.objects.get(question=QUESTION), signed_in(world.sami)
        door = reverse("handoff:change_question", args=[second.brief.uid, one.uid])
        client.post(door, {"act": "assign", "to": str(world.ines.uid)})
        assert FollowUp.objects.get(pk=one.pk).assignee == world.ines
        page = client.get(reverse("handoff:brief", args=[second.brief.uid])).content.decode()
        assert f"{world.ines.name} asks it." in page
        client.post(door, {"act": "assign", "to": str(world.nora.uid)})
        assert FollowUp.objects.get(pk=one.pk).assignee == world.ines
        client.post(door, {"act": "assign", "to": ""})
        assert FollowUp.objects.get(pk=one.pk).assignee is None


class TestSettled:
    def submit(self, world, owed, at, answers, by=None, **more):
        entries = more.pop("entries", [CardEntry(world.teamwork, 4)])
        return submit_scorecard(by=by or world.ines, at=at, assignment=owed, entries=entries, answers=answers, **more)

    def test_answered_asked_or_left_open_with_the_card(self, world, second, now):
        owed = owes(world, second, world.ines)
        told, put, left = (asked(world, now, key, f"{key}?", world.ines) for key in ("told", "put", "left"))
        card = self.submit(
            world, owed, now, [FollowUpAnswer(told, ANSWER, True), FollowUpAnswer(put, " ", True), FollowUpAnswer(left)]
        )
        assert brought("told", "put", "left") == {
            "told": ("open", "", [(ANSWER, card.pk)]),
            "put": ("open", "", [("", card.pk)]),
            "left": ("open", "", []),
        }

    def test_a_card_that_brings_an_answer_alone_is_not_empty(self, world, second, now):
        (owed,) = [owes(world, second, world.ines)]
        one = asked(world, now, to=world.ines)
        self.submit(world, owed, now, [FollowUpAnswer(one, ANSWER)], entries=[])
        assert [reply.words for reply in one.replies.all()] == [ANSWER]

    def test_a_refused_card_settles_nothing(self, world, second, now):
        owed = owes(world, second, world.ines)
        one, of_nobody = asked(world, now, to=world.ines), asked(world, now, "other", "And?")
        for answers in ([FollowUpAnswer(of_nobody, ANSWER)], [FollowUpAnswer(one, ANSWER), FollowUpAnswer(of_nobody)]):
            with pytest.raises(CardRefused, match="unknown_follow_up"):
                self.submit(world, owed, now, answers)
        twice = [CardEntry(world.teamwork, 4)] * 2
        with pytest.raises(CardRefused, match="competency_twice"):
            self.submit(world, owed, now, [FollowUpAnswer(one, ANSWER)], entries=twice)
        assert FollowUp.objects.filter(pk__in=[one.pk, of_nobody.pk], state="open").count() == 2

    def test_amending_changes_no_follow_up(self, world, second, now):
        owed = owes(world, second, world.ines)
        one = asked(world, now, to=world.ines)
        card = self.submit(world, owed, now, [FollowUpAnswer(one, ANSWER)])
        amend_scorecard(
            by=world.ines, at=now, assignment=owed, reason="Misheard.", base=1, entries=[CardEntry(world.teamwork, 3)]
        )
        assert brought(one.key)[one.key] == ("open", "", [(ANSWER, card.pk)])

    def test_typed_saved_read_through_and_shown_to_the_reader(self, world, second, now):
        owed = owes(world, second, world.ines)
        one, client = asked(world, now, to=world.ines), signed_in(world.ines)
        card, through = (reverse(f"interviews:{name}", args=[owed.uid]) for name in ("scorecard", "review"))
        client.post(card, {"version": 0, f"answer-{one.uid}": ANSWER, "put": str(one.uid)})
        assert ANSWER in client.get(card).content.decode()
        assert ANSWER in client.get(through).content.decode()
        client.post(through, {"version": 1})
        (reply,) = one.replies.all()
        assert (reply.words, reply.scorecard.assignment) == (ANSWER, owed)

    def test_words_on_a_question_dropped_meanwhile_stand_beside_it(self, world, second, now):
        owed = owes(world, second, world.ines)
        one, client = asked(world, now, to=world.ines), signed_in(world.ines)
        card, through = (reverse(f"interviews:{name}", args=[owed.uid]) for name in ("scorecard", "review"))
        client.post(card, {"version": 0, f"answer-{one.uid}": ANSWER})
        drop_follow_up(by=world.sami, at=now, follow_up=one, reason="Known by now.")
        assert ANSWER in client.get(card).content.decode()
        client.post(card, {"version": 1, f"answer-{one.uid}": ANSWER})
        client.post(through, {"version": 1})
        (reply,) = one.replies.all()
        assert (reply.words, reply.scorecard.assignment, FollowUp.objects.get(pk=one.pk).state) == (
            ANSWER,
            owed,
            "dropped",
        )
        assert not Draft.objects.exists()


class TestBlindReader:
    """The senior reader owes a card of the second round, too: its questions tell them of nobody else's card."""

    def page(self, world, second):
        return signed_in(world.sami).get(reverse("handoff:brief", args=[second.brief.uid])).content.decode()

    def test_a_question_tells_nothing_of_a_card_until_the_readers_own_is_in(self, world, second, now):
        own, owed = owes(world, second, world.sami), owes(world, second, world.ines)
        add_question(by=world.sami, at=now, application=world.cleo, question=QUESTION)
        one = FollowUp.objects.get(question=QUESTION)
        assign_follow_up(by=world.sami, at=now, follow_up=one, to=world.ines)
        before, mine = words_of(self.page(world, second)), follow_ups_on(own, now)
        self.submit(world, owed, now, one)
        assert words_of(self.page(world, second)) == before
        assert follow_ups_on(own, now) == mine
        submit_scorecard(by=world.sami, at=now, assignment=own, entries=[CardEntry(world.teamwork, 3)])
        assert ANSWER in self.page(world, second)

    def test_what_the_reader_makes_of_it_meanwhile_is_kept(self, world, second, now):
        owes(world, second, world.sami)
        owed, client = owes(world, second, world.ines), signed_in(world.sami)
        add_question(by=world.sami, at=now, application=world.cleo, question=QUESTION)
        one = FollowUp.objects.get(question=QUESTION)
        assign_follow_up(by=world.sami, at=now, follow_up=one, to=world.ines)
        self.submit(world, owed, now, one)
        door = reverse("handoff:change_question", args=[second.brief.uid, one.uid])
        client.post(door, {"act": "drop", "words": "Known by now."})
        one.refresh_from_db()
        assert (one.state, one.drop_reason, [reply.words for reply in one.replies.all()]) == (
            "dropped", "Known by now.", [ANSWER]
        )  # fmt: skip

    def test_a_card_of_one_finalist_closes_no_brief_on_another(self, world, second, now):
        owes(world, second, world.sami)
        other = plan_interview(by=world.rosa, at=now, application=world.nils, round=second.round)
        theirs = assign(by=world.rosa, at=now, interview=other, user=world.ines)
        submit_scorecard(by=world.ines, at=now, assignment=theirs, entries=[CardEntry(world.teamwork, 4)])
        assert QUESTION not in self.page(world, second)
        add_question(by=world.sami, at=now, application=world.cleo, question=QUESTION)
        assert QUESTION in self.page(world, second)

    def test_a_brief_that_speaks_of_the_second_round_is_not_there_for_whoever_owes_a_card_of_it(
        self, world, second, now
    ):
        owed = owes(world, second, world.ines)
        submit_scorecard(by=world.ines, at=now, assignment=owed, entries=[CardEntry(world.teamwork, 4, (SAID,))])
        later = freeze_brief(by=world.hugo, at=now, application=world.cleo)
        assert SAID in later.body.text
        newer = reverse("handoff:brief", args=[later.uid])
        assert signed_in(world.sami).get(newer).status_code == 200
        owes(world, second, world.sami)
        assert signed_in(world.sami).get(newer).status_code == 404
        assert SAID not in self.page(world, second)

    def test_a_brief_frozen_while_a_reader_owes_a_card_tells_nothing_of_that_round(self, world, second, now):
        owes(world, second, world.sami)
        owed = owes(world, second, world.ines)
        submit_scorecard(by=world.ines, at=now, assignment=owed, entries=[CardEntry(world.teamwork, 4, (SAID,))])
        later = freeze_brief(by=world.hugo, at=now, application=world.cleo)
        assert SAID not in later.body.text
        assert signed_in(world.sami).get(reverse("handoff:brief", args=[later.uid])).status_code == 200

    def submit(self, world, owed, now, one):
        answers = [FollowUpAnswer(one, ANSWER, True)]
        submit_scorecard(
            by=world.ines, at=now, assignment=owed, entries=[CardEntry(world.teamwork, 4)], answers=answers
        )


def words_of(page):
    """A page without what differs between any two answers."""
    return re.sub(r'(name="csrfmiddlewaretoken" value|data-key)="[^"]*"', "", page)
