"""What the judge knows: the ontology's Turtle and tables, read by itself, as plain values.

Nothing of the product may enter here: no rule, no query, no fact of the bridge, no code.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from tests.safety.positions import Positions

__all__ = [
    "SIDES",
    "Catalogue",
    "ConditionEntry",
    "DemandLoad",
    "DemandRow",
    "ExerciseEntry",
    "Part",
    "Row",
]

SIDES: Final = ("left", "right")
_BASE: Final = "https://w3id.org/corrective-exercise/"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_OWL: Final = "http://www.w3.org/2002/07/owl#"


@dataclass(frozen=True)
class DemandRow:
    """What an exercise asks of one limb, or of the body as a whole.

    Attributes:
        limb: ``worked_limb`` or ``other_limb``.
        demand: the id of the demand.
        value: its largest value, in the unit of the demand.
        modifiers: how it is asked, such as ``modifier_loaded``.
    """

    limb: str
    demand: str
    value: int
    modifiers: frozenset[str]


@dataclass(frozen=True)
class DemandLoad:
    """Which regions a demand loads, and from which value on.

    Attributes:
        regions: the regions.
        least: the value from which on it loads them.
        modifiers: each of them must be present.
        both_limbs: whether it loads those of the other limb as well.
    """

    regions: frozenset[str]
    least: int
    modifiers: frozenset[str]
    both_limbs: bool


@dataclass(frozen=True)
class Part:
    """One limit of a precaution: from a value on, or beyond it.

    Attributes:
        demand: the id of the demand.
        least: the value itself counts; ``None`` when only what is beyond counts.
        beyond: only what is greater counts; ``None`` when the value itself counts.
        modifiers: each of them must be present.
    """

    demand: str
    least: int | None
    beyond: int | None
    modifiers: frozenset[str]

    def is_met(self, row: DemandRow) -> bool:
        """Return whether a demand goes past this limit."""
        if row.demand != self.demand or not self.modifiers <= row.modifiers:
            return False
        if self.beyond is not None:
            return row.value > self.beyond
        return self.least is not None and row.value >= self.least


@dataclass(frozen=True)
class Row:
    """A precaution: all its parts together, for one limb.

    Attributes:
        id: its id.
        verdict: ``excluded`` or ``cautioned``.
        parts: the limits.
    """

    id: str
    verdict: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Stage:
    """A stage of a condition, with a kind and rows of its own.

    Attributes:
        id: its id.
        kind: what holds in it until the condition is cleared.
        rows: its precautions.
        before_clearance: whether a cleared client cannot be in it.
        only: the exercises that it allows; all of them when empty.
    """

    id: str
    kind: str
    rows: tuple[Row, ...]
    before_clearance: bool
    only: frozenset[str]


@dataclass(frozen=True)
class ConditionEntry:
    """A condition, and what it rules out.

    Attributes:
        id: its id.
        kind: what holds until it is cleared.
        sidedness: whether it belongs to a side.
        scope: ``whole_body`` or ``affected_region``.
        regions: what is left alone until it is cleared.
        bars_all: whether nothing at all is done within its scope.
        excluded: ids of tags, positions, techniques and exercises that it rules out.
        excluded_in_region: ids of tags and techniques that it rules out where it is.
        cautioned: ids of tags that ask for care.
        populations: the populations it belongs to.
        rows: the precautions.
        keeps_side: whether it belongs to one hip or leg, and never to the whole pelvis.
        stages: its stages by id.
        needs_clearance: whether a professional clears it before work within its precautions.
    """

    id: str
    kind: str
    sidedness: str
    scope: str
    regions: frozenset[str]
    bars_all: bool
    excluded: frozenset[str]
    excluded_in_region: frozenset[str]
    cautioned: frozenset[str]
    populations: frozenset[str]
    rows: tuple[Row, ...]
    keeps_side: bool
    stages: dict[str, Stage] = field(hash=False)
    needs_clearance: bool = False


@dataclass(frozen=True)
class ExerciseEntry:
    """An exercise, as far as safety depends on it.

    Attributes:
        id: its id.
        label: its name.
        difficulty: from 1 to 5.
        unilateral: whether it is done for one side at a time.
        traits: its id, tags, positions and techniques.
        techniques: its techniques.
        phases: the phases it belongs to.
        regions: where it works, on the limb that it works.
        propped: the regions that bear weight in its position, on both limbs.
        targets: the muscles it works.
        equipment: its equipment sets.
        demands: what it asks of the body: the larger of what is stated and what positions show.
        is_measured: whether any of it is stated.
    """

    id: str
    label: str
    difficulty: int
    unilateral: bool
    traits: frozenset[str]
    techniques: frozenset[str]
    phases: frozenset[str]
    regions: frozenset[str]
    propped: frozenset[str]
    targets: frozenset[str]
    equipment: tuple[frozenset[str], ...]
    demands: tuple[DemandRow, ...]
    is_measured: bool = True


class Catalogue:
    """The ontology as the judge reads it.

    Args:
        folder: holds the Turtle files, and ``tables/``.
    """

    def __init__(self, folder: Path) -> None:
        self._values: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._subjects: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._read(sorted(folder.glob("*.ttl")))
        for path in sorted((folder / "tables").glob("*.toml")):
            self._read_table(path)
        self._close()
        self.parts = self._parts()
        self.per_limb = {
            demand
            for demand in self.all_of("Demand")
            if self.value(demand, "countsPerLimb") == "true"
        }
        self.midline = {
            region
            for region in self.all_of("BodyRegion")
            if self.value(region, "isMidline") == "true"
        }
        self.loads = {
            demand: DemandLoad(
                regions=frozenset(self.values(demand, "demandLoadsRegion")),
                least=int(self.value(demand, "loadsFromValue")),
                modifiers=frozenset(self.values(demand, "loadsWithModifier")),
                both_limbs=demand not in self.per_limb,
            )
            for demand in self.all_of("Demand")
            if self.values(demand, "demandLoadsRegion")
        }
        self.positions = Positions(self)
        self.exercises = {name: self._exercise(name) for name in self.all_of("Exercise")}
        self.lifts = {name: self._lift(name) for name in self.all_of("MainLift")}
        self.conditions = {name: self._condition(name) for name in self.all_of("Condition")}
        self.pattern_drills = self._drills()

    def all_of(self, kind: str) -> list[str]:
        """Return the ids of everything of a class, sub-classes included, in order."""
        return sorted(set(self._subjects["type", kind]))

    def values(self, thing: str, relation: str) -> list[str]:
        """Return what a thing is related to, in order."""
        return sorted(set(self._values[thing, relation]))

    def value(self, thing: str, relation: str, default: str = "") -> str:
        """Return the one thing that another is related to."""
        return next(iter(self.values(thing, relation)), default)

    def having(self, relation: str, value: str) -> list[str]:
        """Return everything that is related to a thing, in order."""
        return sorted(set(self._subjects[relation, value]))

    def number(self, thing: str, relation: str) -> int | None:
        """Return a whole number that is said of a thing."""
        text = self.value(thing, relation)
        return int(text) if text else None

    def doses(self, population: str) -> dict[str, int]:
        """Return the parameters that a population sets, by name."""
        return {
            self.value(record, "ofParameter"): int(self.value(record, "integerValue"))
            for record in self.having("forPopulation", population)
            if "PopulationDose" in self.values(record, "type")
        }

    # --- reading ------------------------------------------------------------------------------

    def _read(self, files: Iterable[Path]) -> None:
        for path in files:
            for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                subject, relation = _name(quad.subject), _name(quad.predicate)
                if subject and relation:
                    self._put(subject, relation, _name(quad.object))

    def _read_table(self, path: Path) -> None:
        """Read the rows of a table by what the file beside it says of its columns."""
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        heading, *rows = path.with_suffix(".tsv").read_text(encoding="utf-8").split("\n")[:-1]
        columns = {**table["columns"], "id": {"default": table.get("id", "")}}
        for row in rows:
            cells = dict(zip(heading.split("\t"), row.split("\t"), strict=True))
            for name, column in columns.items():
                if cells[name] in {"", "-"}:
                    default = column.get("default", "") if cells[name] == "" else ""
                    cells[name] = _filled(default, columns, cells)
            if "class" in table:
                self._put(cells["id"], "type", table["class"])
            for name, column in columns.items():
                relation = _filled(column.get("property", ""), columns, cells)
                relation = "type" if relation == "a" else relation
                for value in cells[name].split("|") if column.get("list") else [cells[name]]:
                    if relation.startswith("^"):
                        self._put(value, relation[1:], cells["id"])
                    elif relation and value:
                        self._put(cells["id"], relation, value)

    def _put(self, subject: str, relation: str, value: str) -> bool:
        if value in self._values[subject, relation]:
            return False
        self._values[subject, relation].append(value)
        self._subjects[relation, value].append(subject)
        return True

    def _close(self) -> None:
        """Add sub-classes, sub-relations and inverse relations until nothing is new."""
        wider = [
            (s, o) for (s, p), found in self._values.items() if p == "subPropertyOf" for o in found
        ]
        turned = [
            (s, o) for (s, p), found in self._values.items() if p == "inverseOf" for o in found
        ]
        turned += [(o, s) for s, o in turned]
        classes = [
            (s, o) for (s, p), found in self._values.items() if p == "subClassOf" for o in found
        ]
        new = True
        while new:
            new = False
            said = [(s, p, o) for (s, p), found in self._values.items() for o in found]
            by_relation: dict[str, list[tuple[str, str]]] = defaultdict(list)
            for subject, relation, value in said:
                by_relation[relation].append((subject, value))
            for narrow, wide in wider:
                for subject, value in by_relation[narrow]:
                    new |= self._put(subject, wide, value)
            for one, other in turned:
                for subject, value in by_relation[one]:
                    new |= self._put(value, other, subject)
            for narrow, wide in classes:
                for subject in list(self._subjects["type", narrow]):
                    new |= self._put(subject, "type", wide)

    def _parts(self) -> dict[str, set[str]]:
        """Return every whole with all its parts, through other parts as well."""
        parts: dict[str, set[str]] = defaultdict(set)

        def wholes(muscle: str) -> Iterable[str]:
            for whole in self.values(muscle, "partOf"):
                yield whole
                yield from wholes(whole)

        for muscle in self.all_of("Muscle"):
            for whole in wholes(muscle):
                parts[whole].add(muscle)
        return parts

    def _exercise(self, name: str) -> ExerciseEntry:
        techniques = self.values(name, "usesTechnique")
        regions = {*self.values(name, "trainsRegion")}
        for joint in self.values(name, "usesJoint"):
            regions.update(self.values(joint, "inRegion"))
        for pattern in self.values(name, "trainsPattern"):
            regions.update(self.values(pattern, "patternLoadsRegion"))
        tags = self.values(name, "hasTag")
        demands = [
            DemandRow(
                self.value(row, "onLimb"),
                self.value(row, "ofDemand"),
                int(self.value(row, "largestValue")),
                frozenset(self.values(row, "withModifier")),
            )
            for row in self.having("ofExercise", name)
            if "ExerciseDemand" in self.values(row, "type")
        ]
        shown = self.positions.shown(name)
        rows = {(row.limb, row.demand): row for row in demands}
        for (limb, demand), value in shown.items():
            row = rows.get((limb, demand), DemandRow(limb, demand, 0, frozenset()))
            rows[limb, demand] = replace(row, value=max(row.value, value))
        return ExerciseEntry(
            id=name,
            label=self.value(name, "label"),
            difficulty=int(self.value(name, "difficulty")),
            unilateral=self.value(name, "isUnilateral") == "true",
            traits=frozenset([name, *tags, *self.values(name, "hasPosition"), *techniques]),
            techniques=frozenset(techniques),
            phases=frozenset(
                phase for one in techniques for phase in self.values(one, "servesPhase")
            ),
            regions=frozenset(regions),
            propped=frozenset(
                region
                for position in self.values(name, "hasPosition")
                for region in self.values(position, "positionLoadsRegion")
            ),
            targets=frozenset(self.values(name, "targets")),
            equipment=tuple(
                frozenset(self.values(one, "needsItem"))
                for one in self.values(name, "hasEquipmentSet")
            ),
            demands=tuple(rows.values()),
            is_measured=bool(demands),
        )

    def _lift(self, name: str) -> ExerciseEntry:
        """Return a main lift as an exercise that works both sides."""
        patterns = self.values(name, "trainsPattern")
        muscles = {
            muscle
            for pattern in patterns
            for use in self.having("describesPattern", pattern)
            for muscle in self.values(use, "usesMuscle")
        }
        demands = tuple(
            DemandRow(
                "worked_limb",
                self.value(row, "ofDemand"),
                int(self.value(row, "largestValue")),
                frozenset(self.values(row, "withModifier")),
            )
            for row in self.having("ofLift", name)
        )
        return ExerciseEntry(
            id=name,
            label=self.value(name, "label"),
            difficulty=1,
            unilateral=False,
            traits=frozenset([name, *self.values(name, "hasTag")]),
            techniques=frozenset(),
            phases=frozenset(),
            regions=frozenset(r for muscle in muscles for r in self.values(muscle, "inRegion")),
            propped=frozenset(),
            targets=frozenset(),
            equipment=(frozenset(),),
            demands=demands,
            is_measured=bool(demands),
        )

    def _condition(self, name: str) -> ConditionEntry:
        barring = "ConditionBarringEverything" in self.values(name, "type")
        scope = self.value(name, "hasScope", "whole_body")
        unstated = {
            (True, True): "stop_until_cleared",
            (True, False): "region_protected_until_cleared",
        }
        kind = unstated.get((barring, scope == "whole_body"), "allowed_with_precautions")
        excluded = ("excludesTag", "excludesPosition", "excludesTechnique")
        named = self.having("exerciseExcludedUnder", name)
        staged = {
            stage: Stage(
                stage,
                self.value(stage, "clearanceKind"),
                self._rows("ofStage", stage),
                self.value(stage, "contradictsClearance") == "true",
                frozenset(self.values(stage, "allowsOnlyExercise")),
            )
            for stage in self.having("stageOf", name)
        }
        return ConditionEntry(
            id=name,
            kind=self.value(name, "clearanceKind", kind),
            sidedness=self.value(name, "sidedness", "sided_no"),
            scope=scope,
            regions=frozenset(self.values(name, "protectsRegion")),
            bars_all=barring,
            excluded=frozenset([*named, *(v for p in excluded for v in self.values(name, p))]),
            excluded_in_region=frozenset(
                value
                for relation in ("excludesTechniqueInRegion", "excludesTagInRegion")
                for value in self.values(name, relation)
            ),
            cautioned=frozenset(self.values(name, "cautionsTag")),
            populations=frozenset(self.values(name, "concernsPopulation")),
            rows=self._rows("ofCondition", name),
            keeps_side=self.value(name, "keepsSideInMidline") == "true",
            needs_clearance=self.value(name, "needsMedicalClearance") == "true",
            stages=staged,
        )

    def _rows(self, relation: str, owner: str) -> tuple[Row, ...]:
        """Return the precautions of a condition without a stage, or of a stage."""
        rows = []
        for row in self.having(relation, owner):
            if "Precaution" not in self.values(row, "type"):
                continue
            if relation == "ofCondition" and self.values(row, "ofStage"):
                continue
            parts = tuple(
                Part(
                    self.value(part, "ofDemand"),
                    self.number(part, "fromValue"),
                    self.number(part, "beyondValue"),
                    frozenset(self.values(part, "withModifier")),
                )
                for part in self.values(row, "hasPrecautionPart")
            )
            rows.append(Row(row, self.value(row, "hasVerdict"), parts))
        return tuple(rows)

    def _drills(self) -> dict[str, set[str]]:
        """Return the drills of every pattern of the movement screen."""
        drills: dict[str, set[str]] = defaultdict(set)
        for step in self.all_of("CorrectiveStep"):
            for pattern in self.values(step, "ofPattern"):
                drills[pattern].update(self.values(step, "choosesExercise"))
        return drills


def _filled(template: str, columns: Mapping[str, Any], cells: Mapping[str, str]) -> str:
    """Return a template of a table with the cells of a row in its places."""

    def form(name: str) -> str:
        column, _, kind = name.partition(".")
        words = cells[column].split("|")
        if kind == "short":
            return "".join(columns[column]["short"].get(word, "") for word in words)
        end = {"head": 0, "tail": 2}.get(kind)
        return "_and_".join(word if end is None else word.partition("_")[end] for word in words)

    def place(match: re.Match[str]) -> str:
        return next(filter(None, map(form, match[1].split("|"))), "")

    return re.sub(r"\{([\w.|]+)\}", place, template)


def _name(term: object) -> str:
    """Return the id of a thing, or the text of a literal; a blank node has none."""
    if isinstance(term, ox.Literal):
        return term.value
    if not isinstance(term, ox.NamedNode):
        return ""
    for base in (_BASE, _RDF, _RDFS, _OWL):
        if term.value.startswith(base):
            return term.value.removeprefix(base)
    return term.value
