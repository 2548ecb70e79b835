"""Explains one answer of a program in sentences: why, why not, and at what price.

The sentences are those of the rules and of the field; here they are only put in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

import clingo

from kg.proof.contrast import Charge, Contrast
from kg.proof.domain import Domain
from kg.proof.narrative import Kind, Line, Story, Twins, arrange, fold_twins, merge_twins, note_of
from kg.proof.near_misses import NEW_ROW
from kg.proof.premises import NO_PREMISES, Premises
from kg.proof.proof import ANY, Counted, Pattern, Proof, Step
from kg.proof.rule_bodies import Obstacle
from kg.proof.solved_program import SolvedProgram
from kg.proof.violated_constraints import requirements_against
from kg.proof.why_not import FailingWay, Failure, WhyNot
from kg.rulebase.annotations import Annotation

__all__ = ["Explainer"]

_WAY: Final = "One way it could be so:"
_RESTS_ON_ITSELF: Final = "It would have to rest on itself."
_TOO_DEEP: Final = "What it would rest on is not looked into any further."
_NOT_CHOSEN: Final = "It was not chosen."
_IMPOSSIBLE: Final = "No valid {} has it."
_INDISPENSABLE: Final = "No valid {} does without it."
_WITH: Final = "It could be chosen; the best {} with it"
_WITHOUT: Final = "The best {} without it"
_EQUAL: Final = "{} is equally good{}"
_DIFFERS: Final = "{} is {} points {}, {} instead of {} ({}){}"
_IN_TIME: Final = "; the best found in time"
_MORE_CHARGES: Final = "And {} more of the same level, which come to {}."
#: So many charges of an answer are listed, each with its points; the rest is summed up.
_CHARGES: Final = 8
#: Of so many choices in one proof it is said what each is worth.
_CHOICES: Final = 3
#: So many ways are shown next to each other.
_WAYS: Final = 3

#: What an aggregate comes to: its value, and the number of things it is taken of.
_TOTALS: Final[Mapping[str, str]] = {
    "#count": "Counted: {value}.",
    "#sum": "Sum of {items}: {value}.",
    "#sum+": "Sum of {items}: {value}.",
    "#min": "Lowest of {items}: {value}.",
    "#max": "Highest of {items}: {value}.",
    "#all": "True in every case ({items}).",
}
#: A relation of two values, and how it is said.
_RELATION: Final = re.compile(r"(\S+) (<=?|>=?|!?=) (\S+)")
_RELATIONS: Final[Mapping[str, str]] = {
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
    "=": "the same as",
    "!=": "other than",
}


class Explainer:
    """Explains one answer.

    Attributes:
        solved: the program with its answer.
        domain: what the field says of its atoms.
        premises: the answers that it takes facts from: a proof goes on in them.
    """

    def __init__(
        self, solved: SolvedProgram, domain: Domain, premises: Premises = NO_PREMISES
    ) -> None:
        """Stand ready for questions; nothing is explained yet.

        Args:
            solved: the program with its answer.
            domain: what the field says of its atoms.
            premises: the answers that it takes facts from.
        """
        self.solved = solved
        self.domain = domain
        self.premises = premises

    # --- questions --------------------------------------------------------------------------------

    def why(self, proof: Proof) -> Story:
        """Return a proof in sentences; a choice that is proved comes with its price."""
        story = self.narrate(proof)
        chosen = [step.atom for step in proof.steps.values() if step.choice]
        if not 0 < len(chosen) <= _CHOICES:
            return story
        lines = dict(story.lines)
        for atom in chosen:
            root = self._add_price(self.solved.contrast(atom, holds=False), lines)
            line = lines[str(atom)]
            lines[line.key] = replace(line, because=(*line.because, root))
        return arrange(story.root, lines)

    def narrate(self, proof: Proof) -> Story:
        """Return a proof in sentences, down to what is given and where that came from."""
        lines = self.lines_of_proof(proof)
        story = Story(str(proof.root), lines)
        return self._folded(self.premises.continue_in(story, proof))

    def why_not(self, goal: Pattern, *, whole: bool = False) -> Story:
        """Return why something does not hold, down to what is given.

        Args:
            goal: what does not hold.
            whole: whether every rule and every obstacle is shown; otherwise what says the same as
                something next to it is left out, and of a chain of rules what has no sentence.

        Raises:
            ValueError: when it holds.
        """
        lines: dict[str, Line] = {}
        root = self._add_failure(self.failures.of(goal), lines, frozenset(), whole=whole)
        story = arrange(root, lines)
        return story if whole else self._folded(story)

    def price(self, atom: clingo.Symbol, *, holds: bool) -> Story:
        """Return what the best answer costs in which an atom is decided otherwise.

        Args:
            atom: an atom that the rules leave to choice, or any other.
            holds: whether it is to hold in the other answer.

        Raises:
            TimeLimit: when no such answer was found in time.
        """
        return self.narrate_price(self.solved.contrast(atom, holds=holds))

    def narrate_price(self, contrast: Contrast) -> Story:
        """Return in sentences what another answer costs."""
        lines: dict[str, Line] = {}
        root = self._add_price(contrast, lines)
        return arrange(root, lines)

    def merge(self, stories: Sequence[Story]) -> list[Story]:
        """Return stories, those that agree in all but words that are said together as one."""
        return merge_twins(stories, self.twins)

    def faults(self, atoms: Iterable[clingo.Symbol]) -> list[str]:
        """Return what the independent checker finds wrong with the proofs of some atoms.

        What they take from another answer is proved there, and that proof is checked too.
        """
        roots = tuple(atoms)
        found = self.solved.faults(roots)
        return found or self.premises.faults(self.solved.steps_of(roots))

    def say(self, atom: clingo.Symbol) -> str:
        """Return what an atom says."""
        return self.domain.say(atom)

    def say_step(self, step: Step) -> str:
        """Return what a step of a proof says, in the words of its rule."""
        label = "" if step.rule is None else self.solved.rulebook.annotations[step.rule].label
        return self.domain.say_instance(label, step.binding) if label else self.say(step.atom)

    @cached_property
    def failures(self) -> WhyNot:
        """Looks up what fails in this answer."""
        return WhyNot(self.solved, self.domain)

    @cached_property
    def twins(self) -> tuple[Twins, ...]:
        """The pairs of words that sentences are said of together."""
        return self.domain.twins(self.solved.truth)

    def _folded(self, story: Story) -> Story:
        return fold_twins(story, self.twins)

    # --- proofs -----------------------------------------------------------------------------------

    def lines_of_proof(self, proof: Proof) -> dict[str, Line]:
        """Return the lines of the steps of a proof, also of those that its root does not need."""
        given = (step.atom for step in proof.steps.values() if step.rule is None)
        facts = self.domain.lines_of(given)
        lines: dict[str, Line] = {}
        for step in proof.steps.values():
            for line in facts[step.atom] if step.rule is None else self._lines_of_step(step):
                lines.setdefault(line.key, line)
        return lines

    def _lines_of_step(self, step: Step) -> Iterator[Line]:
        """Yield the lines of one step by a rule, its own the last."""
        key = str(step.atom)
        because = [str(atom) for atom in step.needs]
        for pattern in step.absences:
            line = self._absence(pattern)
            because.append(line.key)
            yield line
        for counted in step.counted:
            line = self._total(key, counted)
            because.append(line.key)
            yield line
        kind: Kind = "choice" if step.choice else "rule"
        note = note_of(self.solved.rulebook.annotations[str(step.rule)])
        reasons = tuple(dict.fromkeys(because))
        yield Line(key, self.say_step(step), kind, reasons, note)

    def _absence(self, pattern: Pattern) -> Line:
        text = self.domain.say_absence(pattern)
        return Line(f"not {pattern}", text, "absence")

    def _total(self, key: str, counted: Counted) -> Line:
        """Return the line of an aggregate: what it comes to, and what was counted."""
        items = len(counted.used) + len(counted.others)
        value = "" if counted.value is None else self.say(counted.value).removesuffix(".")
        text = _TOTALS[counted.function].format(value=value, items=items)
        because = tuple(dict.fromkeys(str(atom) for item in counted.used for atom in item.needs))
        return Line(f"{key} #{counted.position}", text, "count", because)

    # --- failures ---------------------------------------------------------------------------------

    def _add_failure(
        self, failure: Failure, lines: dict[str, Line], path: frozenset[str], *, whole: bool
    ) -> str:
        """Add the lines of a failure; return the key of its own."""
        key = f"not {failure.goal}"
        if key in lines:
            return key
        arguments = tuple(ANY if one == NEW_ROW else one for one in failure.goal.arguments)
        text = self.domain.say_absence(replace(failure.goal, arguments=arguments))
        if failure.kind == "again" or key in path:
            inner = f"{key} again"
            lines[inner] = Line(inner, f"{text} {_RESTS_ON_ITSELF}", "absence")
            return inner
        if failure.kind == "deep":
            text = f"{text} {_TOO_DEEP}"
        ways = list(failure.ways) if whole else _nearest(failure)
        because: list[str] = []
        note = None
        annotations = self.solved.rulebook.annotations
        if len(ways) == 1:
            because = self._add_way(ways[0], lines, path | {key}, whole=whole)
            note = note_of(annotations[ways[0].attempt.rule])
            only = lines[because[0]] if len(because) == 1 else None
            goal = failure.goal
            has_sentence = self.domain.denies(goal.name, len(goal.arguments))
            if only is not None and not whole and path and not has_sentence:
                return only.key
        else:
            for number, way in enumerate(ways):
                inner = f"{key} #{number}"
                below = self._add_way(way, lines, path | {key}, whole=whole)
                way_note = note_of(annotations[way.attempt.rule])
                lines[inner] = Line(inner, _WAY, "way", tuple(below), way_note)
                because.append(inner)
        reasons = tuple(dict.fromkeys(because))
        lines[key] = Line(key, text, "absence", reasons, note)
        return key

    def _add_way(
        self, way: FailingWay, lines: dict[str, Line], path: frozenset[str], *, whole: bool
    ) -> list[str]:
        """Add the lines of what fails in a way; return their keys."""
        pairs = list(zip(way.attempt.obstacles, way.below, strict=True))
        if not whole:
            pairs = _telling(pairs)
        keys = []
        for place, (obstacle, below) in enumerate(pairs):
            if below is not None:
                keys.append(self._add_failure(below, lines, path, whole=whole))
            else:
                keys.append(self._add_obstacle(f"{way.attempt.rule} {place}", obstacle, lines))
        return keys

    def _add_obstacle(self, name: str, obstacle: Obstacle, lines: dict[str, Line]) -> str:
        """Add the lines of something that fails; return the key of its own."""
        if obstacle.kind == "choice":
            if not obstacle.atoms:
                lines[name] = Line(name, _NOT_CHOSEN, "absence")
                return name
            return self._add_price(self.solved.contrast(obstacle.atoms[0], holds=True), lines)
        atoms = [self._add_proof(atom, lines) for atom in obstacle.atoms]
        if obstacle.kind == "present" and len(atoms) == 1:
            return atoms[0]
        key = f"{name} {obstacle.text}"
        lines[key] = Line(key, _say_obstacle(obstacle), "count", tuple(atoms))
        return key

    def _add_proof(self, atom: clingo.Symbol, lines: dict[str, Line]) -> str:
        """Add the proof of a true atom; return the key of its line."""
        proof = self.solved.prove([atom])[atom]
        for key, line in self.lines_of_proof(proof).items():
            lines.setdefault(key, line)
        for pattern in proof.top.absences:
            if self.failures.derives(pattern):
                del lines[f"not {pattern}"]
                self._add_failure(self.failures.of(pattern), lines, frozenset(), whole=False)
        return str(atom)

    # --- prices -----------------------------------------------------------------------------------

    def _add_price(self, contrast: Contrast, lines: dict[str, Line]) -> str:
        """Add the lines of what another answer costs; return the key of the first."""
        key = f"{'with' if contrast.holds else 'without'} {contrast.atom}"
        if not contrast.possible:
            text = _IMPOSSIBLE if contrast.holds else _INDISPENSABLE
            text = text.format(self.domain.objective(self.solved.truth).noun)
            needs = self._add_requirements(key, contrast, lines) if contrast.holds else []
            lines[key] = Line(key, text, "price", tuple(needs))
            return key
        because: list[str] = []
        rest, points = 0, 0
        for number, (charge, sign) in enumerate(_decisive(contrast)):
            if number >= _CHARGES:
                rest, points = rest + 1, points + sign * charge.weight
                continue
            inner = f"{key} {'comes' if sign > 0 else 'goes'} {charge.level} {charge.rule} "
            inner += str(charge.terms)
            text = f"{_signed(sign * charge.weight)}: {self._say_charge(charge)}"
            lines[inner] = Line(inner, text, "price")
            because.append(inner)
        if rest:
            inner = f"{key} more"
            lines[inner] = Line(inner, _MORE_CHARGES.format(rest, _signed(points)), "price")
            because.append(inner)
        for atom in contrast.chosen:
            if atom != contrast.atom:
                inner = f"{key} chosen {atom}"
                lines[inner] = Line(inner, f"Then: {self.say(atom)}", "price")
                because.append(inner)
        for atom in contrast.dropped:
            if atom != contrast.atom:
                inner = f"{key} dropped {atom}"
                goal = Pattern(atom.name, tuple(atom.arguments), atom.positive)
                lines[inner] = Line(inner, f"Then: {self.domain.say_absence(goal)}", "price")
                because.append(inner)
        lines[key] = Line(key, self._verdict(contrast), "price", tuple(because))
        return key

    def _add_requirements(
        self, key: str, contrast: Contrast, lines: dict[str, Line]
    ) -> Iterator[str]:
        """Add the requirements that an atom would break; yield the keys of their lines."""
        for requirement in requirements_against(self.solved, self.domain.fixed, contrast.atom):
            inner = f"{key} {requirement.rule.id} {sorted(map(str, requirement.known.items()))}"
            text = self._say_rule(requirement.rule, requirement.known)
            below = tuple(self._add_proof(atom, lines) for atom in requirement.atoms)
            lines[inner] = Line(inner, text, "rule", below, note_of(requirement.rule))
            yield inner

    def _verdict(self, contrast: Contrast) -> str:
        """Return in one sentence how the other answer compares."""
        objective = self.domain.objective(self.solved.truth)
        start = (_WITH if contrast.holds else _WITHOUT).format(objective.noun)
        end = "." if contrast.proven else f"{_IN_TIME}."
        decides = contrast.deciding
        if decides is None or decides.level in objective.ties:
            return _EQUAL.format(start, end)
        name = objective.names.get(decides.level, f"level {decides.level}")
        before, after = decides.before, decides.after
        better = "better" if after < before else "worse"
        return _DIFFERS.format(start, abs(after - before), better, after, before, name, end)

    def _say_charge(self, charge: Charge) -> str:
        return self._say_rule(self.solved.rulebook.annotations[charge.rule], charge.binding)

    def _say_rule(self, rule: Annotation, binding: Mapping[str, clingo.Symbol]) -> str:
        """Return the sentence of an instance of a rule that derives nothing, or the rule itself."""
        if rule.label:
            return self.domain.say_instance(rule.label, binding)
        values = ", ".join(f"{name} = {value}" for name, value in sorted(binding.items()))
        return f"{rule.text} ({values})" if values else rule.text


def _signed(points: int) -> str:
    return f"+{points}" if points >= 0 else f"−{-points}"


def _say_obstacle(obstacle: Obstacle) -> str:
    """Return a relation or a total that fails as a sentence."""
    is_total = obstacle.kind == "count"
    match = _RELATION.fullmatch(obstacle.text)
    if match is None:
        start = "It comes to this, which is not enough" if is_total else "This does not hold"
        return f"{start}: {obstacle.text}."
    value, relation, bound = match.groups()
    start = f"It comes to {value}, which is not" if is_total else f"{value} is not"
    return f"{start} {_RELATIONS[relation]} {bound}."


def _nearest(failure: Failure) -> list[FailingWay]:
    """Return the nearest ways that want different things, each the shortest of its kind."""
    found: dict[frozenset[str], FailingWay] = {}
    for way in failure.ways:
        if way.nearness <= failure.ways[0].nearness:
            wanted = frozenset(leaf for leaf, weight in way.leaves.items() if weight)
            known = found.get(wanted)
            if known is None or _depth(way) < _depth(known):
                found[wanted] = way
    return list(found.values())[:_WAYS]


def _depth(way: FailingWay) -> int:
    return sum(map(_size, way.below))


def _decisive(contrast: Contrast) -> list[tuple[Charge, int]]:
    """Return the charges of the level that decides, and of those above it, each with its sign.

    Of two that the same rule makes at the same weight, one that comes and one that goes, neither
    makes a difference, so both are left out.
    """
    decides = contrast.deciding
    least = decides.level if decides is not None else 0
    comes = [charge for charge in contrast.comes if charge.level >= least]
    goes = [charge for charge in contrast.goes if charge.level >= least]
    for charge in tuple(goes):
        same = [other for other in comes if _cancels(charge, other)]
        if same:
            goes.remove(charge)
            comes.remove(same[-1])
    return [(charge, 1) for charge in comes] + [(charge, -1) for charge in goes]


def _cancels(charge: Charge, other: Charge) -> bool:
    return (charge.level, charge.weight, charge.rule) == (other.level, other.weight, other.rule)


def _telling(
    pairs: Sequence[tuple[Obstacle, Failure | None]],
) -> list[tuple[Obstacle, Failure | None]]:
    """Return the obstacles of a way without those that say no more than another next to them."""
    weighty = [
        place
        for place, (_, below) in enumerate(pairs)
        if below is None or any(below.leaves.values())
    ]
    sized = sorted(weighty or range(len(pairs)), key=lambda place: _size(pairs[place][1]))
    shown: list[int] = []
    for place in sized:
        below = pairs[place][1]
        if below is None or not any(_covers(pairs[other][1], below) for other in shown):
            shown.append(place)
    return [pairs[place] for place in sorted(shown)]


def _size(failure: Failure | None) -> int:
    return 0 if failure is None else sum(1 for _ in failure.every())


def _covers(failure: Failure | None, other: Failure) -> bool:
    return failure is not None and set(other.leaves) <= set(failure.leaves)
