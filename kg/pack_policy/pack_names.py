"""The names that a pack may give: none that means something already.

A thing called like a term of the rules would say its sentence in other words; a predicate called
like one of ours, with other arguments, would be read in its place; and a thing called like another
would be understood for it in a case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from kg.case.vocabulary import plain
from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.knowledge.pack_turtle import line_of
from kg.rulebase.rule_set import Rules

__all__ = ["taken_names"]

_OURS: Final = "rules/"


def taken_names(rules: Rules, knowledge: KnowledgeBase) -> Iterator[KnowledgeError]:
    """Yield the names of packs that mean something else already, each with its file and line.

    Args:
        rules: the rules with those of the packs.
        knowledge: the knowledge with the packs.
    """
    yield from _predicates(rules, knowledge)
    if any(pack.turtle for pack in knowledge.sources.additions):
        core = KnowledgeBase.load(knowledge.places.ontology.parent)
        yield from _terms(rules, knowledge, core)
        yield from _words(knowledge, core)


def _predicates(rules: Rules, knowledge: KnowledgeBase) -> Iterator[KnowledgeError]:
    """Yield the predicates of packs that are called like one of ours with other arguments."""
    packs = {file.shown for file in rules.files if file.pack}
    queries = {PurePath(one.name).stem: one.name for one in knowledge.sources.fact_queries}
    sizes = {
        name: len(knowledge.facts.signature[name])
        for name, file in queries.items()
        if file.startswith(_OURS)
    }
    sizes |= {
        name: size
        for (name, size), one in rules.predicates.items()
        if size and one.file not in packs
    }
    for (name, size), one in rules.predicates.items():
        if one.file in packs and size and name in sizes:
            yield _taken(
                f"`{name}/{size}` is declared", f"`{name}/{sizes[name]}`", one.file, one.line
            )
    for pack in knowledge.sources.additions:
        for query in pack.fact_queries:
            name = PurePath(query.name).stem
            if name in sizes and name not in pack.replaced_queries:
                size = len(knowledge.facts.signature[name])
                yield _taken(f"fills `{name}/{size}`", f"`{name}/{sizes[name]}`", query.name, 1)


def _terms(rules: Rules, knowledge: KnowledgeBase, core: KnowledgeBase) -> Iterator[KnowledgeError]:
    """Yield the things of packs that are called like a term that has a sentence."""
    for (name, size), one in sorted(rules.predicates.items()):
        if not size and name in knowledge.labels and name not in core.labels:
            file, line = _place(knowledge, name)
            meant = f"a term with a sentence of its own ({one.file}:{one.line})"
            yield _taken(f"describes {name}", meant, file, line)


def _words(knowledge: KnowledgeBase, core: KnowledgeBase) -> Iterator[KnowledgeError]:
    """Yield the things of packs that a case would mean by a name of another."""
    for field, ids in knowledge.vocabulary.items():
        before = core.vocabulary.get(field, frozenset())
        meant: dict[str, str] = {}
        for one in sorted(before):
            for name in (one, *core.names.get(one, ())):
                meant.setdefault(plain(name), one)
        for one in sorted(ids - before):
            for name in (one, *knowledge.names.get(one, ())):
                other = meant.get(plain(name))
                if other is not None:
                    file, line = _place(knowledge, one)
                    yield _taken(
                        f"calls {one} “{name}”", f"{other} in a case ({field})", file, line
                    )


def _place(knowledge: KnowledgeBase, name: str) -> tuple[str | None, int | None]:
    """Return the file of a pack that describes a thing, and the line if it is known."""
    for pack in knowledge.sources.additions:
        for module in pack.turtle:
            line = line_of(module.text, name)
            if line is not None or re.search(rf"\b{re.escape(name)}\b", module.text):
                return module.name, line
    return None, None


def _taken(found: str, meant: str, file: str | None, line: int | None) -> KnowledgeError:
    return KnowledgeError(
        f"{found}, and that name means {meant}",
        allowed="a name of the pack's own, such as one that begins with its id",
        file=file,
        line=line,
    )
