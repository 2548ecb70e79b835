"""The independent judge: everything in an advice that a person may do is judged once more.

It reads the ontology's Turtle, the case and the advice as plain data, and shares no rule, query,
fact or code with the product. ``Judge.judge`` names what must not be there; ``Judge.remarks`` what
could be better.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.safety.catalogue import SIDES, Catalogue
from tests.safety.client import Client, MotionWork

__all__ = ["Judge", "Remark", "Violation"]

_PHASES: Final = ("inhibit", "lengthen", "activate", "integrate")
#: Standard choices up to this rank are first choices.
_FIRST_RANKS: Final = 3
#: Minutes in an advice are rounded to the hundredth.
_ROUNDING: Final = 0.011


@dataclass(frozen=True)
class Violation:
    """Something in an advice that must not be there.

    Attributes:
        kind: the kind of safety that it breaks.
        where: which part of the advice.
        exercise: the exercise, or the empty string.
        side: where it would be done, or the empty string.
        reason: what is wrong.
    """

    kind: str
    where: str
    exercise: str
    side: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.exercise} ({self.side}): {self.kind}: {self.reason}"


@dataclass(frozen=True)
class Remark:
    """Something in an advice that is allowed but could be better."""

    kind: str
    exercise: str
    reason: str


class Judge:
    """Judges what leaves the product for one case.

    Args:
        catalogue: the ontology as the judge reads it.
        case: the case as plain data.
        advice: the advice as plain data.
    """

    def __init__(
        self, catalogue: Catalogue, case: Mapping[str, Any], advice: Mapping[str, Any]
    ) -> None:
        muscles = advice.get("muscles") or ()
        self.catalogue = catalogue
        self.case = case
        self.advice = advice
        self.client = Client(
            catalogue,
            case,
            {(one["id"], one["side"]): one["status"] for one in muscles},
            frozenset((one["id"], one["side"]) for one in muscles if not one["derived_from"]),
            MotionWork.of(advice),
        )
        self.items = {
            item["exercise"]: item
            for phase in advice["program"]["phases"]
            for item in phase["items"]
        }

    def judge(self) -> list[Violation]:
        """Return everything in the advice that must not be there."""
        return [
            *self._program(),
            *self._minutes(),
            *self._sessions(),
            *self._steps(),
            *self._drills(),
            *self._referrals(),
        ]

    def judge_exercise(
        self, where: str, exercise: str, side: str, phase: str = ""
    ) -> list[Violation]:
        """Return everything that speaks against an exercise that is offered to the client."""
        return list(self._barred(where, exercise, side, phase))

    def remarks(self) -> list[Remark]:
        """Return the cautioned exercises in whose place a free first choice could be done."""
        found = []
        for phase in self.advice["program"]["phases"]:
            for item in phase["items"]:
                cares = list(self.client.cares(item["exercise"], item["side"]))
                if cares:
                    for other in self._free_choices(item, phase["phase"]):
                        reason = f"{other} needs no care for {', '.join(cares)}"
                        found.append(Remark("cautioned", item["exercise"], reason))
        return found

    # --- the program ----------------------------------------------------------------------------

    def _program(self) -> Iterator[Violation]:
        phases = self.advice["program"]["phases"]
        order = [phase["phase"] for phase in phases]
        if order != [phase for phase in _PHASES if phase in order]:
            yield Violation("phase_order", "program", "", "", f"the phases are {order}")
        counts = Counter(item["exercise"] for phase in phases for item in phase["items"])
        for exercise, number in counts.items():
            if number > 1:
                yield Violation("twice", "program", exercise, "", "it is chosen twice")
        if counts.total() > self.client.size:
            reason = f"{counts.total()} exercises; at most {self.client.size}"
            yield Violation("size", "program", "", "", reason)
        for phase in phases:
            for item in phase["items"]:
                yield from self._item(item, phase["phase"])

    def _item(self, item: Mapping[str, Any], phase: str) -> Iterator[Violation]:
        name, side = item["exercise"], item["side"]
        yield from self._barred("program", name, side, phase)
        exercise = self.catalogue.exercises.get(name)
        if exercise is None:
            return
        if phase not in exercise.phases:
            yield Violation("phase", "program", name, side, f"it does not belong to {phase}")
        at_hand = self.case.get("equipment")
        missing = set(item["equipment"]) - set(at_hand) if at_hand is not None else set()
        if missing:
            yield Violation("equipment", "program", name, side, f"{sorted(missing)} not at hand")
        wanted = {place for target in item["targets"] for place in _places(target["side"])}
        for motion in item["motions"]:
            wanted.update(_places(motion["side"]))
        wanted |= self.client.preferred_sides(name)
        if exercise.unilateral and wanted and not item["stage"] and phase != "integrate":
            for place in sorted({*_places(side)} - wanted):
                yield Violation("side", "program", name, place, "nothing needs it on this side")
        told = json.dumps(item["cautions"])
        for condition in self.client.cares(name, side):
            if condition not in told and self.catalogue.value(condition, "label") not in told:
                yield Violation("care", "program", name, side, f"no care for {condition} is said")
        dose = item["dose"]
        if dose["hold_s"] is not None and dose["sets"] is not None and not dose["reps"]:
            sides = len(_places(side)) if exercise.unilateral else 1
            held = dose["sets"] * dose["hold_s"] * sides / 60
            if held > item["minutes"] + _ROUNDING:
                reason = f"its holds alone take {held:.2f} min, not {item['minutes']}"
                yield Violation("minutes_of_dose", "program", name, side, reason)

    def _barred(self, where: str, name: str, side: str, phase: str = "") -> Iterator[Violation]:
        for bar in dict.fromkeys(self.client.bars(name, side, phase)):
            yield Violation(bar.kind, where, name, side, bar.reason)

    def _minutes(self) -> Iterator[Violation]:
        program = self.advice["program"]
        parts = [item["minutes"] for item in self.items.values()]
        total, most = sum(parts), self.case.get("minutes")
        slack = _ROUNDING * max(1, len(parts))
        if abs(total - program["minutes"]) > slack:
            reason = f"the items take {total:.2f} min, and {program['minutes']} are stated"
            yield Violation("minutes_sum", "program", "", "", reason)
        if most is not None and total > most + slack:
            reason = f"the items take {total:.2f} of {most} min"
            yield Violation("minutes", "program", "", "", reason)

    # --- days -----------------------------------------------------------------------------------

    def _sessions(self) -> Iterator[Violation]:
        most = self.case.get("minutes")
        for session in self.advice["sessions"]:
            where = f"session {session['id']}"
            items = [item for part in session["parts"] for item in part["items"]]
            total = sum(item["minutes"] for item in items)
            slack = _ROUNDING * max(1, len(items))
            if most is not None and total > most + slack:
                yield Violation("minutes", where, "", "", f"{total:.2f} of {most} min")
            if abs(total - session["minutes"]) > slack:
                reason = f"the items take {total:.2f} min, and {session['minutes']} are stated"
                yield Violation("minutes_sum", where, "", "", reason)
            for part in session["parts"]:
                yield from self._part(part, where)
            for lift in session["lifts"]:
                for bar in dict.fromkeys(self.client.lift_bars(lift)):
                    yield Violation(bar.kind, where, lift, "both", bar.reason)
        known = {session["id"] for session in self.advice["sessions"]}
        for day in self.advice["week"]:
            if day["id"] not in known and self.items:
                reason = f"day {day['day']} names {day['id']}"
                yield Violation("session_unknown", "week", "", "", reason)

    def _part(self, part: Mapping[str, Any], where: str) -> Iterator[Violation]:
        reached = 0
        for entry in part["items"]:
            name, side = entry["exercise"], entry["side"]
            item = self.items.get(name)
            yield from self._barred(where, name, side)
            if item is None:
                yield Violation("session_item", where, name, side, "it is not in the program")
                continue
            if set(_places(side)) - set(_places(item["side"])):
                yield Violation("session_side", where, name, side, "another side in the program")
            exercise = self.catalogue.exercises.get(name)
            phases = exercise.phases if exercise is not None else ()
            place = min((_PHASES.index(phase) for phase in phases), default=0)
            if place < reached and not entry["again"]:
                yield Violation("session_order", where, name, side, "a later phase came before it")
            reached = max(reached, place)

    # --- steps and drills -----------------------------------------------------------------------

    def _steps(self) -> Iterator[Violation]:
        for steps in self.advice["progression"]["steps"]:
            old = steps["exercise"]
            item = self.items.get(old)
            if item is None:
                yield Violation("step_of", "progression", old, "", "it is not in the program")
                continue
            for kind in ("harder", "easier"):
                for step in steps[kind]:
                    yield from self._barred(f"{kind} than {old}", step["exercise"], item["side"])

    def _drills(self) -> Iterator[Violation]:
        screen = self.advice["fms"]
        for stage in screen["progression"] if screen is not None else ():
            pattern = stage["pattern"]
            side = self._weak_side(pattern)
            for drill in stage["drills"]:
                if drill not in self.items:
                    where = f"drill of {pattern}"
                    yield Violation("drill", where, drill, side, "it is not in the program")
            if stage["next"] is not None:
                yield from self._barred(f"next drill of {pattern}", stage["next"], side)

    def _weak_side(self, pattern: str) -> str:
        """Return the only side on which a pattern is limited, or both."""
        score = ((self.case.get("fms") or {}).get("scores") or {}).get(pattern)
        if isinstance(score, Mapping) and set(SIDES) <= set(score):
            weak = [
                side
                for side in SIDES
                if score[side] < 2 or score[side] < max(score[place] for place in SIDES)
            ]
            return weak[0] if len(weak) == 1 else "both"
        return "both"

    # --- referrals ------------------------------------------------------------------------------

    def _referrals(self) -> Iterator[Violation]:
        """Yield what is left alone or stops everything while nobody is sent to a clinician."""
        causes = [bar.reason for bar in self.client.stops]
        causes += sorted(set(self.client.left_alone.values()))
        if causes and not self.advice["referrals"]:
            yield Violation("referral", "referrals", "", "", f"none, in spite of {causes[0]}")
        if self.client.stops and self.advice["result"] != "referred":
            reason = f"{self.advice['result']}, in spite of {causes[0]}"
            yield Violation("result", "result", "", "", reason)

    # --- what could be better -------------------------------------------------------------------

    def _free_choices(self, item: Mapping[str, Any], phase: str) -> Iterator[str]:
        """Yield first choices for every need of an item that nothing speaks against."""
        needs = {target["muscle"] for target in item["targets"]}
        served: dict[str, set[str]] = defaultdict(set)
        for choice in self.catalogue.all_of("StandardChoice"):
            if int(self.catalogue.value(choice, "rank")) <= _FIRST_RANKS:
                exercise = self.catalogue.value(choice, "choosesExercise")
                served[exercise].update(self.catalogue.values(choice, "aboutMuscle"))
        for exercise, muscles in sorted(served.items()):
            if not needs or not needs <= muscles or exercise in self.items:
                continue
            if phase not in self.catalogue.exercises[exercise].phases:
                continue
            side = item["side"]
            if not any(self.client.bars(exercise, side, phase)) and not any(
                self.client.cares(exercise, side)
            ):
                yield exercise


def _places(side: str) -> Sequence[str]:
    return (side,) if side in SIDES else SIDES
