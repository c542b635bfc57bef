"""Beside what waits for somebody: their own interviews, soonest first, and whom they wait for."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import ngettext

from secondround.candidates import access as candidates_access
from secondround.interviews.models import Assignment
from secondround.interviews.queries import end_of_interview, owed_by_others
from secondround.interviews.queries.planning import coming_of
from secondround.people.models import User
from secondround.positions.models import Position

SHOWN = 8


def coming_for(user: User, at: datetime) -> list[Assignment]:
    """The next interviews that `user` holds, with people whose file is open to them."""
    coming = coming_of(user, at)
    seen = candidates_access.visible_to(user, at).filter(pk__in={one.interview.application_id for one in coming})
    readable = set(seen.values_list("pk", flat=True))
    return [one for one in coming if one.interview.application_id in readable][:SHOWN]


def is_met_on(one: Assignment, day: date, zone: ZoneInfo) -> bool:
    """Whether this interview is a meeting of its own on a day, by the clocks of a zone; those of a second-round day are parts of it."""
    of = one.interview
    return of.at is not None and not of.is_of_day and of.at.astimezone(zone).date() == day


@dataclass(frozen=True)
class Expected:
    """Somebody, or how many, whose card `user` waits for: about whom, since when, and where it is seen."""

    who: str
    about: str
    link: str
    since: datetime | None = None


def expected_by(user: User, at: datetime) -> list[Expected]:
    """Cards that others still owe: by name to whoever recruits, as a count per position to whoever hires."""
    named = candidates_access.visible_to(user, at, "progress.names")
    by_name = owed_by_others(user, named, at)
    counted = candidates_access.visible_to(user, at, "progress.count").exclude(pk__in=named.values("pk"))
    counts: dict[Position, int] = {}
    for one in owed_by_others(user, counted, at):
        of = one.interview.application.position
        counts[of] = counts.get(of, 0) + 1
    return [
        *(_by_name(one) for one in by_name[:SHOWN]),
        *(
            Expected(
                "",
                ngettext(
                    "One scorecard is still owed for %(title)s",
                    "%(number)s scorecards are still owed for %(title)s",
                    number,
                )
                % {"number": number, "title": of.title},
                reverse("interviews:position", args=[of.uid]),
            )
            for of, number in counts.items()
        ),
    ]


def _by_name(one: Assignment) -> Expected:
    interview = one.interview
    about = interview.application.candidate.name
    return Expected(
        one.user.name,
        about,
        reverse("interviews:application", args=[interview.application.uid]),
        end_of_interview(interview),
    )
