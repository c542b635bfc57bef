"""Invitation, windows, what helps, topics: by what they leave behind, and what the candidate is told and not told."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import ANSWER_BY, cast, come_in, person, second_round, signed_in, submit
from tests.visits.planning import wall

from secondround.audit.actions import WORKER
from secondround.candidates.models import Application
from secondround.candidates.rules import is_working_day, working_days_before
from secondround.correspondence.models import Letter
from secondround.decisions.actions import Choice, decide_round
from secondround.handoff.actions.shortlist import ReasonGiven
from secondround.handoff.models import Verdict
from secondround.interviews.actions import assign, plan_interview
from secondround.interviews.models import FollowUp
from secondround.interviews.rules.words import named_in
from secondround.people.access import Refused
from secondround.positions.actions import name_team
from secondround.positions.models import TeamRole
from secondround.visits.actions import DayGiven, SessionGiven, add_session, confirm_day, plan_day
from secondround.visits.actions.adjustments import arrange, ask_adjustment
from secondround.visits.actions.invitations import (
    InvitationGiven,
    InvitationRefused,
    Window,
    accept_invitation,
    ask_to_move,
    decline_invitation,
    invite,
    nudge_for_windows,
    offer_windows,
    undo_decline,
    withdraw_invitation,
)
from secondround.visits.actions.topics import TopicRefused, choose_topic, drop_topic, publish_topics
from secondround.visits.models import (
    Adjustment,
    Invitation,
    InvitationState,
    ItemKind,
    SessionPart,
    Topic,
    Visit,
    VisitState,
)
from secondround.visits.queries.invitations import invited_on, windows_of
from secondround.visits.queries.topics import published_topics
from secondround.web.waiting import waiting_for

pytestmark = pytest.mark.django_db


class Asked:
    """Cleo goes on and is invited; `client` is her own browser."""

    def __init__(self):
        self.world = cast()
        self.second = second_round(self.world)
        self.at = self.second.at
        self.client = Client()
        self.cleo = come_in(self.client, self.world.cleo.candidate)
        self.given = InvitationGiven(
            "We want to talk about the harbour.", "The director, and two of the team.",
            self.at.date() + timedelta(days=5), self.at.date() + timedelta(days=20), self.world.rosa, 3,
        )  # fmt: skip

    def invite(self):
        return invite(by=self.world.rosa, at=self.at, application=self.world.cleo, given=self.given)

    def window(self, days=3):
        start = self.at.replace(hour=9) + timedelta(days=days)
        return Window(start, start + timedelta(hours=8))

    def letters(self, kind):
        return list(Letter.objects.filter(kind=kind).order_by("pk"))

    def confirmed(self, days):
        return Visit.objects.create(
            application=self.world.cleo, on=self.at.date() + timedelta(days=days), zone="Europe/Amsterdam", version=1,
            coordinator=self.world.rosa, state=VisitState.CONFIRMED, made_at=self.at, site=self.second.site,
        )  # fmt: skip

    def planned(self):
        """A day that is ahead on the clocks of today, with Nora, and sent."""
        rosa, on = self.world.rosa, wednesday_after(timezone.localdate() + timedelta(days=7))
        given = DayGiven(on, "Europe/Amsterdam", self.second.site, self.world.otto, rosa, "")
        visit = plan_day(by=rosa, at=self.at, application=self.world.cleo, given=given)
        talk = SessionGiven(
            ItemKind.INTERVIEW, wall("09:00", on), 45, people=[(self.world.nora, SessionPart.ASSESSOR)],
            kit=self.second.figures, room=self.second.rooms[0],
        )  # fmt: skip
        add_session(by=rosa, at=self.at, visit=visit, edit=visit.edit, given=talk)
        visit.refresh_from_db()
        confirm_day(by=rosa, at=self.at, visit=visit, edit=visit.edit)


def wednesday_after(day):
    return day + timedelta(days=(2 - day.weekday()) % 7)


@pytest.fixture
def asked():
    return Asked()


def test_an_invitation_says_what_it_means_and_promises_the_day_of_the_decision(asked):
    asked.invite()
    (letter,) = asked.letters("visits.invitation")
    for said in (
        "We want to talk about the harbour.",
        "The director, and two of the team.",
        "3 people are invited.",
        "Rosa Keller",
    ):
        assert said in letter.body
    asked.world.cleo.refresh_from_db()
    assert asked.world.cleo.answer_by == asked.given.decide_on


def test_only_somebody_who_goes_on_is_invited_and_only_once(asked):
    with pytest.raises(InvitationRefused, match="not_advanced"):
        invite(by=asked.world.rosa, at=asked.at, application=asked.world.nils, given=asked.given)
    asked.invite()
    with pytest.raises(InvitationRefused, match="invited"):
        asked.invite()
    assert Invitation.objects.count() == 1


def test_the_first_who_is_invited_is_told_of_everybody_who_goes_on(asked):
    card = submit(asked.world, asked.world.ines, asked.world.nils, {"Teamwork": 4})
    reason = ReasonGiven("It was heard.", [asked.world.teamwork], scorecards=[card])
    choice = Choice(asked.world.nils, asked.world.rosa, ANSWER_BY, Verdict.ADVANCE, reason)
    decide_round(by=asked.world.hugo, at=asked.at, choices=[choice])
    page = signed_in(asked.world.rosa).get(f"/applications/{asked.world.cleo.uid}/invitation/").content.decode()
    assert "Tell how many are invited: 2" in page
    invitation = asked.invite()
    decline_invitation(by=asked.cleo, at=asked.at, invitation=invitation, words="")
    assert invited_on(asked.world.position) == 1


def test_a_letter_speaks_one_language_also_to_somebody_whose_own_we_do_not_speak(asked):
    asked.world.cleo.candidate.language = "fr"
    asked.world.cleo.candidate.save()
    invitation = asked.invite()
    (letter,) = asked.letters("visits.invitation")
    assert f"Please say by {invitation.answer_by:%A} " in letter.body
    assert asked.client.get("/mine/").content.decode().count('lang="en"') == 1


def test_whoever_recruits_is_asked_to_invite_until_it_is_done_and_again_when_it_was_taken_back(asked):
    def waits():
        return [(one.what, one.name, one.verb) for one in waiting_for(asked.world.rosa, asked.at) if one.name]

    asked_for = [("Goes on, and is not invited yet", "Cleo Marin", "Invite them")]
    assert waits() == asked_for
    invitation = asked.invite()
    assert waits() == []
    withdraw_invitation(by=asked.world.rosa, at=asked.at, invitation=invitation, reason="The site is closed.")
    assert waits() == asked_for


@pytest.mark.parametrize("who", ["hugo", "sami", "ines", "otto", "ada"])
def test_nobody_but_whoever_recruits_invites(asked, who):
    with pytest.raises(Refused):
        invite(by=getattr(asked.world, who), at=asked.at, application=asked.world.cleo, given=asked.given)


def test_yes_comes_with_times_and_no_leaves_the_application_open(asked):
    invitation = asked.invite()
    accept_invitation(by=asked.cleo, at=asked.at, invitation=invitation, words="Gladly.", windows=[asked.window()])
    assert [(one.from_at, one.to_at) for one in windows_of(invitation)] == [
        (asked.window().from_at, asked.window().to_at)
    ]
    assert "comes to the second interview" in asked.letters("visits.invitation_answered")[0].subject
    with pytest.raises(InvitationRefused, match="answered"):
        accept_invitation(by=asked.cleo, at=asked.at, invitation=invitation, words="", windows=[])
    decline_invitation(by=asked.cleo, at=asked.at, invitation=invitation, words="Ill.")
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.DECLINED
    assert Application.objects.get(pk=asked.world.cleo.pk).state == "advanced"


def test_of_an_answer_only_those_are_told_who_may_know_that_there_was_an_invitation(asked):
    """A second recruiter still owes a card of the first round, a third one of the second."""
    world, invitation = asked.world, asked.invite()
    others = [person(f"{name} Colleague", at=asked.at) for name in ("Blind", "Open")]
    for one, of in zip(others, (world.first_round, asked.second.round), strict=True):
        name_team(by=world.rosa, at=asked.at, position=world.position, user=one, role=TeamRole.RECRUITER)
        planned = plan_interview(by=world.rosa, at=asked.at, application=world.cleo, round=of, held_at=asked.at)
        assign(by=world.rosa, at=asked.at, interview=planned, user=one)
    accept_invitation(by=asked.cleo, at=asked.at, invitation=invitation, words="Gladly.", windows=[asked.window()])
    told = {letter.to_address for letter in asked.letters("visits.invitation_answered")}
    assert told == {"rosa@delta.example", "open@delta.example"}


def test_windows_are_replaced_wholly_and_want_a_day_of_notice(asked):
    invitation = asked.invite()
    offer_windows(by=asked.cleo, at=asked.at, invitation=invitation, windows=[asked.window(3), asked.window(4)])
    offer_windows(by=asked.cleo, at=asked.at, invitation=invitation, windows=[asked.window(6)])
    assert [one.from_at for one in windows_of(invitation)] == [asked.window(6).from_at]
    soon = Window(asked.at + timedelta(hours=23), asked.at + timedelta(hours=25))
    with pytest.raises(InvitationRefused, match="windows"):
        offer_windows(by=asked.cleo, at=asked.at, invitation=invitation, windows=[soon])
    asked.confirmed(9)
    with pytest.raises(InvitationRefused, match="confirmed"):
        offer_windows(by=asked.cleo, at=asked.at, invitation=invitation, windows=[asked.window(7)])


def test_an_invitation_is_taken_back_before_it_is_answered_and_the_candidate_is_told(asked):
    invitation = asked.invite()
    with pytest.raises(InvitationRefused, match="words_wanted"):
        withdraw_invitation(by=asked.world.rosa, at=asked.at, invitation=invitation, reason=" ")
    withdraw_invitation(by=asked.world.rosa, at=asked.at, invitation=invitation, reason="the post is frozen")
    (letter,) = asked.letters("visits.invitation_withdrawn")
    assert "frozen" not in letter.body
    assert asked.client.get(reverse("visits:my_invitation", args=[asked.world.cleo.uid])).status_code == 404


def test_whoever_said_yes_without_times_is_asked_again_twice_at_most(asked):
    invitation = asked.invite()
    accept_invitation(by=asked.cleo, at=asked.at, invitation=invitation, words="", windows=[])
    sent = [nudge_for_windows(by=WORKER, at=asked.at + timedelta(hours=hours)) for hours in (23, 25, 26, 50, 80, 120)]
    assert sent == [0, 1, 0, 1, 0, 0]


def test_whoever_named_times_is_left_alone(asked):
    invitation = asked.invite()
    accept_invitation(by=asked.cleo, at=asked.at, invitation=invitation, words="", windows=[asked.window()])
    assert nudge_for_windows(by=WORKER, at=asked.at + timedelta(days=3)) == 0


def test_what_helps_is_read_by_whoever_recruits_and_the_arrangement_by_the_candidate(asked):
    asked.invite()
    ask_adjustment(
        by=asked.cleo,
        at=asked.at,
        application=asked.world.cleo,
        needs=["breaks", "quiet_room", "no_such"],
        words="canary-help",
    )
    kept = Adjustment.objects.get()
    assert (kept.needs, kept.words) == (["breaks", "quiet_room"], "canary-help")
    assert "canary-help" not in "".join(Letter.objects.values_list("body", flat=True))
    page = reverse("visits:invite", args=[asked.world.cleo.uid])
    assert "canary-help" in signed_in(asked.world.rosa).get(page).content.decode()
    for reader in (asked.world.hugo, asked.world.sami):
        assert "canary-help" not in signed_in(reader).get(page).content.decode()
    with pytest.raises(Refused):
        arrange(by=asked.world.hugo, at=asked.at, application=asked.world.cleo, arrangement="A quiet room.")
    arrange(by=asked.world.rosa, at=asked.at, application=asked.world.cleo, arrangement="A quiet room.")
    arrange(by=asked.world.rosa, at=asked.at, application=asked.world.cleo, arrangement="A quiet room.")
    assert len(asked.letters("visits.arranged")) == 1


def test_a_topic_reaches_the_candidate_when_it_is_published_and_not_before(asked):
    sami, cleo = asked.world.sami, asked.world.cleo
    topic = choose_topic(by=sami, at=asked.at, application=cleo, text="Leading a night crew.")
    page = reverse("visits:my_topics", args=[cleo.uid])
    assert asked.client.get(page).status_code == 404
    assert publish_topics(by=sami, at=asked.at, application=cleo) == 1
    assert "Leading a night crew." in asked.client.get(page).content.decode()
    choose_topic(by=sami, at=asked.at, application=cleo, text="A second one.")
    assert "A second one." not in asked.client.get(page).content.decode()
    drop_topic(by=sami, at=asked.at, topic=topic)
    assert asked.client.get(page).status_code == 404


def test_no_topic_carries_why_or_whose_it_was(asked):
    follow_up = FollowUp.objects.filter(application=asked.world.cleo).first()
    choose_topic(by=asked.world.sami, at=asked.at, application=asked.world.cleo, text="Teamwork.", follow_up=follow_up)
    publish_topics(by=asked.world.sami, at=asked.at, application=asked.world.cleo)
    page = asked.client.get(reverse("visits:my_topics", args=[asked.world.cleo.uid])).content.decode()
    for hidden in ("Ines", "Nora", "asked the crew", "apart"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("text", "code", "about"),
    [
        (" ", "words_wanted", ""),
        ("What Nora Wójcik noticed about crews.", "names", "Nora Wójcik"),
        ("What Carvalho heard.", "names", "Ines Carvalho"),
        ("You mentioned [the topic]. Who did what?", "blank", "[the topic]"),
        ("We understood that {first_note}.", "blank", "{first_note}"),
    ],
)
def test_a_topic_that_would_tell_too_much_is_refused_with_the_words(asked, text, code, about):
    with pytest.raises(TopicRefused) as refused:
        choose_topic(by=asked.world.sami, at=asked.at, application=asked.world.cleo, text=text)
    assert (refused.value.code, refused.value.about) == (code, about)
    assert Topic.objects.count() == 0


def test_a_question_with_a_blank_is_worded_before_it_is_a_topic_and_stays_where_it_was_typed(asked):
    follow_up = FollowUp.objects.filter(application=asked.world.cleo, competency__isnull=False).first()
    FollowUp.objects.filter(pk=follow_up.pk).update(question="You mentioned {topic}. Who did what?")
    sami, page = signed_in(asked.world.sami), reverse("visits:topics", args=[asked.world.cleo.uid])
    assert ">You mentioned [the topic]. Who did what?</textarea>" in sami.get(page).content.decode()
    typed = "You told us of [the topic]. Who did what?"
    refused = sami.post(page, {"text": typed, "follow_up": follow_up.uid})
    assert refused.status_code == 422
    assert refused.content.decode().count(f">{typed}</textarea>") == 1
    sami.post(page, {"text": "You told us of the night crew. Who did what?", "follow_up": follow_up.uid})
    (topic,) = Topic.objects.all()
    assert (topic.text, topic.follow_up) == ("You told us of the night crew. Who did what?", follow_up)


def test_topics_are_told_two_working_days_ahead_or_not_at_all(asked):
    choose_topic(by=asked.world.sami, at=asked.at, application=asked.world.cleo, text="Cranes.")
    visit = asked.confirmed(7)
    days = {visit.on - timedelta(days=back): back for back in range(8)}
    latest = working_days_before(visit.on, 2)
    late = asked.at + timedelta(days=7 - days[latest] + 1)
    with pytest.raises(TopicRefused) as refused:
        publish_topics(by=asked.world.sami, at=late, application=asked.world.cleo)
    assert (refused.value.code, refused.value.about) == ("too_late", latest.isoformat())
    publish_topics(by=asked.world.sami, at=late - timedelta(days=1), application=asked.world.cleo)
    assert published_topics(asked.world.cleo).count() == 1


def test_another_day_is_asked_for_in_ones_own_words(asked):
    visit = asked.confirmed(7)
    with pytest.raises(InvitationRefused, match="words_wanted"):
        ask_to_move(by=asked.cleo, at=asked.at, visit=visit, words="")
    ask_to_move(by=asked.cleo, at=asked.at, visit=visit, words="The ferry does not run on Thursdays.")
    visit.refresh_from_db()
    assert visit.move_asked == "The ferry does not run on Thursdays."
    assert "does not run on Thursdays" in asked.letters("visits.move_asked")[0].body


def test_the_page_keeps_what_was_typed_and_names_the_row(asked):
    asked.invite()
    page = reverse("visits:my_invitation", args=[asked.world.cleo.uid])
    typed = {"act": "accept", "words": "Gladly.", "day-0": "2026-13-40", "from-0": "09:00", "to-0": "12:00",
             "day-1": "2030-01-07", "from-1": "12:00", "to-1": "09:00"}  # fmt: skip
    answer = asked.client.post(page, typed)
    said = answer.content.decode()
    assert answer.status_code == 422 and "Gladly." in said and "2026-13-40" in said
    assert "Row 1: give a day" in said and "Row 2 ends before it begins." in said
    assert Invitation.objects.get().state == InvitationState.SENT


def test_yes_and_no_are_given_on_the_page(asked):
    asked.invite()
    page = reverse("visits:my_invitation", args=[asked.world.cleo.uid])
    typed = {"act": "accept", "words": "", "day-0": "2030-01-07", "from-0": "09:00", "to-0": "17:00"}
    assert asked.client.post(page, typed).status_code == 302
    invitation = Invitation.objects.get()
    assert invitation.state == InvitationState.ACCEPTED
    assert [one.from_at for one in windows_of(invitation)] == [datetime(2030, 1, 7, 8, tzinfo=UTC)]
    asked.client.post(page, {"act": "decline", "words": "Moved away."})
    assert Invitation.objects.get().state == InvitationState.ACCEPTED  # a no has a page of its own


TYPED = {
    "day-0": "2030-01-07", "from-0": "09:00", "to-0": "17:00", "needs": ["breaks", "camera_off"],
    "help_words": "A chair with a back.", "words": "Gladly, by train.",
}  # fmt: skip


def own(asked, door="my_invitation"):
    return reverse(f"visits:{door}", args=[asked.world.cleo.uid])


def standing_on(page):
    """Every field of the page that holds something: (name, what), in order."""
    page = page.content.decode()
    fields = re.findall(r'<input [^>]*?name="([^"]+)" type="(?:date|time)" value="([^"]+)"', page)
    fields += [("needs", one) for one in re.findall(r'name="needs" value="([^"]+)" checked', page)]
    return sorted(fields + re.findall(r'<textarea [^>]*?name="([^"]+)"[^>]*>([^<]+)<', page))


STANDS = sorted([(name, one) for name, of in TYPED.items() for one in ([of] if isinstance(of, str) else of)])


def test_what_is_kept_before_the_answer_is_the_whole_page(asked):
    asked.invite()
    assert asked.client.post(own(asked), {"act": "keep"} | TYPED).status_code == 302
    assert standing_on(asked.client.get(own(asked))) == STANDS
    assert Invitation.objects.get().state == InvitationState.SENT
    assert "Gladly, by train." not in signed_in(asked.world.rosa).get(own(asked, "invite")).content.decode()


def test_a_yes_takes_along_what_was_ticked_and_typed_to_help(asked):
    asked.invite()
    asked.client.post(own(asked), {"act": "accept"} | TYPED)
    kept = Adjustment.objects.get()
    assert (kept.needs, kept.words) == (["breaks", "camera_off"], "A chair with a back.")
    assert Invitation.objects.get().words == "Gladly, by train." and len(asked.letters("visits.adjustment_asked")) == 1
    asked.client.post(own(asked), {"act": "keep"} | TYPED)
    assert len(asked.letters("visits.adjustment_asked")) == 1  # nothing new was said


def test_a_no_is_asked_first_and_stepping_back_from_the_question_loses_nothing(asked):
    asked.invite()
    question = asked.client.post(own(asked, "my_decline"), TYPED)
    said = question.content.decode()
    assert question.status_code == 200 and "Gladly, by train.</textarea>" in said and "A line to Rosa Keller" in said
    assert Invitation.objects.get().state == InvitationState.SENT and asked.letters("visits.invitation_answered") == []
    carried = re.findall(r'<input type="hidden" name="((?:day|from|to|needs|help)[^"]*)" value="([^"]+)"', said)
    back = {"act": "back", "words": "Gladly, by train."} | {
        name: [of for one, of in carried if one == name] for name, _ in carried
    }
    assert standing_on(asked.client.post(own(asked), back)) == STANDS
    assert asked.client.get(own(asked, "my_decline")).status_code == 200  # by hand, with nothing to carry


def test_a_no_by_mistake_is_taken_back_within_a_day(asked):
    asked.invite()
    asked.client.post(own(asked, "my_decline"), {"act": "decline", "words": "Moved away."})
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.words) == (InvitationState.DECLINED, "Moved away.")
    page = asked.client.get(own(asked)).content.decode()
    assert "I pressed the wrong one: I come after all" in page and "does not come back by itself" in page
    for untrue in ("We decide by", "You hear from us whatever it is", "Whom you meet"):
        assert untrue not in page
    asked.client.post(own(asked, "my_decline_undo"))
    invitation.refresh_from_db()
    assert (invitation.state, invitation.words) == (InvitationState.ACCEPTED, "")
    assert [letter.subject for letter in asked.letters("visits.invitation_answered")] == [
        "Cleo Marin does not come to the second interview", "Cleo Marin comes to the second interview after all",
    ]  # fmt: skip
    assert asked.client.post(own(asked, "my_decline_undo"), follow=True).status_code == 200  # pressed twice
    assert len(asked.letters("visits.invitation_answered")) == 2


def test_a_no_stands_after_a_day_or_once_asked_anew(asked):
    invitation = asked.invite()
    decline_invitation(by=asked.cleo, at=asked.at, invitation=invitation, words="")
    with pytest.raises(InvitationRefused, match="too_late"):
        undo_decline(by=asked.cleo, at=asked.at + timedelta(hours=24, seconds=1), invitation=invitation)
    with pytest.raises(Refused):
        undo_decline(by=asked.world.rosa, at=asked.at, invitation=invitation)
    asked.invite()
    with pytest.raises(InvitationRefused, match="answered"):
        undo_decline(by=asked.cleo, at=asked.at, invitation=invitation)


def test_whoever_declined_is_promised_no_day_and_whoever_planned_it_is_asked_what_follows(asked):
    invitation = asked.invite()
    accept_invitation(by=asked.cleo, at=asked.at, invitation=invitation, words="", windows=[])
    asked.planned()
    decline_invitation(by=asked.cleo, at=asked.at, invitation=invitation, words="")
    page = asked.client.get("/mine/").content.decode()
    assert "You declined a second interview." in page and "We meet on" not in page
    waits = [(one.what, one.verb) for one in waiting_for(asked.world.rosa, asked.at) if one.name == "Cleo Marin"]
    assert ("Does not come to the second interview", "Decide what follows") in waits


def test_with_a_day_planned_no_button_of_the_page_loses_what_the_others_would_send(asked):
    invitation = asked.invite()
    accept_invitation(by=asked.cleo, at=asked.at, invitation=invitation, words="", windows=[])
    asked.planned()
    helps, line = {name: TYPED[name] for name in ("needs", "help_words")}, {"words": "A Friday."}
    kept = [("help_words", "A chair with a back."), ("needs", "breaks"), ("needs", "camera_off")]
    for door, sent in (("my_help", {}), ("my_answer_to_day", {"act": "accept"})):
        answer = asked.client.post(own(asked, door), helps | line | sent)
        assert standing_on(answer) == [*kept, ("words", "A Friday.")], door
    asked.client.post(own(asked, "my_answer_to_day"), helps | line | {"act": "move"})
    assert standing_on(asked.client.get(own(asked))) == kept
    assert Visit.objects.get().move_asked == "A Friday."


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(days, st.integers(1, 9), st.sets(days, max_size=4))
def test_working_days_before_counts_them_back(day, count, days_off):
    found = working_days_before(day, count, days_off)
    between = [found + timedelta(days=n) for n in range((day - found).days)]
    assert is_working_day(found, days_off) and sum(is_working_day(one, days_off) for one in between) == count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("what Ines Carvalho saw", "Ines Carvalho"),
        ("CARVALHO, again", "Ines Carvalho"),
        ("inessential", ""),
        ("Ines", ""),
    ],
)
def test_a_name_is_found_whole_or_by_the_family_name(text, found):
    assert named_in(text, ["Ines Carvalho"]) == found
