"""The source of questions: draws as many as are asked for, the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import RLock
from typing import Final

from kg.errors import BadInput, InternalError, nearest
from kg.explain.ontology_proofs import OntologyProofs
from kg.knowledge import KnowledgeBase
from kg.present.figure.body_map import body_map
from kg.present.figure.exercise_figures import ExerciseFigures
from kg.study.kinds import ANY_EDITION, QuestionKind, Setting, read_kinds
from kg.study.question_context import NOW, bearing, case_world, knowledge_world
from kg.study.questions import Asker, Question
from kg.study.random_cases import Drawer, Profile, read_profiles
from kg.study.topics import Topics

__all__ = ["ALL_EDITIONS", "FOLDER", "QuestionWishes", "Study"]

#: Where the kinds stand, beside the ontology.
FOLDER: Final = "study"
#: Asks for the questions of all editions.
ALL_EDITIONS: Final = "all"
#: So many cases in a row may give no question that is asked for.
_IDLE: Final = 6


@dataclass(frozen=True)
class QuestionWishes:
    """What is asked for.

    Attributes:
        number: how many questions.
        seed: names the draw: the same seed gives the same questions.
        topics: ids of topics; any when there are none.
        kinds: names of kinds; any when there are none.
        edition: an edition, ``all`` of them, or ``None`` for the usual one.
        per_case: the most questions of one kind about one case.
        without: ids of questions that are not to be drawn.
    """

    number: int
    seed: str
    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    edition: str | None = None
    per_case: int = 1
    without: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True)
class Study:
    """Everything that questions are drawn from.

    Attributes:
        knowledge: the ontology.
        setting: the kinds of questions.
        usual_edition: whose tables are used unless another edition is asked for.
        profiles: what random cases hold, by name.
        time_limit: seconds for each program of a case.
        lock: held by whoever draws or proves, where several do so at once.
    """

    knowledge: KnowledgeBase
    setting: Setting
    usual_edition: str
    profiles: dict[str, Profile]
    time_limit: float = 30.0
    lock: RLock = field(default_factory=RLock, repr=False, compare=False)

    @classmethod
    def load(cls, knowledge: KnowledgeBase | None = None, time_limit: float = 30.0) -> Study:
        """Return the source of questions that comes with a knowledge base.

        Args:
            knowledge: the ontology; the one that comes with the package when ``None``.
            time_limit: seconds for each program of a case.

        Raises:
            KnowledgeError: when the files of ``study/`` cannot be used.
        """
        knowledge = knowledge or KnowledgeBase.load()
        setting = read_kinds(knowledge.places.ontology.parent / FOLDER)
        edition, profiles = read_profiles(setting.folder)
        return cls(knowledge, setting, edition, dict(profiles), time_limit)

    @cached_property
    def topics(self) -> Topics:
        """The topics in their order."""
        return Topics.of(self.knowledge, self.setting.folder)

    @cached_property
    def ontology(self) -> OntologyProofs:
        """Proves what the ontology implies."""
        return OntologyProofs(self.knowledge)

    @cached_property
    def drawn(self) -> frozenset[str]:
        """The muscles that the body map shows, with their sides."""
        spots = body_map(None, self.knowledge).spots
        return frozenset(f"{spot.muscle}|{spot.side}" for spot in spots)

    @cached_property
    def figures(self) -> ExerciseFigures:
        """The pictures of exercises that questions and cards show."""
        return ExerciseFigures(self.knowledge)

    def edition(self, edition_word: str | None) -> str:
        """Return the edition that is meant.

        Raises:
            BadInput: when there is none of this name.
        """
        known = self.knowledge.vocabulary["edition"]
        if edition_word is None:
            return self.usual_edition
        if edition_word != ALL_EDITIONS and edition_word not in known:
            allowed = ", ".join([ALL_EDITIONS, *sorted(known)])
            raise BadInput(
                f"no edition {edition_word!r}",
                allowed=allowed,
                suggestions=nearest(edition_word, known),
            )
        return edition_word

    def asker(self, kind: QuestionKind) -> Asker:
        """Return what draws questions of a kind that needs no case."""
        if kind.name not in self._askers:
            world = knowledge_world(self.knowledge, self.setting, [kind], self.ontology)
            self._askers[kind.name] = Asker(world, kind)
        return self._askers[kind.name]

    @cached_property
    def _askers(self) -> dict[str, Asker]:
        return {}

    @cached_property
    def _bearing(self) -> dict[str, frozenset[tuple[str, str]]]:
        """Every topic that kinds may belong to, by which edition, where that can be told."""
        return bearing(self.knowledge, self.setting, list(self.setting.kinds.values()))

    def topics_of(self, kind: QuestionKind, edition: str = ALL_EDITIONS) -> frozenset[str] | None:
        """Return the topics that questions of a kind may belong to; ``None`` when any is possible.

        Args:
            kind: one of the kinds.
            edition: only questions by this edition; all of them otherwise.
        """
        if kind.name not in self._bearing:
            return None
        allowed = {ANY_EDITION, edition}
        return frozenset(
            topic
            for topic, of in self._bearing[kind.name]
            if edition == ALL_EDITIONS or of in allowed
        )

    def _bear(
        self, kinds: Sequence[QuestionKind], edition: str, topics: frozenset[str]
    ) -> list[QuestionKind]:
        """Return the kinds whose questions can belong to a topic that is asked for.

        Raises:
            BadInput: when there is none; topics near the first one that have questions are named.
        """
        if not topics:
            return list(kinds)
        of = {kind.name: self.topics_of(kind, edition) for kind in kinds}
        bearing_kinds = [
            kind
            for kind in kinds
            if (mine := of[kind.name]) is None or self.topics.within(mine, topics)
        ]
        if not bearing_kinds:
            having = frozenset[str]().union(*(mine for mine in of.values() if mine is not None))
            near = self.topics.near(topics, having)
            labels = ", ".join(self.topics.labels[one] for one in sorted(topics))
            raise BadInput(
                f"no question belongs to this topic: {labels}",
                allowed=f"topics near it that have questions: {', '.join(near)}",
            )
        return bearing_kinds

    def questions(
        self, wishes: QuestionWishes, report: Callable[[int], None] | None = None
    ) -> list[Question]:
        """Return as many questions as are asked for, each once, of all kinds in turn.

        The proofs of all their answers are checked.

        Args:
            wishes: which questions.
            report: is told how many there are, after each.

        Raises:
            BadInput: when there are not so many, or a topic, kind or edition is unknown.
        """
        return _checked(_filled(wishes, self.stream(wishes), report))

    def stream(self, wishes: QuestionWishes) -> Iterator[Question]:
        """Yield questions without end, or until nothing more is found; their proofs unchecked.

        Raises:
            BadInput: when a topic, kind or edition is unknown, or a topic has no questions.
        """
        edition = self.edition(wishes.edition)
        topics = frozenset(self.topics.meant(one) for one in wishes.topics)
        kinds = self._bear(self._kinds(wishes.kinds), edition, topics)
        chance = random.Random(wishes.seed)  # noqa: S311 - the same seed gives the same paper
        waiting = {
            kind.name: self._of_tables(kind, edition, wishes, topics)
            for kind in kinds
            if kind.case is None
        }
        profiles = sorted({kind.case for kind in kinds if kind.case is not None})
        about = {
            name: self._of_cases(
                name, [k for k in kinds if k.case == name], edition, wishes, topics
            )
            for name in profiles
        }
        met: set[tuple[tuple[str, ...], str, str]] = set()
        seen_keys: set[frozenset[str] | None] = set()
        idle: dict[str, int] = {}
        resting: dict[str, int] = {}
        while waiting or about:
            names = [*sorted(waiting), *sorted(f"{name}/" for name in about)]
            chance.shuffle(names)
            for name in names:
                source = about if name.endswith("/") else waiting
                key = name.removesuffix("/")
                if resting.get(name, 0):
                    resting[name] -= 1
                    continue
                batch = next(source[key], None)
                if batch is None:
                    del source[key]
                    continue
                # A case takes long; where none gives what is asked for, more of the others come.
                idle[name] = 0 if batch else idle.get(name, 0) + 1
                resting[name] = 2 * idle[name]
                for question in batch:
                    fact = _fact(question)
                    words = (question.story, question.text, question.picture)
                    if words in met or fact in seen_keys or question.id in wishes.without:
                        continue
                    met.add(words)
                    if fact is not None:
                        seen_keys.add(fact)
                    yield question

    def _kinds(self, names: Sequence[str]) -> list[QuestionKind]:
        for name in names:
            if name not in self.setting.kinds:
                raise BadInput(
                    f"no kind of question {name!r}",
                    allowed=", ".join(self.setting.kinds),
                    suggestions=nearest(name, self.setting.kinds),
                )
        return self.setting.named(names)

    def _of_tables(
        self, kind: QuestionKind, edition: str, wishes: QuestionWishes, topics: Iterable[str]
    ) -> Iterator[list[Question]]:
        """Yield the questions of a kind that needs no case, each time one."""
        asker = self.asker(kind)
        chance = random.Random(f"{wishes.seed} {kind.name}")  # noqa: S311
        places = list(asker.places)
        chance.shuffle(places)
        for place in places:
            of = asker.edition(place)
            if of is not None and edition not in (ALL_EDITIONS, of):
                continue
            if not self.topics.within(asker.topics(place), topics):
                continue
            question = asker.draw(place, chance)
            if question is not None:
                yield [question]

    def _of_cases(
        self,
        name: str,
        kinds: Sequence[QuestionKind],
        edition: str,
        wishes: QuestionWishes,
        topics: Iterable[str],
    ) -> Iterator[list[Question]]:
        """Yield the questions about random cases of a profile, each time those about one case."""
        if name not in self.profiles:
            raise BadInput(
                f"study/kinds/{kinds[0].name}.toml: no profile {name!r}",
                allowed=", ".join(self.profiles),
                suggestions=nearest(name, self.profiles),
            )
        used = self.usual_edition if edition == ALL_EDITIONS else edition
        idle = 0
        number = 0
        while idle < _IDLE:
            number += 1
            seed = f"{wishes.seed} {name} {number}"
            drawn_questions = self._about(name, kinds, used, seed, wishes.per_case, topics)
            idle = 0 if drawn_questions else idle + 1
            yield drawn_questions

    def _about(
        self,
        name: str,
        kinds: Sequence[QuestionKind],
        edition: str,
        seed: str,
        per_case: int,
        topics: Iterable[str],
    ) -> list[Question]:
        """Return the questions about one random case."""
        cases = Drawer(self.knowledge, edition, self.time_limit).cases(self.profiles[name], seed)
        world = case_world(cases, self.setting, kinds, self.ontology)
        chance = random.Random(f"{seed} questions")  # noqa: S311
        questions: list[Question] = []
        for kind in kinds:
            asker = Asker(world, kind, self.drawn)
            places = [p for p in asker.places if self.topics.within(asker.topics(p), topics)]
            chance.shuffle(places)
            drawn = (asker.draw(one, chance) for one in places)
            taken = 0
            for question in drawn:
                if question is None:
                    continue
                questions.append(self._by_other_tables(question, kind, seed))
                taken += 1
                if taken >= per_case:
                    break
        return questions

    def _by_other_tables(self, question: Question, kind: QuestionKind, seed: str) -> Question:
        """Return a question that says which editions answer it otherwise."""
        if not kind.tables:
            return question
        now = question.world.cases[NOW]
        seen = {row.finding for row in now.answered.case.findings}
        rows = self.knowledge.facts.relations["evidence"]
        editions = sorted({str(row[5]) for row in rows if row[1] in seen} - {question.edition})
        differing = []
        for edition in editions:
            cases = Drawer(self.knowledge, edition, self.time_limit).again(now.answered.case)
            world = case_world(cases, self.setting, [kind], self.ontology)
            there = {row[-1] for row in world.rows("right", kind)}
            if any((one.claim.arguments[-1] in there) != one.right for one in question.options):
                differing.append(edition)
        return replace(question, differs=tuple(differing))


def _fact(question: Question) -> frozenset[str] | None:
    """Return the fact behind a question without a case: asked the other way round it is the same.

    Two questions on one fact would answer each other in a paper.
    """
    if question.story or question.form != "one":
        return None
    return frozenset(map(str, question.right[0].claim.arguments))


def _filled(
    wishes: QuestionWishes, stream: Iterator[Question], report: Callable[[int], None] | None
) -> list[Question]:
    """Return as many questions as are asked for.

    Raises:
        BadInput: when there are not so many.
    """
    questions: list[Question] = []
    for question in stream:
        questions.append(question)
        if report is not None:
            report(len(questions))
        if len(questions) == wishes.number:
            return questions
    raise BadInput(
        f"only {len(questions)} questions fit, and {wishes.number} are asked for",
        allowed="fewer questions, or more topics, kinds or editions",
    )


def _checked(questions: list[Question]) -> list[Question]:
    """Return the questions, after the independent checker found the proofs of all answers right.

    Raises:
        InternalError: when it found a fault: a wrong key must never be given out.
    """
    worlds = {id(question.world): question.world for question in questions}
    for key, world in worlds.items():
        claims = [
            option.claim
            for question in questions
            if id(question.world) == key
            for option in question.options
        ]
        for fault in world.faults(claims)[:1]:
            raise InternalError(f"the proof of an answer is not right: {fault}")
    return questions
