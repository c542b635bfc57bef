"""The verbs of candidates, by noun."""

from secondround.candidates.actions.applications import (
    FACT_LINES,
    add_candidate,
    add_document,
    book_candidate,
    close_case,
    declare_conflict,
    free_candidate,
    keep_resume_text,
    move_application,
    open_case,
    promise_answer,
    receive_application,
    settle_case,
    write_facts,
)
from secondround.candidates.actions.board import MoveRefused, move_on_board
from secondround.candidates.actions.bulk import Change, ChangedMeanwhile, Sorted, change_many, sort_out
from secondround.candidates.actions.doors import SEND_KEY, ask_for_key, invite_to_page, send_key
from secondround.candidates.actions.intake import (
    Confirmed,
    begin_enquiry,
    confirm_enquiry,
    enter_application,
    forget_enquiries,
)
from secondround.candidates.actions.merging import MergeRefused, Plan, merge_candidates, plan_merge, undo_merge
from secondround.candidates.actions.tags import drop_view, save_view, set_source, tag, untag

__all__ = [
    "FACT_LINES",
    "SEND_KEY",
    "Change",
    "ChangedMeanwhile",
    "Confirmed",
    "MergeRefused",
    "MoveRefused",
    "Plan",
    "Sorted",
    "add_candidate",
    "add_document",
    "ask_for_key",
    "begin_enquiry",
    "book_candidate",
    "change_many",
    "close_case",
    "confirm_enquiry",
    "declare_conflict",
    "drop_view",
    "enter_application",
    "forget_enquiries",
    "free_candidate",
    "invite_to_page",
    "keep_resume_text",
    "merge_candidates",
    "move_application",
    "move_on_board",
    "open_case",
    "plan_merge",
    "promise_answer",
    "receive_application",
    "save_view",
    "send_key",
    "set_source",
    "settle_case",
    "sort_out",
    "tag",
    "undo_merge",
    "untag",
    "write_facts",
]
