"""The rows of a table, read from tab-separated values and checked as far as they go by themselves.

Cells are plain: no quotes, no escapes, no line breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.errors import KnowledgeError, nearest
from kg.knowledge.sources import Source
from kg.knowledge.table_specification import (
    ID,
    SEPARATOR,
    Column,
    ColumnForm,
    Specification,
    Template,
)
from kg.knowledge.terms import is_id
from kg.plain_text import find_forbidden_character

__all__ = ["NOTHING", "RowTemplates", "RowText", "Table", "TableRow", "position_of", "read_table"]

NOTHING: Final = "-"
"""The cell that says that there is no value, where an empty one stands for the default."""


@dataclass(frozen=True)
class TableRow:
    """One row of a table.

    Attributes:
        line: its line in the file, counted from 1.
        written: its cells as they are written, one for each column.
        cells: the same with the defaults that depend on nothing but the row put in.
    """

    line: int
    written: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table as it was read, before anything is looked up in the ontology.

    Attributes:
        specification: what its columns are.
        file: the file of its rows, as messages show it.
        rows: its rows, in the order of the file.
    """

    specification: Specification
    file: str
    rows: tuple[TableRow, ...]


def read_table(specification: Specification, source: Source, faults: list[KnowledgeError]) -> Table:
    """Read the rows of a table and check what can be checked without the ontology.

    Args:
        specification: what its columns are.
        source: the file of its rows.
        faults: is given every fault; a row with one is left out.
    """
    return _TableReader(specification, source, faults).read()


class _TableReader:
    """The rows of one table on their way from text."""

    def __init__(
        self, specification: Specification, source: Source, faults: list[KnowledgeError]
    ) -> None:
        self._specification = specification
        self._columns = specification.columns
        self._source = source
        self._faults = faults
        templates = RowTemplates(specification)
        self._defaults = [
            (index, templates.prepare(column.default))
            for index, column in enumerate(self._columns)
            if column.default is not None and not column.default.needs_labels
        ]
        self._required = [
            index
            for index, column in enumerate(self._columns)
            if column.is_required and not _is_made_later(column)
        ]

    def read(self) -> Table:
        rows: list[TableRow] = []
        text = self._source.text
        if self._is_plain(text) and self._is_ended(text):
            lines = text.split("\n")[:-1]
            if self._has_right_heading(lines[0]):
                for number, line in enumerate(lines[1:], 2):
                    row = self._row(number, line)
                    if row is not None:
                        rows.append(row)
                self._refuse_repetitions(rows)
        return Table(self._specification, self._source.name, tuple(rows))

    def _is_plain(self, text: str) -> bool:
        """Return whether a text holds nothing that nobody sees."""
        if text.replace("\t", "").replace("\n", "").isprintable():
            return True
        for number, line in enumerate(text.split("\n"), 1):
            odd = find_forbidden_character(line)
            position = odd.position if odd is not None else line.find("\r")
            if position >= 0:
                name = odd.name if odd is not None else "a carriage return (U+000D)"
                self._fault(
                    number,
                    f"{name}, which nobody sees",
                    "plain text; tabs between cells, one line feed at the end of a row",
                    position + 1,
                )
                return False
        return True

    def _is_ended(self, text: str) -> bool:
        if not text.endswith("\n"):
            self._fault(text.count("\n") + 1, "no line feed at the end", "one after every row")
        return text.endswith("\n")

    def _has_right_heading(self, line: str) -> bool:
        """Return whether the columns are those of the specification, in any order of faults."""
        given, names = line.split("\t"), self._specification.names
        before = len(self._faults)
        for index, name in enumerate(given):
            if name not in names:
                self._fault(
                    1,
                    f"an unknown column, {name or 'without a name'}",
                    ", ".join(names),
                    position_of(given, index),
                    nearest(name, names),
                )
            elif name in given[:index]:
                self._fault(1, f"the column {name} twice", "once", position_of(given, index))
        for name in names:
            if name not in given:
                self._fault(1, f"no column {name}", ", ".join(names))
        if len(self._faults) == before and tuple(given) != names:
            self._fault(1, f"the columns {', '.join(given)}", f"the order {', '.join(names)}")
        return len(self._faults) == before

    def _row(self, number: int, line: str) -> TableRow | None:
        written = line.split("\t")
        if len(written) != len(self._columns):
            self._fault(
                number,
                f"{len(written)} cells" if line else "an empty line",
                f"{len(self._columns)} cells: {', '.join(self._specification.names)}",
            )
            return None
        faults_before = len(self._faults)
        if "  " in line or " \t" in line or "\t " in line or line != line.strip(" "):
            self._refuse_spaces(number, written)
        cells = list(written)
        for index, template in self._defaults:
            if not cells[index] and not template.lacks(cells):
                cells[index] = template.fill(cells)
        for index in self._required:
            if not cells[index]:
                self._fault_at(number, written, index, "nothing", "a value in every row")
        is_right = len(self._faults) == faults_before
        return TableRow(number, tuple(written), tuple(cells)) if is_right else None

    def _refuse_spaces(self, number: int, written: Sequence[str]) -> None:
        for index, cell in enumerate(written):
            if cell != cell.strip() or "  " in cell:
                self._fault_at(number, written, index, f"“{cell}”", "no spaces around or doubled")

    def _refuse_repetitions(self, rows: Iterable[TableRow]) -> None:
        """Note the rows that say the same as one above, and the ids that are used twice."""
        place = self._specification.names.index(ID)
        lines: dict[str, TableRow] = {}
        for row in rows:
            name = row.cells[place]
            first = lines.setdefault(name, row)
            if first is row:
                if not is_id(name):
                    allowed = "small letters, digits and _, beginning with a letter"
                    self._fault_at(row.line, row.written, place, f"“{name}”", allowed)
            elif first.cells == row.cells:
                self._fault(row.line, f"the row of line {first.line} again", "each row once")
            else:
                problem = f"{name}, the id of line {first.line}"
                self._fault_at(row.line, row.written, place, problem, "an id of its own")

    def _fault_at(
        self, line: int, written: Sequence[str], index: int, problem: str, allowed: str
    ) -> None:
        name = self._columns[index].name
        self._fault(line, f"{name}: {problem}", allowed, position_of(written, index))

    def _fault(
        self,
        line: int,
        problem: str,
        allowed: str,
        column: int | None = None,
        suggestions: Iterable[str] = (),
    ) -> None:
        self._faults.append(
            KnowledgeError(
                problem,
                allowed=allowed,
                file=self._source.name,
                line=line,
                column=column,
                suggestions=suggestions,
            )
        )


def _is_made_later(column: Column) -> bool:
    """Return whether an empty cell is filled when the labels are known."""
    return column.default is not None and column.default.needs_labels


def position_of(cells: Sequence[str], index: int) -> int:
    """Return the place in its line where a cell begins, counted from 1."""
    return sum(len(cell) + 1 for cell in cells[:index]) + 1


class RowTemplates:
    """Prepares the templates of one table for its rows."""

    def __init__(self, specification: Specification, label: Callable[[str], str] = str) -> None:
        self._indexes = {column.name: index for index, column in enumerate(specification.columns)}
        self._columns = specification.columns
        self._label = label

    def prepare(self, template: Template) -> RowText:
        """Return a template, each place with the columns it reads."""
        return RowText(
            tuple(
                part if isinstance(part, str) else _TablePlace(map(self._option, part), self._label)
                for part in template.parts
            )
        )

    def _option(self, form: ColumnForm) -> _Option:
        index = self._indexes[form.column]
        return _Option(index, self._columns[index], form.form)


@dataclass(frozen=True)
class RowText:
    """A template of one table, ready to be filled."""

    _parts: tuple[str | _TablePlace, ...]

    def fill(self, cells: Sequence[str]) -> str:
        """Return the text with the values of a row put in."""
        return "".join(
            [part if isinstance(part, str) else part.value(cells) for part in self._parts]
        )

    def lacks(self, cells: Sequence[str]) -> bool:
        """Return whether a place that takes a whole cell has only empty ones."""
        return any(part.lacks(cells) for part in self._parts if not isinstance(part, str))


@dataclass(frozen=True)
class _Option:
    """A column that a place reads, with its texts by cell, each made once."""

    index: int
    column: Column
    form: str
    texts: dict[str, str] = field(default_factory=dict)


class _TablePlace:
    """A place of a template."""

    def __init__(self, options: Iterable[_Option], label: Callable[[str], str]) -> None:
        self._options = tuple(options)
        self._label = label
        self._takes_whole_cell = all(option.form == "" for option in self._options)

    def lacks(self, cells: Sequence[str]) -> bool:
        """Return whether it takes a whole cell and has only empty ones."""
        return self._takes_whole_cell and not any(cells[one.index] for one in self._options)

    def value(self, cells: Sequence[str]) -> str:
        """Return what the first column that is not empty says."""
        for option in self._options:
            cell = cells[option.index]
            if cell and cell != NOTHING:
                break
        else:
            cell = ""
        text = option.texts.get(cell)
        if text is None:
            text = option.texts[cell] = self._text(option, cell)
        return text

    def _text(self, option: _Option, cell: str) -> str:
        """Return a cell, or the values of a list, in the form that is asked for."""
        column, form = option.column, option.form
        if not column.is_list or SEPARATOR not in cell:
            return self._form(form, cell, column)
        words = (self._form(form, word, column) for word in cell.split(SEPARATOR))
        match form:
            case "label" | "lower":
                return column.joiner.join(words)
            case "short" | "phrase":
                return "".join(words)
        return "_and_".join(words)

    def _form(self, form: str, word: str, column: Column) -> str:
        """Return a word of a cell in a form."""
        if not word:
            return column.short.get("", "") if form == "short" else column.phrase.get("", "")
        match form:
            case "head":
                return word.partition("_")[0]
            case "tail":
                return word.partition("_")[2]
            case "upper":
                return word[:1].upper() + word[1:]
            case "short" | "phrase":
                known = column.short if form == "short" else column.phrase
                text = known.get(word, known.get(f"{word.partition('_')[0]}_*"))
                return self._label(word) if text is None else text
            case "label":
                return self._label(word)
            case "lower":
                label = self._label(word)
                return label[:1].lower() + label[1:]
        return word
