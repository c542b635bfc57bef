"""Verbs of decisions: debrief, decision, offer, every way an application ends, the end of a position, the answers owed."""

from secondround.decisions.actions.answers import AnswerRefused, note_answer, send_answer, take_back_answer
from secondround.decisions.actions.debriefs import (
    DebriefRefused,
    enter_debrief,
    move_speaker,
    name_decider,
    open_debrief,
    speak,
)
from secondround.decisions.actions.decisions import DecisionRefused, Final, decide
from secondround.decisions.actions.endings import Choice, close, close_before_interview, decide_round
from secondround.decisions.actions.feedback import FeedbackRefused, check_feedback, write_feedback
from secondround.decisions.actions.offers import (
    OfferGiven,
    OfferRefused,
    accept_offer,
    answer_approval,
    decline_offer,
    expire_offers,
    extend_offer,
    send_offer,
    withdraw_offer,
    write_offer,
)
from secondround.decisions.actions.positions import CloseRefused, Ending, close_position
from secondround.decisions.actions.treatment import note_treatment
from secondround.decisions.actions.withdrawals import WithdrawalRefused, undo_withdrawal, withdraw

__all__ = [
    "AnswerRefused",
    "Choice",
    "CloseRefused",
    "DebriefRefused",
    "DecisionRefused",
    "Ending",
    "FeedbackRefused",
    "Final",
    "OfferGiven",
    "OfferRefused",
    "WithdrawalRefused",
    "accept_offer",
    "answer_approval",
    "check_feedback",
    "close",
    "close_before_interview",
    "close_position",
    "decide",
    "decide_round",
    "decline_offer",
    "enter_debrief",
    "expire_offers",
    "extend_offer",
    "move_speaker",
    "name_decider",
    "note_answer",
    "note_treatment",
    "open_debrief",
    "send_answer",
    "send_offer",
    "speak",
    "take_back_answer",
    "undo_withdrawal",
    "withdraw",
    "withdraw_offer",
    "write_feedback",
    "write_offer",
]
