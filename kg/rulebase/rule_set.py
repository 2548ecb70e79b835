"""The rule files as one program, with the sentence of every predicate; no rule is read here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from kg.errors import KnowledgeError, nearest

if TYPE_CHECKING:
    from kg.knowledge import KnowledgeBase
    from kg.knowledge.additions import Addition

__all__ = ["Predicate", "RuleFile", "Rules"]

#: A declaration: ``%! name(Argument, ...): sentence.``, or ``%~`` for what it says when absent;
#: further lines of it begin with the same mark and two spaces.
_DECLARATION = re.compile(
    r"%[!~]\s+(?P<name>[a-z][A-Za-z0-9_]*)(?:\((?P<args>[^)]*)\))?:\s+(?P<text>.*\S)\s*"
)
_NAME = re.compile(r"\b[a-z][A-Za-z0-9_]*\b")
_ARGUMENT = re.compile(r"[A-Z][A-Za-z0-9]*")
PLACEHOLDER = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")
#: Predicates that a case fills begin so; everything else is derived by a rule or comes as a fact.
CASE_PREFIX = "case_"


@dataclass(frozen=True)
class Predicate:
    """A predicate or a term that rules may use: its arguments and the sentence that says it.

    Attributes:
        name: the predicate's name.
        arguments: the names of its arguments, in order.
        sentence: what an atom of it says, or that there is none: with ``{Argument}`` where a value
            goes, ``{argument}`` where it stands within the sentence and so begins small, and
            ``{Argument|property}`` where a text of the value's entry goes.
        file: the rule file that declares it.
        line: the line of the declaration, counted from 1.
    """

    name: str
    arguments: tuple[str, ...]
    sentence: str
    file: str
    line: int

    @property
    def signature(self) -> tuple[str, int]:
        """The name and the number of arguments."""
        return self.name, len(self.arguments)


@dataclass(frozen=True)
class RuleFile:
    """One rule file.

    Attributes:
        name: its name, relative to the rules' folder; that of a pack begins with the pack's id.
        text: its content.
        closed: whether it is a program of its own, which says itself what it shows.
        pack: the id of the pack that it belongs to, or the empty string.
        table: the content of the file where the rules are made of a table, or the empty string.
        lines: the line of the table behind each line of ``text``, counted from 1.
    """

    name: str
    text: str
    closed: bool = False
    pack: str = ""
    table: str = ""
    lines: tuple[int, ...] = ()

    @classmethod
    def of(cls, name: str, content: str) -> RuleFile:
        """Return a file of the rules' folder: a rule file, or a table of facts.

        Raises:
            KnowledgeError: naming every row of a table that cannot be read.
        """
        if not name.endswith(".tsv"):
            return cls(name, content)
        from kg.rulebase.rule_tables import render_table

        rendered = render_table(f"rules/{name}", content)
        return cls(name, rendered.text, table=content, lines=rendered.lines)

    @property
    def content(self) -> str:
        """The content of the file as it is written."""
        return self.table or self.text

    def line(self, number: int) -> int:
        """Return the line of the file behind a line of its text, both counted from 1."""
        return self.lines[number - 1] if self.lines else number

    @property
    def shown(self) -> str:
        """Its name as messages show it."""
        return self.name if self.pack else f"rules/{self.name}"


@dataclass(frozen=True)
class Rules:
    """All rule files of one rule set, in the order of their names."""

    files: tuple[RuleFile, ...]

    @classmethod
    def load(cls, folder: Path) -> Rules:
        """Return the rules of a folder: its ``*.lp`` files and its ``tables/*.tsv``.

        Other sub-folders are programs of their own.

        Args:
            folder: where the rules are.

        Raises:
            KnowledgeError: when the folder holds no rules, a file is not UTF-8, or a row of a table
                cannot be read.
        """
        files = []
        for path in (*sorted(folder.glob("*.lp")), *sorted(folder.glob("tables/*.tsv"))):
            name = path.relative_to(folder).as_posix()
            try:
                content = path.read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                raise KnowledgeError(
                    f"not UTF-8 at byte {error.start}",
                    allowed="UTF-8 text",
                    file=f"rules/{name}",
                ) from error
            files.append(RuleFile.of(name, content))
        if not files:
            raise KnowledgeError("no rule files", allowed="files named *.lp", file=str(folder))
        return cls(tuple(files))

    @classmethod
    def of(cls, knowledge: KnowledgeBase) -> Rules:
        """Return the rules that belong to a knowledge base, those of its packs among them.

        A rule that a pack replaces is left out; the other lines of its file keep their numbers.

        Raises:
            KnowledgeError: when a file cannot be read, or a pack replaces a rule that is not there.
        """
        rules = cls.load(knowledge.places.rules)
        for pack in knowledge.sources.additions:
            rules = rules.with_pack(pack)
        return rules

    def with_pack(self, pack: Addition) -> Rules:
        """Return these rules with those of a pack, less those that it replaces.

        Raises:
            KnowledgeError: when it replaces a rule that is not there.
        """
        from kg.rulebase.lexing import statements, without_rules  # needed with packs only

        open_to_it = {"", *pack.requires}
        files, gone = [], set[str]()
        for file in self.files:
            if pack.replaced_rules and file.pack in open_to_it:
                text, found = without_rules(file.text, pack.replaced_rules)
                files.append(replace(file, text=text))
                gone |= found
            else:
                files.append(file)
        for name in pack.replaced_rules:
            if name not in gone:
                known = [one.id for file in self.files for one in statements(file.text)]
                raise KnowledgeError(
                    f"[overrides] rules: no rule is called {name}",
                    allowed="the id of a rule of ours or of a required pack",
                    suggestions=nearest(name, sorted(filter(None, known))),
                    file=f"{pack.id}/pack.toml",
                )
        added = (RuleFile(one.name, one.text, pack=pack.id) for one in pack.rules)
        return Rules((*files, *added))

    @cached_property
    def text(self) -> str:
        """The whole program as text."""
        return "\n".join(file.text for file in self.files)

    @cached_property
    def constants(self) -> tuple[str, ...]:
        """The lines that define constants: a program of some of the rules needs them too."""
        return tuple(line for line in self.text.splitlines() if line.startswith("#const"))

    def place(self, line: int) -> tuple[str, int] | None:
        """Return the file and its line behind a line of ``text``, both counted from 1.

        Gives ``None`` for a line after the last.
        """
        for file in self.files:
            lines = file.text.count("\n") + 1
            if line <= lines:
                return file.shown, file.line(line)
            line -= lines
        return None

    @cached_property
    def hash(self) -> str:
        """A digest of the files' names and texts: the identity of the rule set."""
        digest = hashlib.sha256()
        for file in self.files:
            digest.update(f"{file.name}\0{file.text}\0".encode())
        return digest.hexdigest()

    @cached_property
    def predicates(self) -> Mapping[tuple[str, int], Predicate]:
        """The declared predicates and terms, by name and number of arguments.

        Raises:
            KnowledgeError: when a declaration cannot be read or stands twice.
        """
        return self._declared("%!")

    @cached_property
    def absences(self) -> Mapping[tuple[str, int], Predicate]:
        """What it says when no atom of a predicate holds, by name and number of arguments.

        Raises:
            KnowledgeError: when a declaration cannot be read or stands twice.
        """
        return self._declared("%~")

    def _declared(self, mark: str) -> Mapping[tuple[str, int], Predicate]:
        """Return the declarations that begin with a mark."""
        declared: dict[tuple[str, int], Predicate] = {}
        for file in self.files:
            for number, line in _declarations(file.text, mark):
                predicate = _declaration(line, file.shown, file.line(number))
                if predicate.signature in declared:
                    first = declared[predicate.signature]
                    raise KnowledgeError(
                        f"`{predicate.name}/{len(predicate.arguments)}` is declared twice",
                        allowed=f"one `{mark}` a predicate; {first.file}:{first.line} has it",
                        file=predicate.file,
                        line=predicate.line,
                    )
                declared[predicate.signature] = predicate
        return MappingProxyType(declared)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every name that the rules use; a predicate that is none of them needs no facts."""
        return frozenset(_NAME.findall(self.text))

    @cached_property
    def case_signatures(self) -> frozenset[tuple[str, int]]:
        """The predicates that a case fills."""
        return frozenset(s for s in self.predicates if s[0].startswith(CASE_PREFIX))


def placeholders(sentence: str) -> list[tuple[str, str | None]]:
    """Return the ``{Argument}`` and ``{Argument|property}`` places of a sentence, in order."""
    return [(match[1], match[2]) for match in PLACEHOLDER.finditer(sentence)]


def fill(sentence: str, value: Callable[[str, str | None, bool], str]) -> str:
    """Return a sentence with every place filled.

    Args:
        sentence: a sentence with ``{Argument}`` and ``{Argument|property}`` places.
        value: is given the argument, the property if there is one, and whether the place begins
            the sentence; returns the words.
    """

    def filled(match: re.Match[str]) -> str:
        return value(match[1], match[2], not sentence[: match.start()].strip())

    return PLACEHOLDER.sub(filled, sentence)


def _declarations(text: str, mark: str) -> Iterator[tuple[int, str]]:
    """Yield each declaration with its line, counted from 1.

    A line that begins with the mark and two spaces or more continues the declaration above it.
    """
    start, parts = 0, list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        if parts and line.startswith(f"{mark}  "):
            parts.append(line[len(mark) :].strip())
            continue
        if parts:
            yield start, " ".join(parts)
            parts = []
        if line.startswith(mark):
            start, parts = number, [line.rstrip()]
    if parts:
        yield start, " ".join(parts)


def _declaration(line: str, file: str, number: int) -> Predicate:
    match = _DECLARATION.fullmatch(line)
    form = f"`{line[:2]} name(Argument, ...): sentence`"
    if match is None:
        raise KnowledgeError(
            "a declaration that cannot be read", allowed=form, file=file, line=number
        )
    arguments = tuple(part.strip() for part in (match["args"] or "").split(",") if part.strip())
    for argument in arguments:
        if not _ARGUMENT.fullmatch(argument):
            raise KnowledgeError(
                f"the argument `{argument}`",
                allowed="a name such as `Muscle`",
                file=file,
                line=number,
            )
    for place, _ in placeholders(match["text"]):
        if place[:1].upper() + place[1:] not in arguments:
            raise KnowledgeError(
                f"the sentence of `{match['name']}` speaks of `{place}`",
                allowed=f"its arguments: {', '.join(arguments) or 'none'}",
                file=file,
                line=number,
            )
    return Predicate(match["name"], arguments, match["text"], file, number)
