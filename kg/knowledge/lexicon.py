"""How people write the names of things: what the rows of names say, in one piece that loads fast.

Loaded only when a name is neither an id nor a label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox
from pydantic import TypeAdapter

from kg.knowledge.terms import BASE, PREFIXES, compact

__all__ = [
    "Lexicon",
    "NameAnswer",
    "NamePart",
    "NameQuestion",
    "OtherExercise",
    "PlanHeading",
    "WordForm",
    "lexicon_from_bytes",
    "lexicon_to_bytes",
    "read_lexicon",
]

_TYPE: Final = ox.NamedNode(f"{PREFIXES['rdf']}type")
_LABEL: Final = "rdfs:label"


@dataclass(frozen=True)
class NameAnswer:
    """What a name means once its question is answered in one way.

    Attributes:
        answer: what a person answers; empty where the thing itself is the answer.
        thing: the id that is meant.
    """

    answer: str
    thing: str


@dataclass(frozen=True)
class NameQuestion:
    """Names that may mean several things.

    Attributes:
        names: the names, as people write them.
        question: what to ask; empty where the things themselves are the question.
        answers: what may be meant, in the order in which to offer it.
        usual: the id that most writers mean; empty where nobody can say.
        reason: what the name leaves open; may be empty.
    """

    names: tuple[str, ...]
    question: str
    answers: tuple[NameAnswer, ...]
    usual: str = ""
    reason: str = ""


@dataclass(frozen=True)
class WordForm:
    """A short or other form of words.

    Attributes:
        form: as it is written.
        standard: what it is read as; empty where it says nothing.
        other: what else it may stand for; may be empty.
    """

    form: str
    standard: str
    other: str = ""


@dataclass(frozen=True)
class NamePart:
    """Words that say how an exercise is done.

    Attributes:
        identifier: the id of the entry.
        kind: ``position``, ``limbs``, ``technique``, ``tool``, ``load`` or ``manner``.
        words: the words, as people write them.
        positions: the ids of the positions of the body that they may mean.
        techniques: the ids of the techniques that they may mean.
        tools: the ids of the tools that they may mean; of a load, those that only add load.
        sides: ``one`` or ``both`` for the arms or legs that work at a time; else empty.
    """

    identifier: str
    kind: str
    words: tuple[str, ...]
    positions: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    sides: str = ""


@dataclass(frozen=True)
class PlanHeading:
    """Headings of plans that begin or hold the same.

    Attributes:
        kind: ``phase``, ``section``, ``frame``, ``column`` and so on.
        means: what it begins or holds; several phases for ``ambiguous_phase``.
        texts: the headings, as people write them.
    """

    kind: str
    means: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class OtherExercise:
    """A lift or exercise that the catalogue does not hold.

    Attributes:
        label: its usual name.
        kind: such as ``lift``, ``machine`` or ``stretch``.
        related: the ids of the nearest exercises of the catalogue; never the same.
        lift: the id of the main lift as which it is judged, or the empty string.
    """

    label: str
    kind: str
    related: tuple[str, ...] = ()
    lift: str = ""


@dataclass(frozen=True)
class Lexicon:
    """Everything that the rows of names say.

    Attributes:
        names: id to the names that people write for it.
        questions: names that may mean several things.
        forms: short and other forms of words.
        parts: words that say how an exercise is done.
        headings: headings of plans.
        others: id to the exercises that the catalogue does not hold.
    """

    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    questions: tuple[NameQuestion, ...] = ()
    forms: tuple[WordForm, ...] = ()
    parts: tuple[NamePart, ...] = ()
    headings: tuple[PlanHeading, ...] = ()
    others: Mapping[str, OtherExercise] = field(default_factory=dict)


def lexicon_to_bytes(lexicon: Lexicon) -> bytes:
    """Return a lexicon as JSON."""
    return TypeAdapter(Lexicon).dump_json(lexicon)


def lexicon_from_bytes(content: bytes) -> Lexicon:
    """Return the lexicon that ``lexicon_to_bytes`` wrote.

    Raises:
        ValueError: when it is damaged, or of another form.
    """
    return TypeAdapter(Lexicon).validate_json(content)


def read_lexicon(store: ox.Store) -> Lexicon:
    """Return what the rows of names say.

    Args:
        store: what is stated.
    """
    return _LexiconReader(store).read()


class _LexiconReader:
    """Collects the rows of names of a store."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def read(self) -> Lexicon:
        names: dict[str, set[str]] = {}
        for row in self._rows("WrittenNames"):
            for thing in row.get("namesThing", ()):
                names.setdefault(thing, set()).update(row.get("writtenName", ()))
        return Lexicon(
            names={thing: tuple(sorted(names[thing])) for thing in sorted(names)},
            questions=tuple(self._questions()),
            forms=tuple(
                WordForm(
                    _only(row, "writtenForm"), _only(row, "standardForm"), _only(row, "otherForm")
                )
                for row in self._rows("WordForm")
            ),
            parts=tuple(
                NamePart(
                    _only(row, "id"),
                    _only(row, "partKind"),
                    row.get("writtenName", ()),
                    row.get("saysPosition", ()),
                    row.get("saysTechnique", ()),
                    row.get("saysTool", ()),
                    _only(row, "saysSides"),
                )
                for row in self._rows("NamePart")
            ),
            headings=tuple(
                PlanHeading(
                    _only(row, "headingKind"),
                    row.get("headingMeans", ()),
                    row.get("writtenName", ()),
                )
                for row in self._rows("PlanHeading")
            ),
            others={
                _only(row, "id"): OtherExercise(
                    _only(row, _LABEL),
                    _only(row, "otherExerciseKind"),
                    row.get("relatedExercise", ()),
                    _only(row, "judgedAsLift"),
                )
                for row in self._rows("OtherExercise")
            },
        )

    def _questions(self) -> Iterator[NameQuestion]:
        answers: dict[str, list[tuple[int, NameAnswer]]] = {}
        for row in self._rows("NameAnswer"):
            answer = NameAnswer(_only(row, "answerText"), _only(row, "thenMeans"))
            place = int(_only(row, "listPosition") or 0)
            answers.setdefault(_only(row, "answersQuestion"), []).append((place, answer))
        for row in self._rows("NameQuestion"):
            given = sorted(answers.get(_only(row, "id"), ()), key=lambda entry: entry[0])
            answered = {answer.thing for _, answer in given}
            bare = (
                NameAnswer("", thing) for thing in row.get("mayMean", ()) if thing not in answered
            )
            yield NameQuestion(
                row.get("writtenName", ()),
                _only(row, "questionText"),
                (*(answer for _, answer in given), *bare),
                _only(row, "usuallyMeans"),
                _only(row, "reason"),
            )

    def _rows(self, kind: str) -> Iterator[dict[str, tuple[str, ...]]]:
        """Yield what is stated of each member of a class, by property, in the order of ids."""
        pattern = (None, _TYPE, ox.NamedNode(BASE + kind), None)
        members = {quad.subject for quad in self._store.quads_for_pattern(*pattern)}
        named = (member for member in members if isinstance(member, ox.NamedNode))
        for member in sorted(named, key=lambda node: node.value):
            row: dict[str, set[str]] = {"id": {compact(member.value)}}
            for quad in self._store.quads_for_pattern(member, None, None, None):
                value = quad.object
                text = value.value if isinstance(value, ox.Literal) else compact(str(value)[1:-1])
                row.setdefault(compact(quad.predicate.value), set()).add(text)
            yield {name: tuple(sorted(values)) for name, values in row.items()}


def _only(row: Mapping[str, tuple[str, ...]], name: str) -> str:
    """Return the first value of a property, or an empty text."""
    return next(iter(row.get(name, ())), "")
