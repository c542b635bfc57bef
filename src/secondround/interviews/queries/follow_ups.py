"""Which follow-ups stand on whose card, and who may be asked to put one."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application
from secondround.interviews.access import scorecards_visible_to
from secondround.interviews.models import Assignment, AssignmentState, Draft, FollowUp, FollowUpReply, FollowUpState
from secondround.people.models import User
from secondround.people.policy import Condition

LIVE = (FollowUpState.OPEN, FollowUpState.ASKED)
_STOOD = (AssignmentState.OWED, AssignmentState.SUBMITTED, AssignmentState.WAIVED)


def askers_of(application: Application) -> list[User]:
    """Who is, or was, to assess this person in a later round, by name: whether their card is in makes no difference, and is not told."""
    later = Assignment.objects.filter(
        interview__application=application, interview__round__number__gt=1, is_short=False, state__in=_STOOD
    )
    return list(User.objects.filter(pk__in=later.values("user")).order_by("name", "pk"))


def replies_on(application: Application, reader: User | None, at: datetime) -> dict[int, list[FollowUpReply]]:
    """What cards brought to the questions on this person, by question, as far as `reader` may read those cards. None: all of it."""
    found = FollowUpReply.objects.filter(follow_up__application=application)
    if reader is not None:
        found = found.filter(scorecard__in=scorecards_visible_to(reader, application, at))
    replies: dict[int, list[FollowUpReply]] = defaultdict(list)
    for one in found.select_related("scorecard__assignment__user").order_by("scorecard__submitted_at", "pk"):
        replies[one.follow_up_id].append(one)
    return replies


def answered_in(draft: Draft | None) -> list[str]:
    """The follow-ups of which a draft says something."""
    return list(draft.body.get("answers", {})) if draft else []


def follow_ups_on(assignment: Assignment, at: datetime, answered: Collection[str] = ()) -> list[FollowUp]:
    """What stays to be asked on one's card of a later round. Pure questions: their reasons are for readers of the brief.

    Those given to its author; on the senior reader's own card also those that nobody has who will write one; and those on which
    its draft says something already (`answered`, from the stored draft alone), whatever became of them, so that no text is lost.
    """
    interview, author = assignment.interview, assignment.user
    if interview.round.number == 1 or assignment.is_short:
        return []
    mine = Q(assignee=author)
    if Condition.HANDED_OVER in candidates_access.facts_about(author, interview.application, at).holds:
        mine |= Q(assignee=None) | ~Q(assignee__in=askers_of(interview.application))
    rows = FollowUp.objects.filter(Q(mine, state__in=LIVE) | Q(uid__in=answered), application=interview.application_id)
    return list(rows.select_related("competency").order_by("made_at", "pk"))
