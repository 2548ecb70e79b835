"""``continuum rules new``, ``check``, ``test``, ``diff``, ``docs`` and ``watch``: writing packs."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.cli.cases import (
    add_pack_options,
    add_time_limit,
    knowledge_of,
    may_take_long,
    packs_of,
)
from kg.cli.commands import Subparsers, add_command
from kg.cli.saving import save_file
from kg.cli.terminal import talk, write, write_document
from kg.errors import BadInput

if TYPE_CHECKING:
    from kg.knowledge.problems import Problem
    from kg.packs.difference import CaseDifference, Given, StatementChange
    from kg.packs.golden import GoldenTrial
    from kg.packs.pack import Pack

_NEW: Final = """
continuum rules new my_pack
continuum rules new packs/overhead --id overhead --title "Overhead sports" --author "A. Coach"
"""
_CHECK: Final = """
continuum rules check my_pack
continuum rules check my_pack.zip --pack what_it_requires --json
continuum rules check my_pack --full --trust-packs
"""
_TEST: Final = "continuum rules test my_pack\ncontinuum rules test my_pack --json"
_DIFF: Final = """
continuum rules diff my_pack
continuum rules diff my_pack --against other_pack --cases my_cases
continuum rules diff my_pack --against HEAD~1 --trust-packs
continuum rules diff --against v0.1.0
"""
_DOCS: Final = "continuum rules docs my_pack\ncontinuum rules docs --out docs/reference --check"
_WATCH: Final = "continuum rules watch my_pack"
_PLACE: Final = "the pack: a folder, a zip file, or the name of an installed one"
_WAIT: Final = 0.5


def add_pack_commands(group: Subparsers) -> None:
    """Add the commands to the group."""
    new = add_command(group, "new", "write a new pack that passes its own check", _new, _NEW)
    new.add_argument("folder", type=Path, metavar="FOLDER", help="where it goes")
    new.add_argument("--id", metavar="ID", help="its id (default: the name of the folder)")
    new.add_argument("--title", metavar="TEXT", help="its name for people (default: its id)")
    new.add_argument("--author", metavar="TEXT", default="The author of this pack")
    check = add_command(group, "check", "say what is wrong with a pack", _check, _CHECK)
    check.add_argument("place", metavar="PACK", nargs="?", help=f"{_PLACE}; without it, our rules")
    check.add_argument(
        "--full", action="store_true", help="let HermiT judge the ontology with the pack as well"
    )
    _add_options(check)
    test = add_command(group, "test", "answer a pack's golden cases", _test, _TEST)
    test.add_argument("place", metavar="PACK", help=_PLACE)
    _add_options(test)
    diff = add_command(group, "diff", "show which cases a pack or an edit changes", _diff, _DIFF)
    diff.add_argument("place", metavar="PACK", nargs="?", help=f"{_PLACE}; without it, our rules")
    diff.add_argument(
        "--against",
        metavar="REV|PACK",
        help="a revision of git, or another pack (default: without the pack)",
    )
    diff.add_argument(
        "--cases",
        action="append",
        type=Path,
        metavar="PATH",
        help="a case file or a folder of them; may be given again (default: our examples and the "
        "golden cases of the pack)",
    )
    _add_options(diff)
    docs = add_command(group, "docs", "write the reference of rules and predicates", _docs, _DOCS)
    docs.add_argument("place", metavar="PACK", nargs="?", help=f"{_PLACE}; without it, our rules")
    docs.add_argument("--out", type=Path, metavar="DIR", help="write the pages into this folder")
    docs.add_argument(
        "--check", action="store_true", help="only say which pages of --out are not current"
    )
    add_pack_options(docs)
    watch = add_command(group, "watch", "check and test a pack at every save", _watch, _WATCH)
    watch.add_argument("folder", metavar="FOLDER", type=Path, help="the folder of the pack")
    watch.add_argument("--pack", action="append", default=[], dest="needed", metavar="PACK")
    watch.add_argument(
        "--rounds", type=int, metavar="NUMBER", help="stop after so many rounds (default: never)"
    )


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_pack_options(parser)
    add_time_limit(parser)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    may_take_long(parser)


def _new(arguments: argparse.Namespace) -> int:
    from kg.packs.scaffold import new_pack

    folder: Path = arguments.folder
    name = arguments.id or folder.resolve().name.replace("-", "_").lower()
    title = arguments.title or name.replace("_", " ").capitalize()
    for path in new_pack(folder, name, title, arguments.author):
        write(str(path))
    talk(f"continuum: next: continuum rules check {folder}")
    return 0


def _packs(arguments: argparse.Namespace) -> tuple[Pack, list[Pack]]:
    """Return the pack that is meant, and the others."""
    from kg.packs import read_pack

    others = [read_pack(place) for place in packs_of(arguments) if place != arguments.place]
    return read_pack(arguments.place), others


# --- check --------------------------------------------------------------------------------------


def _check(arguments: argparse.Namespace) -> int:
    from kg.packs.check import PackCheck, check_ours, check_pack

    if arguments.place is None:
        return _report(check_ours(), json_wanted=arguments.json)
    if arguments.full and not arguments.trust_packs:
        raise BadInput(
            "--full starts Java, which a contained process may not",
            allowed="--full together with --trust-packs",
        )
    pack, others = _packs(arguments)
    what = PackCheck(reasoner=arguments.full, time_limit=arguments.time_limit)
    problems = check_pack(pack, others, what)
    talk(f"continuum: {pack.addition().notice}")
    return _report(problems, json_wanted=arguments.json)


def _report(problems: Iterable[Problem], *, json_wanted: bool) -> int:
    """Print some problems and return the exit code."""
    from kg.knowledge.problems import counted

    problems = list(problems)
    if json_wanted:
        write_document(json.dumps([asdict(one) for one in problems], indent=2, ensure_ascii=False))
    else:
        for problem in problems:
            write(str(problem))
    talk(f"continuum: {counted(problems)}")
    return int(any(problem.level == "error" for problem in problems))


# --- test ---------------------------------------------------------------------------------------


def _test(arguments: argparse.Namespace) -> int:
    from kg.packs.golden import try_pack

    knowledge = knowledge_of(arguments)
    pack, _ = _packs(arguments)
    tried = try_pack(pack, knowledge, time_limit=arguments.time_limit)
    if arguments.json:
        write_document(json.dumps(_tried(tried), indent=2, ensure_ascii=False))
    else:
        write("\n".join(_tried_lines(tried)))
    return int(not tried.passed)


def _tried(tried: GoldenTrial) -> dict[str, object]:
    return {
        "passed": tried.passed,
        "cases": [{"case": one.name, "faults": list(one.faults)} for one in tried.outcomes],
        "rules": tried.rules,
        "idle": [one.id for one in tried.idle],
    }


def _tried_lines(tried: GoldenTrial) -> Iterator[str]:
    for outcome in tried.outcomes:
        yield f"{'failed' if outcome.faults else 'passed'}  {outcome.name}"
        yield from (f"        {fault}" for fault in outcome.faults)
    passed = sum(not one.faults for one in tried.outcomes)
    yield f"{passed} of {len(tried.outcomes)} golden cases passed."
    yield f"{tried.rules - len(tried.idle)} of {tried.rules} rules fired."
    yield from (f"        never: {one.id} ({one.file}:{one.line})" for one in tried.idle)


# --- diff ---------------------------------------------------------------------------------------


def _diff(arguments: argparse.Namespace) -> int:
    from kg.packs.difference import compare

    with ExitStack() as after:
        old, new = _sides(arguments, after)
        differences = []
        for difference in compare(old, new, _cases(arguments), time_limit=arguments.time_limit):
            differences.append(difference)
            if not arguments.json:  # a case is printed as soon as it is answered
                write("\n".join(_difference_lines(difference)))
                sys.stdout.flush()
    if arguments.json:
        rows = list(map(_difference, differences))
        write_document(json.dumps(rows, indent=2, ensure_ascii=False))
    elif not differences:
        write("No case changes.")
    changed = "1 case changes" if len(differences) == 1 else f"{len(differences)} cases change"
    talk(f"continuum: {changed} from {old.name} to {new.name}")
    return int(bool(differences))


def _sides(arguments: argparse.Namespace, after: ExitStack) -> tuple[Given, Given]:
    """Return the old and the new side."""
    from kg.knowledge import KnowledgeBase
    from kg.packs.dependency_order import additions
    from kg.packs.difference import Given, at_revision, pack_at_revision
    from kg.packs.files import is_installed
    from kg.packs.pack import pack_of, read_pack

    against = arguments.against
    if arguments.place is None:
        if against is None or Path(against).exists():
            raise BadInput("nothing to compare", allowed="a pack, or --against a revision of git")
        new = Given("these rules", knowledge_of(arguments))
        root = new.knowledge.places.ontology.parent
        folder = Path(after.enter_context(tempfile.TemporaryDirectory()))
        return Given(against, KnowledgeBase.load(at_revision(against, root, folder))), new
    pack, others = _packs(arguments)
    new = Given(pack.id, KnowledgeBase.load(packs=additions([pack, *others])))
    if against is None:
        return Given("without it", KnowledgeBase.load(packs=additions(others))), new
    if Path(against).exists() or is_installed(against):
        other = read_pack(against)
    elif not arguments.trust_packs:
        raise BadInput(
            f"no pack {against}, and a revision is read by git, which a contained process may not",
            allowed="the place of a pack, or --trust-packs with a revision",
        )
    else:
        other = pack_of(pack_at_revision(against, Path(arguments.place)), pack.place)
    return Given(against, KnowledgeBase.load(packs=additions([other, *others]))), new


def _cases(arguments: argparse.Namespace) -> Iterator[tuple[str, bytes]]:
    """Yield the cases that were named, or the pack's golden cases and the examples of the rules."""
    from kg.packs import read_pack
    from kg.packs.golden import golden_cases
    from kg.paths import places

    for path in arguments.cases or ():
        files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        for file in files:
            yield file.as_posix(), _case(file)
    if arguments.cases:
        return
    if arguments.place is not None:
        for golden in golden_cases(read_pack(arguments.place)):
            yield golden.file, golden.content
    examples = places().ontology.parent / "examples"
    for path in sorted(examples.glob("*.yaml")):
        yield f"examples/{path.name}", path.read_bytes()


def _case(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"no case can be read ({error.strerror})", file=str(path)) from error


def _difference(difference: CaseDifference) -> dict[str, object]:
    return {
        "case": difference.case,
        "old": [asdict(change) for change in difference.gone],
        "new": [asdict(change) for change in difference.new],
        "refused": dict(difference.refused),
    }


def _difference_lines(difference: CaseDifference) -> Iterator[str]:
    yield difference.case
    for side, message in difference.refused.items():
        yield f"  {side}: no answer: {message.partition(chr(10))[0]}"
    yield from _change_lines("-", difference.gone)
    yield from _change_lines("+", difference.new)


def _change_lines(sign: str, changes: Iterable[StatementChange]) -> Iterator[str]:
    for change in changes:
        rules = f"  [{', '.join(change.rules)}]" if change.rules else ""
        yield f"  {sign} {change.sentence}{rules}"


# --- docs ---------------------------------------------------------------------------------------


def _docs(arguments: argparse.Namespace) -> int:
    from kg.packs import read_pack
    from kg.packs.reference import reference

    knowledge = knowledge_of(arguments)
    pack = None if arguments.place is None else read_pack(arguments.place).id
    pages = reference(knowledge, pack)
    if arguments.out is None:
        write_document("\n".join(pages.values()))
        return 0
    stale = [name for name, text in pages.items() if _text(arguments.out / name) != text.encode()]
    for name in stale:
        write(str(arguments.out / name))
        if not arguments.check:
            _write(arguments.out / name, pages[name])
    if arguments.check and stale:
        talk(f"continuum: not current; run: continuum rules docs --out {arguments.out}")
    return int(arguments.check and bool(stale))


def _write(path: Path, text: str) -> None:
    allowed = "a folder that may be written; of a pack's reference, with --trust-packs"
    save_file(path, text.encode(), allowed)


def _text(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


# --- watch --------------------------------------------------------------------------------------


def _watch(arguments: argparse.Namespace) -> int:
    from kg.cli.main import main
    from kg.packs.file_watch import saves

    folder: Path = arguments.folder
    if not folder.is_dir():
        raise BadInput(f"no folder {folder}", allowed="the folder of a pack")
    needed = [word for place in arguments.needed for word in ("--pack", place)]
    worst = 0
    for number, names in enumerate(saves(folder, _WAIT), 1):
        talk(f"continuum: {', '.join(names[:5])}{' …' if len(names) > 5 else ''}")
        worst = main(["rules", "check", str(folder), *needed])
        if worst == 0:
            worst = main(["rules", "test", str(folder), *needed])
        if number == arguments.rounds:
            break
    return worst
