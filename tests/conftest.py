"""Settings shared by all tests: the depth, random examples, and a warm cache for every worker."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.depth import DEEP, DEPTH, DEPTHS
from tests.warm_cache import use_copy

# The same examples on every machine and every run; a slow machine is no fault.
settings.register_profile(
    "project",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("project")

_PLACE = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep what tests compute out of the user's cache: each worker begins with a warm one."""
    if DEPTH not in DEPTHS:
        raise pytest.UsageError(f"CONTINUUM_DEPTH: found {DEPTH!r}; allowed: {', '.join(DEPTHS)}")
    place = Path(tempfile.mkdtemp(prefix="continuum-tests-"))
    config.stash[_PLACE] = place
    use_copy(place)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the cache of this worker."""
    if _PLACE in config.stash:
        shutil.rmtree(config.stash[_PLACE], ignore_errors=True)


def pytest_report_header() -> str:
    """Return the depth of this run."""
    return f"depth: {DEPTH} (of {', '.join(DEPTHS)}; $CONTINUUM_DEPTH)"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what runs at the depth ``deep`` only; the summary counts it as deselected."""
    if DEEP:
        return
    left_out = [item for item in items if item.get_closest_marker("deep")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("deep")]
