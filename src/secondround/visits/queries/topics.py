"""Reads of topics: what stands, what the candidate was told, until when telling is in time, what must not be told."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from secondround.candidates.models import Application
from secondround.candidates.rules import working_days_before
from secondround.interviews.models import FollowUp, FollowUpState, Note, Scorecard
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


def choosable_follow_ups(application: Application) -> QuerySet[FollowUp]:
    """Open questions that no standing topic was made of."""
    taken = standing_topics(application).filter(follow_up__isnull=False).values("follow_up")
    found = FollowUp.objects.filter(application=application, state=FollowUpState.OPEN).exclude(pk__in=taken)
    return found.select_related("competency").order_by("pk")


def last_day_to_publish(application: Application) -> Latest | None:
    """The last day on which topics are told in time for a confirmed day; None while none is confirmed."""
    visit = Visit.objects.filter(application=application, state=VisitState.CONFIRMED).select_related("site").first()
    if visit is None:
        return None
    days_off = {date.fromisoformat(one) for one in visit.site.days_off} if visit.site else set[date]()
    return Latest(working_days_before(visit.on, AHEAD, days_off), ZoneInfo(visit.zone))


def words_not_to_tell(application: Application) -> tuple[list[str], list[str]]:
    """Names of those who judged, and what they noted: a topic names none of them and quotes none of it."""
    cards = Scorecard.objects.filter(assignment__interview__application=application, submitted_at__isnull=False)
    names = list(cards.order_by("assignment__user__name").values_list("assignment__user__name", flat=True).distinct())
    notes = list(Note.objects.filter(scorecard__in=cards).order_by("pk").values_list("text", flat=True))
    return names, notes


def is_soon(application: Application, today: date) -> bool:
    """Whether the last day for topics is today or tomorrow: worth a line on Today."""
    latest = last_day_to_publish(application)
    return latest is not None and today <= latest.on <= today + timedelta(days=1)
