"""Sessions of few minutes: the minutes hold as a sum, and no phase falls that could be kept.

Every finding alone, at each of five lengths. Only the rules that bear on the choice are grounded,
so that the table costs little; what is shortest is calculated anew, in plain Python.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from statistics import mean

import clingo
import pytest

from kg.advice.advise import advise
from kg.case.model import Case
from kg.knowledge import KnowledgeBase
from kg.plan.critique import Critique
from kg.plan.judge import Judge
from kg.plan.model import Plan
from kg.rulebase.annotations import heads_of, read_annotations
from kg.rulebase.rule_set import Rules
from kg.solve.search import ground, search
from tests.rules.validity import least_seconds, seconds_of

KNOWLEDGE = KnowledgeBase.load()
RULES = Rules.of(KNOWLEDGE)
ROWS = KNOWLEDGE.facts.relations
FINDINGS = [str(row[0]) for row in ROWS["finding"]]
SIDED = {str(row[0]) for row in ROWS["needs_side"]}
SUPERVISED = {str(row[0]) for row in ROWS["needs_supervision"]}
TECHNIQUE = {str(row[0]): str(row[1]) for row in ROWS["technique_of"]}
MINUTES = (6, 8, 10, 12, 15)
_NAME = re.compile(r"[a-z][A-Za-z0-9_]*")
#: What is read off an answer, and the number of its arguments.
_READ = {
    "choose": 2,
    "candidate": 2,
    "side_of": 2,
    "usable": 5,
    "retrains": 3,
    "sets": 2,
    "hold": 2,
    "seconds": 2,
    "minutes_for_all": 1,
}


@dataclass(frozen=True)
class Session:
    """A session that was chosen.

    Attributes:
        proven: whether it is a proven optimum.
        atoms: the arguments of what is read off the answer, by predicate.
    """

    proven: bool
    atoms: Mapping[str, list[tuple[str, ...]]]

    def values(self, predicate: str) -> dict[str, str]:
        """Return the value of each exercise, for a predicate of two arguments."""
        return {row[0]: row[1] for row in self.atoms[predicate]}

    @property
    def phases(self) -> set[str]:
        """The phases with something chosen."""
        return {phase for _, phase in self.atoms["choose"]}

    @property
    def workable(self) -> set[str]:
        """The phases for which there is a candidate."""
        return {phase for _, phase in self.atoms["candidate"]}

    def sides(self, exercise: str) -> int:
        """Return on how many sides an exercise is done."""
        return sum(row[0] == exercise for row in self.atoms["side_of"])

    @property
    def seconds(self) -> int:
        """What is chosen takes so many seconds, by the tables of doses."""
        sets, hold = self.values("sets"), self.values("hold")
        return sum(
            seconds_of(
                exercise,
                self.sides(exercise),
                int(sets[exercise]),
                int(hold.get(exercise, 0)),
                ROWS,
            )
            for exercise, _ in self.atoms["choose"]
        )

    def shortest(self) -> int:
        """Return the seconds of the shortest valid session with all workable phases.

        Every exercise that serves a need on a free side counts, standard choice or not, at its
        least dose; techniques that need supervision do not.
        """
        serving = {(row[0], row[1]) for row in self.atoms["usable"]}
        serving |= {(row[0], "integrate") for row in self.atoms["retrains"]}
        least: dict[str, int] = {}
        for exercise, phase in serving:
            sides = self.sides(exercise)
            if sides and TECHNIQUE[exercise] not in SUPERVISED:
                seconds = least_seconds(exercise, sides, ROWS)
                least[phase] = min(seconds, least.get(phase, seconds))
        return sum(least.values())


@cache
def _program() -> tuple[str, str]:
    """Return the rules that the choice depends on, and their facts."""
    statements = read_annotations(RULES)
    names, used = set(_READ), set[int]()
    while more := [
        number
        for number, statement in enumerate(statements)
        if number not in used
        and (
            not (heads := {atom.name for rule in statement.rules for atom in heads_of(rule)})
            or heads & names
        )
    ]:
        used.update(more)
        names.update(name for number in more for name in _NAME.findall(statements[number].text))
    texts = (statements[number].text for number in sorted(used))
    rules = "\n".join((*RULES.constants, *texts))
    return rules, KNOWLEDGE.facts.source(sorted(names & set(KNOWLEDGE.facts.signature)))


@cache
def _session(finding: str, minutes: int) -> Session:
    side = "right" if finding in SIDED else None
    case = Case.model_validate(
        {"findings": [{"finding": finding, "side": side}], "minutes": minutes}
    )
    facts = {(name, len(arguments)) for name, arguments in KNOWLEDGE.facts.signature.items()}
    control = ground(
        [*_program(), "\n".join(case.to_facts())],
        inputs=facts | set(RULES.predicates),
        shown=set(_READ.items()),
    )
    solution = search(control, 60, decided_by=("choose", 2))
    atoms: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for atom in solution.atoms:
        atoms[atom.name].append(tuple(map(_text, atom.arguments)))
    return Session(solution.proven, atoms)


def _text(symbol: clingo.Symbol) -> str:
    return str(symbol)


@pytest.mark.parametrize("minutes", MINUTES)
def test_short_sessions_are_proven_within_the_minutes_and_use_them(minutes: int) -> None:
    sessions = {finding: _session(finding, minutes) for finding in FINDINGS}
    assert all(session.proven for session in sessions.values())
    over = {name: one.seconds for name, one in sessions.items() if one.seconds > 60 * minutes}
    assert not over
    assert mean(one.seconds / (60 * minutes) for one in sessions.values()) >= 0.9


@pytest.mark.parametrize("minutes", MINUTES)
def test_a_phase_is_missing_only_where_no_valid_session_holds_all(minutes: int) -> None:
    missing = 0
    for finding in FINDINGS:
        session = _session(finding, minutes)
        shortest = session.shortest()
        if session.workable - session.phases:
            missing += 1
            assert shortest > 60 * minutes, finding
    # Two-sided findings need more than six minutes; from eight on everything fits.
    assert missing == 0 if minutes >= 8 else 0 < missing < len(FINDINGS)


@pytest.mark.parametrize("finding", FINDINGS)
def test_the_shortest_session_is_named_truly(finding: str) -> None:
    """The minutes that an answer names are enough: standard choices alone make such a session."""
    session = _session(finding, 6)
    ((named,),) = session.atoms["minutes_for_all"]
    least: dict[str, int] = {}
    for exercise, phase in session.atoms["candidate"]:
        seconds = least_seconds(exercise, session.sides(exercise), ROWS)
        least[phase] = min(seconds, least.get(phase, seconds))
    assert int(named) == -(-sum(least.values()) // 60)
    assert int(named) <= 8


def test_seconds_of_the_rules_are_those_of_the_tables() -> None:
    for finding in FINDINGS[::5]:
        session = _session(finding, 8)
        seconds, sets, hold = map(session.values, ("seconds", "sets", "hold"))
        for exercise, _ in session.atoms["candidate"]:
            expected = seconds_of(
                exercise,
                session.sides(exercise),
                int(sets[exercise]),
                int(hold.get(exercise, 0)),
                ROWS,
            )
            assert int(seconds[exercise]) == expected, exercise


def test_doses_fall_before_a_phase_and_the_item_says_so() -> None:
    case = Case.model_validate({"findings": [{"finding": "knees_move_inward"}], "minutes": 8})
    advice = advise(case, KNOWLEDGE)
    items = {one.phase: one.items for one in advice.program.phases}
    assert all(items.values())
    fewer = [one for one in items["lengthen"] if one.dose.sets == 1]
    assert fewer
    for item in fewer:
        assert "Sets: 1 instead of 2, to leave time for" in item.why
        assert "within a limit of 8 min." in item.why
        rows = {row.id for row in item.dose.rests_on}
        assert "dose_static_stretch_sets_minimum" in rows
        assert "dose_static_stretch_sets_default" not in rows


def test_a_phase_that_falls_names_the_minutes_that_all_would_need() -> None:
    case = Case.model_validate({"findings": [{"finding": "knees_move_inward"}], "minutes": 6})
    advice = advise(case, KNOWLEDGE)
    told = "All phases together need at least 8 minutes here, even at the smallest doses."
    assert told in [one.text for one in advice.warnings]
    reasons = {gap.reason for gap in advice.gaps if gap.phase == "inhibit"}
    expected = "The minutes leave no room for this phase: all phases together need at least 8"
    assert reasons == {f"{expected} minutes here."}


def test_a_population_of_short_sessions_gets_them_unless_the_case_says_otherwise() -> None:
    case = {"findings": [{"finding": "forward_head"}], "population": ["office_worker"]}
    short = advise(Case.model_validate(case), KNOWLEDGE)
    assert 9 <= short.program.minutes <= 10
    assert all(session.minutes <= 10 for session in short.sessions)
    assert any("sessions of 10 minutes are assumed" in one.text for one in short.warnings)
    longer = advise(Case.model_validate({**case, "minutes": 30}), KNOWLEDGE)
    assert longer.program.minutes > 15
    assert not any("are assumed, as" in one.text for one in longer.warnings)


def _judged(text: str) -> Critique:
    case = Case.model_validate(
        {
            "findings": [
                {"finding": "knees_move_inward", "side": "right"},
                {"finding": "excessive_forward_lean"},
            ],
            "minutes": 8,
        }
    )
    phases: dict[str, list[dict[str, str]]] = defaultdict(list)
    for line in text.split():
        phase, exercise, side = line.split(":")
        phases[phase].append({"exercise": exercise, "side": side})
    plan = {"phases": [{"phase": phase, "items": items} for phase, items in phases.items()]}
    judge = Judge.of(case, KNOWLEDGE, rules=RULES)
    return judge.critique(Plan.model_validate({**plan, "reassess": 6}), repairs=False)


def test_the_critique_counts_the_minutes_alike() -> None:
    """Two phases in eight minutes are not sound where four fit; the four phases are."""
    two = _judged("activate:ac_glute_bridge:both integrate:in_ball_wall_squat:both")
    missing = {one.proof for one in two.violations if one.mistake == "mistake_missing_phase"}
    assert missing == {
        f"flaw(mistake_missing_phase,nothing_to({phase}))" for phase in ("inhibit", "lengthen")
    }
    four = _judged(
        "inhibit:smr_adductors:right lengthen:st_standing_adductor:right "
        "activate:ac_banded_bridge:both integrate:in_banded_squat:both"
    )
    assert not {"mistake_missing_phase", "mistake_session_too_long"} & {
        one.mistake for one in four.violations
    }
