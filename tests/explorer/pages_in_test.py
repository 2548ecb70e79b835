"""Opens a page of the explorer without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from kg.case.file import read_case
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.explorer.views import Page
from kg.knowledge import KnowledgeBase
from kg.present.address.case import case_word
from kg.present.example_cases import example_path

__all__ = ["KNOWLEDGE", "WORDS", "example", "fifty_findings", "opened", "seen", "texts", "told"]

PAGE = str(Path(__file__).parent / "one_page.py")
KNOWLEDGE = KnowledgeBase.load()
WORDS = Vocabulary.of(KNOWLEDGE)


def opened(page: Page | str, case: Case | str | None = None, **said: str) -> AppTest:
    """Return a page as it is after its first run.

    Args:
        page: the page, or its path.
        case: the case of the address, or the word for it; the first example when ``None``.
        said: what else the address says.
    """
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params["page"] = page if isinstance(page, str) else page.path
    if case is not None:
        app.query_params["case"] = case if isinstance(case, str) else case_word(case)
    for name, value in said.items():
        app.query_params[name] = value
    return app.run()


def example(name: str, **changes: Any) -> Case:
    """Return an example, with some fields changed."""
    return read_case(example_path(name), WORDS).model_copy(update=changes)


def fifty_findings() -> Case:
    """Return a case with fifty findings that do not contradict each other."""
    relations = KNOWLEDGE.facts.relations
    apart = {frozenset(map(str, pair)) for pair in relations["excludes_finding"]}
    middle = {str(one) for (one, *_) in relations["midline_finding"]}
    rows: list[dict[str, str]] = []
    for side in ("left", "right"):
        for finding, assessment in sorted((str(a), str(b)) for a, b in relations["seen_in"]):
            seen = [one["finding"] for one in rows if one["assessment"] == assessment]
            if any(frozenset((finding, one)) in apart for one in seen):
                continue
            row = {"finding": finding, "assessment": assessment}
            if finding not in middle:
                rows.append({**row, "side": side})
            elif side == "left":
                rows.append(row)
    return Case.read({"findings": rows[:50]}, WORDS)


def texts(app: AppTest) -> str:
    """Return everything that a page says in words of its own."""
    return "\n".join(_texts(app))


def _texts(app: AppTest) -> Iterator[str]:
    for kind in ("title", "header", "subheader", "markdown", "error", "warning", "success", "info"):
        for one in app.get(kind):
            yield seen(getattr(one, "value", ""))


def seen(text: object) -> str:
    """Return a text as a reader sees it: without what makes Markdown show it letter by letter."""
    return re.sub(r"\\([\\`*_\[\]#$~|<>:@&.+=-])", r"\1", str(text))


def told(app: AppTest) -> str:
    """Return what a page says; it must not have failed."""
    assert not app.exception
    kinds = (app.markdown, app.header, app.error, app.warning, app.success, app.info, app.code)
    return "\n".join(seen(one.value) for kind in kinds for one in kind)
