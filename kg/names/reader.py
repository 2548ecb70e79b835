"""What a written name means: one matching for cases, plans, arguments and search.

A name is understood exactly (a label, a synonym or a name that people write, without regard to
letter case, signs, plural and word order), after the correction of a misspelt word, or by its
parts (:mod:`kg.names.described`). A name that may mean several things is a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Final, Literal, TypeAlias

from kg.knowledge.lexicon import Lexicon, NameAnswer, NameQuestion
from kg.names.described import DescribedNames
from kg.names.exercise_features import HasRelations, read_features
from kg.names.nearest import NearestNames, Nearness
from kg.names.words import Phrase, WordForms, stem, stems

__all__ = ["NameReader", "NameReading", "ReadingKind"]

ReadingKind: TypeAlias = Literal["name", "spelling", "described", "question", "other", "unknown"]
"""How a name was understood: as it stands, with a word corrected, by its parts, as a question, as
something that the catalogue does not hold, or not at all."""

_EXERCISE: Final = "exercise"
#: A shorter word has too many neighbours to be taken for a misspelling.
_SHORTEST_MISSPELT: Final = 5
_CLOSE_ENOUGH: Final = 0.84
_JOINT_ACTION: Final = "test"
_MOST_ANSWERS: Final = 8
_MOST_NEAR: Final = 3
#: The share of weight from which on a name is worth to be offered.
_NEAR_AT_ALL: Final = 0.25
#: The share of weight from which on a name is as good as the other, and its lead over the next;
#: tried on names that no list holds (tests/names).
_NEAR_ENOUGH: Final = 0.6
_FAR_AHEAD: Final = 0.2
#: Fewer words name no exercise without the one that is strange.
_FEWEST_WORDS: Final = 2
_BRACKETS: Final = re.compile(r"[(\[][^)\]]*[)\]]")
_TWICE: Final = re.compile(r"\s*/\s*|\s+or\s+|,\s*or\s+|\s+including\s+", re.IGNORECASE)
_CUTS: Final = re.compile(
    r"\s+[-–—]+\s+|\s*[,;:/]\s*"
    r"|\s+(?:w/|(?:with|using|while|for|into|to)\b)\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class NameReading:
    """What a name means.

    Attributes:
        kind: how it was understood.
        ids: the ids that it may mean; one when it is understood, none when it is not.
        differs: what the name says that the thing does not, such as ``with a dumbbell``.
        question: what to ask when it may mean several things.
    """

    kind: ReadingKind
    ids: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    question: NameQuestion | None = None


class NameReader:
    """Understands names in the fields of a vocabulary."""

    def __init__(
        self,
        ids: Mapping[str, Set[str]],
        names: Mapping[str, Iterable[str]],
        lexicon: Lexicon,
        facts: HasRelations | None = None,
    ) -> None:
        """Prepare the reading; indexes are built when first asked for.

        Args:
            ids: field to the ids that may fill it.
            names: id to its labels and synonyms.
            lexicon: how people write the names of things.
            facts: what is known of exercises; without it no name is understood by its parts.
        """
        self._ids, self._names, self._lexicon, self._facts = ids, names, lexicon, facts
        self._fields: dict[str, _FieldNames] = {}

    def read(self, field: str, name: str) -> NameReading:
        """Return what a name means in a field.

        Args:
            field: a field of the vocabulary, such as ``condition``.
            name: as somebody wrote it.
        """
        known = self._field(field)
        name = name.replace("(s)", "s")
        reading = self._understood(field, known, name)
        if reading is None and field == _EXERCISE:
            reading = self._with_remark(known, name) or self._near(name)
        elif reading is None:
            reading = self._said_twice(field, known, name)
        return reading or NameReading("unknown")

    def read_exactly(self, field: str, name: str) -> NameReading | None:
        """Return what a name means that is written in some list, in this order of words."""
        known = self._field(field)
        for forms in (self._forms, self._other_forms):
            reading = known.read(forms.key(name), in_order=True)
            if reading is not None:
                return reading
        return None

    def contradicts(self, remark: str, identifier: str) -> bool:
        """Return whether a remark says of an exercise what is not so."""
        return self._facts is not None and self._described.contradicts(remark, identifier)

    def nearest(self, field: str, name: str) -> tuple[str, ...]:
        """Return the ids of a field whose names share most with a name, best first, at most three.

        After those that share words come those with a name that is spelt nearly so.
        """
        known = self._field(field)
        words = frozenset(stems(self._forms.key(name)))
        near = [
            candidate.identifier
            for candidate in known.nearest.rank(words)
            if candidate.share >= _NEAR_AT_ALL and candidate.identifier not in self._others
        ]
        near += known.spelt_like(" ".join(self._forms.key(name)))
        return tuple(dict.fromkeys(near))[:_MOST_NEAR]

    def label_of_other(self, identifier: str) -> str:
        """Return the label of an exercise that the catalogue does not hold; else an empty text."""
        other = self._lexicon.others.get(identifier)
        return other.label if other is not None else ""

    def lift_of(self, identifier: str) -> str:
        """Return the main lift that an exercise is or is judged as; else an empty text."""
        if identifier in self._lifts:
            return identifier
        other = self._lexicon.others.get(identifier)
        return other.lift if other is not None else ""

    @property
    def _lifts(self) -> Set[str]:
        """Main lifts that correctives are paired with."""
        return self._ids.get("lift", frozenset())

    @cached_property
    def _others(self) -> frozenset[str]:
        """Lifts and exercises that the catalogue does not hold."""
        return frozenset(self._lexicon.others) | self._lifts

    @cached_property
    def _forms(self) -> WordForms:
        return WordForms(
            {form.form: form.standard for form in self._lexicon.forms if not form.other}
        )

    @cached_property
    def _other_forms(self) -> WordForms:
        """The forms with those that may stand for two things read as the first of them."""
        return WordForms({form.form: form.standard for form in self._lexicon.forms})

    @cached_property
    def _described(self) -> DescribedNames:
        facts = self._facts
        return DescribedNames(
            self._lexicon,
            {
                identifier: self._all_names(identifier)
                for identifier in sorted(self._ids.get(_EXERCISE, frozenset()) | self._others)
            },
            {
                field: {identifier: self._all_names(identifier) for identifier in sorted(ids)}
                for field, ids in self._ids.items()
                if field in ("equipment", "muscle")
            },
            {} if facts is None else read_features(facts),
            self._other_forms,
        )

    def _understood(self, field: str, known: _FieldNames, name: str) -> NameReading | None:
        """Return what a whole name means: exactly, by its parts, or with one word corrected."""
        reading = self._exact(known, name)
        if reading is None and field == _EXERCISE and self._facts is not None:
            reading = self._without_manner(known, name) or self._by_parts(name)
        # An id is written exactly: the neighbour of a mistyped one may be another thing.
        return reading or (None if "_" in name else self._corrected(known, name))

    def _without_manner(self, known: _FieldNames, name: str) -> NameReading | None:
        """Return what a name means without the words that leave an exercise the same."""
        words, manner = self._described.split_manner(name)
        reading = self._exact(known, " ".join(words)) if words and manner else None
        if reading is None or reading.kind != "name":
            return reading
        return NameReading("described", reading.ids, manner)

    def _exact(self, known: _FieldNames, name: str) -> NameReading | None:
        for by_stem in (False, True):
            for forms in (self._forms, self._other_forms):
                for in_order in (True, False):
                    key = forms.key(name)
                    reading = known.read(key, in_order=in_order, by_stem=by_stem)
                    if reading is not None:
                        return reading
        return None

    def _by_parts(self, name: str) -> NameReading | None:
        described = self._described.read(name)
        if not described:
            return None
        if len(described) > 1:
            if len(described) > _MOST_ANSWERS:
                return None
            answers = tuple(NameAnswer("", one.identifier) for one in described)
            question = NameQuestion((name,), "", answers)
            return NameReading("question", tuple(a.thing for a in answers), (), question)
        (only,) = described
        if only.identifier in self._others:
            return NameReading("other", (only.identifier,), only.differs)
        return NameReading("described", (only.identifier,), only.differs)

    def _with_remark(self, known: _FieldNames, name: str) -> NameReading | None:
        """Return what a name means whose beginning names an exercise and whose end remarks on it.

        The remark must not name another exercise, nor say what contradicts the first.
        """
        for base, remark in _remarks(name):
            reading = self._understood(_EXERCISE, known, base)
            if reading is None:
                continue
            if reading.kind == "other":
                return reading if self._described.is_manner(remark) else None
            again = None if self._is_movement(remark) else self._exact(known, remark)
            if again is not None:
                shared = set(reading.ids) & set(again.ids)
                if len(shared) != 1:
                    return None
                return NameReading("described", tuple(shared))
            if reading.kind == "question":
                return reading
            if self._described.contradicts(remark, reading.ids[0]):
                return None
            return NameReading("described", reading.ids, (*reading.differs, remark))
        return self._without_strange_words(known, name)

    def _said_twice(self, field: str, known: _FieldNames, name: str) -> NameReading | None:
        """Return what a name means that says one thing twice, such as ``hunchback (kyphosis)``.

        One of the two may be strange; if they mean different things, it is a question.
        """
        bracket = _BRACKETS.search(name)
        if bracket is not None:
            parts = [name[: bracket.start()] + name[bracket.end() :], bracket[0].strip("()[] ")]
        else:
            parts = _TWICE.split(name)
        if len(parts) == 1:
            return None
        readings = [self._understood(field, known, part) for part in parts]
        meant = tuple(dict.fromkeys(i for one in readings if one is not None for i in one.ids))
        if len(meant) == 1:
            return NameReading("described", meant)
        if not meant:
            return None
        question = NameQuestion((name,), "", tuple(NameAnswer("", thing) for thing in meant))
        return NameReading("question", meant, (), question)

    def _is_movement(self, words: str) -> bool:
        """Return whether some words name what a joint does."""
        return self._exact(self._field(_JOINT_ACTION), words) is not None

    def _near(self, name: str) -> NameReading | None:
        """Return the exercise whose names share by far the most with a name and contradict none."""
        if self._facts is None:
            return None
        words = frozenset(stems(self._described.split_manner(name)[0]))
        nobody = Nearness(0.0, "", ())
        first, second, *_ = (*self._nearest.rank(words), nobody, nobody)
        if first.share < _NEAR_ENOUGH or first.share - second.share < _FAR_AHEAD:
            return None
        known = self._field(_EXERCISE)
        if any(known.has(word) for word in first.missing):
            return None
        if first.identifier in self._others:
            return NameReading("other", (first.identifier,), first.missing)
        if self._described.contradicts(name, first.identifier):
            return None
        return NameReading("described", (first.identifier,), first.missing)

    @cached_property
    def _nearest(self) -> NearestNames:
        exercises = sorted(self._ids.get(_EXERCISE, frozenset()) | self._others)
        return NearestNames(
            {
                identifier: [
                    frozenset(stems(self._described.split_manner(name)[0]))
                    for name in self._all_names(identifier)
                ]
                for identifier in exercises
            }
        )

    def _without_strange_words(self, known: _FieldNames, name: str) -> NameReading | None:
        """Return what a name means without one word that no name of an exercise has."""
        words = self._forms.key(name)
        strange = [word for word in words if not known.has(word)]
        if len(strange) != 1 or len(words) - 1 < _FEWEST_WORDS or strange[0].isdigit():
            return None
        rest = " ".join(word for word in words if word != strange[0])
        reading = self._exact(known, rest) or self._by_parts(rest)
        if reading is None or reading.kind in ("question", "other"):
            return reading
        return NameReading("described", reading.ids, (*reading.differs, strange[0]))

    def _corrected(self, known: _FieldNames, name: str) -> NameReading | None:
        """Return what a name means once its one misspelt word is read as the nearest known one."""
        words = self._forms.key(name)
        strange = [word for word in words if word not in known.words]
        if len(strange) != 1 or len(strange[0]) < _SHORTEST_MISSPELT or strange[0].isdigit():
            return None
        near = get_close_matches(strange[0], known.long_words, n=2, cutoff=_CLOSE_ENOUGH)
        readings = []
        for word in near:
            corrected = tuple(
                word if known_word == strange[0] else known_word for known_word in words
            )
            reading = known.read(corrected, in_order=True) or known.read(corrected, in_order=False)
            if reading is not None:
                readings.append(reading)
        if len({reading.ids for reading in readings}) != 1:
            return None
        (reading, *_) = readings
        return NameReading("spelling", reading.ids) if reading.kind == "name" else reading

    def _field(self, field: str) -> _FieldNames:
        if field not in self._fields:
            ids = self._ids.get(field, frozenset())
            others = self._others if field == _EXERCISE else frozenset[str]()
            allowed = ids | others
            names = {identifier: self._all_names(identifier) for identifier in sorted(allowed)}
            questions = []
            for question in self._lexicon.questions:
                answers = tuple(answer for answer in question.answers if answer.thing in allowed)
                if answers:
                    usual = question.usual if question.usual in allowed else ""
                    questions.append(
                        NameQuestion(
                            question.names, question.question, answers, usual, question.reason
                        )
                    )
            self._fields[field] = _FieldNames(
                names, questions, others, self._lifts, (self._forms, self._other_forms)
            )
        return self._fields[field]

    def _all_names(self, identifier: str) -> tuple[str, ...]:
        other = self.label_of_other(identifier)
        return (
            *((other,) if other else ()),
            *self._names.get(identifier, ()),
            *self._lexicon.names.get(identifier, ()),
        )


class _FieldNames:
    """The names of one field, as they are compared."""

    def __init__(
        self,
        names: Mapping[str, Iterable[str]],
        questions: Iterable[NameQuestion],
        others: Set[str],
        lifts: Set[str],
        forms: tuple[WordForms, ...],
    ) -> None:
        self._others, self._lifts = others, lifts
        self._meanings: dict[tuple[bool, bool], dict[Phrase, set[str]]] = {}
        self._questions: dict[tuple[bool, bool], dict[Phrase, NameQuestion]] = {}
        for identifier, written in names.items():
            for name in (identifier.replace("_", " "), *written):
                for form in forms:
                    for way, key in _keys(form.key(name)):
                        meanings = self._meanings.setdefault(way, {})
                        meanings.setdefault(key, set()).add(identifier)
        for question in questions:
            for name in question.names:
                for form in forms:
                    for way, key in _keys(form.key(name)):
                        self._questions.setdefault(way, {}).setdefault(key, question)
        keys = [key for meanings in self._meanings.values() for key in meanings]
        keys += [key for questions_by_key in self._questions.values() for key in questions_by_key]
        self.words = frozenset(word for key in keys for word in key)
        plain = (True, False)
        written = (*self._meanings.get(plain, ()), *self._questions.get(plain, ()))
        self.long_words = sorted(
            {word for key in written for word in key if len(word) >= _SHORTEST_MISSPELT}
        )

    @cached_property
    def nearest(self) -> NearestNames:
        """The names as sets of weighted words."""
        words: dict[str, list[frozenset[str]]] = {}
        for key, identifiers in self._meanings.get((True, True), {}).items():
            for identifier in sorted(identifiers):
                words.setdefault(identifier, []).append(frozenset(key))
        return NearestNames(words)

    def spelt_like(self, name: str) -> list[str]:
        """Return the ids with a name that is spelt nearly as a name, best first."""
        names = {" ".join(key): ids for key, ids in self._meanings.get((True, False), {}).items()}
        close = get_close_matches(name, list(names), n=_MOST_NEAR, cutoff=_CLOSE_ENOUGH)
        return [one for like in close for one in sorted(names[like]) if one not in self._others]

    def has(self, word: str) -> bool:
        """Return whether a word stands in some name."""
        return word in self.words or stem(word) in self.words

    def read(self, words: Phrase, *, in_order: bool, by_stem: bool = False) -> NameReading | None:
        """Return what some words mean; ``None`` for nothing.

        Args:
            words: the words of a name that say something.
            in_order: whether their order counts.
            by_stem: whether their endings do not count.
        """
        key = _key(words, in_order=in_order, by_stem=by_stem)
        question = self._questions.get((in_order, by_stem), {}).get(key)
        if question is not None:
            if len(question.answers) == 1 and not question.question:
                return self._reading_of(question.answers[0].thing)
            ids = tuple(dict.fromkeys(answer.thing for answer in question.answers))
            return NameReading("question", ids, (), question)
        meant = sorted(self._meanings.get((in_order, by_stem), {}).get(key, ()))
        if meant and all(identifier in self._others for identifier in meant):
            return self._reading_of(meant[0])
        meant = [identifier for identifier in meant if identifier not in self._lifts]
        if len(meant) > 1:
            answers = tuple(NameAnswer("", identifier) for identifier in meant)
            return NameReading("question", tuple(meant), (), NameQuestion((), "", answers))
        return self._reading_of(meant[0]) if meant else None

    def _reading_of(self, identifier: str) -> NameReading:
        return NameReading("other" if identifier in self._others else "name", (identifier,))


def _keys(words: Phrase) -> Iterator[tuple[tuple[bool, bool], Phrase]]:
    """Yield the ways to compare a name, each with what is compared."""
    for in_order in (True, False):
        for by_stem in (True, False):
            yield (in_order, by_stem), _key(words, in_order=in_order, by_stem=by_stem)


def _key(words: Phrase, *, in_order: bool, by_stem: bool) -> Phrase:
    words = stems(words) if by_stem else words
    return words if in_order else tuple(sorted(words))


def _remarks(name: str) -> Iterator[tuple[str, str]]:
    """Yield a name cut into what it begins with and a remark, at each sign that begins one."""
    if match := _BRACKETS.search(name):
        rest = " ".join(f"{name[: match.start()]} {name[match.end() :]}".split())
        if rest:
            yield rest, match[0].strip("()[] ")
    for match in _CUTS.finditer(name):
        base, remark = name[: match.start()].strip(), name[match.end() :].strip()
        if base and remark:
            yield base, remark
