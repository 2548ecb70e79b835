"""``continuum critique``: a plan that a person wrote, judged by the rules that make a program."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from kg.cli.cases import add_case_options, knowledge_of
from kg.cli.commands import Subparsers, add_command
from kg.cli.proofs import levels
from kg.cli.terminal import in_colour, talk, width, write, write_document
from kg.errors import BadInput, CaseError

if TYPE_CHECKING:
    from kg.plan.judge import Judge, JudgedPlan
    from kg.plan.model import Plan

_EXAMPLES: Final = """
continuum critique examples/knees_in_right.yaml examples/plans/good.yaml
continuum critique case.yaml plan.txt --why 1
continuum critique case.yaml plan.yaml --json > critique.json
continuum critique case.yaml plan.txt --strict
continuum critique case.yaml plan.yaml --repair > better.yaml
"""
_DEPTH: Final = 4


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    summary = "judge a plan by the rules that make a program"
    parser = add_command(commands, "critique", summary, run, _EXAMPLES)
    add_case_options(parser)
    parser.add_argument(
        "plan",
        metavar="PLAN",
        help="a YAML or JSON file, or text, Markdown or CSV as people write plans; - for standard "
        "input",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="refuse a plan with a line that is not understood, instead of judging the rest",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the critique as JSON")
    form.add_argument(
        "--repair", action="store_true", help="print the repaired plan as YAML, the changes aside"
    )
    form.add_argument(
        "--why",
        metavar="ATOM",
        help="print the proof of a violation, by its number, or of any atom of the rules",
    )
    parser.add_argument(
        "--depth",
        type=levels,
        default=_DEPTH,
        metavar="LEVELS",
        help=f"how far down the tree of --why goes, or all (default {_DEPTH})",
    )


def run(arguments: argparse.Namespace) -> int:
    """Read case and plan, judge, print; 1 when the plan breaks a rule."""
    from kg.case.file import read_file
    from kg.case.vocabulary import Vocabulary
    from kg.plan.file import read_plan_file
    from kg.plan.judge import Judge
    from kg.plan.model import Plan
    from kg.plan.words import PlanWords

    if arguments.case == arguments.plan == "-":
        raise BadInput("case and plan are both -", allowed="one of them from the standard input")
    case_file = read_file(arguments.case)
    knowledge = knowledge_of(arguments)
    words = PlanWords.of(knowledge)
    plan_file = read_plan_file(arguments.plan, words)
    case = case_file.case(Vocabulary.of(knowledge))
    plan = plan_file.checked(Plan, words)
    if arguments.strict and plan.not_understood:
        row = plan.not_understood[0]
        raise BadInput(
            f"found {row.text!r}, which is not understood",
            allowed="a line of exercises; without --strict the rest is judged",
            file=plan_file.name,
            line=row.line,
            suggestions=row.nearest,
        )
    try:
        plan.to_facts(case.date)
    except CaseError as error:
        raise plan_file.placed(error) from None
    judge = Judge.of(case, knowledge, time_limit=arguments.time_limit)
    try:
        judge.judge(plan)
    except CaseError as error:
        raise case_file.placed(error) from None
    if arguments.repair:
        return _repair(judge, plan)
    if arguments.why is not None:
        write(_proof(judge.judge(plan), arguments.why, arguments.depth))
        return int(bool(judge.judge(plan).flaws))
    critique = judge.critique(plan)
    if arguments.json:
        write_document(critique.to_json())
    else:
        from kg.present.critique_text import render_critique

        write(render_critique(critique, names=knowledge.labels, width=width(), colour=in_colour()))
    return int(critique.verdict == "flawed")


def _repair(judge: Judge, plan: Plan) -> int:
    """Print the repaired plan; say on stderr what was changed and what is left."""
    import yaml

    better, done = judge.repaired(plan)
    for change in done:
        talk(f"changed: {change}")
    say = judge.judge(better).answered.say
    left = judge.judge(better).flaws
    for flaw in left:
        talk(f"left: {say.label(flaw.mistake)}: {say.say(flaw.reason)}")
    text: str = yaml.safe_dump(better.to_data(), sort_keys=False, allow_unicode=True)
    write_document(text)
    return int(bool(left))


def _proof(judged: JudgedPlan, atom: str, depth: int | None) -> str:
    """Return the proof of what was asked about: a violation by its number, or an atom."""
    from kg.explain.consultation import Consultation
    from kg.present.proof_text import render_story

    if atom.isdecimal():
        count = len(judged.flaws)
        if not 1 <= int(atom) <= count:
            allowed = f"a number from 1 to {count}" if count else "an atom: there is no violation"
            raise BadInput(f"no violation {atom}", allowed=allowed)
        atom = judged.flaws[int(atom) - 1].proof
    return render_story(Consultation(judged.answered).tell(atom), depth=depth, width=width())
