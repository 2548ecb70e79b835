"""Nothing that a person, a file or a pack wrote is shown as Markdown or HTML: by construction.

Streamlit reads most texts as Markdown, the labels of inputs too. Here each such text in the source
is either written out in the source, or made of ``as_written`` and numbers. What is shown as HTML
comes from a builder that escapes all it puts in.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from kg.case.rows import Goal
from kg.explorer.escape import as_written
from tests.explorer.pages_in_test import example, opened

ROOT: Final = Path(__file__).parents[2]
FILES: Final = [*sorted((ROOT / "kg" / "explorer").rglob("*.py")), ROOT / "explorer_app.py"]
#: What reads its first argument as Markdown.
TEXTS: Final = frozenset(
    {"markdown", "write", "caption", "header", "subheader", "title", "error", "warning", "info"}
    | {"success", "expander", "metric", "badge", "toast", "popover", "status", "spinner", "table"}
    | {"button", "checkbox", "radio", "selectbox", "multiselect", "segmented_control", "pills"}
    | {"text_input", "text_area", "number_input", "date_input", "slider", "select_slider"}
    | {"toggle", "file_uploader", "download_button", "form_submit_button", "link_button", "tabs"}
    | {"page_link", "exception", "help", "chat_message", "menu_button"}
)
#: What shows each of its options as Markdown too.
OPTIONS: Final = frozenset({"radio", "segmented_control", "pills"})
#: Functions whose answer is a number.
NUMBERS: Final = frozenset({"len", "sum", "round", "int", "max", "min"})
#: Functions whose answer shows the text of a person letter by letter.
SAFE: Final = NUMBERS | {"as_written", "as_code", "plain_rows"}
#: The same for HTML: what escapes, our own style sheets, and builders in ``kg.present``.
SAFE_IN_HTML: Final = (
    NUMBERS
    | {"escape", "_sheet"}
    | {"programs_html", "differences_html", "figures_html", "image_html"}
)


class Source:
    """One file, and what in it is safe to show.

    Args:
        text: its source.
        name: how messages call it.
    """

    def __init__(self, text: str, name: str) -> None:
        self.tree, self.name = ast.parse(text), name
        self.parents = {
            child: parent
            for parent in ast.walk(self.tree)
            for child in ast.iter_child_nodes(parent)
        }
        self.functions = {
            node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)
        }
        self.open: set[object] = set()
        self.safe = SAFE

    def complaints(self) -> Iterator[str]:
        """Yield what may show the text of a person as Markdown or HTML."""
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.Call):
                continue
            what = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if what not in TEXTS | {"html"} or self.is_other(node.func):
                continue
            place = f"{self.name}:{node.lineno}"
            keywords = {word.arg: word.value for word in node.keywords}
            if what == "html":
                self.safe = SAFE_IN_HTML
                if not self.is_safe(node.args[0], node):
                    yield f"{place}: html of {ast.unparse(node.args[0])}"
                self.safe = SAFE
                continue
            shown = [
                *node.args[:1],
                *(keywords[key] for key in ("label", "body") if key in keywords),
            ]
            shown += [keywords[key] for key in ("help", "captions") if key in keywords]
            if what in OPTIONS:
                choices = (
                    keywords.get("format_func") or [*node.args[1:2], keywords.get("options")][0]
                )
                shown += [choices] if choices is not None else []
            for one in shown:
                if not self.is_safe(one, node):
                    yield f"{place}: {what} of {ast.unparse(one)}"
            if "unsafe_allow_html" in keywords:
                yield f"{place}: unsafe_allow_html"

    @staticmethod
    def is_other(function: ast.expr) -> bool:
        """Return whether a method only has the name of one of Streamlit's."""
        return isinstance(function, ast.Attribute) and ast.unparse(function.value) in {
            "re",
            "parser",
        }

    def is_safe(self, node: ast.AST | None, at: ast.AST) -> bool:
        """Return whether an expression holds nothing that a person wrote unescaped."""
        match node:
            case None | ast.Constant():
                return True
            case ast.JoinedStr():
                return all(
                    self.is_safe(part.value, at) or part.format_spec is not None
                    for part in node.values
                    if isinstance(part, ast.FormattedValue)
                )
            case ast.IfExp():
                return self.is_safe(node.body, at) and self.is_safe(node.orelse, at)
            case ast.BoolOp():
                return all(self.is_safe(value, at) for value in node.values)
            case ast.BinOp():
                return self.is_safe(node.left, at) and self.is_safe(node.right, at)
            case ast.List() | ast.Tuple():
                return all(self.is_safe(element, at) for element in node.elts)
            case ast.Dict():
                return all(self.is_safe(one, at) for one in node.keys)
            case ast.Starred():
                return self.is_safe(node.value, at)
            case ast.GeneratorExp() | ast.ListComp():
                return self.is_safe(node.elt, at)
            case ast.Lambda():
                return self.is_safe(node.body, node.body)
            case ast.Subscript():
                return self.is_safe(node.value, at)
            case ast.Call():
                return self.is_safe_call(node, at)
            case ast.Name():
                return node.id.lstrip("_").isupper() or self.is_safe_name(node.id, node)
        return False

    def is_safe_call(self, node: ast.Call, at: ast.AST) -> bool:
        if isinstance(node.func, ast.Attribute):
            if node.func.attr == "join":
                return all(self.is_safe(one, at) for one in node.args)
            return node.func.attr in {"capitalize", "lower", "strip"} and self.is_safe(
                node.func.value, at
            )
        name = ast.unparse(node.func)
        if name in self.safe:
            return True
        if name == "map":
            return ast.unparse(node.args[0]) in self.safe
        if name in {"list", "str"}:
            return all(self.is_safe(one, at) for one in node.args)
        if name in self.functions and name not in self.open:
            self.open.add(name)
            returned = [
                one for one in ast.walk(self.functions[name]) if isinstance(one, ast.Return)
            ]
            safe = all(self.is_safe(one.value, one) for one in returned)
            self.open.discard(name)
            return safe
        return False

    def is_safe_name(self, name: str, at: ast.AST) -> bool:
        """Return whether a name is given safe values alone, wherever its function gives it one."""
        if (name, "name") in self.open:
            return True
        function: ast.AST | None = at
        while function is not None:
            function = self.parents.get(function)
            if isinstance(function, ast.FunctionDef):
                values = list(given(function, name))
                if values:
                    self.open.add((name, "name"))
                    safe = all(value is not None and self.is_safe(value, value) for value in values)
                    self.open.discard((name, "name"))
                    return safe
                if name in {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}:
                    return False
        return name in self.functions and self.is_safe_call(ast.Call(ast.Name(name), [], []), at)


def given(function: ast.FunctionDef, name: str) -> Iterator[ast.AST | None]:
    """Yield the values that a function gives a name; ``None`` for one that is not known."""
    for node in ast.walk(function):
        targets: list[ast.expr] = []
        value: ast.expr | None = None
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.NamedExpr):
            targets, value = [node.target], node.value
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {
            f"{name}.{what}" for what in ("append", "extend", "insert")
        }:
            yield node.args[-1]
        elif isinstance(node, ast.For | ast.comprehension):
            targets, value = [node.target], node.iter
        for target in targets:
            if isinstance(target, ast.Name) and target.id == name:
                yield value
            elif isinstance(target, ast.Tuple) and any(
                isinstance(one, ast.Name) and one.id == name for one in target.elts
            ):
                if isinstance(value, ast.Tuple) and isinstance(node, ast.Assign):
                    yield value.elts[[ast.unparse(one) for one in target.elts].index(name)]
                else:
                    yield value if isinstance(value, ast.List | ast.Tuple) else None


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_text_of_a_person_is_shown_as_markdown_or_html(file: Path) -> None:
    source = Source(file.read_text(encoding="utf-8"), str(file.relative_to(ROOT)))
    assert list(source.complaints()) == []


@pytest.mark.parametrize(
    "line",
    [
        "st.markdown(goal.text)",
        "st.markdown(f'**Goal:** {goal.text}')",
        "column.markdown(goal.text)",
        "st.error(error.message)",
        "st.button('Go', help=f'Take away: {row.text}')",
        "st.button(label=row.text)",
        "st.radio('Which', rows)",
        "st.pills('Which', rows, format_func=lambda row: row.text)",
        "st.expander(name)",
        "st.table(rows)",
        "lines = []\n    lines.append(row.text)\n    st.markdown('; '.join(lines))",
        "text = row.text\n    st.write(f'{text}')",
        "for text in row.texts:\n        st.markdown(text)",
        "st.html(row.text)",
        "st.html(f'<b>{as_written(row.text)}</b>')",
        "st.markdown('<b>', unsafe_allow_html=True)",
    ],
)
def test_what_shows_the_text_of_a_person_is_noticed(line: str) -> None:
    source = f"def show(goal, row, rows, name, error, column):\n    {line}\n"
    assert len(list(Source(source, "planted").complaints())) == 1


@pytest.mark.parametrize(
    "line",
    [
        "st.markdown('**Goal**')",
        "st.markdown(f'{as_written(goal.text)}: {len(rows)} of {goal.number:d}')",
        "st.html(f'<b>{escape(row.text)}</b>')",
        "st.table(plain_rows(rows))",
        "lines = [f'- {as_written(one)}' for one in rows]\n    st.markdown('; '.join(lines))",
        "st.selectbox('Which', rows, format_func=lambda row: row.text)",
    ],
)
def test_what_shows_it_letter_by_letter_passes(line: str) -> None:
    source = f"def show(goal, row, rows):\n    {line}\n"
    assert list(Source(source, "planted").complaints()) == []


@pytest.mark.parametrize("page", ["case", "explore"])
def test_a_goal_is_shown_letter_by_letter_and_fetches_no_picture(page: str) -> None:
    text = "![pic](http://evil.example/p.png) <img src=x> [a](http://evil.example) www.evil.example"
    case = example("knees_in_right", goals=(Goal(text=text),))
    app = opened(page, case, see="ac_plank")
    if page == "explore":
        app.segmented_control[0].set_value("Week").run()
    assert not app.exception
    shown = [one.value for one in app.markdown if "evil" in one.value]
    assert any(as_written(text) in one for one in shown)
    assert not any(re.search(r"(?<!\\)[\[\]<]|(?<!\\)://|www\.evil", one) for one in shown)
