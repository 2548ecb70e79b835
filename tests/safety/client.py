"""What a case means for safety: stops, places left alone, conditions, limits.

The case is read as plain data, as it was written. Nothing of the product may enter here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.safety.catalogue import (
    SIDES,
    Catalogue,
    ConditionEntry,
    DemandRow,
    ExerciseEntry,
    Row,
    Stage,
)

__all__ = ["Bar", "Client", "MotionWork", "PresentCondition"]

#: The level that is assumed when none is stated, and the most exercises of a session.
_USUAL_LEVEL: Final = 3
_USUAL_SIZE: Final = 10
_STOP: Final = "stop_until_cleared"
_REGION: Final = "region_protected_until_cleared"
_ALLOWED: Final = "allowed_with_precautions"
_STRICTEST: Final = (_STOP, _REGION, _ALLOWED)
_TREATS: Final = {"inhibit": "overactive", "lengthen": "overactive", "activate": "underactive"}


@dataclass(frozen=True)
class Bar:
    """Why an exercise must not be done.

    Attributes:
        kind: the kind of safety that it breaks.
        reason: what it breaks, in words.
    """

    kind: str
    reason: str


@dataclass(frozen=True)
class PresentCondition:
    """A condition that the client has, or is taken to have.

    Attributes:
        entry: what is known of it.
        sides: the sides it concerns.
        kind: what holds for it now.
        rows: the precautions that hold for it now.
        regions: where it is, with both its stated region and those it always concerns.
        only: the exercises that its stage allows; all of them when empty.
        awaits: what main lifts wait for: a clearance, or that the stage is known; else empty.
    """

    entry: ConditionEntry
    sides: frozenset[str]
    kind: str
    rows: tuple[Row, ...]
    regions: frozenset[str]
    only: frozenset[str] = frozenset()
    awaits: str = ""


@dataclass(frozen=True)
class MotionWork:
    """What an advice says of the motions of joints and the pattern that it works on.

    Attributes:
        limited: the motions that are limited and worked on.
        suspected: the motions that are suspected to be limited and worked on.
        problems: the motions that are problems of their own.
        signs: the findings, signs in standing and syndromes that were seen.
        patterns: the patterns of the movement screen that are corrected now.
    """

    limited: frozenset[str] = frozenset()
    suspected: frozenset[str] = frozenset()
    problems: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()
    patterns: frozenset[str] = frozenset()

    @classmethod
    def of(cls, advice: Mapping[str, Any]) -> MotionWork:
        """Return what an advice, as plain data, says of the motions it works on."""
        motions = [row for row in advice.get("motions") or () if row["worked_on"]]
        first = advice.get("priorities") or ()
        return cls(
            limited=frozenset(row["id"] for row in motions if row["state"] == "limited"),
            suspected=frozenset(row["id"] for row in motions if row["state"] == "suspected"),
            problems=frozenset(row["id"] for row in first if row["kind"] == "joint_motion"),
            signs=frozenset(
                row["id"]
                for part in ("findings", "posture", "syndromes")
                for row in advice.get(part) or ()
            ),
            patterns=frozenset(
                row["id"] for row in first if row["kind"] == "fms_pattern" and row["when"] == "now"
            ),
        )


class Client:
    """A case and the ontology, as far as safety goes.

    Args:
        catalogue: the ontology as the judge reads it.
        case: the case as plain data, ids only.
        status: overactive, underactive or equivocal, by muscle and side.
        named: the muscles and sides whose status the findings name, rather than their group.
        work: the motions of joints and patterns that the advice works on.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        case: Mapping[str, Any],
        status: Mapping[tuple[str, str], str] | None = None,
        named: frozenset[tuple[str, str]] = frozenset(),
        work: MotionWork | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.case = case
        self.status = dict(status or {})
        self.named = named
        self.work = work or MotionWork()
        self.regions = catalogue.all_of("BodyRegion")
        self.populations: list[str] = list(case.get("population") or ())
        self.doses = [catalogue.doses(population) for population in self.populations]
        self.cleared = self._cleared()
        self.painful = self._painful_patterns()
        self.conditions = tuple(self._present())
        self.left_alone = self._left_alone()
        self.stops = list(self._stops())
        self.level = min(
            [case.get("level") or _USUAL_LEVEL]
            + [dose["difficulty_maximum"] for dose in self.doses if "difficulty_maximum" in dose]
        )
        self.size = min(
            [_USUAL_SIZE]
            + [dose["exercises_maximum"] for dose in self.doses if "exercises_maximum" in dose]
        )

    # --- what the case says ---------------------------------------------------------------------

    def _rows(self, field: str, key: str) -> list[Mapping[str, Any]]:
        rows = self.case.get(field) or ()
        return [{key: row} if isinstance(row, str) else row for row in rows]

    def _screen(self, field: str) -> Any:
        return (self.case.get("fms") or {}).get(field) or {}

    def _cleared(self) -> set[tuple[str, str]]:
        """Return the painful tests and patterns that were cleared since, with their sides."""
        rows = [{"test": row} if isinstance(row, str) else row for row in self._screen("cleared")]
        return {(row["test"], side) for row in rows for side in _sides(row.get("side"))}

    def _sides_with(self, field: str, value: object) -> Iterator[tuple[str, set[str]]]:
        """Yield each test or pattern with this value, and the sides that have it."""
        for test, result in self._screen(field).items():
            results = result if isinstance(result, Mapping) else {"both": result}
            yield (
                test,
                {side for place, one in results.items() if one == value for side in _sides(place)},
            )

    def _hurting(self, field: str, value: object) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield each test or pattern that hurts and is not cleared, and the sides that hurt."""
        for test, sides in self._sides_with(field, value):
            hurt = {side for side in sides if (test, side) not in self.cleared}
            if hurt:
                yield test, frozenset(hurt)

    def _painful_patterns(self) -> set[str]:
        painful = {pattern for pattern, _ in self._hurting("scores", 0)}
        for test, _ in self._hurting("clearing", "positive"):
            painful.update(self.catalogue.values(test, "zeroes"))
        return painful

    def _present(self) -> Iterator[PresentCondition]:
        stated = self._rows("conditions", "condition")
        names = {row["condition"] for row in stated}
        for row in stated:
            yield self._condition(row)
        for population in self.populations:
            own = {n for n in names if population in self.catalogue.conditions[n].populations}
            for condition in self.catalogue.values(population, "presumesCondition"):
                if not own:
                    yield self._condition({"condition": condition})
        for test, sides in self._sides_with("clearing", "positive"):
            for condition in self.catalogue.values(test, "indicatesCondition"):
                for side in sorted(sides):
                    is_cleared = (test, side) in self.cleared
                    yield self._condition(
                        {"condition": condition, "side": side, "cleared": is_cleared}
                    )

    def _condition(self, row: Mapping[str, Any]) -> PresentCondition:
        entry = self.catalogue.conditions[row["condition"]]
        stage = entry.stages.get(row.get("stage") or "")
        kind = min(entry.kind, stage.kind if stage else entry.kind, key=_STRICTEST.index)
        region = row.get("region")
        has_side = entry.sidedness == "sided_left_right" or region is not None
        regions = {*entry.regions, *([region] if region else [])}
        if not regions and (kind == _REGION or entry.scope == "affected_region"):
            regions.update(self.regions)
        is_cleared = row.get("cleared") is True and not (stage and stage.before_clearance)
        holds = _ALLOWED if is_cleared else kind
        rows = [*entry.rows, *(stage.rows if stage else ())]
        if stage and stage.rows and stage.kind == _ALLOWED == holds:
            rows = [*stage.rows]  # a later stage, and nothing waits for a clearance
        return PresentCondition(
            entry=entry,
            sides=frozenset(_sides(row.get("side") if has_side else None)),
            kind=holds,
            rows=tuple(rows),
            regions=frozenset(regions),
            only=stage.only if stage else frozenset(),
            awaits=_awaited(entry, stage, holds) if not is_cleared else "",
        )

    def _stops(self) -> Iterator[Bar]:
        """Yield every reason for no program at all."""
        for question, answer in (self.case.get("readiness") or {}).items():
            if answer in ("answer_yes", "yes", True):
                yield Bar("stop", f"{question} was answered with yes")
        for row in self._rows("red_flags", "flag"):
            if self._flag_effect(row) == "stop_all":
                yield Bar("stop", f"the red flag {row['flag']}")
        for condition in self.conditions:
            if condition.kind == _STOP:
                yield Bar("stop", f"{condition.entry.id} is not cleared")

    def _flag_effect(self, row: Mapping[str, Any]) -> str:
        return (
            "" if row.get("cleared") is True else self.catalogue.value(row["flag"], "hasFlagEffect")
        )

    def _left_alone(self) -> dict[tuple[str, str], str]:
        """Return the regions and sides that must not be loaded, each with its reason."""
        places: dict[tuple[str, str], str] = {}
        pains = [row for row in self._rows("pain", "region") if row.get("cleared") is not True]
        for row in pains:
            places |= {(row["region"], side): "pain" for side in _sides(row.get("side"))}
        for row in self._rows("red_flags", "flag"):
            effect = self._flag_effect(row)
            if effect not in ("stop_region", "stop_pattern"):
                continue
            if row.get("region"):
                where = [(row["region"], side) for side in _sides(row.get("side"))]
            elif effect == "stop_pattern" and (pains or self.painful):
                where = []
            else:
                where = [(region, side) for region in self.regions for side in SIDES]
            places |= dict.fromkeys(where, row["flag"])
        for test, sides in self._hurting("clearing", "positive"):
            for region in self.catalogue.values(test, "tellsOfRegion"):
                places |= {(region, side): test for side in sides}
        for pattern, sides in self._hurting("scores", 0):
            for test in self.catalogue.having("zeroes", pattern):
                for region in self.catalogue.values(test, "tellsOfRegion"):
                    places |= {(region, side): pattern for side in sides}
        places = self._widened(places)
        for condition in self.conditions:
            if condition.kind == _REGION:
                named = condition.entry.id
                own = {(r, side): named for r in condition.regions for side in condition.sides}
                places |= own if condition.entry.keeps_side else self._widened(own)
        return places

    def _widened(self, places: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
        """Return places with the other side of the spine and the pelvis, which have no sides."""
        wide = {
            (region, side): why
            for (region, _), why in places.items()
            if region in self.catalogue.midline
            for side in SIDES
        }
        return {**wide, **places}

    # --- what must not be done --------------------------------------------------------------------

    def sides_worked(self, exercise: ExerciseEntry, side: str) -> tuple[str, ...]:
        """Return the sides that an exercise works when it is done on a side."""
        return _sides(side) if exercise.unilateral else SIDES

    def bars(self, name: str, side: str, phase: str = "") -> Iterator[Bar]:
        """Yield everything that speaks against an exercise on a side.

        Args:
            name: the exercise.
            side: where it is done; a two-sided exercise works both sides whatever is said.
            phase: the phase that it is done in; its own one when empty.
        """
        yield from self.stops
        exercise = self.catalogue.exercises.get(name)
        if exercise is None:
            yield Bar("unknown", f"{name} is no exercise of the catalogue")
            return
        sides = self.sides_worked(exercise, side)
        yield from self._condition_bars(exercise, sides)
        yield from self._circumstance_bars(exercise)
        yield from self._reach_bars(exercise, sides)
        yield from self._protected_bars(exercise, sides)
        if self.left_alone and not exercise.regions:
            yield Bar("protected", "where it works is not recorded")
        for pattern in sorted(self.painful):
            if name in self.catalogue.pattern_drills[pattern]:
                yield Bar("painful_pattern", f"it corrects {pattern}, which hurts")
            yield from self._movement_bars(name, pattern)
        for own in sorted([phase] if phase else exercise.phases):
            yield from self._muscle_bars(exercise, sides, own)

    def lift_bars(self, name: str) -> Iterator[Bar]:
        """Yield everything that speaks against a main lift, which works both sides."""
        yield from self.stops
        lift = self.catalogue.lifts[name]
        yield from self._condition_bars(lift, SIDES)
        yield from self._circumstance_bars(lift)
        yield from self._protected_bars(lift, SIDES)
        for condition in self.conditions:
            if condition.awaits:
                yield Bar("clearance", f"{condition.entry.id}: {condition.awaits}")
        for pattern in sorted(self.painful):
            if name in self.catalogue.values(pattern, "pausesLift"):
                yield Bar("painful_pattern", f"it waits while {pattern} hurts")
            yield from self._movement_bars(name, pattern)

    def _movement_bars(self, name: str, pattern: str) -> Iterator[Bar]:
        """Yield that something trains the movement that a painful pattern tests."""
        moves = self.catalogue.values(pattern, "screensPattern")
        if set(moves) & set(self.catalogue.values(name, "trainsPattern")):
            yield Bar("painful_movement", f"it trains the movement of {pattern}, which hurts")

    def _protected_bars(self, exercise: ExerciseEntry, sides: Sequence[str]) -> Iterator[Bar]:
        loaded = self.loaded(exercise, sides)
        for region, place in sorted(self.left_alone):
            if (region, place) in loaded:
                why = self.left_alone[region, place]
                yield Bar("protected", f"it loads the {region} ({place}), left alone: {why}")

    def condition_bars(self, name: str, side: str) -> Iterator[Bar]:
        """Yield what the client's conditions alone have against an exercise on a side."""
        exercise = self.catalogue.exercises[name]
        sides = self.sides_worked(exercise, side)
        yield from self._condition_bars(exercise, sides)
        loaded = self.loaded(exercise, sides)
        for region, place in sorted(self.left_alone):
            if (region, place) in loaded:
                yield Bar("protected", f"it loads the {region} ({place})")

    def loaded(self, exercise: ExerciseEntry, sides: Sequence[str]) -> set[tuple[str, str]]:
        """Return the regions, with their sides, that an exercise loads when done on these sides.

        It loads where it works and what its position props on, and whatever its demands load: on
        the limb that works, on the other one, or on both.
        """
        places = {(region, side) for region in exercise.regions for side in sides}
        places |= {(region, side) for region in exercise.propped for side in SIDES}
        for row in exercise.demands:
            load = self.catalogue.loads.get(row.demand)
            if load is None or row.value < load.least or not load.modifiers <= row.modifiers:
                continue
            if load.both_limbs or not exercise.unilateral:
                where: Iterable[str] = SIDES
            elif row.limb == "worked_limb":
                where = sides
            else:
                where = [side for side in SIDES if any(side != done for done in sides)]
            places |= {(region, side) for region in load.regions for side in where}
        return places

    def _condition_bars(self, exercise: ExerciseEntry, sides: Sequence[str]) -> Iterator[Bar]:
        for condition in self.conditions:
            entry = condition.entry
            for trait in sorted(exercise.traits & entry.excluded):
                yield Bar("condition", f"{entry.id} rules out {trait}")
            if condition.only and exercise.id not in condition.only:
                yield Bar("stage", f"the stage of {entry.id} allows only {sorted(condition.only)}")
            if exercise.traits & entry.excluded_in_region and condition.sides & set(sides):
                for region in sorted(condition.regions & exercise.regions):
                    yield Bar("condition_region", f"{entry.id} affects the {region}")
            for row in condition.rows:
                if row.verdict == "excluded" and self.breaks(exercise, sides, condition, row):
                    yield Bar("precaution", f"{entry.id}: {row.id}")

    def cares(self, name: str, side: str, *, tags: bool = True) -> Iterator[str]:
        """Yield the conditions that ask for care with an exercise that none of them rules out.

        Args:
            name: the exercise.
            side: where it is done.
            tags: whether the tags that a condition cautions count beside its precautions.
        """
        exercise = self.catalogue.exercises[name]
        sides = self.sides_worked(exercise, side)
        for condition in self.conditions:
            rows = [row for row in condition.rows if row.verdict == "cautioned"]
            tagged = tags and exercise.traits & condition.entry.cautioned
            if tagged or any(self.breaks(exercise, sides, condition, row) for row in rows):
                yield condition.entry.id

    def preferred_sides(self, name: str) -> set[str]:
        """Return the sides on which a condition of the client prefers an exercise."""
        return {
            side
            for condition in self.conditions
            if name in self.catalogue.values(condition.entry.id, "prefersExercise")
            for side in condition.sides
        }

    def breaks(
        self,
        exercise: ExerciseEntry,
        sides: Sequence[str],
        condition: PresentCondition,
        row: Row,
    ) -> bool:
        """Return whether an exercise, done on these sides, breaks a precaution.

        All parts of a precaution must be met by the same limb: the limb on the affected side is the
        one that works when the exercise is done there, and the other one when it is done opposite.
        What is not asked of a limb counts whatever the side.
        """
        general = [one for one in exercise.demands if one.demand not in self.catalogue.per_limb]
        for affected in condition.sides:
            for done in sides:
                limbs: tuple[str, ...] = ("worked_limb", "other_limb")
                if exercise.unilateral:
                    limbs = limbs[:1] if done == affected else limbs[1:]
                for limb in limbs:
                    asked = [one for one in exercise.demands if one.limb == limb]
                    if row.parts and all(_met(part, [*asked, *general]) for part in row.parts):
                        return True
        return False

    def _circumstance_bars(self, exercise: ExerciseEntry) -> Iterator[Bar]:
        for population in self.populations:
            for relation, kind in (
                ("avoidsTag", "population"),
                ("sparesTag", "population_unknown"),
                ("omitsTechnique", "population_technique"),
            ):
                for trait in self.catalogue.values(population, relation):
                    if trait in exercise.traits:
                        yield Bar(kind, f"{population}: {trait}")
            if not exercise.is_measured and self.catalogue.values(population, "avoidsTag"):
                yield Bar("population", "what it demands is not recorded")
        if exercise.difficulty > self.level:
            yield Bar("level", f"difficulty {exercise.difficulty}, and the level is {self.level}")
        if exercise.id in (self.case.get("refuses") or ()):
            yield Bar("refusal", "the client refuses it")
        items = self.case.get("equipment")
        if items is not None and not any(one <= set(items) for one in exercise.equipment):
            yield Bar("equipment", "what it needs is not at hand")

    def _reach_bars(self, exercise: ExerciseEntry, sides: Sequence[str]) -> Iterator[Bar]:
        """Yield what the client's measured ranges have against an exercise: it asks for more."""
        for limit in self.catalogue.having("ofActivity", exercise.id):
            if self.catalogue.value(limit, "isWish") == "true":
                continue
            name = self.catalogue.value(limit, "ofMeasure")
            for row in self.case.get("measures") or ():
                if row["measure"] != name or not set(sides) & set(_sides(row.get("side"))):
                    continue
                motion = row.get("motion") or self.catalogue.value(name, "mainMotion")
                least = self.catalogue.value(limit, "limitValue")
                if row.get("result") == "limited":
                    yield Bar("reach", f"it asks for {name}, which was limited")
                elif (
                    least
                    and row.get("value") is not None
                    and motion == self.catalogue.value(limit, "ofMotion")
                    and float(row["value"]) < float(least)
                ):
                    yield Bar("reach", f"it asks for {least} by {name}: {row['value']} was read")

    def _muscle_bars(
        self, exercise: ExerciseEntry, sides: Sequence[str], phase: str
    ) -> Iterator[Bar]:
        """Yield what the state of the muscles has against an exercise in a phase."""
        right = _TREATS.get(phase)
        if right is None or self._is_joint_drill(exercise.id, phase):
            return  # a drill for a joint is not the stretching of the muscles around it
        places = (*sides, "midline")
        for muscle in sorted(exercise.targets):
            for place in places:
                status = self.status.get((muscle, place))
                if status is not None and status != right:
                    yield Bar("muscle", f"{muscle} ({place}) is {status}, not to {phase}")
                if status == right and (muscle, place) in self.named:
                    continue  # the group itself is to be treated; its parts are warned about
                heads = self.catalogue.parts.get(muscle, set())
                is_group = "MuscleGroup" in self.catalogue.values(muscle, "type")
                if not is_group and any(self.status.get((head, place)) == right for head in heads):
                    continue  # the heads of one muscle cannot be worked apart
                for part in sorted(heads):
                    status = self.status.get((part, place))
                    if status not in (None, right) and (part, place) in self.named:
                        yield Bar("muscle_part", f"{part} ({place}) is {status}, not to {phase}")

    def _is_joint_drill(self, name: str, phase: str) -> bool:
        """Return whether an exercise is here to move a joint itself, and not for its muscles.

        That is so for a motion that is worked on, and for a drill of the pattern that is corrected
        now. A motion that the pattern alone puts under suspicion is served by its drills alone, and
        rolling serves a limited motion that is a problem of its own.
        """
        moved = {
            self.catalogue.value(row, "ofMotion")
            for row in self.catalogue.having("choosesExercise", name)
            if self.catalogue.value(row, "movesJoint") == "true"
        }
        is_drill = any(name in self.catalogue.pattern_drills[p] for p in self.work.patterns)
        if moved and is_drill:
            return True
        limited = moved & self.work.limited
        if phase == "inhibit":
            return bool(limited & self.work.problems)
        return bool(limited) or any(
            self._is_seen_in_a_finding(motion) for motion in moved & self.work.suspected
        )

    def _is_seen_in_a_finding(self, motion: str) -> bool:
        """Return whether more than a pattern of the screen puts a motion under suspicion."""
        if not self.work.patterns:
            return True
        rows = self.catalogue.having("ofMotion", motion)
        return any(set(self.catalogue.values(row, "hasSign")) & self.work.signs for row in rows)


def _awaited(entry: ConditionEntry, stage: Stage | None, holds: str) -> str:
    """Return what main lifts wait for with a condition that is not cleared."""
    if entry.needs_clearance and holds == _ALLOWED:
        return "it is not cleared"
    return "its stage is not known" if entry.stages and stage is None else ""


def _sides(side: str | None) -> tuple[str, ...]:
    return (side,) if side in SIDES else SIDES


def _met(part: Any, rows: Sequence[DemandRow]) -> bool:
    return any(part.is_met(row) for row in rows)
