"""The body map as a picture of its own: one SVG with a legend, for a handout or a page of docs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Final
from xml.sax.saxutils import escape

from kg.present.figure.body_map import STATUSES, BodyMap
from kg.present.figure.shapes import FRAME, VIEWS, Body, Region, Side, View, half, load_body
from kg.present.text_writer import likely

__all__ = ["body_svg"]

_LEFT, _TOP, _WIDTH, _HEIGHT = FRAME
_TITLE_HEIGHT: Final = 56
_LEGEND_HEIGHT: Final = 150
#: The legend: so many samples in a row, and the size of its letters, readable on paper.
_SAMPLES_IN_ROW: Final = 2
_LETTERS: Final = 32
_SAMPLE_WIDTH, _SAMPLE_HEIGHT, _ROW_STEP = 56, 34, 50
_WORDS: Final = {"front": "Front", "back": "Back", "right": "R", "left": "L", "deep": "Deep muscle"}

_PATTERNS: Final = (
    '<pattern id="{ids}-overactive" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="ink" width="2.4" height="7"/></pattern>'
    '<pattern id="{ids}-underactive" width="9" height="9" patternUnits="userSpaceOnUse">'
    '<circle class="ink" cx="2.2" cy="2.2" r="1.5"/><circle class="ink" cx="6.7" cy="6.7" r="1.5"/>'
    '</pattern><pattern id="{ids}-equivocal" width="12" height="9" patternUnits="userSpaceOnUse">'
    '<path class="ink-line" d="M0,6 L3,3 L6,6 L9,3 L12,6"/></pattern>'
)


def body_svg(shown: BodyMap, *, title: str, standalone: bool = True, ids: str = "body-map") -> str:
    """Return the body map as an SVG document, the same bytes for the same map.

    Args:
        shown: what it shows.
        title: a short name of the picture; it stands above it and is read out.
        standalone: whether it begins with an XML declaration, as a file does and a part of an HTML
            page does not.
        ids: what the ids within it begin with; of two pictures on a page, each needs its own.

    Returns:
        The document, ending in a line break. It names every muscle that has a status in its
        description, refers to no other file, and holds no script.
    """
    width, height = 2 * _WIDTH, _TITLE_HEIGHT + _HEIGHT + _LEGEND_HEIGHT
    style = (resources.files("kg.present.figure") / "picture.css").read_text(encoding="utf-8")
    picture = _Picture(load_body(), shown, ids)
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>' if standalone else "",
        f'<svg xmlns="http://www.w3.org/2000/svg" class="body-map" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="{ids}-title {ids}-description">',
        f'<title id="{ids}-title">{escape(title)}</title>',
        f'<desc id="{ids}-description">{escape(_description(shown))}</desc>',
        f"<style>\n{style}</style>",
        picture.definitions(),
        f'<text x="{width / 2:g}" y="36" font-size="28" font-weight="600" text-anchor="middle">'
        f"{escape(title)}</text>",
        *(picture.view(view, place) for place, view in enumerate(VIEWS)),
        picture.legend(width, _TITLE_HEIGHT + _HEIGHT + 42),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _description(shown: BodyMap) -> str:
    """Return what the picture shows, in words."""
    lines = []
    for status in STATUSES:
        names: dict[str, list[str]] = {}
        for spot in shown.of_status(status):
            names.setdefault(spot.label, []).append(spot.side)
        listed = "; ".join(f"{label} ({' and '.join(sides)})" for label, sides in names.items())
        lines.append(f"{likely(status).capitalize()}: {listed or 'none'}.")
    return " ".join(("The muscles of the body from the front and from the back.", *lines))


@dataclass(frozen=True)
class _Picture:
    """The parts of the picture."""

    body: Body
    shown: BodyMap
    ids: str

    def definitions(self) -> str:
        """Return patterns, the outlines that nothing leaves, and the shapes of the regions."""
        shapes = (
            f'<path id="{self.ids}-{at}" d="{one.curve.path}"/>'
            for at, one in enumerate(self.body.regions)
        )
        clips = (
            f'<clipPath id="{self.ids}-{view}">{"".join(self._drawn(view, "skin"))}</clipPath>'
            for view in VIEWS
        )
        return "\n".join(("<defs>", _PATTERNS.format(ids=self.ids), *clips, *shapes, "</defs>"))

    def view(self, view: View, place: int) -> str:
        """Return one view: skin, what lies on it, muscles from below to above, contours."""
        regions = [(at, one) for at, one in enumerate(self.body.regions) if one.view == view]
        regions.sort(key=lambda row: row[1].layer == "deep")
        middle = 'font-weight="600" text-anchor="middle"'
        return "\n".join(
            (
                f'<g transform="translate({place * _WIDTH - _LEFT},{_TITLE_HEIGHT - _TOP})">',
                *self._drawn(view, "skin"),
                f'<g clip-path="url(#{self.ids}-{view})">',
                *self._drawn(view, "muscle", "tendon", "bone"),
                *(self._side(at, one, side) for at, one in regions for side in one.sides),
                "</g>",
                *self._drawn(view, "skin", name="contour"),
                *self._drawn(view, "line"),
                *(
                    f'<text x="{190 * half(view, side)}" y="120" font-size="30" {middle}>'
                    f"{_WORDS[side]}</text>"
                    for side in ("right", "left")
                ),
                f'<text x="0" y="{_HEIGHT + 18}" font-size="24" {middle}>{_WORDS[view]}</text>',
                "</g>",
            )
        )

    def legend(self, width: float, y: float) -> str:
        """Return the samples of the patterns with their names."""
        entries = [*((likely(one).capitalize(), one) for one in STATUSES), (_WORDS["deep"], "")]
        step = width / _SAMPLES_IN_ROW
        parts = []
        for place, (word, status) in enumerate(entries):
            row, column = divmod(place, _SAMPLES_IN_ROW)
            left, top = step * column + step / 6, y + _ROW_STEP * row
            box = (
                f'x="{left:g}" y="{top:g}" width="{_SAMPLE_WIDTH}" height="{_SAMPLE_HEIGHT}" rx="6"'
            )
            parts.append(f'<rect {box} class="{f"fill {status}" if status else "deep"}"/>')
            if status:
                parts.append(f'<rect {box} fill="url(#{self.ids}-{status})"/>')
            at = f'x="{left + _SAMPLE_WIDTH + 14:g}" y="{top + _SAMPLE_HEIGHT - 7:g}"'
            parts.append(f'<text {at} font-size="{_LETTERS}">{word}</text>')
        return "\n".join(parts)

    def _side(self, at: int, region: Region, side: Side) -> str:
        """Return a region on one side, with its name for a pointer that rests on it."""
        spot = self.shown.by_place[region.muscle, side]
        deep = region.layer == "deep"
        kind = " ".join(("deep" if deep else "fill", *((spot.status,) if spot.status else ())))
        use = f'<use href="#{self.ids}-{at}" '
        shapes = f'{use}class="{kind}"/>'
        if spot.status:
            shapes += f'{use}fill="url(#{self.ids}-{spot.status})"/>'
        elif not deep and region.fibres:
            shapes += f'<path class="fibres" d="{region.fibres}"/>'
        turn = ' transform="scale(-1,1)"' if half(region.view, side) < 0 else ""
        return f"<g{turn}><title>{escape(spot.title)}</title>{shapes}</g>"

    def _drawn(self, view: View, *kinds: str, name: str = "") -> Iterator[str]:
        for one in self.body.figure:
            if one.kind in kinds and view in one.views:
                for curve in (one.curve,) if one.middle else (one.curve, one.curve.mirrored()):
                    yield f'<path class="{name or one.kind}" d="{curve.path}"/>'
