"""The verbs of positions, by noun: the position itself, its plan, its public page, rooms."""

from secondround.positions.actions.blueprints import open_from
from secondround.positions.actions.competencies import (
    CompetencyRefused,
    add_competency,
    edit_library,
    map_competency,
    remove_competency,
    set_weights,
    switch_adjustment,
    word_competency,
)
from secondround.positions.actions.plan import (
    KitGiven,
    PlanRefused,
    add_question,
    change_kit,
    make_kit,
    move_question,
    remove_question,
    rename_round,
    retire_kit,
    word_question,
)
from secondround.positions.actions.positions import (
    LastRecruiter,
    add_round,
    describe_position,
    end_team,
    name_team,
    open_position,
)
from secondround.positions.actions.publishing import (
    PublishRefused,
    end_position,
    pause_position,
    publish_position,
    reopen_position,
    unpublish_position,
)
from secondround.positions.actions.rooms import book_room, free_room

__all__ = [
    "CompetencyRefused",
    "KitGiven",
    "LastRecruiter",
    "PlanRefused",
    "PublishRefused",
    "add_competency",
    "add_question",
    "add_round",
    "book_room",
    "change_kit",
    "describe_position",
    "edit_library",
    "end_position",
    "end_team",
    "free_room",
    "make_kit",
    "map_competency",
    "move_question",
    "name_team",
    "open_from",
    "open_position",
    "pause_position",
    "publish_position",
    "remove_competency",
    "remove_question",
    "rename_round",
    "reopen_position",
    "retire_kit",
    "set_weights",
    "switch_adjustment",
    "unpublish_position",
    "word_competency",
    "word_question",
]
