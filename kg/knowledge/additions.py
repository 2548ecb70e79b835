"""What a rule pack adds to the knowledge: its files, and what it says openly that it replaces.

Only data stands here: ``kg.packs`` reads packs, ``kg.knowledge.pack_turtle`` knows what their
Turtle may say, and ``kg.pack_policy.pack_rules`` what their rules may do.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kg.knowledge.sources import Source

__all__ = ["MARKUP", "Addition"]

#: The beginning of an HTML tag, comment or instruction, or of an HTML character reference.
MARKUP: Final = re.compile(r"<[A-Za-z/!?]|&(?:#\d|#[xX][0-9A-Fa-f]|[A-Za-z]+;)")


@dataclass(frozen=True)
class Addition:
    """One pack, ready to be put to the knowledge.

    Attributes:
        id: its name.
        version: its version.
        requires: the ids of the packs that it builds on.
        turtle: its ontology modules, sorted by name.
        fact_queries: its part of the bridge, sorted by name.
        rules: its rule files, sorted by name.
        replaced_rules: the ids of the rules that it leaves out, sorted.
        replaced_queries: the predicates whose facts query it leaves out, sorted.
        said_more_of: the ids of things that are not its own and of which it says more, sorted.
    """

    id: str
    version: str
    requires: tuple[str, ...] = ()
    turtle: tuple[Source, ...] = ()
    fact_queries: tuple[Source, ...] = ()
    rules: tuple[Source, ...] = ()
    replaced_rules: tuple[str, ...] = ()
    replaced_queries: tuple[str, ...] = ()
    said_more_of: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[Source, ...]:
        """Every file of it that has a part in the answer."""
        return (*self.turtle, *self.fact_queries, *self.rules)

    @property
    def changes_facts(self) -> bool:
        """Whether it has more than rules: what the ontology says differs with it."""
        return bool(self.turtle or self.fact_queries or self.replaced_queries)

    @cached_property
    def digest(self) -> str:
        """A digest of everything of it that has a part in the answer."""
        digest = hashlib.sha256(self.manifest.encode())
        for file in self.files:
            digest.update(f"\0{file.name}\0{len(file.content)}\0".encode())
            digest.update(file.content)
        return digest.hexdigest()

    @property
    def told(self) -> str:
        """What it is and what it replaces, in one line for people."""
        parts = [f"pack {self.id} {self.version}"]
        for what, names in (
            ("replaces the rules", self.replaced_rules),
            ("replaces the facts of", self.replaced_queries),
            ("says more of", self.said_more_of),
        ):
            if names:
                parts.append(f"{what} {', '.join(names)}")
        return "; ".join(parts if len(parts) > 1 else [*parts, "replaces nothing"])

    @property
    def manifest(self) -> str:
        """What the manifest says that has a part in the answer, in one line."""
        replaced = (self.replaced_rules, self.replaced_queries, self.said_more_of)
        return repr((self.id, self.version, self.requires, *replaced))
