"""Entries of the ontology as pages of text with links: plain blocks, ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from kg.case.vocabulary import plain
from kg.knowledge import KnowledgeBase
from kg.present.evidence_table import Cell, Claim, evidence_of
from kg.present.ontology_browser import Atlas, BrowserEntry, Found, KindEntry, Mention, Relation

__all__ = ["ACT", "Block", "entry_page", "kind_page", "kinds_list", "link", "results_list"]

Block: TypeAlias = dict[str, Any]

#: What the name of a button begins with, as against the id of a thing.
ACT: Final = "!"
_DASHED: Final = "In a dashed frame: nobody states it, it follows from what is stated."
_DEFINITION: Final = "skos:definition"
_ABOUT: Final = "About"
_GIVEN: Final = "What the rules reason about"
_OTHERS: Final = "Everything else"
#: Kinds with fewer things are reached from their things.
_FEWEST: Final = 2


def link(identifier: str, text: str, note: str = "") -> Block:
    """Return a link to a thing."""
    return {"to": identifier, "text": text, **({"note": note} if note else {})}


def entry_page(
    knowledge: KnowledgeBase,
    atlas: Atlas,
    identifier: str,
    statement: str = "",
    acts: Mapping[str, str] = MappingProxyType({}),
    first: Sequence[Block] = (),
) -> list[Block]:
    """Return everything about a thing, for a reader.

    Args:
        knowledge: the ontology.
        atlas: the same, to look things up in.
        identifier: the id of the thing.
        statement: what the advice for the present case says of it.
        acts: what may be done with it: a name for each button, to its words.
        first: blocks that come first; their facts are not repeated below.

    Raises:
        BadInput: if there is no such thing.
    """
    facts = [row["name"] for block in first for row in block.get("rows", ())]
    title, *others = _entry(knowledge, atlas.entry(identifier), facts)
    items = [{"to": f"{ACT}{name}", "text": text} for name, text in acts.items()]
    onward: Block = {"kind": "acts", "text": statement, "items": items}
    return [title, *([onward] if statement or items else []), *first, *others]


def kind_page(knowledge: KnowledgeBase, atlas: Atlas, kind: str) -> list[Block]:
    """Return a kind with its things.

    Raises:
        BadInput: if there is no such kind.
    """
    things = atlas.things(kind)
    count = "1 thing" if len(things) == 1 else f"{len(things)} things"
    blocks: list[Block] = [{"kind": "title", "text": atlas.label(kind), "note": count}]
    definition = " ".join(knowledge.texts.get(kind, {}).get(_DEFINITION, ()))
    if definition:
        blocks.append({"kind": "text", "text": definition})
    by_letter: dict[str, list[Mention]] = {}
    for thing in things:
        by_letter.setdefault(thing.label[:1].upper(), []).append(thing)
    split = len(things) > len(by_letter) * 3
    if split:
        for letter, some in by_letter.items():
            blocks.append({"kind": "links", "title": letter, "items": _links(some)})
    else:
        blocks.append({"kind": "links", "items": _links(things)})
    return blocks


def kinds_list(knowledge: KnowledgeBase, atlas: Atlas, chosen: str | None) -> list[Block]:
    """Return the kinds that there are: first those that the rules are given, then the others."""
    given = knowledge.facts.relations
    parts: dict[str, list[Block]] = {_GIVEN: [], _OTHERS: []}
    for kind in atlas.kinds:
        if kind.count >= _FEWEST:
            name = plain(kind.label).replace(" ", "_")
            parts[_GIVEN if name in given else _OTHERS].append(_kind(kind, chosen))
    return [
        {"kind": "links", "title": title, "items": items} for title, items in parts.items() if items
    ]


def _kind(kind: KindEntry, chosen: str | None) -> Block:
    return {**link(kind.id, kind.label, str(kind.count)), "chosen": kind.id == chosen}


def results_list(atlas: Atlas, words: str, most: int, chosen: str | None) -> list[Block]:
    """Return what a search finds, the best first: things, and the kinds that are called so.

    Args:
        atlas: where to search.
        words: what is searched for.
        most: the most things to return.
        chosen: the id of what is looked at.

    Returns:
        Nothing when nothing is called that, nor nearly so.
    """
    words_typed = plain(words).split()
    kinds = [
        kind
        for kind in atlas.kinds
        if all(
            any(word.startswith(word_typed) for word in plain(kind.label).split())
            for word_typed in words_typed
        )
    ]
    blocks: list[Block] = []
    results = atlas.search(words, most)
    if results:
        items = [{**_hit_block(one), "chosen": one.id == chosen} for one in results]
        best = "the best " if len(results) == most else ""
        blocks.append({"kind": "links", "title": f"Things: {best}{len(results)}", "items": items})
    if words_typed and kinds:
        items = [_kind(one, chosen) for one in kinds]
        blocks.append({"kind": "links", "title": f"Kinds: {len(kinds)}", "items": items})
    return blocks


def _hit_block(hit: Found) -> Block:
    return link(hit.id, hit.label, f"{hit.kind}: {hit.by}" if hit.by else hit.kind)


def _entry(
    knowledge: KnowledgeBase, entry: BrowserEntry, names_above: Sequence[str]
) -> Iterator[Block]:
    stated = [one.label for one in entry.kinds if not one.follows]
    yield {"kind": "title", "text": entry.label, "note": ", ".join(stated)}
    if entry.definition:
        yield {"kind": "text", "text": entry.definition}
    rows: list[Block] = []
    if entry.synonyms:
        rows.append({"name": "Also called", "text": "; ".join(entry.synonyms)})
    texts: dict[str, list[str]] = {}
    for name, text in entry.texts:
        if name not in names_above:
            texts.setdefault(name, []).append(text)
    rows += [{"name": name, "text": " ".join(some)} for name, some in texts.items()]
    if rows:
        yield {"kind": "facts", "rows": rows}
    seen_kinds = set()
    table = evidence_of(entry.id, knowledge)
    if table is not None:
        columns = [_ABOUT, "Taken together", *(name for _, name in table.editions)]
        yield {
            "kind": "table",
            "title": f"Evidence by edition ({len(table.claims)})",
            "columns": columns,
            "rows": [_claim(one) for one in table.claims],
        }
        seen_kinds = {
            row for claim in table.claims for cell in claim.cells if cell for row in cell.rows
        }
    says = list(_without(entry.says, seen_kinds))
    if says:
        yield {"kind": "facts", "title": "What it is related to", "rows": _relations(says)}
    used = list(_without(entry.used, seen_kinds))
    if used:
        yield {"kind": "facts", "title": "Where it is used", "rows": _relations(used)}
    if entry.links:
        yield {
            "kind": "outside",
            "title": "The same in other vocabularies",
            "items": [
                {"text": link_item.name, "href": link_item.address, "note": f"({link_item.how})"}
                for link_item in entry.links
            ],
        }
    if entry.sources:
        title = f"Sources ({len(entry.sources)})"
        yield {"kind": "links", "title": title, "items": _links(entry.sources)}
    yield {"kind": "links", "title": "What it is", "items": _links(entry.kinds)}
    yield {"kind": "text", "text": _DASHED}


def _claim(claim: Claim) -> list[Block]:
    cells = [_cell(cell) for cell in claim.cells]
    return [link(claim.about, claim.label), {"text": claim.text}, *cells]


def _cell(cell: Cell | None) -> Block:
    if cell is None:
        return {"text": "–"}
    mark = cell.directions[0] if len(cell.directions) == 1 else ""
    return {**link(cell.rows[0], cell.text), "mark": mark, "hint": "; ".join(cell.sources)}


def _without(relations: Iterable[Relation], seen_kinds: set[str]) -> Iterator[Relation]:
    """Yield relations without what is told already."""
    for relation in relations:
        things = tuple(thing for thing in relation.things if thing.id not in seen_kinds)
        if things:
            yield Relation(relation.label, things)


def _relations(relations: Iterable[Relation]) -> list[Block]:
    return [{"name": one.label, "items": _links(one.things)} for one in relations]


def _links(things: Iterable[Mention]) -> list[Block]:
    return [{**link(one.id, one.label), "follows": one.follows} for one in things]
