"""Tables of the ontology: files of tab-separated values whose rows become statements.

A table is two files of ``ontology/tables/``: the rows (``evidence.tsv``) and what their columns are
(``evidence.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final, TypeAlias

import pyoxigraph as ox

from kg.errors import KnowledgeError, nearest
from kg.knowledge.described_ids import Described
from kg.knowledge.sources import Source
from kg.knowledge.table_rows import (
    NOTHING,
    RowTemplates,
    RowText,
    Table,
    TableRow,
    position_of,
    read_table,
)
from kg.knowledge.table_specification import (
    ID,
    LABEL,
    SEPARATOR,
    Column,
    Specification,
    read_specification,
)
from kg.knowledge.terms import BASE, PREFIXES, expand

__all__ = ["TableStatements", "read_rows_of_pack", "read_tables", "table_pairs"]

Node: TypeAlias = ox.NamedNode | ox.Literal

_TYPE: Final = ox.NamedNode(f"{PREFIXES['rdf']}type")
_XSD: Final = PREFIXES["xsd"]
_LANGUAGE: Final = "en"
_FORMS_OF_VALUES: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    "integer": (re.compile(r"0|-?[1-9][0-9]{0,8}"), "a whole number, as in 12"),
    "decimal": (re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+"), "a decimal number, as in 0.5"),
    "boolean": (re.compile(r"true|false"), "true or false"),
    "iri": (re.compile(r"https?://[^\s<>\"{}|\\^`]+|\w+:\w+"), "an address or prefix:name"),
}


@dataclass(frozen=True)
class TableStatements:
    """The statements of a table.

    Attributes:
        table: the table.
        quads: its statements, row by row.
        lines: the id of each row to its line.
    """

    table: Table
    quads: tuple[ox.Quad, ...]
    lines: Mapping[str, int]


def read_tables(
    sources: Sequence[Source], known: Described, modules: Iterable[str]
) -> tuple[TableStatements, ...]:
    """Read every table and turn its rows into statements.

    Args:
        sources: the files of the tables: specifications and rows.
        known: what the Turtle modules describe; the rows are put to it.
        modules: the stems of the Turtle modules.

    Returns:
        The statements of each table, sorted by its name.

    Raises:
        KnowledgeError: with every fault of the rows; each names file, line, column, what was found,
            what is allowed and what was probably meant.
    """
    pairs = table_pairs(sources)
    if not pairs:
        return ()
    faults: list[KnowledgeError] = []
    tables = [read_table(specification, rows, faults) for specification, rows in pairs]
    _raise_all(faults)
    for table in tables:
        faults += _faults_of(table.specification, known, set(modules))
    _raise_all(faults)
    builder = _Builder(tables, known, faults)
    origins = tuple(builder.statements(table) for table in tables)
    _raise_all(faults)
    return origins


def read_rows_of_pack(
    rows: Sequence[Source], sources: Sequence[Source], known: Described, modules: Iterable[str]
) -> tuple[TableStatements, ...]:
    """Read what a pack adds to tables of ours, and turn its rows into statements.

    Args:
        rows: its files, each named like one of our tables.
        sources: the files of our tables; their specifications hold for the rows of the pack.
        known: what is described without these rows; they are put to it.
        modules: the stems of our Turtle modules.

    Returns:
        The statements of each table, in the order of the files.

    Raises:
        KnowledgeError: as ``read_tables`` does, or when we have no table of that name.
    """
    ours = {
        PurePath(source.name).stem: source for source in sources if source.name.endswith(".toml")
    }
    pairs: list[Source] = []
    for source in rows:
        name = PurePath(source.name).stem
        if name not in ours:
            raise KnowledgeError(
                f"there is no table {name}",
                allowed="rows of a table of ontology/tables, in its columns",
                suggestions=nearest(name, sorted(ours)),
                file=source.name,
            )
        pairs += [source, replace(ours[name], name=str(PurePath(source.name).with_suffix(".toml")))]
    return read_tables(pairs, known, modules)


def _raise_all(faults: Sequence[KnowledgeError]) -> None:
    if faults:
        raise faults[0].and_also(faults[1:])


def table_pairs(sources: Sequence[Source]) -> list[tuple[Specification, Source]]:
    """Return each specification with its rows."""
    files = {source.name: source for source in sources}
    for name in files:
        other = str(PurePath(name).with_suffix(".tsv" if name.endswith(".toml") else ".toml"))
        if other not in files:
            raise KnowledgeError(
                f"there is no {PurePath(other).name} beside it",
                allowed="a table is two files: its rows (.tsv) and its columns (.toml)",
                file=name,
            )
    return [
        (read_specification(source), files[name.removesuffix("toml") + "tsv"])
        for name, source in sorted(files.items())
        if name.endswith(".toml")
    ]


def _faults_of(
    specification: Specification, known: Described, modules: set[str]
) -> Iterator[KnowledgeError]:
    """Yield what of a specification the ontology does not know."""

    def fault(at: str, word: str, allowed: str, choices: Iterable[str]) -> KnowledgeError:
        return KnowledgeError(
            f"{at}: {word}",
            allowed=allowed,
            suggestions=nearest(word, sorted(choices)),
            file=specification.file,
        )

    if specification.module not in modules:
        yield fault("module", specification.module, "a Turtle module", modules)
    kinds = [("class", specification.kind), ("adds_to", specification.adds_to)]
    for column in specification.columns:
        kinds += [(f"columns.{column.name}.class", kind) for kind in column.kinds]
    for at, kind in kinds:
        if kind and kind not in known.parents:
            yield fault(at, kind, "a class of the schema", known.parents)
    for column in specification.columns:
        name = column.property.constant if column.property is not None else None
        if name and name not in known.properties and name != "a" and not _is_built_in(name):
            at = f"columns.{column.name}.property"
            yield fault(at, name, "a property of the schema", known.properties)


class _Builder:
    """Rows on their way to statements."""

    def __init__(
        self, tables: Iterable[Table], known: Described, faults: list[KnowledgeError]
    ) -> None:
        self._known = known
        self._faults = faults
        self._waiting: dict[str, tuple[Table, TableRow]] = {}
        self._labels = {
            table.specification.name: self._label_template(table.specification)
            for table in tables
            if not table.specification.adds_to
        }
        self._members: dict[str, set[str]] = {}
        for table in tables:
            if not table.specification.adds_to:
                self._announce(table)
        for table in tables:
            if table.specification.adds_to:
                self._refuse_strangers(table)

    def _refuse_strangers(self, table: Table) -> None:
        """Note the rows of a table that add to a thing that is not described."""
        specification = table.specification
        place = specification.names.index(ID)
        members = self._known.members_of(specification.adds_to)
        for row in table.rows:
            name = row.cells[place]
            if name not in members:
                allowed = f"the id of a thing of the class {specification.adds_to}"
                self._refuse_id(table, row, name, allowed, nearest(name, sorted(members)))

    def _refuse_id(
        self, table: Table, row: TableRow, problem: str, allowed: str, near: Iterable[str] = ()
    ) -> None:
        """Note that a row cannot have its id."""
        place = table.specification.names.index(ID)
        self._faults.append(
            KnowledgeError(
                f"{ID}: {problem}",
                allowed=allowed,
                suggestions=near,
                file=table.file,
                line=row.line,
                column=position_of(row.written, place),
            )
        )

    def _announce(self, table: Table) -> None:
        """Make the rows of a table known, so that others may refer to them."""
        specification, known = table.specification, self._known
        place = specification.names.index(ID)
        kind_place = next(
            (index for index, one in enumerate(specification.columns) if _is_kind(one)), None
        )
        for row in table.rows:
            name = row.cells[place]
            if name in known.files:
                problem = f"{name}, which {known.files[name]} describes"
                self._refuse_id(table, row, problem, "an id of its own")
                continue
            known.files[name] = table.file
            kind = specification.kind if kind_place is None else row.cells[kind_place]
            known.members[kind].add(name)
            self._waiting[name] = table, row

    def _label_template(self, specification: Specification) -> tuple[int, RowText | None]:
        """Return the place of the labels of a table, and what makes those that are not written."""
        place = specification.names.index(LABEL)
        template = specification.columns[place].default
        if template is None:
            return place, None
        return place, RowTemplates(specification, self._label).prepare(template)

    def _label(self, name: str) -> str:
        """Return the label of a thing; a row makes it when it is first asked for."""
        known = self._known.labels.get(name)
        if known is not None:
            return known
        waiting = self._waiting.pop(name, None)
        if waiting is None:
            return name.replace("_", " ")
        table, row = waiting
        place, template = self._labels[table.specification.name]
        label = row.cells[place]
        if not label and template is not None:
            label = template.fill(row.cells)
        self._known.labels[name] = label
        return label

    def statements(self, table: Table) -> TableStatements:
        """Return the statements of a table."""
        specification = table.specification
        place = specification.names.index(ID)
        label_place = None if specification.adds_to else self._labels[specification.name][0]
        templates = RowTemplates(specification, self._label)
        fillers = [
            _Filler(index, column, templates)
            for index, column in enumerate(specification.columns)
            if index not in (place, label_place)
        ]
        label_property = ox.NamedNode(f"{PREFIXES['rdfs']}label")
        kind = ox.NamedNode(expand(specification.kind)) if specification.kind else None
        quads: list[ox.Quad] = []
        lines: dict[str, int] = {}
        for row in table.rows:
            name = row.cells[place]
            lines[name] = row.line
            subject = ox.NamedNode(BASE + name)
            if kind is not None:
                quads.append(ox.Quad(subject, _TYPE, kind))
            if label_place is not None:
                label = ox.Literal(self._label(name), language=_LANGUAGE)
                quads.append(ox.Quad(subject, label_property, label))
            for filler in fillers:
                cell = row.cells[filler.index]
                if not cell or cell == NOTHING:
                    continue
                values = filler.values.get(cell)
                if values is None:
                    values = filler.values[cell] = self._values(table, row, filler, cell)
                property_ = filler.property or self._property(table, row, filler)
                if property_ is None:
                    continue
                for value in values:
                    if not filler.column.is_inverse:
                        quads.append(ox.Quad(subject, property_, value))
                    elif isinstance(value, ox.NamedNode):
                        quads.append(ox.Quad(value, property_, subject))
        return TableStatements(table, tuple(quads), lines)

    def _property(self, table: Table, row: TableRow, filler: _Filler) -> ox.NamedNode | None:
        """Return the property that a column fills in a row, or note that there is none."""
        if filler.property_text is None:
            return None
        name = filler.property_text.fill(row.cells)
        if name not in filler.properties:
            filler.properties[name] = ox.NamedNode(BASE + name)
            if name not in self._known.properties:
                near = nearest(name, sorted(self._known.properties))
                self._fault(table, row, filler, f"the property {name}", "one of the schema", near)
        return filler.properties[name]

    def _values(self, table: Table, row: TableRow, filler: _Filler, cell: str) -> tuple[Node, ...]:
        """Return what a cell says, or note its faults."""
        column = filler.column
        words = cell.split(SEPARATOR) if column.is_list else [cell]
        faults = list(self._faults_of_words(column, words))
        for problem, allowed, suggestions in faults:
            self._fault(table, row, filler, problem, allowed, suggestions)
        return () if faults else tuple(_node(column, word) for word in words)

    def _fault(
        self,
        table: Table,
        row: TableRow,
        filler: _Filler,
        problem: str,
        allowed: str,
        suggestions: Iterable[str],
    ) -> None:
        self._faults.append(
            KnowledgeError(
                f"{filler.column.name}: {problem}",
                allowed=allowed,
                suggestions=suggestions,
                file=table.file,
                line=row.line,
                column=position_of(row.written, filler.index),
            )
        )

    def _faults_of_words(
        self, column: Column, words: list[str]
    ) -> Iterator[tuple[str, str, Iterable[str]]]:
        """Yield what is wrong with the values of a cell: found, allowed, nearest."""
        if len(set(words)) != len(words) or "" in words:
            words_text = f"the list “{SEPARATOR.join(words)}”"
            yield words_text, f"different values with {SEPARATOR} between them, none empty", ()
            return
        for word in words:
            if column.type in ("reference", "class"):
                members = self._members_of(column)
                if word not in members:
                    allowed = (
                        f"{' or '.join(column.kinds)}, or a class below"
                        if column.type == "class"
                        else f"the id of a thing of the class {' or '.join(column.kinds)}"
                    )
                    yield word, allowed, nearest(word, sorted(members))
            elif column.type in _FORMS_OF_VALUES:
                form, allowed = _FORMS_OF_VALUES[column.type]
                if not form.fullmatch(word) or (column.type == "iri" and not _is_iri(word)):
                    yield f"“{word}”", allowed, ()
            if column.allowed and word not in column.allowed:
                yield f"“{word}”", ", ".join(column.allowed), nearest(word, column.allowed)

    def _members_of(self, column: Column) -> set[str]:
        """Return the ids, or the classes, that a column may name."""
        key = " ".join((column.type, *column.kinds))
        if key not in self._members:
            known = self._known
            look_up = known.classes_below if column.type == "class" else known.members_of
            self._members[key] = set().union(*map(look_up, column.kinds))
        return self._members[key]


class _Filler:
    """A column with what its cells say, each read once."""

    def __init__(self, index: int, column: Column, templates: RowTemplates) -> None:
        self.index = index
        self.column = column
        self.values: dict[str, tuple[Node, ...]] = {}
        self.properties: dict[str, ox.NamedNode] = {}
        template = column.property
        name = template.constant if template is not None else None
        self.property = None if name is None else _property(name)
        self.property_text = None if template is None else templates.prepare(template)


def _property(name: str) -> ox.NamedNode:
    return _TYPE if name == "a" else ox.NamedNode(expand(name))


def _is_kind(column: Column) -> bool:
    return column.property is not None and column.property.constant == "a"


def _is_built_in(name: str) -> bool:
    return name.startswith("rdfs:")


def _is_iri(word: str) -> bool:
    return word.startswith("http") or word.partition(":")[0] in PREFIXES


def _node(column: Column, word: str) -> Node:
    """Return the term that a word of a cell writes."""
    match column.type:
        case "reference" | "class" | "iri":
            return ox.NamedNode(expand(word))
        case "text":
            return ox.Literal(word, language=_LANGUAGE)
        case "string":
            return ox.Literal(word)
    return ox.Literal(word, datatype=ox.NamedNode(f"{_XSD}{column.type}"))
