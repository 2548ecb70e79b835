"""What the comments above the rules say.

Above each rule is ``%@ id=name label="sentence with {Variable}" source="where it is from"``, on one
comment line or several; without a label, a rule says the sentence of what it derives.
``%! name(Argument): sentence`` declares a predicate, and ``%~ name(Argument): sentence`` says that
nothing of it holds.
Comments keep their place among the parsed rules, so annotations bind by position.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePath
from typing import NamedTuple

import clingo

from kg.errors import KnowledgeError, nearest
from kg.rulebase.parsing import (
    ParsedComment,
    ParsedConstant,
    ParsedDirective,
    ParsedRule,
    Unsupported,
    parse,
)
from kg.rulebase.rule_set import CASE_PREFIX, PLACEHOLDER, RuleFile, Rules, placeholders
from kg.rulebase.rule_tables import arguments_of
from kg.rulebase.syntax import (
    Atom,
    Chosen,
    Function,
    Rule,
    Term,
    Value,
    Variable,
    Weight,
    atoms_of,
    global_variables,
    terms_in,
    with_constants,
)

__all__ = ["Annotation", "check_rules", "read_annotations", "read_spans"]

_KEYS = ("id", "label", "source")
_ID = re.compile(r"[a-z][a-z0-9_]*")
_NAME = re.compile(r"\b[a-z]\w*")
_COMPLAINT = re.compile(r"<string>:(\d+):(\d+)[-:\d]*: (?:error: )?(.*)", re.DOTALL)
_FORM = '`%@ id=name label="…" source="…"` above each rule'
_ALLOWED = "rules, constraints and weak constraints"
Signature = tuple[str, int]


@dataclass(frozen=True)
class Annotation:
    """A rule with what its comment says of it.

    Attributes:
        id: the rule's name, unique in the rule set.
        label: the sentence for one instance of the rule, with ``{Variable}`` places.
        source: where the rule comes from.
        text: the rule, as the parser reads it.
        rules: the rule as data; one for each way through its pools.
        file: the rule file.
        line: the line the rule begins on, counted from 1.
    """

    id: str
    label: str
    source: str
    text: str
    rules: tuple[Rule, ...]
    file: str
    line: int


def read_annotations(rules: Rules) -> tuple[Annotation, ...]:
    """Return every rule with its annotation, in the order of the files.

    Raises:
        KnowledgeError: when a file cannot be parsed, or an annotation is missing, incomplete,
            doubled, or speaks of a variable that its rule does not have; every fault is named.
    """
    parsed, faults = _parsed(rules)
    found, unread = _read(parsed, rules)
    _raise(faults + unread)
    return tuple(found)


def read_spans(rules: Rules) -> Iterator[tuple[int, int, tuple[Rule, ...]]]:
    """Yield where each rule stands in the text of a rule set, and the rule as data.

    First comes its first line, counted from 0, then its last one. A constant or a directive has no
    rules.

    Raises:
        KnowledgeError: when a file cannot be parsed.
    """
    begin = 0
    constants = _constants_of(rules)
    for file in rules.files:
        parsed = _file(file)
        for statement in parsed.with_constants(constants):
            place = statement.parsed
            yield begin + place.line - 1, begin + place.last - 1, statement.rules
        for other in parsed.others:
            yield begin + other.line - 1, begin + other.last - 1, ()
        begin += file.text.count("\n") + 1


def check_rules(rules: Rules, facts: Mapping[str, Iterable[str]]) -> None:
    """Check a rule set as a whole.

    Beside the annotations: every predicate is declared once, and is derived by a rule, comes as a
    fact, or is filled by a case; no rule derives a fact's predicate; nothing declared is unused;
    what is said of an absence belongs to a declared predicate; and the tuple of a weak constraint
    begins with the id of the rule.

    Args:
        rules: the rule set.
        facts: the predicates of the bridge, with their arguments.

    Raises:
        KnowledgeError: with every fault, each with its file and line.
    """
    parsed, faults = _parsed(rules)
    faults += _read(parsed, rules)[1]
    if not faults:
        signatures = {(name, len(tuple(args))) for name, args in facts.items()}
        faults = list(_uses(rules, parsed, signatures))
    _raise(faults)


def _raise(faults: list[KnowledgeError]) -> None:
    if faults:
        raise faults[0].and_also(faults[1:])


@dataclass(frozen=True)
class _Statement:
    """A parsed rule, the annotation comments directly above it, and where it stands."""

    parsed: ParsedRule
    rules: tuple[Rule, ...]
    comments: tuple[str, ...]
    file: str
    line: int

    def fault(self, found: str, allowed: str, suggestions: Iterable[str] = ()) -> KnowledgeError:
        """Return a fault of this rule."""
        return KnowledgeError(
            found,
            allowed=allowed,
            suggestions=suggestions,
            file=self.file,
            line=self.line,
        )


class _ParsedFile(NamedTuple):
    """The rules of a file, and its constants and directives."""

    rules: tuple[_Statement, ...]
    others: tuple[ParsedConstant | ParsedDirective, ...]

    def with_constants(self, constants: Mapping[str, Term]) -> Iterator[_Statement]:
        """Yield the rules with the values of constants, which hold for a whole rule set."""
        for statement in self.rules:
            if constants.keys().isdisjoint(_NAME.findall(statement.parsed.text)):
                yield statement
            else:
                rules = tuple(with_constants(rule, constants) for rule in statement.rules)
                yield replace(statement, rules=rules)


def _constants_of(rules: Rules) -> dict[str, Term]:
    """Return the values of ``#const`` in all files that can be read."""
    values: dict[str, Term] = {}
    for file in rules.files:
        try:
            others = _file(file).others
        except KnowledgeError:
            continue
        values |= {one.name: one.value for one in others if isinstance(one, ParsedConstant)}
    return values


def _parsed(rules: Rules) -> tuple[list[_Statement], list[KnowledgeError]]:
    found: list[_Statement] = []
    faults: list[KnowledgeError] = []
    constants = _constants_of(rules)
    for file in rules.files:
        try:
            found += _file(file).with_constants(constants)
        except KnowledgeError as error:
            faults.append(error)
    return found, faults


def _read(
    parsed: Iterable[_Statement], rules: Rules
) -> tuple[list[Annotation], list[KnowledgeError]]:
    found: dict[str, Annotation] = {}
    faults: list[KnowledgeError] = []
    for statement in parsed:
        one = _annotation(statement, rules)
        if isinstance(one, KnowledgeError):
            faults.append(one)
        elif one.id in found:
            first = found[one.id]
            allowed = f"one rule an id; it is that of {first.file}:{first.line}"
            faults.append(statement.fault(f"the id `{one.id}` again", allowed))
        else:
            found[one.id] = one
    return list(found.values()), faults


@lru_cache(maxsize=256)
def _file(file: RuleFile) -> _ParsedFile:
    """Return what a file holds; most files are the same in many rule sets."""
    name = file.shown
    complaints: list[str] = []
    try:
        parsed = list(parse(file.text, complaints.append))
    except RuntimeError as error:
        place = _COMPLAINT.match(complaints[0] if complaints else "")
        raise KnowledgeError(
            " ".join((place[3] if place else str(error)).split()),
            allowed="a rule that the parser accepts",
            file=name,
            line=file.line(int(place[1])) if place else None,
            column=int(place[2]) if place else None,
        ) from error
    except Unsupported as error:
        raise KnowledgeError(
            f"`{error.text}`", allowed=_ALLOWED, file=name, line=file.line(error.line)
        ) from error
    directive = next((one for one in parsed if isinstance(one, ParsedDirective)), None)
    if directive is not None and not file.closed:
        raise KnowledgeError(
            f"`{directive.text}`", allowed=_ALLOWED, file=name, line=directive.line
        )
    found: list[_Statement] = []
    comments: list[str] = []
    for one in parsed:
        if isinstance(one, ParsedComment) and one.text.startswith("%@"):
            comments.append(one.text[2:].strip())
        elif isinstance(one, ParsedRule):
            line = file.line(one.line)
            found.append(_Statement(one, one.rules, tuple(comments), name, line))
            comments = []
    others = (one for one in parsed if isinstance(one, ParsedConstant | ParsedDirective))
    return _ParsedFile(tuple(found), tuple(others))


def _annotation(statement: _Statement, rules: Rules) -> Annotation | KnowledgeError:
    written = statement.parsed.text
    try:
        pairs = [part.partition("=") for part in shlex.split(" ".join(statement.comments))]
    except ValueError:
        return statement.fault("an annotation with an open quotation mark", _FORM)
    given = {key: value for key, _, value in pairs}
    is_doubled = len(given) != len(pairs)
    if "label" not in given:
        given["label"] = _sentence_of_head(statement.rules, rules)
    missing = [key for key in _KEYS if not given.get(key)]
    if missing or is_doubled or set(given) - set(_KEYS):
        lacks = f"without {' and '.join(missing)}" if missing else "with other keys"
        return statement.fault(f"an annotation {lacks}: `{written}`", _FORM)
    if not _ID.fullmatch(given["id"]):
        return statement.fault(f"the id `{given['id']}`", "small letters, digits and _")
    for rule in statement.rules:
        fault = _label_or_tuple_fault(statement, rule, given["id"], given["label"])
        if fault is not None:
            return fault
    return Annotation(
        given["id"],
        given["label"],
        given["source"],
        written,
        statement.rules,
        statement.file,
        statement.line,
    )


def _sentence_of_head(variants: Sequence[Rule], rules: Rules) -> str:
    """Return the declared sentence of what a rule derives, over the variables of its head.

    It is empty where the head is no atom, or an argument that the sentence names is no variable.
    """
    head = variants[0].head if variants else None
    predicate = rules.predicates.get(head.signature) if isinstance(head, Atom) else None
    if not isinstance(head, Atom) or predicate is None:
        return ""
    names = {
        name: term.name
        for name, term in zip(predicate.arguments, head.arguments, strict=True)
        if isinstance(term, Variable)
    }
    places = {place[:1].upper() + place[1:] for place, _ in placeholders(predicate.sentence)}
    if not places <= names.keys():
        return ""
    return PLACEHOLDER.sub(
        lambda place: (
            f"{{{names[place[1][:1].upper() + place[1][1:]]}{'|' + place[2] if place[2] else ''}}}"
        ),
        predicate.sentence,
    )


def _label_or_tuple_fault(
    statement: _Statement, rule: Rule, name: str, label: str
) -> KnowledgeError | None:
    """Return what is wrong with a label or with the tuple of a weak constraint, if anything."""
    variables = {*global_variables(rule), *_variables_of_choice(rule)}
    unbound = sorted({place for place, _ in placeholders(label)} - variables)
    if unbound:
        return statement.fault(
            f"the label of `{name}` speaks of {', '.join(unbound)}",
            f"the variables of the whole rule: {', '.join(sorted(variables)) or 'none'}",
        )
    if isinstance(rule.head, Weight) and str(next(iter(rule.head.terms), "")) != name:
        return statement.fault(f"the tuple of `{name}`", f"a tuple that begins with {name}")
    return None


def _variables_of_choice(rule: Rule) -> Iterator[str]:
    """Yield the variables of the only atom that a rule offers for a choice."""
    if isinstance(rule.head, Chosen) and len(rule.head.elements) == 1:
        yield from global_variables(Rule(rule.head.elements[0][0], ()))


# --- predicates ------------------------------------------------------------


def _uses(
    rules: Rules, parsed: Iterable[_Statement], facts: set[Signature]
) -> Iterator[KnowledgeError]:
    declared = rules.predicates
    packs = {file.shown for file in rules.files if file.pack}
    derived: set[Signature] = set()
    needed: set[Signature] = set()
    used: set[Signature] = set()
    for statement in parsed:
        heads = {one.signature for rule in statement.rules for one in heads_of(rule)}
        derived |= heads
        bodies = {atom.signature for rule in statement.rules for _, atom in atoms_of(rule.body)}
        needed |= bodies
        terms = [term for rule in statement.rules for term in terms_in(rule)]
        found = heads | bodies | set(_compounds(terms))
        used |= found | set(_constants(terms))
        for signature in sorted(heads & facts):
            yield statement.fault(
                f"{_shown(signature)} is derived",
                "a predicate of its own: this one comes as facts",
            )
        for signature in sorted(found - declared.keys() - facts):
            yield statement.fault(
                f"{_shown(signature)} is not declared",
                "`%! name(Argument, …): sentence`, or a facts query",
                _nearest(signature, declared.keys() | facts),
            )
    yield from _table_faults(rules)
    for signature, one in declared.items():
        if signature in facts:
            wrong = "is declared", "nothing: it comes as facts, with its own header"
        elif one.name.startswith(CASE_PREFIX):
            continue
        elif signature not in used:
            if packs and one.file not in packs:
                continue  # its rules may all be replaced by a pack
            wrong = "is declared and never used", "declarations of what rules use"
        elif signature in needed - derived:
            wrong = "is derived by nothing", "a rule, a facts query or a case_ predicate"
        else:
            continue
        yield KnowledgeError(
            f"{_shown(signature)} {wrong[0]}", allowed=wrong[1], file=one.file, line=one.line
        )
    for signature, one in rules.absences.items():
        if signature in facts:
            allowed = "a line `# not: sentence` in its facts query"
        elif signature in declared:
            continue
        else:
            allowed = "a predicate that `%!` declares"
        yield KnowledgeError(
            f"the absence of {_shown(signature)}", allowed=allowed, file=one.file, line=one.line
        )


def _table_faults(rules: Rules) -> Iterator[KnowledgeError]:
    """Yield the tables whose columns are not the arguments of their predicate."""
    for file in rules.files:
        if file.table:
            arguments = arguments_of(file.table)
            predicate = rules.predicates.get((PurePath(file.name).stem, len(arguments)))
            if predicate is not None and predicate.arguments != arguments:
                yield KnowledgeError(
                    f"the columns {', '.join(arguments)}",
                    allowed=f"the arguments as declared: {', '.join(predicate.arguments)}",
                    file=file.shown,
                    line=1,
                )


def _nearest(signature: Signature, known: Iterable[Signature]) -> list[str]:
    """Return the predicates that a misspelt one may be, those of the same size first."""
    sizes: dict[str, list[int]] = {}
    for name, arity in sorted(known):
        sizes.setdefault(name, []).append(arity)
    return [
        f"{name}/{min(sizes[name], key=lambda arity: abs(arity - signature[1]))}"
        for name in nearest(signature[0], sizes)
    ]


def _shown(signature: Signature) -> str:
    return f"`{signature[0]}/{signature[1]}`"


def heads_of(rule: Rule) -> Iterator[Atom]:
    """Yield the atoms that a rule may make true."""
    if isinstance(rule.head, Atom):
        yield rule.head
    elif isinstance(rule.head, Chosen):
        yield from (atom for atom, _ in rule.head.elements)


def _compounds(terms: Iterable[Term]) -> Iterator[Signature]:
    """Yield the terms with a name and arguments."""
    for term in terms:
        if isinstance(term, Function) and term.name and term.arguments:
            yield term.name, len(term.arguments)


def _constants(terms: Iterable[Term]) -> Iterator[Signature]:
    """Yield the constants: a declared one has a sentence instead of a label."""
    for term in terms:
        if isinstance(term, Value) and term.symbol.type is clingo.SymbolType.Function:
            yield term.symbol.name, 0
