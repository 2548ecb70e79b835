"""``continuum figure``: an exercise as a picture, drawn from its positions."""

from __future__ import annotations

import argparse
import os
import signal
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from threading import Event
from typing import Final

from kg.cli.cases import add_pack_options, knowledge_of, packs_of
from kg.cli.commands import Subparsers, add_command
from kg.cli.saving import save_file
from kg.cli.terminal import progress, talk, write_document
from kg.errors import BadInput
from kg.present.figure.exercise_figures import INDEX, ExerciseFigures

_EXAMPLES: Final = """
continuum figure ac_side_plank -o side_plank.svg
continuum figure ac_side_plank --side left --theme dark -o side_plank.svg
continuum figure in_bodyweight_squat --position end > squat.svg
continuum figure in_bodyweight_squat --animate -o squat.svg
continuum figure in_bodyweight_squat --watch -o squat.html
continuum figure my_clamshell --pack my_pack -o clamshell.svg
continuum figure --all build/figures
"""
_FIRST, _LAST = "start", "end"
#: So often, in seconds, it is looked whether somebody wants the drawing to end.
_LOOK_UP: Final = 0.3


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "draw an exercise from its positions"
    parser = add_command(commands, "figure", summary, run, _EXAMPLES)
    parser.add_argument("exercise", nargs="?", help="the id of an exercise")
    parser.add_argument("--side", choices=("left", "right"), help="the side that works")
    parser.add_argument(
        "--position", metavar="POSITION", help="one position only: start, end, or its number"
    )
    parser.add_argument("--animate", action="store_true", help="let it move")
    parser.add_argument("--theme", choices=("light", "dark"), help="by default the reader's")
    parser.add_argument(
        "--watch", action="store_true", help="draw it to a page anew whenever a table is edited"
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="write it there instead of printing it"
    )
    parser.add_argument(
        "--all", metavar="DIR", type=Path, help="draw every exercise, still and moving, to keep"
    )
    add_pack_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Draw what is asked for."""
    if (arguments.all is None) == (arguments.exercise is None):
        raise BadInput(
            "no exercise" if arguments.all is None else "an exercise and --all",
            allowed="the id of an exercise, or --all with a folder",
        )
    if arguments.animate and arguments.position is not None:
        raise BadInput("--animate and --position", allowed="one of them")
    if arguments.watch:
        return _watch(arguments)
    if arguments.all is not None and packs_of(arguments):
        raise BadInput("--all with a pack", allowed="the id of an exercise")
    figures = ExerciseFigures(knowledge_of(arguments))
    if arguments.all is not None:
        return _draw_all(figures, arguments.all)
    if arguments.position is not None:
        number = _number(arguments.position)
        figure = figures.position(arguments.exercise, number)
    else:
        figure = figures.figure(arguments.exercise, moving=arguments.animate)
    svg = figure.svg(side=arguments.side or "", theme=arguments.theme or "")
    if arguments.output is None:
        write_document(svg)
    else:
        save_file(
            arguments.output,
            f"{svg}\n".encode(),
            "a file in a folder that exists",
            makes_folder=False,
        )
        talk(f"continuum: {arguments.output} is written")
    return 0


def _watch(arguments: argparse.Namespace) -> int:
    """Draw an exercise until the command is ended."""
    from kg.cli.figure_watch import watch_exercise

    if arguments.exercise is None or arguments.output is None:
        raise BadInput("--watch", allowed="with the id of an exercise and -o FILE.html")
    watch_exercise(arguments.exercise, arguments.output)
    return 0


def _number(position: str) -> int:
    """Return the number of a position; the last counts -1."""
    if position in (_FIRST, _LAST):
        return 1 if position == _FIRST else -1
    if not position.isdigit() or position == "0":
        raise BadInput(f"--position {position}", allowed="start, end, or a number from 1")
    return int(position)


def _draw_all(figures: ExerciseFigures, folder: Path) -> int:
    """Draw every exercise that is not drawn yet to a folder, and drop what is out of date.

    Each file is written in one piece: what was drawn before an interruption is not drawn again.
    """
    # Matrices are small: threads inside of the processes would only be in each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    names = {
        exercise: [figures.file_name(exercise, moving=moving) for moving in (False, True)]
        for exercise in figures.index
    }
    current = {name for pair in names.values() for name in pair}
    there = {path.name for path in folder.glob("figure*.gz")} if folder.is_dir() else set()
    for name in sorted(there - current):
        (folder / name).unlink()
    for part in folder.glob(".*.part"):
        part.unlink()
    waiting = [exercise for exercise, pair in names.items() if not there.issuperset(pair)]
    with (
        progress(f"{{}} of {len(waiting)} exercises drawn") as tell,
        _ending_on_request() as end,
        ProcessPoolExecutor(initializer=_begin) as pool,
    ):
        undone = {pool.submit(_draw, exercise) for exercise in waiting}
        try:
            while undone:
                done, undone = wait(undone, _LOOK_UP, FIRST_COMPLETED)
                for name, content in chain.from_iterable(future.result() for future in done):
                    save_file(folder / name, content)
                tell(len(waiting) - len(undone))
                if end.is_set():
                    raise KeyboardInterrupt
        except BaseException as error:
            pool.shutdown(cancel_futures=True)
            # A terminal and a service tell the processes of the pool to end as well.
            if isinstance(error, BrokenProcessPool) and end.is_set():
                raise KeyboardInterrupt from None
            raise
    save_file(folder / INDEX, figures.index_document())
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    talk(
        f"continuum: {len(waiting)} exercises drawn; {len(current)} figures, {size:.1f} MB, "
        f"in {folder}"
    )
    return 0


@contextmanager
def _ending_on_request() -> Iterator[Event]:
    """Yield what is set when the process is interrupted or asked to end.

    An exception at just any line could leave a lock of the pool held, and its processes behind.
    """
    end = Event()
    before = {
        number: signal.signal(number, lambda *_: end.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_shared: list[ExerciseFigures] = []


def _begin() -> None:
    """Load the knowledge in a process of the pool, which an interruption leaves to its parent."""
    from kg.knowledge import KnowledgeBase

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _shared.append(ExerciseFigures(KnowledgeBase.load()))


def _draw(exercise: str) -> tuple[tuple[str, bytes], ...]:
    """Draw the figures of an exercise in a process of the pool."""
    return _shared[0].draw_files(exercise)
