"""What changed between two cases, as frozen values that say the same in JSON.

The one place that knows the output predicates of ``rules/progress/``; rules/README.md lists them.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from kg.advice.model import Advice
from kg.progress.program_changes import ProgramChange, read_program
from kg.rulebase.answer_set import AnswerSet, Value, number, proof, term, text
from kg.rulebase.sentences import Sentences

__all__ = ["OUTPUTS", "Changes", "OtherSide", "ProgressChange", "Total", "read_changes"]

#: What a comparison is made of: the predicates that any such rules have to give.
OUTPUTS: Final = frozenset(
    [
        "progress_asymmetry",
        "progress_detectable",
        "progress_exercise",
        "progress_finding",
        "progress_measure",
        "progress_measure_once",
        "progress_other_side",
        "progress_pain",
        "progress_pattern",
        "progress_reason",
        "progress_still",
        "progress_test",
        "progress_total",
    ]
)

Side = Literal["left", "right", "both"]
_PROOF = Field(description="the atom that says it; ask show --why with it")


class _ChangePart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProgressChange(_ChangePart):
    """What became of one thing."""

    about: str
    label: str
    side: Side | None
    kind: str = Field(description="what became of it, such as resolved or improved")
    earlier: str | None = Field(description="its value before, if it has one and it changed")
    later: str | None = Field(description="its value now, if it has one and it changed")
    still: bool = Field(description="whether nothing changed")
    text: str
    proof: str = _PROOF


class OtherSide(_ChangePart):
    """A finding that changed its side."""

    finding: str
    label: str
    earlier: Side
    later: Side
    text: str
    proof: str = _PROOF


class Total(_ChangePart):
    """The total of the movement screen, judged against the detectable change."""

    earlier: int
    later: int
    kind: str
    still: bool
    text: str
    proof: str = _PROOF


class Changes(_ChangePart):
    """What changed from an earlier case to a later one."""

    findings: tuple[ProgressChange, ...]
    other_sides: tuple[OtherSide, ...]
    tests: tuple[ProgressChange, ...]
    measures: tuple[ProgressChange, ...]
    pain: tuple[ProgressChange, ...]
    patterns: tuple[ProgressChange, ...]
    asymmetries: tuple[ProgressChange, ...]
    total: Total | None
    detectable_change: float | None = Field(description="points of the total; null if not known")
    program: tuple[ProgramChange, ...]

    @property
    def nothing_changed(self) -> bool:
        """Whether everything that was compared is as it was."""
        rows = (
            *(*self.findings, *self.tests, *self.measures),
            *(*self.pain, *self.patterns, *self.asymmetries),
        )
        return (
            all(one.still for one in rows)
            and all(one.still for one in self.program)
            and (self.total is None or self.total.still)
        )

    def to_json(self) -> str:
        """Return the changes as JSON, indented by two, ending in a line break."""
        return self.model_dump_json(indent=2) + "\n"


def read_changes(answer: AnswerSet, say: Sentences, before: Advice, after: Advice) -> Changes:
    """Return the changes that an answer of ``rules/progress/`` gives.

    Args:
        answer: its atoms.
        say: the sentences of the rules.
        before: the advice for the earlier case.
        after: the advice for the later case.
    """
    reader = _ChangesReader(answer, say)
    return Changes(
        findings=reader.changes("progress_finding"),
        other_sides=reader.other_sides(),
        tests=reader.changes("progress_test"),
        measures=reader.changes("progress_measure") + reader.changes("progress_measure_once"),
        pain=reader.changes("progress_pain"),
        patterns=reader.changes("progress_pattern"),
        asymmetries=reader.changes("progress_asymmetry"),
        total=reader.total(),
        detectable_change=reader.detectable_change(),
        program=read_program(answer, say, before, after),
    )


_TENTHS: Final = 10
_SIDES: Final = get_args(Side)


class _ChangesReader:
    """Reads the rows of an answer."""

    def __init__(self, answer: AnswerSet, say: Sentences) -> None:
        self._answer = answer
        self._say = say
        self._still = {row[0] for row in answer.rows("progress_still")}

    def changes(self, predicate: str) -> tuple[ProgressChange, ...]:
        """Return the rows of a predicate: what it is about first, what became of it last.

        A side, where there is one, comes second.
        """
        return tuple(self._change(predicate, row) for row in self._answer.rows(predicate))

    def _change(self, predicate: str, row: tuple[Value, ...]) -> ProgressChange:
        became = term(row[-1])
        side = next((text(value) for value in row[1:2] if value in _SIDES), None)
        return ProgressChange.model_validate(
            {
                "about": text(row[0]),
                "label": self._say.label(text(row[0])),
                "side": side,
                "kind": became.name,
                "earlier": self._say.argument(became, "Earlier"),
                "later": self._say.argument(became, "Later"),
                "still": row[-1] in self._still,
                "text": self._say.atom(predicate, row),
                "proof": proof(predicate, *row),
            }
        )

    def other_sides(self) -> tuple[OtherSide, ...]:
        """Return the findings that changed their side."""
        predicate = "progress_other_side"
        return tuple(
            OtherSide.model_validate(
                {
                    "finding": text(row[0]),
                    "label": self._say.label(text(row[0])),
                    "earlier": row[1],
                    "later": row[2],
                    "text": self._say.atom(predicate, row),
                    "proof": proof(predicate, *row),
                }
            )
            for row in self._answer.rows(predicate)
        )

    def total(self) -> Total | None:
        """Return what became of the total, if there was one both times."""
        for row in self._answer.rows("progress_total"):
            return Total(
                earlier=number(row[0]),
                later=number(row[1]),
                kind=term(row[2]).name,
                still=row[2] in self._still,
                text=self._say.atom("progress_total", row),
                proof=proof("progress_total", *row),
            )
        return None

    def detectable_change(self) -> float | None:
        """Return the change of the total that can be told from measurement error, in points."""
        for (tenths,) in self._answer.rows("progress_detectable"):
            return number(tenths) / _TENTHS
        return None
