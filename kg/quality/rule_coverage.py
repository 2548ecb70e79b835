"""What some cases leave untested: rules that no case uses, and words that a person would miss.

What counts as used stands in ``kg.quality.rule_usage``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import clingo

from kg.advice.advise import TIME_LIMIT, solve_case
from kg.case.model import Case
from kg.explain.given_atoms import given_by
from kg.explain.narrative import Teller
from kg.explain.ontology_proofs import OntologyProofs
from kg.knowledge import KnowledgeBase
from kg.proof.compile import Compiled
from kg.proof.proof import Proof, Step
from kg.proof.rulebook import Rulebook, rulebook
from kg.proof.solved_program import SolvedProgram
from kg.proof.supports import Instance
from kg.proof.true_atoms import Truth
from kg.quality.rule_usage import REFUSALS, possible, used_of
from kg.rulebase.annotations import Annotation
from kg.rulebase.rule_set import Rules
from kg.rulebase.sentences import Sentences
from kg.solve.search import Solution

__all__ = ["Coverage", "Survey", "WordFault"]

#: What no sentence may hold: a place that nothing filled, an id, a term as the rules write it.
_RAW: Final = re.compile(r"[{}]|\w_\w|\w\([^ ]*,|^\W*$")


@dataclass(frozen=True)
class WordFault:
    """A sentence that is not fit to be read, or something that has no words at all.

    Attributes:
        what: the sentence, or the name of what has no words.
        where: the rule or the kind of line that says it; empty for what has no words.
        case: the first case in which it is said.
    """

    what: str
    where: str
    case: str


@dataclass(frozen=True)
class Coverage:
    """What some cases leave untested.

    Attributes:
        cases: the names of the cases.
        rules: how many rules there are.
        idle: the rules that none of the cases uses, in the order of the files.
        wordless: ids without a label, terms without a sentence, texts that an entry lacks, of all
            that a person may see.
        unfinished: sentences that are empty, or hold a place that nothing filled or a raw id.
    """

    cases: tuple[str, ...]
    rules: int
    idle: tuple[Annotation, ...]
    wordless: tuple[WordFault, ...]
    unfinished: tuple[WordFault, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return not (self.idle or self.wordless or self.unfinished)


class Survey:
    """Looks at one case after another and keeps what they use and say."""

    def __init__(self, knowledge: KnowledgeBase, rules: Rules) -> None:
        """Stand ready for the first case.

        Args:
            knowledge: the ontology.
            rules: the rules that are surveyed; those of the closure are not among them.

        Raises:
            KnowledgeError: when an annotation cannot be read.
        """
        self._knowledge = knowledge
        self._rules = rules
        self._book = rulebook(rules)
        self._possible = possible(self._book)
        self._say = Sentences(rules, knowledge, self._miss)
        self._teller = Teller(knowledge, self._book, self._say, OntologyProofs(knowledge))
        self._is_given = given_by(knowledge.facts.signature)
        self._cases: list[str] = []
        self._used: set[str] = set()
        self._told: set[tuple[object, ...]] = set()
        self._said: set[tuple[object, ...]] = set()
        self._wordless: dict[str, WordFault] = {}
        self._unfinished: dict[str, WordFault] = {}

    def look(
        self,
        name: str,
        case: Case,
        *,
        extra: Sequence[str] = (),
        time_limit: float = TIME_LIMIT,
    ) -> None:
        """Take a case into account; of one that the rules refuse, what refuses it.

        Args:
            name: what the case is called.
            case: the case.
            extra: further facts beside those of the case, such as those of a plan.
            time_limit: seconds for the search.

        Raises:
            TimeLimit, KnowledgeError: as ``kg.advice.advise`` does.
        """
        self._cases.append(name)
        control, solution = self._answered(case, extra, time_limit)
        refusals = sorted(one for one in solution.whole if one.name in REFUSALS)
        seen = refusals or [one for one in solution.atoms if not self._is_given(one)]
        truth = Truth(solution.whole, control)
        solved = SolvedProgram(control, self._possible, truth, self._is_given)
        for instance in solved.settle(seen):
            self._use(instance, self._possible.compiled)
        self._tell(seen, solved.steps)
        self._look_for_the_rest(control, solution)

    def glance(
        self,
        name: str,
        case: Case,
        *,
        extra: Sequence[str] = (),
        time_limit: float = TIME_LIMIT,
    ) -> None:
        """Take a case into account only for the rules that nothing has used so far.

        It takes a small part of the time of ``look``; proofs are not told.

        Args:
            name: what the case is called.
            case: the case.
            extra: further facts beside those of the case, such as those of a plan.
            time_limit: seconds for the search.

        Raises:
            TimeLimit, KnowledgeError: as ``kg.advice.advise`` does.
        """
        self._cases.append(name)
        if len(self._used) < len(self._possible.annotations):
            self._look_for_the_rest(*self._answered(case, extra, time_limit))

    def _answered(
        self, case: Case, extra: Sequence[str], time_limit: float
    ) -> tuple[clingo.Control, Solution]:
        return solve_case(case, self._knowledge, self._rules, extra=extra, time_limit=time_limit)

    def _look_for_the_rest(self, control: clingo.Control, solution: Solution) -> None:
        """Note which of the rules that nothing has used so far an answer uses."""
        annotations = self._possible.annotations.items()
        idle = Rulebook({name: rule for name, rule in annotations if name not in self._used})
        truth = Truth(solution.whole, control)
        solved = SolvedProgram(control, idle, truth, self._is_given, questions=1)
        used = used_of(solved, solution.whole)
        for instance in (*used.behind, *used.costs):
            self._use(instance, idle.compiled)

    def coverage(self) -> Coverage:
        """Return what the cases so far leave."""
        annotations = self._book.annotations.values()
        return Coverage(
            tuple(self._cases),
            len(annotations),
            tuple(one for one in annotations if one.id not in self._used),
            tuple(self._wordless[name] for name in sorted(self._wordless)),
            tuple(self._unfinished[text] for text in sorted(self._unfinished)),
        )

    def _use(self, instance: Instance, compiled: Compiled) -> None:
        """Note that a rule is used, and read what it says."""
        code = compiled.codes[instance.number]
        self._used.add(code.id)
        said = code.id, code.variant, instance.values
        if said in self._said:
            return
        self._said.add(said)
        annotation = self._book.annotations[code.id]
        if annotation.rules[code.variant].head is not None:
            named = zip(code.variables, instance.values, strict=True)
            self._read(code.id, self._say.instance(annotation.label, dict(named)))

    def _tell(self, seen: Iterable[clingo.Symbol], steps: Mapping[clingo.Symbol, Step]) -> None:
        """Read the proofs of what an advice is made of, and what their atoms say by themselves."""
        visible: set[clingo.Symbol] = set()
        waiting = list(seen)
        while waiting:
            atom = waiting.pop()
            if atom not in visible:
                visible.add(atom)
                waiting += steps[atom].premises()
        told = {}
        for atom, step in steps.items():
            # What an earlier case says in the same way has been read.
            totals = tuple(one.value for one in step.counted)
            key = atom, step.rule, step.variant, step.needs, totals
            if atom in visible and key not in self._told:
                self._told.add(key)
                told[atom] = step
                self._read(f"{atom.name}/{len(atom.arguments)}", self._say.say(atom))
        if told:
            for line in self._teller.tell(Proof(next(iter(told)), told)).lines.values():
                self._read(line.rule.id if line.rule else line.kind, line.text)

    def _read(self, where: str, text: str) -> None:
        if _RAW.search(text):
            self._unfinished.setdefault(text, WordFault(text, where, self._cases[-1]))

    def _miss(self, what: str) -> None:
        self._wordless.setdefault(what, WordFault(what, "", self._cases[-1]))
