"""A changed copy of a rule file tried on a case: the rules are read and solved in another process.

The text passes the gate of rule packs, then a closed process that is kept ready answers the case by
both rule sets within limits. Nothing of the text is parsed in this process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import unified_diff
from functools import lru_cache
from pathlib import PurePath
from typing import Final

from pydantic import BaseModel, ConfigDict

from kg.case.model import Case
from kg.errors import BadInput, ContinuumError, KnowledgeError, TimeLimit
from kg.explain.consultation import Consultation
from kg.explain.explainer import Against
from kg.explain.narrative import Line, Story
from kg.explain.ontology_proofs import OntologyProofs
from kg.knowledge import KnowledgeBase
from kg.packs.gate import pass_gate
from kg.present.difference_rows import Row, differences
from kg.rulebase.rule_set import RuleFile, Rules
from kg.sandbox.stage import report_stage
from kg.sandbox.warm import Limits, WarmProcess

__all__ = ["Fault", "Trial", "Tried", "answer_trial", "edit", "marked", "prepare", "try_text"]

_ROOM: Final = "rules"
#: What our own files may have and packs may not: a name for a whole number, on a line of its own.
_CONSTANT: Final = re.compile(r"^#const ([a-z]\w*) = (\d{1,6})\.$", re.MULTILINE)
_LIMITS: Final = Limits(seconds=25.0, memory=2_000_000_000, output=20_000_000)
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
        faults: why it could not be tried; then the other attributes are empty.
        stopped: whether it was stopped by a limit of time, so that another try may end better.
        before: how the search with the rules as they are ended.
        after: how it ended with the change.
        broken: the requirements that no program keeps any more.
        rows: what the two answers state differently.
    """

    faults: tuple[Fault, ...] = ()
    stopped: bool = False
    before: str = ""
    after: str = ""
    broken: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


class Trial(BaseModel):
    """A case, and the new text of one of the rule files."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: Case
    file: str
    text: str


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
        written = _without_constants(rules, RuleFile.of(name, text).text)
        pass_gate({f"{_ROOM}/{PurePath(name).stem}.lp": written.encode()}, "")
        return _process().call(answer_trial, Trial(case=case, file=name, text=text), limits)
    except BadInput as error:
        return Tried(tuple(_faults(error)))
    except TimeLimit as error:
        return Tried((Fault(f"the trial was not finished: {error.message}"),), stopped=True)
    except ContinuumError as error:
        return Tried((Fault(error.message),))


def _without_constants(rules: Rules, text: str) -> str:
    """Return the text of a rule file as a pack would write it: levels of costs are numbers."""
    for name, value in _CONSTANT.findall("\n".join(rules.constants)):
        text = re.sub(rf"@{name}\b", f"@{value}", text)
    return _CONSTANT.sub("", text)


@lru_cache(maxsize=1)
def _process() -> WarmProcess:
    """Return the closed process that has the knowledge and the rules loaded."""
    return WarmProcess(f"{__name__}:prepare")


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


def _faults(error: BadInput) -> Iterator[Fault]:
    for fault in (error, *error.also):
        parts = [fault.found, fault.allowed or ""]
        if fault.suggestions:
            parts.append(f"did you mean {' or '.join(fault.suggestions)}?")
        file = fault.file.removeprefix("/") if fault.file else None
        yield Fault("; ".join(filter(None, parts)), file, fault.line, fault.column)


# --- in the other process -------------------------------------------------------------------------


@lru_cache(maxsize=1)
def prepare() -> tuple[KnowledgeBase, Rules, OntologyProofs]:
    """Load what every trial needs, once."""
    knowledge = KnowledgeBase.load()
    return knowledge, Rules.load(knowledge.places.rules), OntologyProofs(knowledge)


def answer_trial(request: Trial) -> Tried:
    """Return what differs between a case by the rules as they are and as they are edited.

    Raises:
        KnowledgeError: when the edited rules cannot be used; so as ``Consultation.of`` does.
    """
    knowledge, rules, ontology = prepare()
    edited = Rules(
        tuple(
            RuleFile.of(file.name, request.text) if file.name == request.file else file
            for file in rules.files
        )
    )

    def against(used: Rules) -> Against:
        consultation = Consultation.of(request.case, knowledge, rules=used, time_limit=_SEARCH)
        return Against.of(consultation, ontology)

    report_stage("reading the edited rules")
    try:
        second = against(edited)
    except (LookupError, TypeError, ValueError) as error:
        raise KnowledgeError(_NO_ADVICE, allowed=_MENDS) from error
    report_stage("answering by the rules as they are")
    first = against(rules)
    return Tried(
        before=first.consultation.advice.result,
        after=second.consultation.advice.result,
        broken=tuple(violation.text for violation in second.consultation.advice.violated),
        rows=tuple(map(_without_the_rest, differences(first, second))),
    )


def _without_the_rest(row: Row) -> Row:
    """Return a row with the lines that it rests on alone, of which a fact is told by its place."""
    lines = {line.key: replace(line, origin=None) for line in _behind(row.story)}
    carried = None if row.carried is None else lines[row.carried.key]
    return replace(row, carried=carried, story=Story(row.story.root, lines))


def _behind(story: Story) -> Iterator[Line]:
    """Yield the lines that the statement of a story rests on, and itself the last."""
    met = {story.root}
    waiting = [story.root]
    while waiting:
        new = set(story.lines[waiting.pop()].because) - met
        met |= new
        waiting += sorted(new)
    yield from (line for key, line in story.lines.items() if key in met)
