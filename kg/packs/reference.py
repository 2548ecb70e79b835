"""The reference of the rules: every predicate, annotation and facts query, read off the files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Final

from kg.advice.decode.assemble import OUTPUTS
from kg.knowledge import KnowledgeBase
from kg.knowledge.bridge import read_fact_query
from kg.pack_policy.pack_rules import extension_points
from kg.rulebase.annotations import Annotation, heads_of, read_annotations
from kg.rulebase.rule_set import CASE_PREFIX, Predicate, RuleFile, Rules
from kg.rulebase.syntax import Weight, atoms_of

__all__ = ["reference"]

Signature = tuple[str, int]
_MADE: Final = "<!-- Made by `continuum rules docs`; a change here is lost. -->"


def reference(knowledge: KnowledgeBase, pack: str | None = None) -> Mapping[str, str]:
    """Return the pages of the reference: file name to Markdown.

    Args:
        knowledge: the knowledge, with its packs.
        pack: the id of the pack to tell of; without it, everything.

    Raises:
        KnowledgeError: when a rule file or a facts query cannot be read.
    """
    rules = Rules.of(knowledge)
    files = [file for file in rules.files if pack is None or file.pack == pack]
    annotations = read_annotations(rules)
    return {
        "predicates.md": _predicates(rules, files, annotations),
        "rules.md": _rules(files, annotations),
        "facts.md": _facts(knowledge, annotations, pack),
    }


def _page(title: str, about: str, lines: Iterable[str]) -> str:
    return "\n".join([f"# {title}", "", _MADE, "", about, "", *lines]).rstrip("\n") + "\n"


def _predicates(rules: Rules, files: list[RuleFile], annotations: Iterable[Annotation]) -> str:
    derived, read = _uses(annotations)
    opened = extension_points(rules)
    by_file: dict[str, list[Predicate]] = defaultdict(list)
    for one in rules.predicates.values():
        by_file[one.file].append(one)
    lines: list[str] = []
    for file in files:
        if by_file[file.shown]:
            lines += [f"## {file.shown}", "", _first_comment(file), ""]
            for one in by_file[file.shown]:
                lines += _predicate(one, rules, derived, read, opened)
    about = (
        "What the rules speak of, file by file. *Given* by a case, *derived* by rules, a *term* "
        "within others; what Python reads stands in the contract of rules/README.md."
    )
    return _page("Predicates", about, lines)


def _predicate(
    one: Predicate,
    rules: Rules,
    derived: Mapping[Signature, list[str]],
    read: Mapping[Signature, list[str]],
    opened: Mapping[Signature, str],
) -> Iterator[str]:
    given = f"({', '.join(one.arguments)})" if one.arguments else ""
    yield f"### `{one.name}{given}`"
    yield ""
    yield one.sentence
    yield ""
    absence = rules.absences.get(one.signature)
    if absence is not None:
        yield f"- When absent: {absence.sentence}"
    if one.name.startswith(CASE_PREFIX):
        yield "- Given by the case."
    elif one.signature in derived:
        yield f"- Derived by {_listed(derived[one.signature])}."
    else:
        yield "- A term within others."
    if one.signature in read:
        yield f"- Read by {_listed(read[one.signature])}."
    if one.name in OUTPUTS:
        yield "- Read by Python for the advice."
    if one.signature in opened:
        yield f"- Open to packs: {opened[one.signature]}"
    yield ""


def _uses(
    annotations: Iterable[Annotation],
) -> tuple[Mapping[Signature, list[str]], Mapping[Signature, list[str]]]:
    derived: dict[Signature, list[str]] = defaultdict(list)
    read: dict[Signature, list[str]] = defaultdict(list)
    for one in annotations:
        for rule in one.rules:
            for head in heads_of(rule):
                derived[head.signature].append(one.id)
            for _, atom in atoms_of(rule.body):
                read[atom.signature].append(one.id)
    return derived, read


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in dict.fromkeys(ids))


def _first_comment(file: RuleFile) -> str:
    lines = []
    for line in file.text.splitlines():
        if not line.startswith("% "):
            break
        lines.append(line[2:])
    return " ".join(lines)


def _rules(files: Iterable[RuleFile], annotations: Iterable[Annotation]) -> str:
    by_file: dict[str, list[Annotation]] = defaultdict(list)
    for one in annotations:
        by_file[one.file].append(one)
    lines: list[str] = []
    for file in files:
        if by_file[file.shown]:
            lines += [f"## {file.shown}", ""]
            lines += ["| rule | kind | says | source |", "|---|---|---|---|"]
            lines += map(_rule, by_file[file.shown])
            lines.append("")
    about = "Every rule with its annotation: its id, what one instance of it says, its source."
    return _page("Rules", about, lines)


def _rule(one: Annotation) -> str:
    heads = {type(rule.head) for rule in one.rules}
    if Weight in heads:
        kind = "cost"
    elif type(None) in heads:
        kind = "requirement"
    elif any(getattr(rule.head, "choice", False) for rule in one.rules):
        kind = "choice"
    else:
        kind = "fact" if all(not rule.body for rule in one.rules) else "rule"
    return f"| `{one.id}` | {kind} | {_cell(one.label)} | {_cell(one.source)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _facts(knowledge: KnowledgeBase, annotations: Iterable[Annotation], pack: str | None) -> str:
    _, read = _uses(annotations)
    lines = []
    for source in sorted(knowledge.sources.fact_queries, key=lambda one: one.name):
        if pack is not None and not source.name.startswith(f"{pack}/"):
            continue
        query = read_fact_query(source)
        signature = (query.predicate, len(query.arguments))
        lines += [f"## `{query.predicate}({', '.join(query.arguments)})`", "", query.meaning, ""]
        if query.absence:
            lines.append(f"- When absent: {query.absence}")
        lines.append(f"- Filled by `{PurePath(source.name).as_posix()}`.")
        told = f"Read by {_listed(read[signature])}." if signature in read else "Read by no rule."
        lines += [f"- {told}", ""]
    about = (
        "The bridge from the ontology to the rules: one SPARQL query fills one predicate; its "
        "columns are the arguments, in order."
    )
    return _page("Facts", about, lines)
