"""Every rule with its sentence, text, source and place; every predicate with its meaning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from kg.advice.decode.assemble import OUTPUTS
from kg.knowledge.facts import Facts
from kg.proof.rulebook import rulebook
from kg.rulebase.annotations import Annotation, heads_of
from kg.rulebase.lexing import statements
from kg.rulebase.rule_set import CASE_PREFIX, Rules, fill
from kg.rulebase.sentences import VERB
from kg.rulebase.syntax import Atom, Chosen, Function, Variable, Weight, atoms_of

__all__ = [
    "KIND_WORDS",
    "ORIGIN_WORDS",
    "Declared",
    "Shelved",
    "Wanted",
    "declared",
    "excerpt",
    "matching",
    "shelf",
]

_CAPITAL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PLACE: Final = re.compile(r"\{([^{}|]*)(?:\|[^{}]*)?\}")
RuleKind: TypeAlias = Literal["rule", "fact", "choice", "requirement", "cost"]
"""A conclusion, one without a condition, an offer of a choice, what an answer must keep, what a
choice costs."""
Origin: TypeAlias = Literal["case", "ontology", "rules", "term"]
"""Where atoms of a predicate come from; a term only stands within others."""
#: What a kind of rule, and an origin of a predicate, are called where they are shown.
KIND_WORDS: Final[Mapping[RuleKind, str]] = {
    "rule": "Conclusion",
    "fact": "Figure or fact",
    "choice": "Choice",
    "requirement": "Requirement",
    "cost": "Cost",
}
ORIGIN_WORDS: Final[Mapping[Origin, str]] = {
    "case": "Given by the case",
    "ontology": "Given by the ontology",
    "rules": "Derived by rules",
    "term": "A term within others",
}


@dataclass(frozen=True)
class Shelved:
    """A rule.

    Attributes:
        id: its name.
        sentence: what it says, with names for its variables: ``⟨muscle⟩`` is overactive.
        source: where it comes from.
        text: the rule, as the parser reads it.
        file: the name of its file.
        line: where it begins, counted from 1.
        kind: what it does.
        derives: the predicates that it derives, as ``name/arguments``.
        reads: the predicates that it asks for.
    """

    id: str
    sentence: str
    source: str
    text: str
    file: str
    line: int
    kind: RuleKind
    derives: tuple[str, ...]
    reads: tuple[str, ...]


@dataclass(frozen=True)
class Declared:
    """A predicate.

    Attributes:
        key: its name and the number of its arguments, as ``name/arguments``.
        written: its name with the names of its arguments.
        meaning: what an atom of it says.
        absent: what it says that there is none; empty when nothing does.
        origin: where its atoms come from.
        file: the name of the file that declares it; that of its query for the ontology's.
        line: where that is; 0 for a query.
        derived_by: the rules that derive it.
        read_by: the rules that ask for it.
        advised: whether the advice is read off it.
    """

    key: str
    written: str
    meaning: str
    absent: str
    origin: Origin
    file: str
    line: int
    derived_by: tuple[str, ...]
    read_by: tuple[str, ...]
    advised: bool


@dataclass(frozen=True)
class Wanted:
    """What a visitor looks for.

    Attributes:
        words: every one of them stands in the id, the sentence, the source or the text.
        file: only rules of this file.
        predicate: only rules that derive or ask for it.
        source: only rules from there.
        ids: only these rules.
    """

    words: str = ""
    file: str | None = None
    predicate: str | None = None
    source: str | None = None
    ids: Container[str] | None = None


def shelf(rules: Rules, facts: Facts) -> tuple[Shelved, ...]:
    """Return every rule, in the order of the files.

    Args:
        rules: the rules.
        facts: what they are given of the ontology: the names of arguments.
    """
    arguments = {
        **{(name, len(args)): tuple(args) for name, args in facts.signature.items()},
        **{signature: one.arguments for signature, one in rules.predicates.items()},
    }
    return tuple(
        Shelved(
            id=one.id,
            sentence=_open(one.label, _named(one, arguments)),
            source=one.source,
            text=one.text,
            file=one.file.removeprefix("rules/"),
            line=one.line,
            kind=_kind(one),
            derives=_keys(head.signature for rule in one.rules for head in heads_of(rule)),
            reads=_keys(atom.signature for rule in one.rules for _, atom in atoms_of(rule.body)),
        )
        for one in rulebook(rules).annotations.values()
    )


def declared(rules: Rules, facts: Facts) -> tuple[Declared, ...]:
    """Return every predicate and term: those of the rules by file, then those of the ontology."""
    derived: dict[str, list[str]] = defaultdict(list)
    read: dict[str, list[str]] = defaultdict(list)
    for one in shelf(rules, facts):
        for key in one.derives:
            derived[key].append(one.id)
        for key in one.reads:
            read[key].append(one.id)

    def row(
        name: str,
        arguments: tuple[str, ...],
        told: tuple[str, str],
        origin: Origin,
        place: tuple[str, int],
    ) -> Declared:
        key = f"{name}/{len(arguments)}"
        return Declared(
            key=key,
            written=f"{name}({', '.join(arguments)})" if arguments else name,
            meaning=_open(told[0]),
            absent=_open(told[1]),
            origin=origin,
            file=place[0],
            line=place[1],
            derived_by=tuple(derived[key]),
            read_by=tuple(read[key]),
            advised=name in OUTPUTS and origin != "term",
        )

    found = []
    for signature, each in rules.predicates.items():
        given = each.name.startswith(CASE_PREFIX)
        origin: Origin = "rules" if derived.get("{}/{}".format(*signature)) else "term"
        absence = rules.absences.get(signature)
        told = each.sentence, absence.sentence if absence is not None else ""
        place = each.file.removeprefix("rules/"), each.line
        found.append(row(each.name, each.arguments, told, "case" if given else origin, place))
    for name, arguments in sorted(facts.signature.items()):
        told = facts.meanings.get(name, ""), facts.absences.get(name, "")
        found.append(row(name, tuple(arguments), told, "ontology", (f"{name}.rq", 0)))
    return tuple(found)


def matching(rules: Iterable[Shelved], wanted: Wanted) -> tuple[Shelved, ...]:
    """Return the rules that a visitor looks for, in their order."""
    return tuple(one for one in rules if _matches(one, wanted))


def excerpt(rules: Rules, one: Shelved) -> str:
    """Return a rule as it stands in its file, with its annotation."""
    text = next(file.text for file in rules.files if file.name == one.file)
    return next(text[each.start : each.end] for each in statements(text) if each.id == one.id)


def _matches(one: Shelved, wanted: Wanted) -> bool:
    if wanted.ids is not None and one.id not in wanted.ids:
        return False
    if wanted.file not in (None, one.file) or wanted.source not in (None, one.source):
        return False
    if wanted.predicate is not None and wanted.predicate not in (*one.derives, *one.reads):
        return False
    told = " ".join(_searched(one)).casefold()
    return all(word in told for word in wanted.words.casefold().split())


def _searched(one: Shelved) -> Iterator[str]:
    yield from (one.id, one.id.replace("_", " "), one.sentence, one.source, one.text, one.file)


def _open(sentence: str, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return a sentence with its places marked, each by what stands there."""

    def shown(place: str, key: str | None, _: bool) -> str:
        return VERB if key == VERB else f"⟨{names.get(place, place)}⟩"

    return fill(sentence, shown)


def _named(one: Annotation, arguments: Mapping[tuple[str, int], tuple[str, ...]]) -> dict[str, str]:
    """Return what the variables of a rule stand for: the argument that each is first given as.

    Two that stand for the same kind of thing keep their own names beside it.
    """
    found: dict[str, str] = {}
    for rule in one.rules:
        waiting: list[Atom | Function] = [
            *(atom for _, atom in atoms_of(rule.body)),
            *heads_of(rule),
        ]
        while waiting:
            part = waiting.pop(0)
            names = arguments.get((part.name, len(part.arguments)), ())
            for name, term in zip(names, part.arguments, strict=False):
                if isinstance(term, Variable):
                    found.setdefault(term.name, _plain(name))
            waiting += [term for term in part.arguments if isinstance(term, Function)]
    told = set(_PLACE.findall(one.label))
    kinds = [kind for name, kind in found.items() if name in told]
    return {
        name: f"{kind} {name}" if kinds.count(kind) > 1 else kind for name, kind in found.items()
    }


def _plain(name: str) -> str:
    """Return the name of an argument in small words: ``SecondSide`` is second side."""
    return _CAPITAL.sub(" ", name).lower()


def _keys(signatures: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{name}/{arity}" for name, arity in signatures))


def _kind(one: Annotation) -> RuleKind:
    heads = [rule.head for rule in one.rules]
    if any(isinstance(head, Weight) for head in heads):
        return "cost"
    if any(head is None for head in heads):
        return "requirement"
    if any(isinstance(head, Chosen) and head.choice for head in heads):
        return "choice"
    return "rule" if any(rule.body for rule in one.rules) else "fact"
