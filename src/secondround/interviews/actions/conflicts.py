"""Saying that one must not judge somebody: out of every interview with them, and then out of their file."""

from datetime import datetime

from django.utils.translation import gettext as _

from secondround.audit.actions import record, turn
from secondround.candidates.actions import declare_conflict
from secondround.candidates.models import Application, ConflictKind
from secondround.interviews.actions.scheduling import leave_for_conflict
from secondround.interviews.models import Assignment, AssignmentState
from secondround.people.models import User


def step_out_for_conflict(
    *, by: User, at: datetime, application: Application, kind: ConflictKind, reason: str, had_read: bool
) -> None:
    """Declare it and leave: interviews to come want somebody else, cards that are owed are owed no more.

    Who plans is told that somebody else is wanted, in neutral words; what connects the two stands on the file alone.
    """
    words = _("must not judge this person")
    owed = Assignment.objects.filter(
        user=by, state=AssignmentState.OWED, interview__application__candidate=application.candidate_id
    ).select_related("interview__application__candidate", "interview__application__position", "interview__round")
    with turn():
        declare_conflict(by=by, at=at, application=application, kind=kind, reason=reason, had_read=had_read)
        for one in list(owed):
            leave_for_conflict(by=by, at=at, assignment=one, reason=words)
        record(
            by=by,
            at=at,
            act="interviews.step_out_for_conflict",
            about={"application": application.pk, "user": by.pk},
            text={"had_read": had_read},
        )
