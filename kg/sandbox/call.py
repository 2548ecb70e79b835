"""A call of a function in a closed process: a typed request goes in, a typed answer comes out.

The function takes one value and returns one; both have a type that pydantic can write as JSON and
check when it is read. What the function raises on purpose travels as data too, with all its fields.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Final, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, TypeAdapter

from kg.errors import (
    BadInput,
    CaseError,
    ContinuumError,
    InternalError,
    KnowledgeError,
    NoProgram,
    TimeLimit,
)
from kg.plain_text import show_hidden

__all__ = [
    "ErrorReport",
    "answer_call",
    "find_function",
    "main",
    "name_function",
    "read_reply",
    "write_request",
]

Request = TypeVar("Request")
Answer = TypeVar("Answer")

_PLAIN: Final = (CaseError, KnowledgeError, BadInput)
_OTHERS: Final = (NoProgram, TimeLimit, InternalError)
_ANSWER: Final = b"A"
_ERROR: Final = b"E"


class ErrorReport(BaseModel):
    """An error as data: its class, its message, and for bad input the parts of the message."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    message: str
    exit_code: int
    allowed: str = ""
    file: str | None = None
    line: int | None = None
    column: int | None = None
    suggestions: tuple[str, ...] = ()
    also: tuple[ErrorReport, ...] = ()

    @classmethod
    def of(cls, error: ContinuumError) -> ErrorReport:
        """Return an error as data; a class that only its room knows counts as the one above it."""
        kinds = {kind.__name__ for kind in (*_PLAIN, *_OTHERS)}
        names = (base.__name__ for base in type(error).__mro__)
        kind = next((name for name in names if name in kinds), ContinuumError.__name__)
        if not isinstance(error, BadInput):
            return cls(kind=kind, message=error.message, exit_code=error.exit_code)
        return cls(
            kind=kind,
            message=error.found,
            exit_code=error.exit_code,
            allowed=error.allowed,
            file=error.file,
            line=error.line,
            column=error.column,
            suggestions=error.suggestions,
            also=tuple(map(cls.of, error.also)),
        )

    def to_error(self) -> ContinuumError:
        """Return the error again; characters that nobody sees are written as their numbers."""
        for plain in _PLAIN:
            if plain.__name__ == self.kind:
                others = (report.to_error() for report in self.also)
                return plain(
                    _visible(self.message),
                    allowed=_visible(self.allowed),
                    file=None if self.file is None else _visible(self.file),
                    line=self.line,
                    column=self.column,
                    suggestions=map(_visible, self.suggestions),
                    also=(error for error in others if isinstance(error, BadInput)),
                )
        for other in _OTHERS:
            if other.__name__ == self.kind:
                return other(self.message, self.exit_code)
        return ContinuumError(self.message, self.exit_code)


def _visible(text: str) -> str:
    return show_hidden(text, breaks=True)


def name_function(function: Callable[[Request], Answer]) -> str:
    """Return the name of a function of this package, as ``module:name``."""
    return f"{function.__module__}:{function.__name__}"


def find_function(name: str) -> Any:  # noqa: ANN401 - any function of the package
    """Return the function of a name, as ``module:name``."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def write_request(function: Callable[[Request], Answer], request: Request) -> bytes:
    """Return a request as the closed process reads it."""
    content: bytes = _adapter(function, "request").dump_json(request, by_alias=True)
    return content


def answer_call(name: str, content: bytes) -> bytes:
    """Answer a request in the closed process; an error that is raised on purpose is an answer too.

    Args:
        name: the function, as ``module:name``.
        content: the request, as ``write_request`` gave it.
    """
    function = find_function(name)
    try:
        answer = function(_adapter(function, "request").validate_json(content))
    except ContinuumError as error:
        return _ERROR + ErrorReport.of(error).model_dump_json().encode()
    return _ANSWER + _adapter(function, "answer").dump_json(answer, by_alias=True)


def read_reply(function: Callable[[Request], Answer], reply: bytes) -> Answer:
    """Return the answer in what a closed process replied.

    Raises:
        ContinuumError: what the function raised, of the same class and with the same fields.
        ValueError: when the reply is none.
    """
    kind, content = reply[:1], reply[1:]
    if kind == _ERROR:
        raise ErrorReport.model_validate_json(content).to_error()
    if kind != _ANSWER:
        raise ValueError("neither an answer nor an error")
    answer: Answer = _adapter(function, "answer").validate_json(content)
    return answer


def _adapter(function: Callable[..., Any], which: str) -> TypeAdapter[Any]:
    """Return what reads and writes the request or the answer of a function."""
    hints = get_type_hints(function)
    answer = hints.pop("return")
    (request,) = hints.values()
    return TypeAdapter(request if which == "request" else answer)


def main(words: Sequence[str]) -> int:
    """Answer one request from stdin on stdout, in a process of its own; return the exit code.

    Args:
        words: the name of the function, alone.
    """
    (name,) = words
    sys.stdout.buffer.write(answer_call(name, sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()
    return 0
