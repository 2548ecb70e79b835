"""How sure an answer is, as text and plain values."""

from __future__ import annotations

import textwrap
from typing import Final

from kg.advice.model import Advice
from kg.explain.certainty import Certainty
from kg.rulebase.sentences import Sentences

__all__ = ["certainty_to_dict", "render_certainty"]

_ONE: Final = "No other program is as good: everything that is said holds in the best one."
_MANY: Final = "Programs that are equally good: {}{}."
_MORE: Final = " or more"
_ALWAYS: Final = "In all of them: {} of {} statements."
_SOMETIMES: Final = "Not in all of them"
_ELSEWHERE: Final = "In others"
_OTHERS: Final = "Other programs, the most different first"
_NEXT: Final = "What to look at next"


def render_certainty(
    certainty: Certainty, say: Sentences, advice: Advice, *, width: int = 80
) -> str:
    """Return as text how sure an answer is.

    Args:
        certainty: what was found.
        say: the sentences of the rules.
        advice: the advice, for the tests that come next.
        width: the widest line, in columns.
    """
    lines: list[str] = []

    def told(text: str, indent: str = "") -> None:
        lines.extend(
            textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent + "  ")
        )

    told(
        _ONE
        if certainty.counted == 1 and certainty.complete
        else _MANY.format(certainty.counted, "" if certainty.complete else _MORE)
    )
    every = len(certainty.always) + len(certainty.sometimes)
    told(_ALWAYS.format(len(certainty.always), every))
    for heading, atoms in (
        (_SOMETIMES, certainty.sometimes),
        (_ELSEWHERE, certainty.elsewhere),
    ):
        if atoms:
            lines += ["", heading]
            for atom in atoms:
                told(say.say(atom), "  ")
    if certainty.alternatives:
        lines += ["", _OTHERS]
        for number, one in enumerate(certainty.alternatives, 1):
            changes = [f"+ {say.say(atom)}" for atom in one.chosen]
            changes += [f"- {say.say(atom)}" for atom in one.dropped]
            for place, text in enumerate(changes):
                told(text, f"  {number}. " if place == 0 else "     ")
    if advice.next_tests:
        lines += ["", _NEXT]
        for test in advice.next_tests:
            told(test.text, "  ")
    return "\n".join(lines) + "\n"


def certainty_to_dict(certainty: Certainty, say: Sentences, advice: Advice) -> dict[str, object]:
    """Return as plain values how sure an answer is."""
    return {
        "equally_good": certainty.counted,
        "complete": certainty.complete,
        "always": [str(one) for one in certainty.always],
        "sometimes": [{"atom": str(one), "text": say.say(one)} for one in certainty.sometimes],
        "elsewhere": [{"atom": str(one), "text": say.say(one)} for one in certainty.elsewhere],
        "alternatives": [
            {
                "chosen": [str(atom) for atom in one.chosen],
                "dropped": [str(atom) for atom in one.dropped],
            }
            for one in certainty.alternatives
        ],
        "next_tests": [test.model_dump(mode="json") for test in advice.next_tests],
    }
