"""What somebody was shown of others while a card of their own was still owed: the log that grows by reading, and by nothing else."""

from collections.abc import Collection
from datetime import datetime

from secondround.audit.actions import record, turn
from secondround.interviews.models import Assignment, AssignmentState, Exposure
from secondround.people.models import User


def note_reading(*, by: User, at: datetime, applications: Collection[int], what: str) -> None:
    """Others' ratings, notes or recommendations on these people are about to be shown to `by`, as `what` (see `wording.SEEN`).

    Kept once for each person on whom `by` owes a card: that card will say what its author had seen. Whoever owes none leaves no mark.
    The rounds that one owes a card in are not shown at all; what is kept here is what one reads of the others.
    """
    owed = Assignment.objects.filter(
        user=by, state=AssignmentState.OWED, interview__application__in=applications
    ).values_list("interview__application", flat=True)
    known = Exposure.objects.filter(user=by, what=what, application__in=applications).values("application")
    if not (new := set(owed.exclude(interview__application__in=known))):
        return
    with turn():
        for key in sorted(new):
            kept, is_new = Exposure.objects.get_or_create(user=by, application_id=key, what=what, defaults={"at": at})
            if is_new:
                record(
                    by=by,
                    at=at,
                    act="interviews.read_others",
                    about={"application": kept.application_id},
                    text={"what": what},
                )
