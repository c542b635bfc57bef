"""What must hold for any ratings: no order, no unit, no name matters; a file is fitted or refused in one line."""

import contextlib
import io
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondround.cli import main
from secondround.measurement.reml import Fit, FitRefused, crossing, factor, fit

Rows = list[tuple[int, int, float]]
ROWS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 4), st.integers(1, 5).map(float)), min_size=6, max_size=60)


def fitted(rows: Rows, scale: float = 1.0, shift: float = 0.0, method: str = "reml") -> Fit | None:
    people, raters, values = zip(*rows, strict=True)
    factors = [factor("c", [f"c{one}" for one in people]), factor("i", [f"i{one}" for one in raters])]
    with contextlib.suppress(FitRefused):
        return fit(np.array(values) * scale + shift, factors, method=method)
    return None


def summary(found: Fit | None) -> list[float]:
    """Criterion, deviations and estimates as one list; empty where the fit was refused or the ratings do not tell the effects apart."""
    if found is None or found.unidentified or max(found.ratios) > 1e4:
        return []
    levels = [
        value for one in found.effects.values() for _, value in sorted(zip(one.levels, one.estimate, strict=True))
    ]
    return [found.criterion, *found.sd.values(), *map(float, levels)]


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, data=st.data())
def test_the_order_of_rows_changes_nothing(rows: Rows, data: st.DataObject) -> None:
    other = fitted(data.draw(st.permutations(rows)))
    assert summary(other) == pytest.approx(summary(fitted(rows)), abs=2e-4)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, shift=st.floats(-1e4, 1e4), scale=st.sampled_from([1e-6, 0.5, 3.0, 1e8]))
def test_the_unit_and_the_origin_of_the_scale_change_nothing_else(rows: Rows, shift: float, scale: float) -> None:
    plain, other = summary(fitted(rows)), summary(fitted(rows, scale, shift * scale))
    assert [one / scale for one in other[1:]] == pytest.approx(plain[1:], abs=2e-4)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, severity=st.floats(-3, 3))
def test_one_more_point_from_one_rater_moves_no_order_in_a_complete_design(rows: Rows, severity: float) -> None:
    table = np.zeros((8, 5))
    for c, i, value in rows:
        table[c, i] = value
    complete = [(c, i, table[c, i]) for c in range(8) for i in range(5)]
    stricter = [(c, i, value + severity * (i == 2)) for c, i, value in complete]
    before, after = fitted(complete), fitted(stricter)
    if before is not None and after is not None and before.sd["c"] > 0 and after.sd["c"] > 0:
        raw = table.mean(axis=1)
        for found in (before, after):
            assert np.corrcoef(found.effects["c"].estimate, raw - raw.mean())[0, 1] == pytest.approx(1, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(rows=ROWS, method=st.sampled_from(["reml", "ml"]))
def test_an_effect_more_never_raises_the_criterion(rows: Rows, method: str) -> None:
    people, raters, values = zip(*rows, strict=True)
    c, i = factor("c", [f"c{one}" for one in people]), factor("i", [f"i{one}" for one in raters])
    criteria = []
    for effects in ([c], [c, i], [c, i, crossing("c:i", [c, i])]):
        with contextlib.suppress(FitRefused):
            criteria.append(fit(np.array(values), effects, method=method).criterion)
    if len(criteria) == 3:
        assert criteria[1] <= criteria[0] + 1e-6 and criteria[2] <= criteria[1] + 1e-6


CELLS = st.sampled_from(
    ["1", "2.5", "5", "", "NA", "a", "b", "x y", "-3", "1e3", "1e400", "nan", "é", '"', "1,5", "true", "\u2028"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=4), max_size=12),
    head=st.sampled_from(["y,a,b", "y;a;b", "y\ta\tb", "y a b", "| y | a | b |", "a,b", "y,y,a", ""]),
    effects=st.sampled_from(["a", "a, b", "a:b", "a, b, a:b", "", "c", "a,a", ":", "y"]),
    fixed=st.sampled_from(["", "b", "num(b)", "num()", "c"]),
)
def test_any_file_is_fitted_or_refused_in_one_line(
    rows: list[list[str]], head: str, effects: str, fixed: str, tmp_path: Path
) -> None:
    mark = next((one for one in ",;\t|" if one in head), " ")
    (tmp_path / "f.csv").write_text("\n".join([head, *(mark.join(row) for row in rows)]))
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        words = ["--rating", "y", "--effects", effects, "--fixed", fixed, "--json"]
        code = main(["ratings", "fit", str(tmp_path / "f.csv"), *words])
    if code == 0:
        assert set(json.loads(out.getvalue())) == {"criterion", "method", "n", "fixed", "sd", "effects"}
        assert all(line.startswith("note: ") for line in err.getvalue().splitlines())
    else:
        assert (code, out.getvalue(), len(err.getvalue().splitlines())) == (2, "", 1)
        assert err.getvalue().startswith("secondround: ") and "to see where" not in err.getvalue()


def test_a_file_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["ratings", "fit", str(tmp_path / "none.csv"), "--rating", "y", "--effects", "a"]) == 2
    assert capsys.readouterr().err == f"secondround: {tmp_path / 'none.csv'}: No such file or directory\n"


def test_the_readable_form_says_what_json_says(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("y,c,i\n3,a,p\n4,a,q\n2,b,p\n2,b,q\n5,c,p\n4,c,r\n1,d,r\n")
    assert main(["ratings", "fit", str(tmp_path / "f.csv"), "--rating", "y", "--effects", "c, i"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:6] == [
        "REML criterion 19.8092, 7 ratings",
        "",
        "          levels      sd  share of variance",
        "c              4  1.4666              0.864",
        "i              3  0.0000              0.000",
        "residual          0.5807              0.136",
    ]
