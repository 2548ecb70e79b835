"""The interface for Python: what ``import kg`` gives.

A case is a ``Case``, a mapping of the same form, or the path of a YAML or JSON file; a plan
likewise, or the path of a text file.

>>> import kg
>>> advice = kg.advise({"findings": [{"finding": "knees_move_inward", "side": "right"}]})
>>> [item.label for phase in advice.program.phases for item in phase.items][:1]
['Foam roll inner thigh']
>>> print(advice.why("gluteus_medius"))  # doctest: +ELLIPSIS
Gluteus medius (right) is likely underactive, as the findings or tests say by
name. [state_by_name]
...
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import PrivateAttr

from kg.advice import model
from kg.advice.advise import TIME_LIMIT
from kg.case.file import parse, read_case
from kg.case.model import Case
from kg.case.vocabulary import Vocabulary
from kg.knowledge import KnowledgeBase
from kg.plan.model import Plan

if TYPE_CHECKING:
    from kg.explain.consultation import Consultation
    from kg.explain.narrative import Story
    from kg.plan.critique import Critique

__all__ = ["Advice", "Explanation", "advise", "compare", "critique", "load", "what_if"]

CaseLike: TypeAlias = Case | Mapping[str, Any] | str | Path
PlanLike: TypeAlias = Plan | Mapping[str, Any] | str | Path
Changes: TypeAlias = Mapping[str, Any]

_WIDTH = 80
_DEPTH = 4


@dataclass(frozen=True)
class Explanation:
    """Why something holds, why it does not, or what differs: trees of sentences.

    Attributes:
        stories: one tree for each statement that was meant.
    """

    stories: tuple[Story, ...]

    def __str__(self) -> str:
        """Return the first four levels, wrapped at 80 characters."""
        return self.text()

    def text(self, *, depth: int | None = _DEPTH, width: int = _WIDTH) -> str:
        """Return the trees as text.

        Args:
            depth: how many levels are shown; ``None`` for all of them.
            width: the number of characters of a line.
        """
        from kg.present.proof_text import render_story

        trees = (
            render_story(story, depth=depth, whole=False, width=width) for story in self.stories
        )
        return "\n".join(trees).rstrip("\n")

    def to_dict(self) -> list[dict[str, object]]:
        """Return the trees as plain data, whole: sentences, rules, places, documents."""
        from kg.present.proof_files import story_to_dict

        return [story_to_dict(story) for story in self.stories]


class Advice(model.Advice):
    """The answer to a case, ready to be asked; its fields are those of the JSON Schema."""

    _consultation: Consultation = PrivateAttr()

    @property
    def case(self) -> Case:
        """The case that was answered."""
        return self._consultation.answered.case

    def why(self, subject: str, *, side: str | None = None) -> Explanation:
        """Return the proof of what the advice says about something.

        Args:
            subject: a muscle, an exercise, a finding …: its id or name; or an atom of the rules.
            side: ``left``, ``right``, ``both`` or ``midline``: only this side of it.

        Raises:
            BadInput: when nothing is called so, or the advice says nothing about it.
        """
        from kg.explain.explainer import Against
        from kg.explain.lookup import meant

        teller = Against.of(self._consultation)
        statements = meant(self._consultation, subject, side)
        proofs = (self._consultation.why(statement.atom) for statement in statements)
        return Explanation(tuple(map(teller.why, proofs)))

    def why_not(self, subject: str, *, side: str | None = None) -> Explanation:
        """Return what stands in the way of something that does not hold.

        >>> import kg
        >>> case = {"findings": [{"finding": "knees_move_inward"}], "equipment": []}
        >>> print(kg.advise(case).why_not("foam roll or ball tfl"))  # doctest: +ELLIPSIS
        Foam roll or ball TFL is not part of the program (any phase).
        ...

        Args:
            subject: an exercise, a muscle …: its id or name; or an atom of the rules.
            side: ``left``, ``right`` or ``midline``: only this side of it.

        Raises:
            BadInput: when nothing is called so, or it does hold.
        """
        from kg.explain.explainer import Against
        from kg.explain.lookup import goals

        teller = Against.of(self._consultation)
        return Explanation(tuple(map(teller.story, goals(self._consultation, subject, side))))


def load(
    root: Path | str | None = None, *, packs: Sequence[str | Path] = (), cache: bool = True
) -> KnowledgeBase:
    """Load the knowledge: the ontology with its facts, and the rules.

    >>> import kg
    >>> kg.load().label("gluteus_medius")
    'Gluteus medius'

    Args:
        root: a directory with ``ontology/`` and ``rules/``; by default the knowledge that comes
            with the package.
        packs: folders, zip files or names of installed rule packs. What they hold is computed in
            this process: use only packs of people you trust.
        cache: whether to read and keep computed files in the user's cache directory.

    Raises:
        KnowledgeError: if a file of the knowledge or a pack cannot be used.
    """
    from kg.packs import read_packs

    return KnowledgeBase.load(root, packs=read_packs(map(str, packs)), cache=cache)


def advise(
    case: CaseLike, knowledge: KnowledgeBase | None = None, *, time_limit: float = TIME_LIMIT
) -> Advice:
    """Return what follows from a case: statuses, priorities, and one valid program.

    Args:
        case: what was seen, and what is possible.
        knowledge: what ``load`` returned; the knowledge of the package when ``None``.
        time_limit: seconds for the search; the best program found is given when it is over.

    Raises:
        CaseError: when the case cannot be read or is invalid, naming every fault.
        TimeLimit: when no program at all was found in time.
    """
    from kg.explain.consultation import Consultation

    knowledge = _default_knowledge() if knowledge is None else knowledge
    consultation = Consultation.of(_case(case, knowledge), knowledge, time_limit=time_limit)
    return _answer(consultation)


def what_if(
    advice: Advice,
    *,
    add: Changes | None = None,
    drop: Iterable[str] = (),
    set: Changes | None = None,  # noqa: A002 - the word of the command line
    time_limit: float = TIME_LIMIT,
) -> tuple[Advice, Explanation]:
    """Return the advice for a changed case, and what differs from the one given.

    >>> import kg
    >>> case = {"findings": [{"finding": "knees_move_inward"}], "equipment": []}
    >>> changed, difference = kg.what_if(kg.advise(case), add={"equipment": "foam_roller"})
    >>> len(difference.stories)
    1

    Args:
        advice: what ``advise`` returned.
        add: a list of the case to a row that is added to it.
        drop: fields to leave out, or ``list=value`` for the rows that a value means.
        set: a field, or a place in it, to its new value.
        time_limit: seconds for the search.

    Raises:
        CaseError: when a change cannot be made, or makes the case invalid.
    """
    from kg.case.changes import changed, read_change
    from kg.explain.consultation import Consultation

    changes = [
        *(read_change("add", f"{place}={_written(value)}") for place, value in (add or {}).items()),
        *(read_change("drop", place) for place in drop),
        *(read_change("set", f"{place}={_written(value)}") for place, value in (set or {}).items()),
    ]
    answered = advice._consultation.answered  # noqa: SLF001 - of the class above
    case = changed(answered.case, changes, Vocabulary.of(answered.knowledge))
    other = Consultation.of(case, answered.knowledge, rules=answered.rules, time_limit=time_limit)
    second = _answer(other)
    return second, compare(advice, second)


def compare(first: Advice, second: Advice) -> Explanation:
    """Return what differs between two advices, each difference with the first rule that differs.

    Args:
        first: what ``advise`` returned for one case.
        second: what it returned for another.
    """
    from kg.explain.diff import compare as find_differences
    from kg.explain.diff_narrative import Beside
    from kg.explain.explainer import Against

    one, other = first._consultation, second._consultation  # noqa: SLF001 - of the class above
    difference = find_differences(one, other)
    return Explanation((Beside(difference, Against.of(one), Against.of(other)).story(),))


def critique(
    case: CaseLike,
    plan: PlanLike,
    knowledge: KnowledgeBase | None = None,
    *,
    time_limit: float = TIME_LIMIT,
) -> Critique:
    """Return what is wrong with a plan that a person wrote, the smallest repairs, and what is good.

    >>> import kg
    >>> case = {"findings": [{"finding": "knees_move_inward", "side": "right"}]}
    >>> kg.critique(case, {"items": [{"exercise": "ac_glute_bridge"}]}).verdict
    'flawed'

    Args:
        case: what was seen, and what is possible.
        plan: the plan.
        knowledge: what ``load`` returned; the knowledge of the package when ``None``.
        time_limit: seconds for each search.

    Raises:
        CaseError: when the case or the plan cannot be read or is invalid.
    """
    from kg.plan.judge import Judge

    knowledge = _default_knowledge() if knowledge is None else knowledge
    judge = Judge.of(_case(case, knowledge), knowledge, time_limit=time_limit)
    return judge.critique(_plan(plan, knowledge))


@lru_cache(maxsize=1)
def _default_knowledge() -> KnowledgeBase:
    return KnowledgeBase.load()


def _answer(consultation: Consultation) -> Advice:
    answer = consultation.answered.advice
    fields = {name: getattr(answer, name) for name in type(answer).model_fields}
    advice = Advice.model_construct(**fields)
    advice._consultation = consultation  # noqa: SLF001 - of the class above
    return advice


def _case(case: CaseLike, knowledge: KnowledgeBase) -> Case:
    if isinstance(case, Case):
        return case
    vocabulary = Vocabulary.of(knowledge)
    if isinstance(case, Mapping):
        return parse(_written(case).encode(), "case").case(vocabulary)
    return read_case(case, vocabulary)


def _plan(plan: PlanLike, knowledge: KnowledgeBase) -> Plan:
    from kg.plan.file import parse_plan, read_plan
    from kg.plan.words import PlanWords

    if isinstance(plan, Plan):
        return plan
    words = PlanWords.of(knowledge)
    if isinstance(plan, Mapping):
        return parse_plan(_written(plan).encode(), "plan", words).checked(Plan, words)
    return read_plan(plan, words)


def _written(value: object) -> str:
    """Return a value as a case file or a change writes it; dates as ISO 8601."""
    return value if isinstance(value, str) else json.dumps(value, default=str)
