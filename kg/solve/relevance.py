"""What of the rules and of the facts one case can use; the answer is that of the whole program.

Most of the ontology speaks of conditions, tests and findings that a client does not have. A rule
is left out when it needs an atom of a predicate that nothing can fill here. A fact is left out when
no rule can join it with what the case states: each large relation is read by one of its columns,
for which the rules themselves say which constants and which columns of the case may stand there.
Both are upper bounds, found once for a rule set, so every atom that rules derive stays the same.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import clingo

from kg.knowledge.terms import Text
from kg.rulebase.rule_set import CASE_PREFIX, Rules

if TYPE_CHECKING:
    from kg.knowledge import KnowledgeBase
    from kg.knowledge.facts import Facts
    from kg.rulebase.syntax import Atom, BodyLiteral, Rule, Term

__all__ = ["Relevance", "UsefulProgram", "relevance"]

#: Relations with fewer rows than this are always given whole.
_LARGE: Final = 40
#: A column is worth reading a relation by when at most this share of its values may be asked for.
_SHARE: Final = 0.6
#: More constants than this in one place are as good as anything.
_MOST: Final = 400
#: What a column of the case counts for beside one constant.
_COLUMN_WEIGHT: Final = 4

Signature: TypeAlias = tuple[str, int]


class ColumnPlace(NamedTuple):
    """An argument of a predicate: its name, its number of arguments, and which of them."""

    name: str
    arity: int
    position: int


Values: TypeAlias = frozenset["str | ColumnPlace"]
"""What may stand in a place: constants as text, and columns of the case or of a read relation."""


@dataclass(frozen=True)
class Key:
    """How a large relation is read.

    Attributes:
        position: the column that it is read by.
        values: what the rules may ask for there.
    """

    position: int
    values: Values


class RuleSpan(NamedTuple):
    """A rule in the text of the rule set.

    Attributes:
        first: its first line, counted from 0.
        last: its last line.
        heads: the predicates it may fill.
        needs: the predicates it needs an atom of.
        reads: all predicates of its body and its conditions.
    """

    first: int
    last: int
    heads: tuple[Signature, ...]
    needs: tuple[Signature, ...]
    reads: tuple[Signature, ...]


@dataclass(frozen=True)
class UsefulProgram:
    """What is grounded for one case.

    Attributes:
        rules: the rules it can use; every line keeps its number.
        facts: the facts it can use.
        unfilled: predicates that rules left out would fill.
    """

    rules: str
    facts: str
    unfilled: frozenset[Signature]


@dataclass(frozen=True)
class Relevance:
    """What cases can use of a rule set and its facts.

    Attributes:
        spans: its rules.
        directives: the lines that every case needs: those of constants and directives.
        keys: how the large relations are read, in an order in which each needs earlier ones only.
    """

    rules: Rules = field(repr=False)
    facts: Facts = field(repr=False)
    spans: tuple[RuleSpan, ...] = field(repr=False)
    directives: tuple[tuple[int, int], ...] = field(repr=False)
    keys: Mapping[str, Key]

    def program(self, case: Iterable[str]) -> UsefulProgram:
        """Return what the rules can use for a case.

        Args:
            case: the facts of the case, each as ASP source.
        """
        columns: dict[ColumnPlace, set[str]] = defaultdict(set)
        given: set[Signature] = set()
        for source in case:
            atom = clingo.parse_term(source.rstrip().removesuffix("."))
            given.add((atom.name, len(atom.arguments)))
            for position, value in enumerate(atom.arguments):
                columns[ColumnPlace(atom.name, len(atom.arguments), position)].add(str(value))
        chosen: dict[str, str] = {}
        for name, key in self.keys.items():
            chosen[name] = self._rows(name, key, columns)
        empty = frozenset(name for name, text in chosen.items() if not text)
        text, unfilled, names = self._rules(frozenset(given), empty)
        facts = "".join(
            chosen[name] if name in chosen else self.facts.source([name]) for name in names
        )
        return UsefulProgram(text, facts, unfilled)

    def _rows(self, name: str, key: Key, columns: dict[ColumnPlace, set[str]]) -> str:
        """Return the facts of a relation that may be asked for; note the columns they have."""
        blocks = self._blocks(name, key.position)
        values: set[str] = set()
        for value in key.values:
            values |= {value} if isinstance(value, str) else columns.get(value, set())
        text = "".join(blocks[value] for value in sorted(values & blocks.keys()))
        arity = len(self.facts.signature[name])
        for position in self._read_further.get(name, ()):
            rows = map(_arguments, text.splitlines())
            columns[ColumnPlace(name, arity, position)] = {row[position] for row in rows}
        return text

    @cached_property
    def _read_further(self) -> Mapping[str, frozenset[int]]:
        """The columns of read relations by which others are read."""
        positions_of: dict[str, set[int]] = defaultdict(set)
        for key in self.keys.values():
            for value in key.values:
                if isinstance(value, ColumnPlace):
                    positions_of[value.name].add(value.position)
        return {name: frozenset(positions) for name, positions in positions_of.items()}

    @cached_property
    def _known_blocks(self) -> dict[str, Mapping[str, str]]:
        return {}

    def _blocks(self, name: str, position: int) -> Mapping[str, str]:
        """Return the facts of a relation by their value in a column."""
        blocks = self._known_blocks.get(name)
        if blocks is None:
            rows: dict[str, list[str]] = defaultdict(list)
            for line in self.facts.source([name]).splitlines(keepends=True):
                rows[_arguments(line)[position]].append(line)
            blocks = {value: "".join(lines) for value, lines in rows.items()}
            self._known_blocks[name] = blocks
        return blocks

    @cached_property
    def _remembered(self) -> dict[Any, tuple[str, frozenset[Signature], tuple[str, ...]]]:
        return {}

    def _rules(
        self, given: frozenset[Signature], empty: frozenset[str]
    ) -> tuple[str, frozenset[Signature], tuple[str, ...]]:
        """Return the rules that can fire, what only others would fill, and the relations they read.

        Args:
            given: the predicates that the case fills.
            empty: the relations of which no fact may be asked for.
        """
        known = self._remembered.get((given, empty))
        if known is not None:
            return known
        facts = self.facts.signature
        used = set(self._fire(given | {one for one in self._filled if one[0] not in empty}))
        lines = list(self._lines)
        source = self._source
        names: set[str] = set()
        unfilled: set[Signature] = set()
        for number, span in enumerate(self.spans):
            if number in used:
                lines[span.first : span.last + 1] = source[span.first : span.last + 1]
                names.update(name for name, _ in span.reads)
            else:
                unfilled.update(span.heads)
        known = "\n".join(lines), frozenset(unfilled), tuple(sorted(names & facts.keys()))
        if len(self._remembered) > 64:
            self._remembered.clear()
        self._remembered[given, empty] = known
        return known

    def _fire(self, filled: set[Signature] | frozenset[Signature]) -> list[int]:
        """Return the rules all of whose needs can be filled, given what is filled at first."""
        missing = [set(span.needs) - filled for span in self.spans]
        waiting: dict[Signature, list[int]] = defaultdict(list)
        for number, needs in enumerate(missing):
            for need in needs:
                waiting[need].append(number)
        ready = deque(number for number, needs in enumerate(missing) if not needs)
        known, used = set(filled), []
        while ready:
            number = ready.popleft()
            used.append(number)
            for head in self.spans[number].heads:
                if head not in known:
                    known.add(head)
                    for other in waiting[head]:
                        missing[other].discard(head)
                        if not missing[other]:
                            ready.append(other)
        return used

    @cached_property
    def _filled(self) -> frozenset[Signature]:
        """The relations of the ontology that have rows."""
        facts = self.facts
        return frozenset(
            (name, len(names)) for name, names in facts.signature.items() if facts.source([name])
        )

    @cached_property
    def _source(self) -> Sequence[str]:
        return self.rules.text.split("\n")

    @cached_property
    def _lines(self) -> Sequence[str]:
        """The lines of the rule set, empty but for those that every case needs."""
        lines = [""] * len(self._source)
        for first, last in self.directives:
            lines[first : last + 1] = self._source[first : last + 1]
        return lines


def _arguments(line: str) -> list[str]:
    """Return the arguments of a fact up to its first text, as they are written."""
    return line[line.index("(") + 1 : line.rindex(")")].split(",")


# --- found once for a rule set --------------------------------------------------------------------


def relevance(rules: Rules, knowledge: KnowledgeBase) -> Relevance:
    """Return what cases can use of a rule set; it is read from the cache when it was found before.

    Args:
        rules: the rule set.
        knowledge: the ontology whose facts the rules use.

    Raises:
        KnowledgeError: when a rule cannot be read.
    """
    return _relevance(_RelevanceSubject(rules.hash, knowledge.sources.key, rules, knowledge))


@dataclass(frozen=True)
class _RelevanceSubject:
    """A rule set and the ontology it is used with, told apart by their content."""

    rules_hash: str
    sources_key: str
    rules: Rules = field(compare=False)
    knowledge: KnowledgeBase = field(compare=False)


@lru_cache(maxsize=8)
def _relevance(subject: _RelevanceSubject) -> Relevance:
    rules, facts, cache = subject.rules, subject.knowledge.facts, subject.knowledge.cache
    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update(f"{subject.rules_hash}{subject.sources_key}".encode())
    name = f"relevance-{digest.hexdigest()}.json"
    document = cache.read_json(name)
    if document is None:
        document = _document(rules, facts)
        cache.write(name, json.dumps(document).encode())
    spans, directives, keys = document
    return Relevance(
        rules,
        facts,
        tuple(
            RuleSpan(first, last, _signatures(heads), _signatures(needs), _signatures(reads))
            for first, last, heads, needs, reads in spans
        ),
        tuple((first, last) for first, last in directives),
        {
            relation: Key(
                position,
                frozenset(one if isinstance(one, str) else ColumnPlace(*one) for one in values),
            )
            for relation, position, values in keys
        },
    )


def _signatures(pairs: Iterable[Sequence[Any]]) -> tuple[Signature, ...]:
    return tuple((name, arity) for name, arity in pairs)


def _document(rules: Rules, facts: Facts) -> list[Any]:
    """Return what is to be kept of a rule set: its spans, its directives, its keys."""
    from kg.rulebase.annotations import read_spans  # the parser is slow to load

    spans, directives = [], []
    parts: list[_RulePart] = []
    for first, last, variants in read_spans(rules):
        if not variants:
            directives.append([first, last])
            continue
        own = [_RulePart.of(rule) for rule in variants]
        parts += own
        heads = {atom.signature for part in own for atom in part.heads}
        needs = set.intersection(*({atom.signature for atom in part.needs} for part in own))
        reads = {atom.signature for part in own for atom in (*part.needs, *part.others)}
        spans.append([first, last, sorted(heads), sorted(needs), sorted(reads)])
    keys = [
        [
            name,
            key.position,
            sorted((list(v) if isinstance(v, ColumnPlace) else v for v in key.values), key=str),
        ]
        for name, key in _Keys(parts, facts).keys_found.items()
    ]
    return [spans, directives, keys]


@dataclass(frozen=True)
class _RulePart:
    """A rule without pools, as far as its atoms go.

    Attributes:
        heads: the atoms it may make true, each with the atoms that its choice needs.
        needs: its positive literals.
        others: the atoms of all other literals and conditions.
    """

    heads: Mapping[Atom, tuple[Atom, ...]]
    needs: tuple[Atom, ...]
    others: tuple[Atom, ...]

    @classmethod
    def of(cls, rule: Rule) -> _RulePart:
        """Return the atoms of a rule."""
        from kg.rulebase.syntax import Atom, Chosen, atoms_of

        heads: dict[Atom, tuple[Atom, ...]] = {}
        others: list[Atom] = []
        if isinstance(rule.head, Atom):
            heads[rule.head] = ()
        elif isinstance(rule.head, Chosen):
            for atom, condition in rule.head.elements:
                needs = tuple(_positive(condition))
                heads[atom] = needs if atom not in heads else ()
                others += [each for _, each in atoms_of(condition)]
        needs = tuple(_positive(rule.body))
        positive = set(map(id, needs))
        others += [atom for _, atom in atoms_of(rule.body) if id(atom) not in positive]
        return cls(heads, needs, tuple(others))

    def places(
        self, variable: str, head: Atom | None = None, but: Atom | None = None
    ) -> Iterator[ColumnPlace]:
        """Yield the places of positive literals that bind a variable."""
        from kg.rulebase.syntax import Variable

        conditions = () if head is None else self.heads[head]
        for atom in (*self.needs, *conditions):
            if atom is not but:
                for position, term in enumerate(atom.arguments):
                    if isinstance(term, Variable) and term.name == variable:
                        yield ColumnPlace(atom.name, len(atom.arguments), position)


def _positive(literals: Iterable[BodyLiteral]) -> Iterator[Atom]:
    from kg.rulebase.syntax import Atom, SignedLiteral

    for literal in literals:
        if isinstance(literal, SignedLiteral) and not literal.sign and isinstance(literal.of, Atom):
            yield literal.of


class _Keys:
    """Finds by which column each large relation is read.

    What may stand in a place is the union of what each rule brings there; of the literals of a rule
    that bind a variable, the one with the fewest values counts. Relations that are read by a column
    narrow what may stand in their other columns, so this is done in rounds.
    """

    def __init__(self, parts: Sequence[_RulePart], facts: Facts) -> None:
        self._parts = parts
        self._facts = facts
        self.keys_found: dict[str, Key] = {}
        self._derived: dict[Signature, list[tuple[_RulePart, Atom]]] = defaultdict(list)
        self._read: dict[str, list[tuple[_RulePart, Atom]]] = defaultdict(list)
        relations = {(name, len(names)) for name, names in facts.signature.items()}
        for part in parts:
            for head in part.heads:
                self._derived[head.signature].append((part, head))
            for atom in (*part.needs, *part.others):
                if atom.signature in relations:
                    self._read[atom.name].append((part, atom))
        self._columns: dict[ColumnPlace, Values | None] = {}
        self._weights: dict[Values, int] = {}
        self._readers = self._places_by_source()
        while self._add_keys():
            pass

    def _places_by_source(self) -> Mapping[ColumnPlace, frozenset[ColumnPlace]]:
        """Return which places take values from a place."""
        from kg.rulebase.syntax import Variable

        readers: dict[ColumnPlace, set[ColumnPlace]] = defaultdict(set)
        for (name, arity), heads in self._derived.items():
            for part, head in heads:
                for position, term in enumerate(head.arguments):
                    if isinstance(term, Variable):
                        for source in part.places(term.name, head):
                            readers[source].add(ColumnPlace(name, arity, position))
        return {source: frozenset(places) for source, places in readers.items()}

    def _add_keys(self) -> bool:
        """Find keys of more relations; tell whether there are any."""
        self._settle()
        new = {}
        for name in sorted(self._read.keys() - self.keys_found.keys()):
            key = self._key(name) if len(self._facts.relations[name]) >= _LARGE else None
            if key is not None:
                new[name] = key
        self.keys_found |= new
        return bool(new)

    def _settle(self) -> None:
        """Find what may stand in each place that rules fill, from nothing upwards."""
        self._known: dict[ColumnPlace, Values | None] = {
            ColumnPlace(name, arity, position): frozenset()
            for name, arity in self._derived
            for position in range(arity)
        }
        stale = set(self._known)
        while stale:
            for place, before in self._known.items():
                if place in stale:
                    stale.remove(place)
                    after = None if before is None else self._widened(place, before)
                    if after != before:
                        self._known[place] = after
                        stale |= self._readers.get(place, frozenset())

    def _widened(self, place: ColumnPlace, values: Values) -> Values | None:
        """Return what may stand in a place, from what its rules may bring as known by now."""
        more = set(values)
        for part, head in self._derived[place.name, place.arity]:
            brought = self._values(part, head.arguments[place.position], head=head)
            if brought is None:
                return None
            more |= brought
        widened = frozenset(more)
        return widened if self._weight(widened) <= _MOST else None

    def _key(self, name: str) -> Key | None:
        """Return the best key of a relation, if one is worth it."""
        best, least = None, _SHARE
        arity = len(self._facts.signature[name])
        for position in range(arity):
            column = self._column(ColumnPlace(name, arity, position))
            if column is None:
                break  # texts may hold commas: nothing behind them is read
            values = self._possible_values(name, position)
            if values is not None:
                share = _weight(
                    value for value in values if not isinstance(value, str) or value in column
                )
                if share / len(column) < least:
                    best, least = Key(position, values), share / len(column)
        return best

    def _possible_values(self, name: str, position: int) -> Values | None:
        """Return what the rules may ask for in a column, ``None`` for anything."""
        possible: set[str | ColumnPlace] = set()
        for part, atom in self._read[name]:
            but = atom if any(atom is each for each in part.needs) else None
            values = self._values(part, atom.arguments[position], but=but)
            if values is None:
                return None
            possible |= values
        return frozenset(possible)

    def _values(
        self, part: _RulePart, term: Term, *, head: Atom | None = None, but: Atom | None = None
    ) -> Values | None:
        """Return the simple values that a term of a rule may have, ``None`` for any."""
        from kg.rulebase.syntax import Function, Value, Variable

        if isinstance(term, Value):
            return frozenset([str(term.symbol)])
        if isinstance(term, Function):
            return frozenset()  # no column of a relation holds anything of that kind
        if not isinstance(term, Variable) or term.name == "_":
            return None  # every `_` is a variable of its own
        options = [self._at(place) for place in part.places(term.name, head, but)]
        known = [values for values in options if values is not None]
        return min(known, key=self._weight, default=None)

    def _weight(self, values: Values) -> int:
        """Return how much may be asked for by some values; once for each set."""
        if values not in self._weights:
            self._weights[values] = _weight(values)
        return self._weights[values]

    def _at(self, place: ColumnPlace) -> Values | None:
        """Return what may stand in a place, as far as it is known by now."""
        if place.name.startswith(CASE_PREFIX):
            return frozenset([place])
        if place.name in self._facts.signature:
            key = self.keys_found.get(place.name)
            if key is None:
                column = self._column(place)
                return column if column is None or len(column) <= _MOST else None
            return key.values if key.position == place.position else frozenset([place])
        return self._known.get(place, frozenset())  # what no rule fills stays empty

    def _column(self, place: ColumnPlace) -> Values | None:
        """Return the values of a relation's column, ``None`` if it holds texts or too many."""
        if place not in self._columns:
            rows = self._facts.relations[place.name]
            values = {row[place.position] for row in rows}
            simple = not any(isinstance(value, Text) for value in values)
            self._columns[place] = frozenset(map(str, values)) if simple else None
        return self._columns[place]


def _weight(values: Iterable[str | ColumnPlace]) -> int:
    """Return how much may be asked for by some values."""
    return sum(1 if isinstance(value, str) else _COLUMN_WEIGHT for value in values)
