"""Planning a day by hand: a draft that nobody is told of, changed as often as one likes. Nothing is booked before it is confirmed.

Every change names the state of the plan it was made on (`edit`), so that two planners never overwrite each other unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError
from django.db.models import F

from secondround.audit.actions import Machine, record, turn
from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application, ApplicationState
from secondround.people.models import User
from secondround.positions.models import Kit, MeetingRoom, Site
from secondround.visits import access
from secondround.visits.models import ItemKind, Session, SessionPart, SessionPerson, Visit, VisitState
from secondround.visits.rules import end_of_day, laid_out, moved

Actor = User | Machine
CHANGING = (VisitState.DRAFT, VisitState.CONFIRMED)


class DayRefused(ValueError):
    """What cannot be done with a day; the argument is a code of `visits.wording.REFUSED`."""


@dataclass(frozen=True)
class DayGiven:
    """The day as somebody describes it. `zone`: the clocks it is planned on; `site` None: by video."""

    on: date
    zone: str
    site: Site | None
    host: User | None
    coordinator: User
    welcome: str = ""


@dataclass(frozen=True)
class SessionGiven:
    """An item as somebody describes it. `people`: who is there and in what part; `forms`: a short form of whoever is introduced;
    `about`: what is talked about, in words that the candidate reads."""

    kind: ItemKind
    starts_at: datetime
    minutes: int
    kit: Kit | None = None
    title: str = ""
    room: MeetingRoom | None = None
    place: str = ""
    people: Sequence[tuple[User, SessionPart]] = ()
    forms: bool = False
    about: str = ""

    def check(self, application: Application) -> None:
        if self.kind == ItemKind.INTERVIEW and self.kit is None:
            raise DayRefused("kit_wanted")
        if self.kit is not None and self.kit.round.position_id != application.position_id:
            raise DayRefused("kit_wanted")
        if not 5 <= self.minutes <= 480 or self.minutes % 5:
            raise DayRefused("minutes")
        if self.starts_at.minute % 5 or self.starts_at.second or self.starts_at.microsecond:
            raise DayRefused("grid")
        if any(candidates_access.is_self(user, application) for user, _ in self.people):
            raise DayRefused("is_candidate")

    def fields(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "title": " ".join(self.title.split())[:120],
            "about": " ".join(self.about.split())[:300],
            "starts_at": self.starts_at,
            "minutes": self.minutes,
            "kit": self.kit,
            "room": self.room,
            "place": self.place.strip()[:300],
        }


def plan_day(*, by: Actor, at: datetime, application: Application, given: DayGiven, kits: Sequence[Kit] = ()) -> Visit:
    """A first draft: `kits` one after the other, with breaks and lunch. People and rooms are chosen by whoever plans."""
    candidates_access.check(by, application, at, "visit.plan")
    if application.state == ApplicationState.CLOSED:
        raise DayRefused("closed")
    try:
        with turn():
            over = Visit.objects.filter(application=application, state=VisitState.CONFIRMED)
            for one in over:
                if end_of_day(one.on, ZoneInfo(one.zone)) <= at:
                    Visit.objects.filter(pk=one.pk).update(state=VisitState.HELD, ended_at=at)
            visit = Visit.objects.create(application=application, made_at=at, **vars(given))
            _lay_out(visit, kits)
            record(
                by=by,
                at=at,
                act="visits.plan",
                about={"visit": visit.pk, "application": application.pk},
                text={"on": given.on.isoformat()},
            )
    except IntegrityError as error:
        raise DayRefused("there_is_one") from error
    return visit


def _lay_out(visit: Visit, kits: Sequence[Kit]) -> None:
    by_key = {str(kit.uid): kit for kit in kits}
    room = visit.site.rooms.filter(retired_at=None).first() if visit.site else None
    talks = [(key, kit.minutes) for key, kit in by_key.items()]
    for item in laid_out(talks, visit.on, ZoneInfo(visit.zone)):
        kit = by_key.get(item.key)
        is_talk = kit is not None
        kind = ItemKind(item.kind) if kit is None else _kind_of(kit)
        Session.objects.create(
            visit=visit, kind=kind, kit=kit, starts_at=item.starts, minutes=item.minutes, room=room if is_talk else None
        )


def _kind_of(kit: Kit) -> ItemKind:
    return ItemKind.INTERVIEW if kit.is_assessed else ItemKind.INTRODUCTION


def frame_day(*, by: Actor, at: datetime, visit: Visit, edit: int, given: DayGiven) -> None:
    """Another day, another house, another host: what has not begun moves with the day and keeps its times on the wall."""
    access.check(by, visit, at, "visit.plan")
    with turn():
        locked = open_visit(visit, edit)
        days, zone, to_zone = (given.on - locked.on).days, ZoneInfo(locked.zone), ZoneInfo(given.zone)
        sessions = list(locked.sessions.filter(removed_at=None))
        if (
            locked.version
            and (days or given.zone != locked.zone)
            and any(has_begun(one, locked, at) for one in sessions)
        ):
            raise DayRefused("begun")
        leaves = locked.site_id != (given.site.pk if given.site else None)
        for one in sessions:
            one.starts_at = moved(one.starts_at, days, zone, to_zone)
            one.room = None if leaves else one.room
            one.save()
        Visit.objects.filter(pk=locked.pk).update(**vars(given))
        _note(by, at, locked, "visits.frame", {"on": given.on.isoformat(), "zone": given.zone})


def add_session(*, by: Actor, at: datetime, visit: Visit, edit: int, given: SessionGiven) -> Session:
    """One more item in the plan."""
    access.check(by, visit, at, "visit.plan")
    given.check(visit.application)
    with turn():
        locked = open_visit(visit, edit)
        if locked.version and given.starts_at <= at:
            raise DayRefused("begun")
        made = Session.objects.create(visit=locked, **given.fields())
        _seat(made, given, at)
        _note(by, at, locked, "visits.add_session", {"session": str(made.uid), "start": given.starts_at.isoformat()})
    return made


def change_session(*, by: Actor, at: datetime, session: Session, edit: int, given: SessionGiven) -> None:
    """The item as it is now meant: time, length, place, people. What has begun stays as it is."""
    access.check(by, session.visit, at, "visit.plan")
    given.check(session.visit.application)
    with turn():
        locked = open_visit(session.visit, edit)
        if has_begun(session, locked, at) or (locked.version and given.starts_at <= at):
            raise DayRefused("begun")
        if session.interview_id and (session.kit != given.kit or session.kind != given.kind):
            raise DayRefused("kit_wanted")  # another conversation is another item
        Session.objects.filter(pk=session.pk).update(**given.fields())
        _seat(session, given, at)
        _note(
            by, at, locked, "visits.change_session", {"session": str(session.uid), "start": given.starts_at.isoformat()}
        )


def remove_session(*, by: Actor, at: datetime, session: Session, edit: int) -> None:
    """Out of the plan. Who was told of it hears with the next letters."""
    access.check(by, session.visit, at, "visit.plan")
    with turn():
        locked = open_visit(session.visit, edit)
        if has_begun(session, locked, at):
            raise DayRefused("begun")
        Session.objects.filter(pk=session.pk).update(removed_at=at)
        _note(by, at, locked, "visits.remove_session", {"session": str(session.uid)})


def drop_draft(*, by: Actor, at: datetime, visit: Visit, edit: int) -> None:
    """Give up a draft that nobody was told of."""
    access.check(by, visit, at, "visit.plan")
    with turn():
        locked = open_visit(visit, edit)
        if locked.version:
            raise DayRefused("reason_wanted")
        Visit.objects.filter(pk=locked.pk).update(state=VisitState.CANCELLED)
        _note(by, at, locked, "visits.drop_draft", {})


def _seat(session: Session, given: SessionGiven, at: datetime) -> None:
    """The people of an item as given: who stays keeps their row, who is left out keeps theirs as history."""
    wanted = {user.pk: part for user, part in given.people}
    standing = {one.user_id: one for one in session.people.filter(removed_at=None)}
    gone = [one.pk for key, one in standing.items() if key not in wanted]
    SessionPerson.objects.filter(pk__in=gone).update(removed_at=at)
    for user, part in given.people:
        has_form = given.forms and part == SessionPart.INTRODUCED
        if user.pk in standing:
            SessionPerson.objects.filter(pk=standing[user.pk].pk).update(part=part, has_form=has_form)
        else:
            SessionPerson.objects.create(session=session, user=user, part=part, has_form=has_form)


def open_visit(visit: Visit, edit: int) -> Visit:
    """The day, locked until the change is through, if it can still change and nobody has changed it since `edit`."""
    locked = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("application__candidate", "application__position", "site", "host", "coordinator")
        .get(pk=visit.pk)
    )
    if locked.state not in CHANGING:
        raise DayRefused("over")
    if locked.edit != edit:
        raise DayRefused("changed_elsewhere")
    return locked


def has_begun(session: Session, visit: Visit, at: datetime) -> bool:
    """Whether an item that people were told of has begun: then it is noted what happened, and nothing is planned any more."""
    return visit.version > 0 and session.starts_at <= at


def _note(by: Actor, at: datetime, visit: Visit, act: str, text: dict[str, object]) -> None:
    Visit.objects.filter(pk=visit.pk).update(edit=F("edit") + 1)
    record(by=by, at=at, act=act, about={"visit": visit.pk, "application": visit.application_id}, text=text)
