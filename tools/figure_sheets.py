"""Write the contact sheets of all exercises: docs/figures.md and docs/images/figures/.

    python tools/figure_sheets.py

Every exercise that has positions is on a sheet of its phase. The pictures are those that
``continuum figure --all build/figures`` drew; missing ones are drawn. It drives a Chromium
(Debian's, or $CHROMIUM), and stores PNG files with few colours.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

from kg.knowledge import KnowledgeBase  # noqa: E402  (the checkout comes first)
from kg.knowledge.phases import exercises_of_phases  # noqa: E402
from kg.movement.drawn_figure import stylesheet  # noqa: E402
from kg.present.figure.exercise_figures import ExerciseFigures  # noqa: E402
from tools.explorer import chromium_path  # noqa: E402
from tools.screenshots import small_picture  # noqa: E402

FOLDER: Final = ROOT / "docs" / "images" / "figures"
PAGE: Final = ROOT / "docs" / "figures.md"
_COLUMNS: Final = 6
_ON_A_SHEET: Final = 36
_WIDTH: Final = 1200
_STYLE: Final = f"""
body {{ margin: 0; padding: 8px; background: #fff; color: #1b2230; width: {_WIDTH - 16}px;
  font: 12px/1.25 sans-serif; display: grid; gap: 6px;
  grid-template-columns: repeat({_COLUMNS}, minmax(0, 1fr)); }}
figure {{ margin: 0; }}
svg {{ display: block; width: 100%; height: 118px; }}
figcaption {{ text-align: center; height: 30px; }}
"""
_HEAD: Final = """# Every exercise, drawn

Each picture is drawn from the rows that describe the exercise in degrees (`ontology/tables/`): its
start, its end, and the way between them as an arrow; the muscle that it is for is red, or the joint
that it moves where it is for none.
`continuum figure ID` draws one larger, `--animate` lets it move, `--watch` draws it anew while its
rows are edited. `tools/figure_sheets.py` writes this page.
"""


def sheets(knowledge: KnowledgeBase) -> Iterator[tuple[str, list[str]]]:
    """Yield the sheets: the label of a phase, and exercises by name."""
    figures = ExerciseFigures(knowledge)
    label = knowledge.label
    for phase, exercises in exercises_of_phases(knowledge.facts).items():
        drawn = sorted(
            (exercise for exercise in exercises if exercise in figures),
            key=lambda one: (label(one).casefold(), one),
        )
        for first in range(0, len(drawn), _ON_A_SHEET):
            yield label(phase), drawn[first : first + _ON_A_SHEET]


def sheet_html(knowledge: KnowledgeBase, exercises: Sequence[str]) -> str:
    """Return a sheet as HTML."""
    figures = ExerciseFigures(knowledge)
    cells = "".join(
        f"<figure>{figures.figure(exercise).svg(theme='light', style='')}"
        f"<figcaption>{escape(knowledge.label(exercise))}</figcaption></figure>"
        for exercise in exercises
    )
    style = f"{_STYLE}{stylesheet(for_paper=True)}"
    return f'<!doctype html><meta charset="utf-8"><style>{style}</style><body>{cells}</body>'


def main() -> None:
    """Write the sheets and the page."""
    knowledge = KnowledgeBase.load()
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines, heading = [_HEAD], ""
    names: set[str] = set()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = chromium.new_page(viewport={"width": _WIDTH, "height": 800})
        for number, (phase, exercises) in enumerate(sheets(knowledge), 1):
            page.set_content(sheet_html(knowledge, exercises))
            file = FOLDER / f"sheet_{number:02d}.png"
            file.write_bytes(small_picture(page.screenshot(full_page=True)))
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} kB", file=sys.stderr)
            names.add(file.name)
            if phase != heading:
                heading = phase
                lines.append(f"## {phase}\n")
            listed = ", ".join(map(knowledge.label, exercises))
            lines.append(f"![{listed}](images/figures/{file.name})\n")
        chromium.close()
    for old in FOLDER.glob("sheet_*.png"):
        if old.name not in names:
            old.unlink()
    PAGE.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
