"""Explanations of any clingo program: the way in for those who have no case and no ontology."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import clingo

from kg.proof.explainer import Explainer
from kg.proof.narrative import Story
from kg.proof.plain_domain import PlainDomain
from kg.proof.preferences import Preferences
from kg.proof.proof import Pattern, Proof
from kg.proof.rulebook import Rulebook
from kg.proof.solved_program import SolvedProgram
from kg.proof.true_atoms import TrueAtoms
from kg.rulebase.annotations import Annotation, sentence_of_head
from kg.rulebase.parsing import ParsedComment, ParsedConstant, ParsedRule, parse
from kg.rulebase.rule_set import RuleFile, Rules
from kg.rulebase.syntax import ANY, Rule, with_constants
from kg.solve.search import NoAnswer, search

__all__ = ["JustifiedAnswer", "justify"]

_FILE: Final = "program"
_SECONDS: Final = 10.0


@dataclass(frozen=True)
class JustifiedAnswer:
    """A best answer set of a program, to be asked.

    Attributes:
        explainer: explains it in sentences.
    """

    explainer: Explainer

    @property
    def atoms(self) -> frozenset[clingo.Symbol]:
        """Every true atom."""
        return frozenset(self.explainer.solved.truth.atoms)

    @property
    def rules(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules by id: that of ``%@ id=name`` above a rule, else ``rule_`` and its line."""
        return self.explainer.solved.rulebook.rules

    def why(self, atom: str) -> Proof:
        """Return the shallowest proof of an atom.

        Raises:
            KeyError: when it does not hold or has no proof.
        """
        root = clingo.parse_term(atom)
        proof = self.explainer.solved.proofs_of([root])[root] if root in self.atoms else None
        if proof is None:
            raise KeyError(atom)
        return proof

    def faults(self, proof: Proof) -> list[str]:
        """Return what the independent checker finds wrong with a proof."""
        return self.explainer.solved.faults_of(proof)

    def explain(self, atom: str) -> Story:
        """Return the proof of an atom in sentences; a choice comes with its price.

        Raises:
            KeyError: when it does not hold or has no proof.
        """
        return self.explainer.why(self.why(atom))

    def why_not(self, atom: str) -> Story:
        """Return in sentences why an atom does not hold; ``any`` in it may be anything.

        Raises:
            ValueError: when it holds.
        """
        term = clingo.parse_term(atom)
        arguments = tuple(ANY if str(one) == "any" else one for one in term.arguments)
        return self.explainer.why_not(Pattern(term.name, arguments, term.positive))

    def price(self, atom: str) -> Story:
        """Return in sentences what the best answer costs in which an atom is decided otherwise."""
        root = clingo.parse_term(atom)
        return self.explainer.price(root, holds=root not in self.atoms)


def justify(
    program: str, *, inputs: Iterable[str] = (), seconds: float = _SECONDS
) -> JustifiedAnswer:
    """Return a best answer set of a program, ready to be asked.

    Sentences are comments, all of them optional: ``%@ id=name label="sentence with {Variable}"``
    above a rule, ``%! name(Argument): sentence`` for the atoms of a predicate, ``%~`` for what it
    says that there is none, and ``%^ name(Argument): lowest {Argument}`` for the atom that is shown
    where several would do.

    Args:
        program: rules as clingo reads them; nothing of this project need be in them.
        inputs: the predicates whose facts are given, and could be given otherwise.
        seconds: processor seconds for one search.

    Raises:
        RuntimeError: when clingo does not accept the program.
        Unsupported: for scripts, theory atoms and externals.
        ValueError: when the program has no answer set.
        TimeLimit: when none was found in time.

    >>> answer = justify('''
    ...     %! bird(Name): {Name} is a bird.
    ...     bird(tweety).  bird(tux).
    ...     %! penguin(Name): {Name} is a penguin.
    ...     penguin(tux).
    ...     %! flies(Name): {Name} flies.
    ...     %~ flies(Name): {Name} does not fly.
    ...     %@ id=flies label="{X} flies, as birds do that are no penguins."
    ...     flies(X) :- bird(X), not penguin(X).
    ... ''')
    >>> [str(atom) for atom in answer.why("flies(tweety)").steps]
    ['bird(tweety)', 'flies(tweety)']
    >>> print(answer.why_not("flies(tux)").outline())
    Tux does not fly.
      Tux is a penguin.
    """
    text = _unindented(program)
    rules = Rules((RuleFile(_FILE, text, closed=True),))
    given = frozenset(inputs)
    book = Rulebook(
        {annotation.id: annotation for annotation in _annotations(text, rules)},
        Preferences(rules.preferences),
    )
    control = clingo.Control(["--warn=none", "--opt-mode=optN", "0"])
    control.add("base", [], text)
    control.ground([("base", [])])
    try:
        solution = search(control, seconds, whole=True)
    except NoAnswer as error:
        raise ValueError("the program has no answer set") from error
    solved = SolvedProgram(
        control,
        book,
        TrueAtoms(solution.whole, control),
        lambda atom: atom.name in given,
        solution=solution,
        time_limit=seconds,
    )
    return JustifiedAnswer(Explainer(solved, PlainDomain(rules, given)))


def _unindented(program: str) -> str:
    """Return a program with its comments at the beginning of their lines, where they are read."""
    lines = program.split("\n")
    return "\n".join(line.lstrip() if line.lstrip().startswith("%") else line for line in lines)


def _annotations(text: str, rules: Rules) -> Iterable[Annotation]:
    """Yield the rules with what the comments above them say."""
    parsed = list(parse(text))
    constants = {one.name: one.value for one in parsed if isinstance(one, ParsedConstant)}
    names: set[str] = set()
    comments: list[str] = []
    for statement in parsed:
        if isinstance(statement, ParsedComment) and statement.text.startswith("%@"):
            comments.append(statement.text[2:].strip())
        elif isinstance(statement, ParsedRule):
            given: dict[str, str] = {}
            with suppress(ValueError):  # a comment of somebody else's
                pairs = (part.partition("=") for part in shlex.split(" ".join(comments)))
                given = {key: value for key, _, value in pairs}
            comments = []
            variants = tuple(with_constants(rule, constants) for rule in statement.rules)
            name = given.get("id") or f"rule_{statement.line}"
            name = name if name not in names else f"{name}_{len(names)}"
            names.add(name)
            yield Annotation(
                name,
                given.get("label") or sentence_of_head(variants, rules),
                given.get("source", ""),
                statement.text.removeprefix("#false "),
                variants,
                _FILE,
                statement.line,
            )
