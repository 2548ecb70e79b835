"""Write what is made from the body map's tables: the browser's shapes, and the picture in docs/.

    python tools/body_map.py            # the shapes
    python tools/body_map.py --picture  # the shapes, and the picture, which needs a Chromium

Run it after an edit of kg/present/figure/*.csv; a test compares the shapes with the tables.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402

from kg.advice.advise import advise  # noqa: E402  (the checkout comes first)
from kg.case.file import read_file  # noqa: E402
from kg.case.vocabulary import Vocabulary  # noqa: E402
from kg.knowledge import KnowledgeBase  # noqa: E402
from kg.present.figure.body_map import body_map  # noqa: E402
from kg.present.figure.shapes import FRAME, Region, load_body  # noqa: E402
from kg.present.figure.svg import body_svg  # noqa: E402

SHAPES: Final = ROOT / "kg" / "explorer" / "components" / "body_map" / "assets" / "shapes.js"
PICTURE: Final = ROOT / "docs" / "images" / "body_map.png"
EXAMPLE: Final = ROOT / "examples" / "knees_in_right.yaml"
_SIZE: Final = (1088, 1166)


def shapes() -> str:
    """Return the drawing as a JavaScript module, one shape a line."""
    body = load_body()
    figure: list[list[object]] = [
        [one.kind, list(one.views), one.curve.path, one.middle] for one in body.figure
    ]
    return "".join(
        (
            "/* Made by tools/body_map.py from kg/present/figure/*.csv: "
            "edit the tables, not this. */\n",
            f"export const FRAME = {json.dumps(FRAME)};\n",
            "// kind, views, path, whether it crosses the middle\n",
            f"export const FIGURE = [\n{_lines(figure)}];\n",
            "// muscle, view, layer, path, fibres, whether it crosses the middle,\n",
            "// thickness, and the middle of its box\n",
            f"export const REGIONS = [\n{_lines([_region(one) for one in body.regions])}];\n",
        )
    )


def _region(one: Region) -> list[object]:
    left, top, right, bottom = one.curve.box
    return [
        *(one.muscle, one.view, one.layer, one.curve.path, one.fibres, one.middle),
        round(one.curve.thickness, 1),
        *(round((left + right) / 2), round((top + bottom) / 2)),
    ]


def _lines(rows: list[list[object]]) -> str:
    return "".join(f"  {json.dumps(row)},\n" for row in rows)


def picture() -> str:
    """Return the picture of an example as SVG, called after what was seen."""
    knowledge = KnowledgeBase.load()
    advice = advise(read_file(str(EXAMPLE)).case(Vocabulary.of(knowledge)), knowledge)
    seen = [f"{one.label}, {one.side}" if one.side else one.label for one in advice.findings]
    return body_svg(body_map(advice, knowledge), title="; ".join(seen))


def _photograph(svg: str) -> None:
    """Write the picture as an image that every reader of Markdown shows."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("the picture needs a Chromium on the path")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(f'<body style="margin:0;background:#fff">{svg}</body>', encoding="utf-8")
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        size = f"--window-size={_SIZE[0]},{_SIZE[1]}"
        shot = f"--screenshot={PICTURE}"
        words = ["--headless", "--no-sandbox", "--hide-scrollbars", size, shot, page.as_uri()]
        subprocess.run([browser, *words], check=True, capture_output=True)
    with Image.open(PICTURE) as image:  # few colours, so a third of the bytes
        image.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(PICTURE, optimize=True)


if __name__ == "__main__":
    SHAPES.write_text(shapes(), encoding="utf-8")
    print(SHAPES.relative_to(ROOT), file=sys.stderr)
    if "--picture" in sys.argv[1:]:
        _photograph(picture())
        print(PICTURE.relative_to(ROOT), file=sys.stderr)
