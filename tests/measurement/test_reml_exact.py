"""The restricted likelihood against its plain definition with dense matrices, by every path that the computation can take."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import minimize

from secondround.measurement.reml import Factor, FitRefused, cholesky, crossing, design, factor, fit, pairs
from secondround.measurement.reml.criterion import evaluate
from secondround.measurement.reml.fixed import Fixed, fixed_of
from secondround.measurement.reml.slopes import slopes_of


@dataclass(frozen=True)
class Plain:
    """Everything by its definition, H = I + Σ γ Z Z' inverted outright."""

    criterion: float
    gradient: np.ndarray
    curvature: np.ndarray
    pulls: list[np.ndarray]
    leverage: list[np.ndarray]


def plain(y: np.ndarray, factors: Sequence[Factor], x: np.ndarray, ratios: np.ndarray, is_restricted: bool) -> Plain:
    Z = [np.eye(len(one.levels))[one.codes] for one in factors]
    H = np.eye(len(y)) + sum(ratio * z @ z.T for ratio, z in zip(ratios, Z, strict=True))
    inverse = np.linalg.inv(H)
    F = x.T @ inverse @ x
    P = inverse - inverse @ x @ np.linalg.solve(F, x.T @ inverse)
    squares, N = y @ P @ y, len(y) - x.shape[1] * is_restricted
    criterion = np.linalg.slogdet(H)[1] + N * (1 + np.log(2 * np.pi * squares / N))
    criterion += np.linalg.slogdet(F)[1] if is_restricted else 0
    pulls = [z.T @ P @ y for z in Z]
    own = np.array([pull @ pull for pull in pulls])
    traces = np.array([np.trace(z.T @ (P if is_restricted else inverse) @ z) for z in Z])
    V = np.column_stack([z @ pull for z, pull in zip(Z, pulls, strict=True)])
    curvature = N / squares * V.T @ P @ V - N / squares**2 * np.outer(own, own)
    leverage = [np.diag(z.T @ inverse @ z) for z in Z]
    return Plain(criterion, traces - N / squares * own, curvature, pulls, leverage)


def drawn(seed: int) -> tuple[np.ndarray, dict[str, Factor]]:
    """A few dozen ratings over crossed and nested groups, some met once, some never together."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(20, 90))
    a, b, e = rng.integers(0, 12, n), rng.integers(0, 7, n), rng.integers(0, 3, n)
    codes = {"a": a, "b": b, "c": a // 3, "top": a // 6, "e": e}
    found = {name: factor(name, [str(code) for code in of]) for name, of in codes.items()}
    found |= {"a:b": crossing("a:b", [found["a"], found["b"]]), "a:e": crossing("a:e", [found["a"], found["e"]])}
    return rng.normal(size=n) + rng.normal(size=12)[a] + 0.5 * rng.normal(size=7)[b], found


MODELS = ("a b", "a c", "a:b a b", "a:b a c", "a:b a c b", "a:e a c top b e", "a", "a:b a c top")
PATHS = {
    "dense": {},
    "eliminated": {"DENSE_AT_ONCE": 0, "WORTH_ELIMINATING": 0},
    "only the finest": {"DENSE_AT_ONCE": 0, "WORTH_ELIMINATING": 10**6},
    "in blocks": {"DENSE_AT_ONCE": 0, "WORTH_ELIMINATING": 0, "PAIRS_AT_MOST": -1, "BLOCK": 64},
    "by LAPACK": {"DENSE_AT_ONCE": 0, "WORTH_ELIMINATING": 0, "SMALL": 0},
}


def by_path(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    for name, value in PATHS[path].items():
        module = next(one for one in (design, pairs, cholesky) if hasattr(one, name))
        monkeypatch.setattr(module, name, value)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("is_restricted", [True, False])
def test_criterion_gradient_and_information_are_those_of_the_definition(
    path: str, is_restricted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_path(monkeypatch, path)
    for seed, model in enumerate(MODELS * 3):
        y, known = drawn(seed)
        factors = [known[name] for name in model.split()]
        fixed: Fixed = fixed_of(len(y), [known["e"]] if seed % 3 else [])
        y = y - fixed.basis @ (fixed.basis.T @ y)
        ratios = np.random.default_rng(seed).exponential(1, len(factors))
        ratios[: seed % 3] = 0
        at = evaluate(design.design_of(y, factors, fixed), ratios, is_restricted=is_restricted)
        found, expected = slopes_of(at), plain(y, factors, fixed.basis, ratios, is_restricted)
        assert at.criterion == pytest.approx(expected.criterion, abs=1e-9)
        np.testing.assert_allclose(found.gradient, expected.gradient, atol=1e-9)
        np.testing.assert_allclose(found.curvature, expected.curvature, atol=1e-9)
        for ours, theirs in zip((*found.pulls, *found.leverage), (*expected.pulls, *expected.leverage), strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-9)


@pytest.mark.parametrize("path", ["dense", "eliminated"])
@pytest.mark.parametrize("method", ["reml", "ml"])
def test_the_optimum_is_that_of_a_search_over_the_definition(
    path: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_path(monkeypatch, path)
    for seed, model in enumerate(MODELS):
        y, known = drawn(seed + 100)
        factors = [known[name] for name in model.split()]

        def criterion(theta: np.ndarray, y=y, factors=factors) -> float:
            return plain(y, factors, np.ones((len(y), 1)), theta**2, method == "reml").criterion

        searched = min(
            minimize(criterion, np.full(len(factors), begin), method="Nelder-Mead", options={"maxfev": 800}).fun
            for begin in (0.1, 1.0)
        )
        assert fit(y, factors, method=method).criterion <= searched + 1e-6


def test_predictions_and_deviations_are_those_of_the_definition() -> None:
    y, known = drawn(5)
    factors = [known["a"], known["b"]]
    found = fit(y, factors)
    expected = plain(y, factors, np.ones((len(y), 1)), np.array(found.ratios), True)
    residual = found.sd["residual"]
    for one, ratio, pull, leverage in zip(factors, found.ratios, expected.pulls, expected.leverage, strict=True):
        np.testing.assert_allclose(found.effects[one.name].estimate, ratio * pull, atol=1e-9)
        np.testing.assert_allclose(
            found.effects[one.name].sd, residual * np.sqrt(ratio * (1 - ratio * leverage)), atol=1e-9
        )
        assert found.sd[one.name] == pytest.approx(residual * np.sqrt(ratio), rel=1e-12)


def test_a_balanced_design_is_the_analysis_of_variance() -> None:
    """One rating in each of 6 × 4 cells: REML is the expected mean squares solved, as in Searle's tables."""
    rng = np.random.default_rng(3)
    table = rng.normal(size=(6, 1)) * 1.5 + rng.normal(size=(1, 4)) + rng.normal(size=(6, 4)) * 0.4
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    within = ((table - rows[:, None] - columns + table.mean()) ** 2).sum() / 15
    person, rater = (4 * rows.var(ddof=1) - within) / 4, (6 * columns.var(ddof=1) - within) / 6
    labels = [(str(p), str(r)) for p in range(6) for r in range(4)]
    found = fit(table.ravel(), [factor("person", [p for p, _ in labels]), factor("rater", [r for _, r in labels])])
    assert list(found.sd.values()) == pytest.approx([float(np.sqrt(one)) for one in (person, rater, within)], rel=1e-5)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([3, 3, 3, 3], "all ratings are alike, or explained by the fixed effects; there is nothing to fit"),
        ([1, 1, 4, 4], "the effects explain every rating exactly; nothing is left to compare them with"),
        ([2], "1 ratings cannot carry 1 fixed effects and a residual"),
    ],
)
def test_what_cannot_be_fitted_says_why(values: list[float], words: str) -> None:
    with pytest.raises(FitRefused) as refused:
        fit(np.array(values, dtype=float), [factor("c", ["a", "a", "b", "b"][: len(values)])])
    assert str(refused.value) == words


def test_columns_that_earlier_ones_explain_are_left_out() -> None:
    """More dummies than ratings, of which few are independent: as R drops them, the earlier stay."""
    labels = [f"r{at % 3}" for at in range(9)]
    y = np.array([1.0, 2, 4, 2, 3, 4, 1, 2, 5])
    alike = [factor(name, labels) for name in ("x", "z", "w", "v", "u")]
    found = fit(y, [factor("c", ["a", "b", "c", "b", "c", "a", "c", "a", "b"])], [*alike, ("t", np.arange(9.0))])
    assert list(found.fixed) == ["(Intercept)", "xr1", "xr2", "t"]
    assert found.left_out == ("zr1", "zr2", "wr1", "wr2", "vr1", "vr2", "ur1", "ur2")


def test_a_model_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(design, "DENSE_AT_ONCE", 0)
    monkeypatch.setattr(design, "MOST_DENSE", 5)
    y, known = drawn(1)
    with pytest.raises(FitRefused, match=r"^7 levels would stand in one dense matrix; 5 at most$"):
        fit(y, [known["a"], known["b"]])


def test_a_later_fit_begins_where_the_earlier_one_ended() -> None:
    y, known = drawn(4)
    cold = fit(y, [known["a"], known["b"]])
    warm = fit(y, [known["a"], known["b"]], start=cold.ratios)
    assert warm.steps == 0 and warm.criterion == pytest.approx(cold.criterion, abs=1e-9)
