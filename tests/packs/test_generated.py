"""Packs made by chance: each is refused, or leaves everything in place that keeps a client safe.

The guard is taken away here, so that the second line is alone; what it must hold is computed anew
from the whole program, without the part that the second line takes out.

Thirty packs are tried on a push, five hundred in a deep run; ``CONTINUUM_PACKS_TRIED=5000`` says
how many.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import clingo
import pytest

from kg.advice.advise import case_program, ground_case
from kg.case.model import Case
from kg.errors import ContinuumError
from kg.knowledge import KnowledgeBase
from kg.pack_policy import pack_rules
from kg.pack_policy.pack_rules import guard_of
from kg.packs.dependency_order import additions
from kg.packs.pack import pack_of
from kg.rulebase.annotations import Annotation, heads_of, read_annotations
from kg.rulebase.rule_set import Rules
from kg.rulebase.syntax import Atom
from kg.solve.search import ground
from tests.depth import tries
from tests.packs.made import manifest, module

ROOT = Path(__file__).parents[2]
COUNT = tries("CONTINUUM_PACKS_TRIED", push=30, deep=500)
KNEES = {"finding": "knees_move_inward", "assessment": "overhead_squat", "side": "right"}
ARCH = {"finding": "low_back_arches", "assessment": "overhead_squat"}
CASES = [
    Case.model_validate(case)
    for case in (
        {
            "findings": [KNEES, ARCH],
            "pain": [{"region": "lphc", "side": "both"}, {"region": "knee", "side": "left"}],
            "population": ["pregnant", "older_adult"],
            "fms": {
                "scores": {"deep_squat": 0, "active_straight_leg_raise": {"left": 1, "right": 2}},
                "clearing": {
                    "spinal_flexion_clearing": "positive",
                    "shoulder_clearing": {"left": "positive", "right": "negative"},
                },
            },
        },
        {
            "findings": [KNEES, ARCH],
            "population": ["pregnant"],
            "conditions": ["osteoporosis", "acute_injury", "metal_implant"],
            "red_flags": ["saddle_numbness", "numbness_tingling", "hot_swollen_joint"],
            "level": 3,
        },
        {
            "findings": [ARCH],
            "population": ["older_adult", "beginner_general"],
            "conditions": [
                {"condition": "recent_fracture", "region": "foot_ankle", "side": "left"},
                "hypertension_uncontrolled",
                "glaucoma_or_retinal_disease",
            ],
            "red_flags": ["pain_during_movement"],
            "fms": {"scores": {"deep_squat": 0}},
        },
    )
]
#: What keeps a client safe, with the number of arguments that say what it is about.
SAFE = {
    ("stop_all", 1): 1,
    ("present", 1): 1,
    ("protected", 3): 2,
    ("affected", 3): 3,
    ("refer", 1): 1,
    ("barred", 2): 1,
    ("barred_side", 3): 2,
}
#: Reasons that are a matter of a school or a house.
POLICY = ("for_muscle", "for_level", "for_equipment")
Files = dict[str, str]


@lru_cache(maxsize=1)
def core() -> tuple[KnowledgeBase, Rules, tuple[Annotation, ...]]:
    knowledge = KnowledgeBase.load()
    rules = Rules.of(knowledge)
    return knowledge, rules, read_annotations(rules)


# --- packs by chance ------------------------------------------------------------------------------


def replaced_rule(chance: random.Random) -> Files:
    """Replace one or two rules by nothing, by one that never holds, or by a weaker one."""
    closed = guard_of(core()[1]).closed if chance.random() < 0.8 else None
    rules = [
        one
        for one in core()[2]
        if len(one.rules) == 1
        and isinstance(one.rules[0].head, Atom)
        and one.rules[0].body
        and (closed is None or one.id in closed)
    ]
    lines = []
    chosen = chance.sample(rules, chance.choice((1, 1, 2)))
    for number, one in enumerate(chosen):
        body = [str(literal) for literal in one.rules[0].body]
        way = chance.randrange(4)
        if way == 1:
            body.append("#false")
        elif way == 2:
            body.pop(chance.randrange(len(body)))
        elif way == 3:
            body.append(f"case_minutes({chance.randrange(5)})")
        if way:
            head = one.text.partition(" :- ")[0].rstrip(".")
            rule = f"{head} :- {'; '.join(body)}." if body else f"{head}."
            lines.append(f'%@ id=tried_{number} label="x" source="y"\n{rule}')
    listed = ", ".join(f'"{one.id}"' for one in chosen)
    return {
        "pack.toml": manifest(overrides=f"rules = [{listed}]"),
        "rules/x.lp": "\n".join(lines),
    }


def replaced_query(chance: random.Random) -> Files:
    """Replace a facts query by one that gives less."""
    closed = guard_of(core()[1]).closed
    paths = sorted((ROOT / "rules/facts").glob("*.rq"))
    path = chance.choice([one for one in paths if one.stem in closed or chance.random() < 0.2])
    text = path.read_text(encoding="utf-8")
    name = text.partition("WHERE")[0].rpartition("?")[2].split()[0]
    rest = chance.choice(("1 = 2", f"STRLEN(STR(?{name})) > {chance.randrange(40, 70)}"))
    body, _, end = text.rpartition("}")
    return {
        "pack.toml": manifest(overrides=f'facts = ["{path.stem}"]'),
        f"facts/{path.name}": f"{body}  FILTER({rest})\n}}{end}",
    }


def said_of_things(chance: random.Random) -> Files:
    """Say something more of one thing of ours, by any property and of any other thing."""
    relations = core()[0].facts.relations
    things = sorted(
        {str(row[0]) for name in ("condition", "red_flag", "population") for row in relations[name]}
    )
    subject = chance.choice([*things, *sorted({str(row[0]) for row in relations["tagged"]})])
    properties = (
        "concernsPopulation",
        "excludesTag",
        "hasTag",
        "presumesCondition",
        "hasEffect",
        "needsClearance",
        "excludesTechnique",
        "excludesPosition",
        "hasUrgency",
        "loadsRegion",
        "usesTechnique",
    )
    target = chance.choice([*things, "tag_supine", "lphc", "supine", "stop_all"])
    body = f":{subject} :{chance.choice(properties)} :{target} .\n"
    return {
        "pack.toml": manifest(overrides=f'things = ["{subject}"]'),
        "ontology/x.ttl": module("tried", body),
    }


def added_rule(chance: random.Random) -> Files:
    """Add a rule or a fact of any predicate of ours, or of the pack's own."""
    heads = sorted(
        {str(head) for one in core()[2] for rule in one.rules for head in heads_of(rule)}
    )
    known = [
        "rules_out(pregnant)",
        "placed_by_pain(F) :- red_flag(F, _, _)",
        "barred(E, tried_reason) :- serves(E, _, _)",
        "protected(knee, left, tried_reason)",
        "refer(tried_reason)",
        "stop_all(tried_reason)",
        "level_cap(1, tried_reason)",
        "level_cap(5, tried_reason)",
        "warning(tried_reason) :- served",
    ]
    rule = chance.choice([*known, *known, chance.choice(heads)])
    text = (
        '%! tried_reason: So it is.\n%@ id=tried_w label="x" source="y"\nwarning(tried_reason).\n'
    )
    return {"rules/x.lp": f'{text}%@ id=tried_rule label="x" source="y"\n{rule}.\n'}


def added_weight(chance: random.Random) -> Files:
    """Add a cost or a reward of any size, or a requirement."""
    weight = chance.choice((-100_000, -1, 1, 50, 100_000, 2**31 - 1))
    level = chance.choice((1, 2, 3, 4, 5))
    rule = chance.choice(
        (
            f":~ choose(E, P). [{weight}@{level}, tried_rule, E, P]",
            ":- choose(E, P), not barred(E, _).",
            ":- not choose(ac_glute_bridge, activate).",
            ":- refer(_).",
        )
    )
    return {"rules/x.lp": f'%@ id=tried_rule label="x" source="y"\n{rule}\n'}


KINDS: tuple[Callable[[random.Random], Files], ...] = (
    *(replaced_rule, replaced_rule, replaced_rule),
    *(replaced_query, said_of_things, added_rule, added_weight),
)


# --- the invariant ------------------------------------------------------------------------------


def safe(knowledge: KnowledgeBase, rules: Rules, case: Case) -> set[tuple[str, ...]]:
    """Return what keeps a client safe, for every exercise of ours, from the whole program."""
    inputs = {(name, len(args)) for name, args in knowledge.facts.signature.items()}
    inputs |= rules.case_signatures
    rows = core()[0].facts.relations["phase_of"]
    asked = "\n".join(f"serves({row[0]},{row[1]},{row[0]})." for row in rows)
    control = ground([*case_program(case, knowledge, rules).texts, asked], inputs=inputs)
    return {
        (name, *map(str, atom.symbol.arguments[:width]))
        for (name, arity), width in SAFE.items()
        for atom in control.symbolic_atoms.by_signature(name, arity)
        if atom.is_fact and not is_policy(atom.symbol)
    }


def is_policy(atom: clingo.Symbol) -> bool:
    reason = atom.arguments[-1]
    return reason.type is clingo.SymbolType.Function and reason.name in POLICY


@lru_cache(maxsize=len(CASES))
def safe_alone(number: int) -> set[tuple[str, ...]]:
    knowledge, rules, _ = core()
    return safe(knowledge, rules, CASES[number])


def result_of(seed: int) -> str:
    """Return what became of a pack; raise when it lifts something and was not refused."""
    chance = random.Random(seed)
    kind = chance.choice(KINDS)
    files = {"pack.toml": manifest(), **kind(chance)}
    number = chance.randrange(len(CASES))
    try:
        pack = pack_of({name: text.encode() for name, text in files.items()}, "tried")
        put = additions([pack])
        if put[0].turtle or put[0].replaced_queries:
            knowledge = KnowledgeBase.load(packs=put)
        else:
            knowledge = core()[0].with_rules_of(put)
        rules = Rules.of(knowledge)
        control = ground_case(CASES[number], knowledge, rules)
    except ContinuumError as error:
        assert error.exit_code == 2, (seed, error.message)
        return f"{kind.__name__}: {'lifting' if 'lifts' in error.message else 'refused'}"
    core_safe = safe_alone(number)
    lifted = core_safe - safe(knowledge, rules, CASES[number])
    assert not lifted, (seed, sorted(lifted)[:5], files)
    barred = {values[1] for values in core_safe if values[0] == "barred"}
    offered = control.symbolic_atoms.by_signature("choose", 2)
    chosen = {str(atom.symbol.arguments[0]) for atom in offered}
    assert not barred & chosen, (seed, files)
    return f"{kind.__name__}: answered"


def test_no_pack_lifts_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_rules, "refuse_guarded", lambda _: None)
    monkeypatch.setattr(
        sys.modules["kg.advice.advise"], "check_once", lambda _rules, _knowledge, check: check()
    )
    results = Counter(map(result_of, range(COUNT)))
    print(COUNT, dict(sorted(results.items())))
    assert any(name.endswith("answered") for name in results)
    assert any(name.endswith(("refused", "lifting")) for name in results)
