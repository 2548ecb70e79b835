"""What keeps a client safe, computed: which rules and facts queries no pack may replace.

``rules/extension_points.lp`` marks the predicates that keep a client safe and those that reach a
client. Everything that decides a marked predicate, through rules and facts queries, is closed to
replacement, unless a line opens it and says why. No predicate is named here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kg.errors import KnowledgeError
from kg.rulebase.annotations import Annotation, heads_of
from kg.rulebase.rule_set import CASE_PREFIX, RuleFile, Rules
from kg.rulebase.syntax import (
    Aggregate,
    BodyLiteral,
    Chosen,
    Conditional,
    Rule,
    SignedLiteral,
    atoms_of,
)

__all__ = ["Guard", "Mark", "Marks", "compute_guard", "read_marks"]

Signature = tuple[str, int]
#: A marked predicate: its name, the names of its arguments (``_`` for one that does not matter).
_MARK: Final = re.compile(r"%[-><|]\s+(?P<name>[a-z]\w*)(?:\((?P<args>[^)]*)\))?:\s+(?P<text>\S.*)")
#: A predicate or the id of a rule or facts query that is opened, and why.
_OPENED: Final = re.compile(r"%=\s+(?P<name>[a-z]\w*)(?:/(?P<arity>\d+))?:\s+(?P<text>\S.*)")
_PROBE: Final = re.compile(r"%\?\s+(?P<rule>[a-z]\w*\(.*\.)")
_ARGUMENT: Final = re.compile(r"_|[A-Z][A-Za-z0-9]*")
#: Larger, smaller: what a change of a predicate does to what is marked.
_GROWS: Final = 1
_SHRINKS: Final = -1


@dataclass(frozen=True)
class Mark:
    """A marked predicate.

    Attributes:
        name: its name.
        arguments: the names of its arguments; ``_`` for one that is not compared.
        text: what it is for.
    """

    name: str
    arguments: tuple[str, ...]
    text: str

    @property
    def signature(self) -> Signature:
        """The name and the number of arguments."""
        return self.name, len(self.arguments)

    @property
    def is_compared(self) -> bool:
        """Whether its atoms are compared: some argument has a name, or there is none at all."""
        return not self.arguments or any(name != "_" for name in self.arguments)

    def project(self, values: Iterable[object]) -> tuple[object, ...]:
        """Return the values of an atom that are compared."""
        pairs = zip(self.arguments, values, strict=True)
        return tuple(value for name, value in pairs if name != "_")


@dataclass(frozen=True)
class Marks:
    """What ``rules/extension_points.lp`` says of safety.

    Attributes:
        safety: the predicates that keep a client safe (``%-``), in their order.
        outputs: the predicates that reach a client (``%>``), in their order.
        places: the predicates that name an exercise to a client though their rules may be replaced
            (``%<``), in their order.
        judgements: the predicates that many rules say of a plan (``%|``), in their order.
        opened: what is opened to replacement although it decides a marked predicate (``%=``):
            predicates and ids, each with the reason.
        probes: rules that ask the safety predicates about every exercise (``%?``).
    """

    safety: tuple[Mark, ...]
    outputs: tuple[Mark, ...]
    places: tuple[Mark, ...]
    judgements: tuple[Mark, ...]
    opened: Mapping[Signature | str, str]
    probes: tuple[str, ...]


@dataclass(frozen=True)
class Guard:
    """What no pack may replace.

    Attributes:
        closed: the ids of rules and the predicates of facts queries, each with the reason.
        polarity: the predicates that decide a safety predicate: ``{1}`` when more of it only makes
            a client safer, ``{-1}`` when more of it could weaken, both when either may happen.
        weakening: the predicates of which more could weaken a safety predicate, through ``not``;
            what an aggregate reads counts as what is read plainly.
        passage: the predicates between a safety predicate and one that reaches a client.
        known: every predicate that the rules derive or read.
    """

    closed: Mapping[str, str]
    polarity: Mapping[Signature, frozenset[int]]
    weakening: frozenset[Signature]
    passage: frozenset[Signature]
    known: frozenset[Signature]


def read_marks(rules: Rules) -> Marks:
    """Return what is marked in the rules that come with the package.

    Raises:
        KnowledgeError: when a marked line cannot be read, or names a predicate that nothing
            declares; every fault is named.
    """
    safety: list[Mark] = []
    outputs: list[Mark] = []
    places: list[Mark] = []
    judgements: list[Mark] = []
    opened: dict[Signature | str, str] = {}
    probes: list[str] = []
    faults: list[KnowledgeError] = []
    lists = {"-": safety, ">": outputs, "<": places, "|": judgements}
    for file, number, line in _marked_lines(rules):
        try:
            if line[1] == "?":
                probes.append(_probe(line))
            elif line[1] == "=":
                name, reason = _opening(line)
                opened[name] = reason
            else:
                mark = _mark(line)
                if mark.signature not in rules.predicates:
                    raise ValueError(f"`{mark.name}/{len(mark.arguments)}` is not declared")
                lists[line[1]].append(mark)
        except ValueError as error:
            faults.append(
                KnowledgeError(
                    str(error),
                    allowed="`%- name(Argument, _): what for`, `%> name(Argument): what for`, "
                    "`%< name(Argument): what for`, `%| name(_): what for`, "
                    "`%= name/2: reason`, `%= id: reason`, `%? head :- body.`",
                    file=file.shown,
                    line=number,
                )
            )
    if faults:
        raise faults[0].and_also(faults[1:])
    return Marks(
        safety=tuple(safety),
        outputs=tuple(outputs),
        places=tuple(places),
        judgements=tuple(judgements),
        opened=MappingProxyType(opened),
        probes=tuple(probes),
    )


def _marked_lines(rules: Rules) -> Iterator[tuple[RuleFile, int, str]]:
    for file in rules.files:
        if not file.pack:
            for number, line in enumerate(file.text.splitlines(), 1):
                if line[:2] in ("%-", "%>", "%<", "%|", "%=", "%?"):
                    yield file, number, line


def _mark(line: str) -> Mark:
    match = _MARK.fullmatch(line.rstrip())
    if match is None:
        raise ValueError("a mark that cannot be read")
    arguments = tuple(part.strip() for part in (match["args"] or "").split(",") if part.strip())
    for argument in arguments:
        if not _ARGUMENT.fullmatch(argument):
            raise ValueError(f"the argument `{argument}` of a mark")
    return Mark(match["name"], arguments, match["text"])


def _opening(line: str) -> tuple[Signature | str, str]:
    match = _OPENED.fullmatch(line.rstrip())
    if match is None:
        raise ValueError("an opening without a name or a reason")
    name: Signature | str = match["name"]
    if match["arity"] is not None:
        name = match["name"], int(match["arity"])
    return name, match["text"]


def _probe(line: str) -> str:
    match = _PROBE.fullmatch(line.rstrip())
    if match is None:
        raise ValueError("a probe that is no rule")
    return match["rule"]


# --- the closure --------------------------------------------------------------------------------


def compute_guard(marks: Marks, annotations: Sequence[Annotation]) -> Guard:
    """Return what no pack may replace.

    Args:
        marks: what is marked.
        annotations: the rules that come with the package. What they read, nothing derives and no
            case fills comes from a facts query.

    Example:
        ``barred(E) :- asked(E), not cleared.`` with ``%- barred(Exercise): …`` closes the rules
        and queries of ``barred``, ``asked`` and ``cleared``; more of ``cleared`` could weaken.
    """
    program = _Program(annotations)
    barrier = {name for name in marks.opened if isinstance(name, tuple)}
    safety = {mark.signature: mark for mark in marks.safety}
    outputs = {mark.signature: mark for mark in marks.outputs}
    below = program.forward(safety, barrier)
    above = program.backward(dict.fromkeys(outputs, _GROWS), barrier)
    passage = frozenset(below & above.keys())
    start = dict.fromkeys(safety, _GROWS) | dict.fromkeys(passage - safety.keys(), _SHRINKS)
    reached = program.backward(start, barrier)
    closed: dict[str, str] = {}
    ids = {name for name in marks.opened if isinstance(name, str)}
    judged = {mark.signature: mark for mark in marks.judgements}
    for one in annotations:
        heads = [head.signature for rule in one.rules for head in heads_of(rule)]
        reads = {body for rule in one.rules for _, body in _signed(rule)}
        for head in heads if one.id not in ids else ():
            if head in reached:
                closed[one.id] = _reason(head, reached, safety, outputs)
            elif head in judged and reads & safety.keys():
                closed[one.id] = f"it decides {head[0]}/{head[1]}: {judged[head].text}"
    for signature in reached.keys() - program.derived:
        name = signature[0]
        if name not in ids and not name.startswith(CASE_PREFIX):
            closed[name] = _reason(signature, reached, safety, outputs)
    compared = [mark.signature for mark in marks.safety if mark.is_compared]
    signs = program.backward(
        dict.fromkeys(compared, _GROWS), barrier | outputs.keys(), aggregates=_GROWS
    )
    return Guard(
        MappingProxyType(dict(sorted(closed.items()))),
        MappingProxyType({one: reach.polarity for one, reach in reached.items()}),
        frozenset(one for one, reach in signs.items() if _SHRINKS in reach.polarity),
        passage,
        program.known,
    )


def _reason(
    signature: Signature,
    reached: Mapping[Signature, _Reach],
    safety: Mapping[Signature, Mark],
    outputs: Mapping[Signature, Mark],
) -> str:
    """Return why what fills a predicate is closed: the way to what is marked."""
    way = [signature]
    while reached[way[-1]].by is not None and way[-1] not in safety:
        way.append(reached[way[-1]].by or signature)
    shown = " → ".join(f"{name}/{arity}" for name, arity in way)
    mark = safety.get(way[-1]) or outputs.get(way[-1])
    text = mark.text if mark else "what is ruled out does not reach a client."
    return f"it decides {shown}: {text}"


@dataclass(frozen=True)
class _Reach:
    """How a predicate was reached: with which polarity, and from which predicate first."""

    polarity: frozenset[int]
    by: Signature | None


class _Program:
    """The rules as a graph of predicates."""

    def __init__(self, annotations: Iterable[Annotation]) -> None:
        """Sort the edges by head and by body."""
        self._bodies: dict[Signature, set[tuple[int, Signature]]] = defaultdict(set)
        self._heads: dict[Signature, set[Signature]] = defaultdict(set)
        derived: set[Signature] = set()
        for one in annotations:
            for rule in one.rules:
                edges = set(_signed(rule))
                for head in heads_of(rule):
                    derived.add(head.signature)
                    self._bodies[head.signature] |= edges
                    for _, body in edges:
                        self._heads[body].add(head.signature)
        self.derived = frozenset(derived)
        self.known = frozenset(derived | self._heads.keys())

    def backward(
        self, start: Mapping[Signature, int], barrier: Iterable[Signature], aggregates: int = 0
    ) -> dict[Signature, _Reach]:
        """Return what decides some predicates, each with its polarity; not beyond the barrier.

        What an aggregate reads has the sign of ``aggregates``: 0 is either.
        """
        stop = set(barrier)
        found: dict[Signature, _Reach] = {
            one: _Reach(frozenset([polarity]), None) for one, polarity in start.items()
        }
        waiting = list(start.items())
        while waiting:
            head, polarity = waiting.pop(0)
            for read, body in sorted(self._bodies[head]):
                sign = read or aggregates
                signs = {polarity * sign} if sign else {_GROWS, _SHRINKS}
                known = found.get(body)
                more = signs - (known.polarity if known else frozenset())
                if body in stop or not more:
                    continue
                found[body] = _Reach(
                    (known.polarity if known else frozenset()) | more,
                    known.by if known else head,
                )
                waiting += [(body, one) for one in sorted(more)]
        return found

    def forward(self, start: Iterable[Signature], barrier: Iterable[Signature]) -> set[Signature]:
        """Return what some predicates have a part in, not beyond the barrier."""
        stop = set(barrier)
        found = set(start)
        waiting = sorted(found)
        while waiting:
            for head in sorted(self._heads[waiting.pop(0)] - stop - found):
                found.add(head)
                waiting.append(head)
        return found


def _signed(rule: Rule) -> Iterator[tuple[int, Signature]]:
    """Yield the predicates of a body with their sign: 1, -1 under one ``not``, 0 for either."""
    if isinstance(rule.head, Chosen):
        for _, condition in rule.head.elements:
            yield from _signed_body(condition, 1)
    yield from _signed_body(rule.body, 1)


def _signed_body(body: Iterable[BodyLiteral], sign: int) -> Iterator[tuple[int, Signature]]:
    for literal in body:
        match literal:
            case SignedLiteral():
                for signs, atom in atoms_of((literal,)):
                    yield sign * (-1) ** signs, atom.signature
            case Conditional(consequence, condition):
                yield from _signed_body((consequence,), sign)
                yield from _signed_body(condition, -sign)
            case Aggregate():
                for _, atom in atoms_of((literal,)):
                    yield 0, atom.signature
