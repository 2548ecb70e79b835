"""The movement screen of an advice, from the atoms of an answer."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from kg.advice import screen as out
from kg.case.model import Case
from kg.rulebase.answer_set import Answer, Value, number, proof, term, text
from kg.rulebase.sentences import Sentences

__all__ = ["SCREEN_OUTPUTS", "screen"]

#: What the movement screen of an advice is made of.
SCREEN_OUTPUTS: Final = frozenset(
    [
        "asymmetry",
        "change_rule",
        "cleared_positive",
        "correction_place",
        "cut_off_judged",
        "final_in",
        "final_score",
        "first_target",
        "on_hold",
        "other_target",
        "pattern_change",
        "pattern_not_comparable",
        "policy_in_use",
        "score_class",
        "score_cut_off",
        "screen_policy",
        "stage_drill",
        "stage_gap",
        "stage_next",
        "stage_order",
        "suspected_limit",
        "total_change",
        "total_in",
        "total_not_comparable",
        "total_score",
        "total_undefined",
        "usual_policy",
    ]
)
_NOTED: Final = (
    "total_undefined",
    "total_score",
    "asymmetry",
    "cleared_positive",
    "first_target",
    "other_target",
)


def screen(case: Case, answer: Answer, say: Sentences) -> out.Screen | None:
    """Return what the answer says of the movement screen, if the case has one.

    Args:
        case: the case that was asked about.
        answer: the atoms of the answer.
        say: the sentences of the rules.
    """
    if not case.fms.is_scored and case.fms.previous is None:
        return None
    total = answer.rows("total_score")
    targets = answer.rows("first_target")
    return out.Screen(
        final={name: number(score) for name, score in answer.pairs("final_score").items()},
        total=number(total[0][0]) if total else None,
        asymmetries=tuple(
            out.Asymmetry.model_validate(
                {
                    "pattern": pattern,
                    "side": side,
                    "low": low,
                    "high": high,
                    "proof": proof("asymmetry", pattern, side, low, high),
                }
            )
            for pattern, side, low, high in answer.rows("asymmetry")
        ),
        first_target=out.Target(
            test=text(targets[0][0]),
            policy=text(targets[0][1]),
            proof=proof("first_target", *targets[0]),
        )
        if targets
        else None,
        policies=_policies(answer, say),
        limits=_said(answer, say, "suspected_limit"),
        on_hold=_said(answer, say, "on_hold"),
        progression=_progression(answer, say),
        cut_off=_cut_off(answer, say),
        change=_change(case, answer, say),
        notes=tuple(
            say.atom(predicate, row) for predicate in _NOTED for row in answer.rows(predicate)
        ),
    )


def _policies(answer: Answer, say: Sentences) -> tuple[out.Policy, ...]:
    classes = answer.pairs("score_class")
    used = {row[0] for row in answer.rows("policy_in_use")}
    usual = {row[0] for row in answer.rows("usual_policy")}
    places: dict[Value, list[out.Place]] = defaultdict(list)
    for policy, pattern, place in answer.rows("correction_place"):
        places[policy].append(
            out.Place(
                pattern=text(pattern),
                place=number(place),
                score_class=say.label(text(classes[text(pattern)])),
                proof=proof("correction_place", policy, pattern, place),
            )
        )
    return tuple(
        out.Policy(
            id=text(policy),
            label=say.label(text(policy)),
            in_use=policy in used,
            default=policy in usual,
            order=tuple(sorted(places[policy], key=lambda one: one.place)),
        )
        for (policy,) in answer.rows("screen_policy")
    )


def _said(answer: Answer, say: Sentences, predicate: str) -> tuple[out.Said, ...]:
    return tuple(
        out.Said(
            pattern=text(pattern),
            text=say.say(term(what)),
            proof=proof(predicate, pattern, what),
        )
        for pattern, what in answer.rows(predicate)
    )


def _progression(answer: Answer, say: Sentences) -> tuple[out.Stage, ...]:
    drills: dict[tuple[str, str], list[tuple[Value, ...]]] = defaultdict(list)
    for row in answer.rows("stage_drill"):
        drills[text(row[0]), text(row[1])].append(row)
    after = {(text(row[0]), text(row[1])): text(row[2]) for row in answer.rows("stage_next")}
    gaps: dict[tuple[str, str], list[tuple[Value, ...]]] = defaultdict(list)
    for row in answer.rows("stage_gap"):
        gaps[text(row[0]), text(row[1])].append(row)
    order = {name: number(place) for name, place in answer.pairs("stage_order").items()}
    stages = sorted({*drills, *gaps}, key=lambda one: (one[0], order[one[1]]))
    found = []
    for pattern, stage in stages:
        chosen = sorted(drills[pattern, stage], key=lambda row: number(row[3]))
        lacking = gaps[pattern, stage]
        reasons = dict.fromkeys(say.say(term(row[2])) for row in lacking)
        found.append(
            out.Stage(
                pattern=pattern,
                stage=stage,
                label=say.label(stage),
                drills=tuple(text(row[2]) for row in chosen),
                next=after.get((pattern, stage)),
                reason=" ".join(reasons),
                proof=proof("stage_drill", *chosen[0])
                if chosen
                else proof("stage_gap", *lacking[0]),
            )
        )
    return tuple(found)


def _cut_off(answer: Answer, say: Sentences) -> out.CutOff | None:
    values = answer.pairs("score_cut_off")
    for name, total, judged in answer.rows("cut_off_judged"):
        return out.CutOff(
            id=text(name),
            value=number(values[text(name)]),
            within=judged == "within_cut_off",
            rule=say.text_of(text(name), "useRule"),
            proof=proof("cut_off_judged", name, total, judged),
        )
    return None


def _change(case: Case, answer: Answer, say: Sentences) -> out.Change | None:
    earlier = case.fms.previous
    if earlier is None:
        return None
    rule = text(answer.rows("change_rule")[0][0])
    return out.Change(
        since=earlier.date,
        rule=say.text_of(rule, "ruleText"),
        total=_total_change(answer, say),
        patterns=_pattern_changes(answer, say),
    )


def _total_change(answer: Answer, say: Sentences) -> out.Compared:
    for row in answer.rows("total_change"):
        return _compared(say, "total_change", row, None, *row)
    lacking = answer.rows("total_not_comparable")
    totals = answer.pairs("total_in")
    before, now = (totals.get(name) for name in ("earlier_screen", "this_screen"))
    found = [
        _compared(say, "total_not_comparable", row, None, before, now, "undefined")
        for row in lacking
    ]
    every = " ".join(one.text for one in found)
    return found[0].model_copy(update={"text": every})


def _pattern_changes(answer: Answer, say: Sentences) -> tuple[out.Compared, ...]:
    found = [
        _compared(say, "pattern_change", row, row[0], *row[1:])
        for row in answer.rows("pattern_change")
    ]
    finals = {(row[0], row[1]): row[2] for row in answer.rows("final_in")}
    for row in answer.rows("pattern_not_comparable"):
        before, now = (finals.get((name, row[0])) for name in ("earlier_screen", "this_screen"))
        found.append(
            _compared(say, "pattern_not_comparable", row, row[0], before, now, "undefined")
        )
    return tuple(sorted(found, key=lambda one: one.pattern or ""))


def _compared(
    say: Sentences,
    predicate: str,
    row: tuple[Value, ...],
    pattern: Value | None,
    before: Value | None,
    now: Value | None,
    judgement: Value,
) -> out.Compared:
    return out.Compared.model_validate(
        {
            "kind": "total" if pattern is None else "pattern",
            "pattern": pattern,
            "before": before,
            "now": now,
            "judgement": judgement,
            "text": say.atom(predicate, row),
            "proof": proof(predicate, *row),
        }
    )
