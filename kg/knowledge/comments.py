"""Where the comments of a Turtle file stand, so that a formatter can keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.errors import KnowledgeError

__all__ = ["Comments", "read_comments"]

_TOKEN = re.compile(
    r'(?P<string>"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*')"
    r"|(?P<iri><[^<>\s]*>)"
    r"|(?P<comment>\#[^\n]*)"
    r"""|(?P<word>(?:\\.|[^\s"'<#\\])+)""",
    re.DOTALL,
)
_SPARQL_DIRECTIVES = ("PREFIX", "BASE")


@dataclass
class Comments:
    """The comment lines of a file.

    Attributes:
        top: those before the first statement that is no prefix.
        above: the first word of a statement, as written, to the lines above it.
        end: those after the last statement.
    """

    top: list[str] = field(default_factory=list)
    above: dict[str, list[str]] = field(default_factory=dict)
    end: list[str] = field(default_factory=list)


def read_comments(text: str, file: str) -> Comments:
    """Return the comments of a Turtle document that has no syntax errors.

    Raises:
        KnowledgeError: for a comment that has no place in a sorted file: inside a statement, or
            above one without a named subject.
    """
    comments = Comments()
    waiting: list[tuple[str, int]] = []
    before_statements = True
    for statement in _statements(text):
        for comment in statement.inside:
            raise _homeless(comment, text, file)
        waiting += statement.before
        if statement.is_directive and before_statements:
            comments.top += [line for line, _ in waiting]
            waiting = []
        elif statement.first and not statement.is_directive:
            before_statements = False
            if waiting and statement.first.startswith(("[", "(", "_:")):
                raise _homeless(waiting[0], text, file)
            if waiting:
                comments.above.setdefault(statement.first, []).extend(line for line, _ in waiting)
            waiting = []
    comments.end = [line for line, _ in waiting]
    return comments


def _homeless(comment: tuple[str, int], text: str, file: str) -> KnowledgeError:
    """Return the complaint about a comment that formatting would lose."""
    return KnowledgeError(
        f"the comment “{comment[0]}” has no place in a sorted file",
        allowed="comments stand above a named subject or at either end; a remark inside an entry "
        "is a skos:editorialNote",
        file=file,
        line=text.count("\n", 0, comment[1]) + 1,
    )


@dataclass
class _TurtleStatement:
    """A statement's first word, and the comments before and inside it, with their positions."""

    before: list[tuple[str, int]] = field(default_factory=list)
    inside: list[tuple[str, int]] = field(default_factory=list)
    first: str = ""

    @property
    def is_directive(self) -> bool:
        return self.first.startswith("@") or self.first.upper() in _SPARQL_DIRECTIVES


def _statements(text: str) -> Iterator[_TurtleStatement]:
    """Yield the statements of a document; the last one is empty and holds what follows them."""
    current = _TurtleStatement()
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "comment":
            place = current.inside if current.first else current.before
            place.append((token[0].rstrip(), token.start()))
            continue
        ends = token.lastgroup == "word" and token[0].endswith(".")
        if current.first.upper() in _SPARQL_DIRECTIVES and token.lastgroup == "iri":
            ends = True
        if not current.first:
            current.first = token[0]
        if ends:
            yield current
            current = _TurtleStatement()
    yield current
