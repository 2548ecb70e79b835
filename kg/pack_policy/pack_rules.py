"""What the rules of a pack may derive, and what not: the law between a pack and everybody else.

A pack derives predicates of its own and those that ``rules/extension_points.lp`` opens. Of any
other predicate it may only replace a rule that its manifest names. No predicate is named here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import clingo

from kg.errors import KnowledgeError, nearest
from kg.knowledge import KnowledgeBase
from kg.pack_policy.guard import Guard, compute_guard, read_marks
from kg.pack_policy.pack_faults import HEAVIEST, REASON
from kg.pack_policy.pack_names import taken_names
from kg.rulebase.annotations import Annotation, heads_of, read_annotations
from kg.rulebase.rule_set import CASE_PREFIX, Rules
from kg.rulebase.syntax import Atom, Chosen, Function, Operation, Term, Value, Variable, Weight

__all__ = ["check_packs", "extension_points", "guard_of", "refuse_guarded"]

Signature = tuple[str, int]
_POINT: Final = re.compile(r"%\+\s+(?P<name>[a-z]\w*)/(?P<arity>\d+):\s+(?P<text>.*\S)\s*")
_MARKED: Final = "rules/extension_points.lp"


def extension_points(rules: Rules) -> Mapping[Signature, str]:
    """Return the predicates that packs may derive more of, with what each is for.

    Raises:
        KnowledgeError: when a line that begins with ``%+`` cannot be read, or opens a predicate
            that nothing declares.
    """
    found: dict[Signature, str] = {}
    for file in rules.files:
        if file.pack:
            continue
        for number, line in enumerate(file.text.splitlines(), 1):
            if not line.startswith("%+"):
                continue
            point = _POINT.fullmatch(line)
            signature = (point["name"], int(point["arity"])) if point else ("", 0)
            if point is None or signature not in rules.predicates:
                raise KnowledgeError(
                    "an extension point that cannot be read",
                    allowed="`%+ name/number: what for.` of a declared predicate",
                    file=file.shown,
                    line=number,
                )
            found[signature] = point["text"]
    return MappingProxyType(found)


def guard_of(rules: Rules) -> Guard:
    """Return what no pack may replace.

    Args:
        rules: the rules that come with the package.

    Raises:
        KnowledgeError: when a mark cannot be read or marks nothing, or when a predicate is open to
            packs of which more could weaken what keeps a client safe.
    """
    marks = read_marks(rules)
    annotations = read_annotations(rules)
    guard = compute_guard(marks, annotations)
    names = {one.id for one in annotations} | {name for name, _ in guard.known}
    faults = [
        KnowledgeError(
            f"`%= {_shown(name)}` opens nothing",
            allowed="a declared predicate, or the id of a rule or facts query",
            suggestions=nearest(name if isinstance(name, str) else name[0], sorted(names)),
            file=_MARKED,
        )
        for name in marks.opened
        if name not in (guard.known if isinstance(name, tuple) else names)
    ]
    faults += [
        KnowledgeError(
            f"`{_shown(one)}` is open to packs, and more of it could weaken what keeps a client "
            "safe",
            allowed="predicates of which more only makes a client safer",
            file=_MARKED,
        )
        for one in extension_points(rules)
        if one in guard.weakening
    ]
    if faults:
        raise faults[0].and_also(faults[1:])
    return guard


def _shown(name: Signature | str) -> str:
    return name if isinstance(name, str) else f"{name[0]}/{name[1]}"


def refuse_guarded(knowledge: KnowledgeBase) -> None:
    """Raise if a pack replaces what keeps a client safe.

    Raises:
        KnowledgeError: with every rule and facts query that is closed to replacement, and why.
    """
    packs = knowledge.sources.additions
    if not any(pack.replaced_rules or pack.replaced_queries for pack in packs):
        return
    closed = guard_of(Rules.load(knowledge.places.rules)).closed
    faults = [
        KnowledgeError(
            f"[overrides]: {name} is not to be replaced: {closed[name].removesuffix('.')}",
            allowed=f"rules that add to it; {_MARKED} says what is marked and what is opened",
            file=f"{pack.id}/pack.toml",
        )
        for pack in packs
        for name in (*pack.replaced_rules, *pack.replaced_queries)
        if name in closed
    ]
    if faults:
        raise faults[0].and_also(faults[1:])


def check_packs(rules: Rules, knowledge: KnowledgeBase) -> None:
    """Check that the rules of packs keep the law.

    Args:
        rules: the rules with those of the packs, as ``Rules.of`` gives them.
        knowledge: the knowledge with the packs.

    Raises:
        KnowledgeError: with every fault, each with its file and line.
    """
    annotations = read_annotations(rules)
    law = _Law(rules, knowledge, annotations)
    faults = [*law.declared(), *taken_names(rules, knowledge)]
    for one in annotations:
        if one.file in law.pack_of:
            faults += law.broken_by(one)
    if faults:
        raise faults[0].and_also(faults[1:])


class _Law:
    """What each pack may derive."""

    def __init__(
        self, rules: Rules, knowledge: KnowledgeBase, annotations: Iterable[Annotation]
    ) -> None:
        """Gather what is open, what is whose, and what is replaced."""
        self.pack_of = {file.shown: file.pack for file in rules.files if file.pack}
        self._rules = rules
        self._packs = {one.id: one for one in knowledge.sources.additions}
        self._open = extension_points(rules)
        self._owner = {
            signature: self.pack_of.get(one.file, "") for signature, one in rules.predicates.items()
        }
        self._levels = sorted(
            {
                int(str(rule.head.level))
                for one in annotations
                if one.file not in self.pack_of
                for rule in one.rules
                if isinstance(rule.head, Weight) and str(rule.head.level).isdecimal()
            }
        )
        self._replaced = _replaced_heads(rules, knowledge)

    def declared(self) -> Iterator[KnowledgeError]:
        """Yield the declarations of packs that only the case may fill."""
        for (name, _), one in self._rules.predicates.items():
            if one.file in self.pack_of and name.startswith(CASE_PREFIX):
                yield KnowledgeError(
                    f"`{name}` is declared",
                    allowed=f"a name that does not begin with {CASE_PREFIX}: a case fills those",
                    file=one.file,
                    line=one.line,
                )

    def broken_by(self, one: Annotation) -> Iterator[KnowledgeError]:
        """Yield what a rule of a pack may not do."""
        pack = self.pack_of[one.file]
        for rule in one.rules:
            if isinstance(rule.head, Chosen) and not rule.head.choice:
                yield _fault(one, "a disjunction", "one head, or a choice")
            if isinstance(rule.head, Weight):
                yield from self._weight(one, rule.head)
            for head in heads_of(rule):
                yield from self._reason(one, head)
                if not self._may_derive(pack, head):
                    name, arity = head.signature
                    yield _fault(
                        one,
                        f"`{name}/{arity}` is derived, and it is not open to packs",
                        "a predicate of the pack's own, one of rules/extension_points.lp, or a "
                        "rule of it replaced under [overrides] of the manifest",
                    )

    def _may_derive(self, pack: str, head: Atom) -> bool:
        owner = self._owner.get(head.signature, "")
        friends = {pack, *self._packs[pack].requires}
        if head.strong:
            return False
        if owner in friends or head.signature in self._open:
            return True
        return any(_same_matter(old, head) for old in self._replaced.get(pack, ()))

    def _reason(self, one: Annotation, head: Atom) -> Iterator[KnowledgeError]:
        """Yield a reason that is no declared term; one that a variable holds is seen in a case."""
        declared = self._rules.predicates.get(head.signature)
        if declared is None or REASON not in declared.arguments:
            return
        term = head.arguments[declared.arguments.index(REASON)]
        if isinstance(term, Variable):
            return
        is_term = _is_constant(term) or (isinstance(term, Function) and bool(term.name))
        name, arity = str(term).partition("(")[0], len(getattr(term, "arguments", ()))
        if not is_term or (name, arity) not in self._rules.predicates:
            yield _fault(
                one,
                f"the reason {term}",
                "a term that is declared with its sentence: `%! term(Argument): …`",
            )

    def _weight(self, one: Annotation, head: Weight) -> Iterator[KnowledgeError]:
        level = str(head.level)
        levels = ", ".join(map(str, self._levels))
        if not level.isdecimal() or int(level) not in self._levels:
            yield _fault(one, f"a cost at level {level}", f"one of the levels {levels}")
        number = _bound(head.weight)
        if number > HEAVIEST:
            yield _fault(one, f"a cost of {number}", f"at most {HEAVIEST}")


def _replaced_heads(rules: Rules, knowledge: KnowledgeBase) -> Mapping[str, tuple[Atom, ...]]:
    """Return the heads of the rules that each pack replaces."""
    before = Rules.load(knowledge.places.rules)
    found: dict[str, tuple[Atom, ...]] = {}
    for pack in knowledge.sources.additions:
        if pack.replaced_rules:
            annotations = {one.id: one for one in read_annotations(before)}
            found[pack.id] = tuple(
                head
                for name in pack.replaced_rules
                for rule in annotations[name].rules
                for head in heads_of(rule)
            )
        before = before.with_pack(pack)
    return found


def _same_matter(old: Atom, new: Atom) -> bool:
    """Return whether a new head speaks of what an old one spoke of: the constants are the same."""
    if old.signature != new.signature:
        return False
    pairs = zip(old.arguments, new.arguments, strict=True)
    return all(str(one) == str(other) for one, other in pairs if _is_constant(one))


def _is_constant(term: Term) -> bool:
    return isinstance(term, Value) and term.symbol.type is clingo.SymbolType.Function


def _bound(term: Term) -> int:
    """Return how large a weight may be by its numbers; its variables are known in a case only."""
    if isinstance(term, Value):
        is_number = term.symbol.type is clingo.SymbolType.Number
        return abs(term.symbol.number) if is_number else 0
    if not isinstance(term, Operation):
        return 0
    bounds = [_bound(one) for one in term.arguments]
    if term.operator == "*":
        return math.prod(bound or 1 for bound in bounds)
    if term.operator == "**" and len(bounds) == 2:
        return int((bounds[0] or 1) ** min(bounds[1], 64))
    return sum(bounds)


def _fault(one: Annotation, found: str, allowed: str) -> KnowledgeError:
    return KnowledgeError(
        f"the rule `{one.id}`: {found}", allowed=allowed, file=one.file, line=one.line
    )
