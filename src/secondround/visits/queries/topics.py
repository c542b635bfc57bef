"""Reads of topics: what stands, what the candidate was told, until when telling is in time, what must not be told."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from secondround.candidates.access import owed_rounds
from secondround.candidates.models import Application
from secondround.candidates.rules import working_days_before
from secondround.interviews.access import scorecards_visible_to
from secondround.interviews.models import STEPPED_OUT, Assignment, FollowUp, FollowUpState, Note
from secondround.people.models import User
from secondround.visits.models import Topic, Visit, VisitState

AHEAD = 2
"""Working days of the site between telling and the day."""


@dataclass(frozen=True)
class Latest:
    on: date
    zone: ZoneInfo


def standing_topics(application: Application) -> QuerySet[Topic]:
    return Topic.objects.filter(application=application, withdrawn_at=None)


def published_topics(application: Application) -> QuerySet[Topic]:
    """Exactly what the candidate was told, in its order."""
    return standing_topics(application).filter(published_at__isnull=False)


def choosable_follow_ups(application: Application, reader: User, at: datetime) -> QuerySet[FollowUp]:
    """Open questions that no standing topic was made of, and that tell `reader` of no round in which they owe a card."""
    taken = standing_topics(application).filter(follow_up__isnull=False).values("follow_up")
    hidden = FollowUp.objects.filter(rounds__in=owed_rounds(reader, application, at)).values("pk")
    found = FollowUp.objects.filter(application=application, state=FollowUpState.OPEN)
    found = found.exclude(pk__in=taken).exclude(pk__in=hidden)
    return found.select_related("competency").order_by("pk")


def last_day_to_publish(application: Application) -> Latest | None:
    """The last day on which topics are told in time for a confirmed day; None while none is confirmed."""
    visit = Visit.objects.filter(application=application, state=VisitState.CONFIRMED).select_related("site").first()
    if visit is None:
        return None
    days_off = {date.fromisoformat(one) for one in visit.site.days_off} if visit.site else set[date]()
    return Latest(working_days_before(visit.on, AHEAD, days_off), ZoneInfo(visit.zone))


def words_not_to_tell(application: Application, reader: User, at: datetime) -> tuple[list[str], list[str]]:
    """Names of those who judge, and what `reader` may read of their notes: a topic names none of them and quotes none of it."""
    asked = Assignment.objects.filter(interview__application=application).exclude(state__in=STEPPED_OUT)
    names = list(asked.order_by("user__name").values_list("user__name", flat=True).distinct())
    cards = scorecards_visible_to(reader, application, at)
    notes = list(Note.objects.filter(scorecard__in=cards).order_by("pk").values_list("text", flat=True))
    return names, notes


def is_soon(application: Application, today: date) -> bool:
    """Whether the last day for topics is today or tomorrow: worth a line on Today."""
    latest = last_day_to_publish(application)
    return latest is not None and today <= latest.on <= today + timedelta(days=1)
