"""The explorer, warm: first view, a click until it is explained, and many visitors at once.

First view and click are measured in a real browser; visitors at once speak Streamlit's protocol
without one, for fifty browsers on the same machine would measure themselves.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from tools.explorer import chromium_path, explorer

VISITORS: Final = 50
VIEWS: Final = 7
#: So often each muscle is clicked: the first click asks for its proof, the others ask again.
ROUNDS: Final = 3
_MUSCLES: Final = 12
_WAIT: Final = 60_000

#: Clicks a muscle and waits, frame by frame, until its explanation is on the page.
_CLICK: Final = """
([muscle, name]) => new Promise((done) => {
  const start = performance.now();
  muscle.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true }));
  const look = () => {
    const heading = document.querySelector("[data-testid=stColumn] h2");
    if (heading && heading.textContent.startsWith(name)) done(performance.now() - start);
    else requestAnimationFrame(look);
  };
  look();
})
"""


def measure() -> None:
    """Measure and print a table: median and worst of each, in milliseconds."""
    print("| what | median ms | worst ms | goal ms |")
    print("|---|---:|---:|---:|")
    with explorer() as address:
        first, again, views = _in_browser(address)
        for what, found, goal in (
            ("first usable view", views, 2000),
            ("click to explanation, asked for the first time", first, 100),
            ("click to explanation, asked again", again, 100),
            (f"{VISITORS} visitors at once, each served", asyncio.run(_at_once(address)), 2000),
        ):
            print(f"| {what} | {statistics.median(found):.0f} | {max(found):.0f} | {goal} |")


def _in_browser(address: str) -> tuple[list[float], list[float], list[float]]:
    """Return the times of clicks that ask first, of those that ask again, and of first views."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox"]
        )
        views = []
        for _ in range(VIEWS):
            page = chromium.new_context(viewport={"width": 1400, "height": 1000}).new_page()
            page.set_default_timeout(_WAIT)
            start = time.perf_counter()
            page.goto(address)
            page.get_by_role("button", name="Why: ").first.wait_for()
            views.append((time.perf_counter() - start) * 1000)
            if len(views) < VIEWS:
                page.context.close()
        page.get_by_role("button", name="Why: ").first.click()
        page.get_by_role("treeitem").first.wait_for()
        muscles = page.locator("[role=button][data-side=right]").filter(visible=True)
        first: list[float] = []
        again: list[float] = []
        labels = [str(one.get_attribute("aria-label")) for one in muscles.all()]
        found = [label for label in labels if label.endswith("active")][:_MUSCLES]
        for turn in range(ROUNDS):
            for label in found:
                one = page.get_by_role("button", name=label).first.element_handle()
                spent = float(page.evaluate(_CLICK, [one, label.partition(",")[0]]))
                (again if turn else first).append(spent)
                # A visitor reads before the next click.
                page.wait_for_timeout(300)
        chromium.close()
    return first, again, views


async def _at_once(address: str) -> Sequence[float]:
    """Return how long each of many visitors waits who come at the same time."""
    return await asyncio.gather(*(_visitor(address) for _ in range(VISITORS)))


async def _visitor(address: str) -> float:
    """Open a session, ask for the page, and wait until all of it has come."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from websockets.asyncio.client import connect
    from websockets.typing import Subprotocol

    start = time.perf_counter()
    async with connect(
        f"ws://{urlsplit(address).netloc}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        open_timeout=60,
    ) as stream:
        ask = BackMsg()
        ask.rerun_script.query_string = ""
        await stream.send(ask.SerializeToString())
        while True:
            told = ForwardMsg()
            received = await stream.recv()
            if isinstance(received, bytes):
                told.ParseFromString(received)
            if told.WhichOneof("type") == "script_finished":
                return (time.perf_counter() - start) * 1000
