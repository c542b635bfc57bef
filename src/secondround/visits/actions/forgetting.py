"""What becomes of second-round days when a person is forgotten: that they took place stays, what was said and offered goes."""

from collections.abc import Collection
from datetime import datetime

from secondround.audit.actions import About, record, turn
from secondround.people.models import User
from secondround.visits.models import (
    Adjustment,
    Happening,
    Invitation,
    OfferedWindow,
    Session,
    Topic,
    Visit,
    VisitVersion,
)


def forget_visits(*, by: User, at: datetime, applications: Collection[int]) -> About:
    """Part of an erasure that two people asked for; says under which ids the record speaks of what was forgotten."""
    with turn():
        of = {"application__in": applications}
        invitations, days = Invitation.objects.filter(**of), Visit.objects.filter(**of)
        sessions = Session.objects.filter(visit__in=days)
        OfferedWindow.objects.filter(invitation__in=invitations).delete()
        Adjustment.objects.filter(**of).delete()
        Topic.objects.filter(**of).update(text="")
        Happening.objects.filter(visit__in=days).update(words="")
        VisitVersion.objects.filter(visit__in=days).update(body={})
        invitations.update(meaning="", meets="", words="")
        sessions.update(title="", about="", place="")
        days.update(welcome="", move_asked="")
        record(by=by, at=at, act="visits.forget_visits", about={"applications": sorted(applications)})
    return {
        "invitation": list(invitations.values_list("pk", flat=True)),
        "visit": list(days.values_list("pk", flat=True)),
        "session": list(sessions.values_list("pk", flat=True)),
        "topic": list(Topic.objects.filter(**of).values_list("pk", flat=True)),
    }
