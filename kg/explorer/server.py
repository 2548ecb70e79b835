"""The pages behind the guard, as an application that a server can run."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.middleware import Middleware
from streamlit import config
from streamlit.starlette import App

from kg.explorer.figures import ROUTES
from kg.explorer.guard import RequestGuard
from kg.explorer.server_settings import is_loopback, serving

__all__ = ["MIDDLEWARE", "ROUTES", "SCRIPT", "app", "require_loopback"]

SCRIPT: Final = str(Path(__file__).with_name("app.py"))
MIDDLEWARE: Final = (Middleware(RequestGuard),)


def require_loopback() -> None:
    """Let the server begin only on this machine, unless it was started for more.

    Raises:
        SystemExit: when Streamlit was told to listen beyond loopback.
    """
    address = config.get_option("server.address")
    if serving().is_beyond_loopback or (address is not None and is_loopback(address)):
        return
    raise SystemExit(
        f"continuum: server.address is {address or 'not set, so all addresses'}: the explorer has "
        "no sign-in of its own and listens on this machine alone; allowed: 127.0.0.1, or "
        "continuum explore --host NAME --behind-proxy"
    )


app = App(SCRIPT, routes=ROUTES, middleware=MIDDLEWARE)
