"""Random consistent cases: drawn by a profile of ``study/cases.toml``, refused ones drawn again."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kg.case.model import Case
from kg.errors import CaseError, InternalError, KnowledgeError
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.study.example_plans import PlanChange, judged_plans
from kg.study.question_context import NOW

__all__ = ["CHANGED", "Drawer", "Profile", "read_profiles"]

CHANGED: Final = "changed"
_SIDES: Final = ("left", "right", "both")
_ONE_SIDE: Final = ("left", "right")
#: A condition of this scope needs no region.
_WHOLE: Final = "whole_body"
#: So many cases in a row may be refused by the rules.
_TRIES: Final = 60
_FILE: Final = "study/cases.toml"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Drawn(_Part):
    """How many are drawn, and of which kinds only."""

    number: tuple[int, int]
    kinds: tuple[str, ...] = ()


class _Changed(_Part):
    """What the changed case reports in addition."""

    conditions: tuple[str, ...] = Field(description="kinds of conditions")
    rules_out: str = Field(description="the relation of exercise and condition that it must be in")


class _Planned(_Part):
    """How the plan of the case's own program is changed before it is judged."""

    changes: tuple[PlanChange, ...]
    added: str = Field(description="the relation (muscle, phase, exercise) of what may be added")


class Profile(_Part):
    """What a random case holds. A pair of numbers is the least and the most."""

    findings: _Drawn | None = None
    conditions: _Drawn | None = None
    equipment: _Drawn | None = None
    scores: tuple[int, ...] = Field((), description="the raw scores that are drawn from")
    clearing: tuple[str, ...] = Field((), description="the clearing results that are drawn from")
    level: tuple[int, int] | None = None
    minutes: tuple[int, int] | None = None
    change: _Changed | None = None
    plan: _Planned | None = None


class _Profiles(_Part):
    edition: str
    profiles: dict[str, Profile]

    @model_validator(mode="before")
    @classmethod
    def _tables(cls, data: object) -> object:
        if isinstance(data, dict):
            profiles = {name: one for name, one in data.items() if isinstance(one, dict)}
            return {"edition": data.get("edition"), "profiles": profiles}
        return data


def read_profiles(folder: Path) -> tuple[str, Mapping[str, Profile]]:
    """Return the usual edition and the profiles of random cases.

    Args:
        folder: holds ``cases.toml``.

    Raises:
        KnowledgeError: when the file cannot be used.
    """
    try:
        data = tomllib.loads((folder / "cases.toml").read_text(encoding="utf-8"))
        found = _Profiles.model_validate(data)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"cannot be read: {error}", file=_FILE) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise KnowledgeError(f"the entry `{place}`: {first['msg']}", file=_FILE) from error
    return found.edition, found.profiles


@dataclass(frozen=True)
class Drawer:
    """Draws cases.

    Attributes:
        knowledge: the ontology.
        edition: whose tables are used.
        time_limit: seconds for each program.
    """

    knowledge: KnowledgeBase
    edition: str
    time_limit: float = 30.0

    def cases(self, profile: Profile, seed: str) -> dict[str, Consultation]:
        """Return an answered random case, and the changed one if the profile asks for it.

        The same seed gives the same case.

        Args:
            profile: what the case holds.
            seed: names the case.
        """
        chance = random.Random(seed)  # noqa: S311 - the same seed gives the same case
        for _ in range(_TRIES):
            data = self._data(profile, chance)
            try:
                found = {NOW: self._answered(data)}
                if profile.change is not None:
                    new = self._bearing(profile.change, found[NOW], chance)
                    if new is None:
                        continue  # nothing in this program could be ruled out
                    reported = [*data.get("conditions", []), {"condition": new}]
                    found[CHANGED] = self._answered({**data, "conditions": reported})
                if profile.plan is not None:
                    plans = judged_plans(
                        found[NOW],
                        profile.plan.changes,
                        profile.plan.added,
                        chance,
                        self.time_limit,
                    )
                    if plans is None:
                        continue  # nothing in this program can be changed
                    found |= plans
            except CaseError:
                continue  # the rules named what cannot be right about it: another one is drawn
            if all(one.answered.solution.proven for one in found.values()):
                return found
        raise InternalError(f"no consistent case in {_TRIES} tries; look at {_FILE}")

    def again(self, case: Case) -> dict[str, Consultation]:
        """Return the same case, answered by this edition."""
        return {
            NOW: self._answered({**case.model_dump(exclude_none=True), "edition": self.edition})
        }

    def _answered(self, data: Mapping[str, Any]) -> Consultation:
        case = Case.model_validate(data)
        return Consultation.of(case, self.knowledge, time_limit=self.time_limit)

    def _data(self, profile: Profile, chance: random.Random) -> dict[str, Any]:
        data: dict[str, Any] = {"edition": self.edition}
        if profile.findings is not None:
            data["findings"] = self._findings(profile.findings, chance)
        if profile.scores:
            data["fms"] = self._screen(profile, chance)
        if profile.conditions is not None:
            number = chance.randint(*profile.conditions.number)
            drawn = {self._condition(profile.conditions.kinds, chance) for _ in range(number)}
            data["conditions"] = [{"condition": one} for one in sorted(drawn)]
        if profile.equipment is not None:
            items = self._column("equipment")
            data["equipment"] = sorted(
                chance.sample(items, chance.randint(*profile.equipment.number))
            )
        if profile.level is not None:
            data["level"] = chance.randint(*profile.level)
        if profile.minutes is not None:
            data["minutes"] = 5 * (chance.randint(*profile.minutes) // 5)
        return data

    def _findings(self, drawn: _Drawn, chance: random.Random) -> list[dict[str, str]]:
        kinds = {str(one): str(kind) for one, kind in self._rows("finding_kind")}
        possible = sorted(
            one for one, kind in kinds.items() if kind in drawn.kinds or not drawn.kinds
        )
        midline = set(self._column("midline_finding"))
        one_sided = set(self._column("needs_side"))
        found = []
        for one in sorted(chance.sample(possible, chance.randint(*drawn.number))):
            seen = sorted(str(where) for finding, where in self._rows("seen_in") if finding == one)
            row = {"finding": one, "severity": chance.choice(self._column("severity_grade"))}
            row["assessment"] = chance.choice(seen)
            if one in one_sided:
                row["side"] = chance.choice(_ONE_SIDE)
            elif one not in midline:
                row["side"] = chance.choice(_SIDES)
            found.append(row)
        return found

    def _screen(self, profile: Profile, chance: random.Random) -> dict[str, Any]:
        sided = set(self._column("fms_per_side"))

        def one(name: str, values: Sequence[int] | Sequence[str], by_side: set[str]) -> object:
            if name in by_side:
                return {side: chance.choice(values) for side in _ONE_SIDE}
            return chance.choice(values)

        cleared = set(self._column("clearing_per_side"))
        tests = sorted({str(test) for test, _ in self._rows("fms_clearing")})
        return {
            "scores": {
                name: one(name, profile.scores, sided) for name in self._column("fms_pattern")
            },
            "clearing": {name: one(name, profile.clearing, cleared) for name in tests},
        }

    def _condition(self, kinds: Sequence[str], chance: random.Random) -> str:
        scoped = sorted(
            str(one)
            for one, kind, scope in self._rows("condition")
            if kind in kinds and scope == _WHOLE
        )
        return chance.choice(scoped)

    def _bearing(self, change: _Changed, now: Consultation, chance: random.Random) -> str | None:
        """Return a condition that rules out some exercise of a program, if there is one."""
        chosen = {item.exercise for phase in now.advice.program.phases for item in phase.items}
        reported = {row.condition for row in now.answered.case.conditions}
        bearing = {str(one) for exercise, one in self._rows(change.rules_out) if exercise in chosen}
        possible = [
            str(one)
            for one, kind, scope in self._rows("condition")
            if kind in change.conditions and scope == _WHOLE and one in bearing - reported
        ]
        return chance.choice(sorted(possible)) if possible else None

    def _rows(self, name: str) -> Sequence[tuple[Any, ...]]:
        return self.knowledge.facts.relations[name]

    def _column(self, name: str) -> list[str]:
        return sorted({str(row[0]) for row in self._rows(name)})
