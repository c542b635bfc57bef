"""Verbs of decisions: every way an application ends, the end of a position, and the answers owed."""

from secondround.decisions.actions.answers import (
    AnswerRefused,
    note_answer,
    send_answer,
    take_back_answer,
)
from secondround.decisions.actions.endings import Choice, close, close_before_interview, decide_round
from secondround.decisions.actions.positions import CloseRefused, Ending, close_position

__all__ = [
    "AnswerRefused",
    "Choice",
    "CloseRefused",
    "Ending",
    "close",
    "close_before_interview",
    "close_position",
    "decide_round",
    "note_answer",
    "send_answer",
    "take_back_answer",
]
