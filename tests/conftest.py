"""What every test starts from: a place for built files, and no memory of earlier tries to sign in."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from hypothesis import settings as hypothesis

# The same examples in every run: what fails here fails for everybody.
hypothesis.register_profile("house", derandomize=True, deadline=None)
hypothesis.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def _static_folder() -> None:
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Tries are counted in the cache; one test's tries must not lock out the next."""
    cache.clear()
    yield
    cache.clear()
