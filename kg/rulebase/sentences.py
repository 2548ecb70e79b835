"""Atoms as sentences: the words come from the rules and the ontology, none from here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol

import clingo

from kg.rulebase.answer_set import Value, term
from kg.rulebase.rule_set import CASE_PREFIX, Rules, fill
from kg.rulebase.syntax import Anything, Argument, OpenTerm

__all__ = ["VERB", "Sentences"]


#: How an absence without a sentence of its own begins: of a rule, of the case, of the ontology.
_NOT_DERIVED: Final = "It does not follow that "
_NOT_SAID: Final = "The case does not say that "
_NO_FACT: Final = "Nothing in the ontology says that "
#: A place that asks for this, not for a property, holds the verb that goes with a label.
VERB: Final = "is"
_VERB_TEXT: Final = "verbText"
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class FactWords(Protocol):
    """What the bridge gives to sentences."""

    @property
    def signature(self) -> Mapping[str, tuple[str, ...]]:
        """Predicate to the names of its arguments."""

    @property
    def meanings(self) -> Mapping[str, str]:
        """Predicate to its sentence."""

    @property
    def absences(self) -> Mapping[str, str]:
        """Predicate to the sentence that says that there is no such fact."""


class Words(Protocol):
    """What a knowledge base gives to sentences."""

    @property
    def labels(self) -> Mapping[str, str]:
        """Id to its label."""

    @property
    def sentence_labels(self) -> Mapping[str, str]:
        """Id to its label within a sentence, where that begins with a proper name."""

    @property
    def texts(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Id to property to its texts."""

    @property
    def facts(self) -> FactWords:
        """The facts of the ontology."""


class Sentences:
    """Turns symbols into text with the declared sentences and the labels of the ontology."""

    def __init__(
        self, rules: Rules, words: Words, missing: Callable[[str], None] | None = None
    ) -> None:
        """Keep what sentences are made of.

        Args:
            rules: the rules whose declarations hold the sentences.
            words: the labels, texts and facts of the ontology; texts are only read when a sentence
                asks.
            missing: is told of everything that has no words: an id without a label, a term without
                a sentence, a text that an entry lacks.
        """
        self._predicates = rules.predicates
        self._absences = rules.absences
        self._words_of = words
        self._facts = words.facts
        self._missing = missing

    def label(self, name: str) -> str:
        """Return the label of an id, or the id in plain words when it has none."""
        label = self._words_of.labels.get(name)
        if not label:
            self._miss(name)
        return label or name.replace("_", " ")

    def text_of(self, name: str, key: str) -> str:
        """Return the texts of one kind that the ontology has for an id, as one."""
        return " ".join(self._words_of.texts.get(name, {}).get(key, ()))

    def say(self, symbol: clingo.Symbol) -> str:
        """Return what a symbol says: a sentence for an atom, a label for an id, or the value."""
        return _capital(self._words(symbol))

    def fact(self, symbol: clingo.Symbol) -> str:
        """Return what a fact of the ontology says: the sentence of its query.

        Raises:
            KeyError: when no query gives that predicate.
        """
        meaning = self._facts.meanings[symbol.name]
        return _capital(self._filled(meaning, self._facts.signature[symbol.name], symbol.arguments))

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
            value = self._value(binding[place], key)
            return value if begins else self._within(binding[place], value)

        return _capital(fill(label, words))

    def absent(self, name: str, arguments: Sequence[Argument]) -> str:
        """Return what it says that no atom of a pattern holds.

        Args:
            name: the predicate.
            arguments: its arguments; ``ANY`` stands for anything.
        """
        signature = name, len(arguments)
        if signature in self._absences:
            absence = self._absences[signature]
            return _capital(self._filled(absence.sentence, absence.arguments, arguments))
        if signature in self._predicates:
            declared = self._predicates[signature]
            names, sentence = declared.arguments, declared.sentence
            start = _NOT_SAID if name.startswith(CASE_PREFIX) else _NOT_DERIVED
        elif self._is_fact(signature):
            names, sentence, start = (
                self._facts.signature[name],
                self._facts.meanings[name],
                _NO_FACT,
            )
            if name in self._facts.absences:
                sentence, start = self._facts.absences[name], ""
        else:
            self._miss(f"{name}/{len(arguments)}")
            argument_text = ",".join(map(str, arguments))
            return (
                f"{_NOT_DERIVED}{name}({argument_text})."
                if argument_text
                else f"{_NOT_DERIVED}{name}."
            )
        text = self._filled(sentence, names, arguments)
        return start + _small(text) if start else _capital(text)

    def argument(self, symbol: clingo.Symbol, name: str) -> str | None:
        """Return the argument of a term that its declaration calls ``name``, if it has one.

        A plain one is returned as it stands, a term in words.
        """
        predicate = self._predicates.get((symbol.name, len(symbol.arguments)))
        if predicate is None or name not in predicate.arguments:
            return None
        value = symbol.arguments[predicate.arguments.index(name)]
        is_term = value.type is clingo.SymbolType.Function and value.arguments
        return self._words(value) if is_term else str(value)

    def _words(self, symbol: clingo.Symbol | OpenTerm) -> str:
        if isinstance(symbol, OpenTerm):
            return self._open_words(symbol)
        if symbol.type is clingo.SymbolType.Number:
            return str(symbol.number)
        if symbol.type is clingo.SymbolType.String:
            return symbol.string
        if symbol.type is not clingo.SymbolType.Function:
            return str(symbol)
        predicate = self._predicates.get((symbol.name, len(symbol.arguments)))
        if predicate is None or (not symbol.arguments and symbol.name in self._words_of.labels):
            if not symbol.arguments:
                return self.label(symbol.name)
            if self._is_fact((symbol.name, len(symbol.arguments))):
                return self.fact(symbol)
            self._miss(str(symbol))
            return str(symbol)
        return self._filled(predicate.sentence, predicate.arguments, symbol.arguments)

    def _open_words(self, term: OpenTerm) -> str:
        """Return what a term says of which some parts may be anything."""
        predicate = self._predicates.get((term.name, len(term.arguments)))
        if predicate is None:
            self._miss(str(term))
            return str(term)
        return self._filled(predicate.sentence, predicate.arguments, term.arguments)

    def _is_fact(self, signature: tuple[str, int]) -> bool:
        return len(self._facts.signature.get(signature[0], ())) == signature[1] > 0

    def _filled(self, sentence: str, names: Iterable[str], values: Iterable[Argument]) -> str:
        """Return a sentence with its places filled; ``ANY`` is any value."""
        named = dict(zip(names, values, strict=True))

        def words(place: str, key: str | None, begins: bool) -> str:
            value = named[_capital(place)]
            if isinstance(value, Anything):
                phrase = _any(_capital(place))
                return phrase if begins else _small(phrase)
            phrase = self._value(value, key)
            if key is not None:
                phrase = fill(phrase, within)
            return self._within(value, phrase) if place[:1].islower() else phrase

        def within(place: str, key: str | None, begins: bool) -> str:
            """Return the words for a place that a text of the ontology has of its own."""
            del begins
            value = named.get(_capital(place))
            if key is not None or value is None or isinstance(value, Anything):
                return f"{{{place}}}"
            return self._words(value)

        return fill(sentence, words)

    def _value(self, symbol: clingo.Symbol | OpenTerm, key: str | None) -> str:
        if key is None or isinstance(symbol, OpenTerm):
            return self._words(symbol)
        return self._text(symbol, key)

    def _within(self, symbol: clingo.Symbol | OpenTerm, words: str) -> str:
        """Return the words of a symbol within a sentence; a proper name keeps its capital."""
        is_id = isinstance(symbol, OpenTerm) or symbol.type is clingo.SymbolType.Function
        name = symbol.name if is_id else ""
        return words if self._words_of.sentence_labels.get(name) == words else _small(words)

    def _text(self, symbol: clingo.Symbol, key: str) -> str:
        name = symbol.name if symbol.type is clingo.SymbolType.Function else str(symbol)
        if key == VERB:
            return self.text_of(name, _VERB_TEXT) or VERB
        words = " ".join(self._words_of.texts.get(name, {}).get(key, ()))
        if not words:
            self._miss(f"{name}|{key}")
        return words

    def _miss(self, what: str) -> None:
        if self._missing is not None:
            self._missing(what)


def _any(name: str) -> str:
    """Return the words for any value of an argument: ``OtherFinding`` is any other finding."""
    return f"Any {_CAPITAL.sub(' ', name).lower()}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """Return a text as it stands within a sentence: a first word such as TFL keeps its capitals."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first[1:] == first[1:].lower() else text
