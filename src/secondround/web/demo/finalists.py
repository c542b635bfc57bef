"""The second round of the demo up to each finalist's day: chosen, invited, answered, topics told, what helps arranged, the day planned."""

from datetime import datetime, timedelta
from typing import Any

from secondround.candidates.models import Application
from secondround.candidates.rules import working_days_after
from secondround.decisions.actions import close, name_decider
from secondround.handoff.actions.briefs import add_question
from secondround.interviews.actions.follow_ups import assign_follow_up, drop_follow_up
from secondround.interviews.models import FollowUp, FollowUpState
from secondround.people.models import User
from secondround.positions import actions as positions
from secondround.positions.actions import KitGiven
from secondround.positions.models import Position, Site, TeamRole
from secondround.visits.actions import DayGiven, add_session, confirm_day, plan_day
from secondround.visits.actions.adjustments import arrange, ask_adjustment
from secondround.visits.actions.invitations import (
    InvitationGiven,
    Window,
    accept_day,
    accept_invitation,
    invite,
)
from secondround.visits.actions.topics import choose_topic, publish_topics
from secondround.visits.models import Invitation, Visit
from secondround.web.demo.choosing import advance, application_of, reason
from secondround.web.demo.days import item_given
from secondround.web.demo.live import Clock, begins_around
from secondround.web.demo.loading import second_round


class Second:
    """The position whose finalists stand at every step, and its people."""

    def __init__(self, clock: Clock) -> None:
        self.of = second_round()
        self.clock = clock
        self.position = Position.objects.get(title=self.of["position"])
        self.rosa, self.femke = user(self.of["recruiter"]), user(self.of["coordinator"])
        self.lotte, self.sami, self.jonas = (user(self.of[who]) for who in ("hiring_manager", "decider", "host"))
        self.competencies = {one.name: one for one in self.position.competencies.all()}

    def at(self, day: int, wall: str = "10:00") -> datetime:
        """A moment on that working day; never in what is still to come, where it is about something done."""
        return min(self.clock.at(self.clock.day(day), wall), self.clock.now)


def user(email: str) -> User:
    return User.objects.get(email=email)


def candidate_user(application: Application) -> User:
    application.candidate.refresh_from_db()
    if application.candidate.user is None:
        raise ValueError(application.candidate.name)
    return application.candidate.user


def invite_planners(clock: Clock) -> None:
    """What goes before the days of the planners: one comes and knows the topics, one comes, one has not answered yet."""
    of, rosa = second_round()["fleet"], user(second_round()["recruiter"])
    position = Position.objects.get(title=of["position"])
    for one in of["people"]:
        application = application_of(position, one["name"])
        _invite(clock, rosa, application, {**of["invitation"], "decide_on": of["decide_on"]}, clock.now)
        if not one.get("is_waiting"):
            _answer(clock, application, one, clock.now)
            _help(rosa, application, one, clock.now)
            _topics(user(second_round()["decider"]), application, one["topics"], clock.now)


def choose_finalists(second: Second) -> None:
    """The team, the plan of the second round, and everybody who goes on or does not."""
    of, position = second.of, second.position
    began = second.at(of["chosen_on"])
    positions.name_team(by=second.rosa, at=began, position=position, user=second.femke, role=TeamRole.RECRUITER)
    name_decider(by=second.rosa, at=began, position=position, user=second.sami)
    made = positions.add_round(by=second.rosa, at=began, position=position, name=of["round"])
    for one in of["kits"]:
        focus = [second.competencies[name] for name in one["focus"]]
        kit = positions.make_kit(
            by=second.rosa, at=began, round=made, given=KitGiven(one["name"], one["minutes"], focus)
        )
        for name, text, listen_for in one["questions"]:
            positions.add_question(
                by=second.rosa,
                at=began,
                kit=kit,
                text=text,
                competency=second.competencies[name],
                listen_for=listen_for,
            )
    for one in of["finalists"]:
        advance(
            began, position, second.lotte, {"candidate": one["name"], "competency": one["cites"], "why": one["why"]}
        )
    gone = of["turned_down"]
    application = application_of(position, gone["candidate"])
    close(
        by=second.lotte, at=second.at(gone["day"]), application=application, owner=second.lotte,
        reason=reason(application, {"competency": gone["cites"], "why": gone["why"]}), due_on=second.clock.day(gone["due_on"]),
    )  # fmt: skip


def invite_finalists(second: Second) -> None:
    """Invited, and everybody says yes; the reader looks at what stays to be asked, topics are told."""
    of = second.of
    for one in of["finalists"]:
        application = application_of(second.position, one["name"])
        words, answered = {**of["invitation"], "decide_on": of["decide_on"]}, one.get("answered_on", of["answered_on"])
        _invite(second.clock, second.rosa, application, words, second.at(one.get("invited_on", of["invited_on"])))
        _answer(second.clock, application, one, second.at(answered))
        _help(second.femke, application, one.get("asks", {}), second.at(answered, "11:00"))
        if "ask" in one:
            _follow_ups(second, application, one)
        _topics(second.sami, application, one.get("topics", []), second.at(of["planned_on"], "08:30"))


def _invite(clock: Clock, by: User, application: Application, words: dict[str, Any], at: datetime) -> None:
    application.refresh_from_db()
    answer_by, decide_on = working_days_after(at.date(), 3), clock.day(words["decide_on"])
    given = InvitationGiven(words["meaning"], words["meets"], answer_by, decide_on, by, words.get("invited_count"))
    invite(by=by, at=at, application=application, given=given)


def _answer(clock: Clock, application: Application, one: dict[str, Any], at: datetime) -> None:
    invitation = Invitation.objects.select_related("application__candidate", "application__position").get(
        application=application
    )
    accept_invitation(
        by=candidate_user(application),
        at=at,
        invitation=invitation,
        words=one.get("words", ""),
        windows=_windows(clock, one),
    )


def _windows(clock: Clock, one: dict[str, Any]) -> list[Window]:
    """When they could come: what the scene says, else the day on which they came."""
    came = one.get("came")
    if came == "today":
        on = going_on_begins(clock).date()
        return [Window(clock.at(on, "08:00"), clock.at(on, "23:55"))]
    offered = one.get("windows", [] if came is None else [[came, "08:00", "19:00"]])
    return [Window(clock.at(clock.day(day), from_), clock.at(clock.day(day), to)) for day, from_, to in offered]


def _help(by: User, application: Application, one: dict[str, Any], at: datetime) -> None:
    if "needs" not in one:
        return
    words = one.get("words", "") if "asks" not in one else one["asks"]
    ask_adjustment(by=candidate_user(application), at=at, application=application, needs=one["needs"], words=words)
    if one["arranged"]:
        arrange(by=by, at=at, application=application, arrangement=one["arranged"])


def _topics(by: User, application: Application, topics: list[str], at: datetime) -> None:
    for text in topics:
        choose_topic(by=by, at=at, application=application, text=text)
    if topics:
        publish_topics(by=by, at=at, application=application)


def _follow_ups(second: Second, application: Application, one: dict[str, Any]) -> None:
    """Two questions of the reader's own, and one of the brief's that is dropped with its reason."""
    at = second.at(second.of["answered_on"], "15:00")
    first = FollowUp.objects.filter(application=application, state=FollowUpState.OPEN).order_by("pk").first()
    if first:
        drop_follow_up(by=second.sami, at=at, follow_up=first, reason=one["drop"])
    for text in one["ask"]:
        add_question(by=second.sami, at=at, application=application, question=text)


def plan_finalists(second: Second) -> None:
    """A day for each, the same for all of them, sent and accepted."""
    for one in second.of["finalists"]:
        if "came" in one:
            application = application_of(second.position, one["name"])
            visit = _plan(second, application, one["came"])
            at = second.at(second.of["planned_on"], "12:00")
            accept_day(by=candidate_user(application), at=at, visit=visit)
            if "ask" in one:
                _give_out(second, application, one)


def _plan(second: Second, application: Application, came: int | str) -> Visit:
    of, clock, site = second.of, second.clock, Site.objects.get(name=second.of["site"])
    at = second.at(of["planned_on"], "11:00")
    on = going_on_begins(clock).date() if came == "today" else clock.day(int(came))
    given = DayGiven(on, site.zone, site, second.jonas, second.femke, of["welcome"])
    visit = plan_day(by=second.femke, at=at, application=application, given=given)
    for number, item in enumerate(_items(second, came)):
        add_session(by=second.femke, at=at, visit=visit, edit=number, given=item_given(clock, visit, item))
    visit.refresh_from_db()
    confirm_day(by=second.femke, at=at, visit=visit, edit=visit.edit, set_aside="Everybody was asked and comes.")
    visit.refresh_from_db()
    return visit


def _items(second: Second, came: int | str) -> list[dict[str, Any]]:
    if came != "today":
        loop: list[dict[str, Any]] = second.of["loop"]
        return loop
    begins = going_on_begins(second.clock)
    return [
        {**one, "at": (begins + timedelta(minutes=one["after"])).strftime("%H:%M")} for one in second.of["going_on"]
    ]


def going_on_begins(clock: Clock) -> datetime:
    lasts = max(one["after"] + one["minutes"] for one in second_round()["going_on"])
    return begins_around(clock.here, timedelta(minutes=lasts))


def _give_out(second: Second, application: Application, one: dict[str, Any]) -> None:
    """The first of the reader's questions to whoever talks about the crew; the second stays the reader's own."""
    own = FollowUp.objects.filter(application=application, key="own:1").select_related("application__position").get()
    teller = next(email for email, card in one["cards"].items() if "answered" in card)
    at = second.at(second.of["planned_on"], "14:00")
    assign_follow_up(by=second.sami, at=at, follow_up=own, to=user(teller))
