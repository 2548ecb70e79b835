"""Write the pictures of the explorer in docs/images/: each page, and what is best seen of it.

    python tools/screenshots.py            # all of them
    python tools/screenshots.py why phone  # those with these names

It starts the explorer, drives a Chromium (Debian's, or $CHROMIUM), and stores small PNG files. A
page that is new in kg/explorer/views/__init__.py is taken in without a line here.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal
from urllib.parse import urljoin

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from kg.explorer.views import PAGES  # noqa: E402  (the checkout comes first)
from tools.explorer import chromium_path, explorer  # noqa: E402

FOLDER: Final = ROOT / "docs" / "images"
WIDE: Final = (1400, 900)
PHONE: Final = (390, 844)
_COLOURS: Final = 128
_WAIT: Final = 60_000
#: Milliseconds until what moves stands still.
_STILL: Final = 1500


@dataclass(frozen=True)
class Picture:
    """A picture.

    Attributes:
        name: of the file, without its ending.
        where: the address below that of the explorer.
        steps: what is done on the page before.
        size: width and height of the window in pixels.
        scheme: whether the page is light or dark.
    """

    name: str
    where: str = ""
    steps: Callable[[Page], None] = lambda _: None
    size: tuple[int, int] = WIDE
    scheme: Literal["light", "dark"] = "light"


def _why(page: Page) -> None:
    page.get_by_role("button", name="Why: Lateral band walk").click()
    page.get_by_role("treeitem").first.wait_for()


def _view(name: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.get_by_role("radio", name=name, exact=True).click()

    return go


def _graph(page: Page) -> None:
    _why(page)
    _view("Graph")(page)


def _swap(page: Page) -> None:
    page.get_by_role("button", name="Remove: Glute bridge").click()
    page.get_by_text("Smallest repair:").wait_for()


def _compare(page: Page) -> None:
    page.get_by_role("combobox", name="The same case under the edition").fill("CPT 7")
    page.get_by_role("option").first.click()
    page.locator(".alike").first.wait_for()


def _practise(page: Page) -> None:
    page.get_by_role("radio", name="Practise", exact=True).click()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Answer", exact=True).wait_for()


#: What is shown of a page, where the page as it opens has little to show: address and steps.
_SHOWN: Final[dict[str, tuple[str, Callable[[Page], None]]]] = {
    "compare": ("compare", _compare),
    "knowledge": ("knowledge?see=gluteus_medius", lambda _: None),
    "study": ("study", _practise),
    "rules": ("rules?rule=candidate_standard", lambda _: None),
}
PICTURES: Final = (
    Picture("program"),
    Picture("why", steps=_why),
    Picture("why_dark", steps=_why, scheme="dark"),
    Picture("graph", steps=_graph),
    Picture("week", steps=_view("Week")),
    Picture("swap", steps=_swap),
    Picture("phone", steps=_why, size=PHONE, scheme="dark"),
    *(Picture(one.path, *_SHOWN.get(one.path, (one.path,))) for one in PAGES[1:]),
)


def small_picture(picture: bytes) -> bytes:
    """Return a picture with few colours."""
    with Image.open(io.BytesIO(picture)) as image:
        few = image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def main(names: Sequence[str]) -> None:
    """Take the pictures with some names; all of them when there is none."""
    wanted = [one for one in PICTURES if not names or one.name in names]
    if unknown := sorted(set(names) - {one.name for one in wanted}):
        sys.exit(f"no picture {unknown[0]!r}; there are {', '.join(one.name for one in PICTURES)}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    # A home of their own: what the one who takes them keeps is in no picture.
    with (
        TemporaryDirectory() as home,
        explorer(Path(home)) as address,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for one in wanted:
            width, height = one.size
            page = chromium.new_page(
                viewport={"width": width, "height": height}, color_scheme=one.scheme
            )
            page.set_default_timeout(_WAIT)
            page.goto(urljoin(address, one.where))
            page.get_by_role("heading", level=1).first.wait_for()
            page.wait_for_timeout(_STILL)
            one.steps(page)
            page.wait_for_timeout(_STILL)
            file = FOLDER / f"{one.name}.png"
            file.write_bytes(small_picture(page.screenshot()))
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} kB", file=sys.stderr)
            page.close()
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1:])
