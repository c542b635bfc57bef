"""A day as it is planned and as people were told it: one shape for both, so that pages, letters and differences read the same thing.

What people were told is a frozen version; the plan may be ahead of it until it is sent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from secondround.people.models import User
from secondround.positions.models import MeetingRoom
from secondround.visits.models import ItemKind, ItemState, Session, SessionPart, SessionPerson, Visit, VisitVersion


@dataclass(frozen=True)
class SeenPerson:
    """Somebody of ours in one session."""

    user: User
    part: SessionPart
    has_form: bool


@dataclass(frozen=True)
class SeenSession:
    """One item of a day. `where`: (room, place); one of them may be empty, or both."""

    uid: str
    kind: ItemKind
    title: str
    start: datetime
    minutes: int
    where: tuple[str, str]
    people: tuple[SeenPerson, ...]
    about: str = ""

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)

    @property
    def is_meeting(self) -> bool:
        return self.kind in (ItemKind.INTERVIEW, ItemKind.INTRODUCTION)

    def part_of(self, user: User) -> SessionPart | None:
        return next((one.part for one in self.people if one.user.pk == user.pk), None)


@dataclass(frozen=True)
class SeenDay:
    """A whole day. `site`: name and address, empty where it is by video."""

    visit: Visit
    on: date
    zone: str
    site: tuple[str, str]
    host: User | None
    coordinator: User
    welcome: str
    sessions: tuple[SeenSession, ...]

    @property
    def start(self) -> datetime:
        return min(one.start for one in self.sessions)

    @property
    def end(self) -> datetime:
        return max(one.end for one in self.sessions)

    def people(self) -> list[User]:
        """Everybody the candidate meets, once each, in the order of the day; the host among them."""
        found = {one.user.pk: one.user for session in self.sessions for one in session.people}
        if self.host:
            found.setdefault(self.host.pk, self.host)
        return list(found.values())


@dataclass(frozen=True)
class Planned:
    """A session of the plan with the people in it."""

    session: Session
    people: tuple[SessionPerson, ...]

    def users(self, *parts: SessionPart) -> list[User]:
        """Who is there, in any of `parts`; everybody where none is named."""
        return [one.user for one in self.people if not parts or one.part in parts]


def sessions_of(visit: Visit) -> list[Planned]:
    """What stands in the plan, in the order of the day, with its people: two queries."""
    people = SessionPerson.objects.filter(session__visit=visit, removed_at=None).select_related("user").order_by("pk")
    by_session: dict[int, list[SessionPerson]] = {}
    for one in people:
        by_session.setdefault(one.session_id, []).append(one)
    found = visit.sessions.filter(removed_at=None).exclude(state=ItemState.CANCELLED)
    found = found.select_related("kit__pool", "kit__round", "room__site", "interview")
    return [Planned(one, tuple(by_session.get(one.pk, ()))) for one in found]


def room_called(room: MeetingRoom, site_id: int | None) -> str:
    """A room by its name; one in another house than the day's with that house, so that nobody looks for it here."""
    return room.name if room.site_id == site_id else f"{room.name}, {room.site.name}"


def body_of(visit: Visit, planned: Iterable[Planned]) -> dict[str, Any]:
    """The plan as a version keeps it."""
    return {
        "on": visit.on.isoformat(),
        "zone": visit.zone,
        "site": [visit.site.name, visit.site.address] if visit.site else ["", ""],
        "host": visit.host_id,
        "coordinator": visit.coordinator_id,
        "welcome": visit.welcome,
        "sessions": [
            {
                "uid": str(one.uid),
                "kind": one.kind,
                "title": one.title or (one.kit.name if one.kit else ""),
                "start": one.starts_at.astimezone(UTC).isoformat(),
                "minutes": one.minutes,
                "where": [room_called(one.room, visit.site_id) if one.room else "", one.place],
                "people": [{"user": p.user_id, "part": p.part, "form": p.has_form} for p in there.people],
                **({"about": one.about} if one.about else {}),
            }
            for there in planned
            for one in [there.session]
        ],
    }


def _people_in(body: Mapping[str, Any]) -> list[int]:
    keys = {p["user"] for one in body["sessions"] for p in one["people"]} | {body["host"], body["coordinator"]}
    return [key for key in keys if key is not None]


def names_in(bodies: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Everybody in some versions by name, in one query."""
    keys = {key for body in bodies for key in _people_in(body)}
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))


def day_from(visit: Visit, body: Mapping[str, Any], known: Mapping[int, User] | None = None) -> SeenDay:
    """A body as pages and letters read it: the people in it as they are called today, in one query; none where they are `known`."""
    users = User.objects.in_bulk(_people_in(body)) if known is None else known
    return SeenDay(
        visit=visit,
        on=date.fromisoformat(body["on"]),
        zone=body["zone"],
        site=(body["site"][0], body["site"][1]),
        host=users.get(body["host"]),
        coordinator=users[body["coordinator"]],
        welcome=body["welcome"],
        sessions=tuple(
            SeenSession(
                uid=one["uid"],
                kind=ItemKind(one["kind"]),
                title=one["title"],
                start=datetime.fromisoformat(one["start"]),
                minutes=one["minutes"],
                where=(one["where"][0], one["where"][1]),
                people=tuple(SeenPerson(users[p["user"]], SessionPart(p["part"]), p["form"]) for p in one["people"]),
                about=one.get("about", ""),
            )
            for one in body["sessions"]
        ),
    )


def planned_day(visit: Visit) -> SeenDay:
    """The day as it stands in the plan, told or not."""
    return day_from(visit, body_of(visit, sessions_of(visit)))


def newest_version(visit: Visit) -> VisitVersion | None:
    return visit.versions.first()


def told_day(visit: Visit) -> SeenDay | None:
    """The day as people were last told it; None while nobody was, and where it was forgotten."""
    newest = newest_version(visit)
    return day_from(visit, newest.body) if newest and newest.body else None


def told_parts(visit: Visit) -> set[tuple[str, int]]:
    """Who is in what, as people were last told it: pairs of an item's uid and a person's key."""
    newest = newest_version(visit)
    body = newest.body if newest else {}
    return {(one["uid"], p["user"]) for one in body.get("sessions", ()) for p in one["people"]}


def told_days(visits: Iterable[Visit]) -> dict[int, SeenDay]:
    """Several days as people were last told them, by visit: two queries however many they are."""
    by_key = {one.pk: one for one in visits}
    bodies: dict[int, dict[str, Any]] = {}
    for version in VisitVersion.objects.filter(visit__in=by_key).order_by("version"):
        bodies[version.visit_id] = version.body
    users = User.objects.in_bulk({key for body in bodies.values() if body for key in _people_in(body)})
    return {key: day_from(by_key[key], body, users) for key, body in bodies.items() if body}


def is_ahead(visit: Visit) -> bool:
    """Whether the plan holds something that people have not been told."""
    newest = newest_version(visit)
    return newest is None or newest.body != body_of(visit, sessions_of(visit))
