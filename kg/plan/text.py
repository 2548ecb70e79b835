"""A plan in plain text: one exercise or several a line, headings, tables, lines that frame it.

The words of the field come with the vocabulary; the forms of a dose are those of
:mod:`kg.plan.dose`. A line is read whole, or listed as not understood with the nearest names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from kg.case.file import CaseFile
from kg.case.problems import Fault, Path, value_text
from kg.errors import CaseError
from kg.plan.dose import read_dose, tidy
from kg.plan.line import LineItem, LineReader, OpenName
from kg.plan.words import PlanWords, bare

__all__ = ["read_text"]

_MOST_LINES: Final = 2000
_LONGEST_LINE: Final = 500
_LONGEST_NOTE: Final = 300
_BULLET: Final = re.compile(
    r"^\s*(?:#+|>|[-*•–+☐☑✓▪]|\(?\d{1,3}[.)]|\(?[A-Ha-h][.)]|\[[ xX]?\])\s+"
    r"|^\s*\(?[A-H]-(?=[A-Z])"
)
_GROUP: Final = re.compile(r"^\s*\(?(?:[A-Ha-h]\d{1,2}|\d{1,2}[A-Fa-f])\s*[.):\-]*\s+(?=\S)")
_MARKS: Final = re.compile(r"\*\*|__|`|☐|☑|\[[ xX]?\](?=\s)")
_RULE: Final = re.compile(r"[\s|:=\-_*#.]*")
_CELLS: Final = re.compile(r"\s*\|\s*")
_SEPARATORS: Final = (",", ";", "\t")
_PARTS: Final = re.compile(r"\s*[;]\s*|\s*,\s+")
#: Columns whose cells say something of a dose.
_DOSE_COLUMNS: Final = ("sets", "reps", "hold_s", "tempo", "rest_s", "load", "side", "per_week")
_FEWEST_COLUMNS: Final = 2

_KEYED: Final = re.compile(r"^([A-Za-z][A-Za-z /_-]{1,30}?)\s*:\s*(.+)$")
_DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_WEEKS: Final = re.compile(r"\b(\d{1,3})\s*(?:weeks?|wks?)\b", re.IGNORECASE)
_REASSESS: Final = re.compile(
    r"re-?(?:assess(?:ment)?|test|screen|check)\b\s*:?\s*(.*)", re.IGNORECASE
)
_REFER: Final = re.compile(r"refer(?:ral|red)?\b\s*:?\s*(.*)", re.IGNORECASE)
_FREE: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (
        re.compile(
            r"(?:frequency:?\s*)?(\d)(?:\s*-\s*\d)?\s*(?:days?|times|x|sessions?)?\s*(?:a|per|/|x)?\s*"
            r"(?:week|wk)\.?",
            re.IGNORECASE,
        ),
        "days_per_week",
    ),
    (
        re.compile(r"(\d{1,3})\s*min(?:ute)?s?(?:\s*(?:a|per) session)?\.?", re.IGNORECASE),
        "minutes",
    ),
    (re.compile(r"(?:for\s*)?(\d{1,3})\s*(?:weeks?|wks?)\.?", re.IGNORECASE), "weeks"),
)
_DAILY: Final = re.compile(r"(?:daily|every day)\.?", re.IGNORECASE)
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
_LISTS: Final = ("notes", "left_out", "not_understood", "others")
#: What frames a plan and is kept as a note.
_NOTED_FRAMES: Final = ("goals", "findings", "avoid", "equipment", "client", "notes")


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
    reader = _PlanReader(words, LineReader(words))
    for number, line in enumerate(lines, 1):
        reader.line(line, number)
    reader.end()
    return CaseFile(name, reader.data, reader.lines, {}, tuple(reader.problems))


@dataclass
class _PlanReader:
    """Turns lines into the data of a plan."""

    words: PlanWords
    reader: LineReader
    data: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=lambda: {(): 1})
    problems: list[Fault] = field(default_factory=list)
    phase: str | None = None
    columns: list[str | None] | None = None
    separator: str = ""

    def line(self, line: str, number: int) -> None:
        """Read one line."""
        if self._table(line, number):
            return
        text = self._bare(line)
        if not bare(text) or self._heading(text):
            return
        frame: tuple[Callable[[str], dict[str, Any] | None], ...] = (self._keyed, self._free)
        for read in frame:
            read_item = read(text)
            if read_item is not None:
                for key, value in read_item.items():
                    self._put(key, value, number)
                return
        if not line.lstrip().startswith(("#", ">")) and not self._dose_alone(text):
            for item in self._in_phase(text):
                self._exercises(item, number)

    def end(self) -> None:
        """Close the plan; a plan of which nothing is understood is refused line by line."""
        if self.rows:
            self.data["items"] = self.rows
            return
        open_names = self.data.pop("not_understood", [])
        for index, row in enumerate(open_names):
            path: Path = ("items", index, "exercise")
            self.lines[path] = row["line"]
            if "refer" not in self.data:
                self.problems.append(
                    Fault(path, value_text(row["text"]), word=row["text"], field="exercise")
                )

    def _bare(self, line: str) -> str:
        """Return a line without bullets, boxes and marks of emphasis."""
        text = _MARKS.sub("", line).strip()
        while (short := _BULLET.sub("", text, count=1)) != text:
            text = short
        return _GROUP.sub("", text, count=1).strip()

    def _in_phase(self, text: str) -> list[str]:
        """Begin the phase that a line names before its exercises, if it does; return these."""
        head, colon, rest = text.partition(":")
        if not colon or not rest.strip() or not self._heading(head):
            return [text]
        parts: list[str] = []
        for part in _PARTS.split(rest.strip()):
            if parts and not read_dose(part).rest:
                parts[-1] += f", {part}"
            else:
                parts.append(self.reader.carry(parts[0], part) if parts else part)
        return parts

    def _heading(self, text: str) -> bool:
        """Begin a phase or a section when a line names one and nothing else."""
        heading = self.words.headings.find(text)
        if heading is None:
            meant = self.words.meant("phase", text.strip(" :.*_-#"))
            if len(meant) != 1:
                return False
            self.phase = meant[0]
            return True
        named = self.words.read_exactly("exercise", text)
        if heading.kind == "frame" or (named is not None and named.kind == "name"):
            return False
        self.phase = heading.means[0] if heading.kind == "phase" else None
        return True

    def _put(self, key: str, value: object, number: int) -> None:
        """Keep a line of the frame; texts are collected, anything else stands once."""
        path: Path = (key,)
        if key == "lifts" and isinstance(value, list):
            for lift in value:
                self._put_lift(lift, number)
            return
        if key in _LISTS:
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

    def _put_lift(self, lift: str, number: int) -> None:
        """Keep a main lift, which may stand on several lines."""
        lifts = self.data.setdefault("lifts", [])
        self.lines.setdefault(("lifts",), number)
        if lift not in lifts:
            self.lines["lifts", len(lifts)] = number
            lifts.append(lift)

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
            return {"lifts": [self._lift(one.strip()) for one in value.split(",") if one.strip()]}
        if key == "left out":
            muscle, _, reason = value.partition(":")
            return {"left_out": {"muscle": muscle.strip(), "reason": reason.strip()}}
        if key in _TEXTS:
            return {_TEXTS[key]: value}
        return self._framed(key, value, text)

    def _lift(self, name: str) -> str:
        """Return the id of a main lift by one of its names; the name when it is none."""
        read = self.reader.read(name)
        return name if isinstance(read, OpenName) or len(read) != 1 else read[0].lift or name

    def _framed(self, key: str, value: str, text: str) -> dict[str, Any] | None:
        """Return what a line says that begins with a heading which frames the plan."""
        heading = self.words.headings.find(key)
        if heading is None or heading.kind != "frame":
            return None
        meaning = heading.means[0]
        if meaning == "reassess":
            return {"reassess": _reassessment(value)}
        if meaning == "progression":
            return {"progression": value}
        if meaning in _NOTED_FRAMES:
            return {"notes": value if meaning == "notes" else text}
        return self._free(value) or {"notes": text}

    def _free(self, text: str) -> dict[str, Any] | None:
        """Return what a line such as ``3 days a week`` says, if it is one."""
        for pattern, key in _FREE:
            if match := pattern.fullmatch(text):
                return {key: int(match[1])}
        return {"days_per_week": 7} if _DAILY.fullmatch(text) else None

    def _dose_alone(self, text: str) -> bool:
        """Give a line that holds nothing but a dose to the exercise before it; or note it."""
        dose = read_dose(text)
        if dose.rest or not dose.values:
            return False
        self._put("notes", tidy(text), 0)
        return True

    def _exercises(self, text: str, number: int) -> None:
        """Read a line as one exercise or several, each with its details."""
        read = self.reader.read(text)
        if isinstance(read, OpenName):
            row: dict[str, Any] = {"line": number, "text": read.text}
            if read.nearest:
                row["nearest"] = list(read.nearest)
            self._put("not_understood", row, number)
            return
        for item in read:
            self._item(item, tidy(text), number)

    def _item(self, item: LineItem, text: str, number: int) -> None:
        if item.lift:
            self._put_lift(item.lift, number)
            label = self.words.label(item.lift)
            judged = "" if item.other == label else f" (judged as {label[0].lower()}{label[1:]})"
            self._put("notes", f"{text[:_LONGEST_NOTE]}{judged}", number)
            return
        if not item.identifier:
            self._put("others", f"{item.other}: {text}"[:_LONGEST_NOTE], number)
            return
        row: dict[str, Any] = {"exercise": item.identifier}
        if self.phase is not None:
            row["phase"] = self.phase
        row |= item.data
        path: Path = ("items", len(self.rows))
        self.rows.append(row)
        self.lines.setdefault(("items",), number)
        self.lines |= {path: number, **{(*path, key): number for key in row}}

    def _table(self, line: str, number: int) -> bool:
        """Read a line as a row of a table; return whether it was one."""
        cells = self._cells(line)
        if cells is None:
            if not line.strip():
                self.columns, self.separator = None, ""
            return False
        if _RULE.fullmatch(line):
            return True
        titles = [self.words.headings.column(cell) for cell in cells]
        if "exercise" in titles and len(cells) >= _FEWEST_COLUMNS:
            self.columns = titles
            return True
        columns = self.columns
        if columns is not None and len(columns) == len(cells):
            self._titled_row(dict(zip(columns, cells, strict=True)), number)
        else:
            self._untitled_row([cell for cell in cells if bare(cell)], number)
        return True

    def _cells(self, line: str) -> list[str] | None:
        """Return the cells of a line of a table, or ``None`` if it is none."""
        if line.strip().startswith("|") and line.count("|") >= _FEWEST_COLUMNS:
            return [_MARKS.sub("", cell).strip() for cell in _CELLS.split(line.strip().strip("|"))]
        if self.separator and self.columns is not None:
            return _split(line, self.separator) if line.strip() else None
        for separator in _SEPARATORS:
            cells = _split(line, separator)
            titles = [self.words.headings.column(cell) for cell in cells]
            known = sum(title is not None for title in titles)
            if "exercise" in titles and known >= _FEWEST_COLUMNS:
                self.separator = separator
                return cells
        return None

    def _titled_row(self, cells: dict[str | None, str], number: int) -> None:
        name = cells.get("exercise", "")
        if "phase" in cells:
            self._heading(cells["phase"])
        dose = [
            _dose_cell(column, cells[column])
            for column in _DOSE_COLUMNS
            if bare(cells.get(column, ""))
        ]
        notes = [text for column, text in cells.items() if column in (None, "notes") and bare(text)]
        if not bare(name):
            if notes or dose:
                self._put("notes", "; ".join([*dose, *notes]), number)
            return
        before = len(self.rows)
        self._exercises(", ".join([name, *dose]), number)
        for row in self.rows[before:]:
            if notes:
                row["note"] = "; ".join([*([row["note"]] if "note" in row else []), *notes])

    def _untitled_row(self, cells: list[str], number: int) -> None:
        """Read a row whose columns nobody named: the cell that names an exercise, then the dose."""
        named = [cell for cell in cells if self.reader.names_exercise(cell)]
        if not named:
            row: dict[str, Any] = {"line": number, "text": " | ".join(cells)}
            if any(any(letter.isdigit() for letter in cell) for cell in cells):
                self._put("not_understood", row, number)
            else:
                self._put("notes", row["text"], number)
            return
        others = [cell for cell in cells if cell is not named[0]]
        doses = [cell for cell in others if read_dose(cell).values]
        before_name = cells[: cells.index(named[0])]
        notes = [
            cell
            for cell in others
            if cell not in doses and not (cell.isdigit() and cell in before_name)
        ]
        before = len(self.rows)
        self._exercises(", ".join([named[0], *doses]), number)
        for row in self.rows[before:]:
            if notes:
                row["note"] = "; ".join([*([row["note"]] if "note" in row else []), *notes])


def _split(line: str, separator: str) -> list[str]:
    """Return the cells of a line of separated values; quotes hold a separator together."""
    import csv

    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]


def _dose_cell(column: str, cell: str) -> str:
    """Return what a cell of a column says, in the words of a line."""
    plain = tidy(cell)
    if not re.fullmatch(r"\d+(?:\s*(?:-|to)\s*\d+)?", plain):
        return f"rest {plain}" if column == "rest_s" and "rest" not in plain.casefold() else plain
    words = {"sets": "{} sets", "reps": "{} reps", "hold_s": "hold {} s", "rest_s": "rest {} s"}
    return words.get(column, "{}").format(plain)


def _reassessment(text: str) -> Any:  # noqa: ANN401 - as it was written
    """Return a date, a number of weeks, or both with the assessments that follow ``with``."""
    when, _, tools = text.partition(" with ")
    details: dict[str, Any] = {}
    if match := _DAY.search(when):
        details["by"] = match[0]
    elif match := _WEEKS.search(when):
        details["weeks"] = int(match[1])
    else:
        return when.strip() or text
    if tools.strip():
        named = (one.strip(" .") for one in re.split(r",|\band\b", tools))
        details["with"] = [one for one in named if one]
    return details
