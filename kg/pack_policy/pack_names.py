"""The names that a pack may give: none that means something already.

A thing called like a term of the rules would say its sentence in other words; one called like a
number of ours (``#const``) would be read as the number, and one called like another word of our
rules or facts as that word; a predicate called like one of ours, with other arguments, would be
read in its place; and a thing called like another would be understood for it in a case.
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
from kg.knowledge.sources import TABLE_SUFFIX, Source
from kg.rulebase.rule_set import Rules

__all__ = ["taken_names"]

_OURS: Final = "rules/"
#: What of a line is no rule: a comment, a text.
_NO_RULE: Final = re.compile(r'%.*|"(?:[^"\\]|\\.)*"')
#: A name without arguments, in a rule.
_WORD: Final = re.compile(r"(?<!\w)[a-z]\w*\b(?!\()")
_NUMBER: Final = re.compile(r"#const\s+(\w+)")
#: A name without arguments, in a fact.
_VALUE: Final = re.compile(r"(?<=[(,])[a-z]\w*(?=[,)])")


def taken_names(rules: Rules, knowledge: KnowledgeBase) -> Iterator[KnowledgeError]:
    """Yield the names of packs that mean something else already, each with its file and line.

    Args:
        rules: the rules with those of the packs.
        knowledge: the knowledge with the packs.
    """
    yield from _predicates(rules, knowledge)
    yield from _terms_named_as_numbers(rules)
    if any(pack.says or pack.fact_queries for pack in knowledge.sources.additions):
        core = KnowledgeBase.load(knowledge.places.ontology.parent)
        yield from _terms(rules, knowledge, core)
        yield from _words_of_rules(rules, knowledge, core)
        yield from _words(knowledge, core)


def _predicates(rules: Rules, knowledge: KnowledgeBase) -> Iterator[KnowledgeError]:
    """Yield the predicates of packs that are called like one of ours with other arguments."""
    packs = {file.path_text for file in rules.files if file.pack}
    queries = {PurePath(one.name).stem: one.name for one in knowledge.sources.fact_queries}
    sizes = {
        name: len(knowledge.facts.signature[name])
        for name, file in queries.items()
        if file.startswith(_OURS)
    }
    sizes |= {
        name: size
        for (name, size), predicate in rules.predicates.items()
        if size and predicate.file not in packs
    }
    for (name, size), predicate in rules.predicates.items():
        if predicate.file in packs and size and name in sizes:
            yield _taken(
                f"`{name}/{size}` is declared",
                f"`{name}/{sizes[name]}`",
                predicate.file,
                predicate.line,
            )
    for pack in knowledge.sources.additions:
        for query in pack.fact_queries:
            name = PurePath(query.name).stem
            if name in sizes and name not in pack.replaced_queries:
                size = len(knowledge.facts.signature[name])
                yield _taken(f"fills `{name}/{size}`", f"`{name}/{sizes[name]}`", query.name, 1)


def _terms(rules: Rules, knowledge: KnowledgeBase, core: KnowledgeBase) -> Iterator[KnowledgeError]:
    """Yield the things of packs that are called like a term that has a sentence."""
    for (name, size), predicate in sorted(rules.predicates.items()):
        if not size and name in knowledge.labels and name not in core.labels:
            file, line = _place(knowledge, name)
            meant = f"a term with a sentence of its own ({predicate.file}:{predicate.line})"
            yield _taken(f"describes {name}", meant, file, line)


def _terms_named_as_numbers(rules: Rules) -> Iterator[KnowledgeError]:
    """Yield the terms of packs that are called like a number of ours."""
    packs = {file.path_text for file in rules.files if file.pack}
    numbers = _numbers(rules)
    for (name, size), predicate in sorted(rules.predicates.items()):
        if predicate.file in packs and not size and name in numbers:
            yield _taken(f"`{name}` is declared", numbers[name], predicate.file, predicate.line)


def _words_of_rules(
    rules: Rules, knowledge: KnowledgeBase, core: KnowledgeBase
) -> Iterator[KnowledgeError]:
    """Yield the things of packs that are called like a number or another word of ours."""
    known = set(_VALUE.findall(core.facts.text)) - core.labels.keys()
    meanings = dict.fromkeys(known, "a word of our facts") | _words_used(rules) | _numbers(rules)
    labelled = knowledge.labels.keys() - core.labels.keys()
    stated = set(_VALUE.findall(knowledge.facts.text)) - core.labels.keys() - known
    for name in sorted((labelled | stated) & meanings.keys()):
        if (name, 0) not in rules.predicates:
            file, line = _place(knowledge, name)
            yield _taken(f"describes {name}", meanings[name], file, line)


def _words_used(rules: Rules) -> dict[str, str]:
    """Return the words without arguments in our rules, each with what it means."""
    words: dict[str, str] = {}
    for file in (file for file in rules.files if not file.pack):
        for number, line in enumerate(file.text.splitlines(), 1):
            for word in _WORD.findall(_NO_RULE.sub("", line)):
                words.setdefault(
                    word, f"a word of our rules ({file.path_text}:{file.line(number)})"
                )
    return words


def _numbers(rules: Rules) -> dict[str, str]:
    """Return the numbers of our rules by name, each with what it means."""
    return {
        name: f"a number of our rules ({file.path_text}:{file.line(number)})"
        for file in rules.files
        if not file.pack
        for number, line in enumerate(file.text.splitlines(), 1)
        for name in _NUMBER.findall(_NO_RULE.sub("", line))
    }


def _words(knowledge: KnowledgeBase, core: KnowledgeBase) -> Iterator[KnowledgeError]:
    """Yield the things of packs that a case would mean by a name of another."""
    for field, ids in knowledge.vocabulary.items():
        before = core.vocabulary.get(field, frozenset())
        meant: dict[str, str] = {}
        for identifier in sorted(before):
            for name in (identifier, *core.names.get(identifier, ())):
                meant.setdefault(plain(name), identifier)
        for identifier in sorted(ids - before):
            for name in (identifier, *knowledge.names.get(identifier, ())):
                other = meant.get(plain(name))
                if other is not None:
                    file, line = _place(knowledge, identifier)
                    yield _taken(
                        f"calls {identifier} “{name}”", f"{other} in a case ({field})", file, line
                    )


def _place(knowledge: KnowledgeBase, name: str) -> tuple[str | None, int | None]:
    """Return the file of a pack that describes a thing, and the line if it is known."""
    for pack in knowledge.sources.additions:
        for module in pack.says:
            line = _line(module, name)
            if line is not None or re.search(rf"\b{re.escape(name)}\b", module.text):
                return module.name, line
    return None, None


def _line(source: Source, name: str) -> int | None:
    """Return the line that describes a thing: of a table, the first row that names it."""
    if not source.name.endswith(TABLE_SUFFIX):
        return line_of(source.text, name)
    rows = (
        number for number, row in enumerate(source.text.splitlines(), 1) if name in row.split("\t")
    )
    return next(rows, None)


def _taken(problem: str, meant: str, file: str | None, line: int | None) -> KnowledgeError:
    return KnowledgeError(
        f"{problem}, and that name means {meant}",
        allowed="a name of the pack's own, such as one that begins with its id",
        file=file,
        line=line,
    )
