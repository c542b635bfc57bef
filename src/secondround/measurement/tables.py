"""Ratings from a file: CSV, gzip, JSON or a table as people type it; what is wrong is said in one line with its place.

Pure: no Django, and numpy only where numbers are asked for, so that a command answers at once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class TableRefused(ValueError):
    """A file that cannot be used; the message is one line with file, line and column."""


@dataclass(frozen=True)
class Table:
    """A table by column, cells as text. A blank cell and NA are missing."""

    file: str
    columns: Mapping[str, Sequence[str]]
    lines: Sequence[int]
    """Where each row begins in the file (the header is line 1), or its number in JSON."""
    counted: str = "line"
    """What `lines` counts: "line", or "record" in JSON."""
    repeated: frozenset[str] = field(default_factory=frozenset)
    """Column names that stand twice; asking for one is refused."""
    decimal_comma: bool = False
    """Whether 3,5 may be a number here: not where commas part the cells."""

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, name: str) -> list[str]:
        """The cells of a column, stripped; "" where missing. Raises `TableRefused` where there is no such column."""
        if name not in self.columns:
            known = ", ".join(one for one in self.columns if one) or "nothing"
            raise self.refused(f"there is no such column; the header has: {known}", name)
        if name in self.repeated:
            raise self.refused("this column stands twice; keep one", name)
        return ["" if (cell := text.strip()) == "NA" else cell for text in self.columns[name]]

    def numbers(self, name: str) -> "NDArray[np.float64]":
        """A column of finite numbers, shape (rows,), in the file's units; nan where missing. Raises `TableRefused`."""
        import numpy as np  # noqa: PLC0415  a file that is refused is refused without it

        cells = ["" if cell == "NaN" else cell for cell in self.texts(name)]
        try:
            found = np.array([float(cell or "nan") for cell in cells], dtype=np.float64)
        except ValueError:
            found = np.array([_number(cell, self.decimal_comma) for cell in cells], dtype=np.float64)
        for row in range(len(cells)) if "_" in "".join(cells) else np.flatnonzero(~np.isfinite(found)):
            if cells[row] and (not np.isfinite(found[row]) or "_" in cells[row]):
                raise self.refused(f"{shown(cells[row])} is not a number", name, int(row))
        return found

    def refused(self, words: str, column: str, row: int | None = None) -> TableRefused:
        """An error to raise that names file, line and column; without a row it is about the header."""
        line = 1 if row is None else self.lines[row]
        return refused(self.file, words, f"{self.counted} {line}", column)


def refused(file: str, words: str, place: str = "", column: str = "") -> TableRefused:
    """`ratings.csv, line 12, column score: "abc" is not a number`."""
    named = [one_line(file), place, f"column {one_line(column)}" if column else ""]
    return TableRefused(f"{', '.join(one for one in named if one)}: {one_line(words)}")


def shown(cell: str) -> str:
    """A cell in quotation marks, short enough for a line."""
    return f'"{cell[:40]}…"' if len(cell) > 40 else f'"{cell}"'


def one_line(text: str) -> str:
    """Nothing that a file holds makes two lines of one, or moves a terminal's cursor."""
    return "".join(mark if mark.isprintable() else " " for mark in text[:600])


def _number(cell: str, decimal_comma: bool) -> float:
    """nan where it is none."""
    if decimal_comma and re.fullmatch(r"[+-]?\d*,\d+", cell):
        cell = cell.replace(",", ".")
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def read_table(path: Path | str) -> Table:
    """The table in a file, in whichever of the forms; "-" is standard input. Raises `TableRefused` and `OSError`."""
    from secondround.measurement.table_files import read_bytes, read_json, read_text  # noqa: PLC0415  it imports this

    name, data = read_bytes(path)
    text = _decoded(name, data)
    return read_json(name, text) if text.lstrip()[:1] in ("[", "{") else read_text(name, text)


def _decoded(file: str, data: bytes) -> str:
    """UTF-8 or UTF-16 with its mark, else Windows-1252, which spreadsheets write in western Europe."""
    if not data.strip():
        raise refused(file, "the file is empty; a header line and rows were expected", "line 1")
    if data.startswith(WORKBOOKS):
        raise refused(file, "this is a workbook; save the sheet as CSV", "line 1")
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        try:
            text = "\0" if is_wide else data.decode("cp1252")
        except UnicodeDecodeError:
            raise refused(file, "letters in an unknown encoding; save the file as UTF-8", f"line {line}") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refused(file, "this is not a text file", f"line {line}")
    if not text.strip():
        raise refused(file, "the file is empty; a header line and rows were expected", "line 1")
    return text


def table_of(
    file: str, header: Sequence[str], rows: Sequence[Sequence[str]], lines: Sequence[int], *, decimal_comma: bool
) -> Table:
    """A table from rows of cells. Raises `TableRefused` where a row has another number of cells than the header."""
    names = [" ".join(name.split()) for name in header]
    if not rows:
        raise refused(file, "there is a header but no row beneath it", "line 2")
    is_even = {*map(len, rows)} == {len(names)}
    for row, line in () if is_even else zip(rows, lines, strict=True):
        if len(row) < len(names):
            words = f"the line ends before it ({len(row)} cells, the header has {len(names)})"
            raise refused(file, words, f"line {line}", names[len(row)] or str(len(row) + 1))
        if len(row) > len(names):
            words = f"more cells ({len(row)}) than the header has ({len(names)})"
            raise refused(file, words, f"line {line}", str(len(names) + 1))
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if names else {}
    twice = frozenset(name for name in columns if names.count(name) > 1)
    return Table(file, columns, lines, "line", twice, decimal_comma)
