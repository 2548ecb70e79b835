"""The one look of a table: columns and rows in a fixed order, nothing written that goes without."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kg.errors import KnowledgeError
from kg.knowledge.sources import Source
from kg.knowledge.table_rows import RowTemplates, RowText, TableRow, read_table
from kg.knowledge.table_specification import Specification, read_specification
from kg.paths import write_atomically

__all__ = ["format_table", "format_table_file"]


def format_table_file(path: Path, name: str, *, write: bool) -> bool:
    """Bring the rows of a table into their look.

    Args:
        path: the file of the rows; what its columns are stands beside it.
        name: the file's name for messages.
        write: whether to replace the file; otherwise only look.

    Returns:
        Whether the file was not in its look already.

    Raises:
        KnowledgeError: if it is no table, or its specification cannot be read.
    """
    columns = path.with_suffix(".toml")
    try:
        given = Source(name.removesuffix("tsv") + "toml", columns, columns.read_bytes())
        rows = Source(name, path, path.read_bytes())
    except OSError as error:
        raise KnowledgeError(
            f"{error.filename} cannot be read ({error.strerror})",
            allowed="a table is two files: its rows (.tsv) and its columns (.toml)",
            file=name,
        ) from error
    formatted = format_table(read_specification(given), rows)
    if formatted == rows.text:
        return False
    if write:
        write_atomically(path, formatted.encode())
    return True


def format_table(specification: Specification, source: Source) -> str:
    """Return the rows of a table in their one look; they say exactly what the given ones say.

    The columns stand in the order of the specification, the rows in that of their cells, numbers
    by size. A cell that says what an empty one would say is emptied, if that depends on nothing
    but its row.

    Args:
        specification: what its columns are.
        source: the file of its rows.

    Raises:
        KnowledgeError: with every fault of the rows.
    """
    faults: list[KnowledgeError] = []
    table = read_table(specification, _with_columns_in_order(specification, source), faults)
    if faults:
        raise faults[0].and_also(faults[1:])
    templates = RowTemplates(specification)
    defaults = [
        None
        if column.default is None or column.default.needs_labels
        else templates.prepare(column.default)
        for column in specification.columns
    ]
    rows = [_shortest(row, defaults) for row in table.rows]
    rows.sort(key=lambda cells: _order(cells, specification))
    lines = ["\t".join(cells) for cells in (specification.names, *rows)]
    return "".join(f"{line}\n" for line in lines)


def _with_columns_in_order(specification: Specification, source: Source) -> Source:
    """Return the rows with the columns of the specification in its order, and no stray spaces.

    What is no table of these columns is returned as it is.
    """
    lines = [line.split("\t") for line in source.text.removesuffix("\n").split("\n")]
    heading = [name.strip() for name in lines[0]]
    is_whole = all(len(cells) == len(heading) for cells in lines)
    if not is_whole or sorted(heading) != sorted(specification.names):
        return source
    places = [heading.index(name) for name in specification.names]
    rows = ("\t".join(_trimmed(cells[place]) for place in places) for cells in lines)
    return replace(source, content="".join(f"{row}\n" for row in rows).encode())


def _trimmed(cell: str) -> str:
    """Return a cell without spaces around it or doubled."""
    return " ".join(filter(None, cell.split(" ")))


def _shortest(row: TableRow, defaults: Iterable[RowText | None]) -> tuple[str, ...]:
    """Return the cells of a row, those empty that go without saying."""
    return tuple(
        "" if default is not None and cell == default.fill(row.cells) else cell
        for default, cell in zip(defaults, row.written, strict=True)
    )


def _order(cells: Iterable[str], specification: Specification) -> list[tuple[int, int, str]]:
    """Return a sort key: numbers by size, before texts."""
    return [
        (0, int(cell), "") if column.type == "integer" and _is_number(cell) else (1, 0, cell)
        for column, cell in zip(specification.columns, cells, strict=True)
    ]


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").isdecimal() and cell.isascii()
