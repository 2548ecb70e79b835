"""From a fact of the rules back to the statements of the ontology it came from.

A facts query is read once more, with the values of the row put in: what its patterns match are the
statements behind the row. So a new query explains its facts without a line of Python.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from kg.knowledge.bridge import FactQuery, read_fact_query
from kg.knowledge.origin_cache import KeptOrigins, Origin, StatedTriple
from kg.knowledge.pack_turtle import lines_of_things
from kg.knowledge.terms import BASE, PREFIXES, Term, Text, compact, expand, text_source

if TYPE_CHECKING:
    from kg.knowledge.base import KnowledgeBase

__all__ = ["Origin", "Origins", "StatedTriple"]

_BODY = re.compile(r"\bWHERE\s*\{(.*)\}", re.DOTALL | re.IGNORECASE)
_SELECTED = re.compile(r"\(.*?\bAS\s+\?(\w+)\s*\)|\?(\w+)", re.DOTALL | re.IGNORECASE)
_TERM: Final = r"\?\w+|\w*:\w+|true|false|-?\d+"
_TRIPLE = re.compile(rf"({_TERM})\s+(a|\w*:\w+)\s+({_TERM})\s*(?=[.;}}]|$)")
_XSD: Final = PREFIXES["xsd"]
_RDF_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_SOURCE: Final = ox.NamedNode(PREFIXES["dcterms"] + "source")
_POSITION: Final = ox.NamedNode(f"{BASE}ExercisePosition")
_POSITION_OF: Final = ox.NamedNode(f"{BASE}positionOf")
_Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_Solution: TypeAlias = Mapping[str, _Node]
_GRADES: Final = ("hasAgreement", "hasEvidenceGrade", "hasChoiceGrade")


class Origins:
    """Finds where facts came from.

    Without packs all origins are found together and kept, so that nothing opens the graph again;
    with packs, or without a cache, each is found when it is asked for.
    """

    def __init__(self, knowledge: KnowledgeBase) -> None:
        """Stand ready; nothing is opened yet."""
        self._knowledge = knowledge
        queries = map(read_fact_query, knowledge.sources.fact_queries)
        self._queries = {query.predicate: query for query in queries}
        self._known_origins: dict[tuple[str, tuple[Term, ...]], Origin] = {}

    def of(self, predicate: str, row: Sequence[Term]) -> Origin:
        """Return where a fact came from.

        Args:
            predicate: its predicate.
            row: its arguments.

        Raises:
            KeyError: when no query gives that predicate.
        """
        key = predicate, tuple(row)
        if key not in self._known_origins:
            query = self._queries[predicate]
            origin = None if self.cached is None else self.cached.of(*key)
            if origin is None:
                origin = self._origin(query, self._triples(query, key[1]))
            self._known_origins[key] = origin
        return self._known_origins[key]

    @cached_property
    def cached(self) -> KeptOrigins | None:
        """The origins of all facts, computed now if they were not kept.

        There are none with packs, or without a cache.
        """
        sources, cache = self._knowledge.sources, self._knowledge.cache
        if sources.additions or not cache.is_enabled:
            return None
        name = f"origins-{sources.key}.txt"
        content = cache.read(name)
        if content is not None:
            with suppress(ValueError, TypeError):
                return KeptOrigins(content)
        content = KeptOrigins.written(self._all())
        cache.write(name, content)
        return KeptOrigins(content)

    def _all(self) -> Iterator[tuple[str, tuple[Term, ...], Origin]]:
        """Yield every fact with its origin: each query is asked once, for all its rows."""
        for predicate, query in self._queries.items():
            columns = _columns(query)
            plain = [place for place, (_, computed) in enumerate(columns) if not computed]
            solutions: dict[tuple[str, ...], list[_Solution]] = defaultdict(list)
            for solution in self._solutions(query, ""):
                bound = tuple(_value(solution[columns[place][0]]) for place in plain)
                solutions[bound].append(solution)
            for row in self._knowledge.facts.relations[predicate]:
                own = solutions.get(tuple(str(row[place]) for place in plain), ())
                yield predicate, row, self._origin(query, self._matched(query, row, own))

    def _origin(self, query: FactQuery, matched: Iterable[ox.Triple]) -> Origin:
        triples = list(dict.fromkeys(matched))
        statements = tuple(self._stated_triple(one) for one in triples)
        subjects = dict.fromkeys(
            triple_node.subject
            for triple_node, statement in zip(triples, statements, strict=True)
            if not self._is_of_another(statement)
        )
        sources = {
            compact(quad.object.value)
            for subject in subjects
            for quad in self._knowledge.store.quads_for_pattern(subject, _SOURCE, None, None)
            if isinstance(quad.object, ox.NamedNode)
        }
        grades = {
            compact(quad.object.value)
            for subject in subjects
            for name in _GRADES
            for quad in self._knowledge.store.quads_for_pattern(
                subject, ox.NamedNode(BASE + name), None, None
            )
            if isinstance(quad.object, ox.NamedNode)
        }
        return Origin(query.source.name, statements, tuple(sorted(sources)), tuple(sorted(grades)))

    def _triples(self, query: FactQuery, row: tuple[Term, ...]) -> Iterator[ox.Triple]:
        """Yield the statements that the patterns of a query match for a row."""
        plain = [name for name, computed in _columns(query) if not computed]
        values = dict(zip((name for name, _ in _columns(query)), row, strict=True))
        given = "".join(_given(name, values[name]) for name in plain)
        return self._matched(query, row, self._solutions(query, given))

    def _solutions(self, query: FactQuery, given: str) -> Iterator[_Solution]:
        """Yield the values of all variables of a query, where a further pattern holds."""
        text = f"SELECT * WHERE {{ {_body(query)}\n{given}}}"
        answer = self._knowledge.store.query(text, prefixes=PREFIXES)
        if isinstance(answer, ox.QuerySolutions):
            names = [variable.value for variable in answer.variables]
            for row in answer:
                yield {name: row[name] for name in names if row[name] is not None}

    def _matched(
        self, query: FactQuery, row: tuple[Term, ...], solutions: Iterable[_Solution]
    ) -> Iterator[ox.Triple]:
        """Yield the statements that the patterns of a query match in the first solution of a row.

        First come solutions that hold what the query computes for the row.
        """
        names = _columns(query)
        computed = {str(value) for (_, one), value in zip(names, row, strict=True) if one}
        ordered = sorted(solutions, key=str)
        ordered.sort(key=lambda solution: not computed & set(map(_value, solution.values())))
        for bound in ordered[:1]:
            for triple in _TRIPLE.findall(_body(query)):
                instance = _instance(triple, bound)
                if instance is not None and ox.Quad(*instance) in self._knowledge.store:
                    yield instance

    def _stated_triple(self, triple: ox.Triple) -> StatedTriple:
        subject = _value(triple.subject)
        predicate, target = _predicate(triple.predicate), _value(triple.object)
        file, line = self.place_of(subject, predicate, target)
        return StatedTriple(
            subject,
            predicate,
            target,
            ox.Quad(*triple) in self._knowledge.asserted,
            file,
            line,
            f"{triple} .",
        )

    def place(self, subject: str) -> tuple[str | None, int | None]:
        """Return the file that describes a thing, and the line where that begins.

        Of what is computed from the positions of an exercise, that is their first row.
        """
        if subject in self._rows:
            return self._rows[subject]
        for name in self._texts:
            line = self._line(name, subject)
            if line is not None:
                return name, line
        node = ox.NamedNode(expand(subject))
        for quad in self._knowledge.store.quads_for_pattern(node, _POSITION_OF, None, None):
            return self._positions.get(_value(quad.object), (None, None))
        return None, None

    @cached_property
    def _positions(self) -> dict[str, tuple[str, int]]:
        """The file and line of the first position of every exercise."""
        stated = self._knowledge.asserted
        places: dict[str, tuple[str, int]] = {}
        for quad in stated.quads_for_pattern(None, _RDF_TYPE, _POSITION, None):
            row = self._rows.get(_value(quad.subject))
            for part in stated.quads_for_pattern(quad.subject, _POSITION_OF, None, None):
                exercise = _value(part.object)
                if row is not None:
                    places[exercise] = min(places.get(exercise, row), row)
        return places

    def place_of(self, subject: str, predicate: str, target: str) -> tuple[str | None, int | None]:
        """Return the file that makes a statement, and the line where it begins on the subject.

        For a statement of a table it is the row; for one that no file makes, the place of the
        subject.

        Args:
            subject: the id of what it speaks of.
            predicate: the property, in short; ``a`` for a type.
            target: the value: an id, or a text or number as it is written.
        """
        short = "a" if predicate == "rdf:type" else predicate
        name = self._modules.get((subject, short, target))
        if name is None:
            return self.place(subject)
        rows = (self._rows[thing] for thing in (subject, target) if thing in self._rows)
        row = next((row for row in rows if row[0] == name), None)
        return row or (name, self._line(name, subject))

    def _is_of_another(self, statement: StatedTriple) -> bool:
        """Return whether a pack makes a statement about a thing that it does not describe.

        The documents that the thing cites do not speak for it then.
        """
        home, _ = self.place(statement.subject)
        return statement.file in self._of_packs and statement.file != home

    def _line(self, name: str, subject: str) -> int | None:
        return self._lines.get(name, {}).get(subject)

    @cached_property
    def _lines(self) -> dict[str, dict[str, int]]:
        """The line where the description of each thing begins, by the name of the module."""
        return {name: lines_of_things(text) for name, text in self._texts.items()}

    @cached_property
    def _of_packs(self) -> frozenset[str]:
        additions = self._knowledge.sources.additions
        return frozenset(file.name for one in additions for file in one.says)

    @cached_property
    def _texts(self) -> dict[str, str]:
        """The text of every module, those of packs last."""
        sources = self._knowledge.sources
        packs = (file for one in sources.additions for file in one.turtle)
        return {module.name: module.text for module in (*sources.turtle, *packs)}

    @cached_property
    def _rows(self) -> dict[str, tuple[str, int]]:
        """The file and line of every row of a table that describes a thing of its own."""
        return {
            row: (module.file, line)
            for module in self._knowledge.graphs.graph.modules
            if not module.adds
            for row, line in module.rows.items()
        }

    @cached_property
    def _modules(self) -> dict[tuple[str, str, str], str]:
        """The module of every statement; of one that is made twice, the first."""
        files: dict[tuple[str, str, str], str] = {}
        for module in self._knowledge.graphs.graph.modules:
            for quad in module.quads:
                key = _value(quad.subject), _predicate(quad.predicate), _value(quad.object)
                files.setdefault(key, module.file)
        return files


def _body(query: FactQuery) -> str:
    """Return what stands between the braces of a query."""
    body = _BODY.search(_plain(query))
    return body[1].strip() if body else ""


def _plain(query: FactQuery) -> str:
    """Return a query without its comments."""
    lines = query.source.text.splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def _columns(query: FactQuery) -> list[tuple[str, bool]]:
    """Return the columns of a query, and whether each is computed in its SELECT clause."""
    head = _plain(query).split("SELECT", 1)[1].split("WHERE", 1)[0]
    return [(one[1] or one[2], one[1] is not None) for one in _SELECTED.finditer(head)]


def _given(name: str, value: Term) -> str:
    """Return the pattern that fixes a variable to the value of a row."""
    if isinstance(value, Text):
        return f"FILTER(STR(?{name}) = {text_source(value)}) "
    if isinstance(value, int):
        return f"FILTER(?{name} = {value}) "
    return f"FILTER(?{name} = <{expand(value)}>) "


def _instance(triple: tuple[str, str, str], bound: _Solution) -> ox.Triple | None:
    """Return a pattern with its variables filled, if all are known."""
    subject, predicate, target = (_filled(part, bound) for part in triple)
    if not isinstance(subject, ox.NamedNode | ox.BlankNode):
        return None
    if not isinstance(predicate, ox.NamedNode) or target is None:
        return None
    if isinstance(target, ox.Triple):
        return None
    return ox.Triple(subject, predicate, target)


def _filled(part: str, bound: _Solution) -> _Node | None:
    if part.startswith("?"):
        return bound.get(part[1:])
    if part == "a":
        return _RDF_TYPE
    if part in ("true", "false"):
        return ox.Literal(part, datatype=ox.NamedNode(f"{_XSD}boolean"))
    prefix, colon, name = part.partition(":")
    if not colon:
        return ox.Literal(part, datatype=ox.NamedNode(f"{_XSD}integer"))
    return ox.NamedNode(PREFIXES[prefix] + name)


def _predicate(property_: ox.NamedNode) -> str:
    return "a" if property_ == _RDF_TYPE else compact(property_.value)


def _value(term: _Node) -> str:
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    return term.value if isinstance(term, ox.Literal) else str(term)
