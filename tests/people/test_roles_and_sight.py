"""The reference says of every action what the table says, letter by letter."""

import re
from pathlib import Path

from secondround.people.policy import TABLE

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "roles-and-sight.md"


def rows() -> dict[str, tuple[set[str], set[str]]]:
    """Of each action in the reference: what comes before any role, and who may."""
    found = {}
    for line in PAGE.read_text().splitlines():
        named = re.match(r"\| `([a-z_.]+)`", line)
        if named:
            cells = [cell.strip() for cell in line.strip("|").split("|")][1:]
            before = cells.pop(0) if len(cells) == 3 else ""
            found[named[1]] = (set(before.split()), set(cells[0].split()))
    return found


def test_the_reference_and_the_table_name_the_same_actions():
    assert list(rows()) == list(TABLE)


def test_the_reference_names_for_each_action_who_may_and_what_comes_first():
    assert rows() == {
        action: ({veto.value for veto in row.vetoes}, {role.value for role in row.cells})
        for action, row in TABLE.items()
    }
