"""What a person means by a word: a statement of the advice, or something it could have said."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.engine.vocabulary import plain
from kg.errors import BadInput, nearest
from kg.knowledge import KnowledgeBase
from kg.proof.consultation import Consultation
from kg.proof.statements import Statement

__all__ = ["ids_of", "meant"]

_SHOWN = 8
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
        told = [one for one in consultation.statements if one.atom == str(atom)]
        if told:
            return told
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
    found = [one for one in every if one.about == here[0]]
    found = found or [one for one in every if here[0] in _named(one)]
    if side is not None:
        sides = sorted({one.side for one in found if one.side})
        found = [one for one in found if one.side == side]
        if not found:
            raise BadInput(f"no {side} side of {here[0]}", allowed=", ".join(sides) or "no side")
    return found


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
    asked = plain(words)
    names = {one: (one, *every) for one, every in knowledge.names.items()}
    names |= {one: (one,) for one in more if one not in names}
    if words in names:
        return [words]
    found = sorted(
        one for one, every in names.items() if any(plain(name) == asked for name in every)
    )
    if not found:
        known = {plain(name): one for one, every in names.items() for name in every}
        close = tuple(dict.fromkeys(known[name] for name in nearest(asked, known)))
        raise BadInput(
            f"nothing is called {words!r}",
            allowed="an id or a name of the ontology, or an atom of the rules",
            suggestions=close,
        )
    return found


def _listed(ids: list[str]) -> str:
    shown = ", ".join(ids[:_SHOWN])
    return shown if len(ids) <= _SHOWN else f"{shown} and {len(ids) - _SHOWN} more"
