"""Readers that run in the box only: résumés to text, workbooks to rows. What a file is, its bytes say, never its name."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime

import charset_normalizer
import openpyxl
import pypdf
from lxml import etree
from striprtf.striprtf import rtf_to_text

from secondround.candidates.resume.child import Refused

MOST_TEXT = 200_000
MOST_PAGES = 60
MOST_UNPACKED = 80 * 1024 * 1024
MOST_ROWS = 100_000
SHEETS = ("scorecards", "people", "candidates")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ODF = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def resume(data: bytes) -> bytes:
    """JSON {"text", "kind", "pages", "warnings"}."""
    kind, read = _kind(data)
    text, pages = read(data)
    text = tidy(text)
    warnings = []
    if len(text) > MOST_TEXT:
        text, warnings = text[:MOST_TEXT], ["cut"]
    if not text.strip():
        raise Refused("no_text")
    return json.dumps({"text": text, "kind": kind, "pages": pages, "warnings": warnings}).encode()


def _kind(data: bytes) -> tuple[str, Callable[[bytes], tuple[str, int]]]:
    if not data.strip():
        raise Refused("empty")
    if b"%PDF-" in data[:1024]:
        return "pdf", pdf
    if data.startswith(b"PK\x03\x04"):
        names = set(_archive(data).namelist())
        if "word/document.xml" in names:
            return "docx", docx
        if "content.xml" in names:
            return "odt", odt
        raise Refused("unknown_kind")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("old_doc")
    if data.lstrip().startswith(b"{\\rtf"):
        return "rtf", rtf
    if data.lstrip()[:200].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script")):
        raise Refused("unknown_kind")
    return "text", plain


def pdf(data: bytes) -> tuple[str, int]:
    file = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if file.is_encrypted and not file.decrypt(""):
        raise Refused("encrypted")
    if len(file.pages) > MOST_PAGES:
        raise Refused("too_many_pages")
    found, size = [], 0
    for page in file.pages:
        found.append(page.extract_text() or "")
        size += len(found[-1])
        if size > MOST_TEXT:
            break
    return "\n\n".join(found), len(file.pages)


def _archive(data: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise Refused("broken") from error
    if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED or len(archive.infolist()) > 5000:
        raise Refused("too_large")
    if any(one.flag_bits & 1 for one in archive.infolist()):
        raise Refused("encrypted")
    return archive


def _member(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """An XML part, read no further than it claims to be long; entities and anything outside are never followed."""
    with archive.open(name) as part:
        body = part.read(MOST_UNPACKED + 1)
    if len(body) > MOST_UNPACKED:
        raise Refused("too_large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(body, parser)


def docx(data: bytes) -> tuple[str, int]:
    root = _member(_archive(data), "word/document.xml")
    return "\n".join("".join(_runs(paragraph)) for paragraph in root.iter(f"{WORD}p")), 0


def _runs(paragraph: etree._Element) -> Iterator[str]:
    for node in paragraph.iter(f"{WORD}t", f"{WORD}tab", f"{WORD}br"):
        yield (node.text or "") if node.tag == f"{WORD}t" else ("\t" if node.tag == f"{WORD}tab" else "\n")


def odt(data: bytes) -> tuple[str, int]:
    root = _member(_archive(data), "content.xml")
    return "\n".join("".join(str(piece) for piece in one.itertext()) for one in root.iter(f"{ODF}p", f"{ODF}h")), 0


def rtf(data: bytes) -> tuple[str, int]:
    return str(rtf_to_text(data.decode("latin-1"), errors="ignore")), 0  # type: ignore[no-untyped-call]


def plain(data: bytes) -> tuple[str, int]:
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("unknown_kind")
    try:
        return data.decode("utf-8-sig"), 0
    except UnicodeDecodeError:
        best = charset_normalizer.from_bytes(data[:MOST_TEXT]).best()
        if best is None:
            raise Refused("unknown_kind") from None
        return str(best), 0


def tidy(text: str) -> str:
    """Without control and zero-width characters, without long runs of empty lines."""
    kept = "".join(
        mark for mark in text if mark in "\n\t" or (ord(mark) >= 32 and mark not in "\u200b\u200c\u200d\ufeff\x7f")
    )
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", kept)).strip()


def workbook(data: bytes) -> bytes:
    """JSON [[line, [cells as text]], ...] of the sheet named scorecards, people or candidates, else of the first."""
    _archive(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Refused("broken") from error
    sheets = [sheet for sheet in book.worksheets if sheet.title.casefold() in SHEETS] or book.worksheets
    if not sheets:
        raise Refused("no_sheet")
    rows = []
    for line, row in enumerate(sheets[0].iter_rows(values_only=True), start=1):
        if any(cell is not None for cell in row):
            rows.append([line, [_spelled(cell) for cell in row]])
        if line > MOST_ROWS + 1:
            raise Refused("too_large")
    return json.dumps(rows).encode()


def _spelled(cell: object) -> str:
    """A cell as a CSV would hold it: whole numbers without ".0", moments as ISO."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
