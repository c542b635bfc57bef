"""A planned day as the timetable's referee reads it: everybody's hours, busy times and bookings, the rooms, the candidate's windows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from secondround.candidates.models import Application, CandidateSlot, CaseMember, CaseRole, Conflict
from secondround.interviews.models import STEPPED_OUT, Assignment
from secondround.people.models import Organisation, User
from secondround.people.queries.times import time_of
from secondround.people.rules import DEFAULT_HOURS, SLOT, PersonTime
from secondround.positions.access import live
from secondround.positions.models import MeetingRoom, PoolMember, RoomSlot, Site, TeamRole
from secondround.positions.queries import members
from secondround.timetable.day import Day, Item, Kind, Part, Person, Place, Seat, Span
from secondround.timetable.referee import Finding, judge
from secondround.visits.models import InvitationState, OfferedWindow, Visit
from secondround.visits.queries.days import Planned, sessions_of
from secondround.visits.rules import laid_out


def bookings_of(visit: Visit) -> list[UUID]:
    """Every key under which this day has booked anything: its sessions, their interviews, and the day itself."""
    keys: list[UUID] = [visit.uid]
    for session in visit.sessions.select_related("interview"):
        keys += [session.uid, *([session.interview.uid] if session.interview else [])]
    return keys


def judged(visit: Visit, at: datetime, planned: list[Planned] | None = None) -> list[Finding]:
    """What speaks against the day as it is planned: the referee's findings, and what only this product knows."""
    sessions = sessions_of(visit) if planned is None else planned
    day = day_of_visit(visit, at, sessions)
    return [*judge(day), *_stepped_out(sessions), *_in_conflict(visit, sessions)]


def day_of_visit(visit: Visit, at: datetime, planned: list[Planned]) -> Day:
    ours, zone = bookings_of(visit), ZoneInfo(visit.zone)
    users = {one.user_id: one.user for there in planned for one in there.people}
    rooms = {there.session.room.pk: there.session.room for there in planned if there.session.room}
    noon = datetime.combine(visit.on, time(12), zone)
    seniors = {str(user.pk) for user in members(visit.application.position, TeamRole.SENIOR_READER, at)}
    named = CaseMember.objects.filter(live(at), application=visit.application_id, role=CaseRole.SENIOR_READER)
    return Day(
        on=visit.on,
        zone=zone,
        items=[_item(there, pools) for pools in [_pools(planned, at)] for there in planned],
        people=_people(users.values(), noon, ours),
        places=_places(rooms.values(), noon, ours),
        windows=windows_offered(visit.application_id),
        taken=_taken(visit, noon, ours),
        days_off=_dates(visit.site.days_off) if visit.site else (),
        seniors=seniors | {str(key) for key in named.values_list("user", flat=True)},
        hosts={str(visit.host_id)} if visit.host_id else (),
    )


def _item(there: Planned, pools: dict[int, frozenset[str]]) -> Item:
    session, kit = there.session, there.session.kit
    return Item(
        key=str(session.uid),
        kind=Kind(session.kind),
        start=session.starts_at,
        minutes=session.minutes,
        people=[(str(one.user_id), Part(one.part)) for one in there.people],
        seats=[Seat(pools.get(kit.pool_id or 0))] if kit and session.kind == Kind.INTERVIEW else (),
        place=str(session.room_id) if session.room_id else "",
        is_elsewhere=bool(session.place),
        wanted_minutes=kit.minutes if kit else 0,
    )


def _pools(planned: Iterable[Planned], at: datetime) -> dict[int, frozenset[str]]:
    keys = {there.session.kit.pool_id for there in planned if there.session.kit and there.session.kit.pool_id}
    found: dict[int, set[str]] = {key: set() for key in keys}
    for pool, user in PoolMember.objects.filter(live(at), pool__in=keys).values_list("pool", "user"):
        found[pool].add(str(user))
    return {key: frozenset(users) for key, users in found.items()}


def _people(users: Collection[User], noon: datetime, ours: Collection[UUID]) -> dict[str, Person]:
    return {str(key): _person(str(key), known) for key, known in time_of(users, noon, but=ours).items()}


def _person(key: str, known: PersonTime) -> Person:
    hours = {}
    for day, span in (known.hours or DEFAULT_HOURS).items():
        opens, closes = (time.fromisoformat(text) for text in span)
        hours[int(day)] = ((opens, closes),)
    return Person(
        key=key,
        zone=known.zone,
        hours=hours,
        days_off=frozenset(known.days_off),
        busy=[Span(one.from_at, one.to_at) for one in known.busy],
        booked=[Span(one.from_at, one.to_at) for one in known.booked],
        daily_limit=known.daily_limit,
        weekly_limit=known.weekly_limit,
    )


def _places(rooms: Collection[MeetingRoom], noon: datetime, ours: Collection[UUID]) -> dict[str, Place]:
    near = RoomSlot.objects.filter(room__in=list(rooms), slot__gt=noon - timedelta(1), slot__lt=noon + timedelta(1))
    taken: dict[int, list[Span]] = defaultdict(list)
    for room, slot in near.exclude(booking__in=ours).values_list("room", "slot").order_by("slot"):
        taken[room].append(Span(slot, slot + SLOT))
    return {
        str(one.pk): Place(str(one.pk), ZoneInfo(one.site.zone), taken[one.pk], _dates(one.site.days_off))
        for one in rooms
    }


def judged_first(
    application: Application, on: date, zone: ZoneInfo, site: Site | None, talks: Sequence[tuple[str, int]]
) -> list[Finding]:
    """What would speak against the day itself, were `talks` laid out on it: the house closed, a time that was not offered.

    That nothing was offered yet is no reason to ask twice.
    """
    items = [
        Item(f"{number}", Kind.INTERVIEW if one.kind == "talk" else Kind(one.kind), one.starts, one.minutes)
        for number, one in enumerate(laid_out(talks, on, zone))
    ]
    days_off = _dates(site.days_off) if site else frozenset[date]()
    day = Day(on, zone, items, {}, windows=windows_offered(application.pk), days_off=days_off)
    return [one for one in judge(day) if one.code in ("house_closed", "outside_windows")]


def windows_offered(application: int) -> list[Span] | None:
    """When the candidate said they could come, earlier stretches put together with what follows them at once."""
    offered = OfferedWindow.objects.filter(
        invitation__application=application,
        invitation__state__in=[InvitationState.SENT, InvitationState.ACCEPTED],
        removed_at=None,
    ).order_by("from_at")
    found: list[Span] = []
    for one in offered:
        if found and one.from_at <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, one.to_at))
        else:
            found.append(Span(one.from_at.astimezone(UTC), one.to_at.astimezone(UTC)))
    return found or None


def _taken(visit: Visit, noon: datetime, ours: Collection[UUID]) -> list[Span]:
    near = CandidateSlot.objects.filter(
        candidate=visit.application.candidate_id, slot__gt=noon - timedelta(1), slot__lt=noon + timedelta(1)
    )
    slots = near.exclude(booking__in=ours).order_by("slot").values_list("slot", flat=True)
    return [Span(slot, slot + SLOT) for slot in slots]


def _dates(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


def _stepped_out(planned: Iterable[Planned]) -> list[Finding]:
    """Whoever said that they cannot hold it, and stands in the plan all the same."""
    held = {there.session.interview_id: str(there.session.uid) for there in planned if there.session.interview_id}
    there_still = {(str(there.session.uid), one.user_id) for there in planned for one in there.people}
    gone = Assignment.objects.filter(interview__in=held, state__in=STEPPED_OUT).values_list("interview", "user")
    return [
        Finding("declined", held[interview], str(user))
        for interview, user in gone
        if (held[interview], user) in there_still
    ]


def _in_conflict(visit: Visit, planned: Iterable[Planned]) -> list[Finding]:
    """Whoever declared that they must not judge this candidate, or is the candidate."""
    candidate = visit.application.candidate
    barred = set(Conflict.objects.filter(candidate=candidate, ended_at=None).values_list("user", flat=True))
    emails = {email.lower() for email in [candidate.email or ""] if email}
    return [
        Finding("conflict", str(there.session.uid), str(one.user_id))
        for there in planned
        for one in there.people
        if one.user_id in barred or one.user_id == candidate.user_id or one.user.email.lower() in emails
    ]


def organisation_zone() -> str:
    return Organisation.objects.values_list("zone", flat=True).first() or "UTC"
