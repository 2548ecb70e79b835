"""What the columns of a table are: read from a TOML file that stands beside the rows.

CSVW, the W3C's metadata for tables, was weighed: its ids from templates and its property URLs fit,
but it has no references to a class of an ontology and no labels made of other labels, and half of
each file would have been our own extension of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Final, Literal, TypeAlias, get_args

from kg.errors import KnowledgeError, nearest
from kg.knowledge.sources import Source

__all__ = [
    "ID",
    "LABEL",
    "SEPARATOR",
    "CellType",
    "Column",
    "ColumnForm",
    "Specification",
    "Template",
    "read_specification",
]

CellType: TypeAlias = Literal[
    "reference", "class", "text", "string", "integer", "decimal", "boolean", "iri"
]
"""What a cell holds: the id of a thing, a class, an English text, a plain text, a number …"""

ID: Final = "id"
LABEL: Final = "label"
SEPARATOR: Final = "|"
_PLACE: Final = re.compile(r"\{([\w.|]+)\}")
_INVERSE: Final = "^"
_FORMS: Final = ("", "label", "lower", "upper", "short", "phrase", "head", "tail")
_TABLE_KEYS: Final = ("about", "module", "class", "adds_to", "id", "label", "columns")
_COLUMN_KEYS: Final = (
    *("about", "property", "type", "class", "list", "joiner", "required", "default"),
    *("short", "phrase", "allowed"),
)
_WITH_CLASS: Final = ("reference", "class")


@dataclass(frozen=True)
class ColumnForm:
    """A column in the form that a template asks for.

    Attributes:
        column: the name of the column.
        form: what of its cell: the cell itself (``""``), the ``label`` of the thing, the label with
            a small letter first (``lower``), the cell with a capital first (``upper``), its
            ``short`` form or its ``phrase``, or else its label, the first word of the id (``head``)
            or all others (``tail``).
    """

    column: str
    form: str


@dataclass(frozen=True)
class Template:
    """A text with places that columns fill, such as ``ev_{finding}_{muscle}``.

    A place may name several columns, as in ``{stage.tail|condition}``: the first that is not empty
    fills it.
    """

    parts: tuple[str | tuple[ColumnForm, ...], ...]

    @property
    def places(self) -> tuple[tuple[ColumnForm, ...], ...]:
        """The places, in order."""
        return tuple(part for part in self.parts if not isinstance(part, str))

    @property
    def forms(self) -> tuple[ColumnForm, ...]:
        """Every column form of every place, in order."""
        return tuple(form for place in self.places for form in place)

    @property
    def constant(self) -> str | None:
        """The text of a template without places."""
        first = self.parts[0] if len(self.parts) == 1 else None
        return first if isinstance(first, str) else None

    @property
    def needs_labels(self) -> bool:
        """Whether it depends on more than the cells of its row."""
        return any(form.form in ("label", "lower") for form in self.forms)


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: its heading.
        property: the property of the row that it fills; of none, it only feeds templates.
        is_inverse: whether the cell names the subject, and the row is the object.
        type: what its cells hold.
        kinds: the classes whose members (``reference``) or sub-classes (``class``) are allowed.
        is_list: whether a cell may hold several values, with ``|`` between them.
        joiner: what stands between the labels of several values in a template.
        is_required: whether every row has a value.
        default: what an empty cell stands for.
        short: short forms of values, for templates of ids; ``ac_*`` stands for every id whose
            first word is ``ac``, and the empty word for an empty cell.
        phrase: what values are called in templates of labels, likewise.
        allowed: the values that are allowed; any when empty.
    """

    name: str
    property: Template | None = None
    is_inverse: bool = False
    type: CellType = "reference"
    kinds: tuple[str, ...] = ()
    is_list: bool = False
    joiner: str = " and "
    is_required: bool = True
    default: Template | None = None
    short: Mapping[str, str] = field(default_factory=dict)
    phrase: Mapping[str, str] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Specification:
    """What a table holds.

    Attributes:
        name: its name: ``evidence`` for ``evidence.tsv``.
        file: the file it was read from, as messages show it.
        module: the Turtle module whose rows it holds, by the stem of its file.
        kind: the class of its rows, unless a column says it.
        columns: every column, in order, with those of id and label.
        adds_to: the class whose things the rows say more of, by their ids; empty when each row
            describes a thing of its own.
    """

    name: str
    file: str
    module: str
    kind: str
    columns: tuple[Column, ...]
    adds_to: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The headings, in order."""
        return tuple(column.name for column in self.columns)


def read_specification(source: Source) -> Specification:
    """Return what a specification says.

    Raises:
        KnowledgeError: with every fault of it.
    """
    return _Reader(source).read()


class _Reader:
    """One specification on its way from TOML."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._faults: list[KnowledgeError] = []

    def read(self) -> Specification:
        content = self._content()
        self._refuse_unknown("", content, _TABLE_KEYS)
        columns = {
            name: self._column(name, given)
            for name, given in self._mapping("columns", content.get("columns")).items()
        }
        for name in (ID, LABEL):
            if name in columns:
                self._fault(f"columns.{name}", "there is such a column in every table", "no entry")
        module, kind, adds_to = (
            self._text(name, content.get(name, "")) for name in ("module", "class", "adds_to")
        )
        if not module:
            self._fault("module", "nothing", "the module that the rows belong to")
        if adds_to:
            for name in ("class", ID, LABEL):
                if name in content:
                    self._fault(
                        name, "an entry", "none, as the rows describe no thing of their own"
                    )
        elif not kind and not any(_is_type(column) for column in columns.values()):
            self._fault("class", "nothing", 'the class of the rows, or a column of property "a"')
        made = {name: self._template(name, content.get(name)) for name in (ID, LABEL)}
        named = {
            ID: Column(ID, type="string", default=made[ID]),
            LABEL: Column(LABEL, _template("rdfs:label"), type="text", default=made[LABEL]),
        }
        if adds_to:
            del named[LABEL]
        every = {
            **{name: column for name, column in named.items() if made[name] is None},
            **columns,
            **{name: column for name, column in named.items() if made[name] is not None},
        }
        for name, column in every.items():
            self._refuse_unknown_places(name, column, every)
        if self._faults:
            raise self._faults[0].and_also(self._faults[1:])
        name = PurePath(self._source.name).stem
        return Specification(name, self._source.name, module, kind, tuple(every.values()), adds_to)

    def _content(self) -> Mapping[str, Any]:
        try:
            return tomllib.loads(self._source.text)
        except tomllib.TOMLDecodeError as error:
            raise KnowledgeError(f"not TOML: {error}", file=self._source.name) from error

    def _column(self, name: str, given: object) -> Column:
        at = f"columns.{name}"
        content = self._mapping(at, given)
        self._refuse_unknown(at, content, _COLUMN_KEYS)
        kinds = self._words(f"{at}.class", content.get("class", []))
        type_ = self._type(at, self._text(f"{at}.type", content.get("type", "reference")))
        if type_ in _WITH_CLASS and not kinds:
            self._fault(f"{at}.class", "nothing", f"the class of a column of type {type_}")
        filled = self._text(f"{at}.property", content.get("property", ""))
        if filled.startswith(_INVERSE) and type_ != "reference":
            self._fault(f"{at}.type", type_, "reference, as the property is turned round")
        return Column(
            name,
            _template(filled.removeprefix(_INVERSE)) if filled else None,
            filled.startswith(_INVERSE),
            type_,
            kinds,
            self._truth(f"{at}.list", content.get("list", False)),
            self._text(f"{at}.joiner", content.get("joiner", " and ")),
            self._truth(f"{at}.required", content.get("required", True)),
            self._template(f"{at}.default", content.get("default")),
            self._texts(f"{at}.short", content.get("short", {})),
            self._texts(f"{at}.phrase", content.get("phrase", {})),
            self._words(f"{at}.allowed", content.get("allowed", [])),
        )

    def _type(self, at: str, name: str) -> CellType:
        for known in get_args(CellType):
            if known == name:
                return known  # type: ignore[no-any-return]
        known_types = get_args(CellType)
        self._fault(f"{at}.type", name, ", ".join(known_types), name, known_types)
        return "string"

    def _template(self, at: str, given: object) -> Template | None:
        return None if given is None else _template(self._text(at, given))

    def _mapping(self, at: str, given: object) -> Mapping[str, Any]:
        if isinstance(given, dict):
            return given
        self._fault(at, "nothing" if given is None else repr(given), "a table of TOML")
        return {}

    def _texts(self, at: str, given: object) -> Mapping[str, str]:
        texts = self._mapping(at, given)
        return {word: self._text(f"{at}.{word}", text) for word, text in texts.items()}

    def _words(self, at: str, given: object) -> tuple[str, ...]:
        words = given if isinstance(given, list) else [given]
        return tuple(self._text(at, word) for word in words)

    def _text(self, at: str, given: object) -> str:
        if isinstance(given, str):
            return given
        self._fault(at, repr(given), "a text")
        return ""

    def _truth(self, at: str, given: object) -> bool:
        if not isinstance(given, bool):
            self._fault(at, repr(given), "true or false")
        return given is True

    def _refuse_unknown(self, at: str, content: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for name in content:
            if name not in known:
                place = f"{at}.{name}" if at else name
                self._fault(place, "an unknown key", ", ".join(known), name, known)

    def _refuse_unknown_places(
        self, name: str, column: Column, columns: Mapping[str, Column]
    ) -> None:
        """Note the places of templates that no column fills, or not in that form."""
        for template in (column.property, column.default):
            for place in template.forms if template is not None else ():
                if place.column not in columns or place.column == name:
                    found = f"{place.column}, and no other column is called so"
                    self._fault(name, found, ", ".join(columns), place.column, columns)
                elif place.form not in _FORMS:
                    self._fault(name, place.form, ", ".join(_FORMS[1:]), place.form, _FORMS)

    def _fault(
        self, at: str, found: str, allowed: str, word: str = "", choices: Iterable[str] = ()
    ) -> None:
        self._faults.append(
            KnowledgeError(
                f"{at}: {found}",
                allowed=allowed,
                suggestions=nearest(word, choices),
                file=self._source.name,
            )
        )


def _is_type(column: Column) -> bool:
    return column.property == _template("a")


def _template(text: str) -> Template:
    """Return a text with its places taken apart."""
    parts: list[str | tuple[ColumnForm, ...]] = []
    end = 0
    for match in _PLACE.finditer(text):
        if match.start() > end:
            parts.append(text[end : match.start()])
        names = (name.partition(".") for name in match[1].split("|"))
        parts.append(tuple(ColumnForm(column, form) for column, _, form in names))
        end = match.end()
    if end < len(text):
        parts.append(text[end:])
    return Template(tuple(parts))
