"""What an axiom of the ontology says, as a sentence: the words of OWL, none of the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["axiom"]

#: What a property is, when an axiom gives it a characteristic.
_CHARACTERISTICS: Final[Mapping[str, str]] = {
    "owl:TransitiveProperty": "“{one}” carries on from each thing to the next",
    "owl:SymmetricProperty": "“{one}” holds both ways",
    "owl:AsymmetricProperty": "“{one}” never holds both ways",
    "owl:IrreflexiveProperty": "“{one}” never holds between a thing and itself",
    "owl:FunctionalProperty": "“{one}” has one value at most",
    "owl:InverseFunctionalProperty": "“{one}” tells its subject from all others",
    "owl:Class": "“{one}” is a kind of thing",
    "owl:ObjectProperty": "“{one}” relates two things",
    "owl:DatatypeProperty": "“{one}” gives a thing a number or a text",
    "owl:AnnotationProperty": "“{one}” is a remark",
}
#: What two things have to do with each other; what has no name of its own is not named.
_RELATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "rdf:type": ("{one}: {other}", "{one} is of a kind that a condition defines"),
    "rdfs:subPropertyOf": ("Wherever “{one}” holds, “{other}” holds too", ""),
    "rdfs:subClassOf": ("“{one}” is a kind of “{other}”", "“{one}” fulfils a condition"),
    "rdfs:domain": (
        "Whatever has “{one}” is of the kind “{other}”",
        "Whatever has “{one}” is of a kind that a condition defines",
    ),
    "rdfs:range": (
        "Whatever “{one}” points to is of the kind “{other}”",
        "Whatever “{one}” points to is of a kind that a condition defines",
    ),
    "owl:inverseOf": ("“{one}” is “{other}” read the other way", ""),
    "owl:equivalentProperty": ("“{one}” means the same as “{other}”", ""),
    "owl:equivalentClass": (
        "“{one}” means the same as “{other}”",
        "“{one}” is defined by a condition",
    ),
    "owl:disjointWith": ("Nothing is both “{one}” and “{other}”", ""),
    "owl:propertyChainAxiom": ("", "“{one}” follows from a chain of relations"),
}


def axiom(subject: str, predicate: str, target: str, labels: Mapping[str, str]) -> str | None:
    """Return what a statement says if its predicate is one of OWL.

    Args:
        subject: what it is about.
        predicate: the predicate, such as ``rdfs:domain``.
        target: its other end; empty when that has no name.
        labels: id to label.

    Returns:
        The sentence, or ``None`` for predicates of the field.
    """
    if predicate == "rdf:type" and target in _CHARACTERISTICS:
        form = _CHARACTERISTICS[target]
    else:
        form = _RELATIONS.get(predicate, ("", ""))[0 if target else 1]
    if not form:
        return None
    one, other = (labels.get(name, name) for name in (subject, target))
    return f"{form.format(one=one, other=other[:1].lower() + other[1:])}."
