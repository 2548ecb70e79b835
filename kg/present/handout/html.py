"""The handout as one HTML file that needs no other: styled for paper, readable on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from importlib import resources
from typing import Final, TypeAlias

from kg.movement.drawn_figure import stylesheet
from kg.present.handout.headings import HEADINGS
from kg.present.handout.sheet import Sheet, SheetPart, SheetRow

__all__ = ["Picture", "handout_body", "handout_html", "handout_style", "no_picture"]

Picture: TypeAlias = Callable[[str, str], str]
"""Gives the picture of an exercise on a side as markup; empty where there is none."""

_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body class="body">
{body}
</body>
</html>
"""


def no_picture(exercise: str, side: str) -> str:
    """Return nothing: a sheet without pictures of its exercises."""
    return ""


def handout_html(sheet: Sheet, picture: Picture = no_picture) -> str:
    """Return the handout as an HTML document, the same bytes for the same sheet.

    It holds its style and its pictures, no script, and asks no server for anything.

    Args:
        sheet: the sheet.
        picture: gives the picture of an exercise as SVG without a style of its own.
    """
    body = "\n".join(_body(sheet, "main", picture))
    return _PAGE.format(title=escape(sheet.title), style=handout_style(), body=body)


def handout_body(sheet: Sheet, picture: Picture = no_picture) -> str:
    """Return the handout as a part of another document, which has a main part of its own.

    ``handout_style`` is its style; whatever holds it has the class ``body``.

    Args:
        sheet: the sheet.
        picture: gives the picture of an exercise as markup.
    """
    return "\n".join(_body(sheet, "div", picture))


def handout_style() -> str:
    """Return the style of a handout as CSS."""
    own = (resources.files("kg.present") / "handout" / "handout.css").read_text(encoding="utf-8")
    return f"{own}{stylesheet(for_paper=True)}\n"


def _body(sheet: Sheet, main: str, picture: Picture) -> Iterable[str]:
    yield f"<header><h1>{escape(sheet.title)}</h1>"
    yield f'<p class="about">{escape(" · ".join(sheet.about))}</p></header>'
    yield f"<{main}>"
    if sheet.referrals:
        listed = _list(sheet.referrals)
        yield f'<section class="refer"><h2>{HEADINGS["refer"]}</h2>{listed}</section>'
    if sheet.clearances:
        listed = _list(sheet.clearances)
        yield f'<section class="cleared"><h2>{HEADINGS["clearance"]}</h2>{listed}</section>'
    yield f'<p class="notice">{escape(sheet.notice)}</p>'
    yield f'<p class="quiet">{escape(sheet.result)}</p>'
    yield _titled("violated", sheet.violated)
    yield _titled("mind", sheet.warnings)
    yield '<div class="beside"><div>'
    yield _titled("seen", sheet.seen)
    yield _titled("first", sheet.first)
    for status in sheet.statuses:
        yield f"<section><h2>{escape(status.name)}</h2>{_list(status.muscles)}</section>"
    yield f"</div><figure>{sheet.picture}</figure></div>"
    for part in sheet.parts:
        yield from _part(part, picture)
    if sheet.week:
        days = "".join(f"<h3>{escape(day.title)}</h3>{_list(day.parts)}" for day in sheet.week)
        yield f"<section><h2>{HEADINGS['week']}</h2>{days}</section>"
    yield _titled("gaps", sheet.gaps)
    yield _titled("tests", sheet.tests)
    if sheet.reassess:
        yield f"<section><h2>{HEADINGS['reassess']}</h2><p>{escape(sheet.reassess)}</p></section>"
    yield f"</{main}><footer><p>{escape(sheet.notice)}</p><p>{escape(sheet.knowledge)}</p></footer>"


def _titled(name: str, rows: Iterable[str]) -> str:
    listed = _list(rows)
    return f"<section><h2>{HEADINGS[name]}</h2>{listed}</section>" if listed else ""


def _list(rows: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(one)}</li>" for one in rows)
    return f"<ul>{items}</ul>" if items else ""


def _part(part: SheetPart, picture: Picture) -> Iterable[str]:
    yield (
        f'<section class="phase"><h2><span class="number">{part.number}</span>'
        f"{escape(part.label)}</h2>"
    )
    if part.tempo:
        yield f'<p class="quiet">{HEADINGS["tempo"]}: {escape(part.tempo)}</p>'
    if part.empty:
        yield f'<p class="quiet">{escape(part.empty)}</p>'
    for row in part.rows:
        yield _row(row, picture(row.exercise, row.body_side))
    yield "</section>"


def _row(row: SheetRow, picture: str) -> str:
    facts = [
        f"<span>{HEADINGS[name]}: {escape(value)}</span>"
        for name, value in (("tempo", row.tempo), ("tools", row.tools))
        if value
    ]
    facts.append(f"<span>{escape(row.minutes)} min</span>")
    parts = (f"<dt>{escape(head)}</dt> <dd>{escape(text)}</dd>" for head, text in row.instructions)
    how = f'<dl class="how">{" ".join(parts)}</dl>' if row.instructions else ""
    care = f'<p class="care">{HEADINGS["care"]}: {escape(row.care)}</p>' if row.care else ""
    kind = "pictured" if picture else "plain"
    figure = f'<div class="picture">{picture}</div>' if picture else ""
    return (
        f'<article class="{kind}">{figure}<div><div class="top">'
        f"<h3>{escape(row.label)}, {escape(row.side)}</h3>"
        f'<span class="dose">{escape(row.dose)}</span></div>{how}{care}'
        f'<div class="ticks">{"".join(facts)}</div>'
        f'<p class="quiet">{HEADINGS["why"]}: {escape(row.why)}</p></div></article>'
    )
