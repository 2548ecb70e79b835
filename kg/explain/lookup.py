"""What a person means by a word: a statement of the advice, or something it could have said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import clingo

from kg.case.vocabulary import Vocabulary, plain
from kg.errors import BadInput, nearest
from kg.explain.consultation import Consultation
from kg.explain.statements import Statement
from kg.knowledge import KnowledgeBase
from kg.proof.proof import ANY, Pattern

__all__ = ["goals", "ids_of", "meant"]

_SHOWN = 8
#: The fields of a case whose names a question may be about.
_FIELDS: Final = ("exercise", "muscle", "finding", "posture_sign", "condition", "equipment")
#: What stands in a question for the thing itself, a side, or anything.
_OPEN: Final = ("it", "side", "any")
_BLANK = re.compile(r"\b_\b")
_ID = re.compile(r"[a-z][a-z0-9_]*")


def meant(consultation: Consultation, words: str, side: str | None = None) -> list[Statement]:
    """Return the statements of an advice that some words mean.

    Args:
        consultation: the advice.
        words: an atom as the rules write it, or an id, a label or another name of a thing.
        side: left, right, both or midline, to narrow it down.

    Raises:
        BadInput: when the words mean nothing, several things, or nothing the advice speaks of.
    """
    if "(" in words:
        atom = consultation.atom(words)
        matching = [one for one in consultation.statements if one.atom == str(atom)]
        if matching:
            return matching
        if atom in consultation.truth.atoms:
            return [Statement("", atom.name, None, str(atom))]
        raise BadInput(
            f"{atom} does not hold for this case", allowed="what holds; of the rest ask why-not"
        )
    about = {name for one in consultation.statements for name in _named(one)}
    ids = ids_of(consultation.answered.knowledge, words, about)
    here = [one for one in ids if one in about]
    if len(here) > 1:
        raise BadInput(f"{words!r} may mean {_listed(here)}", allowed="one of these")
    if not here:
        label = consultation.answered.knowledge.label(ids[0])
        raise BadInput(
            f"the advice does not speak of {label} ({ids[0]})",
            allowed="what it speaks of; of the rest ask why-not",
        )
    every = consultation.statements
    about_it = [one for one in every if one.about == here[0]]
    # The first part of the advice that speaks of it.
    about_it = [one for one in about_it if one.part == about_it[0].part]
    about_it = about_it or [one for one in every if here[0] in _named(one)]
    if side is not None:
        sides = sorted({one.side for one in about_it if one.side})
        about_it = [one for one in about_it if one.side == side]
        if not about_it:
            raise BadInput(f"no {side} side of {here[0]}", allowed=", ".join(sides) or "no side")
    return about_it


def goals(consultation: Consultation, words: str, side: str | None = None) -> list[Pattern]:
    """Return what some words ask about that does not hold.

    Args:
        consultation: the advice.
        words: an atom as the rules write it, with ``any`` for what may be anything, or an id, a
            label or another name of a thing; what is asked of it the rules say: ``asked/2``.
        side: left, right or midline, to narrow it down.

    Raises:
        BadInput: when the words mean nothing or several things, or when all of it holds.
    """
    if "(" in words or words in _predicates(consultation):
        atom = consultation.atom(_BLANK.sub("any", words))
        _check_predicate(consultation, atom)
        patterns = [_pattern(atom, {})]
    else:
        patterns = _questions(consultation, words, side)
    open_ones = [one for one in patterns if not _holds(consultation, one)]
    if not open_ones:
        first = next(_holding(consultation, patterns[0]))
        sentence = consultation.answered.say.say(first)
        raise BadInput(f"this holds for the case: {sentence}", allowed=f"ask why: {first}")
    return open_ones


def _questions(consultation: Consultation, words: str, side: str | None) -> list[Pattern]:
    """Return what is asked of the thing that some words mean."""
    questions = [one.arguments for one in consultation.truth.of("asked", 2)]
    of_all = [question for kind, question in questions if kind.name == plain(words)]
    if of_all:
        return [_pattern(one, {}) for one in of_all]
    relations = consultation.answered.knowledge.facts.relations
    ids = ids_of(consultation.answered.knowledge, words)
    patterns: dict[str, list[Pattern]] = {}
    for identifier in ids:
        values: dict[str, clingo.Symbol] = {"it": clingo.Function(identifier)}
        if side is not None:
            values["side"] = clingo.Function(side)
        for kind, question in questions:
            if any(str(row[0]) == identifier for row in relations.get(kind.name, ())):
                patterns.setdefault(identifier, []).append(_pattern(question, values))
    if len(patterns) > 1:
        raise BadInput(f"{words!r} may mean {_listed(sorted(patterns))}", allowed="one of these")
    if not patterns:
        kinds = sorted({kind.name.replace("_", " ") for kind, _ in questions})
        raise BadInput(
            f"nothing is asked of {ids[0]}", allowed=f"a thing of these kinds: {', '.join(kinds)}"
        )
    return next(iter(patterns.values()))


def _pattern(question: clingo.Symbol, values: Mapping[str, clingo.Symbol]) -> Pattern:
    """Return the atoms that a question means: what is not given may be anything."""
    arguments = [
        values.get(argument.name, ANY) if str(argument) in _OPEN else argument
        for argument in question.arguments
    ]
    return Pattern(question.name, tuple(arguments), question.positive)


def _holds(consultation: Consultation, goal: Pattern) -> bool:
    return next(_holding(consultation, goal), None) is not None


def _holding(consultation: Consultation, goal: Pattern) -> Iterator[clingo.Symbol]:
    return filter(goal.matches, consultation.truth.of(goal.name, len(goal.arguments)))


def _predicates(consultation: Consultation) -> set[str]:
    return {name for name, arity in consultation.answered.rules.predicates if arity == 0}


def _check_predicate(consultation: Consultation, atom: clingo.Symbol) -> None:
    """Refuse an atom of no predicate that there is."""
    answered = consultation.answered
    arities = {(name, arity) for name, arity in answered.rules.predicates}
    arities |= {(name, len(row)) for name, row in answered.knowledge.facts.signature.items()}
    if (atom.name, len(atom.arguments)) not in arities:
        same = sorted(f"{name}/{arity}" for name, arity in arities if name == atom.name)
        raise BadInput(
            f"there is no predicate {atom.name}/{len(atom.arguments)}",
            allowed=", ".join(same) or "a predicate of the rules",
            suggestions=nearest(atom.name, {name for name, _ in arities}),
        )


def _named(statement: Statement) -> set[str]:
    """Return the ids that a statement names, what it is about among them."""
    return {statement.about, *_ID.findall(statement.atom)}


def ids_of(knowledge: KnowledgeBase, words: str, more: Iterable[str] = ()) -> list[str]:
    """Return the ids that a name means, sorted.

    Args:
        knowledge: the ontology with its names.
        words: an id, a label or another name, in any letter case.
        more: further ids that are known.

    Raises:
        BadInput: when nothing is called so; the nearest names are offered.
    """
    typed = plain(words)
    names = {one: (one, *every) for one, every in knowledge.names.items()}
    names |= {one: (one,) for one in more if one not in names}
    if words in names:
        return [words]
    matches = sorted(
        identifier
        for identifier, every in names.items()
        if any(plain(name) == typed for name in every)
    )
    matches = matches or _as_people_write(knowledge, words)
    if not matches:
        known = {plain(name): one for one, every in names.items() for name in every}
        close = tuple(dict.fromkeys(known[name] for name in nearest(typed, known)))
        raise BadInput(
            f"nothing is called {words!r}",
            allowed="an id or a name of the ontology, or an atom of the rules",
            suggestions=close,
        )
    return matches


def _as_people_write(knowledge: KnowledgeBase, words: str) -> list[str]:
    """Return the ids that a name means which is none of the names of things, sorted."""
    vocabulary = Vocabulary.of(knowledge)
    meant = (vocabulary.meant(field, words) for field in _FIELDS)
    return sorted({identifier for identifiers in meant for identifier in identifiers})


def _listed(ids: list[str]) -> str:
    listed = ", ".join(ids[:_SHOWN])
    return listed if len(ids) <= _SHOWN else f"{listed} and {len(ids) - _SHOWN} more"
