"""Two answers side by side: both programs, and only what differs, each with the rule behind it.

Plain values that say the same in JSON: a comparison may be made in another process.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from kg.advice.model import Advice, Item
from kg.explain.diff import Cause, Comparison, Difference, compare, firsts, way_from
from kg.explain.diff_narrative import Beside as Tale
from kg.explain.explainer import Against
from kg.packs.rule_firing import fired
from kg.present.advice_text import dose_words
from kg.present.rule_catalog import shelf
from kg.present.text_writer import in_digits, in_side
from kg.proof.proof import Step

__all__ = ["Answer", "Beside", "Exercise", "Group", "Row", "Stage", "Told", "beside"]

Which = Literal["first", "second"]

#: The parts of an advice by what a reader asks for, in the order in which they are shown.
_GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Referrals and warnings", ("referrals", "warnings")),
    ("What was seen", ("findings", "posture", "modifications", "tests")),
    ("Muscles", ("muscles", "syndromes")),
    ("Priorities", ("priorities", "fms")),
    ("Program", ("program.phases.items",)),
    ("Left out", ("gaps",)),
)
_REST: Final = "Doses, sessions and everything else"
#: What stands below these parts belongs to the rest, although it begins with the same name.
_APART: Final = ("program.phases.items.dose",)


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Told(_Value):
    """A step of a proof in a sentence, and where it comes from.

    Attributes:
        text: the sentence.
        rule: the id of the rule; empty for what is given.
        place: file and line, as far as known.
        source: where the rule or the fact comes from.
    """

    text: str
    rule: str = ""
    place: str = ""
    source: str = ""


class Row(_Value):
    """One difference.

    Attributes:
        before: what the first states, in a sentence; empty for nothing.
        after: what the second states.
        side: which of the two holds the steps that follow.
        way: from the first step that the other does not share up to the statement; may be empty.
        instead: what is so in the other one, in sentences.
        also: the other steps that rest only on what both share, and that the other does not share.
    """

    before: str
    after: str
    side: Which
    way: tuple[Told, ...] = ()
    instead: tuple[str, ...] = ()
    also: tuple[Told, ...] = ()


class Group(_Value):
    """Differences of one kind.

    Attributes:
        title: what they are about.
        rows: them, in the order of the advice.
        rest: whether a reader asks for them last.
    """

    title: str
    rows: tuple[Row, ...]
    rest: bool = False


class Exercise(_Value):
    """An exercise of a program.

    Attributes:
        label: its name.
        facts: side, dose and minutes in words.
        alone: whether the other program does not have it in this way.
    """

    label: str
    facts: str
    alone: bool


class Stage(_Value):
    """A phase of a program.

    Attributes:
        label: its name.
        items: its exercises, in order.
    """

    label: str
    items: tuple[Exercise, ...]


class Answer(_Value):
    """One of two answers in short.

    Attributes:
        result: what came of it, as the advice says it.
        minutes: how long its program is; empty without one.
        stages: its phases, in order.
        referrals: what to refer for, in sentences.
        given: what its case says and the other does not, in sentences.
        rules: the rules that only it has, as they stand, and that had a part in it.
    """

    result: str
    minutes: str
    stages: tuple[Stage, ...]
    referrals: tuple[str, ...]
    given: tuple[str, ...]
    rules: tuple[Told, ...] = ()


class Beside(_Value):
    """Two answers side by side.

    Attributes:
        first: the one.
        second: the other.
        groups: what differs; empty when nothing does.
    """

    first: Answer
    second: Answer
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """How many differences there are."""
        return sum(len(one.rows) for one in self.groups)


def beside(first: Against, second: Against) -> Beside:
    """Return two answers side by side.

    Args:
        first: tells what the first holds.
        second: tells what the second holds.
    """
    here, there = first.consultation.advice, second.consultation.advice
    found = compare(first.consultation, second.consultation)
    mine, theirs = (
        tuple(dict.fromkeys(_said(one, atom) for atom in atoms))
        for one, atoms in zip((first, second), found.given, strict=True)
    )
    rules = _rules(first, second), _rules(second, first)
    return Beside(
        first=_answer(here, there, mine).model_copy(update={"rules": rules[0]}),
        second=_answer(there, here, theirs).model_copy(update={"rules": rules[1]}),
        groups=tuple(_groups(found, first, second)),
    )


# --- what differs -------------------------------------------------------------------------------


def _groups(found: Comparison, first: Against, second: Against) -> Iterator[Group]:
    tale = Tale(found, first, second).story()
    rows: dict[str, list[Row]] = {}
    for one, key in zip(found.differences, tale.top.because, strict=True):
        cause = next((tale.lines[each] for each in tale.lines[key].because), None)
        instead = () if cause is None else tuple(tale.lines[each].text for each in cause.because)
        rows.setdefault(_title(one.part), []).append(_row(one, first, second, instead))
    for title in (*(title for title, _ in _GROUPS), _REST):
        if title in rows:
            yield Group(title=title, rows=tuple(rows[title]), rest=title == _REST)


def _title(part: str) -> str:
    for title, parts in _GROUPS:
        if any(part == one or part.startswith(f"{one}.") for one in parts):
            return _REST if part.startswith(_APART) else title
    return _REST


def _row(one: Difference, first: Against, second: Against, instead: tuple[str, ...]) -> Row:
    before = "" if one.before is None else _said(first, one.before.atom)
    after = "" if one.after is None else _said(second, one.after.atom)
    found = Row(before=before, after=after, side="second", instead=instead)
    if one.come is not None and one.after is not None:
        way, also = _way(one.come, one.after.atom, second, first)
        return found.model_copy(update={"way": way, "also": also})
    if one.gone is not None and one.before is not None:
        way, also = _way(one.gone, one.before.atom, first, second)
        return found.model_copy(update={"side": "first", "way": way, "also": also})
    return found


def _said(against: Against, atom: str) -> str:
    return against.teller.say.say(against.consultation.atom(atom))


def _way(
    cause: Cause, atom: str, here: Against, there: Against
) -> tuple[tuple[Told, ...], tuple[Told, ...]]:
    """Return the way from a cause to the atom, and the other steps where the two part."""
    root = here.consultation.atom(atom)
    answers = here.consultation, there.consultation
    way = [_told(step, here) for step in way_from(cause, root, *answers)]
    also = [_told(step, here) for step in firsts(root, *answers) if step.atom != cause.step.atom]
    plain = (one for at, one in enumerate(way) if at == 0 or one.text != way[at - 1].text)
    return tuple(plain), tuple(dict.fromkeys(also))


def _told(step: Step, here: Against) -> Told:
    if step.rule is None:
        line = here.teller.tell(here.consultation.why(step.atom)).top
        return Told(text=line.text, place=line.place, source="; ".join(line.sources))
    note = here.consultation.rulebook.annotations[step.rule]
    text = here.teller.say.instance(note.label, step.binding)
    return Told(text=text, rule=note.id, place=f"{note.file}:{note.line}", source=note.source)


# --- the answers in short -----------------------------------------------------------------------


def _answer(advice: Advice, other: Advice, given: tuple[str, ...]) -> Answer:
    theirs = {_exercise(item) for phase in other.program.phases for item in phase.items}
    stages = []
    for phase in advice.program.phases:
        items = []
        for item in phase.items:
            label, facts = _exercise(item)
            items.append(Exercise(label=label, facts=facts, alone=(label, facts) not in theirs))
        stages.append(Stage(label=phase.label, items=tuple(items)))
    some = any(stage.items for stage in stages)
    return Answer(
        result=advice.result,
        minutes=in_digits(advice.program.minutes) if some else "",
        stages=tuple(stages),
        referrals=tuple(note.text for note in advice.referrals),
        given=given,
    )


def _exercise(item: Item) -> tuple[str, str]:
    """Return the name of an exercise, and its side, dose and minutes in words."""
    facts = [in_side(item.side), *dose_words(item.dose), f"{in_digits(item.minutes)} min"]
    return item.label, " · ".join(facts)


def _rules(one: Against, other: Against) -> tuple[Told, ...]:
    """Return the rules that only one of two answers has and that fired, in their order."""
    mine, theirs = one.consultation.rulebook, other.consultation.rulebook
    if mine is theirs:
        return ()
    texts = {note.id: note.text for note in theirs.annotations.values()}
    alone = [note for note in mine.annotations.values() if texts.get(note.id) != note.text]
    awake = fired(alone, one.consultation.truth.atoms)
    answered = one.consultation.answered
    said = {each.id: each for each in shelf(answered.rules, answered.knowledge.facts)}
    return tuple(
        Told(
            text=said[note.id].sentence,
            rule=note.id,
            place=f"{note.file}:{note.line}",
            source=note.source,
        )
        for note in alone
        if note.id in awake
    )
