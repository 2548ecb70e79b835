"""Judges a plan: the rules say what is wrong, each repair is tried by judging the changed plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import clingo

from kg.advice.advise import TIME_LIMIT, Answered, consult
from kg.case.model import Case
from kg.knowledge import KnowledgeBase
from kg.plan.change import changed
from kg.plan.critique import Credit, Critique, JudgedItem, OpenPlanLine, PlanChange, PlanViolation
from kg.plan.model import Plan
from kg.rulebase.answer_set import AnswerSet, Value, number, proof, term, text
from kg.rulebase.rule_set import Rules

__all__ = ["READ", "Judge", "JudgedPlan", "critique"]

#: At most so many changes are tried for one violation, in the order of the rules.
_MOST_TRIED: Final = 12
#: At most so many judged plans are kept with the program behind them.
_REMEMBERED: Final = 3
#: What a critique is made of, beside the advice: the predicates of the rules.
READ: Final = frozenset(
    ["case_plan_item", "credit", "flaw", "gravity", "lesson", "repair", "stands_in", "useful"]
)


def critique(
    case: Case,
    plan: Plan,
    knowledge: KnowledgeBase | None = None,
    *,
    rules: Rules | None = None,
    time_limit: float = TIME_LIMIT,
) -> Critique:
    """Return what the rules say about a plan for a case.

    Args:
        case: what was seen, and what is possible.
        plan: what a person means to do about it.
        knowledge: the ontology; the one that comes with the package when ``None``.
        rules: the rules; those that come with the knowledge when ``None``.
        time_limit: seconds for each judgement; nothing is searched for, so it is hardly needed.

    Raises:
        CaseError: when the case is impossible, or a date of the plan cannot be counted.
        KnowledgeError: when the ontology or the rules cannot be used.
    """
    return Judge.of(case, knowledge, rules=rules, time_limit=time_limit).critique(plan)


@dataclass(frozen=True)
class Flaw:
    """A mistake of a plan, and what could be done about it.

    Attributes:
        mistake: the id of the mistake.
        reason: what makes it one.
        weight: how much it weighs.
        changes: changes of the plan, in the order in which they are to be tried.
    """

    mistake: str
    reason: clingo.Symbol
    weight: int
    changes: tuple[tuple[clingo.Symbol, Value], ...]

    @property
    def proof(self) -> str:
        """The atom that says it."""
        return proof("flaw", self.mistake, self.reason)


@dataclass(frozen=True)
class JudgedPlan:
    """A plan with the answer set that the rules give for it.

    Attributes:
        plan: the plan.
        answered: the answer, ready to be explained.
    """

    plan: Plan
    answered: Answered

    @cached_property
    def answer(self) -> AnswerSet:
        """The atoms that a critique is made of."""
        return AnswerSet(atom for atom in self.answered.solution.atoms if atom.name in READ)

    @cached_property
    def flaws(self) -> tuple[Flaw, ...]:
        """The mistakes, the heaviest first; each kind together, in the order of the plan."""
        weights = self.answer.pairs("gravity")
        changes: dict[tuple[Value, Value], list[tuple[int, str, clingo.Symbol, Value]]]
        changes = defaultdict(list)
        for mistake, reason, change, place in self.answer.rows("repair"):
            term_of_change = term(change)
            changes[mistake, reason].append(
                (number(place), str(term_of_change), term_of_change, place)
            )
        flaws = [
            Flaw(
                text(mistake),
                term(reason),
                number(weights[text(mistake)]),
                tuple(
                    (change, place)
                    for _, _, change, place in sorted(
                        changes[mistake, reason], key=lambda row: (row[0], row[1])
                    )
                ),
            )
            for mistake, reason in self.answer.rows("flaw")
        ]
        first: dict[str, int] = {}
        for flaw in flaws:
            place = _item(flaw.reason) or 0
            first[flaw.mistake] = min(place, first.get(flaw.mistake, place))
        flaws.sort(
            key=lambda flaw: (
                -flaw.weight,
                first[flaw.mistake],
                flaw.mistake,
                _item(flaw.reason) or 0,
                str(flaw.reason),
            )
        )
        return tuple(flaws)

    @property
    def burden(self) -> tuple[int, int]:
        """How many mistakes there are, and what they weigh together."""
        return len(self.flaws), sum(one.weight for one in self.flaws)


@dataclass(frozen=True)
class Judge:
    """Judges plans for one case; a changed plan is judged like any other.

    Attributes:
        case: the case.
        knowledge: the ontology.
        rules: the rules.
        time_limit: seconds for each judgement.
    """

    case: Case
    knowledge: KnowledgeBase
    rules: Rules
    time_limit: float = TIME_LIMIT
    _recent: dict[str, JudgedPlan] = field(default_factory=dict, repr=False, compare=False)
    _changed: dict[str, JudgedPlan] = field(default_factory=dict, repr=False, compare=False)
    _burdens: dict[str, tuple[int, int]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        case: Case,
        knowledge: KnowledgeBase | None = None,
        *,
        rules: Rules | None = None,
        time_limit: float = TIME_LIMIT,
    ) -> Judge:
        """Return a judge for a case, with the knowledge and rules of the package by default."""
        knowledge = KnowledgeBase.load() if knowledge is None else knowledge
        rules = Rules.of(knowledge) if rules is None else rules
        return cls(case, knowledge, rules, time_limit)

    def judge(self, plan: Plan) -> JudgedPlan:
        """Return what the rules conclude about a plan; the last few are remembered."""
        return self._judge(plan, self._recent, whole=True)

    def _judge(self, plan: Plan, recent: dict[str, JudgedPlan], *, whole: bool) -> JudgedPlan:
        """Return what the rules conclude about a plan; the last few are remembered.

        Args:
            plan: the plan.
            recent: those that are remembered.
            whole: whether the answer holds every true atom, so that it can be explained.
        """
        facts = plan.to_facts(self.case.date)
        key = "\n".join(facts)
        if key not in recent:
            answered = consult(
                self.case,
                self.knowledge,
                rules=self.rules,
                time_limit=self.time_limit,
                whole=whole,
                extra=facts,
                also_shown=READ,
            )
            while len(recent) >= _REMEMBERED:
                del recent[next(iter(recent))]
            recent[key] = JudgedPlan(plan, answered)
        return JudgedPlan(plan, recent[key].answered)

    def burden(self, plan: Plan) -> tuple[int, int]:
        """Return how many mistakes a plan makes, and what they weigh together."""
        key = "\n".join(plan.to_facts(self.case.date))
        if key not in self._burdens:
            self._burdens[key] = self._judge(plan, self._changed, whole=False).burden
        return self._burdens[key]

    def critique(self, plan: Plan, *, repairs: bool = True) -> Critique:
        """Return the critique of a plan.

        Args:
            plan: the plan.
            repairs: whether the smallest repair of each violation is looked for; a changed plan is
                judged for each try.
        """
        judged = self.judge(plan)
        answered = judged.answered
        return Critique(
            knowledge=answered.advice.knowledge,
            verdict="flawed" if judged.flaws else "sound",
            items=_items(judged),
            lifts=judged.plan.lifts,
            others=judged.plan.others,
            not_understood=tuple(
                OpenPlanLine(line=row.line, text=row.text, nearest=row.nearest)
                for row in judged.plan.not_understood
            ),
            violations=tuple(
                self._violation(judged, place, flaw, repairs=repairs)
                for place, flaw in enumerate(judged.flaws, 1)
            ),
            credits=_credits(judged),
            referrals=answered.advice.referrals,
            warnings=answered.advice.warnings,
            notice=answered.advice.notice,
        )

    def mended(self, judged: JudgedPlan, number: int) -> tuple[str, Plan] | None:
        """Return what repairs one violation of a plan, and the plan with that change made.

        Args:
            judged: the plan, as ``judge`` returned it.
            number: which violation of its critique, counted from 1.

        Returns:
            The change in words and the changed plan; ``None`` when no single change repairs it.
        """
        repair = self._repair(judged, judged.flaws[number - 1])
        return None if repair is None else (judged.answered.say.say(repair[0]), repair[1])

    def repaired(self, plan: Plan) -> tuple[Plan, tuple[str, ...]]:
        """Return a plan with everything repaired that can be, and what was changed, in order.

        Each step repairs the heaviest violation that can be, and leaves fewer of them.
        """
        done: list[str] = []
        while True:
            judged = self._judge(plan, self._changed, whole=False)
            step = next(
                (repairs for flaw in judged.flaws if (repairs := self._repair(judged, flaw))), None
            )
            if step is None:
                return plan, tuple(done)
            plan = step[1]
            done.append(judged.answered.say.say(step[0]))

    def _violation(
        self, judged: JudgedPlan, place: int, flaw: Flaw, *, repairs: bool
    ) -> PlanViolation:
        say = judged.answered.say
        relations = self.knowledge.facts.relations
        rule, remedy = next(
            (term(rule), term(remedy))
            for mistake, rule, remedy in judged.answer.rows("lesson")
            if mistake == flaw.mistake
        )
        grades = {text(one): text(grade) for one, grade in relations["mistake_grade"]}
        severities = {text(one): text(kind) for one, kind in relations["mistake_severity"]}
        return PlanViolation(
            number=place,
            mistake=flaw.mistake,
            label=say.label(flaw.mistake),
            severity=severities[flaw.mistake],
            severity_label=say.label(severities[flaw.mistake]),
            weight=flaw.weight,
            text=say.say(flaw.reason),
            item=_item(flaw.reason),
            rule=say.say(rule),
            remedy=say.say(remedy),
            evidence=grades[flaw.mistake],
            sources=tuple(
                text(source)
                for mistake, source in relations["mistake_source"]
                if mistake == flaw.mistake
            ),
            repair=self._change(judged, flaw) if repairs else None,
            proof=flaw.proof,
        )

    def _change(self, judged: JudgedPlan, flaw: Flaw) -> PlanChange | None:
        repair = self._repair(judged, flaw)
        if repair is None:
            return None
        change, plan, place = repair
        return PlanChange(
            kind=change.name,
            text=judged.answered.say.say(change),
            remaining=self.burden(plan)[0],
            proof=proof("repair", flaw.mistake, flaw.reason, change, place),
        )

    def _repair(self, judged: JudgedPlan, flaw: Flaw) -> tuple[clingo.Symbol, Plan, Value] | None:
        """Return the first change that leaves fewer violations of less weight, and its plan."""
        count, weight = judged.burden
        for change, place in flaw.changes[:_MOST_TRIED]:
            referral = judged.answered.say.say(flaw.reason)
            plan = changed(judged.plan, change, referral)
            if not plan.rows and plan.refer is None:
                continue
            after = self.burden(plan)
            if after[0] < count and after[1] < weight:
                return change, plan, place
        return None


def _item(reason: clingo.Symbol) -> int | None:
    """Return the item that a reason begins with, if it does."""
    first = next(iter(reason.arguments), None)
    second = reason.arguments[1:2]
    if first is None or first.type is not clingo.SymbolType.Number or not second:
        return None
    return first.number if second[0].type is clingo.SymbolType.Function else None


def _items(judged: JudgedPlan) -> tuple[JudgedItem, ...]:
    phases = judged.answer.pairs("stands_in")
    useful = {row[0] for row in judged.answer.rows("useful")}
    say = judged.answered.say
    return tuple(
        JudgedItem(
            number=place,
            exercise=item.exercise,
            label=say.label(item.exercise),
            phase=text(phases[str(place)]),
            side=item.side,
            useful=place in useful,
            written=item.written,
            note=item.note,
            proof=proof("useful", place)
            if place in useful
            else proof("case_plan_item", place, item.exercise),
        )
        for place, item in enumerate(judged.plan.rows, 1)
    )


def _credits(judged: JudgedPlan) -> tuple[Credit, ...]:
    """Return what is good, in the order in which the rules declare it."""
    say = judged.answered.say
    places = {signature: place for place, signature in enumerate(judged.answered.rules.predicates)}
    reasons = [term(reason) for (reason,) in judged.answer.rows("credit")]
    reasons.sort(key=lambda reason: places[reason.name, len(reason.arguments)])
    return tuple(
        Credit(kind=reason.name, text=say.say(reason), proof=proof("credit", reason))
        for reason in reasons
    )
