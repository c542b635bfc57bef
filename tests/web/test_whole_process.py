"""Whatever people do in whatever order, from an application to an answer and a thank-you, what must hold holds: the whole process.

The rooms' own machines in one world, and what lies between them. It begins at five moments, so that short runs reach every part. Letters
go to a real mail server. SECONDROUND_EXAMPLES=400 makes a campaign of it.
"""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from tests.cast import CONSOLE, SecondRound, applicant, cast, second_plan, second_round, signed_in
from tests.decisions.scene import Scene, scene
from tests.decisions.test_process import Ending
from tests.handoff.test_process import Shortlisting
from tests.interviews.test_process import PEOPLE, Round, pick
from tests.machines import campaign
from tests.visits.planning import ON, Planning, wall
from tests.visits.test_process import SecondRoundDay

from secondround.audit.actions import WORKER
from secondround.candidates import access as candidates_access
from secondround.candidates.actions import ask_privacy, invite_to_page, take_back_privacy
from secondround.candidates.models import (
    Application,
    ApplicationState,
    CaseMember,
    ConflictKind,
    PrivacyKind,
    PrivacyRequest,
    PrivacyState,
)
from secondround.correspondence.actions import send_letter
from secondround.correspondence.models import Letter, LetterState
from secondround.decisions import access as decisions_access
from secondround.decisions.actions import (
    Ending as EndingGiven,
)
from secondround.decisions.actions import (
    accept_offer,
    close_position,
    decline_offer,
    expire_offers,
    extend_offer,
    name_decider,
    note_answer,
    speak,
    take_back_answer,
    undo_withdrawal,
    withdraw,
)
from secondround.decisions.models import AnswerOwed, Closing, Debrief, Decision, Offer
from secondround.decisions.queries import still_open
from secondround.handoff import access as handoff_access
from secondround.handoff.actions.links import revoke_link, send_link
from secondround.handoff.models import Brief, BriefLink, BriefReader, FigureInputs, ShortlistEntry
from secondround.interviews.access import rounds_spoken_of
from secondround.interviews.actions import (
    CardEntry,
    FollowUpAnswer,
    assign_follow_up,
    drop_follow_up,
    reopen_follow_up,
    submit_scorecard,
)
from secondround.interviews.actions.conflicts import step_out_for_conflict
from secondround.interviews.models import STEPPED_OUT, Assignment, FollowUp, FollowUpState, Note
from secondround.interviews.queries import follow_ups_on
from secondround.positions.access import live
from secondround.positions.actions import end_team, name_team
from secondround.positions.models import PositionState, TeamMember, TeamRole
from secondround.preparation.actions import (
    keep_jotting,
    keep_note,
    release_notes,
    send_thank_you,
    skip_thank_you,
    take_back_thank_you,
)
from secondround.preparation.models import ThanksState, ThankYou
from secondround.visits.actions import DayGiven, note_session, plan_day
from secondround.visits.actions.adjustments import arrange, ask_adjustment
from secondround.visits.actions.invitations import (
    InvitationGiven,
    Window,
    accept_day,
    accept_invitation,
    ask_to_move,
    decline_invitation,
    invite,
    withdraw_invitation,
)
from secondround.visits.actions.topics import choose_topic, drop_topic, publish_topics
from secondround.visits.models import Invitation, Topic, Visit
from secondround.visits.queries import people_met
from secondround.web.erasing import StillOpen, erase_person, prepare_erasure, traces

pytestmark = pytest.mark.django_db
NAMES = ("cleo", "nils", "clea")
whom, seldom = st.sampled_from(NAMES), st.sampled_from([False, False, False, True])
STARTS = ("applied", "going on", "told of the day", "held", "judged")
SHUT_TO_THE_BLIND = (
    "debrief.read",
    "debrief.speak",
    "debrief.figures",
    "decision.read",
    "decision.make",
    "offer.terms",
    "feedback.write",
)


class Whole(Round, Shortlisting, SecondRoundDay, Ending):
    """Everything that the rooms' machines do, with one clock, and what goes on between rooms."""

    nobody_is_written_to = None  # in the whole process people are written to
    whoever_owes_a_card_compares_without_that_person = None  # asked of everybody: `who_owes_is_shut_out_by_every_door`

    def __init__(self):
        super().__init__()
        self.server, self.server.letters = type(self).mail, []
        self.numbers: dict[str, object] = {}
        self.given_away: set[int] = set()
        self.forgotten: set[int] = set()

    def begin(self):
        """Where the story begins is drawn: `start`."""

    @initialize(at=st.sampled_from(STARTS))
    def start(self, at):
        if at == "judged":
            self.here = scene(with_nils=True)
            self.world, self.second, self.now = self.here.world, self.here.second, self.here.at
        elif at in ("told of the day", "held"):
            plan = Planning()
            self.world, self.second, self.now = plan.world, plan.second, plan.now
            plan.confirm()
            if at == "held":
                self.hold(plan)
        else:
            self.world = cast()
            self.now = self.world.at + timedelta(days=3)
            self.second = (
                second_round(self.world)
                if at == "going on"
                else SecondRound(self.now, *second_plan(self.world, self.now), None, None)
            )
        self.here = Scene(self.world, self.second, self.now, {})
        self.world.clea = applicant(self.world.rosa, self.world.position, "Clea Marin", at=self.world.at)
        for name in NAMES:
            invite_to_page(by=CONSOLE, at=self.now, candidate=getattr(self.world, name).candidate)
        self.briefs = {one.pk: one.body.text for one in Brief.objects.select_related("body")}

    def hold(self, plan):
        """It is the evening of the day, and everything took place."""
        self.now = wall("17:00", ON)
        for session in plan.visit.sessions.filter(removed_at=None):
            people = [one.user for one in session.people.filter(removed_at=None)]
            note_session(by=self.world.rosa, at=self.now, session=session, took_place=True, there=people)

    def user(self, application):
        """Who this candidate is, while they are somebody."""
        candidate = application.candidate
        candidate.refresh_from_db()
        return (candidate.merged_into or candidate).user

    def one_of(self, rows, number):
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    # The second round: invited, asked, told.

    @rule(name=whom, days=st.integers(1, 20))
    def invite(self, name, days):
        today = self.now.date()
        given = InvitationGiven(
            "A long talk.", "The director.", today + timedelta(days=days), today + timedelta(days=25), self.world.rosa
        )
        self.tried(invite, by=self.world.rosa, application=self.application(name), given=given)

    @rule(name=whom, way=st.sampled_from(["yes", "yes, on a day", "no", "taken back"]))
    def answer_the_invitation(self, name, way):
        of = self.application(name)
        invitation, user = Invitation.objects.filter(application=of).order_by("-pk").first(), self.user(of)
        if invitation is None or user is None:
            return
        if way == "taken back":
            self.tried(withdraw_invitation, by=self.world.rosa, invitation=invitation, reason="frozen")
        elif way == "no":
            self.tried(decline_invitation, by=user, invitation=invitation, words="")
        else:
            start = self.now + timedelta(days=3)
            windows = [Window(start, start + timedelta(hours=8))] if way == "yes, on a day" else []
            self.tried(accept_invitation, by=user, invitation=invitation, words="Gladly.", windows=windows)

    @rule(name=whom, on=st.sampled_from([2, 6]))
    def plan_a_day(self, name, on):
        day = self.now.date() + timedelta(days=on)
        given = DayGiven(day, "Europe/Amsterdam", self.second.site, self.world.otto, self.world.rosa)
        kits = [self.second.figures, self.second.team, self.second.conversation]
        self.tried(plan_day, by=self.world.rosa, application=self.application(name), given=given, kits=kits)

    @rule(says_yes=st.booleans())
    def answer_the_day(self, says_yes):
        visit = self.visit
        if visit and (user := self.user(visit.application)):
            if says_yes:
                self.tried(accept_day, by=user, visit=visit)
            else:
                self.tried(ask_to_move, by=user, visit=visit, words="Tuesdays are better.")

    @rule(name=whom, is_arranged=st.booleans())
    def what_helps(self, name, is_arranged):
        of = self.application(name)
        if is_arranged:
            self.tried(arrange, by=self.world.rosa, application=of, arrangement="A room on the ground floor.")
        elif user := self.user(of):
            self.tried(ask_adjustment, by=user, application=of, needs=["step_free"], words="")

    @rule(name=whom, act=st.sampled_from(["choose", "publish", "drop"]), number=pick)
    def topics(self, name, act, number):
        of, sami = self.application(name), self.world.sami
        if act == "publish":
            self.tried(publish_topics, by=sami, application=of)
        elif act == "choose":
            self.tried(choose_topic, by=sami, application=of, text="How you plan a week of concrete.")
        elif topic := self.one_of(Topic.objects.filter(application=of), number):
            self.tried(drop_topic, by=sami, topic=topic)

    @rule(number=pick, person=st.sampled_from(["sami", "nora", "dora", None]), act=st.sampled_from("adr"))
    def follow_up(self, number, person, act):
        if one := self.one_of(FollowUp.objects.select_related("application__position"), number):
            to = getattr(self.world, person) if person else None
            if act == "a":
                self.tried(assign_follow_up, by=self.world.sami, follow_up=one, to=to)
            elif act == "d":
                self.tried(drop_follow_up, by=self.world.sami, follow_up=one, reason="It was answered elsewhere.")
            else:
                self.tried(reopen_follow_up, by=self.world.sami, follow_up=one)

    @rule(number=pick, rating=st.integers(1, 5), answers=st.booleans())
    def submit(self, number, rating, answers):
        """A card, with the answers to the follow-ups that stand on it, in one transaction."""
        if assignment := self.mine(number):
            entry = CardEntry(self.world.teamwork, float(rating), [f"{assignment.user.name} wrote {uuid4().hex}"])
            asked = follow_ups_on(assignment, self.now) if answers else []
            given = [FollowUpAnswer(one, f"It was so: {uuid4().hex}") for one in asked]
            made = self.tried(
                submit_scorecard, by=assignment.user, assignment=assignment, entries=[entry], answers=given
            )
            if made:
                found = FollowUp.objects.filter(pk__in=[one.pk for one in asked])
                assert set(found.values_list("state", flat=True)) <= {FollowUpState.ANSWERED}

    # Debrief, offer, position: what the room's machine leaves out.

    @rule(number=pick, person=st.sampled_from(["sami", "nora", "dora", "hugo"]))
    def speak(self, number, person):
        if debrief := self.one_of(Debrief.objects.select_related("application__position"), number):
            self.tried(speak, by=getattr(self.world, person), debrief=debrief, words="I would.")

    @rule(person=st.sampled_from(["sami", "dora"]))
    def name_a_decider(self, person):
        self.tried(name_decider, by=self.world.rosa, position=self.world.position, user=getattr(self.world, person))

    @rule(name=whom, says_yes=st.booleans())
    def answer_own_offer(self, name, says_yes):
        of = self.application(name)
        offer = Offer.objects.filter(application=of).order_by("-pk").first()
        if offer and (user := self.user(of)):
            self.tried(accept_offer if says_yes else decline_offer, by=user, offer=offer)

    @rule(is_extended=st.booleans(), number=pick)
    def offers_run_out(self, is_extended, number):
        if is_extended:
            if offer := self.one_of(Offer.objects.all(), number):
                to = self.now.date() + timedelta(days=5)
                self.tried(extend_offer, by=self.world.rosa, offer=offer, expires_on=to)
        else:
            self.now = max(self.now, self.now + timedelta(days=20))
            self.tried(expire_offers, by=WORKER)

    @rule(name=whom, is_back=st.booleans())
    def step_back_oneself(self, name, is_back):
        of = self.application(name)
        if user := self.user(of):
            self.tried(undo_withdrawal if is_back else withdraw, by=user, application=of)

    @rule(number=pick, is_taken_back=st.booleans())
    def settle_answer(self, number, is_taken_back):
        if owed := self.one_of(AnswerOwed.in_force.select_related("application__candidate"), number):
            if is_taken_back:
                self.tried(take_back_answer, by=self.world.rosa, owed=owed)
            else:
                self.tried(note_answer, by=self.world.rosa, owed=owed, how="By telephone.")

    @rule(is_meant=seldom, writes=st.booleans(), state=st.sampled_from([PositionState.FILLED, PositionState.CLOSED]))
    def close_the_position(self, is_meant, writes, state):
        if is_meant:
            due = self.now.date() + timedelta(days=14)
            endings = [
                EndingGiven(one.application, self.world.rosa, due, writes) for one in still_open(self.world.position)
            ]
            self.tried(
                close_position,
                by=self.world.rosa,
                position=self.world.position,
                state=state,
                reason="Done.",
                endings=endings,
            )

    # Who may see what changes on the way.

    @rule(name=whom, person=st.sampled_from(["nora", "dora", "hugo", "sami"]), is_meant=seldom)
    def must_not_judge(self, name, person, is_meant):
        if is_meant:
            given = {"kind": ConflictKind.RELATIVE, "reason": "We are neighbours.", "had_read": False}
            self.tried(
                step_out_for_conflict, by=getattr(self.world, person), application=self.application(name), **given
            )

    @rule(comes=st.booleans())
    def hiring_manager_changes(self, comes):
        position, rosa = self.world.position, self.world.rosa
        member = TeamMember.objects.filter(position=position, role=TeamRole.HIRING_MANAGER, to_at=None).first()
        if comes:
            self.tried(name_team, by=rosa, position=position, user=self.world.hugo, role=TeamRole.HIRING_MANAGER)
        elif member:
            self.tried(end_team, by=rosa, member=member)

    @rule(is_sent=st.booleans(), number=pick)
    def link_to_a_brief(self, is_sent, number):
        reader = BriefReader.objects.filter(to_at=None).select_related("application", "user").first()
        if is_sent and reader:
            brief = Brief.objects.filter(application=reader.application).order_by("-version").first()
            self.tried(send_link, by=self.world.rosa, brief=brief, reader=reader, address="http://127.0.0.1:8000")
        elif link := self.one_of(BriefLink.objects.select_related("brief__application"), number):
            self.tried(revoke_link, by=self.world.rosa, link=link)

    # What candidates do for themselves, and what is asked under the law.

    @rule(name=whom, number=pick, act=st.sampled_from(["jot", "write", "write", "give", "give", "take back", "skip"]))
    def thank(self, name, number, act):
        of = self.application(name)
        visit, user = Visit.objects.filter(application=of).order_by("-pk").first(), self.user(of)
        met = people_met(visit, self.now) if visit else []
        if not met or user is None:
            return
        whom = met[number % len(met)].user
        note = ThankYou.objects.filter(owner=user, visit=visit, to=whom).first()
        base = note.version if note else 0
        if act == "jot":
            self.tried(keep_jotting, by=user, visit=visit, about=whom, words={"said": f"jot {uuid4().hex}"}, base=0)
        elif act == "write":
            self.tried(keep_note, by=user, visit=visit, to=whom, text=f"Thank you. {self.token(user, whom)}", base=base)
        elif act == "skip":
            self.tried(skip_thank_you, by=user, visit=visit, to=whom)
        elif note:
            self.tried(send_thank_you if act == "give" else take_back_thank_you, by=user, note=note)

    @staticmethod
    def token(owner, to):
        return f"thanked{owner.pk}x{to.pk}y"

    @rule()
    def notes_are_delivered(self):
        """Exactly those that stay given and whose reader owes no card of this person any more, and, where they decide, has decided."""
        self.now += timedelta(minutes=30)  # of those that were just given some can still be taken back
        held = self.now - timedelta(hours=1)  # the act comes a minute later, and they are held a minute more
        waiting = ThankYou.objects.filter(state=ThanksState.WAITING, given_at__lte=held)
        waiting = waiting.select_related("visit__application", "to")
        wanted = {one.pk for one in waiting if self.may_be_read(one)}
        before = set(ThankYou.objects.filter(state=ThanksState.RELEASED).values_list("pk", flat=True))
        self.tried(release_notes, by=WORKER)
        after = set(ThankYou.objects.filter(state=ThanksState.RELEASED).values_list("pk", flat=True))
        assert after - before == wanted

    def may_be_read(self, note):
        application, to = note.visit.application, note.to
        is_decided = (
            application.state == ApplicationState.CLOSED
            or Decision.objects.filter(application=application, superseded_at=None).exists()
        )
        owes = CaseMember.objects.filter(user=to, application=application, owes_round__isnull=False, to_at=None)
        decider = decisions_access.named_decider(application.position)
        readers = TeamMember.objects.filter(
            position=application.position, role=TeamRole.SENIOR_READER, to_at=None
        ).values_list("user", flat=True)
        decides = to == decider if decider else to.pk in set(readers)
        return is_decided or not (owes.exists() or decides)

    @rule(name=whom, is_meant=seldom, is_taken_back=seldom)
    def ask_to_be_forgotten(self, name, is_meant, is_taken_back):
        of = self.application(name)
        user = self.user(of)
        if is_meant and user:
            kept = candidates_access.own_record(user)
            standing = PrivacyRequest.objects.filter(candidate=kept, state=PrivacyState.OPEN).first()
            if standing and is_taken_back:
                self.tried(take_back_privacy, by=user, request=standing)
            else:
                self.tried(ask_privacy, by=user, candidate=kept, kind=PrivacyKind.ERASE, words="All of it.")

    @rule()
    def first_word_on_forgetting(self):
        if request := PrivacyRequest.objects.filter(state=PrivacyState.OPEN).order_by("pk").first():
            self.tried(prepare_erasure, by=self.world.pia, request=request)

    @rule()
    def second_word_on_forgetting(self):
        request = PrivacyRequest.objects.filter(state=PrivacyState.PROPOSED).order_by("pk").first()
        if request is None:
            return
        try:
            left = self.tried(erase_person, by=self.world.ada, request=request)
        except StillOpen:
            return
        if left is None:
            return
        gone = set(Application.objects.filter(candidate__user=None).values_list("pk", flat=True))
        self.forgotten |= gone
        for kept, model in ((self.briefs, Brief), (self.debriefs, Debrief)):
            for pk in model.objects.filter(application__in=gone).values_list("pk", flat=True):
                kept.pop(pk, None)

    # The post, and what must hold of all of it.

    @rule()
    def post_goes_out(self):
        for letter in Letter.objects.filter(state=LetterState.QUEUED).order_by("pk"):
            if letter.not_before is None or letter.not_before <= self.now:
                send_letter(at=self.now, letter=letter)

    @invariant()
    def no_letter_leaves_twice(self):
        """What the pages call sent is what the server took, once each; and no act writes the same letter twice."""
        taken = Counter(str(one["Message-ID"]) for one in self.server.letters)
        assert taken == Counter(Letter.objects.filter(sent_at__isnull=False).values_list("message_id", flat=True))
        same = Letter.objects.exclude(body="").values_list(
            "to_address", "kind", "about", "subject", "body", "calendar", "queued_at"
        )
        assert max(Counter(same).values(), default=1) == 1

    @invariant()
    def who_owes_is_shut_out_by_every_door(self):
        for member in CaseMember.objects.filter(live(self.now), owes_round__isnull=False).select_related(
            "user", "application__position", "application__candidate"
        ):
            user, of = member.user, member.application
            assert not any(decisions_access.may(user, of, self.now, *SHUT_TO_THE_BLIND).values())
            spoken = rounds_spoken_of(of.position)
            for brief in Brief.objects.filter(application=of, rounds=member.owes_round_id):
                with pytest.raises(
                    Http404
                ):  # one that speaks of the round they owe; those before it stay theirs to work with
                    handoff_access.get_brief(user, brief.uid, self.now)
            if member.owes_round in spoken:
                assert of not in handoff_access.comparable(user, of.position, self.now).applications

    @invariant()
    def who_must_not_judge_or_is_the_candidate_has_no_part(self):
        """Neither by a role nor by an assignment: what stands open for them is nothing."""
        for name in NAMES:
            of = self.application(name)
            owing = Assignment.objects.filter(interview__application=of).exclude(state__in=STEPPED_OUT)
            for user in (one.user for one in owing.select_related("user")):
                if candidates_access.is_in_conflict(user, of):
                    assert not candidates_access.can(user, of, self.now, "application.read")

    @invariant()
    def whoever_is_answered_has_the_letter_or_the_word_of_somebody(self):
        for owed in AnswerOwed.in_force.exclude(application__in=self.forgotten).filter(answered_at__isnull=False):
            assert owed.letter_id or owed.answered_how
        for of in Application.objects.filter(state=ApplicationState.CLOSED).exclude(pk__in=self.forgotten):
            owed = AnswerOwed.in_force.get(application=of)
            assert owed.owner_id
            assert owed.due_on

    @invariant()
    def thanks_are_unseen_before_they_are_delivered(self):
        released = ThankYou.objects.filter(state=ThanksState.RELEASED)
        assert not ThankYou.objects.exclude(pk__in=released).filter(letter__isnull=False).exists()
        assert Letter.objects.filter(kind="preparation.thank_you").exclude(body="").count() == released.count()

    @invariant()
    def numbers_once_given_stay(self):
        """Amendments, later cards and another viewer's sight never move what a decision, a shortlist or an ending was made on."""
        for model in (Decision, ShortlistEntry, Closing):
            for pk, figures in model.objects.exclude(application__in=self.forgotten).values_list("pk", "figures"):
                assert self.numbers.setdefault(f"{model.__name__} {pk}", figures) == figures
        for pk, text in FigureInputs.objects.values_list("pk", "text"):
            assert self.numbers.setdefault(f"inputs {pk}", text) == text

    @invariant()
    def sight_ends_with_the_last_assignment(self):
        """Besides assignments, having been handed over or being introduced opens a file, and nothing else does."""
        for name in set(PEOPLE) - {"hugo"}:
            user = getattr(self.world, name)
            seen = set(candidates_access.visible_to(user, self.now + timedelta(seconds=1)).values_list("pk", flat=True))
            held = Assignment.objects.filter(user=user).exclude(state__in=STEPPED_OUT)
            assert seen <= set(held.values_list("interview__application", flat=True))

    def teardown(self):
        """At the end somebody looks around: what is hidden is on no page that is sent to whoever must not have it."""
        try:
            if hasattr(self, "world"):
                self.look_around()
        finally:
            super().teardown()

    def look_around(self):
        kept = ThankYou.objects.exclude(state=ThanksState.RELEASED)
        assert list(traces([self.token(one.owner, one.to) for one in kept])) == []
        blind = CaseMember.objects.filter(owes_round__isnull=False, to_at=None)
        for user in {one.user for one in blind.select_related("user")}:
            said = "".join(self.pages_of(user))
            for member in blind.filter(user=user):
                others = Note.objects.filter(
                    scorecard__assignment__interview__application=member.application,
                    scorecard__assignment__interview__round=member.owes_round,
                ).exclude(scorecard__assignment__user=user)
                assert [one.text for one in others if len(one.text) > 20 and one.text in said] == []

    def pages_of(self, user):
        client, position = signed_in(user), f"/positions/{self.world.position.uid}/"
        addresses = ["/", position, f"{position}compare/", f"{position}board/"]
        for name in NAMES:
            file = f"/applications/{getattr(self.world, name).uid}/"
            addresses += [file, f"{file}brief/", f"{file}debrief/"]
        for one in addresses:
            answer = client.get(one, follow=True)
            assert answer.status_code in (200, 404), (one, answer.status_code)
            yield answer.content.decode()


def test_the_whole_process_in_any_order(server):
    Whole.mail = server
    campaign(Whole, examples=7, steps=25)
