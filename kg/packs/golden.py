"""The golden cases of a pack: cases of its ``examples/``, and what must come of each.

Beside ``examples/NAME.yaml`` stands ``examples/NAME.toml``: the result, atoms that hold, atoms that
do not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

import clingo

from kg.case.file import parse
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.errors import CaseError, KnowledgeError, nearest
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.packs.pack import Pack
from kg.packs.rule_firing import fired
from kg.rulebase.annotations import Annotation, read_annotations
from kg.rulebase.rule_set import Rules

__all__ = ["Golden", "Outcome", "Tried", "golden_cases", "read_case", "try_pack"]

_KEYS: Final = ("result", "holds", "absent")
_RESULTS: Final = ("solved", "best_found", "infeasible", "referred")
_LONGEST_ATOM: Final = 300


@dataclass(frozen=True)
class Golden:
    """A case with what must come of it.

    Attributes:
        name: the name of its file, without the ending.
        file: the case file, as messages show it.
        content: the bytes of the case.
        result: the expected result, or ``None``.
        holds: atoms that must hold.
        absent: atoms that must not hold.
    """

    name: str
    file: str
    content: bytes
    result: str | None
    holds: tuple[clingo.Symbol, ...]
    absent: tuple[clingo.Symbol, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of a golden case.

    Attributes:
        name: the case.
        faults: what is not as expected, as sentences.
        consultation: the answer, or ``None`` when there was none.
    """

    name: str
    faults: tuple[str, ...]
    consultation: Consultation | None


@dataclass(frozen=True)
class Tried:
    """What came of all golden cases of a pack.

    Attributes:
        outcomes: one for each case, sorted by name.
        rules: how many rules the pack has, requirements left out.
        idle: those that fired in no case, in the order of the files.
    """

    outcomes: tuple[Outcome, ...]
    rules: int
    idle: tuple[Annotation, ...]

    @property
    def passed(self) -> bool:
        """Whether every case came out as expected."""
        return not any(one.faults for one in self.outcomes)


def golden_cases(pack: Pack) -> tuple[Golden, ...]:
    """Return the golden cases of a pack, sorted by name.

    Raises:
        KnowledgeError: when an expectation cannot be read, or belongs to no case.
    """
    files = {PurePosixPath(source.name).name: source for source in pack.room("examples", "")}
    found = []
    for name, source in sorted(files.items()):
        stem, _, ending = name.rpartition(".")
        if ending == "toml":
            if f"{stem}.yaml" not in files and f"{stem}.json" not in files:
                raise KnowledgeError(
                    "expects something of a case that is not there",
                    allowed=f"{stem}.yaml beside it",
                    file=source.name,
                )
            continue
        beside = files.get(f"{stem}.toml")
        expected = _expected(beside.text, beside.name) if beside else (None, (), ())
        found.append(Golden(stem, source.name, source.content, *expected))
    return tuple(found)


def _expected(
    text: str, file: str
) -> tuple[str | None, tuple[clingo.Symbol, ...], tuple[clingo.Symbol, ...]]:
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise KnowledgeError(f"not TOML: {error}", file=file) from error
    for key in data:
        if key not in _KEYS:
            raise KnowledgeError(
                f"{key}: no such key",
                allowed=f"one of {', '.join(_KEYS)}",
                suggestions=nearest(key, _KEYS),
                file=file,
            )
    result = data.get("result")
    if result is not None and result not in _RESULTS:
        raise KnowledgeError(
            f"result: “{result}”", allowed=f"one of {', '.join(_RESULTS)}", file=file
        )
    holds, absent = (tuple(_atoms(data.get(key, []), key, file)) for key in ("holds", "absent"))
    return result, holds, absent


def _atoms(written: object, key: str, file: str) -> Iterator[clingo.Symbol]:
    if not isinstance(written, list):
        raise KnowledgeError(f"{key} is no list", allowed=f'{key} = ["name(one,other)"]', file=file)
    for one in written:
        text = str(one)
        try:
            if len(text) > _LONGEST_ATOM:
                raise RuntimeError("too long")
            yield clingo.parse_term(text, logger=lambda *_: None)
        except RuntimeError as error:
            raise KnowledgeError(
                f"{key}: “{text[:60]}” is no atom",
                allowed="a name and its arguments, such as name(one,other)",
                file=file,
            ) from error


def read_case(content: bytes, file: str, knowledge: KnowledgeBase) -> Case:
    """Return a case in the words of a knowledge base.

    Raises:
        CaseError: when it cannot be read.
    """
    return parse(content, file).case(Vocabulary.of(knowledge))


def try_pack(
    pack: Pack, knowledge: KnowledgeBase, *, time_limit: float, rules: Rules | None = None
) -> Tried:
    """Answer the golden cases of a pack and compare.

    Args:
        pack: the pack.
        knowledge: the knowledge with the pack and those it requires.
        time_limit: seconds for the search of each case.
        rules: the rules; those of the knowledge when ``None``.

    Raises:
        KnowledgeError: when the pack cannot be used at all.
    """
    rules = Rules.of(knowledge) if rules is None else rules
    own = _own_rules(pack, rules)
    awake: set[str] = set()
    outcomes = []
    for golden in golden_cases(pack):
        outcome = _try(golden, knowledge, rules, time_limit)
        outcomes.append(outcome)
        if outcome.consultation is not None:
            awake |= fired(own, outcome.consultation.truth.atoms)
    idle = tuple(one for one in own if one.id not in awake)
    return Tried(tuple(outcomes), len(own), idle)


def _own_rules(pack: Pack, rules: Rules) -> list[Annotation]:
    """Return the rules of a pack, without its requirements, which hold in no answer."""
    files = {file.shown for file in rules.files if file.pack == pack.id}
    return [
        one
        for one in read_annotations(rules)
        if one.file in files and any(rule.head is not None for rule in one.rules)
    ]


def _try(golden: Golden, knowledge: KnowledgeBase, rules: Rules, time_limit: float) -> Outcome:
    try:
        case = read_case(golden.content, golden.file, knowledge)
        answer = Consultation.of(case, knowledge, rules=rules, time_limit=time_limit)
    except CaseError as error:
        return Outcome(golden.name, tuple(error.message.splitlines()), None)
    faults = []
    if golden.result not in (None, answer.advice.result):
        faults.append(f"the result is {answer.advice.result}, expected is {golden.result}")
    faults += [
        f"{atom} does not hold{_instead(atom, answer.truth.atoms)}"
        for atom in golden.holds
        if atom not in answer.truth.atoms
    ]
    faults += [f"{atom} holds" for atom in golden.absent if atom in answer.truth.atoms]
    return Outcome(golden.name, tuple(faults), answer)


def _instead(atom: clingo.Symbol, atoms: Iterable[clingo.Symbol]) -> str:
    """Return the atoms that hold instead and look most like one."""
    like: Sequence[str] = sorted(
        str(one)
        for one in atoms
        if one.name == atom.name and len(one.arguments) == len(atom.arguments)
    )
    close = nearest(str(atom), like)
    return f"; what holds: {', '.join(close)}" if close else ""
