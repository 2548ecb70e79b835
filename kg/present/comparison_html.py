"""Two answers side by side as HTML: every text is escaped, nothing is fetched, nothing runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import zip_longest
from typing import Final

from kg.present.comparison import (
    AnswerComparison,
    ComparedAnswer,
    ComparedRule,
    ComparisonRow,
    Exercise,
    Group,
)

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


def programs_html(comparison: AnswerComparison, names: tuple[str, str]) -> str:
    """Return both programs beside each other, phase by phase.

    Args:
        comparison: the two answers.
        names: what they are called.
    """
    both = (comparison.first, comparison.second)
    cells = "".join(_head(one, name) for one, name in zip(both, names, strict=True))
    rows = [f'<div class="pair heads">{cells}</div>']
    for first, second in zip_longest(comparison.first.stages, comparison.second.stages):
        stages = [one for one in (first, second) if one is not None]
        if any(one.items for one in stages):
            name = stages[0].label
            cells = "".join(
                _exercises(name, () if answer is None else answer.items)
                for answer in (first, second)
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


def _head(answer: ComparedAnswer, name: str) -> str:
    text = f"{answer.minutes} minutes" if answer.minutes else _NO_PROGRAM.get(answer.result, _NONE)
    parts = [f"<h2>{escape(name)}</h2>", _paragraph(text, "minutes")]
    parts += [_paragraph(each, "refer") for each in answer.referrals]
    if answer.given:
        given_items = "".join(f"<li>{escape(each)}</li>" for each in answer.given)
        count = "1 thing" if len(answer.given) == 1 else f"{len(answer.given)} things"
        parts.append(
            f"<details><summary>{count} only this case says</summary><ul>{given_items}</ul>"
        )
        parts.append("</details>")
    if answer.rules:
        steps_html = "".join(map(_step, answer.rules))
        count = "1 rule" if len(answer.rules) == 1 else f"{len(answer.rules)} rules"
        parts.append(f"<details open><summary>{count} only here had a part in it</summary>")
        parts.append(f"<ul>{steps_html}</ul></details>")
    return f"<div>{''.join(parts)}</div>"


def _exercises(stage: str, items: Iterable[Exercise]) -> str:
    items_html = "".join(
        f'<li class="{"alone" if item.alone else "shared"}"><strong>{escape(item.label)}</strong>'
        f"{f' <em>{_ALONE}</em>' if item.alone else ''}<br><span>{escape(item.facts)}</span></li>"
        for item in items
    )
    if not items_html:
        return f"<p>{_NOTHING}</p>"
    return f'<ul class="program" aria-label="{escape(stage, quote=True)}">{items_html}</ul>'


def _group(group: Group, names: tuple[str, str]) -> str:
    heads = "".join(f"<span>{escape(name)}</span>" for name in names)
    alike: dict[object, list[ComparisonRow]] = {}
    for row in group.rows:
        alike.setdefault((row.side, row.way[:1]), []).append(row)
    rows_html = "".join(map(_alike, alike.values()))
    return (
        f"<section><h2>{escape(group.title)} ({len(group.rows)})</h2>"
        f'<div class="pair names" aria-hidden="true">{heads}</div>{rows_html}</section>'
    )


def _alike(rows: Sequence[ComparisonRow]) -> str:
    """Return differences that begin with the same step, under that step."""
    first = rows[0]
    head = ""
    if first.way:
        where = "left" if first.side == "first" else "right"
        head = f'<p class="first">First on the {where} only: {_rule_html(first.way[0])}</p>'
    return f'<div class="alike">{head}{"".join(map(_row, rows))}</div>'


def _row(row: ComparisonRow) -> str:
    cells = "".join(
        f'<p><span class="unseen">{word}: </span>{escape(text) or _NOTHING}</p>'
        for word, text in (("Left", row.before), ("Right", row.after))
    )
    return f'<div class="row"><div class="pair">{cells}</div>{_way(row)}</div>'


def _way(row: ComparisonRow) -> str:
    """Return the way from the first step to the statement, and what is so in the other answer."""
    parts = []
    if row.instead:
        other = "right" if row.side == "first" else "left"
        instead_text = " ".join(escape(each) for each in row.instead)
        parts.append(f"<p>Why not on the {other}: {instead_text}</p>")
    others = row.way[1:]
    if others:
        parts.append(f"<ol>{''.join(map(_step, others))}</ol>")
    if row.also:
        also = "".join(map(_step, row.also[:_MOST]))
        if len(row.also) > _MOST:
            also += f"<li>and {len(row.also) - _MOST} more</li>"
        parts.append(f"<p>It rests on this too, which differs as well:</p><ul>{also}</ul>")
    if not parts:
        return ""
    steps = "1 step" if len(others) == 1 else f"{len(others)} steps"
    title = f"From there in {steps}" if others else "What is so on the other side"
    return f"<details><summary>{title}</summary>{''.join(parts)}</details>"


def _step(rule: ComparedRule) -> str:
    return f"<li>{_rule_html(rule)}</li>"


def _rule_html(rule: ComparedRule) -> str:
    where = [f"<code>{escape(each)}</code>" for each in (rule.rule, rule.place) if each]
    where += [escape(rule.source)] if rule.source else []
    note = f" <small>{', '.join(where)}</small>" if where else ""
    return f"{escape(rule.text)}{note}"


def _paragraph(text: str, name: str) -> str:
    return f'<p class="{name}">{escape(text)}</p>'
