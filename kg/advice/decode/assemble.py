"""From an answer set to the advice: the one place that knows the output predicates of the rules.

These predicates are the contract between ``rules/`` and ``kg/``; rules/README.md lists them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.advice import model as out
from kg.advice.base import Note, Span
from kg.advice.decode.client import CLIENT_OUTPUTS, goals, populations, suspicions
from kg.advice.decode.motion import MOTION_OUTPUTS, measures, motions
from kg.advice.decode.observed import OBSERVED_OUTPUTS, looks, modified, posture, tested
from kg.advice.decode.program import DOSE_OUTPUTS, gaps, program
from kg.advice.decode.routine import ROUTINE_OUTPUTS, progression, sessions, week
from kg.advice.decode.scope import SCOPE_OUTPUTS, clearances, contested, readiness, scope
from kg.advice.decode.screen import SCREEN_OUTPUTS, screen
from kg.case.model import Case
from kg.rulebase.answer_set import AnswerSet, Value, number, proof, term, text
from kg.rulebase.sentences import Sentences

__all__ = ["OUTPUTS", "Basis", "assemble"]

#: What an advice is made of: the predicates that any rule set has to give.
OUTPUTS: Final = frozenset(
    [
        "care_for",
        "careful",
        "choose",
        "concerns_side",
        "done_on",
        "edition_in_use",
        "focus",
        "gap",
        "gap_reason",
        "handed_down",
        "instead",
        "invalid",
        "next_test",
        "notice",
        "objective",
        "outcome",
        "pattern_gap",
        "phase_order",
        "picture_seen",
        "place_in_phase",
        "problem",
        "rank",
        "reassess_weeks",
        "reassess_with",
        "recognised",
        "refer",
        "referred",
        "seconds",
        "signs_seen",
        "stage_drill",
        "state",
        "status",
        "test_value",
        "uses",
        "warning",
        "weighs",
        "why",
        "works_side",
        *CLIENT_OUTPUTS,
        *DOSE_OUTPUTS,
        *ROUTINE_OUTPUTS,
    ]
).union(SCREEN_OUTPUTS, OBSERVED_OUTPUTS, SCOPE_OUTPUTS, MOTION_OUTPUTS)


@dataclass(frozen=True)
class Basis:
    """What an advice is drawn from, beside the answer itself.

    Attributes:
        knowledge: which ontology and rules.
        sources: evidence row to the documents behind it.
        dose_sources: row of a dose to the documents behind it.
    """

    knowledge: out.Knowledge
    sources: Mapping[str, Sequence[str]]
    dose_sources: Mapping[str, Sequence[str]]


def assemble(
    case: Case,
    answer: AnswerSet,
    say: Sentences,
    basis: Basis,
    *,
    cost: Sequence[tuple[int, int]],
    proven: bool,
) -> out.Advice:
    """Return the advice that an answer set gives for a case.

    Args:
        case: the case that was asked about.
        answer: the atoms of the answer.
        say: the sentences of the rules.
        basis: which knowledge was used.
        cost: the value of each objective level, (level, value).
        proven: whether the answer is a proven optimum.
    """
    return out.Advice(
        knowledge=basis.knowledge,
        result=out.as_result(_result(answer, proven=proven)),
        readiness=readiness(answer, say),
        clearances=clearances(case, answer, say),
        scope=scope(answer, say),
        findings=_findings(case, say),
        posture=posture(case, answer, say),
        modifications=modified(case, answer, say),
        tests=tested(case, answer, say),
        measures=measures(case, answer, say),
        motions=motions(answer, say),
        muscles=_muscles(answer, say, basis),
        syndromes=_syndromes(answer, say),
        priorities=_priorities(answer, say),
        fms=screen(case, answer, say),
        program=program(answer, say, basis.dose_sources, cost=cost, proven=proven),
        week=week(case, answer, say),
        sessions=sessions(answer, say),
        week_notes=_notes(answer, say, "week_note"),
        progression=progression(answer, say),
        goals=goals(case, answer, say),
        populations=populations(answer, say),
        suspicions=suspicions(answer, say),
        gaps=gaps(answer, say),
        referrals=_notes(answer, say, "refer"),
        warnings=_notes(answer, say, "warning"),
        next_tests=_next_tests(answer, say),
        next_looks=looks(answer, say),
        contested=contested(answer, say),
        reassess=_reassess(case, answer, say),
        notice=" ".join(say.say(term(reason)) for (reason,) in answer.rows("notice")),
    )


def _result(answer: AnswerSet, *, proven: bool) -> str:
    outcome = text(answer.rows("outcome")[0][0])
    return "best_found" if outcome == "solved" and not proven else outcome


def _findings(case: Case, say: Sentences) -> tuple[out.SeenFinding, ...]:
    return tuple(
        out.SeenFinding(
            id=row.finding,
            label=say.label(row.finding),
            side=row.side,
            severity=row.severity,
            assessment=row.assessment,
            proof=proof("case_finding", index, row.finding),
        )
        for index, row in enumerate(case.findings)
    )


def _muscles(answer: AnswerSet, say: Sentences, basis: Basis) -> tuple[out.Muscle, ...]:
    evidence: dict[tuple[Value, Value], list[out.Evidence]] = defaultdict(list)
    agreement = answer.pairs("attested")
    dissent: dict[str, list[str]] = defaultdict(list)
    for row, edition in answer.rows("dissent"):
        dissent[text(row)].append(text(edition))
    for muscle, side, direction, finding, row, weight in answer.rows("weighs"):
        evidence[muscle, side].append(
            out.Evidence.model_validate(
                {
                    "finding": text(finding),
                    "direction": direction,
                    "weight": weight,
                    "row": text(row),
                    "sources": tuple(basis.sources.get(text(row), ())),
                    "agreement": agreement.get(text(row)),
                    "dissent": tuple(dissent[text(row)]),
                }
            )
        )
    groups: dict[tuple[Value, Value], list[str]] = defaultdict(list)
    for muscle, side, _, whole in answer.rows("handed_down"):
        groups[muscle, side].append(text(whole))
    named = {(muscle, side) for muscle, side, _ in answer.rows("status")}
    return tuple(
        out.Muscle.model_validate(
            {
                "id": muscle,
                "label": say.label(text(muscle)),
                "side": side,
                "status": status,
                "balance": _balance(evidence[muscle, side]),
                "derived_from": () if (muscle, side) in named else tuple(groups[muscle, side]),
                "evidence": tuple(evidence[muscle, side]),
                "proof": proof("state", muscle, side, status),
            }
        )
        for muscle, side, status in answer.rows("state")
    )


def _balance(evidence: Sequence[out.Evidence]) -> int:
    return sum(one.weight if one.direction == "overactive" else -one.weight for one in evidence)


def _syndromes(answer: AnswerSet, say: Sentences) -> tuple[out.Syndrome, ...]:
    seen = {text(row[0]): row[1:] for row in answer.rows("signs_seen")}
    standing = {text(row[0]): row[1:] for row in answer.rows("picture_seen")}
    return tuple(
        out.Syndrome(
            id=text(syndrome),
            label=say.label(text(syndrome)),
            signs_seen=number(seen.get(text(syndrome), (0, 0))[0]),
            signs_total=number(seen.get(text(syndrome), (0, 0))[1]),
            picture_seen=number(standing.get(text(syndrome), (0, 0))[0]),
            picture_total=number(standing.get(text(syndrome), (0, 0))[1]),
            proof=proof("recognised", syndrome),
        )
        for (syndrome,) in answer.rows("recognised")
    )


def _priorities(answer: AnswerSet, say: Sentences) -> tuple[out.Priority, ...]:
    ranks = answer.pairs("rank")
    sides = answer.pairs("concerns_side")
    now = {text(row[0]) for row in answer.rows("focus")}
    reasons = {text(row[0]): row[1] for row in answer.rows("referred")}
    rows = []
    for kind, problem in answer.rows("problem"):
        name = text(problem)
        rank = ranks.get(name)
        when = "now" if name in now else "later" if rank is not None else "referred"
        if name in reasons:
            sentence = proof("referred", name, reasons[name])
        else:
            sentence = proof("stopped") if rank is None else proof("rank", name, rank)
        rows.append(
            {
                "rank": rank,
                "kind": kind,
                "id": name,
                "label": say.label(name),
                "side": sides[name],
                "when": when,
                "proof": sentence,
            }
        )
    rows.sort(key=lambda row: (row["rank"] is None, row["rank"] or 0, str(row["id"])))
    return tuple(out.Priority.model_validate(row) for row in rows)


def _notes(answer: AnswerSet, say: Sentences, predicate: str) -> tuple[Note, ...]:
    notes = []
    for (reason,) in answer.rows(predicate):
        symbol = term(reason)
        urgency = say.argument(symbol, "Urgency")
        notes.append(
            Note(
                kind=symbol.name,
                text=say.say(symbol),
                urgency=urgency,
                proof=proof(predicate, reason),
            )
        )
    return tuple(notes)


def _next_tests(answer: AnswerSet, say: Sentences) -> tuple[out.NextTest, ...]:
    """Return the tests that would settle something, those that settle the most first."""
    settles = {row[:2]: number(row[2]) for row in answer.rows("test_value")}
    rows = sorted(answer.rows("next_test"), key=lambda row: -settles[row[0], row[3]])
    return tuple(
        out.NextTest.model_validate(
            {
                "test": action,
                "side": side,
                "muscle": muscle,
                "kind": kind,
                "settles": settles[action, kind],
                "text": say.atom("next_test", (action, side, muscle, kind)),
                "proof": proof("next_test", action, side, muscle, kind),
            }
        )
        for action, side, muscle, kind in rows
    )


def _reassess(case: Case, answer: AnswerSet, say: Sentences) -> out.Reassess | None:
    weeks = answer.rows("reassess_weeks")
    if not weeks:
        return None
    least, most = (number(one) for one in weeks[0])
    by = case.date + dt.timedelta(weeks=most) if case.date is not None else None
    tools = tuple(text(one) for (one,) in answer.rows("reassess_with"))
    return out.Reassess.model_validate(
        {
            "by": by,
            "weeks": Span(minimum=least, maximum=most),
            "with": tools,
            "sooner": tuple(
                Note(
                    kind=text(reason),
                    text=say.atom("sooner_when", (reason,)),
                    proof=proof("sooner_when", reason),
                )
                for (reason,) in answer.rows("sooner_when")
            ),
        }
    )
