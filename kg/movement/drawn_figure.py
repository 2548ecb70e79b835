"""A drawn figure: panels that can be turned round, themed and written as SVG.

Nothing is computed here, so that serving a figure needs neither numbers nor tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from typing import Any, Final, Literal

__all__ = ["DrawnFigure", "FigureText", "Panel", "Theme", "other_side_words", "stylesheet"]

Theme = Literal["", "light", "dark"]
Side = Literal["left", "right", ""]

_SIDES: Final = re.compile(r"\b(?:left|right)\b")
#: A variable with its value, and where it is used.
_VARIABLE: Final = re.compile(r"--([a-z]+):([^;}]+)")
_USE: Final = re.compile(r"var\(--([a-z]+)\)")
_MARGIN: Final = 12.0
#: Of the size of what is drawn, on each side.
_LEAST_MARGIN: Final = 0.03
_GAP: Final = 18.0
_SHOWN_SIZE: Final = 0.6
_COLOURS: Final = (
    *("skin", "shirt", "shorts", "shoe", "hair", "band", "roller", "ball", "wood", "metal"),
    *("wall", "seat", "strap", "rubber", "mball"),
)


@dataclass(frozen=True)
class FigureText:
    """What a picture says to who does not see it.

    Attributes:
        title: the name of the exercise.
        description: what is shown.
    """

    title: str = ""
    description: str = ""


@dataclass(frozen=True)
class Panel:
    """A part of a picture.

    Attributes:
        content: its paths.
        low: its upper left corner.
        high: its lower right one.
    """

    content: str
    low: tuple[float, float]
    high: tuple[float, float]


@dataclass(frozen=True)
class DrawnFigure:
    """A picture that can still be turned round.

    Attributes:
        panels: its parts, in their order, with their size.
        side: the side that works in it; empty when both do alike.
        text: what it says.
        style: rules of its own.
    """

    panels: tuple[Panel, ...]
    side: Side
    text: FigureText
    style: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the figure as a JSON document."""
        panels = [
            {"content": panel.content, "low": list(panel.low), "high": list(panel.high)}
            for panel in self.panels
        ]
        return {
            "panels": panels,
            "side": self.side,
            "title": self.text.title,
            "description": self.text.description,
            "style": self.style,
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> DrawnFigure:
        """Return the figure that ``to_json`` wrote."""
        panels = tuple(
            Panel(panel["content"], tuple(panel["low"]), tuple(panel["high"]))
            for panel in content["panels"]
        )
        text = FigureText(content["title"], content["description"])
        return cls(panels, content["side"], text, content["style"])

    def svg(
        self,
        *,
        side: Side = "",
        theme: Theme = "",
        text: FigureText | None = None,
        style: str | None = None,
    ) -> str:
        """Return the picture as SVG.

        Args:
            side: the side that is to work; the picture is turned round for the other one.
            theme: light or dark; without, the reader's choice.
            text: what it says instead.
            style: the stylesheet instead of ``stylesheet()``; empty where the page around it has
                one.
        """
        is_mirrored = bool(side and self.side and side != self.side)
        low, high = (
            min(panel.low[1] for panel in self.panels),
            max(panel.high[1] for panel in self.panels),
        )
        wide = sum(panel.high[0] - panel.low[0] for panel in self.panels)
        aside, above = (max(_MARGIN, size * _LEAST_MARGIN) for size in (wide, high - low))
        low, high = low - above, high + above
        groups, right = [], aside
        for panel in self.panels:
            width = float(panel.high[0] - panel.low[0])
            turn = (
                f"translate({_number(right + float(panel.high[0]))} 0) scale(-1 1)"
                if is_mirrored
                else f"translate({_number(right - float(panel.low[0]))} 0)"
            )
            groups.append(f'<g transform="{turn}">{panel.content}</g>')
            right += width + _GAP
        width, height = right - _GAP + aside, high - low
        words = text or self.text
        if is_mirrored:
            words = FigureText(words.title, other_side_words(words.description))
        names = "".join(
            f"<{tag}>{escape(content, quote=False)}</{tag}>"
            for tag, content in (("title", words.title), ("desc", words.description))
            if content
        )
        kind = f"fig {theme}".strip()
        rules = (stylesheet() if style is None else style) + self.style
        styled = f"<style>{rules}</style>" if rules else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="img" '
            f'viewBox="0 {_number(low)} {_number(width)} {_number(height)}" '
            f'width="{width * _SHOWN_SIZE:.0f}" height="{height * _SHOWN_SIZE:.0f}">'
            f"{names}{styled}{''.join(groups)}</svg>"
        )


def other_side_words(text: str) -> str:
    """Return a text with left and right exchanged.

    Example:
        >>> other_side_words("The left knee bends.")
        'The right knee bends.'
    """
    return _SIDES.sub(_other_side, text)


@cache
def stylesheet(*, for_paper: bool = False) -> str:
    """Return the stylesheet of the pictures.

    Args:
        for_paper: whether it has light colours only and no variables, for what prints and for
            programs that know no variables.
    """
    text = (resources.files("kg.movement") / "data" / "figure.css").read_text(encoding="utf-8")
    colours = "".join(
        f".fig .c-{name}{{fill:var(--{name});stroke:var(--{name});stroke-width:.8}}"
        for name in _COLOURS
    )
    lines = text.replace("{colours}", colours).splitlines()
    if not for_paper:
        return "".join(lines)
    values = dict(_VARIABLE.findall(lines[0]))
    rules = "".join(line for line in lines[1:] if "{--" not in line)
    return _USE.sub(lambda match: values[match[1]], rules)


def _other_side(match: re.Match[str]) -> str:
    return "right" if match[0] == "left" else "left"


def _number(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
