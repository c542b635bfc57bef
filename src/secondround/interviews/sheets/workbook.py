"""Rows of an .xlsx workbook, read in the box: it is a hostile file until proven otherwise."""

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from secondround.candidates.resume.box import BoxRefused, in_box
from secondround.interviews.sheets.problems import SheetRefused
from secondround.interviews.sheets.tables import refused

WORDS = {
    "no_sheet": "The workbook holds no sheet.",
    "too_large": "The workbook is too large once unpacked; save the sheet as CSV.",
    "broken": "The workbook is damaged or protected; open it and save it again as .xlsx or CSV.",
}


def read_workbook(file: str, data: bytes) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of the first sheet, or of one named scorecards, people or candidates. Raises `SheetRefused`."""
    try:
        answer = in_box("workbook", data)
    except BoxRefused as error:
        raise _refused(file, str(error)) from error
    yield from json.loads(answer)


def _refused(file: str, code: str) -> SheetRefused:
    return refused(file, _(WORDS.get(code, WORDS["broken"])))
