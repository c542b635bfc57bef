"""How far the scorecards of applications are: by name for whoever recruits, as counts for others, one's own for everybody."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from secondround.candidates.models import Application
from secondround.interviews.models import Assignment, AssignmentState, Draft, Interview
from secondround.interviews.rules.progress import OPEN, Standing, counted, standing
from secondround.people.models import User


@dataclass(frozen=True)
class Progress:
    """One assessor's card: how far it is. `ends_at`: of the interview, where it has a time."""

    assignment: Assignment
    standing: Standing
    ends_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.standing in OPEN


def end_of_interview(interview: Interview) -> datetime | None:
    """When an interview is over by its plan; None where it has no time."""
    return interview.at + timedelta(minutes=interview.minutes) if interview.at else None


def progress_of(applications: Collection[int], at: datetime) -> dict[int, list[Progress]]:
    """Every card that was ever wanted on these applications, in the order in which it was asked for: one query."""
    rows = (
        Assignment.objects.filter(interview__application__in=applications)
        .select_related("user", "interview__kit", "interview__round")
        .annotate(is_begun=Exists(Draft.objects.filter(assignment=OuterRef("pk"))))
        .order_by("assigned_at", "pk")
    )
    found: dict[int, list[Progress]] = defaultdict(list)
    for row in rows:
        ends = end_of_interview(row.interview)
        code = standing(row.state, row.interview.at, ends, row.is_begun, at)
        if code is not None:
            found[row.interview.application_id].append(Progress(row, code, ends))
    return found


def told_to(user: User, rows: Sequence[Progress]) -> list[Progress]:
    """Of one application's cards those that `user` may hear of: whoever owes one there is told of that one alone."""
    own = [one for one in rows if one.assignment.user_id == user.pk and one.assignment.state == "owed"]
    return own or list(rows)


def counts_of(rows: Sequence[Progress]) -> dict[str, int]:
    return counted(one.standing for one in rows)


def begun_by(user: User) -> set[int]:
    """Of one's own assignments those on whose card one has begun to write."""
    return set(Draft.objects.filter(assignment__user=user).values_list("assignment", flat=True))


def every_card_in(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Those of whom somebody's card of the first round is in or was done without, and none of that round is owed any more."""
    of_first = Assignment.objects.filter(
        interview__application=OuterRef("pk"), interview__round__number=1, is_short=False
    )
    ended = of_first.filter(state__in=[AssignmentState.SUBMITTED, AssignmentState.WAIVED])
    return applications.filter(Exists(ended), ~Exists(of_first.filter(state=AssignmentState.OWED)))


def owed_by_others(user: User, applications: QuerySet[Application], at: datetime) -> list[Assignment]:
    """Cards that others owe on these applications of interviews that are over, longest owed first.

    On whomever `user` owes a card, they hear of none.
    """
    mine = Assignment.objects.filter(user=user, state=AssignmentState.OWED)
    begun = (
        Assignment.objects.filter(
            Q(interview__at__isnull=True) | Q(interview__at__lt=at),
            state=AssignmentState.OWED,
            interview__application__in=applications,
        )
        .exclude(user=user)
        .exclude(interview__application__in=mine.values("interview__application"))
        .select_related("user", "interview__application__candidate", "interview__application__position")
        .order_by("interview__at", "assigned_at", "pk")
    )
    return [one for one in begun if (end_of_interview(one.interview) or at) <= at]
