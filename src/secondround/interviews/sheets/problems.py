"""What is wrong with a file, said so that somebody can put it right: file, line, column, what stood there, what was expected."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One thing to put right. `line` counts as a spreadsheet does, the header being line 1; 0 where it is about the whole file."""

    file: str
    line: int
    column: str
    expected: str
    found: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += _(", line %(line)s") % {"line": self.line}
        if self.column:
            place += _(", column %(column)s") % {"column": self.column}
        if self.found:
            return _("%(place)s: %(expected)s Found “%(found)s”.") % {
                "place": place,
                "expected": self.expected,
                "found": shortened(self.found),
            }
        return _("%(place)s: %(expected)s") % {"place": place, "expected": self.expected}


class SheetRefused(ValueError):
    """A file that is not brought in. `problems`: the first of them; `more`: how many are not listed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(one) for one in problems[:SHOWN]))
        self.problems = tuple(problems[:SHOWN])
        self.more = max(0, len(problems) - SHOWN)

    def named(self, file: str) -> "SheetRefused":
        return SheetRefused([replace(one, file=file) for one in self.problems])


def shortened(text: str, length: int = 60) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"
