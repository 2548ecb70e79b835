"""The exercises of one line of a plan, each with its dose, side and remarks; every word counts.

A line is read whole or not at all: what is neither a name nor a dose becomes a remark of the
exercise, unless it names another exercise or contradicts the first: the line is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from kg.errors import nearest
from kg.names.reader import NameReading
from kg.plan.dose import DoseReading, read_dose, tidy
from kg.plan.words import PlanWords, bare

__all__ = ["LineItem", "LineReader", "OpenName"]

_EXERCISE: Final = "exercise"
_MOST_WORDS: Final = 14
_WORD_END: Final = re.compile(r"[^\s,;:|()\[\]]+")
_APART: Final = re.compile(
    r"\s+\+\s+|\s*/\s+|\s+/\s*|\s*;\s*|\s+&\s+|\s*,\s+"
    r"|\s+(?:and|or|then|into|plus|super-?set(?:ted)? with|alternated? with|with)\s+",
    re.IGNORECASE,
)
#: A remark that begins so goes on with something else to do.
_JOINED: Final = re.compile(r"(?:and|or|plus|then|&|\+|/)\b", re.IGNORECASE)
_PIECES: Final = re.compile(r"\s*[,/&+;]\s*|\s+(?:and|or)\s+", re.IGNORECASE)
_JOINING: Final = frozenset(
    ["and", "or", "with", "the", "of", "for", "on", "in", "a", "&", "+", "/", "-"]
)
_LISTED: Final = re.compile(r"\s*[,/&+]\s*(?P<next>[^,/&+(]+)")
#: Parts of a dose that an item of a plan has a field for.
_FIELDS: Final = ("sets", "reps", "hold_s", "rest_s")
#: Parts of a dose that say that both sides work.
_BOTH: Final = ("per_side", "per_direction", "alternating")
_PARTS_OF_TEMPO: Final = 3
#: A remark with a word much like one of these is a misspelt side.
_SIDES: Final = ("left", "right", "both sides")


@dataclass(frozen=True)
class LineItem:
    """An exercise of a line.

    Attributes:
        identifier: its id; empty for one that the catalogue does not hold.
        other: the name of one that the catalogue does not hold.
        lift: the id of a main lift, which the catalogue does not hold either.
        data: the fields of the plan's item besides the exercise.
    """

    identifier: str
    other: str = ""
    lift: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OpenName:
    """Why a line is not understood.

    Attributes:
        text: the part of the line that is not understood.
        nearest: names that it may mean, best first.
    """

    text: str
    nearest: tuple[str, ...] = ()


class LineReader:
    """Reads lines that hold exercises."""

    def __init__(self, words: PlanWords) -> None:
        """Prepare the reading of names."""
        self._words = words

    def read(self, text: str) -> list[LineItem] | OpenName:
        """Return the exercises of a line, or what of it is not understood.

        Args:
            text: the line without bullets and other marks.
        """
        text = tidy(text)
        single = self._single(text)
        if single is not None:
            return [single]
        several = self._several(text)
        if several is not None:
            return several
        name = " ".join(read_dose(text).rest) or text
        return OpenName(text, self._words.nearest(_EXERCISE, name))

    def names_exercise(self, text: str) -> bool:
        """Return whether a text begins with the name of an exercise."""
        return self._beginning(text) is not None or self._single(text) is not None

    def _several(self, text: str) -> list[LineItem] | None:
        """Return the exercises of a line that joins some, if each part is one."""
        for join in _APART.finditer(text):
            left, right = text[: join.start()].strip(), text[join.end() :].strip()
            first = self._single(left) if left and right else None
            if first is None:
                continue
            rest = self.read(self.carry(left, right))
            if isinstance(rest, OpenName):
                continue
            word = join[0].strip().casefold()
            if word == "or":
                rest = [_with_note(rest[0], "or instead of the one before"), *rest[1:]]
            return _sharing_dose([first, *rest])
        return None

    def carry(self, left: str, right: str) -> str:
        """Return a part of a list with what the first part says for all: foam roll calf, TFL."""
        if self._single(right) is not None:
            return right
        words = left.split()
        for count in (2, 1):
            carried = f"{' '.join(words[:count])} {right}"
            if len(words) > count and self._single(carried) is not None:
                return carried
        return right

    def _single(self, text: str) -> LineItem | None:
        """Return a text as one exercise with its dose, if it is one."""
        beginning = self._beginning(text)
        if beginning is not None:
            end, reading = beginning
            dose = read_dose(text[end:])
            whole = " ".join((text[:end], *dose.rest))
            better = self._words.read(_EXERCISE, whole) if dose.rest else reading
            if better.ids and better.ids != reading.ids and not _has_digits(dose.rest):
                return self._item(better, dose, (), whole)
            if self._goes_on(text[end:]) or not self._only_remarks(dose.rest, reading):
                return None
            return self._item(reading, dose, dose.rest, text[:end])
        dose = read_dose(text)
        for count in range(len(dose.rest), 0, -1):
            for start in range(len(dose.rest) - count + 1):
                pieces = dose.rest[start : start + count]
                reading = self._words.read(_EXERCISE, " ".join(pieces))
                others = (*dose.rest[:start], *dose.rest[start + count :])
                if reading.kind != "unknown" and self._only_remarks(others, reading):
                    return self._item(reading, dose, others, " ".join(pieces))
        return None

    def _beginning(self, text: str) -> tuple[int, NameReading] | None:
        """Return where the longest beginning ends that names an exercise exactly, and which."""
        words = list(_WORD_END.finditer(text))[:_MOST_WORDS]
        ends = [word.end() for word in words if word[0].casefold() not in _JOINING]
        for end in reversed(ends):
            reading = self._words.read_exactly(_EXERCISE, text[:end])
            if reading is not None:
                return end, reading
        return None

    def _is_exercise(self, text: str) -> bool:
        """Return whether some words are the name of an exercise."""
        return bool(bare(text)) and self._words.read_exactly(_EXERCISE, text) is not None

    def _goes_on(self, text: str) -> bool:
        """Return whether what follows a name is a list of muscles to do the same with."""
        listed = _LISTED.match(text)
        if listed is None:
            return False
        words = " ".join(read_dose(listed["next"]).rest)
        return bool(words) and self._words.read_exactly("muscle", words) is not None

    def _only_remarks(self, pieces: tuple[str, ...], reading: NameReading) -> bool:
        """Return whether some words only remark on an exercise; numbers are no remark."""
        for piece in pieces:
            if _has_digits((piece,)) or _JOINED.match(piece):
                return False
            if any(nearest(word.casefold(), _SIDES) for word in piece.split()):
                return False
            if any(self._is_exercise(part) for part in _PIECES.split(piece)):
                return False
            if reading.ids and self._words.contradicts(piece, reading.ids[0]):
                return False
        return True

    def _item(
        self, reading: NameReading, dose: DoseReading, remarks: tuple[str, ...], written: str
    ) -> LineItem | None:
        data, notes = _item_data(dose)
        notes += [remark for remark in remarks if remark]
        if reading.kind != "name":
            data["written"] = written
        if reading.kind == "other":
            return self._other(reading.ids[0], _noted(data, notes))
        identifier = reading.ids[0]
        if reading.kind == "question":
            usual = reading.question.usual if reading.question is not None else ""
            if not usual:
                return None
            if usual not in self._words.ids[_EXERCISE]:
                return self._other(usual, _noted(data, notes))
            others = ", ".join(self._words.label(one) for one in reading.ids if one != usual)
            identifier = usual
            notes.append(f"read as the usual one; it may also mean {others}")
        notes += [difference for difference in reading.differs if difference not in notes]
        return LineItem(identifier, data=_noted(data, notes))

    def _other(self, identifier: str, data: Mapping[str, Any]) -> LineItem:
        """Return an exercise or a main lift that the catalogue does not hold."""
        lift = self._words.lift_of(identifier)
        return LineItem("", self._words.label(identifier), lift, data)


def _has_digits(pieces: tuple[str, ...]) -> bool:
    """Return whether a number stands in some words."""
    return any(letter.isdigit() for piece in pieces for letter in piece)


def _item_data(dose: DoseReading) -> tuple[dict[str, Any], list[str]]:
    """Return the fields that a dose fills, and in words what it has no field for."""
    values, data = dict(dose.values), {}
    notes: list[str] = []
    if "sets" not in values and isinstance(values.get("rounds"), int):
        values["sets"] = values["rounds"]
    if "reps" not in values and "breaths" in values:
        values["reps"] = values["breaths"]
    numbers = values.get("reps_by_set")
    if isinstance(numbers, list):
        values["reps"] = [min(numbers), max(numbers)]
    filled = set()
    for name in _FIELDS:
        span = _span(values.get(name))
        if span is not None:
            data[name] = span
            filled.add(name)
    tempo = values.get("tempo")
    if isinstance(tempo, list) and len(tempo) == _PARTS_OF_TEMPO and None not in tempo:
        data["tempo"] = "/".join(map(str, tempo))
        filled.add("tempo")
    if values.get("side") in ("left", "right"):
        data["side"] = values["side"]
        filled.add("side")
    elif any(values.get(name) for name in _BOTH) or "left" in values:
        data["side"] = "both"
        filled.add("per_side")
    for text, names in dose.forms:
        if not set(names) <= filled:
            notes.append(text)
    return data, notes


def _span(value: object) -> int | str | None:
    """Return a number or range as a plan writes it; ``None`` for what it has no form for."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, list) and all(isinstance(part, int) for part in value):
        return f"{value[0]}-{value[1]}"
    return None


def _noted(data: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    """Return the fields of an item with its notes in one line."""
    text = "; ".join(dict.fromkeys(note for note in notes if bare(note)))
    return {**data, "note": text} if text else data


def _with_note(item: LineItem, note: str) -> LineItem:
    written = item.data.get("note")
    both = f"{note}; {written}" if written else note
    return replace(item, data={**item.data, "note": both})


def _sharing_dose(items: list[LineItem]) -> list[LineItem]:
    """Return the items of a line with the dose that stands once for all of them."""
    dosed = [item for item in items if any(name in item.data for name in _FIELDS)]
    if len(dosed) != 1 or dosed[0] is not items[-1]:
        return items
    shared: dict[str, Any] = {
        name: dosed[0].data[name] for name in (*_FIELDS, "tempo", "side") if name in dosed[0].data
    }
    return list(_with_shared(items, shared))


def _with_shared(items: list[LineItem], shared: dict[str, Any]) -> Iterator[LineItem]:
    for item in items:
        yield replace(item, data={**shared, **item.data})
