"""Atoms as sentences: the words come from the rules and the ontology, none from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import clingo

from kg.engine.answer import Value, term
from kg.engine.rules import Rules, fill

__all__ = ["Sentences"]


class Words(Protocol):
    """What a knowledge base gives to sentences."""

    @property
    def labels(self) -> Mapping[str, str]:
        """Id to its label."""

    @property
    def texts(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Id to property to its texts."""


class Sentences:
    """Turns symbols into text with the declared sentences and the labels of the ontology."""

    def __init__(self, rules: Rules, words: Words) -> None:
        """Keep what sentences are made of.

        Args:
            rules: the rules whose declarations hold the sentences.
            words: the labels and texts of the ontology; texts are only read when a sentence asks.
        """
        self._predicates = rules.predicates
        self._words_of = words

    def label(self, name: str) -> str:
        """Return the label of an id, or the id in plain words when it has none."""
        return self._words_of.labels.get(name) or name.replace("_", " ")

    def say(self, symbol: clingo.Symbol) -> str:
        """Return what a symbol says: a sentence for an atom, a label for an id, or the value."""
        return _capital(self._words(symbol))

    def atom(self, predicate: str, values: Iterable[Value]) -> str:
        """Return what an atom says."""
        return self.say(clingo.Function(predicate, [term(value) for value in values]))

    def instance(self, label: str, binding: Mapping[str, clingo.Symbol]) -> str:
        """Return the sentence of one instance of a rule.

        Args:
            label: the rule's sentence, with ``{Variable}`` places.
            binding: the rule's variables with their values.
        """

        def words(place: str, key: str | None, begins: bool) -> str:
            found = self._value(binding[place], key)
            return found if begins else _small(found)

        return _capital(fill(label, words))

    def absent(self, name: str, arguments: Sequence[clingo.Symbol | None]) -> str:
        """Return what it says that no atom of a pattern holds."""
        shown = [clingo.Function("any") if one is None else one for one in arguments]
        return f"It does not follow: {_small(self.say(clingo.Function(name, shown)))}"

    def argument(self, symbol: clingo.Symbol, name: str) -> str | None:
        """Return the argument of a term that its declaration calls ``name``, if it has one."""
        predicate = self._predicates.get((symbol.name, len(symbol.arguments)))
        if predicate is None or name not in predicate.arguments:
            return None
        return str(symbol.arguments[predicate.arguments.index(name)])

    def _words(self, symbol: clingo.Symbol) -> str:
        if symbol.type is clingo.SymbolType.Number:
            return str(symbol.number)
        if symbol.type is clingo.SymbolType.String:
            return symbol.string
        if symbol.type is not clingo.SymbolType.Function:
            return str(symbol)
        predicate = self._predicates.get((symbol.name, len(symbol.arguments)))
        if predicate is None or (not symbol.arguments and symbol.name in self._words_of.labels):
            if symbol.arguments:
                return str(symbol)
            return self.label(symbol.name)
        named = dict(zip(predicate.arguments, symbol.arguments, strict=True))

        def words(place: str, key: str | None, _: bool) -> str:
            found = self._value(named[_capital(place)], key)
            return _small(found) if place[:1].islower() else found

        return fill(predicate.sentence, words)

    def _value(self, symbol: clingo.Symbol, key: str | None) -> str:
        return self._words(symbol) if key is None else self._text(symbol, key)

    def _text(self, symbol: clingo.Symbol, key: str) -> str:
        name = symbol.name if symbol.type is clingo.SymbolType.Function else str(symbol)
        return " ".join(self._words_of.texts.get(name, {}).get(key, ()))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """Return a text as it stands within a sentence: a first word such as TFL keeps its capitals."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first[1:] == first[1:].lower() else text
