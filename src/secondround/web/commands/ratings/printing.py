"""How the ratings commands print: JSON of finite numbers, or columns that a person reads."""

import json
from collections.abc import Mapping, Sequence


def print_json(found: Mapping[str, object]) -> None:
    """One line of JSON. What is not a finite number must have been left out or be null: JSON has no other."""
    print(json.dumps(found, ensure_ascii=False, allow_nan=False))


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Columns with two spaces between; the first to the left, figures to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
