"""What becomes of notes and cards when a person is forgotten: what was said goes, ratings stay without a person, for the model."""

from collections.abc import Collection
from datetime import datetime

from secondround.audit.actions import About, record, turn
from secondround.interviews.models import (
    AskedQuestion,
    Assignment,
    Change,
    Draft,
    FollowUp,
    FollowUpReply,
    Interview,
    Note,
    Rating,
    Scorecard,
)
from secondround.people.models import User


def forget_assessments(*, by: User, at: datetime, applications: Collection[int]) -> About:
    """Part of an erasure that two people asked for; says under which ids the record speaks of what was forgotten."""
    with turn():
        talks = Interview.objects.filter(application__in=applications)
        asked = Assignment.objects.filter(interview__in=talks)
        cards = Scorecard.objects.filter(assignment__in=asked)
        follow_ups = FollowUp.objects.filter(application__in=applications)
        Draft.objects.filter(assignment__in=asked).delete()
        Note.objects.filter(scorecard__in=cards).update(text="")
        AskedQuestion.objects.filter(scorecard__in=cards).update(text="")
        FollowUpReply.objects.filter(scorecard__in=cards).update(words="")
        Rating.objects.filter(scorecard__in=cards).update(given_as="")
        Change.objects.filter(interview__in=talks).update(before="", reason="")
        cards.update(reason="")
        asked.update(reason="")
        talks.update(place="", over_limit="")
        follow_ups.update(question="", reason={}, answer="", drop_reason="")
        record(by=by, at=at, act="interviews.forget_assessments", about={"applications": sorted(applications)})
    return {
        "interview": list(talks.values_list("pk", flat=True)),
        "assignment": list(asked.values_list("pk", flat=True)),
        "scorecard": list(cards.values_list("pk", flat=True)),
        "follow_up": list(follow_ups.values_list("pk", flat=True)),
    }
