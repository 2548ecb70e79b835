"""Names in the code: nouns for what they hold, and one class for each name."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
FILES: Final = sorted((ROOT / "kg").rglob("*.py"))
#: Words that say nothing of what they stand for.
FORBIDDEN: Final = frozenset(
    ("asked", "each", "found", "it", "kept", "one", "said", "shown", "told", "wanted")
)
#: Pronouns that read well inside a comprehension or a lambda of one line.
PRONOUNS: Final = frozenset(("each", "it", "one"))
#: Names that are the word of a contract: a file, a name, and why it stays. It only gets shorter.
ALLOWED: Final = frozenset(
    (
        ("kg/errors.py", "found"),  # a message of an error says what was found and what is allowed
        ("kg/case/problems.py", "found"),  # the same, as data
        ("kg/knowledge/bridge.py", "found"),  # the same
        ("kg/study/learner.py", "asked"),  # fields of the file that a learner keeps
        # To be named by what they hold.
        ("kg/proof/explainer.py", "found"),
        ("kg/proof/explainer.py", "shown"),
        ("kg/proof/explainer.py", "wanted"),
        ("kg/proof/narrative.py", "found"),
        ("kg/proof/narrative.py", "one"),
    )
)
#: The interface's advice is the model with its questions, under one name for its users.
HOMONYMS: Final = frozenset(("Advice",))

_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def bound_names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield every name that code binds, with its line; pronouns of a single line are left out."""
    inner: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, _Comprehension):
            names = [
                name
                for generator in node.generators
                for name in ast.walk(generator.target)
                if isinstance(name, ast.Name)
            ]
            inner.update(map(id, names))
            words = [name.id for name in names]
        elif isinstance(node, ast.Lambda):
            inner.update(map(id, node.args.args))
            words = [argument.arg for argument in node.args.args]
        else:
            continue
        single = node.lineno == node.end_lineno
        yield from ((word, node.lineno) for word in words if not (single and word in PRONOUNS))
    for node in ast.walk(tree):
        if id(node) in inner:
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.lineno


def test_names_are_nouns() -> None:
    faults = [
        f"{name}:{line}: {word}"
        for path in FILES
        for name in [path.relative_to(ROOT).as_posix()]
        for word, line in bound_names(ast.parse(path.read_text("utf-8")))
        if word.lstrip("_") in FORBIDDEN and (name, word) not in ALLOWED
    ]
    assert faults == []


def test_what_is_allowed_is_still_there() -> None:
    words = {
        (path.relative_to(ROOT).as_posix(), word)
        for path in FILES
        for word, _ in bound_names(ast.parse(path.read_text("utf-8")))
    }
    assert words >= ALLOWED


def test_a_class_has_a_name_of_its_own() -> None:
    places = defaultdict(list)
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name.lstrip("_")].append(path.relative_to(ROOT).as_posix())
    assert {name for name, files in places.items() if len(files) > 1} == HOMONYMS


def test_a_forbidden_name_is_seen() -> None:
    code = (
        "def told(one):\n    found = [\n        one for one in it\n    ]\n"
        "    return [one for one in it]\n"
    )
    words = sorted(word for word, _ in bound_names(ast.parse(code)))
    assert words == ["found", "one", "one", "told"]
