"""Asks xclingo to explain an atom of an answer; run by a Python that has xclingo, without ours.

Standard input is a JSON object: ``rules`` and ``facts`` as program text, ``model`` with the true
atoms, ``question``, and ``steps``: pairs of a rule's number and the atom that it is to give. The
standard output is one with the milliseconds of the translation and of the first explanation, and
whether an explanation with those steps is among those that xclingo finds.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence

import clingo
from xclingo.explainer import Explainer
from xclingo.preprocessor import DefaultExplainingPipeline


class Answer:
    """An answer as xclingo takes it."""

    def __init__(self, atoms: Sequence[str]) -> None:
        """Keep the true atoms."""
        self._atoms = [clingo.parse_term(one) for one in atoms]

    def symbols(self, **_: bool) -> list[clingo.Symbol]:
        """Return the true atoms."""
        return self._atoms


def explained(program: str, question: str, answer: Answer, more: str = "") -> bool:
    """Return whether xclingo finds an explanation."""
    explainer = Explainer(["1"], logger=lambda _, said: print(said, file=sys.stderr))
    explainer.add("base", [], program)
    explainer.add("base", [], f"_xclingo_show_trace({question}).\n{more}")
    found = explainer._compute_graphs(answer)  # noqa: SLF001 - it has no public door
    return next(iter(found), None) is not None


def main() -> None:
    """Answer one request."""
    asked = json.load(sys.stdin)
    answer = Answer(asked["model"])
    start = time.perf_counter()
    program = DefaultExplainingPipeline().translate("base", asked["rules"])
    rules_done = time.perf_counter()
    facts = DefaultExplainingPipeline().translate("base", asked["facts"])
    # Both texts number their rules from 1; facts get numbers of their own.
    facts = facts.replace("_xclingo_sup(", "_xclingo_sup(f")
    facts_done = time.perf_counter()
    found = explained(program + facts, asked["question"], answer)
    done = time.perf_counter()
    wanted = "\n".join(
        f":- _xclingo_relevant({atom}), not _xclingo_f({number},0,{atom},_)."
        for number, atom in asked["steps"]
    )
    json.dump(
        {
            "rules_ms": (rules_done - start) * 1000,
            "facts_ms": (facts_done - rules_done) * 1000,
            "explain_ms": (done - facts_done) * 1000,
            "found": found,
            "agrees": explained(program + facts, asked["question"], answer, wanted),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
