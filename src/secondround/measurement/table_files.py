"""The forms in which a table of ratings comes: bytes (plain or gzip), separated, drawn or aligned text, JSON."""

import csv
import io
import json
import re
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from secondround.measurement.tables import Table, TableRefused, refused, shown, table_of

MOST_BYTES = 512 * 1024 * 1024
GZIP = b"\x1f\x8b"
QUOTES = "a quotation mark is opened and not closed, or stands inside a cell undoubled"

Rows = tuple[Sequence[Sequence[str]], Sequence[int]]
"""Rows of cells, the header first, and the line on which each begins."""


def read_bytes(path: Path | str) -> tuple[str, bytes]:
    """What to call the file, and what it holds, unpacked. "-" is standard input. Raises `TableRefused` and `OSError`."""
    if str(path) == "-":
        name, data = "standard input", sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        name = Path(path).name
        with open(path, "rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    if data.startswith(GZIP):
        data = _unpacked(name, data)
    if len(data) > MOST_BYTES:
        raise refused(name, "the file holds more than 512 MB; divide it", "line 1")
    return name, data


def _unpacked(name: str, data: bytes) -> bytes:
    """Every member of a gzip file, but never more than `MOST_BYTES`, whatever it would swell to."""
    parts: list[bytes] = []
    left = MOST_BYTES + 1
    try:
        while data and left > 0:
            unpacker = zlib.decompressobj(wbits=31)
            parts.append(unpacker.decompress(data, left))
            left -= len(parts[-1])
            if left > 0 and not unpacker.eof:
                raise refused(name, "the gzip file is cut off", "line 1")
            data = unpacker.unused_data.lstrip(b"\0")
    except zlib.error as error:
        raise refused(name, "the gzip file is damaged", "line 1") from error
    return b"".join(parts)


def read_text(file: str, text: str) -> Table:
    """CSV with commas, semicolons or tabs; a table drawn with bars (Markdown, psql); columns aligned by spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = ""
    if text[:4].lower() == "sep=" and text[5:6] == "\n":  # as Excel writes and reads it
        separator, text = text[4], text[5:]  # the line stays, empty: lines are counted as an editor shows them
    head = next((line for line in text.split("\n") if line.strip()), "").strip(" ")
    separator = separator or _separator(head)
    read = {"|": _drawn, " ": _aligned}.get(separator, _separated)
    rows, lines = read(file, text, separator)
    if not rows:
        raise refused(file, "a header line and rows were expected", "line 1")
    return table_of(file, rows[0], rows[1:], lines[1:], decimal_comma=separator != ",")


def _separator(head: str) -> str:
    bare = re.sub(r'"[^"]*"', "", head)
    best = max(",;\t", key=bare.count)
    if best in bare:
        return best
    if "|" in bare or re.fullmatch(r"\+[-=+]+", bare):
        return "|"
    return " " if " " in head.strip() and not re.fullmatch(r'"[^"]*"', head) else ","


def _separated(file: str, text: str, separator: str) -> Rows:
    reader = _reader(text, separator)
    try:
        rows = list(reader)
    except csv.Error:
        return _line_by_line(file, text, separator)
    if reader.line_num == len(rows) and min(map(len, rows), default=0) > 1:  # a row a line: the rule, and quick
        return rows, range(1, len(rows) + 1)
    return _line_by_line(file, text, separator)


def _reader(text: str, separator: str) -> Any:  # the type of csv.reader has no name
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _line_by_line(file: str, text: str, separator: str) -> Rows:
    """Where rows go over several lines, lines are empty, or something is wrong in one."""
    rows: list[list[str]] = []
    lines: list[int] = []
    begins, reader = 1, _reader(text, separator)
    try:
        for row in reader:
            if row and (len(row) > 1 or row[0].strip()):
                rows.append(row)
                lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        words = "a cell is too long" if "limit" in str(error) else QUOTES
        raise refused(file, words, f"line {begins}") from error
    return rows, lines


def _drawn(file: str, text: str, separator: str) -> Rows:
    """Bars between the cells, perhaps at both ends, perhaps a rule beneath the header or around everything."""
    del file
    rows: list[list[str]] = []
    lines: list[int] = []
    is_boxed = False
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if not bare or (re.fullmatch(r"[\s|+:=-]+", bare) and ("--" in bare or "==" in bare or len(rows) == 1)):
            continue
        is_boxed = bare.startswith(separator) if not rows else is_boxed
        if is_boxed:
            bare = bare.removeprefix(separator).removesuffix(separator)
        rows.append([cell.strip() for cell in bare.split(separator)])
        lines.append(number)
    return rows, lines


def _aligned(file: str, text: str, separator: str) -> Rows:
    """Spaces between the cells; where cells hold spaces, two or more. A first column without a name is row names."""
    kept = [
        (number, line.strip())
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip() and not re.fullmatch(r"[\s=-]*(--|==)[\s=-]*", line)
    ]
    lines = [number for number, _ in kept]
    rows: list[list[str]] = []
    for number, line in kept:
        try:
            rows.append(next(csv.reader([line], delimiter=separator, skipinitialspace=True, strict=True)))
        except csv.Error as error:
            raise refused(file, QUOTES, f"line {number}") from error
    wide = [re.split(r"\s{2,}", line) for _, line in kept]
    if not _is_even(rows) and _is_even(wide) and len(wide[0]) > 1:
        return wide, lines
    if len(rows) > 1 and all(len(row) == len(rows[0]) + 1 for row in rows[1:]):
        return [rows[0], *(row[1:] for row in rows[1:])], lines
    return rows, lines


def _is_even(rows: Sequence[Sequence[str]]) -> bool:
    return len({len(row) for row in rows}) == 1


def read_json(file: str, text: str) -> Table:
    """A list of records, one record a line, or an object of columns; the list may be the only value of an object."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        found = _record_lines(file, text, error)
    except (ValueError, RecursionError) as error:
        raise refused(file, f"this JSON cannot be read: {error}", "line 1") from error
    if isinstance(found, dict) and len(found) == 1 and isinstance(inner := next(iter(found.values())), list):
        found = inner if inner and all(isinstance(one, dict) for one in inner) else found
    if isinstance(found, dict):
        return _of_columns(file, found)
    if not found or not all(isinstance(one, dict) for one in found):
        raise refused(file, "a list of records was expected, each with a value for each column", "record 1")
    names = list(dict.fromkeys(name for record in found for name in record))
    columns = {name: [record.get(name) for record in found] for name in names}
    return _json_table(file, columns, len(found))


def _record_lines(file: str, text: str, first: json.JSONDecodeError) -> list[object]:
    """One record a line; where that is not what the file is, its first mistake."""
    at, column = first.lineno, first.colno
    try:
        if first.msg == "Extra data":
            at, column = 1, 1
            records = []
            for at, line in enumerate(text.split("\n"), start=1):  # noqa: B007  told by the error
                if line.strip():
                    records.append(json.loads(line))
            return records
    except json.JSONDecodeError as error:
        first, column = error, error.colno
    except (ValueError, RecursionError) as error:
        raise refused(file, f"this JSON cannot be read: {error}", f"line {at}") from error
    raise refused(file, f"this is not JSON: {first.msg}", f"line {at}", f"{column}")


def _of_columns(file: str, found: Mapping[str, object]) -> Table:
    columns = {name: cells for name, cells in found.items() if isinstance(cells, list)}
    if len(columns) < len(found) or not columns:
        other = next((name for name in found if name not in columns), "")
        raise refused(file, "a list was expected for each column", "record 1", other)
    lengths = {name: len(cells) for name, cells in columns.items()}
    most = max(lengths.values())
    for name, length in lengths.items():
        if length < most:
            raise refused(
                file, f"this column ends before the others ({length} of {most})", f"record {length + 1}", name
            )
    return _json_table(file, columns, most)


def _json_table(file: str, columns: Mapping[str, Sequence[object]], rows: int) -> Table:
    if not rows:
        raise refused(file, "there are columns but no records", "record 1")
    texts = {" ".join(name.split()): _cells(file, name, cells) for name, cells in columns.items()}
    return Table(file, texts, range(1, rows + 1), "record")


def _cells(file: str, name: str, values: Iterable[object]) -> list[str]:
    return [_cell(value, file, name, record) for record, value in enumerate(values, start=1)]


def _cell(value: object, file: str, name: str, record: int) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, int):
        if abs(value) < 10**18:
            return str(value)
        raise refused(file, "this number is too large", f"record {record}", name)
    raise _nested(file, name, record, value)


def _nested(file: str, name: str, record: int, value: object) -> TableRefused:
    words = f"a number or words were expected, not {shown(json.dumps(value))}"
    return refused(file, words, f"record {record}", name)
