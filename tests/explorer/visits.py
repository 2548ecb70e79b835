"""Visits to the explorer in a real browser, as visitors make them."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    ViewportSize,
    expect,
)

__all__ = ["PHONE", "WAIT", "WIDE", "Scheme", "Visit", "ready", "settled"]

Scheme = Literal["light", "dark"]

#: In milliseconds; other tests may keep the machine busy.
WAIT = 60_000
expect.set_options(timeout=WAIT)
WIDE: ViewportSize = {"width": 1400, "height": 1000}
PHONE: ViewportSize = {"width": 390, "height": 844}


class Visit:
    """Opens pages as a visitor does; they may ask no other host, and complain of nothing."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self.chromium = chromium
        self.address = address
        self.contexts: list[BrowserContext] = []
        self.hosts: set[str | None] = set()
        self.errors: list[str] = []

    def __call__(
        self, where: str = "", size: ViewportSize = WIDE, scheme: Scheme = "light"
    ) -> Page:
        context = self.chromium.new_context(viewport=size, color_scheme=scheme)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.on("request", lambda one: self.hosts.add(urlsplit(one.url).hostname))
        page.on("console", self._heard)
        page.goto(urljoin(self.address, where))
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        # Streamlit looks for its server below the address of a page before it looks above it.
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            self.errors.append(message.text)


#: True once nothing has been computed, drawn anew or moved for a while; called again and again.
_QUIET = """(quiet) => {
  const app = document.querySelector("[data-test-script-state]");
  const busy = app?.dataset.testScriptState !== "notRunning"
    || app.dataset.testConnectionState !== "CONNECTED"
    || document.querySelector("[data-stale=true], [data-testid=stSpinner]") !== null
    || document.getAnimations().some((one) => one.playState === "running"
      && Number.isFinite(one.effect?.getComputedTiming().endTime));
  if (busy || window.quietSince === undefined) {
    window.quietSince = busy ? undefined : performance.now();
    return false;
  }
  const over = performance.now() - window.quietSince >= quiet;
  if (over) window.quietSince = undefined;
  return over;
}"""
#: In milliseconds: a run that a press asked for is begun by then, or the next press waits for it.
_QUIET_FOR = 300


def settled(page: Page) -> None:
    """Wait until nothing is being computed or drawn anew, and nothing begins again at once."""
    page.wait_for_function(_QUIET, arg=_QUIET_FOR, timeout=WAIT)


def ready(one: Locator) -> Locator:
    """Return something on the page once it is there and nothing moves under it.

    What is pressed while Streamlit draws the page anew may be gone before the press is over.
    """
    expect(one).to_be_visible()
    settled(one.page)
    expect(one).to_be_visible()
    return one
