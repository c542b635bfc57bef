"""Named reads of people: the directory and the record (`directory.py`), their time (`times.py`)."""

from secondround.people.queries.directory import (
    Standing,
    Told,
    choosable,
    chosen_person,
    clock_of,
    directory,
    find_person,
    is_open,
    known_language,
    reads_all,
    standings,
    told,
)

__all__ = [
    "Standing",
    "Told",
    "choosable",
    "chosen_person",
    "clock_of",
    "directory",
    "find_person",
    "is_open",
    "known_language",
    "reads_all",
    "standings",
    "told",
]
