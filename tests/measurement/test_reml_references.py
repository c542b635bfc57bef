"""`secondround ratings fit` against what lme4 finds: public data sets and generated designs, stored with the scripts that made them."""

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from secondround.cli import main

REFERENCES = Path(__file__).parent / "references"
MODELS = {row["id"]: row for row in csv.DictReader((REFERENCES / "models.csv").read_text().splitlines())}
FITS = json.loads(gzip.decompress((REFERENCES / "fits.json.gz").read_bytes()))["fits"]
NOT_TOLD_APART = {"once"}
"""One rating per candidate: lme4 divides the variance somehow, we give the candidate none and say so; the criterion is the same."""


def ours(model: dict[str, str], method: str, capsys: pytest.CaptureFixture[str]) -> dict:
    file = REFERENCES / "data" / f"{model['data']}.csv.gz"
    effects, fixed = (model[name].replace(" + ", ", ") for name in ("effects", "fixed"))
    words = ["--rating", model["rating"], "--effects", effects, "--fixed", fixed, "--method", method, "--json"]
    assert main(["ratings", "fit", str(file), *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_every_model_has_its_two_references_and_twelve_public_sets_are_among_them() -> None:
    assert [(one["id"], one["method"]) for one in FITS] == [
        (name, method) for name in MODELS for method in ("reml", "ml")
    ]
    written = (REFERENCES / "README.md").read_text()
    public = {model["data"] for model in MODELS.values() if f"| `{model['data']}` |" in written}
    assert len(public) >= 12


@pytest.mark.parametrize("reference", FITS, ids=[f"{one['id']}-{one['method']}" for one in FITS])
def test_the_fit_is_that_of_lme4(reference: dict, capsys: pytest.CaptureFixture[str]) -> None:
    found = ours(MODELS[reference["id"]], reference["method"], capsys)
    residual = reference["sd"]["residual"]
    assert (found["n"], found["method"]) == (reference["n"], reference["method"])
    assert found["criterion"] <= reference["criterion"] + 1e-6
    assert found["fixed"] == pytest.approx(reference["fixed"], rel=1e-5, abs=1e-5 * residual)
    if reference["id"] in NOT_TOLD_APART:
        return
    for name, sd in reference["sd"].items():
        expected = 0.0 if sd < 1e-5 * residual else pytest.approx(sd, rel=1e-4)
        assert found["sd"][name] == expected, name
    for name, levels in reference["effects"].items():
        assert sorted(found["effects"][name]) == sorted(levels["level"])
        scale = max(residual, reference["sd"][name])
        for key in ("estimate", "sd"):
            values = [found["effects"][name][level][key] for level in levels["level"]]
            assert np.abs(np.array(values) - levels[key]).max() <= 1e-5 * scale, (name, key)
