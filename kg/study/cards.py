"""Cards: facts to learn by heart, one a card, for Anki, as a table, and to be printed."""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Final

from kg.errors import BadInput
from kg.movement.drawn_figure import stylesheet
from kg.study.generator import ALL_EDITIONS, Study
from kg.study.pictures import describe_picture, draw_picture
from kg.study.revision import read_revision

__all__ = ["Card", "cards", "cards_anki", "cards_html", "cards_tsv"]

#: These name our note type and deck in every collection: never change them.
_MODEL: Final = 1_607_392_319
_DECK: Final = 2_059_400_110
_DECK_NAME: Final = "Continuum: corrective exercise"
_ZIP_DAY: Final = (1980, 1, 1, 0, 0, 0)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNTAGGED = re.compile(r"[^A-Za-z0-9_]+")
_STYLE: Final = (
    ".card { font-family: sans-serif; font-size: 20px; text-align: center; }"
    " .small { font-size: 13px; color: #555; }"
    " img { max-width: 100%; max-height: 45vh; background: #fff; border-radius: 8px; }"
)


@dataclass(frozen=True)
class Card:
    """A fact to learn.

    Attributes:
        id: names the fact and the direction in which it is asked: never changes.
        front: the question.
        back: every right answer, sorted by name.
        edition: the id of the edition, or ``None`` when editions do not matter.
        edition_label: its name, or the empty string.
        source: where it comes from.
        kind: the kind of question.
        topics: the ids of what it belongs to.
        picture: the exercise whose picture is shown with the question; empty when none is.
    """

    id: str
    front: str
    back: tuple[str, ...]
    edition: str | None
    edition_label: str
    source: str
    kind: str
    topics: tuple[str, ...]
    picture: str = ""

    @property
    def tags(self) -> tuple[str, ...]:
        """Topic, edition and source as tags, without spaces."""
        tags = [f"topic::{one}" for one in self.topics]
        tags += [f"edition::{self.edition}"] if self.edition else []
        source = _UNTAGGED.sub("_", self.source).strip("_").lower()
        return (*tags, f"kind::{self.kind}", f"source::{source}")


def cards(study: Study, *, topics: Sequence[str] = (), edition: str | None = None) -> list[Card]:
    """Return a card for every fact of the kinds that make cards, in a stable order.

    Args:
        study: what they are drawn from.
        topics: ids of topics; all when there are none.
        edition: an edition, ``all`` of them, or ``None`` for the usual one.

    Raises:
        BadInput: when a topic or an edition is unknown, or no card fits.
    """
    used = study.edition(edition)
    wanted_topics = {study.topics.meant(one) for one in topics}
    drawn_cards = []
    for kind in study.setting.kinds.values():
        if kind.card is None or kind.case is not None:
            continue
        asker = study.asker(kind)
        for places in asker.places:
            of = asker.edition(places)
            mine = asker.topics(places)
            if (of is not None and used not in (ALL_EDITIONS, of)) or not study.topics.within(
                mine, wanted_topics
            ):
                continue
            rights = asker.rights(places)
            texts = sorted(asker.option(places, one, right=True).text for one in rights)
            drawn_cards.append(
                Card(
                    id=f"{kind.name}({','.join(map(str, places))})",
                    front=asker.text("card", places),
                    back=tuple(texts),
                    edition=of,
                    edition_label=study.knowledge.label(of) if of else "",
                    source=kind.source,
                    kind=kind.name,
                    topics=mine,
                    picture=asker.picture(places),
                )
            )
    if not drawn_cards:
        raise BadInput("no card fits", allowed="more topics or editions")
    return drawn_cards


def cards_tsv(given: Iterable[Card]) -> str:
    """Return cards as a table for any program: id, front, back, edition, source, tags."""
    head = ("id", "front", "back", "edition", "source", "tags")
    rows = [
        (
            card.id,
            card.front,
            "; ".join(card.back),
            card.edition_label,
            card.source,
            " ".join(card.tags),
        )
        for card in given
    ]
    lines = ("\t".join(re.sub(r"\s+", " ", cell) for cell in row) for row in (head, *rows))
    return "\n".join(lines) + "\n"


def cards_html(given: Sequence[Card], study: Study) -> str:
    """Return cards as printable sheets: eight a page, to be folded along the middle.

    Args:
        given: the cards.
        study: what they were drawn from, for their pictures.
    """
    style = (
        "body { font: 10pt/1.3 sans-serif; margin: 0; color: #111; background: #fff; }"
        " .card { display: grid; grid-template-columns: 1fr 1fr; border: 1px dashed #888;"
        " min-height: 32mm; break-inside: avoid; }"
        " .card > div { padding: 4mm; } .card > div + div { border-left: 1px dotted #888; }"
        " ul { margin: 0; padding-left: 1.1em; } .small { font-size: 8pt; color: #444; }"
        " .card svg { display: block; max-width: 100%; height: 22mm; width: auto; }"
        f" @page {{ margin: 10mm; }} {stylesheet(for_paper=True)}"
    )
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f"<title>{escape(_DECK_NAME)}</title><style>{style}</style></head><body><main>",
        f"<h1>{escape(_DECK_NAME)}</h1>",
        *_sheets(given, study),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _sheets(given: Iterable[Card], study: Study) -> Iterator[str]:
    for card in given:
        picture = draw_picture(study, card.picture, has_style=False) if card.picture else ""
        back = "".join(f"<li>{escape(text)}</li>" for text in card.back)
        yield (
            f'<section class="card"><div>{picture}{escape(card.front)}</div>'
            f'<div><ul>{back}</ul><p class="small">{escape(_small(card))}</p></div></section>'
        )


def _small(card: Card) -> str:
    edition_text = f"Tables: {card.edition_label}. " if card.edition_label else ""
    return f"{edition_text}Source: {card.source}."


def cards_anki(given: Sequence[Card], study: Study) -> bytes:
    """Return cards as an Anki package.

    Importing a newer one updates the notes that are there: each keeps its id. The same knowledge
    gives the same bytes; the time of change is that of the ontology's version or of the kinds of
    questions, whichever is later.

    Raises:
        BadInput: when the extra ``study`` is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own imports use what Python will drop
            import genanki
    except ImportError as error:
        raise BadInput(
            "genanki is not installed",
            allowed='pip install "continuum-corrective-exercise[study]"',
        ) from error
    model = genanki.Model(
        _MODEL,
        "Continuum fact",
        fields=[{"name": name} for name in ("Front", "Back", "Edition", "Source", "Id")],
        templates=[
            {
                "name": "Question",
                "qfmt": "{{Front}}",
                "afmt": '{{FrontSide}}<hr id="answer">{{Back}}'
                '<div class="small">{{Edition}} {{Source}}</div>',
            }
        ],
        css=_STYLE,
    )
    deck = genanki.Deck(_DECK, _DECK_NAME, f"Knowledge {study.knowledge.ontology_hash[:12]}")
    pictures: dict[str, bytes] = {}
    for card in given:
        image = ""
        if card.picture:
            content = draw_picture(study, card.picture).encode()
            # Anki keeps all media in one folder: the name tells pictures apart.
            name = f"continuum-{hashlib.sha256(content).hexdigest()[:20]}.svg"
            pictures[name] = content
            alt = escape(describe_picture(study, card.picture))
            image = f'<img src="{name}" alt="{alt}"><br>'
        back = "<br>".join(map(escape, card.back))
        fields = [image + escape(card.front), back, escape(card.edition_label), escape(card.source)]
        deck.add_note(
            genanki.Note(
                model=model,
                fields=[*fields, escape(card.id)],
                guid=_guid(card),
                tags=list(card.tags),
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in sorted(pictures)]
        for file in files:
            file.write_bytes(pictures[file.name])
        path = Path(folder) / "cards.apkg"
        package = genanki.Package(deck, media_files=[str(file) for file in files])
        package.write_to_file(str(path), timestamp=_changed(study).timestamp())
        return _without_times(path)


def _guid(card: Card) -> str:
    """Return the name of a note in every collection: of the fact, its direction and edition."""
    return hashlib.sha256(f"continuum {card.id}".encode()).hexdigest()[:20]


def _changed(study: Study) -> datetime:
    """Return when the cards were changed: Anki passes over notes that are not newer than its own.

    The day of the ontology's version, at midnight in UTC, or the time that stands beside the kinds.
    """
    rows = study.knowledge.select(
        "SELECT ?version WHERE { ?module owl:versionIRI ?version } ORDER BY ?version"
    )
    days = [dates[0] for (version,) in rows if (dates := _DAY.search(str(version)))]
    day = datetime.fromisoformat(max(days, default="2000-01-01")).replace(tzinfo=UTC)
    return max(day, read_revision(study.setting.folder))


def _without_times(path: Path) -> bytes:
    """Return a zip archive anew, without the times of its files."""
    written = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(written, "w") as new:
        for name in sorted(old.namelist()):
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.external_attr = 0o600 << 16
            new.writestr(info, old.read(name), zipfile.ZIP_DEFLATED, 9)
    return written.getvalue()
