"""The second round of the cast, held: Cleo, and where asked Nils, have met the director and an engineer, and everybody's card is in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.cast import ANSWER_BY, Cast, SecondRound, cast, second_round, submit

from secondround.candidates.models import Application
from secondround.decisions.actions import (
    Final,
    OfferGiven,
    answer_approval,
    decide,
    decide_round,
    enter_debrief,
    open_debrief,
    send_offer,
    write_offer,
)
from secondround.decisions.actions.endings import Choice
from secondround.decisions.models import Debrief, Decision, FinalVerdict, Offer
from secondround.decisions.queries.offers import decided
from secondround.handoff.actions.briefs import freeze_brief, hand_over
from secondround.handoff.actions.shortlist import ReasonGiven
from secondround.handoff.models import Verdict
from secondround.interviews.actions import CardEntry, assign, plan_interview, submit_scorecard
from secondround.interviews.models import Assignment, Note, Recommendation, Scorecard
from secondround.people.models import User

TERMS = {"title": "Site engineer", "pay": "71,200", "currency": "EUR", "period": "year", "start_on": "2027-02-01"}


@dataclass
class Scene:
    """`at`: a morning after everything. Cards of the second round by their author's first name."""

    world: Cast
    second: SecondRound
    at: datetime
    cards: dict[str, Scorecard]

    def owed(self, user: User, application: Application | None = None, *, at: datetime | None = None) -> Assignment:
        """`user` is asked to assess in the second round."""
        of, moment = application or self.world.cleo, at or self.at - timedelta(hours=3)
        interview = plan_interview(
            by=self.world.rosa, at=moment, application=of, round=self.second.round, held_at=moment
        )
        return assign(by=self.world.rosa, at=moment, interview=interview, user=user)

    def card(
        self,
        user: User,
        teamwork: float,
        technical: float | None = None,
        words: str = "",
        *,
        of: Application | None = None,
    ) -> Scorecard:
        """`user` assesses in the second round."""
        entries = [
            CardEntry(self.world.teamwork, teamwork, [words or f"{user.name} heard it."]),
            CardEntry(self.world.technical, technical),
        ]
        says = Recommendation.YES if teamwork >= 3 else Recommendation.NO
        return submit_scorecard(
            by=user,
            at=self.at - timedelta(hours=2),
            assignment=self.owed(user, of),
            entries=entries,
            recommendation=says,
        )

    def reason(self, application: Application | None = None, words: str = "She has done it twice.") -> ReasonGiven:
        of = application or self.world.cleo
        notes = list(Note.objects.filter(scorecard__assignment__interview__application=of)[:1])
        return ReasonGiven(words, [self.world.teamwork], notes)

    def debrief(self, application: Application | None = None, *, at: datetime | None = None) -> Debrief:
        """Opened by Rosa; Sami, who decides, has gone in."""
        of = application or self.world.cleo
        opened = open_debrief(by=self.world.rosa, at=at or self.at, application=of)
        enter_debrief(by=self.world.sami, at=at or self.at, debrief=opened)
        return opened

    def decided(
        self,
        verdict: FinalVerdict,
        application: Application | None = None,
        *,
        at: datetime | None = None,
        **more: object,
    ) -> Decision:
        of = application or self.world.cleo
        final = Final(verdict, self.reason(of), self.world.rosa, ANSWER_BY, **more)
        return decide(by=self.world.sami, at=at or self.at, application=of, final=final)

    def goes_on(self, application: Application) -> None:
        """Somebody else goes on too, and is handed to Sami."""
        world, at = self.world, self.second.at
        submit(
            world,
            world.nora,
            application,
            {"Teamwork": 3, "Technical judgement": 3},
            notes={"Teamwork": ["Waited his turn."]},
        )
        reason = self.reason(application, "Nora heard it.")
        decide_round(
            by=world.hugo, at=at, choices=[Choice(application, world.rosa, ANSWER_BY, Verdict.ADVANCE, reason)]
        )
        application.refresh_from_db()
        freeze_brief(by=world.hugo, at=at, application=application)
        hand_over(by=world.hugo, at=at, application=application, reader=world.sami)


def scene(*, with_nils: bool = False) -> Scene:
    world = cast()
    second = second_round(world)
    made = Scene(world, second, second.at + timedelta(days=7, hours=2), {})
    made.cards["Sami"] = made.card(world.sami, 4, 5, "Answered the question I asked her.")
    made.cards["Dora"] = made.card(world.dora, 2, 4, "Went round the safety officer again.")
    if with_nils:
        made.goes_on(world.nils)
        made.card(world.sami, 3, 3, "He knew the rule.", of=world.nils)
    for one in (world.cleo, world.nils):
        one.refresh_from_db()
    return made


def written(here: Scene, application: Application | None = None, **more: str) -> Offer:
    """Terms for somebody who is to be hired; Sami's yes is asked for."""
    of = application or here.world.cleo
    if decided(of) is None:
        here.debrief(of)
        here.decided(FinalVerdict.HIRE, of, override_words="Wanted.")
    given = OfferGiven(TERMS | more, (here.at + timedelta(days=10)).date(), [here.world.sami])
    return write_offer(by=here.world.rosa, at=here.at, application=of, given=given)


def approved(here: Scene, application: Application | None = None) -> Offer:
    made = written(here, application)
    answer_approval(by=here.world.sami, at=here.at, offer=made, says_yes=True, terms_sha256=made.terms_sha256)
    made.refresh_from_db()
    return made


def sent(here: Scene, application: Application | None = None) -> Offer:
    return send_offer(by=here.world.rosa, at=here.at, offer=approved(here, application))
