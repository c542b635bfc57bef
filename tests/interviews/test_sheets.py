"""Spreadsheets as people have them: every flavour reads the same, every broken one ends in one clear line."""

# ruff: noqa: E501  a table is read across

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from secondround.interviews.sheets.persons import read_candidates, read_people
from secondround.interviews.sheets.problems import SheetRefused
from secondround.interviews.sheets.safe import safe_cell, write_csv
from secondround.interviews.sheets.scorecards import parse_scale, read_scorecards
from secondround.interviews.sheets.tables import read_table

HEAD = "position,candidate,interviewer,competency,rating"
ROW = "Welder,Ola,Ines,Seams,4"
FULL = f"{HEAD},round,at,note,recommendation,email,question"


def read(data, name="cards.csv", zone="Europe/Amsterdam", scale=None):
    return read_scorecards(read_table(name, data if isinstance(data, bytes) else data.encode()), zone=zone, scale=scale)


def workbook(rows, title="Sheet1"):
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


TEXT = f'{HEAD},note\nWelder,Björn Ågren,Ines,Seams,4,“Good – even” seams\nWelder,Björn Ågren,Ines,Care,"4",\n'


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        TEXT.replace(",", ";").encode("cp1252"),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
        ("sep=;\r\n" + TEXT.replace(",", ";")).encode("utf-8-sig"),
        TEXT.replace("position", "Job").replace("competency", "Attribute").replace("rating", "SCORE").encode(),
        ("\n\n" + TEXT + "\n,,,,,\n").encode(),
    ],
)
def test_every_flavour_says_the_same(data):
    (one,) = read(data).cards
    assert (one.key.candidate, [entry.value for entry in one.entries], one.entries[0].notes) == (
        "Björn Ågren", [4.0, 4.0], ("“Good – even” seams",),
    )  # fmt: skip


def test_a_workbook_reads_like_a_file():
    rows = [["Position", "Candidate", "Interviewer", "Competency", "Rating", "At"],
            ["Welder", "Ola", "Ines", "Seams", 4.0, datetime(2026, 9, 14, 10, 30)], ["Welder", "Ola", "Ines", "Care", 3.5, datetime(2026, 9, 14, 10, 30)]]  # fmt: skip
    (one,) = read(workbook(rows), "cards.xlsx").cards
    assert one.key.at == datetime(2026, 9, 14, 8, 30, tzinfo=UTC)
    assert [entry.value for entry in one.entries] == [4.0, 3.5]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-09-14 10:30", datetime(2026, 9, 14, 8, 30, tzinfo=UTC)),
        ("2026-09-14T10:30:00Z", datetime(2026, 9, 14, 10, 30, tzinfo=UTC)),
        ("2026-09-14 10:30 +0300", datetime(2026, 9, 14, 7, 30, tzinfo=UTC)),
        ("14.09.2026 10:30", datetime(2026, 9, 14, 8, 30, tzinfo=UTC)),
        ("14/09/2026", datetime(2026, 9, 13, 22, 0, tzinfo=UTC)),
        ("", None),
    ],
)
def test_moments_as_people_write_them(written, meant):
    (one,) = read(f"{HEAD},at\n{ROW},{written}\n").cards
    assert one.key.at == meant


def test_day_or_month_first_is_told_by_the_file():
    cards = read(f"{HEAD},at\n{ROW},03/04/2026\nWelder,Eva,Ines,Seams,4,03/25/2026\n").cards
    assert [one.key.at.astimezone().month for one in cards] == [3, 3]


@pytest.mark.parametrize("nothing", ["", "n/a", "Not covered", "-", "–"])
def test_not_covered_is_no_rating(nothing):
    (one,) = read(f"{HEAD}\n{ROW}\nWelder,Ola,Ines,Care,{nothing}\n").cards
    assert [entry.value for entry in one.entries] == [4.0, None]


def test_another_scale_is_mapped_and_kept():
    (one,) = read(f"{HEAD}\nWelder,Ola,Ines,Seams,10\nWelder,Ola,Ines,Care,1\n", scale=parse_scale("1-10")).cards
    assert [(entry.value, entry.given_as) for entry in one.entries] == [(5.0, "10"), (1.0, "1")]


def cards(*rows, head=FULL):
    return "\n".join((head, *rows)).encode()


A = "Welder,Ola,Ines,Seams,4,First,2026-09-14,Fine,Yes,,"
# name: (bytes, file name, line, column, words of what was expected)
BROKEN = {
    "empty": (b"", "x.csv", 0, "", "empty"),
    "blank": (b"  \n \n", "x.csv", 0, "", "empty"),
    "only separators": (b",,,\n,,,\n", "x.csv", 0, "", "no rows"),
    "only a header": (HEAD.encode(), "x.csv", 2, "", "no row beneath"),
    "old workbook": (b"\xd0\xcf\x11\xe0" + b"x" * 600, "x.xls", 0, "", "old .xls"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", "x.csv", 0, "", "not a text file"),
    "damaged workbook": (b"PK\x03\x04" + b"x" * 50, "x.xlsx", 0, "", "damaged"),
    "a zip that is no workbook": (b"PK\x05\x06" + b"\x00" * 18, "x.xlsx", 0, "", "not a text file"),
    "no position": (b"candidate,interviewer,competency,rating\nOla,Ines,Seams,4", "x.csv", 1, "position", "required"),
    "no candidate": (b"position,interviewer,competency,rating\nW,Ines,Seams,4", "x.csv", 1, "candidate", "required"),
    "no interviewer": (b"position,candidate,competency,rating\nW,Ola,Seams,4", "x.csv", 1, "interviewer", "required"),
    "no competency": (b"position,candidate,interviewer,rating\nW,Ola,Ines,4", "x.csv", 1, "competency", "required"),
    "no rating": (b"position,candidate,interviewer,competency\nW,Ola,Ines,Seams", "x.csv", 1, "rating", "required"),
    "a column twice": (f"{HEAD},rating\n{ROW},4".encode(), "x.csv", 1, "rating", "stands twice"),
    "a column twice by another name": (f"{HEAD},Score\n{ROW},4".encode(), "x.csv", 1, "Score", "stands twice"),
    "a sentence as header": (b"Our interviews of last week\nWelder,Ola", "x.csv", 1, "position", "required"),
    "position empty": (cards(A, ",Ola,Ines,Care,4,,,,,,"), "x.csv", 3, "position", "must not be empty"),
    "candidate empty": (cards("Welder,,Ines,Care,4,,,,,,"), "x.csv", 2, "candidate", "must not be empty"),
    "interviewer empty": (cards("Welder,Ola,,Care,4,,,,,,"), "x.csv", 2, "interviewer", "must not be empty"),
    "competency empty": (cards("Welder,Ola,Ines,,4,,,,,,"), "x.csv", 2, "competency", "must not be empty"),
    "rating a word": (cards("Welder,Ola,Ines,Care,good,,,,,,"), "x.csv", 2, "rating", "A number"),
    "rating 0": (cards("Welder,Ola,Ines,Care,0,,,,,,"), "x.csv", 2, "rating", "--scale"),
    "rating 6": (cards("Welder,Ola,Ines,Care,6,,,,,,"), "x.csv", 2, "rating", "from 1 to 5"),
    "rating -1": (cards("Welder,Ola,Ines,Care,-1,,,,,,"), "x.csv", 2, "rating", "from 1 to 5"),
    "rating 4/5": (cards("Welder,Ola,Ines,Care,4/5,,,,,,"), "x.csv", 2, "rating", "A number"),
    "rating in per cent": (cards("Welder,Ola,Ines,Care,80%,,,,,,"), "x.csv", 2, "rating", "A number"),
    "rating with a thousand": (cards('Welder,Ola,Ines,Care,"1.000,5",,,,,,'), "x.csv", 2, "rating", "A number"),
    "rating as stars": (cards("Welder,Ola,Ines,Care,★★★,,,,,,"), "x.csv", 2, "rating", "A number"),
    "rating infinite": (cards("Welder,Ola,Ines,Care,inf,,,,,,"), "x.csv", 2, "rating", "A number"),
    "rating nan": (cards("Welder,Ola,Ines,Care,nan,,,,,,"), "x.csv", 2, "rating", "A number"),
    "rating very long": (cards("Welder,Ola,Ines,Care,99999999999,,,,,,"), "x.csv", 2, "rating", "A number"),
    "day impossible": (cards("Welder,Ola,Ines,Care,4,,2026-02-30,,,,"), "x.csv", 2, "at", "A date such as"),
    "month impossible": (cards("Welder,Ola,Ines,Care,4,,2026-13-01,,,,"), "x.csv", 2, "at", "A date such as"),
    "hour impossible": (cards("Welder,Ola,Ines,Care,4,,2026-09-14 25:00,,,,"), "x.csv", 2, "at", "A date such as"),
    "date a word": (cards("Welder,Ola,Ines,Care,4,,yesterday,,,,"), "x.csv", 2, "at", "A date such as"),
    "date a number": (cards("Welder,Ola,Ines,Care,4,,45678,,,,"), "x.csv", 2, "at", "A date such as"),
    "year of two figures": (cards("Welder,Ola,Ines,Care,4,,14.09.26,,,,"), "x.csv", 2, "at", "A date such as"),
    "year 1066": (cards("Welder,Ola,Ines,Care,4,,1066-10-14,,,,"), "x.csv", 2, "at", "between 1990 and 2100"),
    "day or month": (cards("Welder,Ola,Ines,Care,4,,03/04/2026,,,,"), "x.csv", 2, "at", "either way"),
    "day and month both told": (
        cards("Welder,Ola,Ines,Care,4,,25/03/2026,,,,", "Welder,Eva,Ines,Care,4,,03/25/2026,,,,", "Welder,Ada,Ines,Care,4,,03/04/2026,,,,"),
        "x.csv", 3, "at", "A date such as",
    ),
    "recommendation maybe": (cards("Welder,Ola,Ines,Care,4,,,,Maybe,,"), "x.csv", 2, "recommendation", "Strong No, No"),
    "recommendation a number": (cards("Welder,Ola,Ines,Care,4,,,,3,,"), "x.csv", 2, "recommendation", "Strong No, No"),
    "two recommendations on one card": (cards(A, "Welder,Ola,Ines,Care,4,First,2026-09-14,,No,,"), "x.csv", 3, "recommendation", "line 2"),
    "one competency twice on one card": (cards(A, "Welder,Ola,Ines,Seams,2,First,2026-09-14,,Yes,,"), "x.csv", 3, "rating", "line 2"),
    "e-mail without at": (cards("Welder,Ola,Ines,Care,4,,,,,ola.example,"), "x.csv", 2, "email", "e-mail"),
    "e-mail with a space": (cards("Welder,Ola,Ines,Care,4,,,,,ola @post.example,"), "x.csv", 2, "email", "e-mail"),
    "position too long": (cards(f"{'W' * 201},Ola,Ines,Care,4,,,,,,"), "x.csv", 2, "position", "200"),
    "candidate too long": (cards(f"Welder,{'O' * 201},Ines,Care,4,,,,,,"), "x.csv", 2, "candidate", "200"),
    "competency too long": (cards(f"Welder,Ola,Ines,{'C' * 121},4,,,,,,"), "x.csv", 2, "competency", "120"),
    "round too long": (cards(f"Welder,Ola,Ines,Care,4,{'R' * 101},,,,,"), "x.csv", 2, "round", "100"),
    "note too long": (cards(f"Welder,Ola,Ines,Care,4,,,{'n' * 20_001},,,"), "x.csv", 2, "", "20,000"),
    "more cells than the header": (f"{HEAD}\n{ROW},and, so, on".encode(), "x.csv", 2, "", "More cells"),
    "an unquoted comma in a note": (f"{HEAD},note\n{ROW},well, yes".encode(), "x.csv", 2, "", "More cells"),
    "a quotation never closed": (f'{HEAD},note\n{ROW},"and so'.encode(), "x.csv", 2, "", "quotation mark"),
    "a quotation inside a cell": (f'{HEAD},note\n{ROW},"and" so"'.encode(), "x.csv", 2, "", "quotation mark"),
    "letters of no encoding": (f"{HEAD}\n".encode() + b"Welder,Ol\x81a,Ines,Care,4", "x.csv", 2, "", "unknown encoding"),
    "says UTF-8 and is not": (b"\xef\xbb\xbf" + f"{HEAD}\nWelder,Bj".encode() + b"\xf6rn,Ines,Care,4", "x.csv", 0, "", "damaged"),
    "says UTF-16 and is cut": (b"\xff\xfea", "x.csv", 0, "", "damaged"),
    "too many columns": (",".join(f"c{n}" for n in range(201)).encode() + b"\n1", "x.csv", 0, "", "columns"),
    "workbook without header": (workbook([["Our interviews"], ["Welder", "Ola"]]), "x.xlsx", 1, "position", "required"),
    "workbook with a word as rating": (workbook([HEAD.split(","), ["Welder", "Ola", "Ines", "Care", "four"]]), "x.xlsx", 2, "rating", "A number"),
    "workbook with a date as rating": (workbook([HEAD.split(","), ["Welder", "Ola", "Ines", "Care", datetime(2026, 4, 5)]]), "x.xlsx", 2, "rating", "A number"),
    "workbook with nothing": (workbook([]), "x.xlsx", 0, "", "no rows"),
}  # fmt: skip


def test_there_are_sixty_of_them():
    assert len(BROKEN) >= 60


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_ends_in_one_clear_line(name):
    data, file, line, column, words = BROKEN[name]
    with pytest.raises(SheetRefused) as refused:
        read(data, file)
    first = refused.value.problems[0]
    assert (first.file, first.line, first.column) == (file, line, column)
    assert words in first.expected
    assert "\n" not in str(first) and file in str(first)


def test_every_problem_is_told_up_to_twenty():
    rows = [f"Welder,Ola {n},Ines,Care,x,,,,,," for n in range(50)]
    with pytest.raises(SheetRefused) as refused:
        read(cards(*rows))
    assert [one.line for one in refused.value.problems] == list(range(2, 22))
    assert refused.value.more == 30


@pytest.mark.parametrize(
    ("reader", "text", "line", "column"),
    [
        (read_people, "name,email\n,a@b.example", 2, "name"),
        (read_people, "name,email\nA,nobody", 2, "email"),
        (read_people, "name,email\nA,a@b.example\nB,A@b.example", 3, "email"),
        (read_people, "name,email,role\nA,a@b.example,king", 2, "role"),
        (read_people, "name,email,since\nA,a@b.example,soon", 2, "since"),
        (read_people, "name\nA", 1, "email"),
        (read_candidates, "name,email\nA,x y@z", 2, "email"),
        (read_candidates, "name,email\nA,a@b.example\nA,a@b.example", 3, "email"),
        (read_candidates, "name\nA\nA", 3, "name"),
    ],
)
def test_people_and_candidates_too(reader, text, line, column):
    with pytest.raises(SheetRefused) as refused:
        reader(read_table("p.csv", text.encode()))
    assert (refused.value.problems[0].line, refused.value.problems[0].column) == (line, column)


@pytest.mark.parametrize("dangerous", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_nothing_that_is_downloaded_runs(dangerous):
    assert safe_cell(dangerous).startswith("'")
    assert safe_cell(-1.5) == "-1.5"
    assert write_csv(["a"], [[dangerous]]).startswith(b"\xef\xbb\xbf")


def is_utf8_too(data):
    """Windows-1252 bytes that are UTF-8 as well say nothing of which they are: "Â¡" is read as "¡"."""
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


words = st.text(
    st.characters(codec="cp1252", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=20
)


@given(
    words,
    words,
    st.sampled_from([1, 2, 3, 4, 5, 2.5]),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read(candidate, note, rating, separator, encoding):
    import csv

    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerows(
        [f"{HEAD},note".split(","), ["Welder", candidate, "Ines", "Seams", str(rating).replace(".", ","), note]]
    )
    data = out.getvalue().encode(encoding)
    assume(encoding != "cp1252" or not is_utf8_too(data))
    (one,) = read(data).cards
    assert (one.key.candidate, one.entries[0].value, one.entries[0].notes) == (candidate, float(rating), (note,))
