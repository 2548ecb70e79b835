"""Stores of every kind that can be tried on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.progress.stores import KINDS, new_store, started_server


@pytest.fixture(params=KINDS)
def store(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Give the name of a store that is not there yet; its photos are under ``tmp_path``."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with new_store(request.param, tmp_path) as name:
        yield name


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Give the URL of an empty database on a server."""
    with started_server() as url:
        if not url:
            pytest.skip("no PostgreSQL with a driver, and CONTINUUM_DATABASE names no database")
        yield url
