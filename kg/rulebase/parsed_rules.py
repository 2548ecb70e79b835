"""The rules as data, kept between runs: what the parser read of the same files before."""

from __future__ import annotations

import hashlib
import io
import pickle
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import clingo

from kg.paths import Cache
from kg.rulebase.annotations import Annotation, read_annotations
from kg.rulebase.rule_set import Rules

__all__ = ["kept_annotations"]

_ROOMS: Final = ("kg.rulebase.annotations", "kg.rulebase.syntax")


def kept_annotations(rules: Rules, cache: Cache) -> tuple[Annotation, ...]:
    """Return every rule with its annotation, as ``read_annotations`` does.

    Parsing takes most of the time of a first proof, so what it gives is kept. An entry of the
    cache is sealed with a key of this user, and only classes of rules are made of it.

    Args:
        rules: the rule set.
        cache: where computed files are kept.

    Raises:
        KnowledgeError: as ``read_annotations`` does.
    """
    name = f"parsed-{hashlib.sha256(f'{rules.hash}{_code_digest()}'.encode()).hexdigest()}.bin"
    content = cache.read(name)
    if content is not None:
        try:
            kept: tuple[Annotation, ...] = _Reader(io.BytesIO(content)).load()
        except (pickle.UnpicklingError, AttributeError, EOFError, TypeError, ValueError):
            pass
        else:
            return kept
    annotations = read_annotations(rules)
    written = io.BytesIO()
    _Writer(written, protocol=5).dump(annotations)
    cache.write(name, written.getvalue())
    return annotations


class _Writer(pickle.Pickler):
    """Writes annotations; a symbol is written as its text."""

    def persistent_id(self, obj: Any) -> str | None:  # noqa: ANN401 - any part of a rule
        """Return the text of a symbol, or ``None`` for everything else."""
        return str(obj) if isinstance(obj, clingo.Symbol) else None


class _Reader(pickle.Unpickler):
    """Reads annotations, and nothing but the classes that rules are made of."""

    def persistent_load(self, pid: str) -> clingo.Symbol:
        """Return the symbol of a text."""
        return _symbol(pid)

    def find_class(self, module_name: str, global_name: str, /) -> Any:  # noqa: ANN401 - a class
        """Return a class of rules.

        Raises:
            UnpicklingError: for every other class.
        """
        if module_name not in _ROOMS:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} is no part of a rule")
        return super().find_class(module_name, global_name)


@lru_cache(maxsize=4096)
def _symbol(text: str) -> clingo.Symbol:
    return clingo.parse_term(text)


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """Return the digest of the code that reads rules."""
    room = Path(__file__).parent
    names = ("annotations.py", "parsed_rules.py", "parsing.py", "syntax.py")
    return hashlib.sha256(b"".join((room / name).read_bytes() for name in names)).hexdigest()
