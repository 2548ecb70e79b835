"""An explanation in sentences: its lines, each with those it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, NamedTuple, TypeAlias

from kg.rulebase.annotations import Annotation

__all__ = [
    "Kind",
    "Line",
    "RuleNote",
    "Story",
    "Twins",
    "arrange",
    "fold_twins",
    "merge_twins",
    "note_of",
]

Kind: TypeAlias = Literal[
    "case",
    "knowledge",
    "statement",
    "inference",
    "rule",
    "choice",
    "absence",
    "count",
    "way",
    "price",
    "difference",
]
"""What a line is: an input or a fixed fact, a statement that an ontology makes or that follows from
it, a rule's conclusion, a choice, something that does not hold, an aggregate or a comparison, a way
in which something could hold, what another choice would cost, or what differs between two
answers."""

#: The key of a line that denies a statement without arguments.
_PROPOSITION: Final = re.compile(r"not [a-z]\w*")
_WORD: Final = re.compile(r"(\w+)")


@dataclass(frozen=True)
class RuleNote:
    """A rule that a line was drawn by.

    Attributes:
        id: its name.
        source: where it comes from.
        text: the rule.
        file: the rule file.
        line: where it begins, counted from 1.
    """

    id: str
    source: str
    text: str
    file: str
    line: int


def note_of(annotation: Annotation) -> RuleNote:
    """Return what a line says of the rule it was drawn by."""
    return RuleNote(
        annotation.id, annotation.source, annotation.text, annotation.file, annotation.line
    )


@dataclass(frozen=True)
class Line:
    """One line of a story.

    Attributes:
        key: names the line: an atom, a pattern or a statement as the rules write it.
        text: the sentence.
        kind: what it is.
        because: the keys of the lines it rests on, in order.
        rule: the rule it was drawn by, if one was.
        origin: where a fact came from, if that is known: a value of the field.
        place: file and line where it is stated; may be empty.
        sources: the documents that a fact cites, by name.
    """

    key: str
    text: str
    kind: Kind
    because: tuple[str, ...] = ()
    rule: RuleNote | None = None
    origin: object | None = None
    place: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    """An explanation in sentences.

    Attributes:
        root: the key of the statement that is explained.
        lines: key to line; a line comes after those it rests on.
    """

    root: str
    lines: Mapping[str, Line]

    @property
    def top(self) -> Line:
        """The line of the statement."""
        return self.lines[self.root]

    @cached_property
    def general(self) -> frozenset[str]:
        """The keys of lines that go without saying.

        They hold for everybody, as they rest on rules alone, or deny something that is about
        nothing in particular.
        """
        found: set[str] = set()
        for line in self.lines.values():
            denies_plainly = line.kind == "absence" and _PROPOSITION.fullmatch(line.key) is not None
            may_be = line.kind == "rule" or (denies_plainly and line.key != self.root)
            if may_be and all(key in found for key in line.because):
                found.add(line.key)
        return frozenset(found)

    def under(self, name: str) -> Story:
        """Return the same story with keys that begin with a name, next to those of another one."""

        def named(key: str) -> str:
            return f"{name}: {key}"

        lines = {
            named(key): replace(line, key=named(key), because=tuple(map(named, line.because)))
            for key, line in self.lines.items()
        }
        return Story(named(self.root), lines)

    def outline(self) -> str:
        """Return the sentences as a list, indented; what was said further up is not said again."""
        written: list[str] = []
        met: set[str] = set()
        waiting = [(self.root, 0)]
        while waiting:
            key, depth = waiting.pop()
            line = self.lines[key]
            written.append(f"{'  ' * depth}{line.text}")
            if key not in met:
                met.add(key)
                waiting += [(one, depth + 1) for one in reversed(line.because)]
        return "\n".join(written)


def arrange(root: str, lines: Mapping[str, Line]) -> Story:
    """Return the lines that a root rests on as a story, each after those it rests on."""
    return Story(root, {key: lines[key] for key in _ordered(root, lines)})


def _ordered(root: str, lines: Mapping[str, Line]) -> Iterator[str]:
    met: set[str] = set()
    waiting = [(root, False)]
    while waiting:
        key, done = waiting.pop()
        if done:
            yield key
        elif key not in met:
            met.add(key)
            waiting.append((key, True))
            waiting += [(one, False) for one in reversed(lines[key].because) if one not in met]


# --- what is said of both of two values at once ---------------------------------------------------


class Twins(NamedTuple):
    """Two words of which the same is said once.

    Attributes:
        one: the first, such as *left*.
        other: the second, such as *right*.
        both: what both are called where they stand alone in brackets.
    """

    one: str
    other: str
    both: str


def fold_twins(story: Story, twins: Sequence[Twins]) -> Story:
    """Return a story in which lines that agree in all but one word are one line, said of both.

    Two lines are folded when they are under the same line, agree in kind, rule and sentence but for
    two words that are said together, and rest for the most part on lines that are the same or agree
    in turn; what they rest on beyond that is kept for each. What does not hold may fail in other
    ways for each word, and what rests on nothing may follow from a rule of its own.

    Args:
        story: what to fold.
        twins: the pairs of words.
    """
    if not twins:
        return story
    folding = _Folding(story.lines, twins)
    for key in story.lines:
        folding.fold_below(key)
    return arrange(story.root, folding.lines) if folding.changed else story


def merge_twins(stories: Sequence[Story], twins: Sequence[Twins]) -> list[Story]:
    """Return stories, those that agree in all but one word as one, said of both."""
    merged: list[Story] = []
    for story in stories:
        for place, other in enumerate(merged):
            both = _merged(other, story, twins)
            if both is not None:
                merged[place] = both
                break
        else:
            merged.append(story)
    return merged


def _merged(first: Story, second: Story, twins: Sequence[Twins]) -> Story | None:
    """Return two stories as one, if they agree in all but one word."""
    lines = {**second.lines, **first.lines}
    for pair in twins:
        folding = _Folding(lines, [pair])
        key = folding.joined(first.root, second.root, pair)
        if key is not None and key != first.root:
            return arrange(key, folding.lines)
    return None


class _Folding:
    """Folds lines that agree."""

    def __init__(self, lines: Mapping[str, Line], twins: Sequence[Twins]) -> None:
        self.lines = dict(lines)
        self.changed = False
        self._twins = twins
        self._agreeing: dict[tuple[str, str, Twins], bool] = {}

    def fold_below(self, key: str) -> None:
        """Fold what one line rests on."""
        because = list(self.lines[key].because)
        for first in list(because):
            for second in list(because):
                if first in because and second in because and first != second:
                    both = self._joined_by_any(first, second)
                    if both is not None:
                        because[because.index(first)] = both
                        because.remove(second)
        if len(because) < len(self.lines[key].because):
            self.changed = True
            self.lines[key] = replace(self.lines[key], because=tuple(dict.fromkeys(because)))

    def _joined_by_any(self, first: str, second: str) -> str | None:
        for pair in self._twins:
            both = self.joined(first, second, pair)
            if both is not None:
                return both
        return None

    def joined(self, first: str, second: str, pair: Twins) -> str | None:
        """Return the key of two lines as one, or ``None`` if they do not agree."""
        if first == second:
            return first
        if not self._agree(first, second, pair):
            return None
        key = f"{first} & {second}"
        if key not in self.lines:
            one, other = self.lines[first], self.lines[second]
            matched, rest = self._matched(one, other, pair)
            because = [self.joined(*children, pair) or children[0] for children in matched]
            self.lines[key] = replace(
                one,
                key=key,
                text=_both(one.text, other.text, pair) or one.text,
                because=tuple(dict.fromkeys([*because, *rest])),
            )
        return key

    def _agree(self, first: str, second: str, pair: Twins) -> bool:
        """Return whether two lines say the same of two words, for reasons that mostly agree."""
        known = self._agreeing.get((first, second, pair))
        if known is None:
            one, other = self.lines[first], self.lines[second]
            known = (
                (one.kind, one.place) == (other.kind, other.place)
                and (one.rule == other.rule or not one.because)
                and _both(one.text, other.text, pair) is not None
            )
            if known and (one.because or other.because):
                matched, rest = self._matched(one, other, pair)
                known = one.kind == "absence" or len(rest) <= len(matched)
            self._agreeing[first, second, pair] = known
        return known

    def _matched(
        self, one: Line, other: Line, pair: Twins
    ) -> tuple[list[tuple[str, str]], list[str]]:
        """Return the lines below two lines that are the same or agree, and the rest of them."""
        left = [key for key in other.because if key not in one.because]
        matched, rest = [], []
        for key in one.because:
            if key in other.because:
                matched.append((key, key))
                continue
            partner = next(
                (candidate for candidate in left if self._agree(key, candidate, pair)), None
            )
            if partner is None:
                rest.append(key)
            else:
                left.remove(partner)
                matched.append((key, partner))
        return matched, [*rest, *left]


def _both(first: str, second: str, pair: Twins) -> str | None:
    """Return a sentence said of both of two words, if two sentences differ in nothing else."""
    if first == second:
        return first
    parts, others = _WORD.split(first), _WORD.split(second)
    if len(parts) != len(others):
        return None
    merged = []
    for place, (part, other) in enumerate(zip(parts, others, strict=True)):
        if part == other:
            merged.append(part)
        elif (part, other) != (pair.one, pair.other):
            return None
        elif parts[place - 1].endswith("(") and parts[place + 1].startswith(")"):
            merged.append(pair.both)
        else:
            merged.append(f"{pair.one} and {pair.other}")
    return "".join(merged)
