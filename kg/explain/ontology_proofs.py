"""How a statement that the ontology does not make follows from those it makes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import clingo

from kg.knowledge import KnowledgeBase
from kg.knowledge.closure import encode, ground_closure
from kg.knowledge.origin import Origins, StatedTriple
from kg.proof.proof import Proof
from kg.proof.rulebook import Rulebook, rulebook
from kg.proof.solved_program import SolvedProgram
from kg.proof.true_atoms import Everything
from kg.rulebase.rule_set import RuleFile, Rules

__all__ = ["Inference", "OntologyProofs", "Premise"]

#: The files of ``kg.proof`` that decide which proof is found.
_PROVER: Final = (
    "codes",
    "column_layout",
    "compile",
    "derive",
    "preferences",
    "proof",
    "solved_program",
    "supports",
    "totals",
    "true_atoms",
)
_GIVEN: Final = frozenset(["asserted", "asserted_value"])


class Premise(NamedTuple):
    """A statement of a file that an inference rests on.

    Attributes:
        subject: the id of what it speaks of.
        predicate: the property, in short.
        object: the value; a blank node begins with ``_:``.
        file: the file that makes it, if that is known.
        line: its line, counted from 1.
    """

    subject: str
    predicate: str
    object: str
    file: str | None
    line: int | None


@dataclass(frozen=True)
class Inference:
    """How a statement follows from those that files make.

    Attributes:
        rule: the id of the last rule of the closure.
        binding: its variables with their values.
        premises: the statements of named things that it rests on.
    """

    rule: str
    binding: Mapping[str, clingo.Symbol]
    premises: tuple[Premise, ...]


@dataclass(frozen=True)
class OntologyProofs:
    """Proves inferred statements by the rules of the closure.

    Without packs the inferences behind all facts are found together and kept, so that the closure
    is not grounded again; with packs, or without a cache, it is grounded when first asked.
    """

    knowledge: KnowledgeBase

    @cached_property
    def origins(self) -> Origins:
        """Where facts came from, and the places of statements."""
        return Origins(self.knowledge)

    def inferences(self, triples: Iterable[StatedTriple]) -> dict[str, Inference | None]:
        """Return how some statements follow, found together.

        Returns:
            Statement to inference, ``None`` where the closure does not speak of it.
        """
        by_statement = {triple.statement: triple for triple in triples}
        unknown = [
            triple for name, triple in by_statement.items() if name not in self._cached_inferences
        ]
        if unknown:
            self.prove(unknown)
        return {
            name: self._cached_inferences[name]
            if name in self._cached_inferences
            else self._inference(self._proofs[name])
            for name in by_statement
        }

    @cached_property
    def _cached_inferences(self) -> Mapping[str, Inference | None]:
        """The inferences behind all facts, where their origins are kept; else none."""
        origins = self.origins.cached
        if origins is None:
            return {}
        sources, cache = self.knowledge.sources, self.knowledge.cache
        name = f"inferences-{sources.key}-{_code_digest()}.txt"
        content = cache.read(name)
        if content is not None:
            with suppress(ValueError, TypeError, RuntimeError):
                return _KeptInferences(content)
        triples = list(origins.inferred())
        self.prove(triples)
        proofs = {
            triple.statement: self._inference(self._proofs[triple.statement]) for triple in triples
        }
        cache.write(name, _KeptInferences.written(proofs))
        return proofs

    def _inference(self, proof: Proof | None) -> Inference | None:
        if proof is None:
            return None
        premises = (
            tuple(map(_plain, step.atom.arguments))
            for step in proof.steps.values()
            if step.rule is None
        )
        return Inference(
            str(proof.top.rule),
            proof.top.binding,
            tuple(
                Premise(
                    subject, predicate, target, *self.origins.place_of(subject, predicate, target)
                )
                for subject, predicate, target in premises
                if not subject.startswith("_:")
            ),
        )

    @cached_property
    def rulebook(self) -> Rulebook:
        """The closure rules, by id."""
        source = self.knowledge.sources.closure_rules
        return rulebook(
            Rules((RuleFile(source.name, source.text, closed=True),)), self.knowledge.cache
        )

    def of(self, triple: StatedTriple) -> Proof | None:
        """Return the smallest proof of a statement, down to what the ontology states.

        Returns:
            The proof, or ``None`` when the closure does not speak of the statement: annotations
            and what only queries compute.
        """
        self.prove([triple])
        return self._proofs[triple.statement]

    def prove(self, triples: Iterable[StatedTriple]) -> None:
        """Find the proofs of some statements together: much faster than one by one."""
        new = {one.statement: one for one in triples if one.statement not in self._proofs}
        atoms = {name: self._atom(one) for name, one in new.items()}
        roots = [atom for atom in atoms.values() if atom is not None]
        proofs = self._machine[0].proofs_of(roots) if roots else {}
        for name, atom in atoms.items():
            self._proofs[name] = None if atom is None else proofs[atom]

    @cached_property
    def _proofs(self) -> dict[str, Proof | None]:
        """The proofs found so far, by statement."""
        return {}

    @cached_property
    def _machine(self) -> tuple[SolvedProgram, dict[str, str]]:
        """The closure, in which everything holds, and how the rules write a term of N-Triples."""
        rules = self.knowledge.sources.closure_rules
        encoded = encode(self.knowledge.graphs.reasoned, rules.text)
        control = ground_closure(encoded.facts, rules)
        solved = SolvedProgram(
            control, self.rulebook, Everything(), lambda atom: atom.name in _GIVEN
        )
        return solved, {token: written for written, token in encoded.terms.items()}

    def _atom(self, triple: StatedTriple) -> clingo.Symbol | None:
        """Return a statement as the closure rules write it."""
        subject, predicate, target = triple.statement.removesuffix(" .").split(" ", 2)
        _, written = self._machine
        if not all(part in written for part in (subject, predicate, target)):
            return None
        name = "value" if target.startswith('"') else "triple"
        inner = ",".join(written[part] for part in (subject, predicate, target))
        return clingo.parse_term(f"{name}({inner})")


class _KeptInferences(Mapping[str, "Inference | None"]):
    """Inferences as they are kept: a line for each statement, read when it is asked for."""

    def __init__(self, content: bytes) -> None:
        """Take the content; raise ``ValueError`` when it has another form."""
        self._lines = dict(line.split("\t", 1) for line in content.decode().split("\n") if line)

    @staticmethod
    def written(inferences: Mapping[str, Inference | None]) -> bytes:
        """Return inferences as they are kept."""
        lines = []
        for statement, inference in inferences.items():
            data = None
            if inference is not None:
                binding = {name: str(symbol) for name, symbol in inference.binding.items()}
                data = [inference.rule, binding, inference.premises]
            lines.append(f"{json.dumps(statement)}\t{json.dumps(data)}\n")
        return "".join(lines).encode()

    def __getitem__(self, statement: str) -> Inference | None:
        data = json.loads(self._lines[json.dumps(statement)])
        if data is None:
            return None
        rule, binding, premises = data
        symbols = {name: clingo.parse_term(symbol) for name, symbol in binding.items()}
        return Inference(rule, symbols, tuple(Premise(*premise) for premise in premises))

    def __iter__(self) -> Iterator[str]:
        return map(json.loads, self._lines)

    def __len__(self) -> int:
        return len(self._lines)


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """Return the digest of the code that finds proofs."""
    prover = Path(__file__).parents[1] / "proof"
    paths = (Path(__file__), *(prover / f"{name}.py" for name in _PROVER))
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _plain(symbol: clingo.Symbol) -> str:
    """Return a term of the closure rules as people read it."""
    return symbol.string if symbol.type is clingo.SymbolType.String else str(symbol)
