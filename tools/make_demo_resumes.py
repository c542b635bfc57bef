"""Write the demo's résumés: one PDF or Word file for the first twenty-four candidates of candidates.csv. All of them are invented.

python tools/make_demo_resumes.py
"""

# ruff: noqa: E501  names of Word's own

import csv
import zipfile
from html import escape
from pathlib import Path

from weasyprint import HTML

DATA = Path(__file__).resolve().parent.parent / "src" / "secondround" / "web" / "demo" / "data"
HOW_MANY = 24
DEEDS = (
    "Kept the night shift running through two winters with one crew fewer than planned.",
    "Introduced a handover sheet that three other departments took over.",
    "Trained six people who now do the work without me.",
    "Cut the time to find a spare part from forty minutes to ten.",
    "Wrote the evacuation plan and led four drills.",
    "Moved the rota to a shared board; swaps no longer go through me.",
)


def lines(row: dict[str, str], number: int) -> list[tuple[str, list[str]]]:
    """Headings and lines of one résumé."""
    return [
        ("", [row["place"], row["email"], row["phone"]]),
        ("Now", [f"{row['now']}, since {2014 + number % 9}", DEEDS[number % 6], DEEDS[(number + 2) % 6]]),
        ("Before", [f"{row['before']}, until {2013 + number % 9}", DEEDS[(number + 4) % 6]]),
        ("Education", [row["education"]]),
        ("Languages", [row["languages"]]),
        ("Available", [row["available"]]),
    ]


def pdf(name: str, parts: list[tuple[str, list[str]]]) -> bytes:
    body = "".join(
        f"<h2>{escape(head)}</h2>" + "".join(f"<p>{escape(one)}</p>" for one in texts) for head, texts in parts
    )
    css = "@page{size:A4;margin:22mm}body{font:10.5pt/15pt serif}h1{font-size:20pt}h2{font-size:12pt;margin:12pt 0 2pt}p{margin:0}"
    html = f"<html lang=en><head><title>{escape(name)}</title><style>{css}</style></head><body><h1>{escape(name)}</h1>{body}</body></html>"
    made = HTML(string=html).write_pdf()
    return bytes(made or b"")


def docx(name: str, parts: list[tuple[str, list[str]]], path: Path) -> None:
    """The smallest Word file that Word opens: fixed dates, so that making it again changes nothing."""
    texts = [name] + [text for head, found in parts for text in ([head] if head else []) + found]
    paragraphs = "".join(f"<w:p><w:r><w:t xml:space='preserve'>{escape(text)}</w:t></w:r></w:p>" for text in texts)
    files = {
        "[Content_Types].xml": "<?xml version='1.0' encoding='UTF-8'?><Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
        "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/><Override PartName='/word/document.xml' "
        "ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>",
        "_rels/.rels": "<?xml version='1.0' encoding='UTF-8'?><Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        "<Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' "
        "Target='word/document.xml'/></Relationships>",
        "word/document.xml": "<?xml version='1.0' encoding='UTF-8'?><w:document "
        f"xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>{paragraphs}</w:body></w:document>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in files.items():
            archive.writestr(zipfile.ZipInfo(part, (2026, 1, 1, 0, 0, 0)), text)


def main() -> None:
    folder = DATA / "resumes"
    folder.mkdir(exist_ok=True)
    with (DATA / "candidates.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:HOW_MANY]
    for number, row in enumerate(rows):
        ending = "pdf" if number % 8 < 5 else "docx"
        # Found by the column, by the e-mail address, or by exactly the name: one in three each.
        target = folder / (row["resume"] or f"{row['email'] if number % 3 == 1 else row['name']}.{ending}")
        parts = lines(row, number)
        if target.suffix == ".pdf":
            target.write_bytes(pdf(row["name"], parts))
        else:
            docx(row["name"], parts, target)


if __name__ == "__main__":
    main()
