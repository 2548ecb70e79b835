"""Two answers side by side as HTML: every text is escaped, nothing is fetched, nothing runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import zip_longest
from typing import Final

from kg.present.comparison import Answer, Beside, Exercise, Group, Row, Told

__all__ = ["differences_html", "programs_html"]

_NOTHING: Final = "–"
_NO_PROGRAM: Final = {
    "referred": "No program: what was found belongs to a health professional first.",
    "infeasible": "No program keeps all requirements.",
}
_NONE: Final = "No program."
#: Of many steps where two answers part, so many are told.
_MOST: Final = 6
_ALONE: Final = "only here"


def programs_html(found: Beside, names: tuple[str, str]) -> str:
    """Return both programs beside each other, phase by phase.

    Args:
        found: the two answers.
        names: what they are called.
    """
    both = (found.first, found.second)
    cells = "".join(_head(one, name) for one, name in zip(both, names, strict=True))
    rows = [f'<div class="pair heads">{cells}</div>']
    for first, second in zip_longest(found.first.stages, found.second.stages):
        stages = [one for one in (first, second) if one is not None]
        if any(one.items for one in stages):
            name = stages[0].label
            cells = "".join(
                _exercises(name, () if one is None else one.items) for one in (first, second)
            )
            rows.append(f'<h3>{escape(name)}</h3><div class="pair">{cells}</div>')
    return f'<div class="beside">{"".join(rows)}</div>'


def differences_html(groups: Iterable[Group], names: tuple[str, str]) -> str:
    """Return what differs, before on the left and after on the right.

    Args:
        groups: the differences.
        names: what the two answers are called.
    """
    return f'<div class="beside">{"".join(_group(one, names) for one in groups)}</div>'


def _head(one: Answer, name: str) -> str:
    text = f"{one.minutes} minutes" if one.minutes else _NO_PROGRAM.get(one.result, _NONE)
    parts = [f"<h2>{escape(name)}</h2>", _paragraph(text, "minutes")]
    parts += [_paragraph(each, "refer") for each in one.referrals]
    if one.given:
        said = "".join(f"<li>{escape(each)}</li>" for each in one.given)
        count = "1 thing" if len(one.given) == 1 else f"{len(one.given)} things"
        parts.append(f"<details><summary>{count} only this case says</summary><ul>{said}</ul>")
        parts.append("</details>")
    if one.rules:
        told = "".join(map(_step, one.rules))
        count = "1 rule" if len(one.rules) == 1 else f"{len(one.rules)} rules"
        parts.append(f"<details open><summary>{count} only here had a part in it</summary>")
        parts.append(f"<ul>{told}</ul></details>")
    return f"<div>{''.join(parts)}</div>"


def _exercises(stage: str, items: Iterable[Exercise]) -> str:
    told = "".join(
        f'<li class="{"alone" if one.alone else "shared"}"><strong>{escape(one.label)}</strong>'
        f"{f' <em>{_ALONE}</em>' if one.alone else ''}<br><span>{escape(one.facts)}</span></li>"
        for one in items
    )
    if not told:
        return f"<p>{_NOTHING}</p>"
    return f'<ul class="program" aria-label="{escape(stage, quote=True)}">{told}</ul>'


def _group(one: Group, names: tuple[str, str]) -> str:
    heads = "".join(f"<span>{escape(name)}</span>" for name in names)
    alike: dict[object, list[Row]] = {}
    for row in one.rows:
        alike.setdefault((row.side, row.way[:1]), []).append(row)
    told = "".join(map(_alike, alike.values()))
    return (
        f"<section><h2>{escape(one.title)} ({len(one.rows)})</h2>"
        f'<div class="pair names" aria-hidden="true">{heads}</div>{told}</section>'
    )


def _alike(rows: Sequence[Row]) -> str:
    """Return differences that begin with the same step, under that step."""
    first = rows[0]
    head = ""
    if first.way:
        where = "left" if first.side == "first" else "right"
        head = f'<p class="first">First on the {where} only: {_told(first.way[0])}</p>'
    return f'<div class="alike">{head}{"".join(map(_row, rows))}</div>'


def _row(one: Row) -> str:
    cells = "".join(
        f'<p><span class="unseen">{word}: </span>{escape(text) or _NOTHING}</p>'
        for word, text in (("Left", one.before), ("Right", one.after))
    )
    return f'<div class="row"><div class="pair">{cells}</div>{_way(one)}</div>'


def _way(one: Row) -> str:
    """Return the way from the first step to the statement, and what is so in the other answer."""
    parts = []
    if one.instead:
        other = "right" if one.side == "first" else "left"
        told = " ".join(escape(each) for each in one.instead)
        parts.append(f"<p>Why not on the {other}: {told}</p>")
    others = one.way[1:]
    if others:
        parts.append(f"<ol>{''.join(map(_step, others))}</ol>")
    if one.also:
        also = "".join(map(_step, one.also[:_MOST]))
        if len(one.also) > _MOST:
            also += f"<li>and {len(one.also) - _MOST} more</li>"
        parts.append(f"<p>It rests on this too, which differs as well:</p><ul>{also}</ul>")
    if not parts:
        return ""
    steps = "1 step" if len(others) == 1 else f"{len(others)} steps"
    title = f"From there in {steps}" if others else "What is so on the other side"
    return f"<details><summary>{title}</summary>{''.join(parts)}</details>"


def _step(one: Told) -> str:
    return f"<li>{_told(one)}</li>"


def _told(one: Told) -> str:
    where = [f"<code>{escape(each)}</code>" for each in (one.rule, one.place) if each]
    where += [escape(one.source)] if one.source else []
    note = f" <small>{', '.join(where)}</small>" if where else ""
    return f"{escape(one.text)}{note}"


def _paragraph(text: str, name: str) -> str:
    return f'<p class="{name}">{escape(text)}</p>'
