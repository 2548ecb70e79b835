"""A paper as one printable page of HTML: no script, no link, the key on a sheet of its own."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from kg.study.paper import Paper, letters

__all__ = ["paper_html"]

_STYLE: Final = """
:root { color-scheme: light; }
body { font: 11pt/1.45 Georgia, "Times New Roman", serif; max-width: 46rem; margin: 2rem auto;
  padding: 0 1rem; color: #111; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.05rem; margin: 1.4rem 0 .3rem; }
.case { border-left: 3px solid #777; margin: .3rem 0; padding: .1rem .8rem; }
.picture svg { display: block; max-width: 100%; height: 9rem; width: auto; }
.case p { margin: .15rem 0; } ol.answers { list-style: lower-alpha; margin: .3rem 0 0; }
.task { font-style: italic; } section.question { break-inside: avoid; }
.key { break-before: page; } pre { white-space: pre-wrap; font-size: 8.5pt; margin: .2rem 0 .6rem; }
.right { font-weight: bold; } .notes { color: #333; font-size: .9rem; margin: .1rem 0; }
@media print { body { margin: 0; max-width: none; } @page { margin: 18mm; } }
""".strip()


def paper_html(given: Paper, *, key: bool = True) -> str:
    """Return a paper as a page of HTML.

    Args:
        given: the paper.
        key: whether the answers and their proofs follow, on a new sheet.
    """
    title = escape(given.title)
    about = (
        f"{len(given.entries)} questions · seed {escape(given.seed)} · "
        f"tables: {escape(given.edition)} · knowledge {given.knowledge}"
    )
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style></head>",
        "<body><main>",
        f"<h1>{title}</h1>",
        f'<p class="notes">{about}</p>',
        *_questions(given),
        *(_key(given) if key else ()),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _questions(given: Paper) -> Iterator[str]:
    for entry in given.entries:
        question = entry.question
        yield f'<section class="question"><h2>Question {entry.number}</h2>'
        if question.story:
            story_html = "".join(f"<p>{escape(line)}</p>" for line in question.story)
            yield f'<div class="case">{story_html}</div>'
        if entry.picture:
            yield f'<div class="picture">{entry.picture}</div>'
        yield f'<p>{escape(question.text)} <span class="task">{question.task}</span></p>'
        answers = "".join(f"<li>{escape(one.text)}</li>" for one in question.options)
        yield f'<ol class="answers" type="a">{answers}</ol></section>'


def _key(given: Paper) -> Iterator[str]:
    yield '<section class="key"><h1>Key</h1>'
    for entry in given.entries:
        yield f"<h2>{entry.number}: {', '.join(letters(entry.question))}</h2>"
        yield f'<p class="notes">{escape(" ".join(given.notes(entry.question)))}</p>'
        yield '<ol class="answers" type="a">'
        for option, (because, proof) in zip(entry.question.options, entry.says, strict=True):
            kind = "right" if option.right else "wrong"
            tree = f"<pre>{escape(proof)}</pre>" if proof else ""
            yield f'<li class="{kind}">{kind}: {escape(because)}{tree}</li>'
        yield "</ol>"
    yield "</section>"
