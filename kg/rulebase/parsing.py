"""Rules read from text: from the tree of the parser to plain data. The only user of ``clingo.ast``.

Pools are expanded as the solver expands them, so one rule of a file may give several here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import clingo
from clingo import ast

from kg.rulebase.syntax import (
    TURNED,
    Aggregate,
    Atom,
    BodyLiteral,
    Chosen,
    Comparison,
    Conditional,
    Element,
    Function,
    Guard,
    Head,
    Interval,
    Operation,
    Operator,
    Relation,
    Rule,
    SignedLiteral,
    Term,
    Truth,
    Value,
    Variable,
    Weight,
)

__all__ = [
    "ParsedComment",
    "ParsedConstant",
    "ParsedDirective",
    "ParsedRule",
    "Unsupported",
    "parse",
]


class Unsupported(Exception):  # noqa: N818 - it names what is met, not a fault of ours
    """A construct that rules here may not use.

    Attributes:
        line: where it stands, counted from 1.
    """

    def __init__(self, text: str, line: int) -> None:
        """Keep the text and the line."""
        super().__init__(text)
        self.text = text
        self.line = line


@dataclass(frozen=True)
class ParsedRule:
    """A rule of a file, with the pools expanded.

    Attributes:
        text: the rule as the parser writes it.
        line: where it begins, counted from 1.
        last: the line it ends on.
        rules: the rule, or one for each way through its pools.
    """

    text: str
    line: int
    last: int
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class ParsedComment:
    """A comment line of a file, with its percent sign."""

    text: str
    line: int


@dataclass(frozen=True)
class ParsedConstant:
    """``#const name = value.``; wherever the name stands as a term, the value is meant."""

    name: str
    value: Term
    line: int
    last: int


@dataclass(frozen=True)
class ParsedDirective:
    """``#show`` or ``#defined``: what is shown or may be missing; it changes no answer."""

    text: str
    line: int
    last: int


Parsed: TypeAlias = ParsedRule | ParsedComment | ParsedConstant | ParsedDirective


def parse(text: str, complain: Callable[[str], None] | None = None) -> Iterator[Parsed]:
    """Yield the rules, comments, constants and directives of a program, in order.

    Args:
        text: the program.
        complain: is given what the parser has to say, as ``<string>:line:column: …``.

    Raises:
        RuntimeError: when the parser does not accept the text.
        Unsupported: for scripts, theory atoms, externals and other directives.
    """
    nodes: list[ast.AST] = []
    ast.parse_string(text, nodes.append, logger=lambda _, said: (complain or _silent)(said))
    for node in nodes:
        line, last = int(node.location.begin.line), int(node.location.end.line)
        if node.ast_type is ast.ASTType.Comment:
            yield ParsedComment(str(node.value), line)
        elif node.ast_type in (ast.ASTType.Rule, ast.ASTType.Minimize):
            yield ParsedRule(str(node), line, last, tuple(_rule(one) for one in node.unpool()))
        elif node.ast_type is ast.ASTType.Definition:
            yield ParsedConstant(node.name, _term(node.value), line, last)
        elif node.ast_type in (ast.ASTType.ShowSignature, ast.ASTType.Defined):
            yield ParsedDirective(str(node), line, last)
        elif node.ast_type is not ast.ASTType.Program or node.name != "base" or node.parameters:
            raise Unsupported(str(node), line)


def _silent(_: str) -> None:
    """Say nothing."""


# --- from the tree of the parser ------------------------------------------------------------------

_RELATIONS: Final[tuple[Relation, ...]] = (">", "<", "<=", ">=", "!=", "=")
_BINARY: Final[tuple[Operator, ...]] = ("^", "?", "&", "+", "-", "*", "/", "\\", "**")
_UNARY: Final[tuple[Operator, ...]] = ("-", "~", "|")
_FUNCTIONS: Final = ("#count", "#sum", "#sum+", "#min", "#max")


def _rule(node: ast.AST) -> Rule:
    body = tuple(_body_literal(one) for one in node.body)
    if node.ast_type is ast.ASTType.Minimize:
        terms = tuple(map(_term, node.terms))
        return Rule(Weight(_term(node.weight), _term(node.priority), terms), body)
    return Rule(_head(node.head), body)


def _head(node: ast.AST) -> Head:
    kind = node.ast_type
    if kind is ast.ASTType.Literal and node.sign == ast.Sign.NoSign:
        of = _literal(node).of
        if isinstance(of, Atom):
            return of
        if of == Truth(value=False):
            return None
    if kind in (ast.ASTType.Aggregate, ast.ASTType.Disjunction):
        pairs = tuple(_head_element(one) for one in node.elements)
        choice = kind is ast.ASTType.Aggregate
        return Chosen(pairs, choice, _guards(node) if choice else ())
    if kind is ast.ASTType.HeadAggregate:
        pairs = tuple(_head_element(one.condition) for one in node.elements)
        counted = tuple(tuple(map(_term, one.terms)) for one in node.elements)
        function = _FUNCTIONS[node.function]
        return Chosen(pairs, True, _guards(node), function, counted)
    raise Unsupported(str(node), int(node.location.begin.line))


def _head_element(node: ast.AST) -> tuple[Atom, tuple[SignedLiteral, ...]]:
    literal = _literal(node.literal)
    if literal.sign or not isinstance(literal.of, Atom):
        raise Unsupported(str(node), int(node.location.begin.line))
    return literal.of, tuple(map(_literal, node.condition))


def _body_literal(node: ast.AST) -> BodyLiteral:
    if node.ast_type is ast.ASTType.ConditionalLiteral:
        return Conditional(_literal(node.literal), tuple(map(_literal, node.condition)))
    inner = node.atom
    if inner.ast_type is ast.ASTType.BodyAggregate:
        elements = tuple(
            Element(tuple(map(_term, one.terms)), tuple(map(_literal, one.condition)))
            for one in inner.elements
        )
        return Aggregate(int(node.sign), _FUNCTIONS[inner.function], elements, _guards(inner))
    if inner.ast_type is ast.ASTType.Aggregate:
        elements = tuple(_counted(one) for one in inner.elements)
        return Aggregate(int(node.sign), "#count", elements, _guards(inner))
    return _literal(node)


def _counted(node: ast.AST) -> Element:
    """Return a conditional literal of ``{ … }`` in a body as an element that is counted."""
    literal = _literal(node.literal)
    name = Value(clingo.String(str(literal)))
    kept: tuple[Term, ...] = (name,)
    if isinstance(literal.of, Atom):
        kept = (name, Function("", literal.of.arguments))
    return Element(kept, (literal, *map(_literal, node.condition)))


def _guards(node: ast.AST) -> tuple[Guard, ...]:
    found = []
    if node.left_guard is not None:
        left = node.left_guard
        found.append(Guard(TURNED[_RELATIONS[left.comparison]], _term(left.term)))
    if node.right_guard is not None:
        found.append(_guard(node.right_guard))
    return tuple(found)


def _guard(node: ast.AST) -> Guard:
    return Guard(_RELATIONS[node.comparison], _term(node.term))


def _literal(node: ast.AST) -> SignedLiteral:
    if node.ast_type is not ast.ASTType.Literal:
        raise Unsupported(str(node), int(node.location.begin.line))
    inner = node.atom
    if inner.ast_type is ast.ASTType.BooleanConstant:
        return SignedLiteral(int(node.sign), Truth(bool(inner.value)))
    if inner.ast_type is ast.ASTType.Comparison:
        guards = tuple(map(_guard, inner.guards))
        return SignedLiteral(int(node.sign), Comparison(_term(inner.term), guards))
    if inner.ast_type is ast.ASTType.SymbolicAtom:
        return SignedLiteral(int(node.sign), _atom(inner.symbol))
    raise Unsupported(str(node), int(node.location.begin.line))


def _atom(node: ast.AST) -> Atom:
    if node.ast_type is ast.ASTType.UnaryOperation:
        inner = _atom(node.argument)
        return Atom(inner.name, inner.arguments, strong=not inner.strong)
    if node.ast_type is ast.ASTType.SymbolicTerm:
        return Atom(node.symbol.name, (), strong=not node.symbol.positive)
    if node.ast_type is ast.ASTType.Function and not node.external:
        return Atom(node.name, tuple(map(_term, node.arguments)))
    raise Unsupported(str(node), int(node.location.begin.line))


def _term(node: ast.AST) -> Term:
    match node.ast_type:
        case ast.ASTType.Variable:
            return Variable(node.name)
        case ast.ASTType.SymbolicTerm:
            return Value(node.symbol)
        case ast.ASTType.Function if not node.external:
            return Function(node.name, tuple(map(_term, node.arguments)))
        case ast.ASTType.UnaryOperation:
            return Operation(_UNARY[node.operator_type], (_term(node.argument),))
        case ast.ASTType.BinaryOperation:
            arguments = (_term(node.left), _term(node.right))
            return Operation(_BINARY[node.operator_type], arguments)
        case ast.ASTType.Interval:
            return Interval(_term(node.left), _term(node.right))
    raise Unsupported(str(node), int(node.location.begin.line))
