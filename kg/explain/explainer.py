"""What speaks against something, in sentences: why it does not hold, and what a choice costs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import clingo

from kg.explain.consultation import Consultation
from kg.explain.narrative import Line, Story, Teller, rule_note
from kg.explain.ontology_proofs import OntologyProofs
from kg.explain.violated_constraints import against
from kg.explain.why_not import Failure, Way, WhyNot
from kg.proof.contrast import Charge, Contrast
from kg.proof.near_misses import NEW_ROW
from kg.proof.proof import ANY, Pattern, Proof
from kg.proof.rule_bodies import Obstacle

__all__ = ["Against", "ordered"]

_WAY: Final = "One way it could be so:"
_RESTS_ON_ITSELF: Final = "It would have to rest on itself."
_IMPOSSIBLE: Final = "No valid program has it."
_INDISPENSABLE: Final = "No valid program does without it."
_WITH: Final = "It could be chosen; the best program with it"
_WITHOUT: Final = "The best program without it"
_IN_TIME: Final = " (the best found in time)"
#: So many lines of a level of the objective are told.
_CHARGES: Final = 8
#: Of so many choices in one proof it is told what each is worth.
_CHOICES: Final = 3
#: So many ways are told beside each other.
_WAYS: Final = 3


#: A relation of two values, and how it is said.
_RELATION: Final = re.compile(r"(\S+) (<=?|>=?|!?=) (\S+)")
_SAID: Final[Mapping[str, str]] = {
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
    "=": "the same as",
    "!=": "other than",
}


def _in_words(obstacle: Obstacle) -> str:
    """Return a relation or a total that fails as a sentence."""
    total = obstacle.kind == "count"
    match = _RELATION.fullmatch(obstacle.text)
    if match is None:
        so = "It comes to this, which does not do" if total else "This is not so"
        return f"{so}: {obstacle.text}."
    one, relation, other = match.groups()
    so = f"It comes to {one}, which is not" if total else f"{one} is not"
    return f"{so} {_SAID[relation]} {other}."


@dataclass(frozen=True)
class Against:
    """Tells what speaks against something.

    Attributes:
        consultation: the answer that is asked.
        teller: tells proofs of the same answer.
        why_not: looks up what fails in the same answer.
    """

    consultation: Consultation
    teller: Teller
    why_not: WhyNot

    @classmethod
    def of(cls, consultation: Consultation, ontology: OntologyProofs | None = None) -> Against:
        """Return what tells of an answer.

        Args:
            consultation: the answer.
            ontology: proves what the ontology only implies; a new one when ``None``.
        """
        return cls(consultation, Teller.of(consultation, ontology), WhyNot(consultation))

    def why(self, proof: Proof) -> Story:
        """Return a proof in sentences; a choice that is proved comes with what it is worth."""
        story = self.teller.tell(proof)
        chosen = [one.atom for one in proof.steps.values() if one.choice]
        if not 0 < len(chosen) <= _CHOICES:
            return story
        lines = dict(story.lines)
        for atom in chosen:
            root = self._price(self.consultation.contrast(atom, holds=False), lines)
            line = lines[str(atom)]
            lines[line.key] = replace(line, because=(*line.because, root))
        return Story(story.root, {key: lines[key] for key in ordered(story.root, lines)})

    def story(self, goal: Pattern, *, whole: bool = False) -> Story:
        """Return why something does not hold, down to the case.

        Args:
            goal: what does not hold.
            whole: whether every rule and every obstacle is told; otherwise what says the same as
                something beside it is left out, and of a chain of rules what has no sentence.

        Raises:
            ValueError: when it holds.
        """
        lines: dict[str, Line] = {}
        root = self._failure(self.why_not.of(goal), lines, frozenset(), whole=whole)
        return Story(root, {key: lines[key] for key in ordered(root, lines)})

    def price(self, contrast: Contrast) -> Story:
        """Return what an answer would cost in which an atom is decided otherwise."""
        lines: dict[str, Line] = {}
        root = self._price(contrast, lines)
        return Story(root, {key: lines[key] for key in ordered(root, lines)})

    # --- failures ---------------------------------------------------------------------------------

    def _failure(
        self, failure: Failure, lines: dict[str, Line], path: frozenset[str], *, whole: bool
    ) -> str:
        """Add the lines of a failure; return the key of its own."""
        key = f"not {failure.goal}"
        if key in lines or key in path:
            return key
        text = self._absent(failure.goal)
        if failure.kind == "again":
            text = f"{text} {_RESTS_ON_ITSELF}"
        ways = list(failure.ways) if whole else _nearest(failure)
        because: list[str] = []
        note = None
        if len(ways) == 1:
            because = self._way(ways[0], lines, path | {key}, whole=whole)
            note = rule_note(self.consultation.rulebook.annotations[ways[0].attempt.rule])
            only = lines[because[0]] if len(because) == 1 else None
            if only is not None and not whole and path and not self._has_sentence(failure.goal):
                return only.key
        else:
            for number, way in enumerate(ways):
                inner = f"{key} #{number}"
                below = self._way(way, lines, path | {key}, whole=whole)
                told = rule_note(self.consultation.rulebook.annotations[way.attempt.rule])
                lines[inner] = Line(inner, _WAY, "way", tuple(below), told)
                because.append(inner)
        lines[key] = Line(key, text, "absence", tuple(dict.fromkeys(because)), note)
        return key

    def _way(
        self, way: Way, lines: dict[str, Line], path: frozenset[str], *, whole: bool
    ) -> list[str]:
        """Add the lines of what fails in a way; return their keys."""
        pairs = list(zip(way.attempt.obstacles, way.below, strict=True))
        if not whole:
            pairs = _telling(pairs)
        keys = []
        for place, (obstacle, below) in enumerate(pairs):
            if below is not None:
                keys.append(self._failure(below, lines, path, whole=whole))
            else:
                keys.append(self._obstacle(f"{way.attempt.rule} {place}", obstacle, lines))
        return keys

    def _obstacle(self, name: str, obstacle: Obstacle, lines: dict[str, Line]) -> str:
        """Add the lines of something that fails; return the key of its own."""
        if obstacle.kind == "choice":
            if not obstacle.atoms:
                lines[name] = Line(name, "It was not chosen.", "absence")
                return name
            return self._price(self.consultation.contrast(obstacle.atoms[0], holds=True), lines)
        atoms = [self._proved(atom, lines) for atom in obstacle.atoms]
        if obstacle.kind == "present" and len(atoms) == 1:
            return atoms[0]
        key = f"{name} {obstacle.text}"
        lines[key] = Line(key, _in_words(obstacle), "count", tuple(atoms))
        return key

    def _proved(self, atom: clingo.Symbol, lines: dict[str, Line]) -> str:
        """Add the proof of a true atom; return the key of its line."""
        proof = self.consultation.why(atom)
        story = self.teller.tell(proof)
        for key, line in story.lines.items():
            lines.setdefault(key, line)
        for pattern in proof.top.absences:
            if self.why_not.derives(pattern):
                del lines[f"not {pattern}"]
                self._failure(self.why_not.of(pattern), lines, frozenset(), whole=False)
        return story.root

    def _absent(self, goal: Pattern) -> str:
        arguments = [ANY if one == NEW_ROW else one for one in goal.arguments]
        return self.teller.say.absent(goal.name, arguments)

    def _has_sentence(self, goal: Pattern) -> bool:
        """Return whether the rules say in words of their own that there is no such atom."""
        return (goal.name, len(goal.arguments)) in self.consultation.answered.rules.absences

    # --- prices -----------------------------------------------------------------------------------

    def _price(self, contrast: Contrast, lines: dict[str, Line]) -> str:
        """Add the lines of what another answer costs; return the key of the first."""
        key = f"{'with' if contrast.holds else 'without'} {contrast.atom}"
        if not contrast.possible:
            text = _IMPOSSIBLE if contrast.holds else _INDISPENSABLE
            needs = []
            for one in against(self.consultation, contrast.atom) if contrast.holds else ():
                inner = f"{key} {one.rule.id} {sorted(map(str, one.known.items()))}"
                told = self.teller.say.instance(one.rule.label, one.known)
                below = tuple(self._proved(atom, lines) for atom in one.atoms)
                lines[inner] = Line(inner, told, "rule", below, rule_note(one.rule))
                needs.append(inner)
            lines[key] = Line(key, text, "price", tuple(needs))
            return key
        because = []
        for told, charges in (("Then", contrast.comes), ("No longer", contrast.goes)):
            for charge in _decisive(charges, contrast):
                inner = f"{key} {told} {charge.rule} {charge.terms}"
                text = f"{told}: {self._charge(charge)}"
                note = rule_note(self.consultation.rulebook.annotations[charge.rule])
                lines[inner] = Line(inner, text, "price", (), note)
                because.append(inner)
        for told, atoms in (("Comes in", contrast.chosen), ("Goes out", contrast.dropped)):
            for atom in atoms:
                if atom != contrast.atom:
                    inner = f"{key} {told} {atom}"
                    lines[inner] = Line(inner, f"{told}: {self.teller.say.say(atom)}", "price")
                    because.append(inner)
        lines[key] = Line(key, self._verdict(contrast), "price", tuple(because))
        return key

    def _verdict(self, contrast: Contrast) -> str:
        """Return in one sentence how the other answer compares."""
        start = _WITH if contrast.holds else _WITHOUT
        end = "." if contrast.proven else f"{_IN_TIME}."
        decides = contrast.deciding
        ties = {one.arguments[0].number for one in self.consultation.truth.of("tie_break", 1)}
        if decides is None or decides.level in ties:
            return f"{start} is equally good{end}"
        names = {
            one.arguments[0].number: one.arguments[1].string
            for one in self.consultation.truth.of("objective", 2)
        }
        name = names.get(decides.level, f"level {decides.level}")
        if decides.after < decides.before:
            return f"{start} is better at {name}: {decides.before} → {decides.after}{end}"
        return f"{start} is worse at {name}: {decides.before} → {decides.after}{end}"

    def _charge(self, charge: Charge) -> str:
        annotation = self.consultation.rulebook.annotations[charge.rule]
        return self.teller.say.instance(annotation.label, charge.binding)


def _nearest(failure: Failure) -> list[Way]:
    """Return the nearest ways that want different things, each the shortest of its kind."""
    found: dict[frozenset[str], Way] = {}
    for way in failure.ways:
        if way.nearness <= failure.ways[0].nearness:
            wanted = frozenset(leaf for leaf, weight in way.leaves.items() if weight)
            known = found.get(wanted)
            if known is None or _depth(way) < _depth(known):
                found[wanted] = way
    return list(found.values())[:_WAYS]


def _depth(way: Way) -> int:
    return sum(map(_size, way.below))


def _decisive(charges: Sequence[Charge], contrast: Contrast) -> list[Charge]:
    """Return the charges of the level that decides, and of those above it."""
    decides = contrast.deciding
    least = decides.level if decides is not None else 0
    return [one for one in charges if one.level >= least][:_CHARGES]


def _telling(
    pairs: Sequence[tuple[Obstacle, Failure | None]],
) -> list[tuple[Obstacle, Failure | None]]:
    """Return the obstacles of a way without those that say no more than another beside them."""
    weighty = [
        place
        for place, (_, below) in enumerate(pairs)
        if below is None or any(below.leaves.values())
    ]
    sized = sorted(weighty or range(len(pairs)), key=lambda place: _size(pairs[place][1]))
    kept: list[int] = []
    for place in sized:
        below = pairs[place][1]
        if below is None or not any(_covers(pairs[one][1], below) for one in kept):
            kept.append(place)
    return [pairs[place] for place in sorted(kept)]


def _size(failure: Failure | None) -> int:
    return 0 if failure is None else sum(1 for _ in failure.every())


def _covers(one: Failure | None, other: Failure) -> bool:
    return one is not None and set(other.leaves) <= set(one.leaves)


def ordered(root: str, lines: dict[str, Line]) -> Iterator[str]:
    """Yield the keys of a story, each after those it rests on."""
    met: set[str] = set()
    waiting = [(root, False)]
    while waiting:
        key, done = waiting.pop()
        if done:
            yield key
        elif key not in met:
            met.add(key)
            waiting.append((key, True))
            waiting += [(one, False) for one in reversed(lines[key].because) if one not in met]
