"""A plan in plain text: one exercise a line, headings for phases, a few lines that frame it.

The words of the field come with the vocabulary; here stand only the forms of a line, such as
``3 x 12``, ``hold 30 s`` and ``reassess: 2026-04-13``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from kg.case.file import CaseFile
from kg.case.problems import Fault, Path, shown
from kg.errors import CaseError, nearest
from kg.plan.words import PlanWords, bare

__all__ = ["read_text"]

_MOST_LINES: Final = 2000
_LONGEST_LINE: Final = 500
#: Words of a line that are read as the name of an exercise; the longest name has fewer.
_MOST_WORDS: Final = 16
_BULLET: Final = re.compile(r"^\s*(?:#+|>|[-*•–+]|\(?\d{1,3}[.)]|\[[ xX]?\])\s+")
_HEAD: Final = re.compile(r"^(?:phase\s*)?(?:\d\s*[.:)]?\s*)?", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s*[,;]\s*")
_WORD_END: Final = re.compile(r"[^\W_]+[)\]]?")
_NAME_ENDS: Final = re.compile(r"[,;:|]|\s[-–—]\s|\s\d")
_N: Final = r"(\d{1,4})(?:\s*(?:-|–|to)\s*(\d{1,4}))?"
_S: Final = r"(?:\s*(?:s|secs?|seconds)\b)"
#: What a detail looks like, and the field of an item that it fills; ``None`` fills nothing.
_DETAILS: Final[tuple[tuple[re.Pattern[str], tuple[str | None, ...]], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), fields)
    for pattern, fields in (
        (r"(?:\btempo\s*(?:of|:)?\s*)?\b(\d{1,2}\s*/\s*\d{1,2}\s*/\s*\d{1,2})\b", ("tempo",)),
        (rf"\brest(?:\s*(?:of|for|:))?\s*{_N}{_S}?", ("rest_s",)),
        (rf"\b(?:held|hold)(?:\s*(?:for|of|up to|:))?\s*{_N}{_S}?", ("hold_s",)),
        (rf"\b(\d{{1,2}})\s*[x×*]\s*{_N}{_S}", ("sets", "hold_s")),
        (rf"\b(\d{{1,2}})\s*[x×*]\s*{_N}(?:\s*rep(?:s|etitions)?\b)?", ("sets", "reps")),
        (rf"\b(\d{{1,2}})\s*sets?\s*of\s*{_N}{_S}", ("sets", "hold_s")),
        (rf"\b(\d{{1,2}})\s*sets?\s*of\s*{_N}(?:\s*rep(?:s|etitions)?\b)?", ("sets", "reps")),
        (r"\b(\d{1,2})\s*sets?\b", ("sets",)),
        (rf"\b{_N}\s*(?:rep(?:s|etitions)?|times|breaths)\b", ("reps",)),
        (rf"\b{_N}{_S}", ("hold_s",)),
        (r"\b\d+(?:\.\d+)?\s*min(?:ute)?s?\b", ()),
        (r"\bwith\b[^;,]*", ()),
    )
)
_EACH: Final = re.compile(r"\b(?:each|per|either)\s+(?:side|leg|arm)\b", re.IGNORECASE)
_BODY: Final = re.compile(r"\b(?:sides?|legs?|arms?|only)\b", re.IGNORECASE)
_REST: Final = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_JOINS: Final = frozenset(["and", "of", "for", "the", "on", "x"])
_SIDES: Final = ("left", "right", "both")

_KEYED: Final = re.compile(r"^([A-Za-z][A-Za-z _-]{1,24}?)\s*:\s*(.+)$")
_DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_WEEKS: Final = re.compile(r"\b(\d{1,3})\s*weeks?\b", re.IGNORECASE)
_FREE: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (
        re.compile(r"(\d)\s*(?:days?|times|x|sessions?)?\s*(?:a|per)\s*week\.?", re.IGNORECASE),
        "days_per_week",
    ),
    (re.compile(r"(\d{1,3})\s*min(?:ute)?s?(?:\s*a session)?\.?", re.IGNORECASE), "minutes"),
    (re.compile(r"(?:for\s*)?(\d{1,3})\s*weeks?\.?", re.IGNORECASE), "weeks"),
)
_REASSESS: Final = re.compile(r"reassess(?:ment)?\b\s*:?\s*(.*)", re.IGNORECASE)
_REFER: Final = re.compile(r"refer(?:ral|red)?\b\s*:?\s*(.*)", re.IGNORECASE)
_NUMBERS: Final = {
    "minutes": "minutes",
    "weeks": "weeks",
    "days per week": "days_per_week",
    "warm up": "warm_up",
    "cool down": "cool_down",
}
_TEXTS: Final = {"progression": "progression", "note": "notes", "notes": "notes"}
_LIFTS: Final = ("lifts", "main lifts", "main work")
_DATES: Final = {"date": "date", "begins": "date", "start": "date"}


def read_text(text: str, name: str, words: PlanWords) -> CaseFile:
    """Return what a plan in plain text says, with the line of every entry.

    Args:
        text: the plan.
        name: what messages call the file.
        words: the names of exercises, phases and sides.

    Raises:
        CaseError: if it has more lines than any plan, or a line that is longer than any.
    """
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST_LINE:
            raise CaseError(
                f"found a line of {len(line):,} letters",
                allowed=f"allowed: at most {_LONGEST_LINE}; one exercise a line",
                file=name,
                line=number,
            )
    if len(lines) > _MOST_LINES:
        raise CaseError(
            f"found {len(lines):,} lines", allowed=f"allowed: at most {_MOST_LINES:,}", file=name
        )
    reader = _Reader(words)
    for number, line in enumerate(lines, 1):
        reader.line(line, number)
    if reader.rows:
        reader.data["items"] = reader.rows
    return CaseFile(name, reader.data, reader.lines, {}, tuple(reader.problems))


@dataclass
class _Reader:
    """Turns lines into the data of a plan."""

    words: PlanWords
    data: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=lambda: {(): 1})
    problems: list[Fault] = field(default_factory=list)
    phase: str | None = None

    def line(self, line: str, number: int) -> None:
        """Read one line."""
        text = line.strip()
        while (short := _BULLET.sub("", text, count=1)) != text:
            text = short
        if not bare(text) or self._heading(text):
            return
        frame: tuple[Callable[[str], dict[str, Any] | None], ...] = (self._keyed, self._free)
        for read in frame:
            found = read(text)
            if found is not None:
                for key, value in found.items():
                    self._put(key, value, number)
                return
        if not line.lstrip().startswith(("#", ">")):
            for one in self._in_phase(text):
                self._exercise(one, number)

    def _in_phase(self, text: str) -> list[str]:
        """Begin the phase that a line names before its exercises, if it does; return these."""
        head, colon, rest = text.partition(":")
        if not colon or not rest.strip() or not self._heading(head):
            return [text]
        found: list[str] = []
        for part in _PARTS.split(rest.strip()):
            if found and not self._begins_one(part):
                found[-1] += f", {part}"
            else:
                found.append(part)
        return found

    def _begins_one(self, text: str) -> bool:
        """Return whether a text begins with the name of an exercise."""
        return any(self.words.meant("exercise", text[:end]) for end in _ends(text))

    def _heading(self, text: str) -> bool:
        """Begin a phase when a line names one and nothing else."""
        named = _HEAD.sub("", text).rstrip(" :.*_")
        meant = self.words.meant("phase", named.strip("*_ ")) if named else ()
        if len(meant) == 1 and not self.words.meant("exercise", text):
            self.phase = meant[0]
            return True
        return False

    def _put(self, key: str, value: object, number: int) -> None:
        """Keep a line of the frame; texts are collected, anything else stands once."""
        path: Path = (key,)
        if key in ("notes", "left_out"):
            rows = self.data.setdefault(key, [])
            path = (key, len(rows))
            rows.append(value)
            self.lines.setdefault((key,), number)
        elif key in self.data:
            allowed = f"each once (first on line {self.lines[path]})"
            self.problems.append(Fault(path, f"{key} again on line {number}", allowed))
            return
        else:
            self.data[key] = value
        self.lines[path] = number

    def _keyed(self, text: str) -> dict[str, Any] | None:
        """Return what a line of the form ``key: value`` says, if it is one."""
        if match := _REASSESS.fullmatch(text):
            return {"reassess": _reassessment(match[1])}
        if match := _REFER.fullmatch(text):
            return {"refer": match[1] or text}
        pair = _KEYED.fullmatch(text)
        if pair is None:
            return None
        key, value = bare(pair[1]), pair[2].strip()
        if key in _NUMBERS:
            number = re.match(r"\d+", value)
            return {_NUMBERS[key]: int(number[0]) if number else value}
        if key in _DATES:
            return {"date": value}
        if key in _LIFTS:
            return {"lifts": [one.strip() for one in value.split(",") if one.strip()]}
        if key == "left out":
            muscle, _, reason = value.partition(":")
            return {"left_out": {"muscle": muscle.strip(), "reason": reason.strip()}}
        return {_TEXTS[key]: value} if key in _TEXTS else None

    def _free(self, text: str) -> dict[str, Any] | None:
        """Return what a line such as ``3 days a week`` says, if it is one."""
        for pattern, key in _FREE:
            if match := pattern.fullmatch(text):
                return {key: int(match[1])}
        return None

    def _exercise(self, text: str, number: int) -> None:
        """Read a line as an exercise and its details."""
        name, rest = self._name(text)
        path: Path = ("items", len(self.rows))
        item: dict[str, Any] = {"exercise": name}
        if self.phase is not None:
            item["phase"] = self.phase
        item |= self._details(rest, path)
        self.rows.append(item)
        self.lines.setdefault(("items",), number)
        self.lines |= {path: number, **{(*path, key): number for key in item}}

    def _name(self, text: str) -> tuple[str, str]:
        """Return the longest beginning of a line that names an exercise, and what follows.

        Without one, the part that looks like a name; the contract asks back for it.
        """
        for at in reversed(_ends(text)):
            if self.words.meant("exercise", text[:at]):
                return text[:at], text[at:]
        end = _NAME_ENDS.search(text)
        return (text, "") if end is None else (text[: end.start()].strip(), text[end.start() :])

    def _details(self, text: str, path: Path) -> dict[str, Any]:
        """Return dose, side and remark of an item; a number that is not understood is a fault."""
        found: dict[str, Any] = {}
        for pattern, fields in _DETAILS:
            if match := pattern.search(text):
                found |= {k: v for k, v in _filled(fields, match) if k not in found}
                text = f"{text[: match.start()]} ; {text[match.end() :]}"
        if _EACH.search(text):
            found["side"] = "both"
            text = _EACH.sub(" ; ", text)
        left = []
        for word in _REST.findall(_BODY.sub(" ", text)):
            meant = self.words.meant("side", word)
            if meant and "side" not in found:
                found["side"] = meant[0]
            elif word.casefold() not in _JOINS:
                left.append(word)
        for word in left:
            close = nearest(word.casefold(), _SIDES)
            if close or any(letter.isdigit() for letter in word):
                allowed = "sets x repetitions, hold, rest, tempo, left, right or both"
                self.problems.append(Fault(path, shown(word), allowed, False, word, _SIDES))
        if left:
            found["note"] = " ".join(left)
        return found


def _ends(text: str) -> list[int]:
    """Return where the first words of a text end, as many as a name may have."""
    return [match.end() for match in islice(_WORD_END.finditer(text), _MOST_WORDS)]


def _filled(fields: tuple[str | None, ...], match: re.Match[str]) -> Iterator[tuple[str, Any]]:
    """Yield the fields that a detail fills: a number or text, then a number or range."""
    groups = list(match.groups())
    for name in fields:
        first = groups.pop(0)
        if name == "tempo":
            yield name, re.sub(r"\s", "", first)
        elif name == "sets":
            yield name, int(first)
        elif name is not None:
            last = groups.pop(0) if groups else None
            yield name, int(first) if last is None else f"{first}-{last}"


def _reassessment(text: str) -> Any:  # noqa: ANN401 - as it was written
    """Return a date, a number of weeks, or both with the assessments that follow ``with``."""
    when, _, tools = text.partition(" with ")
    found: dict[str, Any] = {}
    if match := _DAY.search(when):
        found["by"] = match[0]
    elif match := _WEEKS.search(when):
        found["weeks"] = int(match[1])
    else:
        return when.strip() or text
    if tools.strip():
        named = (one.strip(" .") for one in re.split(r",|\band\b", tools))
        found["with"] = [one for one in named if one]
    return found
