"""What goes on in the demo today: a first round with talks held, coming and left by their holder, people who applied, letters that wait."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from secondround.audit.actions import APPLICANT
from secondround.candidates.actions import (
    Confirmed,
    Known,
    begin_enquiry,
    confirm_enquiry,
    correct_person,
    enter_application,
    save_view,
)
from secondround.candidates.models import Application, Enquiry
from secondround.candidates.queries import answer_day
from secondround.candidates.rules import is_working_day
from secondround.candidates.storage import StoredFile, digest, keep
from secondround.decisions.actions import close_before_interview, send_answer
from secondround.decisions.models import AnswerOwed
from secondround.decisions.queries import NO, drafted
from secondround.interviews.actions import CardEntry, Loose, submit_scorecard
from secondround.interviews.actions.drafts import save_draft
from secondround.interviews.actions.scheduling import Appointment, decline_interview, schedule_interview
from secondround.interviews.actions.taking_place import note_no_show
from secondround.interviews.models import Assignment, Recommendation
from secondround.interviews.rules.drafts import EMPTY
from secondround.people.actions.times import add_busy
from secondround.people.models import User
from secondround.positions import actions as positions
from secondround.positions.actions import KitGiven, SiteGiven
from secondround.positions.blueprints import NOTHING, template
from secondround.positions.models import Kit, KitFocus, MeetingRoom, Pool, Position, TeamRole
from secondround.web.demo.loading import described

BEFORE = timedelta(days=12)
"""When the position was opened; talks were arranged half that time ago."""


class Clock:
    """Days and hours of the demo around the moment at which it is loaded."""

    def __init__(self, now: datetime, zone: str) -> None:
        self.now, self.zone = now, ZoneInfo(zone)
        self.here = now.astimezone(self.zone)

    def day(self, count: int) -> date:
        """The working day that lies `count` working days from today; before or after."""
        day, step = self.here.date(), timedelta(days=1 if count > 0 else -1)
        while count:
            day += step
            if is_working_day(day):
                count -= 1 if count > 0 else -1
        return day

    def at(self, day: date, clock: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(clock), self.zone).astimezone(UTC)

    def of(self, talk: dict[str, Any]) -> datetime:
        """`held`: a while ago; `soon`: today where there is still day enough, else on the next working day."""
        hour = self.here.hour
        today = self.here.date()
        if talk["day"] == "held":
            is_today = is_working_day(today) and 11 <= hour < 22
            return self.at(today, f"{hour - 2:02}:00") if is_today else self.at(self.day(-1), "15:00")
        if talk["day"] == "soon":
            is_today = is_working_day(today) and 7 <= hour < 15
            return self.at(today, f"{hour + 2:02}:00") if is_today else self.at(self.day(1), "09:30")
        return self.at(self.day(talk["day"]), talk["at"])


FIRST, LAST = time(8, 30), time(20, 30)
"""Between these hours a day begins that goes on: the position is on the night boats, which are shown in the evening, too."""
BEGUN = timedelta(minutes=100)
"""How long ago, where the hour allows it: two items are over, two are to come."""


def begins_around(here: datetime, lasts: timedelta) -> datetime:
    """When the day that goes on begins, on five minutes; pure. `here`: now, on the house's clocks, whatever day of the week it is.

    It is never over when the demo is begun: who looks so late that it would be finds it tomorrow morning, before it.
    """
    earliest, latest = (
        here.replace(hour=one.hour, minute=one.minute, second=0, microsecond=0) for one in (FIRST, LAST)
    )
    if here >= latest + lasts:
        return earliest + timedelta(days=1)
    begun = here - BEGUN
    begun = begun.replace(minute=begun.minute - begun.minute % 5, second=0, microsecond=0)
    return min(max(begun, earliest), latest)


def set_live(at: datetime) -> None:
    """Everybody of the demo has something to do next, today."""
    live, rosa = described()["live"], _user(described()["recruiter"])
    began, clock = at - BEFORE, Clock(at, described()["zone"])
    _places(began, rosa, live, clock)
    position = _open(began, rosa, live)
    kits = {one.name: one for one in Kit.objects.filter(round__position=position)}
    arranged = at - BEFORE / 2
    known = {one["name"]: _enter(began, rosa, position, one) for one in live["people"]}
    for talk in live["talks"]:
        _talk(arranged, at, rosa, known[talk["who"]], kits[talk["kit"]], talk, clock)
    _applicants(at, rosa, position, live)
    _answered(at, rosa, position, live["answered"])
    bare = live["bare"]
    opened = positions.open_from(
        by=rosa, at=at, blueprint=NOTHING, reason="", title=bare["title"], recruiter=rosa, department=bare["department"],
        place=bare["place"],
    )  # fmt: skip
    positions.name_team(
        by=rosa, at=at, position=opened, user=_user(bare["hiring_manager"]), role=TeamRole.HIRING_MANAGER
    )
    save_view(by=rosa, at=at, **live["view"])


def _user(email: str) -> User:
    return User.objects.get(email=email)


def _places(at: datetime, rosa: User, live: dict[str, Any], clock: Clock) -> None:
    for of in (live["site"], live["far_site"]):
        site = positions.make_site(by=rosa, at=at, given=SiteGiven(of["name"], described()["zone"], of["address"]))
        for room in of["rooms"]:
            positions.add_room(by=rosa, at=at, site=site, **room)
    for name, members in live["pools"].items():
        pool = positions.make_pool(by=rosa, at=at, name=name)
        for email in members:
            positions.join_pool(by=rosa, at=at, pool=pool, user=_user(email))
    busy = live["busy"]
    day = clock.day(busy["day"])
    add_busy(by=_user(busy["who"]), at=at, from_at=clock.at(day, busy["from"]), to_at=clock.at(day, busy["to"]))


def _open(at: datetime, rosa: User, live: dict[str, Any]) -> Position:
    of = live["position"]
    begin = template(of["template"])
    if begin is None:
        raise ValueError(of["template"])
    said = {name: of[name] for name in ("title", "department", "place", "openings", "terms", "about", "duties")}
    position = positions.open_from(by=rosa, at=at, blueprint=begin, reason=of["why"], recruiter=rosa, **said)
    for role, who in ((TeamRole.HIRING_MANAGER, "hiring_manager"), (TeamRole.SENIOR_READER, "senior_reader")):
        positions.name_team(by=rosa, at=at, position=position, user=_user(of[who]), role=role)
    for name, pool in of["pools"].items():
        kit = Kit.objects.get(round__position=position, name=name)
        focus = [one.competency for one in KitFocus.objects.filter(kit=kit).select_related("competency")]
        held_by = Pool.objects.get(name=pool)
        given = KitGiven(kit.name, kit.minutes, focus, kit.is_assessed, held_by, kit.advice)
        positions.change_kit(by=rosa, at=at, kit=kit, given=given)
    positions.publish_position(
        by=rosa, at=at, position=position, organisation=described()["employer"], contact=(rosa.name, live["contact"]),
        retention_months=live["retention_months"],
    )  # fmt: skip
    position.refresh_from_db()
    return position


def _paper(text: str) -> StoredFile:
    data = text.encode()
    return StoredFile(keep(data), "resume.txt", "text/plain", len(data), digest(data), text, "text")


def _enter(at: datetime, rosa: User, position: Position, one: dict[str, Any]) -> Application:
    name, email, phone = one["name"], one["email"], one.get("phone", "")
    made = enter_application(
        by=rosa, at=at, position=position, person=None, name=name, email=email, phone=phone, source=one.get("source", ""),
        tags=one.get("tags", ()), papers=[("resume", _paper(one["resume"]))] if "resume" in one else (),
        answer_by=answer_day((at + BEFORE).date()),
    )  # fmt: skip
    correct_person(by=rosa, at=at, application=made, known=Known(name, email, phone, zone=one.get("zone", "")))
    return made


def _talk(
    arranged: datetime,
    now: datetime,
    rosa: User,
    application: Application,
    kit: Kit,
    talk: dict[str, Any],
    clock: Clock,
) -> None:
    application.refresh_from_db()
    room = MeetingRoom.objects.get(name=talk["room"]) if "room" in talk else None
    when = Appointment(clock.of(talk), kit.minutes, described()["zone"], room, talk.get("place", ""))
    interview = schedule_interview(
        by=rosa, at=arranged, application=application, round=kit.round, kit=kit, when=when,
        assessors=[_user(email) for email in talk["by"]],
    )  # fmt: skip
    mine = Assignment.objects.get(interview=interview, user__email=talk["by"][0])
    if "declined" in talk:
        decline_interview(by=mine.user, at=now, assignment=mine, reason=talk["declined"])
    if "no_show" in talk:
        note_no_show(by=rosa, at=when.at + timedelta(hours=2), interview=interview, reason=talk["no_show"])
    if "card" in talk:
        _submit(when.at + timedelta(hours=3), mine, kit)
    if "draft" in talk:
        _draft(now, mine, kit)


def _submit(at: datetime, assignment: Assignment, kit: Kit) -> None:
    card = described()["live"]["card"]
    judged = {one.name: one for one in kit.round.position.competencies.all()}
    entries = [CardEntry(judged[name], float(level), [said]) for name, (level, said) in card["said"].items()]
    submit_scorecard(
        by=assignment.user, at=at, assignment=assignment, entries=entries,
        recommendation=Recommendation(card["recommendation"]), loose=Loose(asked=list(kit.questions.all()[: card["asked"]])),
    )  # fmt: skip


def _draft(at: datetime, assignment: Assignment, kit: Kit) -> None:
    judged = {one.name: str(one.uid) for one in kit.round.position.competencies.all()}
    said: dict[str, Sequence[Any]] = described()["live"]["draft"]["said"]
    body = {
        **EMPTY,
        "notes": {judged[name]: text for name, (_level, text) in said.items()},
        "ratings": {judged[name]: str(level) for name, (level, _text) in said.items() if level},
        "asked": [str(kit.questions.all()[0].uid)],
    }
    save_draft(by=assignment.user, at=at, assignment=assignment, body=body, base=0)


def _applicants(at: datetime, rosa: User, position: Position, live: dict[str, Any]) -> None:
    """Three by the public page, and one of them again by hand under another address."""
    for hours, one in enumerate(live["applied"], start=1):
        when = at - timedelta(hours=hours * 5)
        papers = [("resume", _paper(one["resume"]))] if "resume" in one else []
        begin_enquiry(by=APPLICANT, at=when, position=position, given={"notice_sha256": ""}, papers=papers)
        said = Confirmed(one["name"], one["email"], one["phone"], [(kind, text) for kind, text in one["lines"]])
        confirm_enquiry(by=APPLICANT, at=when, enquiry=Enquiry.objects.latest("pk"), said=said)
    _enter(at - timedelta(hours=2), rosa, position, live["twice"])


def _answered(at: datetime, rosa: User, position: Position, of: dict[str, Any]) -> None:
    """Closed before the first talk; the answer is written and leaves tomorrow at a civil hour."""
    application = _enter(at - BEFORE, rosa, position, of)
    due = answer_day(at.date())
    close_before_interview(by=rosa, at=at, application=application, words=of["why"], owner=rosa, due_on=due)
    owed = AnswerOwed.objects.select_related("application__candidate", "application__position").get(
        application=application
    )
    letter = drafted(rosa, owed.application, NO)
    tomorrow = at + timedelta(days=1)
    send_answer(by=rosa, at=at, owed=owed, subject=letter.subject, body=letter.body, not_before=tomorrow)
