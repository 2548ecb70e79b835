"""One explorer and one browser for the tests of a worker, started as a visitor starts them.

They start with the first test that asks for them. What a test keeps in the home folder, it removes.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.explorer import browser as browsers
from tests.explorer.visits import Visit
from tools.explorer import explorer


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder that the explorer sees."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def address(home: Path) -> Iterator[str]:
    with explorer(home) as said:
        yield said
    # The server ends with the command that started it.
    with socket.socket() as one, pytest.raises(ConnectionRefusedError):
        one.connect(("127.0.0.1", int(urlsplit(said).port or 0)))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browsers.browser() as started:
        yield started


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    one = Visit(chromium, address)
    yield one
    for context in one.contexts:
        context.close()
    assert one.hosts <= {"127.0.0.1", None, ""}
    assert one.errors == []


@pytest.fixture
def page(visit: Visit) -> Page:
    opened = visit()
    expect(opened.get_by_role("heading", name="See why")).to_be_visible()
    return opened
