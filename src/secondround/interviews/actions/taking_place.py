"""What became of an interview when its time came: the candidate did not come, somebody was not there, it was left out."""

from datetime import datetime

from secondround.audit.actions import turn
from secondround.candidates import access as candidates_access
from secondround.interviews import access
from secondround.interviews.actions.appointments import Actor, ScheduleRefused, free, note, open_interview
from secondround.interviews.actions.scorecards import end_assignment, end_sight_if_unmet
from secondround.interviews.models import Assignment, AssignmentState, Interview, InterviewState
from secondround.people.models import User


def note_no_show(*, by: Actor, at: datetime, interview: Interview, reason: str = "") -> None:
    """The candidate did not come. Nobody owes a card for it; nothing follows of itself."""
    candidates_access.check(by, interview.application, at, "interview.schedule")
    if interview.is_of_day:
        raise ScheduleRefused("of_day")
    note_not_held(by=by, at=at, interview=interview, reason=reason, state=InterviewState.NO_SHOW)


def note_not_held(*, by: Actor, at: datetime, interview: Interview, reason: str, state: InterviewState) -> None:
    """Its time came and it did not take place: the candidate did not come, or it was left out. Its callers have asked their own door."""
    with turn():
        locked = open_interview(interview, of_day=interview.is_of_day)
        if locked.at is None or locked.at > at:
            raise ScheduleRefused("not_yet")
        if locked.assignments.filter(state=AssignmentState.SUBMITTED).exists():
            raise ScheduleRefused("has_cards")
        locked.state = state
        locked.save()
        if state == InterviewState.CANCELLED:
            free(locked)
        for assignment in locked.assignments.filter(state=AssignmentState.OWED):
            end_assignment(by=by, at=at, assignment=assignment, state=AssignmentState.NOT_HELD, reason=reason)
            end_sight_if_unmet(by=by, at=at, assignment=assignment)
        note(by, at, locked, state.value, reason, "")


def note_absent(*, by: Actor, at: datetime, assignment: Assignment, reason: str) -> None:
    """An assessor did not attend: no card is wanted of them, and no reminder goes out."""
    interview = assignment.interview
    if isinstance(by, User) and by.pk == assignment.user_id:
        access.check_own(by, assignment, at, "assessment.write_own")
    else:
        candidates_access.check(by, interview.application, at, "interview.schedule")
    if interview.at is None or interview.at > at:
        raise ScheduleRefused("not_yet")
    note_not_there(by=by, at=at, assignment=assignment, reason=reason)


def note_not_there(*, by: Actor, at: datetime, assignment: Assignment, reason: str) -> None:
    """An assessor was not in the room. Its callers have asked the door of their own act."""
    with turn():
        end_assignment(by=by, at=at, assignment=assignment, state=AssignmentState.NOT_HELD, reason=reason)
        end_sight_if_unmet(by=by, at=at, assignment=assignment)
        note(by, at, assignment.interview, "absent", reason, str(assignment.user_id))
