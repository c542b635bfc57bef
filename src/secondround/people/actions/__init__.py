"""The verbs of people, by noun: persons, their rights, their way in."""

from secondround.people.actions.installation import AlreadyBegun, begin_installation, found_organisation
from secondround.people.actions.persons import (
    PersonRefused,
    add_person,
    correct_email,
    deactivate,
    describe_person,
    end_sessions,
    forget_second_factor,
    note_sign_in,
    reactivate,
    sign_out_elsewhere,
)
from secondround.people.actions.rights import COMES_LATER, RightRefused, end_right, grant_right
from secondround.people.actions.welcome import (
    Invitation,
    LinkRefused,
    find_welcome,
    invite,
    revoke_link,
    send_new_link,
    send_reset_letter,
    sends_letters,
    spend_welcome,
)

__all__ = [
    "COMES_LATER",
    "AlreadyBegun",
    "Invitation",
    "LinkRefused",
    "PersonRefused",
    "RightRefused",
    "add_person",
    "begin_installation",
    "correct_email",
    "deactivate",
    "describe_person",
    "end_right",
    "end_sessions",
    "find_welcome",
    "forget_second_factor",
    "found_organisation",
    "grant_right",
    "invite",
    "note_sign_in",
    "reactivate",
    "revoke_link",
    "send_new_link",
    "send_reset_letter",
    "sends_letters",
    "sign_out_elsewhere",
    "spend_welcome",
]
