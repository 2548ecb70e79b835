"""Which letters of the rules mean something else than the table of ``rules/README.md`` says.

``python -m tests.rules.letters`` writes ``letters.txt`` anew; it may only get shorter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Final

from kg.knowledge import KnowledgeBase
from kg.rulebase.annotations import read_annotations
from kg.rulebase.rule_set import Rules
from kg.rulebase.syntax import Atom, Variable

ROOT: Final = Path(__file__).parents[2]
LISTED: Final = Path(__file__).parent / "letters.txt"
#: Arguments that say nothing of what they hold.
NEUTRAL: Final = frozenset(
    ["After", "Before", "First", "Lead", "Now", "Other", "Second", "Subject", "Thing", "Topic"]
)
_ROW: Final = re.compile(r"^\| ((?:`[A-Z]` ?)+)\| [^|]+ \| ([\w, ]+) \|$", re.MULTILINE)


def meanings() -> Mapping[str, frozenset[str]]:
    """Return the names of arguments that each letter may stand for."""
    text = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    return {
        letter: frozenset(row[2].split(", "))
        for row in _ROW.finditer(text)
        for letter in re.findall(r"[A-Z]", row[1])
    }


def other_uses() -> list[str]:
    """Return each rule with a letter that means something else: its id, the letter, the meaning."""
    knowledge = KnowledgeBase.load()
    rules = Rules.load(knowledge.places.rules)
    arguments = {one: said.arguments for one, said in rules.predicates.items()}
    for name, columns in knowledge.facts.signature.items():
        arguments[name, len(columns)] = tuple(column[:1].upper() + column[1:] for column in columns)
    allowed = meanings()
    lines = []
    for annotation in read_annotations(rules):
        held: dict[str, set[str]] = defaultdict(set)
        for atom in (atom for rule in annotation.rules for atom in _atoms(rule)):
            names = arguments.get(atom.signature, ())
            for argument, name in zip(atom.arguments, names, strict=False):
                if isinstance(argument, Variable) and len(argument.name) == 1:
                    held[argument.name].add(name)
        held.pop("_", None)
        lines += [
            f"{annotation.id} {letter} {'|'.join(sorted(names))}"
            for letter, names in held.items()
            if not names <= NEUTRAL and not names & allowed.get(letter, frozenset())
        ]
    return sorted(lines)


def _atoms(part: object) -> Iterator[Atom]:
    if isinstance(part, Atom):
        yield part
    if is_dataclass(part):
        for one in fields(part):
            yield from _atoms(getattr(part, one.name))
    elif isinstance(part, tuple):
        for inner in part:
            yield from _atoms(inner)


if __name__ == "__main__":
    LISTED.write_text("".join(f"{line}\n" for line in other_uses()), encoding="utf-8")
