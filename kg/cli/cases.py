"""What every command that answers a case has in common."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Final

from kg.cli.terminal import talk
from kg.errors import CaseError

if TYPE_CHECKING:
    from kg.advice.model import Advice, Result
    from kg.case.model import Case
    from kg.explain.consultation import Consultation
    from kg.knowledge import KnowledgeBase
    from kg.rulebase.rule_set import Rules

PACKS_VARIABLE: Final = "CONTINUUM_PACKS"
#: What a command ends with that shows a program.
EXIT_CODES: Final[dict[Result, int]] = {
    "solved": 0,
    "referred": 0,
    "infeasible": 3,
    "best_found": 4,
}
_SECONDS: Final = 10.0
_LONGEST: Final = 3600.0
#: So many seconds a command may need in a contained process that goes through many cases.
_MANY_CASES: Final = 600.0


def add_pack_options(parser: argparse.ArgumentParser) -> None:
    """Add the packs; a command that has them runs contained unless they are trusted."""
    parser.add_argument(
        "--pack",
        action="append",
        default=[],
        metavar="PACK",
        dest="packs",
        help="a rule pack to use: a folder, a zip file, or the name of an installed one; may be "
        f"given again, and ${PACKS_VARIABLE} may name more",
    )
    parser.add_argument(
        "--trust-packs",
        action="store_true",
        help="use the packs in this process, not in a contained one",
    )


def may_take_long(parser: argparse.ArgumentParser) -> None:
    """Let a command go through many cases when packs have it run in a contained process."""
    parser.set_defaults(contained_seconds=_MANY_CASES)


def packs_of(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return the packs that a command was given: by environment, by argument, by option."""
    named = os.environ.get(PACKS_VARIABLE, "").split(os.pathsep)
    own = getattr(arguments, "place", None)
    return tuple(dict.fromkeys(filter(None, [*named, own, *getattr(arguments, "packs", ())])))


def pack_words(arguments: argparse.Namespace) -> list[str]:
    """Return the options that give another command the same packs."""
    words = [word for place in packs_of(arguments) for word in ("--pack", place)]
    return [*words, *(["--trust-packs"] if words and arguments.trust_packs else [])]


def knowledge_of(arguments: argparse.Namespace) -> KnowledgeBase:
    """Return the knowledge that a command works with: ours, and that of its packs.

    Raises:
        KnowledgeError: when a pack is refused, or two clash.
    """
    from kg.knowledge import KnowledgeBase

    places = packs_of(arguments)
    if not places:
        return KnowledgeBase.load()
    from kg.packs import read_packs

    packs = read_packs(places)
    for pack in packs:
        talk(f"continuum: {pack.told}")
    return KnowledgeBase.load(packs=packs)


def add_time_limit(parser: argparse.ArgumentParser) -> None:
    """Add the time limit of a search."""
    parser.add_argument(
        "--time-limit",
        type=seconds,
        default=_SECONDS,
        metavar="SECONDS",
        help=f"how long to look for the best program (default {_SECONDS:g})",
    )


def add_case_options(parser: argparse.ArgumentParser) -> None:
    """Add the case file, the time limit and the packs."""
    parser.add_argument(
        "case", metavar="CASE", help="a YAML or JSON file, or - for the standard input"
    )
    add_time_limit(parser)
    add_pack_options(parser)


def advice_of(arguments: argparse.Namespace) -> tuple[Case, KnowledgeBase, Advice]:
    """Return the case, what it is answered by, and the advice.

    Args:
        arguments: what ``add_case_options`` added.

    Raises:
        CaseError: with file and line, when the case cannot be read or cannot be right.
    """
    from kg.advice.advise import advise
    from kg.case.file import read_file
    from kg.case.vocabulary import Vocabulary

    file = read_file(arguments.case)
    knowledge = knowledge_of(arguments)
    case = file.case(Vocabulary.of(knowledge))
    try:
        return case, knowledge, advise(case, knowledge, time_limit=arguments.time_limit)
    except CaseError as error:
        raise file.placed(error) from None


def consultation_of(
    arguments: argparse.Namespace, *, case: str | None = None, rules: Rules | None = None
) -> Consultation:
    """Return the answered case, ready to be asked.

    Args:
        arguments: what ``add_case_options`` added.
        case: another file than the one the arguments name.
        rules: other rules than those that come with the knowledge.

    Raises:
        CaseError: with file and line, when the case cannot be read or cannot be right.
    """
    from kg.case.file import read_file
    from kg.case.vocabulary import Vocabulary
    from kg.explain.consultation import Consultation

    file = read_file(arguments.case if case is None else case)
    knowledge = knowledge_of(arguments)
    read = file.case(Vocabulary.of(knowledge))
    try:
        return Consultation.of(read, knowledge, rules=rules, time_limit=arguments.time_limit)
    except CaseError as error:
        raise file.placed(error) from None


def seconds(text: str) -> float:
    """Return a number of seconds that a solver can be given."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= _LONGEST:
        message = f"{text!r} is no number of seconds above 0 and up to {_LONGEST:g}"
        raise argparse.ArgumentTypeError(message)
    return number
