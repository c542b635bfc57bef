"""The verbs of people, by noun: persons, their rights, their way in."""

from secondround.people.actions.persons import (
    PersonRefused,
    add_person,
    deactivate,
    describe_person,
    end_sessions,
    note_sign_in,
    reactivate,
)
from secondround.people.actions.rights import COMES_LATER, RightRefused, end_right, grant_right

__all__ = [
    "COMES_LATER",
    "PersonRefused",
    "RightRefused",
    "add_person",
    "deactivate",
    "describe_person",
    "end_right",
    "end_sessions",
    "grant_right",
    "note_sign_in",
    "reactivate",
]
