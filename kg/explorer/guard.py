"""What every request passes before Streamlit sees it: host names, origins, headers of safety."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from kg.explorer.server_settings import Serving, is_loopback, serving

__all__ = ["Guard", "is_guarded"]

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

_INLINE: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
#: Streamlit's own files, whose names carry a hash of what is in them: these alone may be kept.
_UNCHANGING: Final = re.compile(r"/static/(js|css|media)/")
_FIXED: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
_NO_STORE: Final = (b"cache-control", b"no-store")
_OURS: Final = frozenset(name for name, _ in (*_FIXED, (b"content-security-policy", b"")))

_built = False


def is_guarded() -> bool:
    """Return whether a guard stands before the server of this process."""
    return _built


class Guard:
    """ASGI middleware: only known host names and our own pages get an answer.

    A page of another host that lets its name point to this machine (DNS rebinding) sends that name
    as ``Host``; it is refused for pages, files, uploads and the WebSocket alike.

    Args:
        app: what answers the requests that pass.
    """

    def __init__(self, app: App) -> None:
        global _built  # noqa: PLW0603 - one server a process
        self._app = app
        _built = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        host = _allowed_host(scope)
        if host is None:
            await _refuse(scope, send)
            return
        added = _headers(host, str(scope.get("path", "")))

        async def send_guarded(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                names = {name for name, _ in added}
                own = [
                    (name, value)
                    for name, value in message.get("headers", ())
                    if name.lower() not in names | _OURS
                ]
                message = {**message, "headers": [*own, *added]}
            await send(message)

        await self._app(scope, receive, send_guarded)


def _allowed_host(scope: Scope) -> str | None:
    """Return the host that a request names, or ``None`` when it must not be answered."""
    started = serving()
    address, port = scope.get("server") or ("", None)
    if port is None or not (started.is_beyond_loopback or is_loopback(str(address))):
        return None
    hosts = started.hosts(int(port))
    named = _values(scope, b"host")
    if len(named) != 1 or named[0].lower() not in hosts:
        return None
    host = named[0].lower()
    if all(_is_ours(origin, host, started, int(port)) for origin in _values(scope, b"origin")):
        return host
    return None


def _is_ours(origin: str, host: str, started: Serving, port: int) -> bool:
    """Return whether a page of an origin is ours: of the same host, or of a name of the start.

    A proxy may name this machine as host and pass on the origin as it came. The other way round, a
    page that some other program serves on the machine of a visitor is none of ours.
    """
    try:
        page = urlsplit(origin)
    except ValueError:
        return False
    is_known = page.netloc.lower() in {host, *started.other_hosts(port)}
    return page.scheme.lower() in ("http", "https") and is_known


def _values(scope: Scope, wanted: bytes) -> list[str]:
    headers: Iterable[tuple[bytes, bytes]] = scope.get("headers", ())
    return [value.decode("latin-1") for name, value in headers if name.lower() == wanted]


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    text = (
        b"This explorer does not answer that host name or origin. It answers 127.0.0.1 and "
        b"localhost with its port, and the names given with --host when it was started.\n"
    )
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        _NO_STORE,
        *_FIXED,
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": text})


def _headers(host: str, path: str) -> list[tuple[bytes, bytes]]:
    policy = (
        "default-src 'self'; "
        f"script-src {' '.join(('', *_scripts())).strip()}; "
        "style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; "
        "font-src 'self' data:; "
        "media-src 'self' blob:; "
        f"connect-src 'self' ws://{host} wss://{host}; "
        "worker-src 'self' blob:; "
        "frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
    kept = () if _UNCHANGING.search(path) else (_NO_STORE,)
    return [(b"content-security-policy", policy.encode()), *_FIXED, *kept]


@cache
def _scripts() -> tuple[str, ...]:
    """Return where scripts may come from: our own files, and the lines in Streamlit's page."""
    import streamlit

    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    digests = (hashlib.sha256(script).digest() for script in _INLINE.findall(page))
    return ("'self'", *(f"'sha256-{base64.b64encode(one).decode()}'" for one in digests))
