"""A candidate for whom everything has happened but the answer: every page that is theirs has something on it."""

from datetime import timedelta

from secondround.audit.actions import WORKER
from secondround.candidates.actions import invite_to_page
from secondround.decisions.actions import OfferGiven, answer_approval, send_offer, write_offer
from secondround.decisions.models import FinalVerdict
from secondround.interviews.actions import CardEntry, submit_scorecard
from secondround.interviews.models import Assignment, AssignmentState, FollowUp
from secondround.preparation.actions import keep_jotting, keep_note, release_notes, send_thank_you
from secondround.visits.actions import note_session
from secondround.visits.actions.invitations import InvitationGiven, Window, accept_invitation, invite
from secondround.visits.actions.topics import choose_topic, publish_topics
from secondround.visits.queries import people_met
from tests.cast import ANSWER_BY
from tests.decisions.scene import Scene
from tests.visits.planning import Planning, wall


class Waiting:
    """Cleo came, met everybody, gave each a note, and waits for an answer; Sami, who decides, has written his card."""

    def __init__(self):
        plan = Planning()
        self.world, self.second = plan.world, plan.second
        cleo, rosa = self.world.cleo, self.world.rosa
        invite_to_page(by=rosa, at=plan.now, candidate=cleo.candidate)
        cleo.candidate.refresh_from_db()
        self.user = cleo.candidate.user
        given = InvitationGiven("A long talk.", "The director.", plan.now.date(), ANSWER_BY, rosa)
        asked = invite(by=rosa, at=plan.now, application=cleo, given=given)
        window = Window(plan.now + timedelta(days=5), plan.now + timedelta(days=6))
        accept_invitation(by=self.user, at=plan.now, invitation=asked, words="Gladly.", windows=[window])
        text = "How you plan a week of concrete."
        choose_topic(by=self.world.sami, at=plan.now, application=cleo, text=text, follow_up=FollowUp.objects.first())
        publish_topics(by=self.world.sami, at=plan.now, application=cleo)
        plan.confirm()
        self.at, self.visit = wall("17:00"), plan.visit
        for session in plan.visit.sessions.all():
            there = [one.user for one in session.people.all()]
            note_session(by=rosa, at=self.at, session=session, took_place=True, there=there)
        for met in people_met(self.visit, self.at):
            about = {"by": self.user, "at": self.at, "visit": self.visit}
            keep_jotting(**about, about=met.user, words={"said": "Ask about the quay."}, base=0)
            note = keep_note(**about, to=met.user, text=f"Thank you, {met.user.name}.", base=0)
            send_thank_you(by=self.user, at=self.at, note=note)
        for owed in Assignment.objects.filter(state=AssignmentState.OWED).select_related("user"):
            entry = CardEntry(self.world.teamwork, 2, ["Interrupted everybody."])
            submit_scorecard(by=owed.user, at=self.at, assignment=owed, entries=[entry])
        release_notes(by=WORKER, at=self.at + timedelta(hours=2))
        cleo.refresh_from_db()
        self.scene = Scene(self.world, self.second, self.at + timedelta(hours=1), {})

    def has_an_offer(self, at):
        """Sami says yes, Rosa writes the terms, Sami approves them, and they are sent."""
        rosa, sami, of = self.world.rosa, self.world.sami, self.world.cleo
        self.scene.debrief()
        self.scene.decided(FinalVerdict.HIRE, override_words="All the same.")
        of.refresh_from_db()
        terms = {"title": "Engineer", "pay": "60000", "currency": "EUR", "period": "year", "start_on": "2027-03-01"}
        offer = write_offer(by=rosa, at=at, application=of, given=OfferGiven(terms, ANSWER_BY, [sami]))
        answer_approval(by=sami, at=at, offer=offer, says_yes=True, terms_sha256=offer.terms_sha256)
        offer.refresh_from_db()
        send_offer(by=rosa, at=at, offer=offer)
