"""The kinds of questions: one TOML file each, read and turned into rules of its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kg.errors import KnowledgeError, nearest
from kg.explain.case_domain import WRAPPER
from kg.rulebase.rule_set import RuleFile, placeholders

__all__ = [
    "ANSWER",
    "ANY_EDITION",
    "BEARS",
    "PARTS",
    "STORY",
    "QuestionKind",
    "Setting",
    "bearing_of",
    "predicate",
    "program_of",
    "read_kinds",
    "shared_for",
]

Form = Literal["one", "several", "map"]
#: The variable of an answer, and that of what makes answers alike, in the bodies of a kind.
ANSWER: Final = "Answer"
_ALIKE, _TOPIC = "Alike", "Topic"
#: The parts of a kind's rules, with how many arguments each has beside the places.
PARTS: Final = {"ask": 0, "right": 1, "offer": 2, "wrong": 1, "topic": 1, "alike": 2, "card": 0}
#: Every topic of a kind, and the edition, or that any will do.
BEARS: Final = "bears"
ANY_EDITION: Final = "any"
#: What tells the story of a case.
STORY: Final = "study_story"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PLACE = re.compile(r"[A-Z][A-Za-z0-9]*")
_FORBIDDEN = re.compile(r'["\\\n]')
#: An argument that may be anything, inside of a term behind ``not``.
_OPEN = re.compile(r"\bnot\s+\w+\([^()]*\w+\([^()]*\b_\b[^()]*\)")
#: A rule with the comments above it, and the predicate it gives.
_BLOCK = re.compile(r"(?:^%@.*\n)+^(?P<head>[a-z]\w*).*$", re.MULTILINE)
_INNER = re.compile(r"(?<!^)\{[A-Z]")
_VARIABLE = re.compile(r"\b[A-Z]\w*\b")
_WORD = re.compile(r"\b[a-z]\w*\b")
_FORMS: Final = {"one": "choose one", "several": "choose all that apply", "map": "the body map"}


class QuestionKind(BaseModel):
    """A kind of question, as its file describes it.

    A body is the body of a rule: predicates of the ontology and of ``study/study.lp``, over the
    variables of the places. A list of bodies are alternatives; those of ``offers`` stand in the
    order of how near they come to being right.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="the name of its file")
    label: str = Field(description="what it asks for, in a few words")
    form: Form = Field(description="; ".join(f"{key}: {text}" for key, text in _FORMS.items()))
    case: str | None = Field(None, description="the profile of random case it is asked about")
    places: tuple[str, ...] = Field(description="the variables that make a question")
    edition: str | None = Field(None, description="the place that names the edition")
    picture: str | None = Field(None, description="the place whose exercise is shown as a picture")
    when: str = Field(description="when there is such a question")
    text: str = Field(description="the question")
    right: tuple[str, ...] = Field(description="what is a right answer")
    right_says: str = Field(description="why it is right, in one sentence")
    offers: tuple[str, ...] = Field(description="which wrong answers are plausible")
    wrong_says: str = Field(description="why one of those is wrong, in one sentence")
    alike: str | None = Field(None, description="what could make one answer the odd one out")
    topic: str = Field(description="what it belongs to, in the ontology's own order")
    bears_on: str | None = Field(
        None, description="with a case: every topic it may belong to, by the facts alone"
    )
    card: str | None = Field(None, description="the front of a card; without it, none is made")
    tables: bool = Field(
        False, description="whether the answer to a case may be another one by other tables"
    )
    options: int = Field(4, ge=2, le=8, description="how many answers are offered")
    source: str = Field("the tables", description="where the kind comes from")

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, data: object) -> object:
        """Let a single body stand for a list of one."""
        if isinstance(data, dict):
            for key in ("right", "offers"):
                if isinstance(data.get(key), str):
                    data = {**data, key: [data[key]]}
        return data

    @cached_property
    def alike_places(self) -> tuple[str, ...]:
        """The places on which it depends what makes answers alike."""
        words = set(_VARIABLE.findall(self.alike or ""))
        return tuple(one for one in self.places if one in words)

    @cached_property
    def texts(self) -> dict[str, str]:
        """Every sentence of the file, by its key."""
        keys = ("text", "right_says", "wrong_says", "card")
        return {key: text for key in keys if (text := getattr(self, key)) is not None}


@dataclass(frozen=True)
class Setting:
    """All that stands in ``study/``.

    Attributes:
        kinds: the kinds by name, in the order of their names.
        shared: the rules that kinds may build on.
        folder: where it was read from.
    """

    kinds: dict[str, QuestionKind]
    shared: RuleFile
    folder: Path

    def named(self, names: Iterable[str]) -> list[QuestionKind]:
        """Return the kinds of some names; all when there are none.

        Raises:
            KnowledgeError: when there is no such kind.
        """
        kind_names = list(names) or list(self.kinds)
        for name in kind_names:
            if name not in self.kinds:
                raise KnowledgeError(
                    f"no kind of question {name!r}",
                    allowed=", ".join(self.kinds),
                    suggestions=nearest(name, self.kinds),
                )
        return [self.kinds[name] for name in kind_names]


def predicate(part: str, kind: QuestionKind) -> str:
    """Return the predicate of a part of a kind, such as ``right``."""
    return f"{part}_{kind.name}"


def read_kinds(folder: Path) -> Setting:
    """Return the kinds of questions of a folder.

    Args:
        folder: holds ``study.lp`` and ``kinds/*.toml``.

    Raises:
        KnowledgeError: when there is none, or a file cannot be used; the file is named.
    """
    shared = folder / "study.lp"
    if not shared.is_file():
        raise KnowledgeError("no study/study.lp beside the ontology", allowed="a study/ folder")
    paths = sorted((folder / "kinds").glob("*.toml"))
    if not paths:
        raise KnowledgeError("no kinds of questions", allowed="study/kinds/*.toml")
    kinds = {path.stem: _read(path) for path in paths}
    text = shared.read_text(encoding="utf-8")
    return Setting(kinds, RuleFile("../study/study.lp", text), folder)


def _read(path: Path) -> QuestionKind:
    """Read one file."""
    name = f"study/kinds/{path.name}"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"not TOML: {error}", file=name) from error
    known = [key for key in QuestionKind.model_fields if key != "name"]
    for key in data:
        if key not in known:
            raise KnowledgeError(
                f"the entry `{key}`",
                allowed=", ".join(known),
                suggestions=nearest(key, known),
                file=name,
            )
    try:
        kind = QuestionKind.model_validate({"name": path.stem, **data})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        problem = "missing" if first["type"] == "missing" else f"{first['input']!r}"
        raise KnowledgeError(
            f"the entry `{place}`: {problem}", allowed=_allowed(first["loc"]), file=name
        ) from error
    for fault in _faults(kind):
        raise KnowledgeError(fault[0], allowed=fault[1], file=name)
    return kind


def _allowed(location: tuple[int | str, ...]) -> str:
    field = QuestionKind.model_fields.get(str(location[0])) if location else None
    return (field.description or "") if field is not None else ""


def _faults(kind: QuestionKind) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a kind beyond its form, each with what is allowed."""
    if not _NAME.fullmatch(kind.name):
        yield f"the name `{kind.name}`", "small letters, digits and _"
    for place in kind.places:
        if not _PLACE.fullmatch(place) or place in {ANSWER, _ALIKE, _TOPIC}:
            yield f"the place `{place}`", f"a name such as `Muscle`, but not {ANSWER}"
    if kind.edition is not None and kind.edition not in kind.places:
        yield f"the edition `{kind.edition}`", f"one of the places: {', '.join(kind.places)}"
    if kind.picture is not None and kind.picture not in kind.places:
        yield f"the picture `{kind.picture}`", f"one of the places: {', '.join(kind.places)}"
    if kind.bears_on is not None and kind.case is None:
        yield "bears_on without a case", "a kind with a case; otherwise `topic` says it all"
    if kind.bears_on is not None and WRAPPER in _WORD.findall(kind.bears_on):
        yield f"bears_on speaks of `{WRAPPER}`", "the facts of the ontology: there is no case yet"
    for body in (
        *(kind.when, kind.topic, kind.alike or "", kind.bears_on or ""),
        *(*kind.right, *kind.offers),
    ):
        if match := _OPEN.search(body):
            # A proof can only show that nothing of a whole predicate holds.
            yield f"`{match[0]}`", "after `not`, no `_` inside of a term: name it in study.lp"
    for key, text in kind.texts.items():
        if _FORBIDDEN.search(text):
            yield f"{key} holds a quotation mark, backslash or line break", "plain text"
        known = set(kind.places) | ({ANSWER} if key.endswith("_says") else set())
        for place, _ in placeholders(text):
            if place[:1].upper() + place[1:] not in known:
                yield f"{key} speaks of `{place}`", ", ".join(sorted(known))


def program_of(kind: QuestionKind) -> RuleFile:
    """Return the rules that find the questions of a kind, its right answers and its wrong ones."""
    given = ", ".join(kind.places)
    ask = _atom("ask", kind, given)
    lines = [
        f"%! {ask}: {kind.text}",
        *_rule(kind, "ask", kind.label, ask, kind.when),
        f"%! {_atom('right', kind, given, ANSWER)}: {_declared(kind.right_says)}",
        f"%~ {_atom('right', kind, given, ANSWER)}: {_declared(kind.wrong_says)}",
    ]
    for number, body in enumerate(kind.right):
        head = _atom("right", kind, given, ANSWER)
        lines += _rule(kind, f"right_{number}", kind.right_says, head, f"{ask}, {body}")
    lines.append(f"%! {_atom('offer', kind, given, ANSWER, 'Rank')}: {{Answer}} is offered.")
    for number, body in enumerate(kind.offers):
        head = _atom("offer", kind, given, ANSWER, str(number))
        template = "{Answer} is offered as an answer."
        lines += _rule(kind, f"offer_{number}", template, head, f"{ask}, {body}")
    wrong = _atom("wrong", kind, given, ANSWER)
    # The rank is named, so that a check need not look; no place can have a name with _ in it.
    offer = _atom("offer", kind, given, ANSWER, "Rank_")
    body = f"{offer}, not {_atom('right', kind, given, ANSWER)}"
    lines += [f"%! {wrong}: {_declared(kind.wrong_says)}"]
    lines += _rule(kind, "wrong", kind.wrong_says, wrong, body)
    topic = _atom("topic", kind, given, _TOPIC)
    lines += [f"%! {topic}: It belongs to {{topic}}."]
    lines += _rule(kind, "topic", "It belongs to {Topic}.", topic, f"{ask}, {kind.topic}")
    if kind.alike is not None:
        # Only the places it depends on: with all of them there would be far more atoms to read.
        alike = _atom("alike", kind, ", ".join(kind.alike_places), ANSWER, _ALIKE)
        lines += [f"%! {alike}: {{Answer}} is of the kind {{alike}}."]
        for part in ("right", "wrong"):
            body = f"{_atom(part, kind, given, ANSWER)}, {kind.alike}"
            template = "{Answer} is of the kind {Alike}."
            lines += _rule(kind, f"alike_{part}", template, alike, body)
    lines += _bears(kind) if kind.bears_on is not None else []
    if kind.card is not None:
        lines += [f"%! {_atom('card', kind, given)}: {kind.card}"]
        lines += _rule(kind, "card", kind.label, _atom("card", kind, given), ask)
    return RuleFile(f"../study/kinds/{kind.name}.toml", "\n".join(lines) + "\n")


def bearing_of(kinds: Iterable[QuestionKind]) -> RuleFile:
    """Return the rules that tell what kinds may belong to, and by which edition, without a case.

    A kind with a case that does not say so has none.
    """
    lines = [line for kind in kinds for line in _bears(kind)]
    return RuleFile("../study/kinds", "\n".join(lines) + "\n")


def _bears(kind: QuestionKind) -> list[str]:
    """Return the rule that tells what a kind may belong to, if it can be told without a case."""
    body = kind.bears_on if kind.case is not None else f"{kind.when}, {kind.topic}"
    if body is None:
        return []
    head = f"{predicate(BEARS, kind)}({_TOPIC}, {kind.edition or ANY_EDITION})"
    declaration = f"%! {predicate(BEARS, kind)}({_TOPIC}, Edition): It may belong to {{topic}}."
    return [declaration, *_rule(kind, BEARS, "It may belong to {Topic}.", head, body)]


def _atom(part: str, kind: QuestionKind, *arguments: str) -> str:
    inner = ", ".join(one for one in arguments if one)
    return f"{predicate(part, kind)}({inner})" if inner else predicate(part, kind)


def _rule(kind: QuestionKind, part: str, label: str, head: str, body: str) -> list[str]:
    name = f"study_{kind.name}_{part}"
    return [f'%@ id={name} label="{label}" source="{kind.source}"', f"{head} :- {body}."]


def _declared(sentence: str) -> str:
    """Return a sentence of a rule as a declaration takes it: within it, places begin small."""
    return _INNER.sub(lambda match: match[0].lower(), sentence)


def shared_for(shared: RuleFile, kinds: Iterable[RuleFile]) -> RuleFile:
    """Return the shared rules that some kinds need, with all that is declared.

    Args:
        shared: ``study.lp``: each rule on a line of its own, below its comment.
        kinds: the rules of the kinds.
    """
    blocks = [(match["head"], match[0]) for match in _BLOCK.finditer(shared.text)]
    words = {word for kind in kinds for word in _WORD.findall(kind.text)} | {STORY}
    while True:
        needed = {text for head, text in blocks if head in words}
        more = {word for text in needed for word in _WORD.findall(text)} - words
        if not more:
            break
        words |= more
    text = _BLOCK.sub(lambda match: match[0] if match[0] in needed else "", shared.text)
    return RuleFile(shared.name, text)
