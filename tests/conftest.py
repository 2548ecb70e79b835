"""Settings shared by all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# The same examples on every machine and every run; a slow machine is no fault.
settings.register_profile(
    "project",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("project")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests compute out of the user's cache; it is filled once and shared by all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTINUUM_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
