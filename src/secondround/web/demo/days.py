"""Second-round days of the demo: one confirmed with its letters, one draft that wants a look."""

from typing import Any

from secondround.candidates.models import Application
from secondround.people.models import User
from secondround.positions import actions as positions
from secondround.positions.actions import KitGiven
from secondround.positions.models import Kit, MeetingRoom, Position, Site
from secondround.visits.actions import DayGiven, SessionGiven, add_session, confirm_day, plan_day
from secondround.visits.models import ItemKind, SessionPart, Visit
from secondround.web.demo.live import Clock
from secondround.web.demo.loading import described


def set_days(clock: Clock) -> None:
    of = described()["days"]
    position, rosa = Position.objects.get(title=of["position"]), _user(of["recruiter"])
    competencies = {one.name: one for one in position.competencies.all()}
    second = positions.add_round(by=rosa, at=clock.now, position=position, name=of["round"])
    for one in of["kits"]:
        focus = [competencies[name] for name in one["focus"]]
        given = KitGiven(one["name"], one["minutes"], focus, is_assessed=bool(focus))
        positions.make_kit(by=rosa, at=clock.now, round=second, given=given)
    for one in of["visits"]:
        _visit(clock, rosa, position, one, Site.objects.get(name=of["site"]))


def _visit(clock: Clock, rosa: User, position: Position, one: dict[str, Any], site: Site) -> None:
    application = Application.objects.get(position=position, candidate__name=one["candidate"])
    given = DayGiven(clock.day(one["day"]), site.zone, site, _user(one["host"]), rosa, one["welcome"])
    visit = plan_day(by=rosa, at=clock.now, application=application, given=given)
    for number, item in enumerate(one["items"]):
        add_session(by=rosa, at=clock.now, visit=visit, edit=number, given=item_given(clock, visit, item))
    if one["is_sent"]:
        visit.refresh_from_db()
        confirm_day(by=rosa, at=clock.now, visit=visit, edit=visit.edit, set_aside="Agreed with him on the phone.")


def item_given(clock: Clock, visit: Visit, item: dict[str, Any]) -> SessionGiven:
    kit = Kit.objects.filter(round__position=visit.application.position, name=item.get("kit", "")).first()
    people = [(_user(email), SessionPart.ASSESSOR) for email in item.get("by", [])]
    people += [(_user(email), SessionPart.INTRODUCED) for email in item.get("met", [])]
    for key, part in (("host", SessionPart.HOST), ("listens", SessionPart.SHADOW)):
        people += [(_user(item[key]), part)] if key in item else []
    return SessionGiven(
        kind=ItemKind(item.get("kind", "interview")),
        starts_at=clock.at(visit.on, item["at"]),
        minutes=item["minutes"],
        kit=kit,
        title=item.get("title", ""),
        room=MeetingRoom.objects.filter(site=visit.site, name=item.get("room", "")).first(),
        place=item.get("place", ""),
        people=people,
        forms=item.get("forms", False),
        about=item.get("about", ""),
    )


def _user(email: str) -> User:
    return User.objects.get(email=email)
