"""What two rule sets make of the same cases: every statement that differs, and the rule behind it.

A rule answers for a difference when it derives something that holds in one answer only, from what
holds in both.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import clingo

from kg.advice.decode.assemble import OUTPUTS
from kg.errors import BadInput, CaseError, KnowledgeError
from kg.explain.consultation import Consultation
from kg.knowledge import KnowledgeBase
from kg.packs.golden import read_case
from kg.packs.rule_firing import fired
from kg.proof.rulebook import rulebook
from kg.rulebase.annotations import Annotation, heads_of
from kg.rulebase.rule_set import Rules

__all__ = ["CaseDifference", "Change", "Given", "at_revision", "compare", "pack_at_revision"]

_PROGRAM: Final = ("git",)
_LARGEST: Final = 100_000_000


@dataclass(frozen=True)
class Given:
    """One side of a comparison.

    Attributes:
        name: how it is called.
        knowledge: its knowledge.
    """

    name: str
    knowledge: KnowledgeBase


@dataclass(frozen=True, order=True)
class Change:
    """A statement that holds on one side only.

    Attributes:
        atom: the atom that says it.
        sentence: the statement.
        rules: the ids of the rules it is due to, or of those that weigh it, sorted.
    """

    atom: str
    sentence: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class CaseDifference:
    """What differs in the answers to a case.

    Attributes:
        case: its name.
        gone: what held on the old side only.
        new: what holds on the new side only.
        refused: why a side has no answer: ``old`` or ``new``, to the message.
    """

    case: str
    gone: tuple[Change, ...] = ()
    new: tuple[Change, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return bool(self.gone or self.new or self.refused)


def compare(
    old: Given, new: Given, cases: Iterable[tuple[str, bytes]], *, time_limit: float
) -> Iterator[CaseDifference]:
    """Yield what differs for each case, in the order of the cases; nothing for what is the same.

    Args:
        old: the one side.
        new: the other side.
        cases: name and content of each case file.
        time_limit: seconds for the search of each answer.
    """
    sides = {"old": (old, Rules.of(old.knowledge)), "new": (new, Rules.of(new.knowledge))}
    texts = _texts(sides["old"][1]) ^ _texts(sides["new"][1])
    differing = frozenset(name for name, _ in texts)
    for name, content in cases:
        answers, refused = {}, {}
        for side, (given, rules) in sides.items():
            try:
                case = read_case(content, name, given.knowledge)
                answers[side] = Consultation.of(
                    case, given.knowledge, rules=rules, time_limit=time_limit
                )
            except CaseError as error:
                refused[side] = error.message
        if len(refused) == 2:
            continue
        found = CaseDifference(name, refused=refused)
        if not refused:
            weighing = _weighing(differing, answers["old"], answers["new"])
            found = CaseDifference(
                name,
                _changes(answers["old"], answers["new"], weighing),
                _changes(answers["new"], answers["old"], weighing),
                {},
            )
        if found:
            yield found


def _texts(rules: Rules) -> frozenset[tuple[str, str]]:
    """Return every rule with its text: the same on both sides, it makes no difference."""
    return frozenset((name, one.text) for name, one in rulebook(rules).annotations.items())


def _changes(
    here: Consultation, there: Consultation, weighing: frozenset[str]
) -> tuple[Change, ...]:
    """Return the statements of one answer that the other does not make."""
    stated = {one.atom for one in there.statements}
    found = []
    for one in here.statements:
        if one.atom not in stated:
            atom = here.atom(one.atom)
            sentence = here.answered.say.say(atom)
            found.append(Change(one.atom, sentence, _due_to(here, there, atom, weighing)))
    return tuple(sorted(set(found)))


def _due_to(
    here: Consultation, there: Consultation, atom: clingo.Symbol, weighing: frozenset[str]
) -> tuple[str, ...]:
    """Return the rules at which the proof of an atom leaves what the other answer says."""
    rules: set[str] = set()
    chosen = False
    for step in here.why(atom).steps.values():
        if step.rule is None or step.atom in there.truth.atoms:
            continue
        if all(one in there.truth.atoms for one in step.premises()):
            rules.add(step.rule)
            chosen = chosen or step.choice
    return tuple(sorted(rules | weighing if chosen else rules))


def _weighing(differing: frozenset[str], *sides: Consultation) -> frozenset[str]:
    """Return the rules of one side only that had a part in what was chosen.

    Those that fired, without those that only make a part of the advice.
    """
    found: set[str] = set()
    for side in sides:
        rules = [
            side.rulebook.annotations[name]
            for name in sorted(differing & side.rulebook.annotations.keys())
        ]
        awake = fired(rules, side.truth.atoms)
        found |= {one.id for one in rules if one.id in awake and not _is_told(one)}
    return frozenset(found)


def _is_told(one: Annotation) -> bool:
    """Return whether a rule only makes a part of the advice, which no choice depends on."""
    heads = [head for rule in one.rules for head in heads_of(rule)]
    return bool(heads) and all(head.name in OUTPUTS for head in heads)


# --- an earlier state ---------------------------------------------------------------------------


def at_revision(revision: str, root: Path, target: Path) -> Path:
    """Write the knowledge of a revision into a folder and return it.

    Args:
        revision: what git calls it.
        root: the folder with ``ontology/`` and ``rules/``.
        target: where to write.

    Raises:
        BadInput: when git does not know it.
    """
    with _archive(revision, root, ["ontology", "rules"]) as archive:
        archive.extractall(target, filter="data")
    return target


def pack_at_revision(revision: str, folder: Path) -> Mapping[str, bytes]:
    """Return the files of a pack's folder as they were in a revision.

    Raises:
        BadInput: when git does not know it.
    """
    found = {}
    with _archive(revision, folder, ["."]) as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member) if member.isreg() else None
            if file is not None and not Path(member.name).name.startswith("."):
                found[member.name.removeprefix("./")] = file.read()
    return dict(sorted(found.items()))


def _archive(revision: str, folder: Path, names: list[str]) -> tarfile.TarFile:
    if revision.startswith("-"):
        raise BadInput(f"the revision {revision!r}", allowed="a name or hash of a commit")
    command = [*_PROGRAM, "-C", str(folder), "archive", "--format=tar", revision, *names]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise BadInput(f"git cannot be run ({error.strerror})") from error
    if done.returncode or len(done.stdout) > _LARGEST:
        told = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise KnowledgeError(
            f"no revision {revision} of {folder} ({told})",
            allowed="a revision of the folder's git repository, or the place of a pack",
        )
    return tarfile.open(fileobj=io.BytesIO(done.stdout))
