"""The verbs of a second-round day, by noun."""

from secondround.visits.actions.confirming import cancel_day, cancel_visits, confirm_day
from secondround.visits.actions.days import (
    DayGiven,
    DayRefused,
    SessionGiven,
    add_session,
    change_session,
    drop_draft,
    frame_day,
    plan_day,
    remove_session,
)
from secondround.visits.actions.happening import (
    add_on_the_spot,
    end_day,
    note_arrival,
    note_no_show,
    note_session,
)

__all__ = [
    "DayGiven",
    "DayRefused",
    "SessionGiven",
    "add_on_the_spot",
    "add_session",
    "cancel_day",
    "cancel_visits",
    "change_session",
    "confirm_day",
    "drop_draft",
    "end_day",
    "frame_day",
    "note_arrival",
    "note_no_show",
    "note_session",
    "plan_day",
    "remove_session",
]
