"""What each finalist's second round was, gathered for all of them in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from secondround.decisions.treating import CLEAR, LATE, OPEN, Course, working_days_ahead
from secondround.interviews.models import AskedQuestion, Assignment, AssignmentState, Interview, InterviewState
from secondround.positions.models import KitQuestion
from secondround.visits.models import Adjustment, ItemKind, ItemState, Session, Topic, Visit, VisitState

COUNTED = (AssignmentState.OWED, AssignmentState.SUBMITTED, AssignmentState.WAIVED, AssignmentState.NOT_WANTED)
PAUSES = (ItemKind.BREAK, ItemKind.LUNCH)


def courses_of(keys: Collection[int], at: datetime) -> dict[int, Course]:
    """By application. What was cancelled or did not take place is no part of it."""
    held = _interviews(keys)
    people, asked, days = _people(keys), _questions(held), _days(keys)
    breaks, told, helped = _breaks(days), _told(keys), _helped(keys)
    return {
        key: _course(
            held[key], at, people[key], asked.get(key), breaks.get(key), told.get(key), helped.get(key), days.get(key)
        )
        for key in keys
    }


def _course(
    held: list[Interview],
    at: datetime,
    people: int,
    questions: tuple[int, int] | None,
    breaks: tuple[int, int] | None,
    told: datetime | None,
    helped: tuple[datetime, datetime | None] | None,
    day: Visit | None,
) -> Course:
    rounds = Counter(one.round.name for one in held if one.at is None or one.at <= at)
    later = [one for one in held if one.round.number > 1]
    begins = min((one.at for one in later if one.at), default=None)
    zone = ZoneInfo(day.zone if day else next((one.zone for one in later if one.zone), "UTC"))
    ahead = None
    if told and begins:
        ahead = working_days_ahead(told.astimezone(zone).date(), begins.astimezone(zone).date())
    return Course(
        rounds=tuple(sorted(rounds.items())),
        talks=tuple((one.kit.name if one.kit else one.round.name, one.minutes) for one in later),
        is_over=bool(later) and all(one.at is None or one.at <= at for one in later),
        people=people,
        questions=questions,
        breaks=breaks,
        told_ahead=ahead,
        help=_arranged(helped, begins, at),
    )


def _arranged(helped: tuple[datetime, datetime | None] | None, begins: datetime | None, at: datetime) -> str:
    """Of what was asked before the day only whether it was arranged when the day began."""
    if helped is None or begins is None or begins > at or helped[0] > begins:
        return CLEAR
    if helped[1] is None:
        return OPEN
    return LATE if helped[1] > begins else CLEAR


def _interviews(keys: Collection[int]) -> Mapping[int, list[Interview]]:
    found: dict[int, list[Interview]] = defaultdict(list)
    stand = Interview.objects.filter(application__in=keys, state__in=[InterviewState.PLANNED, InterviewState.HELD])
    for one in stand.select_related("kit", "round").order_by("at", "pk"):
        found[one.application_id].append(one)
    return found


def _people(keys: Collection[int]) -> Mapping[int, int]:
    stand = Assignment.objects.filter(interview__application__in=keys, interview__round__number__gt=1)
    stand = stand.filter(state__in=COUNTED, interview__state__in=[InterviewState.PLANNED, InterviewState.HELD])
    who = set(stand.values_list("interview__application", "user"))
    return Counter(key for key, _user in who)


def _questions(held: Mapping[int, list[Interview]]) -> Mapping[int, tuple[int, int]]:
    """Of the questions in the kits of their later rounds, how many were put; by whom first is no matter."""
    kits = {one.kit_id: None for row in held.values() for one in row if one.kit_id and one.round.number > 1}
    of_kit: dict[int, set[int]] = defaultdict(set)
    for key, kit in KitQuestion.objects.filter(kit__in=kits, removed_at=None).values_list("pk", "kit"):
        of_kit[kit].add(key)
    put: dict[int, set[int]] = defaultdict(set)
    asked = AskedQuestion.objects.filter(
        scorecard__assignment__interview__application__in=held, scorecard__submitted_at__isnull=False
    )
    for key, question in asked.values_list("scorecard__assignment__interview__application", "kit_question"):
        put[key].add(question)
    found = {}
    for key, row in held.items():
        planned = {question for one in row if one.round.number > 1 and one.kit_id for question in of_kit[one.kit_id]}
        if planned:
            found[key] = (len(planned & put[key]), len(planned))
    return found


def _days(keys: Collection[int]) -> Mapping[int, Visit]:
    told = Visit.objects.filter(application__in=keys, state__in=[VisitState.CONFIRMED, VisitState.HELD])
    return {one.application_id: one for one in told.order_by("on", "pk")}


def _breaks(days: Mapping[int, Visit]) -> Mapping[int, tuple[int, int]]:
    found = dict.fromkeys(days, (0, 0))
    pauses = Session.objects.filter(visit__in=list(days.values()), kind__in=PAUSES, removed_at=None)
    for one in pauses.exclude(state__in=[ItemState.CANCELLED, ItemState.DID_NOT]).select_related("visit"):
        number, minutes = found[one.visit.application_id]
        found[one.visit.application_id] = number + 1, minutes + one.minutes
    return found


def _told(keys: Collection[int]) -> Mapping[int, datetime]:
    """When the first of their topics that still stands was told."""
    told = Topic.objects.filter(application__in=keys, published_at__isnull=False, withdrawn_at=None)
    return {one.application_id: one.published_at for one in told.order_by("-published_at", "-pk") if one.published_at}


def _helped(keys: Collection[int]) -> Mapping[int, tuple[datetime, datetime | None]]:
    """When something was asked, and when it was arranged; what was asked stays where it is."""
    asked = Adjustment.objects.filter(application__in=keys, asked_at__isnull=False).exclude(needs=[], words="")
    return {
        one.application_id: (one.asked_at, one.arranged_at if one.arrangement else None)
        for one in asked
        if one.asked_at
    }
