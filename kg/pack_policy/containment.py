"""What keeps a client safe holds with packs as it does without: the second line behind the guard.

The rules that decide the safety predicates are taken out of the program, without a search, and
grounded twice for the same case: as they come with the package, and with the packs. What holds in
the first must hold in the second. It relies on no list of what may be replaced.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Final

import clingo

from kg.errors import KnowledgeError
from kg.knowledge import KnowledgeBase
from kg.knowledge.additions import Addition
from kg.pack_policy.guard import Marks, compute_guard, read_marks
from kg.paths import Cache
from kg.rulebase.annotations import heads_of, read_annotations
from kg.rulebase.lexing import statements, without_rules
from kg.rulebase.rule_set import Rules
from kg.rulebase.sentences import Sentences
from kg.rulebase.syntax import Chosen, Rule, atoms_of
from kg.solve.logic_program import LogicProgram
from kg.solve.search import ground

__all__ = ["SafetySlice", "find_lifted", "refuse_lifting", "safety_slice"]

Signature = tuple[str, int]
#: At most so many lifted statements are written out; the others are counted.
_SHOWN: Final = 3
_WORD: Final = re.compile(r"\b[a-z]\w*\b")


@dataclass(frozen=True)
class SafetySlice:
    """The part of a rule set that decides what keeps a client safe.

    Attributes:
        text: its rules, and the probes that ask about every exercise.
        signatures: the predicates of its bodies.
    """

    text: str
    signatures: frozenset[Signature]


@dataclass(frozen=True)
class _Side:
    """A knowledge base with its rules: that of the package alone, or with packs."""

    knowledge: KnowledgeBase
    rules: Rules

    @classmethod
    def of(cls, knowledge: KnowledgeBase, packs: Sequence[Addition]) -> _Side:
        """Return the package's side with some packs."""
        other = knowledge.with_packs(packs)
        return cls(other, Rules.of(other))


def refuse_lifting(program: LogicProgram, control: clingo.Control) -> None:
    """Raise if packs lift what keeps a client safe.

    Args:
        program: the program of a case with the packs.
        control: the same, grounded.

    Raises:
        KnowledgeError: naming the pack, what it would lift, and by which of its rules.
    """
    knowledge, rules, facts = program.knowledge, program.rules, program.given
    core = _core(knowledge)
    marks = read_marks(core.rules)
    safe = _safety_atoms(core, marks, facts)
    lifted = find_lifted(marks, safe, _safety_atoms(_Side(knowledge, rules), marks, facts))
    if lifted:
        raise _refusal(core, marks, facts, knowledge.sources.additions, lifted)
    let_through = tuple(_let_through(marks, safe, control))
    if let_through:
        raise _given(core, marks, rules, let_through)


def _core(knowledge: KnowledgeBase) -> _Side:
    """Return the package alone."""
    core = replace(knowledge.sources, additions=()).key
    return _core_of(_Core(core, Rules.load(knowledge.places.rules), knowledge))


@dataclass(frozen=True)
class _Core:
    """The package alone, told apart by the content of its files; loaded when it is first needed."""

    sources_key: str
    rules: Rules
    packed: KnowledgeBase = field(compare=False)


@lru_cache(maxsize=2)
def _core_of(core: _Core) -> _Side:
    return _Side(core.packed.with_packs(()), core.rules)


# --- the part that decides ----------------------------------------------------------------------


@lru_cache(maxsize=8)
def safety_slice(rules: Rules, cache: Cache) -> SafetySlice:
    """Return the part of a rule set that decides the marked safety predicates.

    A rule that reads an opened predicate is no part of it.

    Args:
        rules: the rule set.
        cache: where the part is kept.
    """
    name = f"safety-{_digest(rules)}.json"
    content = cache.read(name)
    if content is None:
        part = _slice_of(rules)
        cache.write(name, json.dumps([part.text, sorted(part.signatures)]).encode())
        return part
    text, signatures = json.loads(content)
    return SafetySlice(text, frozenset((name, arity) for name, arity in signatures))


def _digest(rules: Rules) -> str:
    """Return the identity of a slice: that of the rules and of the code that takes it out."""
    room = Path(__file__).parent
    code = b"".join((room / name).read_bytes() for name in ("guard.py", "containment.py"))
    return hashlib.sha256(rules.hash.encode() + code).hexdigest()


def _slice_of(rules: Rules) -> SafetySlice:
    marks = read_marks(rules)
    annotations = read_annotations(rules)
    decides = compute_guard(replace(marks, outputs=()), annotations).polarity.keys()
    barrier = {name for name in marks.opened if isinstance(name, tuple)}
    lines = list(rules.constants)
    signatures: set[Signature] = set()
    for one in annotations:
        bodies = {body for rule in one.rules for body in _body_signatures(rule)}
        heads = {head.signature for rule in one.rules for head in heads_of(rule)}
        if heads & decides and not bodies & barrier:
            lines.append(one.text)
            signatures |= bodies
    return SafetySlice("\n".join([*lines, *marks.probes]), frozenset(signatures))


def _body_signatures(rule: Rule) -> Iterator[Signature]:
    """Yield the predicates that a rule reads."""
    if isinstance(rule.head, Chosen):
        for _, condition in rule.head.elements:
            yield from (atom.signature for _, atom in atoms_of(condition))
    yield from (atom.signature for _, atom in atoms_of(rule.body))


Safe = Mapping[str, Mapping[tuple[object, ...], clingo.Symbol]]
"""What certainly holds: predicate to its compared values, each with an atom that says it."""


def _safety_atoms(side: _Side, marks: Marks, facts: Iterable[str]) -> Safe:
    """Return the marked atoms that hold whatever is chosen, by predicate."""
    part = safety_slice(side.rules, side.knowledge.cache)
    given = side.knowledge.facts
    words = set(_WORD.findall(part.text)) & set(given.signature)
    known = {(name, len(arguments)) for name, arguments in given.signature.items()}
    marked = {mark.signature for mark in marks.safety}
    control = ground(
        (part.text, given.source(sorted(words)), "\n".join(facts)),
        inputs=known | side.rules.case_signatures | part.signatures | marked,
    )
    atoms: dict[str, dict[tuple[object, ...], clingo.Symbol]] = {}
    for mark in marks.safety:
        if not mark.is_compared:
            continue
        rows = atoms.setdefault(mark.name, {})
        for atom in control.symbolic_atoms.by_signature(*mark.signature):
            if atom.is_fact:
                rows.setdefault(mark.project(atom.symbol.arguments), atom.symbol)
    return atoms


def find_lifted(marks: Marks, core: Safe, with_packs: Safe) -> tuple[clingo.Symbol, ...]:
    """Return what keeps a client safe in the one and not in the other, in the order of the marks.

    Args:
        marks: what is marked.
        core: what certainly holds without the packs.
        with_packs: what certainly holds with them.
    """
    return tuple(
        core[mark.name][values]
        for mark in marks.safety
        if mark.is_compared
        for values in sorted(core[mark.name].keys() - with_packs[mark.name].keys(), key=str)
    )


def _let_through(marks: Marks, core: Safe, control: clingo.Control) -> Iterator[clingo.Symbol]:
    """Yield what rules out something that the whole program may give to a client."""
    for output in (*marks.outputs, *marks.places):
        for mark in marks.safety:
            names = [name for name in mark.arguments if name != "_"]
            if not names or not set(names) <= set(output.arguments):
                continue
            places = [output.arguments.index(name) for name in names]
            found = {
                tuple(atom.symbol.arguments[place] for place in places)
                for atom in control.symbolic_atoms.by_signature(*output.signature)
            }
            for values in sorted(found & core[mark.name].keys(), key=str):
                yield core[mark.name][values]


# --- who is to blame ----------------------------------------------------------------------------


def _refusal(
    core: _Side,
    marks: Marks,
    facts: Sequence[str],
    packs: Sequence[Addition],
    lifted: Sequence[clingo.Symbol],
) -> KnowledgeError:
    """Return the message that names the first pack that lifts something, what, and by what."""
    safe = _safety_atoms(core, marks, facts)

    def lifts(some: Sequence[Addition]) -> tuple[clingo.Symbol, ...]:
        try:
            return find_lifted(
                marks, safe, _safety_atoms(_Side.of(core.knowledge, some), marks, facts)
            )
        except KnowledgeError:
            return ()

    guilty, by = "", ""
    for number, pack in enumerate(packs, 1):
        gone = lifts(packs[:number])
        if gone:
            before = packs[: number - 1]
            guilty, lifted = pack.id, gone
            by = ", ".join(name for name, part in _parts(pack) if lifts([*before, part]))
            by = by or ", ".join(name for name, rest in _rests(pack) if not lifts([*before, rest]))
            break
    who = f"pack {guilty}" if guilty else f"the packs {', '.join(one.id for one in packs)}"
    return KnowledgeError(
        f"{who} {'lifts' if guilty else 'lift'}: {_sentences(core, lifted)}"
        f"{f', by {by}' if by else ''}",
        allowed="packs that leave everything in place that keeps a client safe",
        file=f"{guilty}/pack.toml" if guilty else None,
    )


def _given(
    core: _Side, marks: Marks, rules: Rules, given: Sequence[clingo.Symbol]
) -> KnowledgeError:
    """Return the message that names the rules that could give what is ruled out to a client."""
    packs = {file.shown for file in rules.files if file.pack}
    reach = {mark.signature for mark in (*marks.outputs, *marks.places)}
    by = [
        one
        for one in read_annotations(rules)
        if one.file in packs
        and any(h.signature in reach for rule in one.rules for h in heads_of(rule))
    ]
    which = f" ({', '.join(f'`{one.id}`' for one in by)})" if by else ""
    return KnowledgeError(
        f"the packs{which} give to a client what is ruled out: {_sentences(core, given)}",
        allowed="packs that leave everything in place that keeps a client safe",
        file=by[0].file if by else None,
        line=by[0].line if by else None,
    )


def _sentences(core: _Side, lifted: Sequence[clingo.Symbol]) -> str:
    """Return some statements in words; of many the first, and how many more there are."""
    say = Sentences(core.rules, core.knowledge)
    sentences = list(dict.fromkeys(say.say(atom).removesuffix(".") for atom in _spread(lifted)))
    more = len(lifted) - min(_SHOWN, len(sentences))
    shown = "; ".join(f"“{one}”" for one in sentences[:_SHOWN])
    return f"{shown}{f' and {more} more' if more > 0 else ''}"


def _spread(lifted: Sequence[clingo.Symbol]) -> list[clingo.Symbol]:
    """Return one atom of each predicate first, then the others."""
    first = {atom.name: atom for atom in reversed(lifted)}
    heads = [atom for atom in lifted if first[atom.name] == atom]
    return [*heads, *(atom for atom in lifted if atom not in heads)]


def _parts(pack: Addition) -> Iterator[tuple[str, Addition]]:
    """Yield each thing that a pack does, alone, under the name of it."""
    bare = replace(
        pack,
        turtle=(),
        fact_queries=(),
        rules=(),
        replaced_rules=(),
        replaced_queries=(),
        said_more_of=(),
    )
    for name in pack.replaced_rules:
        yield name, replace(bare, replaced_rules=(name,))
    for name in pack.replaced_queries:
        own = tuple(one for one in pack.fact_queries if PurePath(one.name).stem == name)
        yield name, replace(bare, replaced_queries=(name,), fact_queries=own)
    for module in pack.turtle:
        yield module.name, replace(bare, turtle=(module,), said_more_of=pack.said_more_of)


def _rests(pack: Addition) -> Iterator[tuple[str, Addition]]:
    """Yield a pack without one of its own rules, under the id of that rule."""
    for file in pack.rules:
        for name in (one.id for one in statements(file.text) if one.id):
            text, _ = without_rules(file.text, {name})
            other = replace(file, content=text.encode())
            rest = tuple(other if one == file else one for one in pack.rules)
            yield name, replace(pack, rules=rest)
