"""The normal distribution function and the logarithm of gamma, by scipy, which is loaded when one is first called: it is slow to load."""

from typing import Any


def ndtr(x: Any) -> Any:
    """Φ(x), elementwise."""
    from scipy.special import ndtr as by_scipy  # noqa: PLC0415

    return by_scipy(x)


def gammaln(x: Any) -> Any:
    """log |Γ(x)|, elementwise."""
    from scipy.special import gammaln as by_scipy  # noqa: PLC0415

    return by_scipy(x)
