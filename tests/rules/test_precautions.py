"""Clearance, sides and precautions, rule by rule: tried alone where it holds and where not."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import clingo
import pytest

from kg.rulebase.rule_set import Rules

RULES: Final = Rules.load(Path(__file__).parents[2] / "rules")
TEXT: Final = "\n".join(
    (
        *RULES.constants,
        *(
            file.text
            for file in RULES.files
            if file.name in ("precautions.lp", "tables/figure.tsv")
        ),
    )
)
#: A hip with limits in degrees, a shoulder with stages, a back without sides, an unstable heart.
WORLD: Final = """
body_side(left). body_side(right).
opposite(left, right). opposite(right, left).
test_side(left, left). test_side(right, right). test_side(both, left). test_side(both, right).
region_order(hip, 1). region_order(shoulder, 2). region_order(back, 3).
clearance_kind(new_hip, allowed_with_precautions). condition_sided(new_hip, sided_left_right).
clearance_kind(cuff, region_protected_until_cleared). condition_sided(cuff, sided_left_right).
condition_protects(cuff, shoulder).
condition_stage(cuff, late, allowed_with_precautions). stage_precaution(cuff_late, late, excluded).
precaution_part(cuff_late, arm_from_150). part_from(arm_from_150, arm_raised, 150).
clearance_kind(disc, region_protected_until_cleared). condition_sided(disc, sided_no).
condition_protects(disc, back).
clearance_kind(sprain, region_protected_until_cleared). condition_sided(sprain, sided_left_right).
clearance_kind(heart, stop_until_cleared). condition_sided(heart, sided_no).
precaution(hip_past_90, new_hip, excluded). precaution_part(hip_past_90, past_90).
part_beyond(past_90, hip_bent, 90).
precaution(hip_both, new_hip, excluded). precaution_part(hip_both, past_70).
precaution_part(hip_both, turned_10).
part_beyond(past_70, hip_bent, 70). part_from(turned_10, hip_turned, 10).
precaution(hip_loaded, new_hip, cautioned). precaution_part(hip_loaded, past_60_loaded).
part_beyond(past_60_loaded, hip_bent, 60). part_modifier(past_60_loaded, loaded).
precaution(hip_wobbly, new_hip, cautioned). precaution_part(hip_wobbly, wobbles).
part_from(wobbles, wobble, 1).
demand_per_limb(hip_bent). demand_per_limb(hip_turned). demand_per_limb(arm_raised).
demand_unit(hip_bent, degrees). demand_unit(hip_turned, degrees). demand_unit(wobble, grade).
demand_unit(arm_raised, degrees).
demand_of(deep, worked_limb, hip_bent, 110). demand_of(at_90, worked_limb, hip_bent, 90).
unilateral(lunge). demand_of(lunge, worked_limb, hip_bent, 95).
demand_of(lunge, other_limb, hip_bent, 20).
unilateral(swing). demand_of(swing, worked_limb, hip_bent, 10).
demand_of(swing, other_limb, hip_bent, 100).
demand_of(twist, worked_limb, hip_bent, 75). demand_of(twist, worked_limb, hip_turned, 10).
unilateral(apart). demand_of(apart, worked_limb, hip_bent, 75).
demand_of(apart, other_limb, hip_turned, 10).
demand_of(squat, worked_limb, hip_bent, 65). demand_modifier(squat, worked_limb, hip_bent, loaded).
demand_of(sit, worked_limb, hip_bent, 65).
unilateral(board). demand_of(board, worked_limb, wobble, 2).
demand_of(reach, worked_limb, arm_raised, 160).
serves(E, integrate, a_need) :- demand_of(E, _, _, _). serves(unknown, integrate, a_need).
phase_of(E, integrate) :- serves(E, _, _).
prefers_exercise(new_hip, sit). prefers_exercise(new_hip, deep).
side_of(E, S) :- serves(E, _, preferred_by(_)), body_side(S),
    not barred(E, _), not barred_side(E, S, _).
{ choose(E, P) : candidate(E, P) }.
policy(N, V) :- figure(N, V).
clearing_condition(arm_test, cuff).
precaution(cuff_across, cuff, excluded). precaution_part(cuff_across, across_from_30).
part_from(across_from_30, arm_across, 30). demand_unit(arm_across, degrees).
demand_of(across, worked_limb, arm_across, 40).
condition_stage(cuff, sling, region_protected_until_cleared).
stage_precaution(cuff_sling, sling, excluded). precaution_part(cuff_sling, arm_from_150).
condition_stage(cuff, silent, allowed_with_precautions).
condition_stage(new_hip, healed, allowed_with_precautions).
stage_precaution(hip_healed, healed, excluded). precaution_part(hip_healed, arm_from_150).
condition_stage(new_hip, healing, region_protected_until_cleared).
demand_loads(hip_bent, hip, 90). demand_loads(arm_raised, shoulder, 90).
demand_loads(wobble, back, 1). demand_loads(hip_turned, shoulder, 10).
demand_loads_with(hip_turned, loaded).
demand_modifier(apart, other_limb, hip_turned, loaded).
condition_stage(cuff, first_days, region_protected_until_cleared).
stage_precaution(cuff_first, first_days, excluded). precaution_part(cuff_first, arm_from_150).
stage_allows_only(first_days, sit).
precaution(hip_past_100, new_hip, excluded). precaution_part(hip_past_100, past_100).
part_beyond(past_100, hip_bent, 100).
loads_region(reach, hip). loads_region(sit, back). position_of(sit, sitting).
position_loads(sitting, hip).
"""
#: A pattern that two exercises retrain: a squat as first choice, a reach as third.
PATTERN: Final = """
focus(valgus, 1). problem_side(valgus, left). candidate(E, integrate) :- retrains(E, valgus, _).
side_of(E, left) :- retrains(E, valgus, _).
belongs_on(E, valgus, left) :- retrains(E, valgus, _).
"""
HIP: Final = "case_condition_row(0, new_hip). "
RIGHT_HIP: Final = f"{HIP} case_condition_side(0, right). "
CUFF: Final = "case_condition_row(0, cuff). case_condition_side(0, left). "
LATE_CUFF: Final = f"{CUFF} case_condition_stage(0, late). "
FRAIL: Final = "case_population(frail). population_avoids(frail, tag_jump)."
SLING: Final = f"{CUFF} case_condition_stage(0, sling). "
ODD: Final = "case_condition_row(0, odd). bars_everything(odd). "
SPRAIN: Final = "case_condition_row(0, sprain). case_condition_side(0, left). "
ARM_HURTS: Final = "case_clearing(arm_test, left, positive). "


def past_90(value: int, term: str = "for_precaution") -> str:
    """Return the reason that a hip bends so far, where 90 degrees are the limit."""
    return f"{term}(new_hip, passes(hip_bent, {value}, degrees, 90))"


HOLDS: Final = [
    # a limit that is passed, and one that is met exactly
    (RIGHT_HIP, f"barred(deep, {past_90(110)})"),
    (RIGHT_HIP, "broken(twist, worked_limb, hip_both)"),
    # the limb: worked on its own side, the other limb on the opposite side
    (RIGHT_HIP, f"barred_side(lunge, right, {past_90(95)})"),
    (RIGHT_HIP, f"barred_side(swing, left, {past_90(100, 'for_other_limb')})"),
    # no side is both sides
    (HIP, f"barred(lunge, {past_90(95)})"),
    # together: both numbers of both parts
    (
        RIGHT_HIP,
        "barred(twist, for_precaution(new_hip, "
        "and_with(demand_met(hip_bent, 75), demand_met(hip_turned, 10))))",
    ),
    # cautions: a modifier, and what does not count per limb
    (RIGHT_HIP, "precaution_care(squat, left, new_hip, hip_loaded)"),
    (
        RIGHT_HIP,
        "care_measure(squat, left, new_hip, under(loaded, passes(hip_bent, 65, degrees, 60)))",
    ),
    (RIGHT_HIP, "precaution_care(board, left, new_hip, hip_wobbly)"),
    (RIGHT_HIP, "precaution_care(board, right, new_hip, hip_wobbly)"),
    # demands that nobody recorded
    (RIGHT_HIP, "barred(unknown, for_unmeasured(new_hip))"),
    (FRAIL, "barred(unknown, for_unrecorded(frail))"),
    # clearance
    ("case_condition_row(0, heart).", "waits(0, heart, stop_until_cleared)"),
    (CUFF, "guards(0, shoulder, left)"),
    ("case_condition_row(0, disc). case_condition_side(0, left).", "guards(0, back, right)"),
    (SPRAIN, "guards(0, back, left)"),
    (
        f"{SPRAIN}case_condition_place(0, hip).",
        "guards(0, hip, left)",
    ),
    (f"{CUFF}case_condition_row(1, cuff). case_condition_cleared(1).", "guards(0, shoulder, left)"),
    # the stricter of the kinds of condition and stage; the lists add until nothing waits
    (LATE_CUFF, "waits(0, cuff, region_protected_until_cleared)"),
    (LATE_CUFF, "barred(across, for_precaution(cuff, reaches(arm_across, 40, degrees, 30)))"),
    (f"{LATE_CUFF} case_condition_cleared(0).", "past_limits(0)"),
    (
        f"{LATE_CUFF} case_condition_cleared(0).",
        "barred(reach, for_precaution(cuff, reaches(arm_raised, 160, degrees, 150)))",
    ),
    (SLING, "barred(across, _)"),
    (
        f"{SLING} case_condition_cleared(0). contradicts_clearance(sling).",
        "guards(0, shoulder, left)",
    ),
    (f"{SLING} case_condition_cleared(0).", "barred(reach, _)"),
    (f"{SLING} case_condition_cleared(0).", "barred(across, _)"),
    (f"{CUFF} case_condition_stage(0, silent). case_condition_cleared(0).", "barred(across, _)"),
    ("case_condition_row(0, new_hip). case_condition_stage(0, healed).", "past_limits(0)"),
    (
        "case_condition_row(0, new_hip). case_condition_stage(0, healing).",
        "waits(0, new_hip, region_protected_until_cleared)",
    ),
    # the spine and the pelvis have no sides, one hip has
    (f"{SPRAIN}case_condition_place(0, back). midline_region(back).", "guards(0, back, right)"),
    # what an exercise loads: its region and demands, on the limb that works and on the other one
    ("left_alone(hip).", "loads_on(lunge, left, hip, left)"),
    ("left_alone(hip).", "loads_on(swing, left, hip, right)"),
    ("left_alone(hip).", "loads_on(reach, left, hip, left)"),
    ("left_alone(back).", "loads_on(board, left, back, right)"),
    ("left_alone(shoulder).", "loads_on(apart, left, shoulder, right)"),
    ("left_alone(hip).", "loads_on(sit, right, hip, right)"),
    # a painful test is a condition on its side, until it is cleared
    (ARM_HURTS, "guards(of_clearing(arm_test, left), shoulder, left)"),
    (ARM_HURTS, "clearing_hurts(arm_test, left)"),
    ("case_score(arms, right, 0).", "score_hurts(arms, right)"),
    # presumed of a population
    (
        "case_population(elders). presumes(elders, new_hip).",
        f"barred(lunge, {past_90(95)})",
    ),
    # a condition without a kind
    (
        f"{ODD}condition(odd, absolute, whole_body).",
        "waits(0, odd, stop_until_cleared)",
    ),
    (
        f"{ODD}condition(odd, absolute, affected_region).",
        "waits(0, odd, region_protected_until_cleared)",
    ),
    ("case_condition_row(0, odd).", "waits(0, odd, allowed_with_precautions)"),
    # what is preferred
    (f"{HIP} focus(valgus, 1).", "candidate(sit, integrate)"),
    (f"{HIP} focus(valgus, 1).", "preferred_done(new_hip, integrate)"),
    (f"{RIGHT_HIP} focus(valgus, 1).", "wanted_side(sit, right)"),
    (f"{HIP} focus(valgus, 1).", "why(sit, why_preferred(new_hip))"),
    # what is preferred gives way to a first or second choice for the first pattern
    (f"{HIP}{PATTERN}retrains(squat, valgus, 1).", "preferred_worth(integrate, 2)"),
    (f"{HIP}{PATTERN}retrains(squat, valgus, 3).", "preferred_worth(integrate, 7)"),
    (
        f"{HIP}{PATTERN}retrains(squat, valgus, 1). asks_care(squat, new_hip, a_reason).",
        "preferred_worth(integrate, 7)",
    ),
    (
        f"{HIP}{PATTERN}retrains(squat, valgus, 1). belongs_on(squat, valgus, right).",
        "preferred_worth(integrate, 7)",
    ),
    # a stage with only a few drills
    (f"{CUFF} case_condition_stage(0, first_days).", "barred(squat, for_stage(first_days))"),
    (
        f"{CUFF} case_condition_stage(0, first_days). case_condition_cleared(0).",
        "barred(squat, for_stage(first_days))",
    ),
    # a cause is named once: the stricter limit, the stage for all its limits
    (RIGHT_HIP, "surplus(deep, for_precaution(new_hip, passes(hip_bent, 110, degrees, 100)))"),
    (
        f"{CUFF} case_condition_stage(0, first_days).",
        "surplus(reach, for_precaution(cuff, reaches(arm_raised, 160, degrees, 150)))",
    ),
    (
        f"{RIGHT_HIP} barred(deep, for_condition(new_hip)).",
        "surplus(deep, for_condition(new_hip))",
    ),
    # what is asked
    (HIP, "warning(side_unstated(new_hip))"),
    (CUFF, "warning(stage_unstated(cuff))"),
    (f"{CUFF} condition_asks(cuff).", "warning(to_ask(cuff))"),
    ("final_score(arms, 0).", "warning(score_again(arms))"),
]

FAILS: Final = [
    (
        f"{SPRAIN}case_condition_place(0, back). midline_region(back). keeps_side(sprain).",
        "guards(0, back, right)",
    ),
    ("left_alone(hip).", "loads_on(lunge, left, hip, right)"),
    ("left_alone(hip).", "loads_on(swing, left, hip, left)"),
    ("left_alone(shoulder).", "loads_on(twist, left, shoulder, _)"),
    ("left_alone(shoulder).", "loads_on(lunge, _, _, _)"),
    (RIGHT_HIP, "barred(at_90, _)"),
    (RIGHT_HIP, "broken(at_90, _, hip_past_90)"),
    (RIGHT_HIP, "barred_side(lunge, left, _)"),
    (RIGHT_HIP, "barred(lunge, _)"),
    (RIGHT_HIP, "barred_side(swing, right, _)"),
    ("", "barred(deep, _)"),
    ("", "barred(unknown, _)"),
    (FRAIL, "barred(squat, _)"),
    ("case_population(frail).", "barred(unknown, _)"),
    (RIGHT_HIP, "broken(apart, _, hip_both)"),
    (RIGHT_HIP, "precaution_care(sit, _, _, _)"),
    ("case_condition_row(0, heart). case_condition_cleared(0).", "waits(_, _, _)"),
    (CUFF, "guards(_, _, right)"),
    (f"{CUFF} case_condition_cleared(0).", "guards(_, _, _)"),
    (f"{LATE_CUFF} case_condition_cleared(0).", "guards(_, _, _)"),
    (f"{LATE_CUFF} case_condition_cleared(0).", "barred(across, _)"),
    (LATE_CUFF, "past_limits(_)"),
    (f"{CUFF} case_condition_stage(0, silent). case_condition_cleared(0).", "past_limits(_)"),
    (CUFF, "barred(reach, _)"),
    (
        "case_condition_row(0, sprain). case_condition_place(0, hip).",
        "guards(_, back, _)",
    ),
    (ARM_HURTS, "guards(_, _, right)"),
    (
        f"{ARM_HURTS}case_test_cleared(arm_test, left).",
        "guards(_, _, _)",
    ),
    (
        f"{ARM_HURTS}case_test_cleared(arm_test, both).",
        "clearing_hurts(_, _)",
    ),
    ("case_clearing(arm_test, left, negative).", "guards(_, _, _)"),
    ("case_score(arms, right, 0). case_test_cleared(arms, right).", "score_hurts(_, _)"),
    ("case_score(arms, right, 1).", "score_hurts(_, _)"),
    (HIP, "candidate(_, _)"),
    (f"{HIP} focus(valgus, 1).", "candidate(deep, integrate)"),
    (f"{CUFF} case_condition_stage(0, first_days).", "barred(sit, for_stage(_))"),
    (f"{CUFF} case_condition_stage(0, late).", "barred(_, for_stage(_))"),
    (RIGHT_HIP, f"surplus(deep, {past_90(110)})"),
    (RIGHT_HIP, "surplus_on(swing, _, _)"),
    ("barred(deep, for_condition(new_hip)).", "surplus(_, _)"),
    (f"{HIP} focus(valgus, 1).", "preferred_worth(integrate, 2)"),
    (RIGHT_HIP, "warning(side_unstated(_))"),
    (f"{CUFF} case_condition_stage(0, late).", "warning(stage_unstated(_))"),
    ("case_condition_row(0, disc).", "warning(side_unstated(_))"),
    ("final_score(arms, 0). painful_pattern(arms).", "warning(score_again(_))"),
]


def holds(facts: str, atom: str) -> bool:
    """Return whether an atom holds in the best answer for some facts."""
    control = clingo.Control(["--opt-strategy=usc"], logger=lambda _code, _text: None)
    control.add("base", [], f"{WORLD}{facts}found :- {atom}. #show found/0.")
    control.add(TEXT)
    control.ground([("base", [])])
    found = False
    with control.solve(yield_=True) as answers:
        for answer in answers:
            found = bool(answer.symbols(shown=True))
    return found


@pytest.mark.parametrize(("facts", "atom"), HOLDS)
def test_a_rule_holds(facts: str, atom: str) -> None:
    assert holds(facts, atom)


@pytest.mark.parametrize(("facts", "atom"), FAILS)
def test_a_rule_does_not_hold(facts: str, atom: str) -> None:
    assert not holds(facts, atom)
