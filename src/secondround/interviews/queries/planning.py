"""What is planned, for whom, and what speaks against a time. Callers bring what their viewer may read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from secondround.candidates.models import Application, ApplicationState, CandidateSlot
from secondround.interviews.models import Assignment, AssignmentState, Interview, InterviewState
from secondround.people.models import User
from secondround.people.queries.times import time_of
from secondround.people.rules import clashes, slots_of
from secondround.positions.models import Kit, MeetingRoom, Position, RoomSlot, Weighting
from secondround.positions.queries import is_day_off, pool_holders


@dataclass(frozen=True)
class Against:
    """What speaks against a time: whom or what it concerns, and a code of `people.rules.clashes` or "not_in_pool", "site_day_off".
    Only "booked" cannot be set aside."""

    who: str
    code: str


def against(
    application: Application,
    people: Sequence[User],
    room: MeetingRoom | None,
    start: datetime,
    minutes: int,
    *,
    kit: Kit | None = None,
    but: Collection[UUID] = (),
) -> list[Against]:
    """Everything known that speaks against meeting then; the candidate and the room by name, people in the order given."""
    slots, found = slots_of(start, minutes), []
    taken = CandidateSlot.objects.filter(candidate=application.candidate_id, slot__in=slots).exclude(booking__in=but)
    if taken.exists():
        found.append(Against(application.candidate.name, "booked"))
    if room and RoomSlot.objects.filter(room=room, slot__in=slots).exclude(booking__in=but).exists():
        found.append(Against(room.name, "booked"))
    if room and is_day_off(room.site, start):
        found.append(Against(room.site.name, "site_day_off"))
    return found + against_people(people, start, minutes, kit=kit, but=but)


def against_people(
    people: Sequence[User], start: datetime, minutes: int, *, kit: Kit | None = None, but: Collection[UUID] = ()
) -> list[Against]:
    """What speaks against these people holding it then, in their order; whoever is not of the kit's pool is said to be so."""
    times, wanted = time_of(people, start, but=but), kit.pool if kit else None
    held_by = pool_holders(wanted, start)
    return [
        Against(one.name, code)
        for one in people
        for code in (
            *clashes(times[one.pk], start, minutes),
            *(["not_in_pool"] if wanted and one.pk not in held_by else []),
        )
    ]


@dataclass(frozen=True)
class MightHold:
    """Somebody who might hold an interview: what speaks against it, and whether they are of its pool."""

    user: User
    codes: tuple[str, ...]
    is_of_pool: bool


def might_hold(interview: Interview, people: Sequence[User]) -> list[MightHold]:
    """Everybody of `people` with what speaks against them, those of the pool first, then those against whom least speaks."""
    wanted = interview.kit.pool if interview.kit else None
    held_by = pool_holders(wanted, interview.at) if interview.at else frozenset()
    times = time_of(people, interview.at, but=[interview.uid]) if interview.at else {}
    found = [
        MightHold(
            one,
            tuple(clashes(times[one.pk], interview.at, interview.minutes)) if interview.at else (),
            one.pk in held_by,
        )
        for one in people
    ]
    return sorted(found, key=lambda one: (not one.is_of_pool, len(one.codes), one.user.name))


def unplanned_kits(application: Application) -> list[Kit]:
    """Interviews of the plan that this person neither had nor has before them, in its order; of the first round until they go on."""
    had = Interview.objects.filter(application=application, state__in=[InterviewState.PLANNED, InterviewState.HELD])
    kits = Kit.objects.filter(round__position=application.position_id, retired_at__isnull=True)
    if application.state in (ApplicationState.RECEIVED, ApplicationState.FIRST_ROUND):
        kits = kits.filter(round__number=1)
    return list(kits.exclude(pk__in=had.filter(kit__isnull=False).values("kit")).select_related("round"))


def first_interview_at(position: Position, at: datetime) -> datetime | None:
    """When the first interview of a position began; one that is cancelled or still to come does not count.

    Of an import without times it is when it was imported. It says nothing of scorecards: whoever is blind may read it.
    """
    begun = Interview.objects.filter(application__position=position).exclude(state=InterviewState.CANCELLED)
    held = begun.filter(at__lte=at).aggregate(first=Min("at"))["first"]
    brought = begun.filter(at__isnull=True, is_imported=True).aggregate(first=Min("assignments__assigned_at"))["first"]
    return min((one for one in (held, brought) if one is not None), default=None)


def is_late(weighting: Weighting | None, begun: datetime | None) -> bool:
    """Whether weights were set when somebody had been interviewed already, from `first_interview_at`."""
    return weighting is not None and begun is not None and weighting.set_at > begun


def interviews_of(application: Application, *, told: Q) -> QuerySet[Interview]:
    """What is and was planned with this person for this position, what comes first first; history from a spreadsheet aside.

    `told`: of which interviews its reader is told (`access.none_of_later_rounds`), here and in the next two.
    """
    return (
        Interview.objects.filter(told, application=application, is_imported=False)
        .select_related("round", "kit", "room__site", "application__candidate", "application__position")
        .prefetch_related("assignments__user")
        .order_by("at", "pk")
    )


def next_interviews(applications: Collection[int], at: datetime, *, told: Q) -> dict[int, datetime]:
    """When each of these people is met next, by application; who has nothing before them is left out."""
    coming = Interview.objects.filter(told, application__in=applications, state=InterviewState.PLANNED, at__gt=at)
    return dict(coming.values("application").annotate(first=Min("at")).values_list("application", "first"))


def coming_of(user: User, at: datetime) -> list[Assignment]:
    """The interviews that `user` still has before them, soonest first."""
    return list(
        Assignment.objects.filter(
            user=user,
            state__in=[AssignmentState.OWED, AssignmentState.NOT_WANTED],
            interview__state=InterviewState.PLANNED,
            interview__at__gt=at,
        )
        .select_related("interview__application__candidate", "interview__application__position")
        .select_related("interview__kit", "interview__round", "interview__room")
        .order_by("interview__at", "pk")
    )  # fmt: skip


def without_assessor(
    applications: Collection[int] | QuerySet[Application], at: datetime, *, told: Q
) -> list[Interview]:
    """Planned interviews that nobody holds any more: somebody declined, and nobody was found yet."""
    held = Q(assignments__state__in=[AssignmentState.OWED, AssignmentState.NOT_WANTED])
    return list(
        Interview.objects.filter(told, application__in=applications, state=InterviewState.PLANNED, at__gt=at)
        .exclude(pk__in=Interview.objects.filter(held, state=InterviewState.PLANNED, at__gt=at).values("pk"))
        .select_related("application__candidate", "application__position")
        .order_by("at", "pk")
    )
