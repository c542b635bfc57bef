"""Interviews: what is arranged, what was written and rated, what stays open, what was brought in."""

from secondround.interviews.models.arranging import (
    STEPPED_OUT,
    Assignment,
    AssignmentState,
    CalendarEntry,
    Change,
    Interview,
    InterviewState,
    Reminder,
)
from secondround.interviews.models.cards import (
    AskedQuestion,
    Draft,
    DraftVersion,
    Exposure,
    Note,
    Rating,
    Recommendation,
    Scorecard,
)
from secondround.interviews.models.follow_ups import (
    FollowUp,
    FollowUpReply,
    FollowUpState,
)
from secondround.interviews.models.history import (
    AssessorLeaning,
    ImportedPosition,
    ImportFile,
    ImportRun,
    ImportState,
    RatingHistory,
)

__all__ = [
    "STEPPED_OUT",
    "AskedQuestion",
    "AssessorLeaning",
    "Assignment",
    "AssignmentState",
    "CalendarEntry",
    "Change",
    "Draft",
    "DraftVersion",
    "Exposure",
    "FollowUp",
    "FollowUpReply",
    "FollowUpState",
    "ImportFile",
    "ImportRun",
    "ImportState",
    "ImportedPosition",
    "Interview",
    "InterviewState",
    "Note",
    "Rating",
    "RatingHistory",
    "Recommendation",
    "Reminder",
    "Scorecard",
]
