"""The manifest of a pack, ``pack.toml``: what it is, what it needs, what it replaces."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kg.errors import KnowledgeError, nearest
from kg.knowledge.additions import MARKUP

__all__ = ["Manifest", "PackRequirement", "read_manifest", "version_of"]

_ID: Final = re.compile(r"[a-z][a-z0-9_]{1,59}")
_VERSION: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){0,3}")
_NEED: Final = re.compile(
    r"(?P<id>[a-z][a-z0-9_]*)\s*(?P<limits>(?:(?:>=|<=|==|<|>)\s*[0-9.]+\s*,?\s*)*)"
)
_LIMIT: Final = re.compile(r"(>=|<=|==|<|>)\s*([0-9.]+)")
_TEXTS: Final = ("id", "version", "title", "description", "licence")
_LISTS: Final = ("authors", "requires", "conflicts")
_OVERRIDES: Final = ("rules", "facts", "things")
#: Where the files of the package lie; a pack called so would be cited as the package.
_ROOMS: Final = ("ontology", "rules", "kg")
_LONGEST: Final = 2_000
_LONGEST_NEED: Final = 200


@dataclass(frozen=True)
class PackRequirement:
    """A pack that must be there.

    Attributes:
        id: its name.
        limits: comparison and version, such as ``(">=", "1.2")``.
    """

    id: str
    limits: tuple[tuple[str, str], ...]

    def met_by(self, version: str) -> bool:
        """Return whether a version is within the limits."""
        have = version_of(version)
        tests = {
            ">=": lambda limit: have >= limit,
            "<=": lambda limit: have <= limit,
            "==": lambda limit: have == limit,
            "<": lambda limit: have < limit,
            ">": lambda limit: have > limit,
        }
        return all(tests[sign](version_of(limit)) for sign, limit in self.limits)

    def __str__(self) -> str:
        """Return it as it is written."""
        return " ".join(
            [self.id, ", ".join(f"{sign} {limit}" for sign, limit in self.limits)]
        ).strip()


@dataclass(frozen=True)
class Manifest:
    """What a pack says of itself.

    Attributes:
        id: its name: small letters, digits and ``_``.
        version: numbers between dots.
        title: its name for people.
        description: what it is for.
        licence: under which licence it is given.
        authors: who wrote it.
        requires: the packs that must be there.
        conflicts: the ids of packs that it cannot be used with.
        rules: the ids of the rules that it leaves out.
        facts: the predicates whose facts query it leaves out.
        things: the ids of things that are not its own and of which it says more.
    """

    id: str
    version: str
    title: str
    description: str
    licence: str
    authors: tuple[str, ...]
    requires: tuple[PackRequirement, ...]
    conflicts: tuple[str, ...]
    rules: tuple[str, ...]
    facts: tuple[str, ...]
    things: tuple[str, ...]


def version_of(text: str) -> tuple[int, ...]:
    """Return a version as numbers that can be compared: ``1.2`` is ``1.2.0.0``."""
    parts = tuple(int(part) for part in text.split(".") if part)
    return parts + (0,) * (4 - len(parts))


def read_manifest(content: bytes, file: str) -> Manifest:
    """Return what a manifest says.

    Args:
        content: the file, which has passed the gate.
        file: what messages call it.

    Raises:
        KnowledgeError: when it cannot be read, lacks something, or has a key that nobody knows.
    """
    try:
        data = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise KnowledgeError(f"not TOML: {error}", file=file) from error
    overrides = data.pop("overrides", {})
    if not isinstance(overrides, dict):
        raise KnowledgeError("overrides is no table", allowed="[overrides]", file=file)
    _refuse_unknown(data, (*_TEXTS, *_LISTS), "", file)
    _refuse_unknown(overrides, _OVERRIDES, "[overrides] ", file)
    texts = {name: _text_of(data, name, file) for name in _TEXTS}
    lists = {name: _list_of(data, name, file) for name in _LISTS}
    replaced = {name: _list_of(overrides, name, file) for name in _OVERRIDES}
    if not _ID.fullmatch(texts["id"]):
        raise _wrong("id", texts["id"], "small letters, digits and _, two at least", file)
    if not _VERSION.fullmatch(texts["version"]):
        raise _wrong("version", texts["version"], "numbers between dots, such as 1.0.2", file)
    if texts["id"] in _ROOMS:
        raise _wrong("id", texts["id"], f"another name than {', '.join(_ROOMS)}", file)
    for name in lists["conflicts"]:
        if not _ID.fullmatch(name):
            raise _wrong("conflicts", name, "ids of packs", file)
    if not lists["authors"]:
        raise KnowledgeError("no authors", allowed='authors = ["name"]', file=file)
    return Manifest(
        id=texts["id"],
        version=texts["version"],
        title=texts["title"],
        description=texts["description"],
        licence=texts["licence"],
        authors=lists["authors"],
        requires=tuple(_requirement(one, file) for one in lists["requires"]),
        conflicts=tuple(sorted(set(lists["conflicts"]))),
        rules=tuple(sorted(set(replaced["rules"]))),
        facts=tuple(sorted(set(replaced["facts"]))),
        things=tuple(sorted(set(replaced["things"]))),
    )


def _refuse_unknown(
    data: Mapping[str, object], known: tuple[str, ...], place: str, file: str
) -> None:
    for name in data:
        if name not in known:
            raise KnowledgeError(
                f"{place}{name}: no such key",
                allowed=f"one of {', '.join(known)}",
                suggestions=nearest(name, known),
                file=file,
            )


def _text_of(data: Mapping[str, object], name: str, file: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value.strip():
        raise KnowledgeError(f"no {name}", allowed=f'{name} = "text"', file=file)
    if len(value) > _LONGEST or MARKUP.search(value):
        raise _wrong(name, value[:40], "a plain text without HTML, not too long", file)
    return value.strip()


def _list_of(data: Mapping[str, object], name: str, file: str) -> tuple[str, ...]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise KnowledgeError(f"{name} is no list of texts", allowed=f'{name} = ["…"]', file=file)
    for text in value:
        if not text.strip() or len(text) > _LONGEST_NEED or MARKUP.search(text):
            raise _wrong(name, text[:40], "plain texts without HTML, not empty and not long", file)
    return tuple(value)


def _requirement(text: str, file: str) -> PackRequirement:
    match = _NEED.fullmatch(text.strip()) if len(text) <= _LONGEST_NEED else None
    limits = tuple((one[1], one[2]) for one in _LIMIT.finditer(match["limits"])) if match else ()
    if match is None or not all(_VERSION.fullmatch(limit) for _, limit in limits):
        raise _wrong("requires", text[:60], 'such as "other_pack >= 1.2, < 2"', file)
    return PackRequirement(match["id"], limits)


def _wrong(name: str, value: str, allowed: str, file: str) -> KnowledgeError:
    return KnowledgeError(f"{name}: “{value}”", allowed=allowed, file=file)
