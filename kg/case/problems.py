"""What is wrong with a case, in words: a line a fault, with place, what is allowed, nearest word.

Only the form of sentences stands here; ids, labels and what may stand where come with the fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.errors import CaseError, nearest

Path = tuple[str | int, ...]

MOST_REPORTED: Final = 10
_LONGEST_SHOWN: Final = 40
_PATH = re.compile(r"\w+(\.\w+|\[\d+\])*", re.ASCII)
_PART = re.compile(r"\[(\d+)\]|(\w+)", re.ASCII)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        path: the keys and row numbers that lead to it.
        found: what was found there, as it follows "found …".
        allowed: what would have been allowed; empty if ``field`` says it.
        at_key: whether the fault is the key itself and not its value.
        word: the word that was written, when a nearest one may be named.
        choices: the words it may have meant.
        field: the field of the vocabulary it was to stand in.
    """

    path: Path
    found: str
    allowed: str = ""
    at_key: bool = False
    word: str = ""
    choices: tuple[str, ...] = ()
    field: str = ""


def faults(error: ValidationError, contract: type[BaseModel] = Case) -> Iterator[Fault]:
    """Return the faults behind a refused case, in the order of the contract's fields.

    Args:
        error: what was refused.
        contract: the model that refused it: a case, or a plan.
    """
    return (_fault(detail, contract) for detail in error.errors(include_url=False))


def _fault(detail: ErrorDetails, contract: type[BaseModel]) -> Fault:
    context: dict[str, Any] = detail.get("ctx", {})
    at_key = "[key]" in detail["loc"]
    path = tuple(part for part in detail["loc"] if part != "[key]")
    value = detail["input"]
    word = value if isinstance(value, str) else ""
    match detail["type"]:
        case "name":
            return Fault(path, shown(value), at_key=at_key, word=word, field=context["field"])
        case "not_allowed":
            found = context["found"] or shown(value)
            place = (*path, *context["path"])
            return Fault(place, found, context["allowed"], at_key, word, context["choices"])
        case "extra_forbidden":
            keys = tuple(_model_at(path[:-1], contract).model_fields)
            return Fault(path, "an unknown key", ", ".join(keys), True, str(path[-1]), keys)
        case "missing":
            return Fault(path[:-1], f"no key {shown(path[-1])}", "a row that has it")
        case "model_type" | "model_attributes_type":
            keys = tuple(_model_at(path, contract).model_fields)
            return Fault(path, shown(value), f"a mapping with the keys {', '.join(keys)}")
        case _:
            return Fault(path, shown(value), detail["msg"], at_key)


def raised(
    problems: Iterable[Fault],
    file: str,
    line: Callable[[Fault], int | None],
    vocabulary: Vocabulary,
) -> CaseError:
    """Return one error that names the first faults of a file, each with its line.

    Args:
        problems: what is wrong; at most ten are named, the rest counted.
        file: the name of the file as the user gave it.
        line: gives the line of a fault.
        vocabulary: the words that a case may use.
    """
    placed = sorted(((line(fault), fault) for fault in problems), key=lambda entry: entry[0] or 0)
    errors = [_error(fault, file, at, vocabulary) for at, fault in placed[:MOST_REPORTED]]
    more = len(placed) - MOST_REPORTED
    if more > 0:
        errors.append(CaseError(f"and {more} more fault{'s' if more > 1 else ''}", file=file))
    return together(errors)


def together(errors: Sequence[CaseError]) -> CaseError:
    """Return one error that says what several say, in their order."""
    first, *others = errors
    return CaseError(
        first.found,
        allowed=first.allowed,
        file=first.file,
        line=first.line,
        suggestions=first.suggestions,
        also=others,
    )


def _error(fault: Fault, file: str, line: int | None, vocabulary: Vocabulary) -> CaseError:
    """Return the error of one fault; nearest words are sought here, for shown faults only."""
    allowed, suggestions = fault.allowed, nearest(fault.word[:_LONGEST_SHOWN], fault.choices)
    if fault.field:
        hint = vocabulary.help(fault.field, fault.word)
        allowed, suggestions = hint.allowed, hint.suggestions
    place = f"{written(fault.path)}: " if fault.path else ""
    return CaseError(
        f"{place}found {fault.found}",
        allowed=f"allowed: {allowed}",
        file=file,
        line=line,
        suggestions=suggestions,
    )


def written(path: Path) -> str:
    """Return a path as messages write it: ``findings[0].side``; rows count from 0."""
    text = ""
    for part in path:
        text += (
            f"[{part}]" if isinstance(part, int) else f".{_plain(part)}" if text else _plain(part)
        )
    return text


def path_in(message: str) -> Path:
    """Return the path that a message begins with, as ``written`` wrote it; empty if it has none."""
    place, colon, _ = message.partition(": ")
    if not colon or _PATH.fullmatch(place) is None:
        return ()
    return tuple(int(row) if row else key for row, key in _PART.findall(place))


def shown(value: object) -> str:
    """Return a value as messages show it: short, on one line, and harmless to a terminal."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return f"'{_plain(value)}'"
        case list() | tuple():
            return "a list" if value else "an empty list"
        case dict() | BaseModel():
            return "a mapping" if value else "an empty mapping"
        case _:
            return _plain(str(value))


def harmless(text: str) -> str:
    """Return text with everything escaped that a terminal would act on."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def _plain(text: str) -> str:
    return harmless(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…")


def _inside(value: Any, path: Path) -> Any:  # noqa: ANN401 - any part of a document
    for part in path:
        value = value[part]
    return value


def _model_at(path: Path, contract: type[BaseModel]) -> type[BaseModel]:
    """Return the model that stands at a path of the contract."""
    model = contract
    for part in path:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        if field is not None:
            model = next(_models(field.annotation), model)
    return model


def models_at(path: Path) -> tuple[type[BaseModel], ...]:
    """Return the models of what stands at a place of a case, or of the rows of the list there."""
    model: type[BaseModel] = Case
    found: tuple[type[BaseModel], ...] = ()
    for part in path:
        entry = model.model_fields.get(part) if isinstance(part, str) else None
        if entry is not None:
            found = tuple(_models(entry.annotation))
            model = next(iter(found), model)
    return found


def _models(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - any type expression
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
