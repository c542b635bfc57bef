"""Files of ratings as people have them, and what is said where one cannot be used."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondround.measurement.tables import TableRefused, read_table

ROWS = {"person": ["Anna B", "Bo", "Anna B"], "rater": ["r1", "r1", "r2"], "score": ["3", "4.5", ""]}
FORMS = {
    "comma.csv": "person,rater,score\nAnna B,r1,3\nBo,r1,4.5\nAnna B,r2,NA\n",
    "mark.csv": "\ufeffperson,rater,score\r\n\r\nAnna B,r1,3\r\nBo,r1,4.5\r\nAnna B,r2,\r\n",
    "old_mac.csv": "person,rater,score\rAnna B,r1,3\rBo,r1,4.5\rAnna B,r2,NA\r",
    "semicolon.csv": "sep=;\nperson;rater;score\nAnna B;r1;3\nBo;r1;4.5\nAnna B;r2;\n",
    "tabs.tsv": 'person\trater\tscore\n"Anna B"\tr1\t3\nBo\tr1\t4.5\nAnna B\tr2\t\n',
    "markdown.md": "| person | rater | score |\n|---|:-:|--:|\n| Anna B | r1 | 3 |\n| Bo | r1 | 4.5 |\n| Anna B | r2 | |\n",
    "database.txt": " person | rater | score\n--------+-------+-------\n Anna B | r1 | 3\n Bo | r1 | 4.5\n Anna B | r2 | NA\n",
    "boxed.txt": "+--+--+--+\n|person|rater|score|\n+==+==+==+\n|Anna B|r1|3|\n|Bo|r1|4.5|\n|Anna B|r2|NA|\n+--+--+--+\n",
    "aligned.txt": "person   rater  score\n------  -----  -----\nAnna B     r1      3\nBo         r1    4.5\nAnna B     r2     NA\n",
    "quoted.txt": 'person rater score\n"Anna B" r1 3\nBo r1 4.5\n"Anna B" r2 NA\n',
    "row_names.txt": '"person" "rater" "score"\n"1" "Anna B" "r1" 3\n"2" "Bo" "r1" 4.5\n"3" "Anna B" "r2" NA\n',
    "records.json": '[{"person":"Anna B","rater":"r1","score":3},{"person":"Bo","rater":"r1","score":4.5},'
    '{"person":"Anna B","rater":"r2","score":null}]',
    "lines.jsonl": '{"person":"Anna B","rater":"r1","score":3.0}\n{"person":"Bo","rater":"r1","score":4.5}\n\n'
    '{"person":"Anna B","rater":"r2"}\n',
    "columns.json": '{"person":["Anna B","Bo","Anna B"],"rater":["r1","r1","r2"],"score":[3,4.5,NaN]}',
    "inside.json": '{"ratings":[{"person":"Anna B","rater":"r1","score":3},{"person":"Bo","rater":"r1","score":4.5},'
    '{"person":"Anna B","rater":"r2","score":null}]}',
}


@pytest.mark.parametrize("name", FORMS)
def test_one_table_in_every_form(name: str, tmp_path: Path) -> None:
    plain, packed, wide = tmp_path / name, tmp_path / f"{name}.gz", tmp_path / f"wide-{name}"
    plain.write_text(FORMS[name], encoding="utf-8", newline="")
    packed.write_bytes(gzip.compress(FORMS[name].encode()))
    wide.write_bytes(FORMS[name].removeprefix("\ufeff").encode("utf-16"))
    for path in (plain, packed, wide):
        table = read_table(path)
        assert {column: table.texts(column) for column in table.columns} == ROWS
        assert np.array_equal(table.numbers("score"), [3, 4.5, np.nan], equal_nan=True)


def test_decimal_commas_where_commas_do_not_part_cells(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x;y\na;3,5\nb;,25\nc;4\n")
    assert read_table(tmp_path / "a.csv").numbers("y").tolist() == [3.5, 0.25, 4.0]


def test_windows_letters_and_cells_of_several_lines(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes('x,y\n"Zoë\nÅ",1\nb,two\n'.encode("cp1252"))
    table = read_table(tmp_path / "a.csv")
    assert table.texts("x") == ["Zoë\nÅ", "b"]
    with pytest.raises(TableRefused) as refused:
        table.numbers("y")
    assert str(refused.value) == 'a.csv, line 4, column y: "two" is not a number'


REFUSED = {
    b"": "f, line 1: the file is empty; a header line and rows were expected",
    b"x,y\n": "f, line 2: there is a header but no row beneath it",
    b"x,z\n1,2\n": "f, line 1, column y: there is no such column; the header has: x, z",
    b"y,y\n1,2\n": "f, line 1, column y: this column stands twice; keep one",
    b"x,y\na,1\n\nb\n": "f, line 4, column y: the line ends before it (1 cells, the header has 2)",
    b"x,y\na,1,2\n": "f, line 2, column 3: more cells (3) than the header has (2)",
    b"x,y\na,inf\n": 'f, line 2, column y: "inf" is not a number',
    b"x,y\na,1\nb,1_000\n": 'f, line 3, column y: "1_000" is not a number',
    b'x,y\n"a,1\n': "f, line 2: a quotation mark is opened and not closed, or stands inside a cell undoubled",
    b"x,y\na,\x00\n": "f, line 2: this is not a text file",
    b"PK\x03\x04": "f, line 1: this is a workbook; save the sheet as CSV",
    b"\x1f\x8b\x08": "f, line 1: the gzip file is cut off",
    b"\x1f\x8b\x00\x00\x00\x00": "f, line 1: the gzip file is damaged",
    b'[{"y":1},{"y":[2]}]': 'f, record 2, column y: a number or words were expected, not "[2]"',
    b'[{"y":1},{"y":"\n"}]': "f, line 1, column 16: this is not JSON: Invalid control character at",
    b'{"y":1}\n{"y":}\n': "f, line 2, column 6: this is not JSON: Expecting value",
    b'{"x":[1,2],"y":[1]}': "f, record 2, column y: this column ends before the others (1 of 2)",
    b"[1]": "f, record 1: a list of records was expected, each with a value for each column",
    b'{"y":1}': "f, record 1, column y: a list was expected for each column",
    b"--- ---\n": "f, line 1: a header line and rows were expected",
}


@pytest.mark.parametrize("data", REFUSED)
def test_what_cannot_be_used_is_said_with_its_place(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(data)
    with pytest.raises(TableRefused) as refused:
        read_table(tmp_path / "f").numbers("y")
    assert str(refused.value) == REFUSED[data]


def test_a_small_file_that_would_swell_is_not_unpacked_further_than_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secondround.measurement.table_files.MOST_BYTES", 1000)
    (tmp_path / "f").write_bytes(gzip.compress(b"y\n" + b"1\n" * 5000))
    with pytest.raises(TableRefused, match=r"^f, line 1: the file holds more than 512 MB; divide it$"):
        read_table(tmp_path / "f")


PIECES = st.sampled_from(
    [*'xy019.,;\t|"\n\r -+=[]{}:_', "y", "NA", "nan", "null", "--", "sep=", "é", "\0", "\u2028", "\ud7ff", "1e999", '{"y":1}', "[1,2]"]
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.one_of(
        st.binary(max_size=60),
        st.lists(PIECES, max_size=30).map(lambda parts: "".join(parts).encode()),
        st.binary(max_size=40).map(lambda tail: gzip.compress(b"y\n1\n")[:-9] + tail),
        st.recursive(
            st.none() | st.floats() | st.integers() | st.text(),
            lambda of: st.lists(of) | st.dictionaries(st.text(), of),
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_any_file_is_read_or_refused_in_one_printable_line(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(data)
    said = "f, "
    try:
        found = read_table(tmp_path / "f").numbers("y")
        assert not np.isinf(found).any()
    except TableRefused as refused:
        said = str(refused)
    assert said.startswith("f, ") and said.isprintable()
