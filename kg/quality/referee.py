"""The referee: HermiT decides whether the ontology is sound and our closure right.

What HermiT derives must be in the closure. What the closure has beyond that must be readable off
what HermiT and the ontology say: a statement turned round, or one with a wider property or class,
which HermiT does not spell out. The verdict is kept in ``ontology/hermit.lock.json``, so that
nobody waits for Java who has not changed what the ontology says.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from kg.errors import BadInput, KnowledgeError
from kg.knowledge.closure import differences_left_out
from kg.knowledge.graph_diff import all_different
from kg.knowledge.load import content_hash
from kg.knowledge.problems import Problem
from kg.knowledge.terms import compact
from kg.paths import write_atomically
from kg.quality.hermit import HermitResult, ask_hermit

if TYPE_CHECKING:
    from kg.knowledge.base import KnowledgeBase

__all__ = ["LOCK", "Verdict", "check", "judge", "problems_of", "verdict_of"]

LOCK = "hermit.lock.json"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SUB_CLASS = f"<{_RDFS}subClassOf>"
_SUB_PROPERTY = f"<{_RDFS}subPropertyOf>"
_KINDS_OF_EQUAL = {
    f"<{_OWL}equivalentClass>": _SUB_CLASS,
    f"<{_OWL}equivalentProperty>": _SUB_PROPERTY,
}
_INVERSE = f"<{_OWL}inverseOf>"
_SYMMETRIC = f"<{_OWL}SymmetricProperty>"
_IMPORTS = f"<{_OWL}imports>"
_ONTOLOGY = f"<{_OWL}Ontology>"
_SHOWN = 20

Statement = tuple[str, str, str]
Talk = Callable[[str], None]


@dataclass(frozen=True)
class Verdict:
    """What HermiT says of an ontology, and how our closure compares.

    Attributes:
        consistent: whether it has a model at all.
        unsatisfiable: the classes and properties that nothing can belong to, in short.
        missing: statements that HermiT derives and our closure lacks, in short.
        unfounded: statements of our closure that nothing HermiT says bears out, in short.
        derived: how many new statements HermiT derives, by predicate in short.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unfounded: tuple[str, ...] = ()
    derived: Mapping[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether the ontology is sound and the closure right."""
        return self.consistent and not (self.unsatisfiable or self.missing or self.unfounded)


def judge(stated: Iterable[str], inferred: Iterable[str], talk: Talk | None = None) -> Verdict:
    """Let HermiT reason over what is stated, and compare with what our closure adds.

    It is asked twice. With every statement, and with axioms that tell the things of each kind
    apart: can they all be true, can every class hold something, of which kinds is each thing? Then
    for all property values, without lists of things that are all different: they would make it
    take many times as long, and in an ontology of Horn axioms that is consistent they only forbid
    and never add.

    Args:
        stated: the ontology as N-Quads or N-Triples lines, in the default graph.
        inferred: what the closure adds, likewise.
        talk: is told what is being done.

    Raises:
        KnowledgeError: when the reasoner is not installed or refuses the ontology.
        TimeLimit: when it does not answer in time.
    """
    lines = _one_ontology(stated)
    distinct = [*lines, *all_different(lines)]
    whole = _timed(talk, "consistency and kinds", lambda: ask_hermit(distinct, values=False))
    if not whole.consistent or whole.unsatisfiable:
        return Verdict(whole.consistent, tuple(compact(iri) for iri in whole.unsatisfiable))
    values = _timed(
        talk, "property values", lambda: ask_hermit(differences_left_out(lines), values=True)
    )
    statements = {_without_stop(line) for line in lines}
    closure = {_without_stop(line) for line in inferred}
    derived = _spelled_out(whole.statements | values.statements)
    new = derived - statements
    return Verdict(
        consistent=True,
        missing=_in_short(new - closure),
        unfounded=_in_short(closure - _read_off(statements | derived)),
        derived=_counts(new),
    )


def _timed(talk: Talk | None, about: str, ask: Callable[[], HermitResult]) -> HermitResult:
    """Ask, and tell what about and for how long."""
    if talk is not None:
        talk(f"continuum: asking HermiT about {about} …")
    begun = monotonic()
    answer = ask()
    if talk is not None:
        talk(f"continuum: … answered after {monotonic() - begun:.0f} s")
    return answer


def _one_ontology(lines: Iterable[str]) -> list[str]:
    """Return the lines without imports and with the header of one module only."""
    own_lines = [line for line in lines if f" {_IMPORTS} " not in line]
    headers = sorted(line for line in own_lines if line.endswith(f" {_TYPE} {_ONTOLOGY} ."))
    others = {header.split(" ", 1)[0] for header in headers[1:]}
    return [line for line in own_lines if line.split(" ", 1)[0] not in others]


def _without_stop(line: str) -> str:
    return line.strip().removesuffix(".").rstrip()


def _parts(statement: str) -> Statement:
    subject, predicate, target = statement.split(" ", 2)
    return subject, predicate, target


def _spelled_out(statements: Iterable[str]) -> set[str]:
    """Return statements with each equivalence as two kinds, and none of a thing with itself."""
    spelled = set()
    for statement in statements:
        subject, predicate, other = _parts(statement)
        kind = _KINDS_OF_EQUAL.get(predicate)
        if kind is not None:
            spelled.add(f"{other} {kind} {subject}")
        if subject != other or predicate not in (_SUB_CLASS, _SUB_PROPERTY):
            spelled.add(f"{subject} {kind or predicate} {other}")
    return spelled


def _read_off(statements: Iterable[str]) -> set[str]:
    """Return statements with all that can be read off them: turned round, and wider."""
    triples = [_parts(statement) for statement in _spelled_out(statements)]
    wider: dict[str, set[str]] = defaultdict(set)
    turned: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, other in triples:
        if predicate in (_SUB_CLASS, _SUB_PROPERTY):
            wider[subject].add(other)
        elif predicate == _INVERSE:
            turned[subject].add(other)
            turned[other].add(subject)
        elif predicate == _TYPE and other == _SYMMETRIC:
            turned[subject].add(subject)
    reached, waiting = set(triples), triples
    while waiting:
        for triple in _next(waiting.pop(), wider, turned):
            if triple not in reached:
                reached.add(triple)
                waiting.append(triple)
    return {" ".join(parts) for parts in reached}


def _next(
    triple: Statement, wider: Mapping[str, set[str]], turned: Mapping[str, set[str]]
) -> Iterator[Statement]:
    """Yield what can be read off one statement in one step."""
    subject, predicate, other = triple
    if predicate in (_TYPE, _SUB_CLASS, _SUB_PROPERTY):
        yield from ((subject, predicate, general) for general in wider.get(other, ()))
    yield from ((subject, general, other) for general in wider.get(predicate, ()))
    yield from ((other, inverse, subject) for inverse in turned.get(predicate, ()))


def _in_short(statements: Iterable[str]) -> tuple[str, ...]:
    """Return statements as people read them, sorted."""
    parts = (_parts(statement) for statement in statements)
    return tuple(sorted(" ".join(_name(term) for term in triple) for triple in parts))


def _name(term: str) -> str:
    return compact(term[1:-1]) if term.startswith("<") else term


def _counts(statements: Iterable[str]) -> dict[str, int]:
    """Return how many statements there are of each predicate."""
    return dict(sorted(Counter(_name(_parts(one)[1]) for one in statements).items()))


def check(knowledge: KnowledgeBase, *, full: bool = False, update: bool = False) -> list[Problem]:
    """Return what the referee has against the ontology.

    HermiT is only asked when the lock speaks of another ontology or closure, or when ``full`` is
    set.

    Args:
        knowledge: the ontology.
        full: whether to ask HermiT although the lock is current.
        update: whether to write the lock when the verdict is sound.

    Raises:
        KnowledgeError: when the lock cannot be read, or HermiT is needed and does not answer.
        BadInput: when the lock cannot be written.
    """
    state = _state(knowledge)
    lock = _read_lock(knowledge)
    current = all(lock.get(key) == value for key, value in state.items())
    if current and not full:
        return problems_of(
            Verdict(bool(lock.get("consistent")), tuple(lock.get("unsatisfiable", ())))
        )
    verdict = verdict_of(knowledge)
    problems = problems_of(verdict)
    if verdict.holds and update:
        _keep(knowledge, state, verdict)
    elif verdict.holds and not current:
        problems.append(
            Problem(
                "error",
                "hermit_lock",
                LOCK,
                "The verdict is sound but not written down; run: continuum ontology check --update",
            )
        )
    return problems


def verdict_of(knowledge: KnowledgeBase) -> Verdict:
    """Return HermiT's verdict on an ontology and its closure."""
    return judge(knowledge.graphs.reasoned, knowledge.graphs.inferred, _talk)


def _talk(text: str) -> None:
    print(text, file=sys.stderr)


def _state(knowledge: KnowledgeBase) -> dict[str, str]:
    """Return what a verdict is about."""
    return {
        "hash": content_hash(knowledge.graphs.reasoned),
        "closure": content_hash(knowledge.graphs.inferred),
    }


def _read_lock(knowledge: KnowledgeBase) -> dict[str, Any]:
    """Return the content of the lock file; nothing if there is none."""
    path = knowledge.places.ontology / LOCK
    try:
        verdict = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise KnowledgeError(
            f"no verdict can be read ({error})",
            allowed="continuum ontology check --update writes it",
            file=f"ontology/{LOCK}",
        ) from error
    return verdict if isinstance(verdict, dict) else {}


def _keep(knowledge: KnowledgeBase, state: Mapping[str, str], verdict: Verdict) -> None:
    """Write the lock file."""
    content = {
        **state,
        "consistent": verdict.consistent,
        "unsatisfiable": list(verdict.unsatisfiable),
        "derived": dict(verdict.derived),
    }
    try:
        written = f"{json.dumps(content, indent=2)}\n".encode()
        write_atomically(knowledge.places.ontology / LOCK, written)
    except OSError as error:
        raise BadInput(f"cannot be written ({error.strerror})", file=f"ontology/{LOCK}") from error


def problems_of(verdict: Verdict) -> list[Problem]:
    """Return what a verdict has against an ontology."""
    if not verdict.consistent:
        message = "HermiT finds a contradiction in the ontology."
        return [Problem("error", "hermit", "ontology", message)]
    problems = [
        Problem("error", "hermit", subject, "Nothing can belong to it.")
        for subject in verdict.unsatisfiable
    ]
    for statements, message in (
        (verdict.missing, "HermiT derives this and the closure does not."),
        (verdict.unfounded, "The closure derives this and nothing HermiT says bears it out."),
    ):
        problems += [Problem("error", "hermit", one, message) for one in statements[:_SHOWN]]
        if len(statements) > _SHOWN:
            more = f"{len(statements) - _SHOWN} more statements"
            problems.append(Problem("error", "hermit", more, message))
    return problems
