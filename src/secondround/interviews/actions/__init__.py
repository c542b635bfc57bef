"""The verbs of assessing, by noun."""

from secondround.interviews.actions.follow_ups import (
    Ask,
    FollowUpAnswer,
    FollowUpRefused,
    answer_follow_up,
    ask,
    assign_follow_up,
    drop_follow_up,
    mark_asked,
    reopen_follow_up,
    word_follow_up,
)
from secondround.interviews.actions.scorecards import (
    CardEntry,
    CardRefused,
    Loose,
    amend_scorecard,
    assign,
    plan_interview,
    recuse,
    submit_scorecard,
    waive_scorecard,
)

__all__ = [
    "Ask",
    "CardEntry",
    "CardRefused",
    "FollowUpAnswer",
    "FollowUpRefused",
    "Loose",
    "amend_scorecard",
    "answer_follow_up",
    "ask",
    "assign",
    "assign_follow_up",
    "drop_follow_up",
    "mark_asked",
    "plan_interview",
    "recuse",
    "reopen_follow_up",
    "submit_scorecard",
    "waive_scorecard",
    "word_follow_up",
]
