"""Names that describe an exercise: a base movement with a position, a tool, limbs, muscles.

Most names that no list holds are put together. The words of such a name are read against the names
of each exercise and against what is known of it: what the name adds must be true of the exercise,
or leave it the same exercise with another load; what it leaves out must not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from kg.knowledge.lexicon import Lexicon
from kg.names.exercise_features import ExerciseFeatures
from kg.names.words import Phrase, WordForms, longest_phrases, stem

__all__ = ["DescribedExercise", "DescribedNames"]

_POSITION: Final = "position"
_LIMBS: Final = "limbs"
_MANNER: Final = "manner"
_LOAD: Final = "load"
_TECHNIQUE: Final = "technique"
_TOOL: Final = "tool"
_MUSCLE: Final = "muscle"
_VARIANT: Final = "variant"
_HEAD: Final = "head"


class _Word(NamedTuple):
    """What a phrase of a name says: its kind, and the id or the word itself."""

    kind: str
    value: str


@dataclass(frozen=True)
class DescribedExercise:
    """An exercise that a name describes.

    Attributes:
        identifier: its id.
        differs: what the name says besides, as it was written.
    """

    identifier: str
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Description:
    """What a name says, by kind."""

    heads: frozenset[str]
    techniques: frozenset[str]
    positions: frozenset[str]
    tools: frozenset[str]
    muscles: frozenset[str]
    limbs: frozenset[str]
    manners: frozenset[str]
    loads: frozenset[str]
    variants: frozenset[str]


_NOTHING: Final = _Description(*(frozenset[str]() for _ in range(9)))


class _Fit(NamedTuple):
    """How well a name of an exercise fits a description."""

    differs: tuple[str, ...]
    omitted: int
    manner: tuple[str, ...] = ()


class DescribedNames:
    """The names of exercises taken apart, to be compared with names that no list holds."""

    def __init__(
        self,
        lexicon: Lexicon,
        exercises: Mapping[str, Iterable[str]],
        things: Mapping[str, Mapping[str, Iterable[str]]],
        features: Mapping[str, ExerciseFeatures],
        forms: WordForms,
    ) -> None:
        """Take the names apart.

        Args:
            lexicon: has the words that say how an exercise is done.
            exercises: id to all names, of the catalogue and beyond it.
            things: ``equipment`` and ``muscle`` to their ids and all names of each.
            features: what is known of the exercises of the catalogue.
            forms: short and other forms of words.
        """
        self._forms, self._features = forms, features
        self._parts = {part.identifier: part for part in lexicon.parts}
        self._loads = frozenset(
            tool for part in lexicon.parts if part.kind == _LOAD for tool in part.tools
        )
        self._phrases: dict[Phrase, set[_Word]] = {}
        tools: dict[Phrase, set[str]] = {}
        for part in lexicon.parts:
            for words in part.words:
                if part.kind == _TOOL:
                    tools.setdefault(forms.expand(words), set()).update(part.tools)
                else:
                    self._learn(words, _Word(part.kind, part.identifier))
        for identifier, written in things.get("muscle", {}).items():
            for name in written:
                self._learn(name, _Word(_MUSCLE, identifier))
        for identifier, written in things.get("equipment", {}).items():
            for name in written:
                tools.setdefault(forms.expand(name), set()).add(identifier)
        for phrase, items in tools.items():
            self._phrases.setdefault(phrase, set()).add(_Word(_TOOL, "|".join(sorted(items))))
        self._by_heads: dict[tuple[frozenset[str], frozenset[str]], list[tuple[str, _Description]]]
        self._by_heads = {}
        for identifier, written in exercises.items():
            for description in {self._describe(name) for name in written}:
                key = (description.heads, description.techniques)
                if any(key):
                    self._by_heads.setdefault(key, []).append((identifier, description))

    def read(self, name: str) -> list[DescribedExercise]:
        """Return the exercises that a name describes: one when it is understood, or several."""
        stated = self._describe(name)
        if not stated.heads and not stated.muscles:
            return []
        candidates = self._by_heads.get((stated.heads, stated.techniques), [])
        fits: dict[str, _Fit] = {}
        for identifier, known in candidates:
            fit = self._fit(stated, known, identifier)
            if fit is not None:
                fits[identifier] = min(fit, fits.get(identifier, fit), key=_worse)
        if not fits:
            return self._of_technique(stated)
        exact = {
            identifier for identifier, fit in fits.items() if not fit.differs and not fit.omitted
        }
        same = {identifier for identifier, fit in fits.items() if not fit.differs}
        least = min(len(fit.differs) for fit in fits.values())
        near = {identifier for identifier, fit in fits.items() if len(fit.differs) == least}
        best = exact or same or near
        return [
            DescribedExercise(identifier, fits[identifier].differs + fits[identifier].manner)
            for identifier in sorted(best)
        ]

    def split_manner(self, name: str) -> tuple[Phrase, tuple[str, ...]]:
        """Return the words of a name that say what is done, and the phrases that say how."""
        words: list[str] = []
        manner = []
        for phrase, meanings in longest_phrases(self._forms.expand(name), self._phrases):
            if meanings is None or any(meaning.kind != _MANNER for meaning in meanings):
                words += self._forms.without_ignored(phrase)
            else:
                manner.append(" ".join(phrase))
        return tuple(words), tuple(manner)

    def is_manner(self, remark: str) -> bool:
        """Return whether a remark only says how an exercise is done."""
        stated = self._describe(remark)
        return not (stated.tools or stated.techniques or stated.variants)

    def contradicts(self, remark: str, identifier: str) -> bool:
        """Return whether a remark says of an exercise what is not so: position, limbs, variant."""
        stated, features = self._describe(remark), self._features.get(identifier)
        if features is None:
            return True
        return (
            bool(stated.variants)
            or any(not self._holds(part, features) for part in stated.positions)
            or self._fit_sides(stated, _NOTHING, features) is None
        )

    def _of_technique(self, stated: _Description) -> list[DescribedExercise]:
        """Return the exercises of a technique for some muscles, where a name says no more."""
        if stated.heads or not stated.techniques or not stated.muscles:
            return []
        bare = replace(_NOTHING, techniques=stated.techniques)
        fitting = {}
        for identifier, features in self._features.items():
            if any(
                features.technique in self._parts[part].techniques for part in stated.techniques
            ):
                fit = self._fit(stated, bare, identifier)
                if fit is not None and not fit.differs:
                    fitting[identifier] = fit
        return [DescribedExercise(identifier) for identifier in sorted(fitting)]

    def _learn(self, words: str, meaning: _Word) -> None:
        phrase = self._forms.expand(words)
        if phrase:
            self._phrases.setdefault(phrase, set()).add(meaning)

    def _describe(self, name: str) -> _Description:
        by_kind: dict[str, set[str]] = {}
        for phrase, meanings in longest_phrases(self._forms.expand(name), self._phrases):
            if meanings is None:
                for word in self._forms.without_ignored(phrase):
                    by_kind.setdefault(_HEAD, set()).add(stem(word))
            else:
                for kind, value in meanings:
                    same = " ".join(phrase) if kind == _VARIANT else value
                    by_kind.setdefault(kind, set()).add(same)
        kinds = (_HEAD, _TECHNIQUE, _POSITION, _TOOL, _MUSCLE, _LIMBS, _MANNER, _LOAD, _VARIANT)
        return _Description(*(frozenset(by_kind.get(kind, ())) for kind in kinds))

    def _fit(self, stated: _Description, known: _Description, identifier: str) -> _Fit | None:
        """Return how a description fits a name of an exercise; ``None`` if it contradicts it."""
        features = self._features.get(identifier)
        differs: list[str] = []
        omitted = 0
        if stated.variants != known.variants:
            return None
        added = stated.positions - known.positions
        if added and not (features and all(self._holds(part, features) for part in added)):
            return None
        if known.positions - stated.positions:
            if stated.positions and not features:
                return None
            omitted += not stated.positions
        tools = self._fit_tools(stated, known, features)
        if tools is None:
            return None
        differs += tools.differs
        omitted += tools.omitted
        if not stated.heads and known.muscles and not stated.muscles:
            return None
        more = stated.muscles - known.muscles
        if more and not (features and more <= features.muscles):
            return None
        omitted += stated.muscles != known.muscles and not (
            stated.muscles and features and stated.muscles <= features.targets
        )
        sides = self._fit_sides(stated, known, features)
        if sides is None:
            return None
        omitted += sides
        differs += sorted(self._word(part) for part in stated.loads - known.loads)
        manner = sorted(self._word(part) for part in stated.manners - known.manners)
        return _Fit(tuple(differs), omitted, tuple(manner))

    def _fit_tools(
        self, stated: _Description, known: _Description, features: ExerciseFeatures | None
    ) -> _Fit | None:
        """Return how the tools of a description fit; a tool that is exchanged contradicts."""
        stated_tools, known_tools = _sets(stated.tools), _sets(known.tools)
        missing = [
            tools for tools in known_tools if not any(tools & other for other in stated_tools)
        ]
        added = [tools for tools in stated_tools if not any(tools & other for other in known_tools)]
        if missing and stated_tools:
            return None
        differs = []
        for tools in added:
            if features and tools & features.tools:
                continue
            if not tools <= self._loads:
                return None
            differs.append(min(tools))
        return _Fit(tuple(sorted(differs)), int(bool(missing)))

    def _fit_sides(
        self, stated: _Description, known: _Description, features: ExerciseFeatures | None
    ) -> int | None:
        """Return how many words about sides are left out; ``None`` for a contradiction."""
        named_sides = {self._parts[part].sides for part in stated.limbs}
        named = {self._parts[part].sides for part in known.limbs}
        if named_sides == named:
            return 0
        if not named_sides:
            return 1
        if features is None:
            return None
        sides = "one" if features.is_one_sided else "both"
        return 0 if named_sides == {sides} else None

    def _holds(self, part: str, features: ExerciseFeatures) -> bool:
        return bool(features.positions & set(self._parts[part].positions))

    def _word(self, part: str) -> str:
        """Return the words of a part of a name."""
        return self._parts[part].words[0] if part in self._parts else part


def _sets(tools: Iterable[str]) -> list[frozenset[str]]:
    """Return the ids that each word for a tool may mean."""
    return [frozenset(word.split("|")) for word in sorted(tools)]


def _worse(fit: _Fit) -> tuple[int, int]:
    return len(fit.differs), fit.omitted
