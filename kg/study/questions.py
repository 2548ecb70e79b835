"""Questions drawn from the rules: one right set of answers, plausible wrong ones, no giveaways."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import clingo

from kg.proof.narrative import Story
from kg.study.cue_check import Offered, giveaway
from kg.study.kinds import STORY, QuestionKind, predicate
from kg.study.question_context import NOW, World

__all__ = ["TASKS", "AnswerOption", "Asker", "Question", "story_of"]

#: What a reader is to do, by the form of the question.
TASKS: Final = {
    "one": "Choose one.",
    "several": "Choose all that apply.",
    "map": "Tap them on the body map.",
}
#: So many choices of answers are tried for a question before it is passed over.
_TRIES: Final = 24
#: Ranks below this give wrong answers before any other does, also when one of them has none.
_NEAR: Final = 2
#: The most and the fewest right answers where several may be right.
_RIGHT: Final = (1, 3)


@dataclass(frozen=True)
class AnswerOption:
    """An answer that is offered.

    Attributes:
        id: the answer as the rules write it.
        text: how it is shown.
        right: whether it is right.
        because: why it is right or wrong, in one sentence.
        claim: the atom that says so; it has a proof.
    """

    id: str
    text: str
    right: bool
    because: str
    claim: clingo.Symbol


@dataclass(frozen=True)
class Question:
    """A question with its answers.

    Attributes:
        id: names the question: the same fact asked in the same way has the same id.
        kind: its kind.
        label: what the kind asks for.
        form: ``one`` or ``several`` of the options are right, or they are muscles on the body map.
        story: the case it is about, line by line; empty when it is about no case.
        text: the question.
        options: the answers in the order they are offered.
        topics: the ids of what it belongs to, sorted.
        edition: the edition by which it is answered, or ``None`` when editions do not matter.
        source: where the kind of question comes from.
        differs: the editions that answer otherwise, sorted.
        world: what it was drawn from.
        picture: the exercise whose picture is shown; empty when none is.
    """

    id: str
    kind: str
    label: str
    form: Literal["one", "several", "map"]
    story: tuple[str, ...]
    text: str
    options: tuple[AnswerOption, ...]
    topics: tuple[str, ...]
    edition: str | None
    source: str
    differs: tuple[str, ...]
    world: World
    picture: str = ""

    @property
    def task(self) -> str:
        """What a reader is to do."""
        return TASKS[self.form]

    @property
    def right(self) -> tuple[AnswerOption, ...]:
        """The right answers."""
        return tuple(one for one in self.options if one.right)

    def is_right(self, chosen: Sequence[int]) -> bool:
        """Return whether some options, by their place from 0, are the right answers."""
        return sorted(set(chosen)) == [i for i, one in enumerate(self.options) if one.right]

    def proof(self, option: AnswerOption) -> Story:
        """Return why an answer is right or wrong, down to the tables and the case."""
        return self.world.story(option.claim)

    def faults(self) -> list[str]:
        """Return what the independent checker finds wrong with the proofs of all answers."""
        return self.world.faults([one.claim for one in self.options])


class Asker:
    """Draws the questions of one kind from one world."""

    def __init__(
        self, world: World, kind: QuestionKind, drawn: frozenset[str] = frozenset()
    ) -> None:
        """Read what the rules found.

        Args:
            world: what holds.
            kind: one of its kinds.
            drawn: the muscles that the body map shows; needed for questions on it.
        """
        self._world = world
        self._kind = kind
        self._drawn = drawn
        self._places_asked = sorted(map(tuple, world.rows("ask", kind)))
        self._right: dict[tuple[clingo.Symbol, ...], list[clingo.Symbol]] = {}
        self._wrong: dict[tuple[clingo.Symbol, ...], dict[clingo.Symbol, int]] = {}
        for *place, answer in sorted(world.rows("right", kind)):
            self._right.setdefault(tuple(place), []).append(answer)
        # What is offered and not right is wrong: so say the rules of every kind.
        for *place, answer, rank in world.rows("offer", kind):
            wrong_answers = self._wrong.setdefault(tuple(place), {})
            wrong_answers[answer] = min(rank.number, wrong_answers.get(answer, rank.number))
        for place_key, answers in self._right.items():
            for answer in answers:
                self._wrong.get(place_key, {}).pop(answer, None)
        self._topics: dict[tuple[clingo.Symbol, ...], set[str]] = {}
        for *place, topic in world.rows("topic", kind):
            self._topics.setdefault(tuple(place), set()).add(str(topic))

    @cached_property
    def _alike(self) -> dict[tuple[clingo.Symbol, ...], set[str]]:
        """What could make an answer the odd one out, by the places it depends on and the answer."""
        by_key: dict[tuple[clingo.Symbol, ...], set[str]] = {}
        if self._kind.alike is not None:
            for *row, alike in self._world.rows("alike", self._kind):
                by_key.setdefault(tuple(row), set()).add(str(alike))
        return by_key

    @cached_property
    def places(self) -> tuple[tuple[clingo.Symbol, ...], ...]:
        """What can be asked: the values of the kind's places, sorted."""
        return tuple(
            values
            for values in self._places_asked
            if values in self._right and values in self._topics
        )

    def edition(self, places: tuple[clingo.Symbol, ...]) -> str | None:
        """Return the edition by which something is asked, or ``None`` when it does not matter."""
        if self._kind.edition is not None:
            return str(places[self._kind.places.index(self._kind.edition)])
        now = self._world.cases.get(NOW)
        # A movement screen has no editions: only what findings say has.
        return now.answered.case.edition if now is not None and now.answered.case.findings else None

    def picture(self, places: tuple[clingo.Symbol, ...]) -> str:
        """Return the exercise whose picture is shown; empty when none is."""
        place = self._kind.picture
        return "" if place is None else str(places[self._kind.places.index(place)])

    def topics(self, places: tuple[clingo.Symbol, ...]) -> tuple[str, ...]:
        """Return what a question belongs to."""
        return tuple(sorted(self._topics[places]))

    def rights(self, places: tuple[clingo.Symbol, ...]) -> tuple[clingo.Symbol, ...]:
        """Return every right answer to something that can be asked."""
        return tuple(self._right[places])

    def draw(self, places: tuple[clingo.Symbol, ...], chance: random.Random) -> Question | None:
        """Return a question about some places, or ``None`` when no fair one was found.

        Args:
            places: one of ``places``.
            chance: decides which answers are offered, and their order.
        """
        text = self.text("ask", places)
        if self._kind.form == "map":
            return self._map(places)
        for _ in range(_TRIES):
            chosen = self._chosen(places, chance)
            if chosen is None:
                return None
            texts = [option.text for option in chosen]
            offered = [self._offered(places, option) for option in chosen]
            if len({text.casefold() for text in texts}) == len(texts) and not giveaway(
                text, offered, several=self._kind.form == "several"
            ):
                chance.shuffle(chosen)
                return self._question(places, tuple(chosen))
        return None

    def text(self, part: str, places: tuple[clingo.Symbol, ...]) -> str:
        """Return a text of the kind about some places."""
        return self._world.say.say(clingo.Function(predicate(part, self._kind), list(places)))

    def option(
        self, places: tuple[clingo.Symbol, ...], answer: clingo.Symbol, *, right: bool
    ) -> AnswerOption:
        """Return an answer to something that can be asked."""
        part = "right" if right else "wrong"
        claim = clingo.Function(predicate(part, self._kind), [*places, answer])
        say = self._world.say
        return AnswerOption(str(answer), _ended(say.say(answer)), right, say.say(claim), claim)

    def _chosen(
        self, places: tuple[clingo.Symbol, ...], chance: random.Random
    ) -> list[AnswerOption] | None:
        """Return as many answers as are offered, or ``None`` when there are not enough."""
        rights = list(self._right[places])
        wrongs = sorted(self._wrong.get(places, {}).items(), key=lambda one: (one[1], one[0]))
        number = 1
        if self._kind.form == "several":
            number = chance.randint(_RIGHT[0], min(_RIGHT[1], len(rights)))
            # Where few answers are wrong, more of the right ones make up the number.
            number = min(len(rights), max(number, self._kind.options - len(wrongs)))
        missing = self._kind.options - number
        if self._kind.form == "several":
            missing = min(missing, len(wrongs))
        if not 0 < missing <= len(wrongs):
            return None
        picked = chance.sample(rights, number)
        others = _nearest(wrongs, missing, chance)
        return [
            *(self.option(places, one, right=True) for one in picked),
            *(self.option(places, one, right=False) for one in others),
        ]

    def _offered(self, places: tuple[clingo.Symbol, ...], option: AnswerOption) -> Offered:
        by_name = dict(zip(self._kind.places, places, strict=True))
        key = (*(by_name[one] for one in self._kind.alike_places), option.claim.arguments[-1])
        return Offered(option.text, option.right, frozenset(self._alike.get(key, ())))

    def _map(self, places: tuple[clingo.Symbol, ...]) -> Question | None:
        """Return a question on the body map: every drawn muscle is an answer."""
        rights = [one for one in self._right[places] if self._shows(one)]
        wrongs = [one for one in self._wrong.get(places, {}) if self._shows(one)]
        if not rights or not wrongs:
            return None
        options = [self.option(places, one, right=True) for one in rights]
        options += [self.option(places, one, right=False) for one in wrongs]
        return self._question(places, tuple(sorted(options, key=lambda one: (one.text, one.id))))

    def _shows(self, answer: clingo.Symbol) -> bool:
        """Return whether the body map shows a muscle on a side."""
        return "|".join(map(str, answer.arguments)) in self._drawn

    def _question(
        self, places: tuple[clingo.Symbol, ...], options: tuple[AnswerOption, ...]
    ) -> Question:
        kind = self._kind
        about = ""
        if NOW in self._world.cases:
            about = self._world.cases[NOW].answered.case.to_json()
        return Question(
            id=f"{kind.name}({','.join(map(str, places))}){about}",
            kind=kind.name,
            label=kind.label,
            form=kind.form,
            story=tuple(story_of(self._world)),
            text=self.text("ask", places),
            options=options,
            topics=self.topics(places),
            edition=self.edition(places),
            source=kind.source,
            differs=tuple(self._differing(places, options)),
            world=self._world,
            picture=self.picture(places),
        )

    def _differing(
        self, places: tuple[clingo.Symbol, ...], options: tuple[AnswerOption, ...]
    ) -> Iterator[str]:
        """Yield the other editions that answer the same question otherwise."""
        if self._kind.edition is None:
            return
        where = self._kind.places.index(self._kind.edition)
        answers = {option.claim.arguments[-1] for option in options}
        mine = answers & set(self._right[places])
        for other in self.places:
            same = (*other[:where], *other[where + 1 :]) == (*places[:where], *places[where + 1 :])
            if same and other != places and answers & set(self._right[other]) != mine:
                yield str(other[where])


def _nearest(
    wrongs: Sequence[tuple[clingo.Symbol, int]], number: int, chance: random.Random
) -> list[clingo.Symbol]:
    """Return some wrong answers, most of them from those that come nearest to being right."""
    by_rank: dict[int, list[clingo.Symbol]] = {}
    for wrong_answer, rank in wrongs:
        by_rank.setdefault(rank, []).append(wrong_answer)
    for rank in sorted(by_rank):
        chance.shuffle(by_rank[rank])
    nearest = [rank for rank in sorted(by_rank) if rank < _NEAR]
    farther = [rank for rank in sorted(by_rank) if rank >= _NEAR]
    # In turn from the nearest ranks, so that none of them alone makes the wrong answers.
    ranked = [by_rank[rank].pop() for rank in _turns(nearest, by_rank)]
    ranked += [one for rank in farther for one in by_rank[rank]]
    return ranked[:number]


def _turns(ranks: Sequence[int], by_rank: Mapping[int, Sequence[clingo.Symbol]]) -> Iterator[int]:
    """Yield each rank as often as it has answers, one after another in turn."""
    longest = max((len(by_rank[rank]) for rank in ranks), default=0)
    sizes = {rank: len(by_rank[rank]) for rank in ranks}
    for turn in range(longest):
        yield from (rank for rank in ranks if turn < sizes[rank])


def _ended(text: str) -> str:
    """Return an answer without a full stop at its end: answers are no sentences."""
    return text.removesuffix(".")


def story_of(world: World) -> Iterator[str]:
    """Yield the lines of the story of a case: headings in their order, each with its items."""
    item_groups: dict[tuple[int, clingo.Symbol], list[clingo.Symbol]] = {}
    for atom in world.truth.of(STORY, 3):
        rank, heading, item = atom.arguments
        item_groups.setdefault((rank.number, heading), []).append(item)
    for (_, heading), items in sorted(item_groups.items(), key=lambda one: one[0]):
        item_texts = [_small(world.say.say(item)) for item in items]
        between = "; " if any("," in one for one in item_texts) else ", "
        yield f"{world.say.say(heading)} {between.join(item_texts)}."


def _small(text: str) -> str:
    """Return a text as it stands within a sentence: a first word such as TFL keeps its capitals."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first[1:] == first[1:].lower() else text
