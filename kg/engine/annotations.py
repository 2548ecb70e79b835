"""What the comments above the rules say. The only user of clingo.ast.

Above each rule stands ``%@ id=name label="sentence with {Variable}" source="where it is from"``,
on one comment line or several; ``%! name(Argument): sentence`` declares a predicate.
Comments are nodes of the syntax tree, so annotations bind by position.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from clingo import SymbolType, ast

from kg.engine.rules import CASE_PREFIX, RuleFile, Rules, placeholders
from kg.errors import KnowledgeError

__all__ = ["Annotation", "check_rules", "read_annotations"]

_KEYS = ("id", "label", "source")
_ID = re.compile(r"[a-z][a-z0-9_]*")
_COMPLAINT = re.compile(r"<string>:(\d+):(\d+)[-:\d]*: (?:error: )?(.*)", re.DOTALL)
_FORM = '`%@ id=name label="…" source="…"` above each rule'
Signature = tuple[str, int]


@dataclass(frozen=True)
class Annotation:
    """A rule with what its comment says of it.

    Attributes:
        id: the rule's name, unique in the rule set.
        label: the sentence for one instance of the rule, with ``{Variable}`` places.
        source: where the rule comes from.
        text: the rule, as the parser reads it.
        variables: the variables of the rule.
        file: the rule file.
        line: the line the rule begins on, counted from 1.
    """

    id: str
    label: str
    source: str
    text: str
    variables: frozenset[str]
    file: str
    line: int


def read_annotations(rules: Rules) -> tuple[Annotation, ...]:
    """Return every rule with its annotation, in the order of the files.

    Raises:
        KnowledgeError: when a file cannot be parsed, or an annotation is missing, incomplete,
            doubled, or speaks of a variable that its rule does not have; every fault is named.
    """
    parsed, faults = _parsed(rules)
    found, unread = _read(parsed)
    _raise(faults + unread)
    return tuple(found)


def check_rules(rules: Rules, facts: Mapping[str, Iterable[str]]) -> None:
    """Check a rule set as a whole.

    Beside the annotations: every predicate is declared once, and is derived by a rule, comes as a
    fact, or is filled by a case; no rule derives a fact's predicate; nothing declared is unused;
    and the tuple of a weak constraint begins with the id of the rule.

    Args:
        rules: the rule set.
        facts: the predicates of the bridge, with their arguments.

    Raises:
        KnowledgeError: with every fault, each with its file and line.
    """
    parsed, faults = _parsed(rules)
    faults += _read(parsed)[1]
    if not faults:
        signatures = {(name, len(tuple(args))) for name, args in facts.items()}
        faults = list(_uses(rules, parsed, signatures))
    _raise(faults)


def _raise(faults: list[KnowledgeError]) -> None:
    if faults:
        first = faults[0]
        raise KnowledgeError(
            first.found, allowed=first.allowed, file=first.file, line=first.line, also=faults[1:]
        )


@dataclass(frozen=True)
class _Statement:
    """A parsed rule, the annotation comments directly above it, and where it stands."""

    node: ast.AST
    comments: tuple[str, ...]
    file: str

    @property
    def line(self) -> int:
        """The line it begins on."""
        return int(self.node.location.begin.line)

    def fault(self, found: str, allowed: str) -> KnowledgeError:
        """Return a fault of this rule."""
        return KnowledgeError(found, allowed=allowed, file=self.file, line=self.line)


def _parsed(rules: Rules) -> tuple[list[_Statement], list[KnowledgeError]]:
    found: list[_Statement] = []
    faults: list[KnowledgeError] = []
    for file in rules.files:
        try:
            found += _statements(file)
        except KnowledgeError as error:
            faults.append(error)
    return found, faults


def _read(parsed: Iterable[_Statement]) -> tuple[list[Annotation], list[KnowledgeError]]:
    found: dict[str, Annotation] = {}
    faults: list[KnowledgeError] = []
    for statement in parsed:
        one = _annotation(statement)
        if isinstance(one, KnowledgeError):
            faults.append(one)
        elif one.id in found:
            first = found[one.id]
            allowed = f"one rule an id; it is that of {first.file}:{first.line}"
            faults.append(statement.fault(f"the id `{one.id}` again", allowed))
        else:
            found[one.id] = one
    return list(found.values()), faults


def _statements(file: RuleFile) -> list[_Statement]:
    name = f"rules/{file.name}"
    complaints: list[str] = []
    nodes: list[ast.AST] = []
    try:
        ast.parse_string(file.text, nodes.append, logger=lambda _, text: complaints.append(text))
    except RuntimeError as error:
        place = _COMPLAINT.match(complaints[0] if complaints else "")
        raise KnowledgeError(
            " ".join((place[3] if place else str(error)).split()),
            allowed="a rule that the parser accepts",
            file=name,
            line=int(place[1]) if place else None,
            column=int(place[2]) if place else None,
        ) from error
    found: list[_Statement] = []
    comments: list[str] = []
    for node in nodes:
        if node.ast_type is ast.ASTType.Comment:
            if node.value.startswith("%@"):
                comments.append(node.value[2:].strip())
        elif node.ast_type is not ast.ASTType.Program:
            found.append(_Statement(node, tuple(comments), name))
            comments = []
    return found


def _annotation(statement: _Statement) -> Annotation | KnowledgeError:
    node = statement.node
    if node.ast_type not in (ast.ASTType.Rule, ast.ASTType.Minimize):
        return statement.fault(f"`{node}`", "rules, constraints and weak constraints")
    try:
        pairs = [part.partition("=") for part in shlex.split(" ".join(statement.comments))]
    except ValueError:
        return statement.fault("an annotation with an open quotation mark", _FORM)
    given = {key: value for key, _, value in pairs}
    missing = [key for key in _KEYS if not given.get(key)]
    if missing or len(given) != len(pairs) or set(given) - set(_KEYS):
        lacks = f"without {' and '.join(missing)}" if missing else "with other keys"
        return statement.fault(f"an annotation {lacks}: `{node}`", _FORM)
    if not _ID.fullmatch(given["id"]):
        return statement.fault(f"the id `{given['id']}`", "small letters, digits and _")
    variables = frozenset(one.name for one in _nodes(node) if one.ast_type is ast.ASTType.Variable)
    unbound = sorted({place for place, _ in placeholders(given["label"])} - variables)
    if unbound:
        return statement.fault(
            f"the label of `{given['id']}` speaks of {', '.join(unbound)}",
            f"the rule's variables: {', '.join(sorted(variables)) or 'none'}",
        )
    weak = node.ast_type is ast.ASTType.Minimize
    if weak and str(next(iter(node.terms), "")) != given["id"]:
        return statement.fault(
            f"the tuple of `{given['id']}`", f"a tuple that begins with {given['id']}"
        )
    return Annotation(
        given["id"],
        given["label"],
        given["source"],
        str(node),
        variables,
        statement.file,
        statement.line,
    )


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and everything below it."""
    yield node
    for key in node.child_keys:
        child = getattr(node, key)
        for one in child if isinstance(child, ast.ASTSequence) else [child]:
            if isinstance(one, ast.AST):
                yield from _nodes(one)


# --- predicates ------------------------------------------------------------


def _uses(
    rules: Rules, parsed: Iterable[_Statement], facts: set[Signature]
) -> Iterator[KnowledgeError]:
    declared = rules.predicates
    derived: set[Signature] = set()
    needed: set[Signature] = set()
    used: set[Signature] = set()
    for statement in parsed:
        heads = set(_heads(statement.node))
        derived |= heads
        needed |= {one for literal in statement.node.body for one in _atoms(literal)}
        found = set(_signatures(statement.node))
        used |= found | set(_constants(statement.node))
        for signature in sorted(heads & facts):
            yield statement.fault(
                f"{_shown(signature)} is derived",
                "a predicate of its own: this one comes as facts",
            )
        for signature in sorted(found - declared.keys() - facts):
            yield statement.fault(
                f"{_shown(signature)} is not declared",
                "`%! name(Argument, …): sentence`, or a facts query",
            )
    for signature, one in declared.items():
        if signature in facts:
            wrong = "is declared", "nothing: it comes as facts, with its own header"
        elif one.name.startswith(CASE_PREFIX):
            continue
        elif signature not in used:
            wrong = "is declared and never used", "declarations of what rules use"
        elif signature in needed - derived:
            wrong = "is derived by nothing", "a rule, a facts query or a case_ predicate"
        else:
            continue
        yield KnowledgeError(
            f"{_shown(signature)} {wrong[0]}", allowed=wrong[1], file=one.file, line=one.line
        )


def _shown(signature: Signature) -> str:
    return f"`{signature[0]}/{signature[1]}`"


def _heads(statement: ast.AST) -> Iterator[Signature]:
    if statement.ast_type is ast.ASTType.Rule:
        head = statement.head
        if head.ast_type is ast.ASTType.Aggregate:
            for element in head.elements:
                yield from _atoms(element.literal)
        else:
            yield from _atoms(head)


def _atoms(node: ast.AST) -> Iterator[Signature]:
    for one in _nodes(node):
        if one.ast_type is ast.ASTType.SymbolicAtom and one.symbol.ast_type is ast.ASTType.Function:
            yield one.symbol.name, len(one.symbol.arguments)


def _signatures(statement: ast.AST) -> Iterator[Signature]:
    """Yield the atoms of a rule, and the terms with arguments inside them."""
    yield from _atoms(statement)
    for node in _nodes(statement):
        if node.ast_type is ast.ASTType.Function and node.name and node.arguments:
            yield node.name, len(node.arguments)


def _constants(statement: ast.AST) -> Iterator[Signature]:
    """Yield the constants of a rule: a declared one has a sentence instead of a label."""
    for node in _nodes(statement):
        if node.ast_type is ast.ASTType.SymbolicTerm and node.symbol.type is SymbolType.Function:
            yield node.symbol.name, 0
