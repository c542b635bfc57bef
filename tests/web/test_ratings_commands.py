"""ratings compare, impact, reliability as somebody at a terminal meets them: any file, no database, one line where it cannot be."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondround.cli import main

RATINGS = """who,by,what,score
Ann,x,plan,4
Ann,y,plan,5
Bo,x,plan,3
Bo,z,plan,4
Cy,z,plan,2
Cy,y,plan,3
Ann,x,lead,4
Bo,x,lead,2
Cy,z,lead,NA
"""
NAMED = ["--candidate", "who", "--interviewer", "by", "--rating", "score"]


@pytest.fixture
def ratings(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(RATINGS, "utf-8")
    return path


def told(capsys, *words):
    assert main([str(word) for word in words]) == 0
    return json.loads(capsys.readouterr().out)


def test_compare_tells_everything_of_everybody(ratings, capsys):
    found = told(capsys, "ratings", "compare", ratings, *NAMED, "--competency", "what", "--choose", 2, "--json")
    assert list(found["candidates"]) == ["Ann", "Bo", "Cy"]
    ann = found["candidates"]["Ann"]
    assert (ann["raw"], ann["ratings"], ann["interviewers"]) == (
        4.25,
        3,
        2,
    )  # planning 4.5 and leading 4 weigh the same
    assert ann["interval90"][0] < ann["interval50"][0] < ann["adjusted"] < ann["interval80"][1]
    assert found["beats"]["Ann"]["Cy"] == pytest.approx(1 - found["beats"]["Cy"]["Ann"])
    assert sum(one["p_best"] for one in found["candidates"].values()) == pytest.approx(2)
    assert found["components"] == [["Ann", "Bo", "Cy"]]
    assert found["warnings"] == []


def test_a_packed_file_and_rows_in_another_order_say_the_same(ratings, tmp_path, capsys):
    packed = tmp_path / "r.csv.gz"
    lines = RATINGS.splitlines()
    packed.write_bytes(gzip.compress("\n".join([lines[0], *reversed(lines[1:])]).encode()))
    both = [
        told(capsys, "ratings", "compare", one, *NAMED, "--competency", "what", "--json") for one in (ratings, packed)
    ]
    assert both[0] == both[1]


def test_two_panels_are_told_apart(tmp_path, capsys):
    path = tmp_path / "r.csv"
    path.write_text("who,by,score\nA,x,4\nB,x,3\nC,y,5\nD,y,2\n", "utf-8")
    found = told(capsys, "ratings", "compare", path, *NAMED, "--json")
    assert found["components"] == [["A", "B"], ["C", "D"]]
    assert {"unlinked", "one_opinion"} <= set(found["warnings"])
    assert len(found["links"]) == 1
    assert main(["ratings", "compare", str(path), *NAMED]) == 0
    assert "one interview would link them" in capsys.readouterr().out


def test_another_scale_gives_the_same_picture(tmp_path, capsys):
    """Ten times the ratings on a scale ten times as long: ten times the scores, the same chances."""
    small, large = tmp_path / "s.csv", tmp_path / "l.csv"
    rows = [("A", "x", 4), ("A", "y", 5), ("B", "x", 2), ("B", "z", 3), ("C", "y", 3), ("C", "z", 3)]
    small.write_text("who,by,score\n" + "".join(f"{c},{i},{v}\n" for c, i, v in rows), "utf-8")
    large.write_text("who,by,score\n" + "".join(f"{c},{i},{10 * v}\n" for c, i, v in rows), "utf-8")
    one = told(capsys, "ratings", "compare", small, *NAMED, "--scale", "1-5", "--json")
    ten = told(capsys, "ratings", "compare", large, *NAMED, "--scale", "10-50", "--json")
    assert ten["candidates"]["A"]["adjusted"] == pytest.approx(10 * one["candidates"]["A"]["adjusted"])
    assert ten["beats"]["A"]["B"] == pytest.approx(one["beats"]["A"]["B"], abs=1e-6)


def test_impact_prints_the_tables(tmp_path, capsys):
    path = tmp_path / "i.csv"
    rows = [("women", n < 8, n % 2) for n in range(60)] + [("men", n < 30, n % 2) for n in range(60)]
    path.write_text("g,s,p\n" + "".join(f"{g},{int(s)},p{p}\n" for g, s, p in rows) + "men,,p1\n", "utf-8")
    found = told(capsys, "ratings", "impact", path, "--group", "g", "--selected", "s", "--position", "p", "--json")
    assert found["groups"]["women"] == {"selected": 8, "total": 60, "rate": pytest.approx(8 / 60)}
    women = found["impact"]["women"]
    assert (found["reference"], women["verdict"]) == ("men", "look_closer")
    assert women["ratio"] == pytest.approx(8 / 30)
    assert found["pooled"]["women"]["positions"] == 2
    assert main(["ratings", "impact", str(path), "--group", "g", "--selected", "s"]) == 0
    said = capsys.readouterr().out
    assert "look closer" in said
    assert "compliant" not in said


def test_reliability_of_a_complete_table_is_that_of_shrout_and_fleiss(tmp_path, capsys):
    table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    path = tmp_path / "t.csv"
    path.write_text(
        "who,by,score\n" + "".join(f"c{c},i{i},{v}\n" for c, row in enumerate(table) for i, v in enumerate(row))
    )
    found = told(capsys, "ratings", "reliability", path, *NAMED, "--json")
    assert round(found["icc"]["icc2"], 2) == 0.29
    assert found["single"] == pytest.approx(found["icc"]["icc2"], abs=1e-4)
    assert found["panel"] == pytest.approx(found["icc"]["icc2k"], abs=1e-4)
    assert (found["wanted"], found["more"]) == (10, 6)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compare", "R", "--candidate", "nobody", "--interviewer", "by", "--rating", "score"], "column nobody"),
        (["compare", "R", *NAMED[:-1], "by"], "is not a number"),
        (["compare", "R", *NAMED, "--scale", "1-4"], "not between 1 and 4"),
        (["compare", "R", *NAMED, "--scale", "five"], "LOW-HIGH"),
        (["compare", "R", *NAMED, "--choose", "0"], "at least 1"),
        (["impact", "R", "--group", "who", "--selected", "score"], "yes or no"),
        (["impact", "R", "--group", "who", "--selected", "who"], "yes or no"),
        (["reliability", "none.csv", *NAMED], "none.csv"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(words, said, ratings, capsys):
    assert main(["ratings", *[str(ratings) if word == "R" else word for word in words]]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert said in captured.err


def test_one_opinion_each_has_no_reliability(tmp_path, capsys):
    path = tmp_path / "r.csv"
    path.write_text("who,by,score\nA,x,4\nB,x,3\nC,y,5\nD,y,2\n", "utf-8")
    assert main(["ratings", "reliability", str(path), *NAMED]) == 2
    assert "agreement cannot be seen" in capsys.readouterr().err


CELL = st.one_of(
    st.sampled_from(["Ann", "x", "3", "4.5", "", "NA", "-1", "1e9", "é", '"', "nan", "1"]), st.text(max_size=3)
)


@given(rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=0, max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_ends_in_an_answer_or_one_line(rows, tmp_path, capsys):
    path = Path(tmp_path) / "any.csv"
    text = "\n".join(["who,by,score", *[",".join(row) for row in rows]])
    path.write_text(text.encode("utf-8", "replace").decode("utf-8"), "utf-8", newline="")
    for words in (
        ["compare", str(path), *NAMED],
        ["impact", str(path), "--group", "who", "--selected", "score"],
        ["reliability", str(path), *NAMED],
    ):
        code = main(["ratings", *words])
        captured = capsys.readouterr()
        assert (code == 0 and captured.out and not captured.err) or (code == 2 and captured.err.count("\n") == 1)
        assert "Error" not in captured.err


def test_no_database_and_no_django_are_needed(ratings):
    program = (
        "import sys; from secondround.cli import main;"
        f"code = main(['ratings', 'compare', {str(ratings)!r}, *{NAMED!r}]);"
        "sys.exit(code or any(name.split('.')[0] in ('django', 'scipy.stats') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0
