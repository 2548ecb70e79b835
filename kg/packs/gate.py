"""The gate: what of a pack's files is refused before any parser sees it.

Parsers of other people crash on texts that are deep enough, and read other files when they are
asked to; so their texts are looked at here first, without recursion.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from kg.errors import BadInput, KnowledgeError
from kg.knowledge.additions import MARKUP
from kg.knowledge.query import refuse_outside
from kg.packs.files import MANIFEST
from kg.plain_text import find_hidden, hidden_texts, show_hidden
from kg.rulebase.lexing import Token, tokens

__all__ = ["pass_gate"]

#: A path within a pack: letters and digits of any script, and a few signs.
_PATH: Final = re.compile(r"[\w .()+,/-]{1,200}")
_LARGEST: Final = {".lp": 200_000, ".rq": 100_000, ".toml": 100_000, ".yaml": 200_000}
_LARGEST_OTHER: Final = 5_000_000
_DEEPEST: Final = 50
_LONGEST_STATEMENT: Final = 5_000
_LARGEST_NUMBER: Final = 2**31 - 1
_WIDEST_RANGE: Final = 10_000
_ROOMS: Final = {
    "ontology": (".ttl",),
    "facts": (".rq",),
    "rules": (".lp",),
    "examples": (".yaml", ".json", ".toml"),
    "questions": (".yaml", ".json", ".toml", ".csv", ".rq"),
}
_AT_THE_TOP: Final = (".md", ".txt")
_DIRECTIVES: Final = frozenset(
    ("#count", "#sum", "#sum+", "#min", "#max", "#true", "#false", "#inf", "#sup")
)
_SAID: Final = ("%@", "%!", "%~")
_OPENING: Final = "([{"
_CLOSING: Final = ")]}"
_SPARQL_OR_TURTLE = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
    r'|<[^<>"{}|^`\\\s]*>|\#[^\n]*|[\[\](){}]|<<|(?:[-+!^]\s*){51,}',
    re.DOTALL,
)
#: What gives something else each time it is asked; a character may be written by its number.
_CHANGING: Final = re.compile(r"\b(?:rand|now|uuid|struuid|bnode)\b", re.IGNORECASE)
_NAMED: Final = re.compile(r"[?$]\w+|\w*:[\w.:%-]*")
_NUMBERED: Final = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}")
_TOO_MANY: Final = {True: "brackets inside one another", False: "signs in a row"}
_DATA = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|\#[^\n]*|[\[\]{}]')


def pass_gate(files: Mapping[str, bytes], name: str) -> None:
    """Raise if a pack holds what is refused.

    Args:
        files: the files by their path within the pack.
        name: what messages call the pack.

    Raises:
        KnowledgeError: naming file, line and column.
    """
    for path, content in files.items():
        if not _PATH.fullmatch(path):
            raise KnowledgeError(
                f"holds a file called “{_one_line(path)}”",
                allowed="names of letters, digits, `_`, `-`, `.` and spaces",
                file=name,
            )
        shown = f"{name}/{path}"
        suffix = _suffix(path, shown)
        most = _LARGEST.get(suffix, _LARGEST_OTHER)
        if len(content) > most:
            raise KnowledgeError(f"{len(content):,} bytes", allowed=f"at most {most:,}", file=shown)
        text = _text(content, shown)
        _GATES.get(suffix, _plain)(text, shown)


def _suffix(path: str, shown: str) -> str:
    """Return the ending of a file that may be in a pack."""
    where = PurePosixPath(path)
    room = where.parts[0] if len(where.parts) > 1 else ""
    if room in _ROOMS and where.suffix in _ROOMS[room]:
        return where.suffix
    if not room and (
        path == MANIFEST or where.suffix in _AT_THE_TOP or where.name.startswith("LICEN")
    ):
        return where.suffix
    listed = "; ".join(f"{one}/ with {', '.join(kinds)}" for one, kinds in _ROOMS.items())
    raise KnowledgeError(
        "has no place in a pack, which is data",
        allowed=f"{MANIFEST}, README.md, LICENSE; {listed}",
        file=shown,
    )


def _text(content: bytes, shown: str) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"byte {error.start} is not UTF-8", file=shown) from error
    odd = find_hidden(text, breaks=True)
    if odd is not None:
        raise _at(
            text,
            odd.start(),
            shown,
            f"a character that nobody sees (U+{ord(odd[0]):04X})",
            "plain text",
        )
    return text


def _at(text: str, place: int, shown: str, found: str, allowed: str) -> KnowledgeError:
    line = text.count("\n", 0, place) + 1
    column = place - (text.rfind("\n", 0, place) + 1) + 1
    return KnowledgeError(found, allowed=allowed, file=shown, line=line, column=column)


def _one_line(path: str) -> str:
    """Return the path of a file so that every message can hold it, whatever it is made of."""
    written = path.encode("utf-8", "backslashreplace").decode()
    return show_hidden(written)[:100]


def _plain(text: str, shown: str) -> None:
    """Look at nothing more: such a file is only shown."""


# --- rules ------------------------------------------------------------------------------------


def _rules(text: str, shown: str) -> None:
    depth = signs = length = 0
    before: list[Token] = []
    for token in tokens(text):
        if token.kind == "comment":
            if token.text.startswith("%*") and not token.text.endswith("*%"):
                raise _here(token, shown, "a comment that does not end", "`%* … *%`")
            if token.text[:2] in _SAID and MARKUP.search(token.text):
                raise _here(token, shown, "markup in a text", "plain text without HTML")
            continue
        depth += (token.text in _OPENING) - (token.text in _CLOSING) if token.kind == "sign" else 0
        signs = signs + 1 if token.kind == "sign" and token.text in "-~|" else 0
        length = 0 if token.text == "." else length + 1
        for wrong, found, allowed in _wrong(token, before, depth, signs, length):
            if wrong:
                raise _here(token, shown, found, allowed)
        before = [*before[-2:], token]


def _wrong(
    token: Token, before: list[Token], depth: int, signs: int, length: int
) -> Iterator[tuple[bool, str, str]]:
    """Yield what a token may not be: whether it is, what was found, what is allowed."""
    kind, text = token.kind, token.text
    last = before[-1] if before else None
    yield (
        kind == "directive" and text not in _DIRECTIVES,
        f"`{text}`",
        "rules, constraints and weak constraints: no scripts, no files, no settings",
    )
    yield text == "#" and kind == "sign", "`#`", "rules, constraints and weak constraints"
    joined = last is not None and last.start + len(last.text) == token.start
    outside = kind == "name" and joined and last is not None
    yield (
        outside and last is not None and last.text == "@",
        f"`@{text}`",
        "no functions from outside; the level of a cost is a number",
    )
    yield (
        outside and last is not None and last.text == "&" and text[:1].islower(),
        f"`&{text}`",
        "no theory atoms",
    )
    yield last is not None and last.text == "@" and kind != "number", "`@`", "`@` and a number"
    yield (
        kind == "sign" and text == '"',
        "a string that does not end on its line",
        "a closing quotation mark",
    )
    yield (
        kind == "string" and MARKUP.search(text) is not None,
        "markup in a text",
        "plain text without HTML",
    )
    yield (
        kind == "string" and r"\n" in text.replace(r"\\", ""),
        "a line break in a text",
        "plain text on one line",
    )
    yield depth > _DEEPEST, f"more than {_DEEPEST} brackets inside one another", "a flatter rule"
    yield signs > _DEEPEST, f"more than {_DEEPEST} signs in a row", "a simpler term"
    yield length > _LONGEST_STATEMENT, "a statement without an end", "shorter rules"
    if kind == "number":
        number = int(text, 0) if len(text) < 12 and text[:1] != "0" else _number(text)
        yield number > _LARGEST_NUMBER, f"the number {text[:20]}", f"at most {_LARGEST_NUMBER}"
        if last is not None and last.text == ".." and before[-2:-1] and before[-2].kind == "number":
            wide = number - _number(before[-2].text)
            yield wide > _WIDEST_RANGE, f"a range of {wide}", f"at most {_WIDEST_RANGE} numbers"


def _number(text: str) -> int:
    """Return a number of a rule file; one with too many digits as one that is too large."""
    if len(text) > 40:
        return _LARGEST_NUMBER + 1
    return int(text, 0) if text[:2] in ("0x", "0o", "0b") else int(text)


def _here(token: Token, shown: str, found: str, allowed: str) -> KnowledgeError:
    return KnowledgeError(found, allowed=allowed, file=shown, line=token.line, column=token.column)


# --- the other files --------------------------------------------------------------------------


def _nested(pattern: re.Pattern[str]) -> Callable[[str, str], None]:
    """Return a gate that refuses brackets too deep inside one another, and markup in texts."""

    def gate(text: str, shown: str) -> None:
        depth = 0
        for found in pattern.finditer(text):
            word = found[0]
            if word in _OPENING:
                depth += 1
            elif word in _CLOSING:
                depth -= 1
            elif word[0] in "\"'" and MARKUP.search(word):
                raise _at(text, found.start(), shown, "markup in a text", "plain text without HTML")
            if word == "<<":
                raise _at(text, found.start(), shown, "`<<`", "no statements about statements")
            if depth > _DEEPEST or word[0] in "-+!^":
                raise _at(
                    text,
                    found.start(),
                    shown,
                    f"more than {_DEEPEST} {_TOO_MANY[depth > _DEEPEST]}",
                    "a flatter text",
                )

    return gate


def _query(text: str, shown: str) -> None:
    _nested(_SPARQL_OR_TURTLE)(text, shown)
    try:
        refuse_outside(text)
    except BadInput as error:
        raise KnowledgeError(error.found, allowed=error.allowed, file=shown) from error
    bare = text
    for named in (_SPARQL_OR_TURTLE, _NAMED):
        bare = named.sub(lambda word: " " * len(word[0]), bare)
    for wrong, allowed in (
        (_NUMBERED, "characters written as they are; numbers of them in quoted texts only"),
        (_CHANGING, "functions that give the same each time"),
    ):
        found = wrong.search(bare)
        if found is not None:
            raise _at(text, found.start(), shown, f"`{found[0]}`", allowed)


def _case(text: str, shown: str) -> None:
    """Read a YAML or JSON file as strictly as a case is read: no aliases, tags or depths."""
    from kg.case.file import parse

    try:
        data = parse(text.encode(), shown).data
    except BadInput as error:
        raise KnowledgeError(
            error.found,
            allowed=error.allowed,
            file=error.file,
            line=error.line,
            column=error.column,
            suggestions=error.suggestions,
            also=error.also,
        ) from error
    _refuse_hidden(data, shown)


def _toml(text: str, shown: str) -> None:
    """Look at a TOML file, and at its texts as they read once they are decoded."""
    _nested(_DATA)(text, shown)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return  # whoever reads the file says what is wrong with it
    _refuse_hidden(data, shown)


def _refuse_hidden(data: object, shown: str) -> None:
    for place, value in hidden_texts(data):
        odd = find_hidden(value)
        raise KnowledgeError(
            f"{place}: “{value[:60]}” holds a character that nobody sees"
            f"{f' (U+{ord(odd[0]):04X})' if odd else ''}",
            allowed="plain text on one line",
            file=shown,
        )


_GATES: Final[Mapping[str, Callable[[str, str], None]]] = {
    ".lp": _rules,
    ".rq": _query,
    ".ttl": _nested(_SPARQL_OR_TURTLE),
    ".toml": _toml,
    ".yaml": _case,
    ".json": _case,
}
