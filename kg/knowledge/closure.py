"""The closure of the graph: its triples as facts, grounded together with the OWL 2 RL rules.

Nothing is solved: what the rules derive is already certain when the grounder has finished.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clingo import Control, MessageCode, Symbol

from kg.errors import InternalError, KnowledgeError
from kg.knowledge.problems import Problem
from kg.knowledge.sources import Source
from kg.knowledge.terms import compact, expand, is_constant, local_name, text_source

if TYPE_CHECKING:
    from kg.knowledge.base import KnowledgeBase

__all__ = [
    "Encoded",
    "check",
    "close",
    "differences_left_out",
    "encode",
    "ground_closure",
    "unread_constructs",
]

Where = Callable[[str], "str | None"]
"""Which file makes a statement, given as an N-Triples line."""

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_OWL: Final = "http://www.w3.org/2002/07/owl#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_TYPE: Final = f"<{_RDF}type>"
_REST: Final = f"<{_RDF}rest>"
_MEMBERS: Final = (f"<{_OWL}members>", f"<{_OWL}distinctMembers>")
_ALL_DIFFERENT: Final = f"<{_OWL}AllDifferent>"
_ANNOTATION_PROPERTY: Final = f"<{_OWL}AnnotationProperty>"
_BUILT_IN_ANNOTATIONS: Final = frozenset(
    [f"<{_RDFS}{name}>" for name in ("label", "comment", "seeAlso", "isDefinedBy")]
    + [
        f"<{_OWL}{name}>"
        for name in (
            "versionInfo",
            "priorVersion",
            "backwardCompatibleWith",
            "incompatibleWith",
            "deprecated",
        )
    ]
)
_WITHOUT_CONSEQUENCE: Final = frozenset(
    f"owl:{name}"
    for name in (
        "AllDifferent",
        "AnnotationProperty",
        "Class",
        "DatatypeProperty",
        "NamedIndividual",
        "ObjectProperty",
        "Ontology",
        "Restriction",
        "Thing",
        "distinctMembers",
        "imports",
        "versionIRI",
    )
)
_INTEGERS: Final = frozenset(f"<{_XSD}{name}>" for name in ("integer", "nonNegativeInteger"))
_INTEGER = re.compile(r'"(0|-?[1-9][0-9]{0,8})"\^\^(<[^>]*>)')
_TERM = r'("(?:[^"\\]|\\.)*"|[^",()]+)'
_STATEMENT = re.compile(rf"inferred(?:_value)?\({_TERM},{_TERM},{_TERM}\)")
_BUILT_IN = re.compile(r'"((?:owl|rdf|rdfs):\w+)"')
_CONFLICT_RULE = re.compile(
    r'^%@ id=(?P<id>\w+)(?: source="[^"\n]*"\n%@)? label="(?P<label>(?:[^"\\]|\\.)*)".*\n'
    r"conflict\(\w+, \((?P<one>[^()]*)\), \((?P<other>[^()]*)\)\)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Encoded:
    """Triples as facts of the rules, and the way back.

    Attributes:
        facts: one ``asserted(…).`` or ``asserted_value(…).`` a line.
        terms: a term as the rules write it, to its N-Triples form.
    """

    facts: str
    terms: Mapping[str, str]


def encode(lines: Iterable[str], rules: str) -> Encoded:
    """Return the statements that the rules can read, as facts.

    Left out are annotations, OWL vocabulary that no rule names, and lists of things that are all
    different: the rules take two names for two things anyway.

    Args:
        lines: N-Quads lines of the default graph.
        rules: the text of the closure rules.
    """
    lines = list(lines)
    silent = _annotation_properties(lines) | _BUILT_IN_ANNOTATIONS
    skipped = _cells_of_differents(lines)
    read = set(_BUILT_IN.findall(rules))
    written: dict[str, str] = {}
    inert: dict[str, bool] = {}

    def term(token: str) -> str:
        known = written.get(token)
        if known is None:
            known = written[token] = _encode_term(token)
            inert[token] = _is_inert(token, read)
        return known

    facts = []
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if predicate in silent or subject in skipped:
            continue
        target = rest[:-2]
        s, p, o = term(subject), term(predicate), term(target)
        if inert[predicate] or (predicate == _TYPE and inert[target]):
            continue
        name = "asserted_value" if target[0] == '"' else "asserted"
        facts.append(f"{name}({s},{p},{o}).")
    back = {asp: token for token, asp in written.items()}
    back.update((text_source(name), f"<{expand(name)}>") for name in read)
    return Encoded("\n".join(facts), back)


def _annotation_properties(lines: Iterable[str]) -> set[str]:
    """Return the declared annotation properties, as N-Triples terms."""
    ending = f" {_TYPE} {_ANNOTATION_PROPERTY} ."
    return {line[: -len(ending)] for line in lines if line.endswith(ending)}


def _cells_of_differents(lines: Iterable[str]) -> set[str]:
    """Return the list cells of ``owl:AllDifferent`` axioms, as N-Triples terms."""
    rest: dict[str, str] = {}
    axioms: set[str] = set()
    heads: list[tuple[str, str]] = []
    for line in lines:
        if line[0] == "_":
            subject, predicate, target = line[:-2].split(" ", 2)
            if predicate == _REST:
                rest[subject] = target
            elif predicate in _MEMBERS:
                heads.append((subject, target))
            elif target == _ALL_DIFFERENT:
                axioms.add(subject)
    cells: set[str] = set()
    waiting = [cell for axiom, cell in heads if axiom in axioms]
    while waiting:
        cell = waiting.pop()
        if cell in rest and cell not in cells:
            cells.add(cell)
            waiting.append(rest[cell])
    return cells


def differences_left_out(lines: Iterable[str]) -> list[str]:
    """Return the lines without the ``owl:AllDifferent`` axioms and their lists."""
    lines = list(lines)
    ending = f" {_TYPE} {_ALL_DIFFERENT} ."
    gone = _cells_of_differents(lines)
    gone.update(line[: -len(ending)] for line in lines if line.endswith(ending))
    return [line for line in lines if line.split(" ", 1)[0] not in gone]


def _encode_term(token: str) -> str:
    """Return an N-Triples term as the rules write it."""
    if token[0] == "<":
        iri = token[1:-1]
        own = local_name(iri)
        return own if own is not None and is_constant(own) else text_source(compact(iri))
    if token[0] == "_":
        return text_source(token)
    number = _INTEGER.fullmatch(token)
    if number and number[2] in _INTEGERS:
        return number[1]
    return text_source(token)


def _is_inert(token: str, read: set[str]) -> bool:
    """Return whether a term is OWL or RDF vocabulary that no rule names."""
    if not token.startswith((f"<{_OWL}", f"<{_RDF}", f"<{_RDFS}")):
        return False
    return compact(token[1:-1]) not in read


def close(lines: Iterable[str], rules: Source, where: Where | None = None) -> tuple[str, ...]:
    """Return what follows from the statements, without the statements themselves.

    Left out is what says nothing: ``rdf:type owl:Thing``, a class under itself, and everything
    about blank nodes.

    Args:
        lines: N-Quads lines of the default graph, with canonical blank nodes.
        rules: the closure rules.
        where: names the file that makes a statement, for messages.

    Returns:
        N-Triples lines, sorted.

    Raises:
        KnowledgeError: if two statements clash (one sentence for each clash), or if the rules
            cannot be read.
    """
    encoded = encode(lines, rules.text)
    control = ground_closure(encoded.facts, rules)
    clashes = [atom.symbol for atom in control.symbolic_atoms.by_signature("conflict", 3)]
    if clashes:
        raise _conflict_error(clashes, encoded, rules, where)
    return tuple(sorted(set(_inferred(control, encoded.terms))))


def ground_closure(facts: str, rules: Source) -> Control:
    """Return a control with rules and facts grounded; any warning counts as an error.

    Args:
        facts: the statements as ``encode`` writes them.
        rules: the closure rules.

    Raises:
        KnowledgeError: when they do not ground cleanly.
    """
    complaints: list[str] = []

    def listen(code: MessageCode, message: str) -> None:
        complaints.append(message.strip().replace("<block>", rules.name))

    try:
        control = Control(logger=listen)
        control.add("base", [], rules.text)
        control.add("base", [], facts)
        control.ground([("base", [])])
    except RuntimeError as error:
        raise KnowledgeError("\n".join(complaints) or str(error)) from error
    if complaints:
        raise KnowledgeError("\n".join(complaints))
    return control


def _inferred(control: Control, terms: Mapping[str, str]) -> Iterator[str]:
    """Yield the derived statements between named things as N-Triples lines."""
    with control.solve(yield_=True) as answer:
        model = answer.model()
        atoms = [str(symbol) for symbol in model.symbols(shown=True)] if model else []
    for statement in atoms:
        parts = _STATEMENT.fullmatch(statement)
        if parts is None:
            raise InternalError(f"a derived statement cannot be read: {statement}")
        subject, predicate, target = (terms[part] for part in parts.groups())
        if "_" not in (subject[0], predicate[0], target[0]):
            yield f"{subject} {predicate} {target} ."


def _conflict_error(
    clashes: Iterable[Symbol], encoded: Encoded, rules: Source, where: Where | None
) -> KnowledgeError:
    """Return one error that tells every clash."""
    reasons = {rule["id"]: rule for rule in _CONFLICT_RULE.finditer(rules.text)}
    statements = []
    for clash in sorted(clashes):
        name, subject, other = clash.arguments
        places = [_place_of(statement, encoded, where) for statement in (subject, other)]
        reason = _reason(reasons.get(name.name), [*subject.arguments, *other.arguments])
        statements.append(
            KnowledgeError(
                f"{places[0][0]} clashes with {places[1][0]}",
                allowed=reason,
                file=places[0][1] or places[1][1],
            )
        )
    first = statements[0]
    return KnowledgeError(first.found, allowed=first.allowed, file=first.file, also=statements[1:])


def _reason(rule: re.Match[str] | None, values: Iterable[Symbol]) -> str:
    """Return the label of a conflict rule with its variables filled."""
    if rule is None:
        return ""
    variables = f"{rule['one']}, {rule['other']}".split(", ")
    bound = {name: _readable(value) for name, value in zip(variables, values, strict=False)}
    return re.sub(r"\{(\w+)\}", lambda match: bound.get(match[1], match[0]), rule["label"])


def _readable(symbol: Symbol) -> str:
    """Return a term of the rules as people read it."""
    return str(symbol).strip('"').replace('\\"', '"').replace("rdf:type", "a")


def _place_of(statement: Symbol, encoded: Encoded, where: Where | None) -> tuple[str, str | None]:
    """Return a statement in words, and the file that makes it."""
    words = " ".join(_readable(part) for part in statement.arguments)
    try:
        line = " ".join([*(encoded.terms[str(part)] for part in statement.arguments), "."])
    except KeyError:
        return f"“{words}”", None
    file = where(line) if where is not None else None
    if file is not None:
        return f"“{words}” ({file})", file
    stated = f"({','.join(str(part) for part in statement.arguments)})." in encoded.facts
    return (f"“{words}”" if stated else f"“{words}” (inferred)"), None


def check(knowledge: KnowledgeBase) -> list[Problem]:
    """Return the constructs of the ontology that no rule of the closure reads."""
    rules = knowledge.sources.closure_rules
    message = f"No rule of {rules.name} reads it, so what it makes true would be missing."
    return [
        Problem("error", "closure_construct", construct, message)
        for construct in unread_constructs(knowledge.graphs.lines, rules.text)
    ]


def unread_constructs(lines: Iterable[str], rules: str) -> tuple[str, ...]:
    """Return the OWL vocabulary that the graph uses and the closure rules do not know.

    Such a construct would bind HermiT and not the closure, so each is named, sorted.
    """
    known = set(_BUILT_IN.findall(rules)) | _WITHOUT_CONSEQUENCE
    used: set[str] = set()
    for line in lines:
        subject, predicate, target = line[:-2].split(" ", 2)
        if predicate not in _BUILT_IN_ANNOTATIONS:
            used.update(
                compact(token[1:-1])
                for token in (subject, predicate, target)
                if token.startswith(f"<{_OWL}")
            )
    return tuple(sorted(used - known))
