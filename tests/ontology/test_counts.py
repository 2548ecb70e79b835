"""How much the ontology holds, written down: a lost or doubled entry shows here by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from kg.knowledge import KnowledgeBase
from kg.knowledge.query import Value
from kg.paths import places

STATED = {
    # anatomy
    "SingleMuscle": 63,
    "MusclePart": 12,
    "MuscleGroup": 25,
    "Fascia": 1,
    "ConnectiveTissue": 2,
    "BodyRegion": 5,
    "Joint": 28,
    "CoreSystem": 3,
    "MuscleSubsystem": 4,
    "OriginFact": 49,
    "InsertionFact": 50,
    "InnervationFact": 192,
    "AntagonistFact": 15,
    # movement, findings, evidence
    "JointAction": 74,
    "MovementPattern": 9,
    "MainLift": 14,
    "Assessment": 9,
    "AssessmentModification": 2,
    "ModificationResult": 2,
    "ModificationReading": 10,
    "PostureCheckpoint": 15,
    "Finding": 31,
    "UnconfirmedFinding": 5,
    "SidedFinding": 5,
    "PostureSign": 17,
    "StandingSign": 8,
    "Cause": 10,
    "CauseClaim": 11,
    "Complaint": 7,
    "ComplaintClaim": 8,
    "Evidence": 735,
    "VariantNote": 2,
    # joint motions
    "JointMotion": 55,
    "MotionRange": 342,
    "Measure": 39,
    "MeasureLimit": 113,
    "MeasureError": 115,
    "MotionSign": 202,
    "MotionServing": 294,
    "ReachLimit": 50,
    "MotionRule": 34,
    # movement screen
    "FmsPattern": 7,
    "ClearingTest": 4,
    "ScoreCriterion": 28,
    "CorrectiveStep": 75,
    "SuspectSide": 41,
    "ScoringRule": 20,
    "SeverityClass": 5,
    "CorrectionPolicy": 2,
    "StudyResult": 19,
    # phases, dose, session
    "Phase": 4,
    "Technique": 7,
    "TechniqueDose": 96,
    "PopulationDose": 17,
    "ProgrammeLimit": 4,
    "ProgrammeDose": 15,
    "Saying": 20,
    "ProgrammingStep": 6,
    "SlotUse": 7,
    "TrainingDay": 3,
    "ProgressionRule": 5,
    "GoalCriterion": 7,
    "PlannedDay": 11,
    "PatternUse": 9,
    "BlockStage": 3,
    "ReassessmentTrigger": 4,
    "BenefitClaim": 4,
    "MechanismClaim": 9,
    "CertificationFact": 10,
    "ResearchNote": 12,
    "DisputeNote": 31,
    "SequenceExample": 5,
    # exercises and choices
    "Exercise": 323,
    "EquipmentItem": 21,
    "EquipmentSet": 227,
    "EmptyEquipmentSet": 133,
    "ExerciseTag": 69,
    "PhaseGap": 51,
    "StandardChoice": 337,
    "IntegrationChoice": 164,
    "ContraryChoice": 9,
    "TaughtDrill": 4,
    "Emphasis": 175,
    "TechniquePreference": 12,
    "PreferenceException": 16,
    "RankedTechnique": 19,
    "FirstTool": 27,
    "LengthGuide": 5,
    "CatalogueChange": 17,
    # demands, precautions
    "Demand": 76,
    "DemandUnit": 5,
    "DemandLimb": 2,
    "DemandModifier": 4,
    "ExerciseDemand": 1986,
    "LiftDemand": 171,
    "Precaution": 1637,
    "PrecautionPart": 241,
    "PrecautionVerdict": 2,
    "ConditionStage": 54,
    "ClearanceKind": 3,
    "Sidedness": 3,
    "ManagementEvidence": 4,
    "TagSign": 72,
    "TagJudgement": 131,
    # safety, habits, mistakes
    "RedFlag": 24,
    "Condition": 152,
    "ConditionBarringEverything": 25,
    "Population": 7,
    "PopulationAdjustment": 6,
    "ReadinessQuestion": 10,
    "ReadinessAnswer": 3,
    "PracticeDomain": 3,
    "ReadinessRule": 7,
    "HandlingRule": 5,
    "ScopeStatement": 7,
    "DecisionStep": 7,
    "Habit": 25,
    "Mistake": 37,
    # sources
    "Document": 497,
    "TeachingFamily": 20,
    "Edition": 18,
}
INFERRED = {
    "Muscle": 100,
    "SoftTissue": 103,
    "Syndrome": 4,
    "StaticSign": 3,
    "MovementFinding": 24,
    "AttachmentFact": 306,
    "InhibitExercise": 42,
    "LengthenExercise": 102,
    "ActivateExercise": 118,
    "IntegrateExercise": 61,
    "ExerciseWithoutEquipment": 133,
    "HipAbductor": 7,
    "OveractiveCandidate": 38,
    "UnderactiveCandidate": 40,
    "WholeBodyCondition": 141,
    "RegionalCondition": 11,
    "OveractiveEvidence": 382,
    "UnderactiveEvidence": 353,
    "MainListEvidence": 218,
    "DoseRecord": 132,
}
ROWS_BY_EDITION = {
    "amberlyn": 14,
    "coastchiro": 16,
    "emerge": 10,
    "fti": 3,
    "getpt": 6,
    "gymhabilitation": 3,
    "issa": 11,
    "janda": 32,
    "leung": 5,
    "main_list": 218,
    "musclewisdom": 10,
    "nasm_ces1": 131,
    "nasm_cpt4_6": 104,
    "nasm_cpt7": 96,
    "nfpt": 18,
    "patel": 37,
    "readytogetbetter": 4,
    "yogajournal": 17,
}
AGREEMENT_OF_MAIN_ROWS = {"confirmed": 135, "own_knowledge": 28, "single_document": 55}
GRADE_OF_EXERCISES = {"compiled_from_knowledge": 193, "seen_in_search": 130}
MATCHES = {"skos:exactMatch": 154, "skos:closeMatch": 14, "skos:broadMatch": 20}
MAPPING_ROWS = {"uberon.sssom.tsv": 125, "fma.sssom.tsv": 28}


@cache
def knowledge() -> KnowledgeBase:
    """Return the knowledge of the repository."""
    return KnowledgeBase.load()


def number(query: str, *, asserted: bool = True) -> Value:
    """Return the one number that a query counts."""
    ((found,),) = knowledge().select(query, asserted=asserted).rows
    return found


def counts(query: str) -> dict[str, Value]:
    """Return a query's first column to its second."""
    return {str(one): found for one, found in knowledge().select(query, asserted=True)}


@pytest.mark.parametrize(("kind", "expected"), STATED.items())
def test_stated_individuals(kind: str, expected: int) -> None:
    assert number(f"SELECT (COUNT(?x) AS ?n) WHERE {{ ?x a :{kind} }}") == expected


@pytest.mark.parametrize(("kind", "expected"), INFERRED.items())
def test_inferred_individuals(kind: str, expected: int) -> None:
    query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a :{kind} }}"
    assert number(query, asserted=False) == expected


def test_evidence_rows_by_edition() -> None:
    query = "SELECT ?e (COUNT(?x) AS ?n) WHERE { ?x :inEdition ?e } GROUP BY ?e"
    assert counts(query) == ROWS_BY_EDITION


def test_agreement_of_the_main_rows() -> None:
    query = (
        "SELECT ?a (COUNT(?x) AS ?n) "
        "WHERE { ?x :inEdition :main_list ; :hasAgreement ?a } GROUP BY ?a"
    )
    assert counts(query) == AGREEMENT_OF_MAIN_ROWS


def test_findings_confirmed_and_unconfirmed() -> None:
    unconfirmed = number("SELECT (COUNT(?x) AS ?n) WHERE { ?x a :UnconfirmedFinding }")
    every = number("SELECT (COUNT(?x) AS ?n) WHERE { ?x a :Finding }")
    assert (every, unconfirmed) == (26 + 5, 5)


def test_evidence_grades_of_exercises() -> None:
    query = (
        "SELECT ?g (COUNT(?x) AS ?n) WHERE { ?x a :Exercise ; :hasEvidenceGrade ?g } GROUP BY ?g"
    )
    assert counts(query) == GRADE_OF_EXERCISES


@pytest.mark.parametrize(("predicate", "expected"), MATCHES.items())
def test_matches(predicate: str, expected: int) -> None:
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ ?x {predicate} ?y }}"
    assert number(query) == expected


def mapping_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of an SSSOM table, without its header comments."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    columns = lines[0].split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:]]


@pytest.mark.parametrize(("name", "expected"), MAPPING_ROWS.items())
def test_mapping_rows(name: str, expected: int) -> None:
    assert len(mapping_rows(places().ontology / "mappings" / name)) == expected


def test_matches_are_those_of_the_mapping_tables() -> None:
    bases = {
        "UBERON": "http://purl.obolibrary.org/obo/UBERON_",
        "FMA": "http://purl.org/sig/ont/fma/fma",
    }
    tabled = set()
    for name in MAPPING_ROWS:
        for row in mapping_rows(places().ontology / "mappings" / name):
            subject = row["subject_id"]
            if subject == "sssom:NoTermFound":
                continue
            for one in filter(None, (row["object_id"], row["ext_fma_xref"])):
                prefix, _, number_of_term = one.partition(":")
                tabled.add(
                    (
                        subject.removeprefix("ce:"),
                        row["predicate_id"],
                        bases[prefix] + number_of_term,
                    )
                )
    query = (
        "SELECT (STRAFTER(STR(?s), 'corrective-exercise/') AS ?one) ?p (STR(?o) AS ?other) "
        "WHERE { VALUES ?p { skos:exactMatch skos:closeMatch skos:broadMatch } ?s ?p ?o }"
    )
    stated = {(str(s), str(p), str(o)) for s, p, o in knowledge().select(query, asserted=True)}
    assert stated == tabled


@pytest.mark.parametrize("predicate", ["owl:sameAs", "owl:equivalentProperty"])
def test_nothing_is_declared_one_with_another(predicate: str) -> None:
    assert number(f"SELECT (COUNT(*) AS ?n) WHERE {{ ?x {predicate} ?y }}") == 0


@pytest.mark.parametrize(
    "shortcut",
    [
        "addresses",
        "antagonistOf",
        "choiceInPhase",
        "crossesJoint",
        "implicates",
        "implicatesOveractive",
        "implicatesUnderactive",
        "inPhase",
        "loadsRegion",
        "partOf",
        "progressionOf",
        "unsuitedUnder",
        "unsuitedInRegionUnder",
        "cautionedUnder",
    ],
)
def test_shortcuts_are_inferred_and_never_stated(shortcut: str) -> None:
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ ?x :{shortcut} ?y }}"
    assert number(query) == 0
    assert number(query, asserted=False) != 0
