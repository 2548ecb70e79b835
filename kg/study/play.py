"""Play the specialist: name the muscles of a case, choose a program; the rules mark both."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import clingo

from kg.errors import BadInput, nearest
from kg.explain.consultation import Consultation
from kg.explain.explainer import Against
from kg.explain.narrative import Story
from kg.plan.critique import Critique
from kg.plan.judge import Judge
from kg.plan.model import Plan
from kg.proof.proof import Pattern
from kg.study.generator import Study
from kg.study.question_context import NOW, case_world
from kg.study.questions import story_of
from kg.study.random_cases import Drawer

__all__ = ["Mark", "Play", "Remark"]


@dataclass(frozen=True)
class Remark:
    """What is said of one thing that the student did, or left out.

    Attributes:
        text: the sentence.
        right: whether it counts as right.
        proof: the atom that is proved, or that does not hold.
        weight: how much a mistake weighs; 0 for what is right.
    """

    text: str
    right: bool
    proof: str
    weight: int = 0


@dataclass(frozen=True)
class Mark:
    """The mark for one criterion.

    Attributes:
        criterion: what is marked, such as ``muscles`` or the id of a severity.
        reached: how many were right.
        of: how many there were.
        remarks: one by one, each with its proof.
    """

    criterion: str
    reached: int
    of: int
    remarks: tuple[Remark, ...]

    @property
    def share(self) -> float:
        """What was reached, from 0 to 1; what was named and is wrong counts as more to reach."""
        wrong = sum(not one.right for one in self.remarks)
        whole = self.of + wrong - (self.of - self.reached)
        return self.reached / whole if whole else 1.0


@dataclass(frozen=True)
class Play:
    """A case that a student works on.

    Attributes:
        study: where it was drawn from.
        case: the answered case; the student does not see the answer.
        story: what the student is told, line by line.
    """

    study: Study
    case: Consultation
    story: tuple[str, ...]

    @classmethod
    def draw(
        cls, study: Study, seed: str, profile: str = "limits", edition: str | None = None
    ) -> Play:
        """Return a random case; the same seed gives the same one.

        Args:
            study: what cases are drawn from.
            seed: names the case.
            profile: the kind of case.
            edition: whose tables are used; the usual one when ``None``.

        Raises:
            BadInput: when the profile or the edition is unknown.
        """
        if profile not in study.profiles:
            raise BadInput(
                f"no profile {profile!r}",
                allowed=", ".join(study.profiles),
                suggestions=nearest(profile, study.profiles),
            )
        drawer = Drawer(study.knowledge, study.edition(edition), study.time_limit)
        cases = drawer.cases(study.profiles[profile], f"play {seed}")
        world = case_world({NOW: cases[NOW]}, study.setting, [], study.ontology)
        return cls(study, cases[NOW], tuple(story_of(world)))

    def muscles(self, named: Mapping[tuple[str, str], str]) -> Mark:
        """Mark the muscles that a student names.

        Args:
            named: muscle and side (left, right or midline) to the status that the student gives it.

        Returns:
            Of the statuses that the findings give by name, how many were named, a whole also by all
            of its parts; a remark for each that was named, right or wrong, and for each that was
            left out.

        Raises:
            BadInput: when there is no such muscle.
        """
        known = {str(one) for (one,) in self.study.knowledge.facts.relations["muscle"]}
        remarks = []
        for (muscle, side), status in named.items():
            if muscle not in known:
                raise BadInput(f"no muscle {muscle!r}", suggestions=nearest(muscle, known))
            atom = _state(muscle, side, status)
            right = atom in self.case.truth.atoms
            say = self.case.answered.say
            text = say.say(atom) if right else say.absent(atom.name, atom.arguments)
            remarks.append(Remark(text, right, str(atom), 0 if right else 1))
        expected = {
            tuple(map(str, atom.arguments)): atom for atom in self.case.truth.of("status", 3)
        }
        given = {(muscle, side, status) for (muscle, side), status in named.items()}
        reached = {values for values in expected if self._named(values, given)}
        for values, atom in expected.items():
            if values not in reached:
                state = _state(*values)
                remarks.append(Remark(self.case.answered.say.say(atom), False, str(state), 1))
        return Mark("muscles", len(reached), len(expected), tuple(remarks))

    def _named(self, values: tuple[str, ...], given: Collection[tuple[str, ...]]) -> bool:
        """Return whether a status was given to a muscle, or to every part of it."""
        muscle, *others = values
        parts = [str(part) for part, whole in self._parts if str(whole) == muscle]
        return values in given or (bool(parts) and all((part, *others) in given for part in parts))

    @property
    def _parts(self) -> Sequence[tuple[object, ...]]:
        return self.study.knowledge.facts.relations["part_of"]

    @cached_property
    def judge(self) -> Judge:
        """Judges programs for the case; it remembers the last few."""
        answered = self.case.answered
        return Judge.of(
            answered.case,
            answered.knowledge,
            rules=answered.rules,
            time_limit=self.study.time_limit,
        )

    def program(self, plan: Plan, *, repairs: bool = True) -> tuple[Critique, list[Mark]]:
        """Return the critique of the program that a student chose, and its marks.

        Args:
            plan: the student's program.
            repairs: whether the smallest repair of each mistake is looked for, which takes long.

        Returns:
            The critique, and a mark for what serves the client and for each severity of mistake.
        """
        critique = self.judge.critique(plan, repairs=repairs)
        items = tuple(Remark(one.label, one.useful, one.proof) for one in critique.items)
        marks = [Mark("useful", sum(one.right for one in items), len(items), items)]
        for severity in dict.fromkeys(one.severity for one in critique.violations):
            found = tuple(
                Remark(one.text, False, one.proof, one.weight)
                for one in critique.violations
                if one.severity == severity
            )
            marks.append(Mark(severity, 0, len(found), found))
        return critique, marks

    def proof(self, remark: Remark, plan: Plan | None = None) -> Story:
        """Return why something that was said holds, or why it does not.

        Args:
            remark: of the muscles, or of a program.
            plan: the program that it speaks of.
        """
        case = self.case if plan is None else self._judged(plan)
        against = Against.of(case, self.study.ontology)
        atom = case.atom(remark.proof)
        if atom in case.truth.atoms:
            return against.teller.tell(case.why(atom))
        return against.story(Pattern(atom.name, tuple(atom.arguments)))

    def _judged(self, plan: Plan) -> Consultation:
        """Return the answer in which a program is judged."""
        return Consultation(self.judge.judge(plan).answered, self.study.time_limit)


def _state(muscle: str, side: str, status: str) -> clingo.Symbol:
    return clingo.Function("state", [clingo.Function(one) for one in (muscle, side, status)])
