"""Reads a case file, YAML or JSON, within strict limits and with the line of every entry.

Nothing but plain mappings, lists, text and numbers gets in: no aliases, no tags, no second
document. Whatever is wrong ends in a ``CaseError`` that says where.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any, BinaryIO, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kg.case.model import Case
from kg.case.problems import Fault, Path, faults, harmless, path_in, raised, shown, together
from kg.case.vocabulary import Vocabulary
from kg.errors import CaseError
from kg.pipes import read_pipe
from kg.plain_text import find_forbidden_character

LARGEST: Final = 1_000_000  # bytes
DEEPEST: Final = 20  # lists and mappings inside one another
MOST_ENTRIES: Final = 20_000

Contract = TypeVar("Contract", bound=BaseModel)

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_SMALL: Final = f"allowed: a case of at most {LARGEST:,} bytes"
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN: Final = "allowed: plain text"
_PAIR = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
)
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})", re.ASCII)
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?", re.ASCII)
_NOT_A_NUMBER = re.compile(r"[-+]?\.?(nan|inf|infinity)", re.IGNORECASE)
_NOTHING: Final = frozenset(["null", "~"])
_VALUE: Final = "a value, or [] for an empty list"
_CONSTANTS: Final = {"true": True, "false": False}


@dataclass(frozen=True)
class CaseFile:
    """What stands in a case file, and where.

    Attributes:
        name: the file as the user named it.
        data: plain mappings, lists, text and numbers.
        lines: the line of every value, counted from 1, by its path.
        key_lines: the line of every key.
        problems: faults of the file's form that did not stop the reading.
    """

    name: str
    data: dict[str, Any]
    lines: dict[Path, int]
    key_lines: dict[Path, int]
    problems: tuple[Fault, ...] = ()

    def place(self, path: Path) -> Path:
        """Return the deepest part of a path that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return path

    def line(self, path: Path, *, at_key: bool = False) -> int:
        """Return the line of the deepest part of a path that the file has.

        Args:
            path: keys and row numbers, such as ``("findings", 0, "side")``.
            at_key: whether the key is meant and not its value.
        """
        if at_key and path in self.key_lines:
            return self.key_lines[path]
        return self.lines.get(self.place(path), 1)

    def case(self, vocabulary: Vocabulary) -> Case:
        """Return the checked case.

        Raises:
            CaseError: naming every fault, at most ten, with its line.
        """
        return self.checked(Case, vocabulary)

    def checked(self, contract: type[Contract], vocabulary: Vocabulary) -> Contract:
        """Return what the file holds, checked as a case or another contract.

        Args:
            contract: what it is to be.
            vocabulary: the words that it may use.

        Raises:
            CaseError: naming every fault, at most ten, with its line.
        """
        wrong = list(self.problems)
        try:
            read = contract.model_validate(self.data, context={"vocabulary": vocabulary})
        except ValidationError as error:
            known = {fault.path for fault in wrong}
            found = (replace(one, path=self.place(one.path)) for one in faults(error, contract))
            wrong += [one for one in found if one.path not in known]
        if wrong:
            raise self.error(wrong, vocabulary)
        return read

    def error(self, wrong: Iterable[Fault], vocabulary: Vocabulary) -> CaseError:
        """Return the error that names some faults of this file, each with its line."""
        return raised(
            wrong, self.name, lambda one: self.line(one.path, at_key=one.at_key), vocabulary
        )

    def placed(self, error: CaseError) -> CaseError:
        """Return an error that was found in the case, with the lines of this file.

        Args:
            error: whose messages begin with a path, such as ``findings[0].side: …``.
        """
        placed = [
            CaseError(
                one.found,
                allowed=one.allowed,
                file=self.name,
                line=self.line(path_in(one.found)),
                suggestions=one.suggestions,
            )
            for one in (error, *error.also)
        ]
        return together(sorted(placed, key=lambda one: one.line or 0))


def read_case(source: str | FilePath, vocabulary: Vocabulary) -> Case:
    """Return the case in a file.

    Args:
        source: the path of a YAML or JSON file, or ``-`` for the standard input.
        vocabulary: the words that a case may use.

    Raises:
        CaseError: if the file cannot be read, or breaks the contract.
    """
    return read_file(source).case(vocabulary)


def read_file(source: str | FilePath) -> CaseFile:
    """Return what stands in a case file, before it is checked as a case.

    Raises:
        CaseError: if it cannot be read as one mapping of plain values.
    """
    return parse(*contents(source))


def contents(source: str | FilePath) -> tuple[bytes, str]:
    """Return the bytes of a file, at most one more than is allowed, and what messages call it.

    Args:
        source: the path of a file, or ``-`` for the standard input.

    Raises:
        CaseError: if it cannot be read.
    """
    name = "<stdin>" if str(source) == "-" else harmless(str(source))
    return _bytes(source, name), name


def parse(content: bytes, name: str) -> CaseFile:
    """Return what stands in the bytes of a case file.

    Args:
        content: UTF-8 text, at most a megabyte.
        name: what messages call the file.

    Raises:
        CaseError: if it cannot be read as one mapping of plain values.
    """
    return _Reader(name).document(decoded(content, name))


def _bytes(source: str | FilePath, name: str) -> bytes:
    """Return the bytes of a file, or one more than is allowed."""
    try:
        if str(source) == "-":
            return _first(sys.stdin.buffer)
        if str(source) == "":
            raise CaseError("no file is named", allowed="allowed: a file, or - for the input")
        path = FilePath(source)
        if path.is_fifo():
            return read_pipe(path, LARGEST + 1)
        with path.open("rb") as file:
            return _first(file)
    except FileNotFoundError:
        raise CaseError("no such file", file=name) from None
    except IsADirectoryError:
        raise CaseError("this is a directory; a case is one file", file=name) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CaseError(f"cannot be read ({reason})", file=name) from None


def _first(file: BinaryIO) -> bytes:
    return file.read(LARGEST + 1)


def decoded(content: bytes, name: str) -> str:
    """Return the text of a file, refusing what is not text, or too much of it.

    Raises:
        CaseError: if it is larger than a megabyte, no UTF-8, or holds control characters.
    """
    if len(content) > LARGEST:
        raise CaseError(f"found more than {LARGEST:,} bytes", allowed=_SMALL, file=name)
    start = len(_BYTE_ORDER_MARK) if content.startswith(_BYTE_ORDER_MARK) else 0
    try:
        text = content[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        at = start + error.start
        line = content.count(b"\n", 0, at) + 1
        found = f"found no UTF-8 at byte {at + 1} (0x{content[at]:02x})"
        raise CaseError(
            found, allowed="allowed: text saved as UTF-8", file=name, line=line
        ) from None
    forbidden = find_forbidden_character(text)
    if forbidden is not None:
        line = text.count("\n", 0, forbidden.position) + 1
        raise CaseError(f"found {forbidden.name}", allowed=_PLAIN, file=name, line=line)
    return _PAIR.sub(_joined, text) if text.lstrip().startswith("{") else text


def _joined(pair: re.Match[str]) -> str:
    """Return a JSON escape of two halves as the one escape that YAML knows."""
    high, low = int(pair[2], 16), int(pair[3], 16)
    return f"{pair[1]}\\U{0x10000 + ((high - 0xD800) << 10) + low - 0xDC00:08x}"


@dataclass
class _Reader:
    """Turns the events of one YAML document into plain values, keeping lines."""

    name: str
    lines: dict[Path, int] = field(default_factory=dict)
    key_lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Fault] = field(default_factory=list)
    entries: int = 0
    json: bool = False

    def document(self, text: str) -> CaseFile:
        """Return the one document of the text."""
        self.json = text.lstrip().startswith("{")
        events = self._events(text)
        event = next(events, None)
        if event is None:
            raise self._stop("an empty file", 1, "a mapping of keys and values")
        if not isinstance(event, yaml.MappingStartEvent):
            raise self._stop("no mapping", _line(event), "a file of `key: value` lines")
        data = self._mapping(event, events, (), 1)
        another = next(events, None)
        if another is not None:
            raise self._stop("a second document", _line(another), "one case a file")
        return CaseFile(self.name, data, self.lines, self.key_lines, tuple(self.problems))

    def _stop(self, found: str, line: int | None, allowed: str) -> CaseError:
        return CaseError(f"found {found}", allowed=f"allowed: {allowed}", file=self.name, line=line)

    def _events(self, text: str) -> Iterator[yaml.Event]:
        """Return the events that carry content, refusing what a case never holds."""
        stream = (yaml.StreamStartEvent, yaml.StreamEndEvent)
        ends = (yaml.DocumentStartEvent, yaml.DocumentEndEvent)
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                if isinstance(event, stream + ends):
                    continue
                if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                    raise self._stop("an anchor or alias (& or *)", _line(event), "plain values")
                if getattr(event, "tag", None):
                    raise self._stop("a tag (!)", _line(event), "plain values")
                yield event
        except yaml.MarkedYAMLError as error:
            raise self._unreadable(error, text) from None
        except yaml.YAMLError as error:
            raise CaseError(f"not readable as YAML: {error}", file=self.name) from None

    def _unreadable(self, error: yaml.MarkedYAMLError, text: str) -> CaseError:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        if "nesting depth" in str(error.problem):  # the parser's own limit, where it has one
            return self._stop("entries too deep", line, f"at most {DEEPEST} levels")
        context = f" ({error.context})" if error.context else ""
        rows = text.splitlines()
        row = rows[line - 1] if line is not None and line <= len(rows) else ""
        indented = "\t" in row[: len(row) - len(row.lstrip())]
        allowed = "allowed: spaces, not tabs, at the beginning of a line" if indented else ""
        found = f"not readable as YAML: {error.problem}{context}"
        return CaseError(found, allowed=allowed, file=self.name, line=line)

    def _value(
        self, event: yaml.Event, events: Iterator[yaml.Event], path: Path, depth: int
    ) -> Any:  # noqa: ANN401
        self.entries += 1
        if self.entries > MOST_ENTRIES:
            raise self._stop("too many entries", _line(event), f"at most {MOST_ENTRIES:,}")
        self.lines[path] = _line(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if depth > DEEPEST:
            raise self._stop("entries too deep", _line(event), f"at most {DEEPEST} levels")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, events, path, depth)
        return self._sequence(events, path, depth)

    def _sequence(self, events: Iterator[yaml.Event], path: Path, depth: int) -> list[Any]:
        rows: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            rows.append(self._value(event, events, (*path, len(rows)), depth + 1))
        return rows

    def _mapping(
        self, start: yaml.Event, events: Iterator[yaml.Event], path: Path, depth: int
    ) -> dict[str, Any]:
        self.lines[path] = _line(start)
        entries: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._stop("a list or mapping as a key", _line(event), "a word as a key")
            key = self._text(event)
            inner = (*path, key)
            first = self.key_lines.get(inner)
            if first is not None:
                allowed = f"each key once (first on line {first})"
                self.problems.append(Fault(inner, "the same key again", allowed, at_key=True))
            self.key_lines[inner] = _line(event)
            entries[key] = self._value(next(events), events, inner, depth + 1)
        return entries

    def _text(self, event: yaml.ScalarEvent) -> str:
        """Return the text of an entry; an escape may hold what the file itself does not."""
        text: str = event.value
        forbidden = find_forbidden_character(text)
        if forbidden is not None:
            raise CaseError(
                f"found {forbidden.name}", allowed=_PLAIN, file=self.name, line=_line(event)
            )
        return text

    def _scalar(self, event: yaml.ScalarEvent, path: Path) -> str | int | float | bool | None:
        """Return text, or what a plain word stands for by the core rules of YAML 1.2 and JSON."""
        text = self._text(event)
        if event.style is not None and event.style != "":
            return text
        if text == "":
            self.problems.append(Fault(path, "nothing", _VALUE))
            return None
        if text in _NOTHING:
            if not self.json:  # there it says that nothing is stated
                self.problems.append(Fault(path, f"nothing ({text})", _VALUE))
            return None
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _WHOLE.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text) and math.isfinite(number := float(text)):
            return number
        if _DECIMAL.fullmatch(text) or _NOT_A_NUMBER.fullmatch(text):
            self.problems.append(Fault(path, shown(text), "a finite number, or text in quotes"))
        return text


def _line(event: yaml.Event) -> int:
    """Return the line on which an event begins, counted from 1."""
    mark = event.start_mark
    return 1 if mark is None else int(mark.line) + 1
