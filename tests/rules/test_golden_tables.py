"""Every row of the golden tables holds; the tables are what a teacher checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
import yaml

from kg.errors import CaseError
from tests.rules.golden_tables import (
    KNOWLEDGE,
    PATTERNS,
    Row,
    clearing,
    exercises,
    headings,
    meant,
    rows,
    score_of,
    scores,
    told,
)

RELATIONS = KNOWLEDGE.facts.relations
SHORT = {pattern: name for name, pattern in PATTERNS.items()}
FINDING: Final = {"finding": "rounded_shoulders"}
CHECKS: dict[str, Callable[[Row], None]] = {}


def table_of(heading: str) -> Callable[[Callable[[Row], None]], Callable[[Row], None]]:
    """Say which table a check is for."""

    def keep(check: Callable[[Row], None]) -> Callable[[Row], None]:
        CHECKS[heading] = check
        return check

    return keep


def words(ids: Any) -> set[str]:
    return {str(one).replace("_", " ") for one in ids}


def findings(row: Row, column: str = "findings") -> list[dict[str, Any]]:
    side = row.cells.get("side") or None
    ids = [meant("finding", name) for name in row.list(column)]
    return [{"finding": one, **({"side": side} if side else {})} for one in ids]


def also(row: Row, column: str = "also in the case") -> dict[str, Any]:
    """Return what a table adds to a case, as ``key: value; key: value``."""
    case: dict[str, Any] = {}
    fms: dict[str, Any] = {}
    for part in row.list(column):
        key, _, value = part.partition(": ")
        match key:
            case "level" | "minutes":
                case[key] = int(value)
            case "equipment":
                case[key] = []
            case "flag":
                case["red_flags"] = [meant("red_flag", value)]
            case "pain":
                case["pain"] = [{"region": meant("region", value)}]
            case "pain in the knee":
                case["pain"] = [{"region": "knee"}]
            case "population":
                case[key] = [meant("population", value)]
            case "medication":
                case["readiness"] = {"readiness_medication": f"answer_{value}"}
            case "assessment":
                case[key] = meant("assessment", value)
            case "passive hip flexion normal":
                case["tests"] = [{"test": "hip_flexion", "result": "normal"}]
            case "passive hip flexion normal left":
                case["tests"] = [{"test": "hip_flexion", "side": "left", "result": "normal"}]
            case "cleared" if value == "pain":
                case["pain"] = [{}]
            case "cleared":
                fms["cleared"] = [meant("clearing", value)]
            case "ankle clearing positive" | "shoulder clearing positive":
                fms["clearing"] = clearing([f"{key.removesuffix(' positive')} {value}"])
            case _:
                name = "deep_squat" if key == "deep squat" else PATTERNS[key]
                fms.setdefault("scores", {})[name] = score_of(value)
    return {**case, "fms": fms} if fms else case


# --- the movement screen ------------------------------------------------------------------------


@table_of("Final scores and total")
def final_scores(row: Row) -> None:
    fms = scores(row["scores"]) | {"clearing": clearing(row.list("clearing"))}
    screen = told({"fms": fms}).fms
    assert screen is not None
    expected = dict(zip(PATTERNS.values(), row["final scores"].split(), strict=True))
    assert screen.final == {name: int(one) for name, one in expected.items() if one != "-"}
    assert screen.total == (None if row["total"] == "-" else int(row["total"]))


@table_of("Order of correction")
def order_of_correction(row: Row) -> None:
    for policy, column in (
        ("hierarchy_first", "hierarchy first"),
        ("severity_first", "severity first"),
    ):
        screen = told({"fms": {**scores(row["scores"]), "policy": policy}}).fms
        assert screen is not None
        expected = [PATTERNS[name] for name in row[column].split(", ") if name]
        (used,) = [one for one in screen.policies if one.in_use]
        assert used.id == policy
        assert [one.pattern for one in used.order] == expected
        first = screen.first_target
        assert (first.test if first else None) == (expected[0] if expected else None)
        (usual,) = [one for one in screen.policies if one.default]
        assert usual.id == "hierarchy_first"


@table_of("Suspected limits")
def suspected_limits(row: Row) -> None:
    screen = told({"fms": scores(row["scores"])}).fms
    assert screen is not None
    pattern = PATTERNS[row["pattern"]]
    assert [one.text for one in screen.limits if one.pattern == pattern] == row.list("limits")


@table_of("Progression of the pattern that is corrected first")
def progression(row: Row) -> None:
    advice = told({"fms": scores(row["scores"])} | also(row))
    screen = advice.fms
    assert screen is not None
    pattern = PATTERNS[row["pattern"]]
    assert screen.first_target is not None
    assert screen.first_target.test == pattern
    stages = {one.stage: one for one in screen.progression}
    chosen = {exercise for exercise, _ in exercises(advice)}
    for stage, column in (
        ("stage_mobility", "mobility"),
        ("stage_static_motor_control", "static"),
        ("stage_dynamic_motor_control", "dynamic"),
    ):
        found, expected = stages[stage], row[column]
        if expected == "a drill":
            assert found.drills, (stage, found.reason)
            assert set(found.drills) <= chosen
            steps = {(str(t), str(s), str(e)) for t, s, e, _ in RELATIONS["fms_corrective"]}
            assert {(pattern, stage, drill) for drill in found.drills} <= steps
        else:
            assert not found.drills
            assert expected in found.reason.lower()


@table_of("The disputed cut-off")
def cut_off(row: Row) -> None:
    advice = told({"fms": scores(row["scores"])})
    assert advice.fms is not None
    judged = advice.fms.cut_off
    within = {"within": True, "above": False}.get(row["judged"])
    assert (judged.within if judged else None) == within
    studies = [s for one in advice.contested if one.id == "fms_cut_off" for s in one.studies]
    assert sum(one.stance == "for" for one in studies) == int(row["studies for"])
    assert sum(one.stance == "against" for one in studies) == int(row["studies against"])
    assert all(one.grade and one.sources for one in studies)


@table_of("Change of one pattern")
def change_of_a_pattern(row: Row) -> None:
    pattern = PATTERNS[row["pattern"]]
    before, now = (
        {pattern: score}
        if (score := score_of(row[when])) is not None
        else {"hurdle_step": {"left": 2, "right": 2}}
        for when in ("before", "now")
    )
    screen = told({"fms": {"scores": now, "previous": {"scores": before}}}).fms
    assert screen is not None
    assert screen.change is not None
    (found,) = [one for one in screen.change.patterns if one.pattern == pattern]
    assert found.judgement.replace("_", " ") == row["judged"]


@table_of("Change of the total")
def change_of_the_total(row: Row) -> None:
    fms = {**scores(row["now"]), "previous": scores(row["before"])}
    screen = told({"fms": fms}).fms
    assert screen is not None
    assert screen.change is not None
    assert screen.change.total.judgement.replace("_", " ") == row["judged"]


@table_of("The graded ankle test")
def graded_ankle_test(row: Row) -> None:
    sides = {side: f"clearing_{row[side]}" for side in ("left", "right")}
    advice = told({"fms": {"clearing": {"ankle_clearing": sides}}})
    flagged = "clearing_flag" in {note.kind for note in advice.warnings}
    assert flagged == (row["told"] == "yes")
    assert not advice.referrals


# --- posture, modified squats, tests, syndromes -------------------------------------------------


@table_of("Signs in standing")
def signs_in_standing(row: Row) -> None:
    sign = {"sign": meant("posture_sign", row["sign"])}
    if row["side"]:
        sign["side"] = row["side"]
    if row["view"]:
        sign["view"] = meant("view", row["view"])
    advice = told({"posture": [sign]})
    (found,) = advice.posture
    assert [place.label for place in found.checkpoints] == [row["checkpoint"]]
    assert all(place.expected for place in found.checkpoints)
    assert row["view"] != "side" or all(place.plumb_line for place in found.checkpoints)
    assert words(found.shows) == set(row.list("is"))
    assert words(found.suggests) == set(row.list("suggests"))
    for name in row.list("look next"):
        label = KNOWLEDGE.label(meant("assessment", name)).lower()
        assert [one for one in advice.next_looks if label in one.text.lower()]
    for motion in row.list("measure"):
        assert [look for look in advice.next_looks if f"{motion} is limited" in look.text.lower()]
    kinds = {look.kind == "look_measure" for look in advice.next_looks}
    columns = {name == "measure" for name in ("look next", "measure") if row[name]}
    assert kinds == columns
    assert bool(advice.muscles) == bool(row["is"])
    named = {note.kind for note in advice.warnings}
    assert ("without_rows" in named) == (not row["is"] and not row["suggests"])


@table_of("The modified squat")
def modified_squat(row: Row) -> None:
    case: dict[str, Any] = {"findings": findings(row, "finding")}
    if row["modification"]:
        changed = {
            "modification": meant("modification", row["modification"]),
            "result": meant("modification_result", row["result"]),
        }
        case["modifications"] = [case["findings"][0] | changed]
    advice, plain = told(case), told({"findings": case["findings"]})
    for one in advice.modifications:
        assert one.region == (None if row["region"] == "none" else meant("region", row["region"]))
        assert (one.grade is not None) == bool(one.sources) == (one.region is not None)
    before = {(one.id, one.side): abs(one.balance) for one in plain.muscles}
    more = {
        one.id
        for one in advice.muscles
        if not one.derived_from and abs(one.balance) == before[one.id, one.side] + 3
    }
    expected = {meant("muscle", name) for name in row.list("counts 3 more")}
    assert expected <= more if expected else not more
    inhibit, _, activate, _ = advice.program.phases
    for phase, column in ((inhibit, "first to inhibit"), (activate, "first to activate")):
        first = {target.muscle for target in phase.items[0].targets}
        assert meant("muscle", row[column]) in first
    unread = "modification_unread" in {note.kind for note in advice.warnings}
    assert unread == (row["region"] == "none")


@table_of("Tests confirm or overrule")
def confirms_or_overrules(row: Row) -> None:
    test = {"test": meant("test", row["test"]), "side": row["side"], "result": row["result"]}
    found = [one | {"side": None} for one in findings(row, "finding")]
    if row["side"] != "both":
        found = findings(row, "finding")
    advice = told({"findings": found, "tests": [test]})
    (told_of,) = advice.tests
    for effect in ("confirms", "overrules"):
        muscles = {one.muscle for one in told_of.effects if one.effect == effect}
        expected = {meant("muscle", name) for name in row.list(effect)}
        assert expected <= muscles if expected else not muscles


@table_of("Syndromes")
def syndromes(row: Row) -> None:
    signs = [{"sign": meant("posture_sign", name)} for name in row.list("signs in standing")]
    advice = told({"findings": findings(row), "posture": signs})
    named = {one.id: one for one in advice.syndromes}
    if row["syndrome"] == "-":
        assert not named
        return
    one = named[row["syndrome"].replace(" ", "_")]
    counted = (
        f"{one.signs_seen} of {one.signs_total}" if one.signs_total else "-",
        f"{one.picture_seen} of {one.picture_total}" if one.picture_total else "-",
    )
    assert counted == (row["findings seen"], row["signs seen"])


@table_of("Each assessment")
def each_assessment(row: Row) -> None:
    where = {"assessment": meant("assessment", row["assessment"])}
    advice = told({"findings": [findings(row, "finding")[0] | where]})
    status = {(one.id, one.status) for one in advice.muscles}
    for direction in ("overactive", "underactive"):
        assert (meant("muscle", row[direction]), direction) in status


@table_of("Severity of a sign")
def severity_of_a_sign(row: Row) -> None:
    sign = {"sign": meant("posture_sign", row["sign"])}
    if row["severity"]:
        sign["severity"] = row["severity"]
    muscles = told({"posture": [sign]}).muscles
    found = {one.balance for one in muscles if one.id == meant("muscle", row["muscle"])}
    assert found == {int(row["balance"])}


@table_of("What cannot be right")
def what_cannot_be_right(row: Row) -> None:
    with pytest.raises(CaseError) as raised:
        told(yaml.safe_load(row["case"]))
    assert raised.value.message.splitlines() == [row["message"]]


# --- safety and scope ---------------------------------------------------------------------------


@table_of("Readiness questions")
def readiness(row: Row) -> None:
    case: dict[str, Any] = {"findings": [FINDING]}
    answers: dict[str, str] = {}
    text = row["answers"]
    if text.startswith("all no"):
        answers = {str(one[0]): "answer_no" for one in RELATIONS["readiness_question"]}
        text = text.removeprefix("all no").removeprefix(" but ")
    if text:
        name, _, answer = text.rpartition(" ")
        answers[meant("readiness", name)] = f"answer_{answer}"
    advice = told(case | {"readiness": answers})
    assert advice.readiness.kind == f"readiness_{row['state'].replace(' ', '_')}"
    assert advice.result == row["result"]
    said = [note.text for note in advice.referrals if note.kind == "refer_readiness"]
    if row["referred for"]:
        assert len(said) == 1
        assert said[0].endswith(row["referred for"])
    else:
        assert not said


def left_alone(row: Row, case: dict[str, Any]) -> None:
    """Check the result, and that nothing loads what is left alone."""
    advice = told(case)
    assert advice.result == row["result"], case
    loads = {(str(one), str(region)) for one, region in RELATIONS["loads_region"]}
    unilateral = {str(one) for (one,) in RELATIONS["unilateral"]}
    for place in row.list("left alone"):
        if place == "everywhere":
            assert not exercises(advice)
            continue
        name, _, side = place.rpartition(" ")
        region = meant("region", name)
        for exercise, done in exercises(advice):
            touches = exercise not in unilateral or done in ("both", side)
            assert not (touches and (exercise, region) in loads), exercise
    if row["result"] == "solved":
        assert exercises(advice)


@table_of("Red flags")
def red_flags(row: Row) -> None:
    flag: dict[str, str] = {"flag": meant("red_flag", row["flag"])}
    if row["region"]:
        flag |= {"region": meant("region", row["region"]), "side": row["side"]}
    left_alone(row, {"findings": [FINDING], "red_flags": [flag]})


@table_of("Pain")
def pain(row: Row) -> None:
    case: dict[str, Any] = {"findings": [FINDING]} | also(row)
    if row["region"]:
        cleared = bool(case.get("pain"))
        where = {"region": meant("region", row["region"]), "side": row["side"]}
        case["pain"] = [{**where, "cleared": cleared}]
    left_alone(row, case)


@table_of("Conditions")
def conditions(row: Row) -> None:
    condition = {"condition": meant("condition", row["condition"])}
    if row["region"]:
        condition["region"] = meant("region", row["region"])
    advice = told({"findings": [FINDING], "conditions": [condition]})
    assert advice.result == row["result"]
    kinds = {"refer_condition", "refer_stop", "refer_region"}
    referred = [note for note in advice.referrals if note.kind in kinds]
    assert bool(referred) == (row["referred"] == "yes")
    texts = [note.text for note in (*advice.referrals, *advice.warnings)]
    assert [text for text in texts if row["told"] in text]
    chosen = {exercise for exercise, _ in exercises(advice)}
    kind, _, name = row["excluded"].partition(" ")
    if kind == "everything":
        assert not chosen
    elif kind:
        relation = {"technique": "technique_of", "tag": "tagged", "region": "loads_region"}[kind]
        prefix = "tag_" if kind == "tag" else ""
        excluded = {
            str(r[0]) for r in RELATIONS[relation] if r[1] == prefix + name.replace(" ", "_")
        }
        assert excluded
        assert not chosen & excluded


@table_of("Clearance")
def clearance(row: Row) -> None:
    condition: dict[str, Any] = {"condition": meant("condition", row["condition"])}
    for part in row.list("row"):
        key, _, value = part.partition(": ")
        name = f"stage_of_{condition['condition']}"
        condition[key] = meant(name, value) if key == "stage" else value or True
    advice = told({"findings": findings(row), "conditions": [condition]})
    assert advice.result == row["result"]
    chosen = exercises(advice)
    for place in row.list("nothing there"):
        *region, last = place.split()
        side = last if last in ("left", "right") else None
        where = meant("region", " ".join(region if side else [*region, last]))
        loading = {str(one) for one, there in RELATIONS["loads_region"] if there == where}
        one_sided = {str(one) for (one,) in RELATIONS["unilateral"]}
        other = {"left": "right", "right": "left"}.get(side or "")
        assert not [
            (one, done)
            for one, done in chosen
            if one in loading and not (one in one_sided and done == other)
        ]
    names = {one for one, _ in chosen}
    assert not names & {meant("exercise", one) for one in row.list("ruled out")}
    for one in row.list("done"):
        preferred = {
            str(e) for c, e in RELATIONS["prefers_exercise"] if c == condition["condition"]
        }
        assert names & (preferred if "preferred" in one else {meant("exercise", one)})
    notes = [note.text for note in (*advice.referrals, *advice.warnings)]
    notes += [one.text for one in advice.clearances]
    if "side" in row["told"]:
        assert not [note for note in notes if row["told"] in note]
    else:
        assert [note for note in notes if row["told"] in note]


@table_of("On whose side the advice stands")
def boundary(row: Row) -> None:
    advice = told({"findings": findings(row)} | also(row))
    assert advice.scope.id == row["stands on"].replace(" ", "_")
    assert advice.scope.text
    matters = [(one.domain, one.text.lower()) for one in advice.scope.matters]
    clinical = [text for domain, text in matters if domain == "physical_therapy"]
    if row["belongs to a professional"]:
        assert [text for text in clinical if row["belongs to a professional"] in text]
    else:
        assert not clinical
    kinds = {one.kind for one in advice.scope.matters if one.domain == "ordinary_training"}
    expected = {"goes on": {"training_beside"}, "nothing to correct": {"nothing_to_correct"}}
    assert kinds == expected.get(row["ordinary training"], set())
    bound = {one.id for one in advice.scope.limits}
    assert {"scope_no_diagnosis", "scope_no_treatment"} <= bound
    assert ("scope_refer" in bound) == bool(advice.referrals)
    assert ("scope_bridge" in bound) == ("rehabilitation" in row["why"])
    assert ("scope_nutrition_medication" in bound) == ("medication" in row["why"])
    assert ("scope_suspected_wording" in bound) == bool(advice.muscles)


@table_of("What is contested")
def contested(row: Row) -> None:
    added = also(row)
    where = added.pop("assessment", None)
    found = findings(row)
    if found and found[0]["finding"] == "sls_hip_drop":
        found[0]["side"] = "left"
    if where:
        found = [one | {"assessment": where} for one in found]
    advice = told({"findings": found} | added)
    topics = {one.id: one for one in advice.contested}
    for name in row.list("contested"):
        one = topics[name.replace(" ", "_")]
        assert one.text or one.studies
        assert one.sources or any(each.sources for each in one.studies)
        assert one.grade or any(each.grade for each in one.studies)


@table_of("Rows behind a muscle")
def rows_behind(row: Row) -> None:
    case: dict[str, Any] = {"findings": findings(row, "finding")}
    if row["edition"]:
        case["edition"] = meant("edition", row["edition"])
    advice = told(case)
    muscle = meant("muscle", row["muscle"])
    evidence = [e for one in advice.muscles if one.id == muscle for e in one.evidence]
    assert evidence
    if row["attested"]:
        assert {e.agreement for e in evidence} == {row["attested"].replace(" ", "_")}
    against = {one for e in evidence for one in e.dissent}
    assert {meant("edition", name) for name in row.list("contrary in")} == against


def test_every_table_is_checked() -> None:
    assert headings() == set(CHECKS)


@pytest.mark.parametrize(
    "row", [row for heading in CHECKS for row in rows(heading)], ids=lambda row: row.name
)
def test_a_row_of_the_golden_tables(row: Row) -> None:
    CHECKS[row.table](row)
