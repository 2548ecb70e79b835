"""Rules that are a table: facts of one predicate as tab-separated rows, a row a fact.

The file is named after the predicate. Its first row names the columns: the arguments of the
predicate as it is declared, ``:text`` behind those that hold a text; then ``id``, ``label`` and
``source``, as in the annotation of a rule, where ``{Argument}`` in a label is the cell of that
column. ``means`` is the sentence of the constant in the first column, where it has no other, and
``note`` is for whoever edits the table.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.errors import KnowledgeError, nearest

__all__ = ["RenderedTable", "arguments_of", "render_table"]

_ANNOTATION: Final = ("id", "label", "source")
_OPTIONAL: Final = ("means", "note")
_TEXT: Final = ":text"
_ARGUMENT = re.compile(r"[A-Z][A-Za-z0-9]*(:text)?")
_TERM = re.compile(r"-?[0-9]+|[a-z][A-Za-z0-9_]*")
_ID = re.compile(r"[a-z][a-z0-9_]*")
_UNWRITABLE = re.compile(r'["\\\x00-\x1f\x7f]')


@dataclass(frozen=True)
class RenderedTable:
    """A table as rules.

    Attributes:
        text: the rules, each with its annotation.
        lines: for each line of the text, the line of the table it is made of, counted from 1.
    """

    text: str
    lines: tuple[int, ...]


def render_table(name: str, text: str) -> RenderedTable:
    r"""Return a table of facts as rules.

    >>> table = "Level\tName:text\tid\tlabel\tsource\n1\tties\tties\t{Level}: ties.\tours\n"
    >>> print(render_table("rules/tables/objective.tsv", table).text)
    %@ id=ties label="1: ties." source="ours"
    objective(1, "ties").
    <BLANKLINE>

    Args:
        name: the file as messages show it; its stem is the predicate.
        text: the content of the file.

    Raises:
        KnowledgeError: naming the row and the column of every fault.
    """
    predicate = name.rpartition("/")[2].removesuffix(".tsv")
    rows = list(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    columns = _columns(name, rows[0] if rows else [])
    written: list[str] = []
    lines: list[int] = []
    faults: list[KnowledgeError] = []
    for number, cells in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        problems = list(_problems(name, number, columns, cells))
        if problems:
            faults += problems
            continue
        row = list(_row(predicate, columns, dict(zip(columns, cells, strict=True))))
        written += row
        lines += [number] * len(row)
    if faults:
        raise faults[0].and_also(faults[1:])
    return RenderedTable("".join(f"{line}\n" for line in written), (*lines, len(rows)))


def arguments_of(table: str) -> tuple[str, ...]:
    """Return the arguments of the predicate that a table names in its first row, in their order."""
    header = table.partition("\n")[0].rstrip("\r").split("\t")
    return tuple(column.removesuffix(_TEXT) for column in header if _ARGUMENT.fullmatch(column))


def _columns(name: str, header: Sequence[str]) -> list[str]:
    """Return the columns of a table, checked."""
    known = (*_ANNOTATION, *_OPTIONAL)
    allowed = (
        f"the arguments of the predicate, then {', '.join(_ANNOTATION)}; "
        f"if need be {', '.join(_OPTIONAL)}"
    )
    faults = [
        KnowledgeError(
            f"the column `{column}`" + (" again" if column in header[:number] else ""),
            allowed=allowed,
            suggestions=nearest(column, known),
            file=name,
            line=1,
        )
        for number, column in enumerate(header)
        if column in header[:number] or (column not in known and not _ARGUMENT.fullmatch(column))
    ]
    faults += [
        KnowledgeError(f"no column `{column}`", allowed=allowed, file=name, line=1)
        for column in _ANNOTATION
        if column not in header
    ]
    if not faults and not any(map(_ARGUMENT.fullmatch, header)):
        faults.append(
            KnowledgeError("no column of an argument", allowed=allowed, file=name, line=1)
        )
    if faults:
        raise faults[0].and_also(faults[1:])
    return list(header)


def _problems(
    name: str, number: int, columns: Sequence[str], cells: Sequence[str]
) -> Iterator[KnowledgeError]:
    """Yield what is wrong with a row."""
    if len(cells) != len(columns):
        yield KnowledgeError(
            f"{len(cells)} cells",
            allowed=f"{len(columns)}: {', '.join(columns)}",
            file=name,
            line=number,
        )
        return
    for column, cell in zip(columns, cells, strict=True):
        allowed = ""
        if _UNWRITABLE.search(cell):
            allowed = "a text on one line without quotation marks or backslashes"
        elif column in _OPTIONAL or column.endswith(_TEXT):
            continue
        elif column == "id":
            allowed = "" if _ID.fullmatch(cell) else "small letters, digits and _"
        elif column in _ANNOTATION:
            allowed = "" if cell.strip() else "a text"
        elif not _TERM.fullmatch(cell):
            allowed = (
                f"a whole number or a name in small letters; for a text, call it {column}{_TEXT}"
            )
        if allowed:
            yield KnowledgeError(f"{column}: `{cell}`", allowed=allowed, file=name, line=number)


def _row(predicate: str, columns: Sequence[str], cells: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of one row."""
    arguments = {column: cells[column] for column in columns if _ARGUMENT.fullmatch(column)}
    values = {column.removesuffix(_TEXT): cell for column, cell in arguments.items()}
    label = re.sub(r"\{(\w+)\}", lambda place: values.get(place[1], place[0]), cells["label"])
    if cells.get("means"):
        yield f"%! {next(iter(arguments.values()))}: {cells['means']}"
    yield f'%@ id={cells["id"]} label="{label}" source="{cells["source"]}"'
    terms = (f'"{cell}"' if column.endswith(_TEXT) else cell for column, cell in arguments.items())
    yield f"{predicate}({', '.join(terms)})."
