"""Nobody gets in by another name: host names, origins and headers, both ways to start."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect
from streamlit.testing.v1 import AppTest

from kg.explorer import guard, server_settings
from kg.explorer.guard import RequestGuard
from kg.explorer.server_settings import Serving
from tests.explorer import browser as browsers
from tests.explorer.visits import WAIT

ROOT = Path(__file__).parents[2]


# --- `streamlit run explorer_app.py`, a real server ----------------------------------------------


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """The other way to start; `continuum explore` is visited in the tests of every page."""
    with browsers.server(ROOT / "explorer_app.py", home) as started:
        yield started


def answer(address: str, host: str, *lines: str, path: str = "/") -> tuple[int, dict[str, str]]:
    """Return the status and the headers of an answer to a request that names a host."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port or 0), timeout=60) as connection:
        request = [f"GET {path} HTTP/1.1", f"Host: {host}", *lines, "", ""]
        connection.sendall("\r\n".join(request).encode())
        read = b""
        while b"\r\n\r\n" not in read:
            part = connection.recv(4096)
            if not part:
                break
            read += part
    status, *headers = read.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    pairs = (header.partition(":") for header in headers)
    return int(status.split()[1]), {name.lower(): value.strip() for name, _, value in pairs}


def shaking_hands(origin: str) -> tuple[str, ...]:
    """Return the headers by which a page asks for a WebSocket."""
    return (
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        f"Origin: {origin}",
    )


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{}", "127.0.0.1", "localhost:1", "[::1]:{}"]
)
@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config", "/media/x"])
def test_another_host_name_is_refused(address: str, host: str, path: str) -> None:
    status, headers = answer(address, host.format(urlsplit(address).port), path=path)
    assert status == 403
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST"])
def test_our_names_are_answered_with_headers_of_safety(address: str, name: str) -> None:
    host = f"{name}:{urlsplit(address).port}"
    status, headers = answer(address, host)
    assert status == 200
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    rules = dict(
        rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";")
    )
    assert rules["img-src"] == "'self' data: blob:"
    assert rules["frame-ancestors"] == rules["object-src"] == "'none'"
    assert "unsafe" not in rules["script-src"]
    assert rules["connect-src"] == f"'self' ws://{host.lower()} wss://{host.lower()}"


def test_a_websocket_is_opened_by_our_own_pages_alone(address: str) -> None:
    port = urlsplit(address).port
    ours, evil = f"127.0.0.1:{port}", f"evil.example:{port}"
    path = "/_stcore/stream"
    assert answer(address, ours, *shaking_hands(f"http://{ours}"), path=path)[0] == 101
    for host, origin in ((evil, evil), (ours, evil), (evil, ours), (ours, "127.0.0.1:1")):
        assert answer(address, host, *shaking_hands(f"http://{origin}"), path=path)[0] == 403


def test_the_page_works_under_its_policy_and_loads_no_picture_of_another_host(
    chromium: Browser, address: str
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}/case?case=none")
    expect(page.get_by_role("heading", level=1)).to_have_text("Case", timeout=WAIT)
    assert not any("Content Security Policy" in text for text in complaints)
    # A picture that somebody got into a page all the same is not asked for.
    page.evaluate("() => { new Image().src = 'http://evil.example/pixel.png'; }")
    page.wait_for_timeout(200)
    assert any("img-src" in text for text in complaints)
    context.close()


def test_beyond_this_machine_streamlit_does_not_run_it(tmp_path: Path) -> None:
    options = ("--server.address=0.0.0.0", f"--server.port={browsers.free_port()}")
    process = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "explorer_app.py", *options],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert process.returncode != 0
    assert "no sign-in of its own" in process.stderr
    assert "Traceback" not in process.stderr


# --- the guard alone ------------------------------------------------------------------------------


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process serves, and whether it has a guard, is as before afterwards."""
    monkeypatch.setattr(server_settings, "_current", Serving())
    monkeypatch.setattr(guard, "_built", False)


def statuses(host: str, server: str = "127.0.0.1", *more: tuple[bytes, bytes]) -> list[object]:
    """Return what the guard sends for a request: a status, or that it let the request pass."""
    sent: list[object] = []

    async def passed(*_: object) -> None:
        sent.append("passed")

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message.get("status", message.get("code")))

    async def receive() -> MutableMapping[str, Any]:
        return {}

    for kind in ("http", "websocket"):
        scope = {
            "type": kind,
            "path": "/",
            "server": (server, 8501),
            "headers": [(b"host", host.encode()), *more],
        }
        with suppress(StopIteration):
            RequestGuard(passed)(scope, receive, send).send(None)
    return [one for one in sent if one is not None]


def test_a_request_that_came_over_the_network_is_refused_whatever_name_it_gives(
    started: None,
) -> None:
    assert statuses("127.0.0.1:8501") == ["passed", "passed"]
    assert statuses("127.0.0.1:8501", "192.0.2.7") == [403, 1008]
    assert statuses("127.0.0.1:8501", "::ffff:127.0.0.1") == ["passed", "passed"]
    assert statuses("127.0.0.1:8501", "127.0.0.1", (b"host", b"evil.example")) == [403, 1008]


def test_behind_a_proxy_the_names_of_the_start_are_answered_and_no_other(started: None) -> None:
    server_settings.begin_serving(Serving("0.0.0.0", ("example.org", "test.example:8443"), True))
    for host in ("example.org", "Example.org:443", "test.example:8443", "localhost:8501"):
        assert statuses(host, "192.0.2.7") == ["passed", "passed"], host
    for host in ("evil.example", "test.example", "example.org:99", "example.org.evil.example", ""):
        assert statuses(host, "192.0.2.7") == [403, 1008], host


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://localhost:8501",
        "http://127.0.0.1:8502",
        "http://127.0.0.1:8501@evil.example",
        "http://evil.example@127.0.0.1:8501",
        "chrome-extension://127.0.0.1:8501",
        "http://[127.0.0.1:8501",
    ],
)
def test_a_page_of_another_origin_is_refused(origin: str, started: None) -> None:
    page = (b"origin", origin.encode())
    assert statuses("127.0.0.1:8501", "127.0.0.1", page) == [403, 1008]


def test_behind_a_proxy_a_page_on_the_machine_of_a_visitor_is_refused(started: None) -> None:
    server_settings.begin_serving(Serving("0.0.0.0", ("example.org",), True))
    page = (b"origin", b"http://127.0.0.1:8501")
    assert statuses("example.org", "192.0.2.7", page) == [403, 1008]
    # A proxy that names this machine as host and passes on the origin as it came.
    page = (b"origin", b"https://example.org")
    assert statuses("127.0.0.1:8501", "127.0.0.1", page) == ["passed", "passed"]


def test_without_its_guard_the_explorer_shows_nothing(started: None) -> None:
    app = AppTest.from_file(str(ROOT / "kg" / "explorer" / "app.py"), default_timeout=60).run()
    assert not app.exception
    assert "does not run without its guard" in app.error[0].value
    assert not app.title
