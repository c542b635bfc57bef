"""From bytes to rows of text: separators, encodings and workbooks as programs write them."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from secondround.interviews.sheets.problems import Problem, SheetRefused

MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_BYTES = 20 * 1024 * 1024
LONGEST_CELL = 20_000
SEPARATORS = ",;\t|"
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Table:
    """A sheet: its header as written, and its rows with the line each begins on. Cells are text, stripped."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[Problem, ...] = ()
    """Of single rows; a header that is none is the better thing to say first."""


def read_table(file: str, data: bytes) -> Table:
    """Rows of a CSV file or of the first sheet of a workbook. Raises `SheetRefused`."""
    if not data.strip():
        raise refused(file, _("The file is empty; a header line and at least one row were expected."))
    if len(data) > MOST_BYTES:
        raise refused(file, _("The file is larger than 20 MB; divide it."))
    if data.startswith(OLD_EXCEL):
        raise refused(file, _("This is an old .xls workbook; save it as .xlsx or CSV."))
    if data.startswith(ZIP):
        from secondround.interviews.sheets.workbook import read_workbook  # noqa: PLC0415  the box is needed for workbooks alone

        return _table(file, read_workbook(file, data))
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refused(file, _("This is not a text file; save the sheet as CSV or .xlsx."))
    return _table(file, _csv_rows(file, decoded(file, data)))


def decoded(file: str, data: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with mark, else Windows-1252 as Excel writes it in western Europe."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise refused(
                    file, _("The file says it is %(encoding)s but is damaged.") % {"encoding": encoding}
                ) from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SheetRefused(
            [Problem(file, line, "", _("Letters in an unknown encoding; save the file as CSV UTF-8."))]
        ) from error


def _csv_rows(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    separator, skipped = _separator(text)
    csv.field_size_limit(LONGEST_CELL * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for row in reader:
            if begins > skipped:
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise SheetRefused(
            [
                Problem(
                    file, begins, "", _("A quotation mark is opened and not closed, or stands inside a cell undoubled.")
                )
            ]
        ) from error


def _separator(text: str) -> tuple[str, int]:
    """What parts the cells, and how many lines before the header say so ("sep=;", as Excel reads it)."""
    first = text.split("\n", 1)[0].strip("\r")
    if found := re.fullmatch(r'"?sep=(.)"?', first.strip(), re.IGNORECASE):
        return found.group(1), 1
    bare = re.sub(r'"[^"]*"', "", first)
    counts = {mark: bare.count(mark) for mark in SEPARATORS}
    best = max(SEPARATORS, key=lambda mark: counts[mark])
    return (best if counts[best] else ","), 0


def _table(file: str, rows: Iterator[tuple[int, list[str]]]) -> Table:
    cleaned = ((line, tuple(clean(cell) for cell in row)) for line, row in rows)
    filled = ((line, row) for line, row in cleaned if any(row))
    first = next(filled, None)
    if first is None:
        raise refused(file, _("The file holds no rows; a header line and at least one row were expected."))
    header_line, header = first
    while header and not header[-1]:
        header = header[:-1]
    if len(header) > MOST_COLUMNS:
        raise refused(file, _("More than %(number)s columns.") % {"number": MOST_COLUMNS})
    kept: list[tuple[int, tuple[str, ...]]] = []
    problems: list[Problem] = []
    for line, row in filled:
        if len(kept) == MOST_ROWS:
            raise refused(file, _("More than %(number)s rows; divide the file.") % {"number": MOST_ROWS})
        if len(row) > len(header) and any(row[len(header) :]):
            problems.append(
                Problem(
                    file,
                    line,
                    "",
                    _("More cells than the header has; a separator inside a cell wants quotation marks."),
                )
            )
        if any(len(cell) > LONGEST_CELL for cell in row):
            problems.append(Problem(file, line, "", _("A cell holds more than 20,000 characters.")))
        kept.append((line, (*row[: len(header)], *[""] * (len(header) - len(row)))))
    if not kept:
        raise SheetRefused([Problem(file, header_line + 1, "", _("There is a header but no row beneath it."))])
    return Table(file, header, tuple(kept), tuple(problems))


def clean(cell: str) -> str:
    """A cell without the space around it, without the marks of other systems, control characters out."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return "".join(
        mark for mark in text if mark in "\n\t" or (ord(mark) >= 32 and mark not in "\u200b\ufeff\x7f")
    ).strip()


def refused(file: str, expected: str) -> SheetRefused:
    return SheetRefused([Problem(file, 0, "", expected)])


def columns(
    table: Table, known: Mapping[str, Sequence[str]], required: Sequence[str]
) -> tuple[dict[str, int], list[str]]:
    """Where each known column stands, by its own name or a synonym; and the names that mean nothing to us.

    Raises `SheetRefused` where a required one is missing or one stands twice.
    """
    names = {_plain(word): name for name, words in known.items() for word in (name, *words)}
    found: dict[str, int] = {}
    unknown, problems = [], []
    for index, written in enumerate(table.header):
        name = names.get(_plain(written))
        if name is None:
            if written:
                unknown.append(written)
        elif name in found:
            problems.append(Problem(table.file, 1, written, _("This column stands twice; keep one.")))
        else:
            found[name] = index
    problems += [
        Problem(table.file, 1, name, _("This column is required; the header has: %(header)s.")
                % {"header": ", ".join(one for one in table.header if one) or _("nothing")})
        for name in required if name not in found
    ]  # fmt: skip
    if problems or table.problems:
        raise SheetRefused(problems or table.problems)
    return found, unknown


def _plain(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.casefold())
