"""A changed copy of a rule file tried on a case: the rules are read and solved in another process.

The text passes the gate of rule packs, then ``kg.packs.contained`` answers the case by both rule
sets within limits. Nothing of the text is parsed in this process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import unified_diff
from typing import Any, Final

from kg.engine.case import Case
from kg.engine.rules import Rules
from kg.errors import BadInput, ContinuumError, KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.packs.contained import Limits, run
from kg.packs.gate import pass_gate
from kg.proof.against import Against
from kg.proof.consultation import Consultation
from kg.proof.story import Line, RuleNote, Story
from kg.view.differences import Row, differences

__all__ = ["Fault", "Tried", "edit", "inside", "marked", "try_text"]

_ENTRY: Final = "kg.view.rule_trial:inside"
_ROOM: Final = "rules"
_LIMITS: Final = Limits(seconds=25.0, memory=1_500_000_000, output=20_000_000)
#: Seconds for each of the two searches.
_SEARCH: Final = 8.0
_AROUND: Final = 2
_NO_ADVICE: Final = "the changed rules leave an answer that no advice can be made of"
_MENDS: Final = "every part of the advice that the contract in rules/README.md names"


@dataclass(frozen=True)
class Fault:
    """Why a changed file could not be tried.

    Attributes:
        told: what was found and what is allowed.
        file: the file at fault, if one is.
        line: its line, counted from 1.
        column: the column, counted from 1.
    """

    told: str
    file: str | None = None
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Tried:
    """What became of a changed file.

    Attributes:
        faults: why it could not be tried; then nothing else is told.
        before: how the search with the rules as they are ended.
        after: how it ended with the change.
        broken: the requirements that no program keeps any more.
        rows: what the two answers state differently.
    """

    faults: tuple[Fault, ...] = ()
    before: str = ""
    after: str = ""
    broken: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


def try_text(case: Case, rules: Rules, name: str, text: str, *, limits: Limits = _LIMITS) -> Tried:
    """Return what differs for a case when a rule file has another text.

    Args:
        case: what was seen, and what is possible.
        rules: the rules that come with the package.
        name: the name of one of its files.
        text: the new text.
        limits: what the process may use.

    Raises:
        BadInput: when there is no such file.
    """
    names = [file.name for file in rules.files]
    if name not in names:
        raise BadInput(f"no rule file {name!r}", allowed=", ".join(names))
    try:
        pass_gate({f"{_ROOM}/{name}": text.encode()}, "")
        asked = {"case": case.model_dump_json(), "file": name, "text": text}
        done = run(_ENTRY, [], [], limits=limits, stdin=json.dumps(asked).encode())
        told = json.loads(done.out) if done.code == 0 else None
    except BadInput as error:
        return Tried(tuple(_faults(error)))
    except ContinuumError as error:  # a limit was reached
        return Tried((Fault(_of_the_change(error.message)),))
    if told is None:
        return Tried((Fault(f"the trial ended with code {done.code}, and says no more"),))
    if "faults" in told:
        return Tried(tuple(Fault(**one) for one in told["faults"]))
    rows = tuple(map(_row, told["rows"]))
    return Tried((), told["before"], told["after"], tuple(told["broken"]), rows)


def edit(name: str, old: str, new: str) -> str:
    """Return an edit as a patch; nothing when the texts are the same."""
    lines = unified_diff(
        old.splitlines(), new.splitlines(), f"{name} as it is", f"{name} as edited", lineterm=""
    )
    return "\n".join(lines)


def marked(text: str, fault: Fault) -> str:
    """Return the lines around a fault, numbered, with a mark below its column."""
    if fault.line is None:
        return ""
    shown = []
    for number, line in enumerate(text.splitlines(), 1):
        if abs(number - fault.line) <= _AROUND:
            shown.append(f"{number:>5}  {line}")
            if number == fault.line and fault.column is not None:
                shown.append(f"{'':>5}  {' ' * (fault.column - 1)}^")
    return "\n".join(shown)


def _of_the_change(message: str) -> str:
    """Return a message about packs as one about the change."""
    return message.replace("the packs were", "the trial was").replace("the packs", "the change")


def _faults(error: BadInput) -> Iterator[Fault]:
    for one in (error, *error.also):
        parts = [one.found, one.allowed or ""]
        if one.suggestions:
            parts.append(f"did you mean {' or '.join(one.suggestions)}?")
        file = one.file.removeprefix("/") if one.file else None
        told = _of_the_change("; ".join(filter(None, parts)))
        yield Fault(told, file, one.line, one.column)


# --- in the other process -------------------------------------------------------------------------


def inside(_: Sequence[str]) -> int:
    """Answer the question on stdin with JSON on stdout; what the text is at fault for as well."""
    asked = json.load(sys.stdin)
    try:
        told = _tried(asked)
    except BadInput as error:
        told = {"faults": [asdict(one) for one in _faults(error)]}
    except ContinuumError as error:
        told = {"faults": [asdict(Fault(error.message))]}
    sys.stdout.write(json.dumps(told))
    return 0


def _tried(asked: Mapping[str, str]) -> dict[str, Any]:
    from kg.proof.ontology import OntologyProofs

    knowledge = KnowledgeBase.load()
    case = Case.model_validate_json(asked["case"])
    rules = Rules.load(knowledge.places.rules)
    other = Rules(
        tuple(
            replace(file, text=asked["text"]) if file.name == asked["file"] else file
            for file in rules.files
        )
    )
    ontology = OntologyProofs(knowledge)

    def against(used: Rules) -> Against:
        consultation = Consultation.of(case, knowledge, rules=used, time_limit=_SEARCH)
        return Against.of(consultation, ontology)

    first = against(rules)
    try:
        second = against(other)
    except (LookupError, TypeError, ValueError) as error:
        raise KnowledgeError(_NO_ADVICE, allowed=_MENDS) from error
    rows = differences(first, second)
    return {
        "before": first.consultation.advice.result,
        "after": second.consultation.advice.result,
        "broken": [one.text for one in second.consultation.advice.violated],
        "rows": [
            {
                "part": one.part,
                "before": one.before,
                "after": one.after,
                "carried": None if one.carried is None else one.carried.key,
                "root": one.story.root,
                "lines": [_line(each) for each in _behind(one.story)],
            }
            for one in rows
        ],
    }


def _behind(story: Story) -> Iterator[Line]:
    """Yield the lines that the statement of a story rests on, and itself the last."""
    met = {story.root}
    waiting = [story.root]
    while waiting:
        new = set(story.lines[waiting.pop()].because) - met
        met |= new
        waiting += sorted(new)
    yield from (line for key, line in story.lines.items() if key in met)


def _line(line: Line) -> dict[str, Any]:
    """Return a line as plain data; where a fact of the ontology came from is told by its place."""
    told = asdict(replace(line, origin=None))
    return {name: value for name, value in told.items() if value}


def _row(told: Mapping[str, Any]) -> Row:
    lines: dict[str, Line] = {}
    for one in told["lines"]:
        note = one.pop("rule", None)
        because, sources = tuple(one.pop("because", ())), tuple(one.pop("sources", ()))
        rule = None if note is None else RuleNote(**note)
        line = Line(**one, because=because, sources=sources, rule=rule)
        lines[line.key] = line
    carried = lines.get(told["carried"] or "")
    return Row(told["part"], told["before"], told["after"], carried, Story(told["root"], lines))
