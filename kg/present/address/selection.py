"""What is looked at, as the views need it: its name, what the advice says of it, where it lies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.advice.model import Advice
from kg.errors import BadInput
from kg.explain.consultation import Consultation
from kg.present.address.case import Look
from kg.present.text_writer import in_side
from kg.rulebase.sentences import Sentences

__all__ = ["Looked", "look_of_atom", "looked"]


@dataclass(frozen=True)
class Looked:
    """What is looked at.

    Attributes:
        title: its name, with its side.
        said: atoms and sentences that the advice states of it, in the order of the advice.
        atom: the atom whose proof is shown; ``None`` when nothing is said of it.
        muscles: the muscles it concerns, as id and side.
    """

    title: str
    said: tuple[tuple[str, str], ...]
    atom: str | None
    muscles: tuple[tuple[str, str], ...]


def looked(consultation: Consultation, look: Look) -> Looked:
    """Return what a look shows in an answer.

    Args:
        consultation: the answer.
        look: what is looked at; something of it may be unknown to this answer.
    """
    answered = consultation.answered
    about = look.about
    found = [one for one in consultation.statements if about and one.about == about]
    sided = [one for one in found if look.side is None or one.side in (look.side, None, "both")]
    said = dict.fromkeys(one.atom for one in sided or found)
    atom = _holding(consultation, look.atom) or next(iter(said), None)
    if atom is not None and atom not in said:
        said = {atom: None, **said}
    sentences = tuple((one, _sentence(consultation, answered.say, one)) for one in said)
    title = answered.knowledge.labels.get(about or "", "") if about else ""
    if title and look.side:
        title = f"{title}, {in_side(look.side)}"
    if not title and atom is not None:
        title = _sentence(consultation, answered.say, atom)
    return Looked(title, sentences, atom, tuple(_muscles(consultation.advice, look)))


def look_of_atom(consultation: Consultation, atom: str) -> Look:
    """Return the look at an atom: at the thing it is about, if the advice states it."""
    for one in consultation.statements:
        if one.atom == atom:
            side = one.side if one.side in {"left", "right", "midline"} else None
            return Look(one.about, side, atom)
    return Look(None, None, atom)


def _holding(consultation: Consultation, atom: str | None) -> str | None:
    """Return the atom if it is one and holds."""
    if atom is None:
        return None
    try:
        symbol = consultation.atom(atom)
    except BadInput:
        return None
    return atom if symbol in consultation.truth.atoms else None


def _sentence(consultation: Consultation, say: Sentences, atom: str) -> str:
    return say.say(consultation.atom(atom))


def _muscles(advice: Advice, look: Look) -> Iterable[tuple[str, str]]:
    """Yield the muscles that what is looked at concerns."""
    if look.about is None:
        return
    items = [item for phase in advice.program.phases for item in phase.items]
    for item in items:
        if item.exercise == look.about:
            yield from ((one.muscle, one.side) for one in item.targets)
    for muscle in advice.muscles:
        if (muscle.id == look.about and look.side in (None, muscle.side)) or any(
            one.finding == look.about for one in muscle.evidence
        ):
            yield muscle.id, muscle.side
