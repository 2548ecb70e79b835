"""One pack: its manifest and its files, past the gate."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from kg.errors import KnowledgeError
from kg.knowledge.additions import Addition
from kg.knowledge.sources import TABLE_SUFFIX, Source
from kg.packs.files import MANIFEST, read_files
from kg.packs.gate import pass_gate
from kg.packs.manifest import Manifest, read_manifest

__all__ = ["Pack", "pack_of", "read_pack"]


@dataclass(frozen=True)
class Pack:
    """A pack as it was read.

    Attributes:
        manifest: what it says of itself.
        files: its files, by their path within it, sorted.
        place: where it was read from, as the user named it.
    """

    manifest: Manifest
    files: Mapping[str, bytes] = field(repr=False)
    place: str

    @property
    def id(self) -> str:
        """Its name."""
        return self.manifest.id

    @property
    def hash(self) -> str:
        """A digest of all its files."""
        digest = hashlib.sha256()
        for name, content in self.files.items():
            digest.update(f"\0{name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()

    def room(self, room: str, suffix: str) -> tuple[Source, ...]:
        """Return the files of one of its folders with one ending, sorted by name."""
        return tuple(
            Source(f"{self.id}/{name}", Path(self.place, name), content)
            for name, content in self.files.items()
            if name.startswith(f"{room}/") and name.endswith(suffix)
        )

    @property
    def questions(self) -> tuple[Source, ...]:
        """Its question templates."""
        return self.room("questions", "")

    def addition(self) -> Addition:
        """Return what it adds to the knowledge."""
        return Addition(
            id=self.id,
            version=self.manifest.version,
            requires=tuple(sorted(one.id for one in self.manifest.requires)),
            turtle=self.room("ontology", ".ttl"),
            tables=self.room("ontology/tables", TABLE_SUFFIX),
            fact_queries=self.room("facts", ".rq"),
            rules=self.room("rules", ".lp"),
            replaced_rules=self.manifest.rules,
            replaced_queries=self.manifest.facts,
            said_more_of=self.manifest.things,
        )


def read_pack(place: str | Path) -> Pack:
    """Return the pack in a folder, in a zip file, or in an installed distribution.

    Nothing but its manifest is parsed.

    Args:
        place: the folder, the zip file, or the name of an installed pack.

    Raises:
        KnowledgeError: when it cannot be read or something of it is refused.
    """
    return pack_of(read_files(place), str(place))


def pack_of(files: Mapping[str, bytes], place: str) -> Pack:
    """Return the pack that some files make up.

    Args:
        files: the files by their path within it.
        place: what messages call it.

    Raises:
        KnowledgeError: when something of it is refused.
    """
    name = Path(place).name or place
    if MANIFEST not in files:
        raise KnowledgeError(f"no {MANIFEST}", allowed="a pack has its manifest", file=name)
    pass_gate({MANIFEST: files[MANIFEST]}, name)
    manifest = read_manifest(files[MANIFEST], f"{name}/{MANIFEST}")
    pass_gate(files, name)
    return Pack(manifest, MappingProxyType(dict(files)), place)
