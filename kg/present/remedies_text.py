"""What would make it so, as text, Markdown and plain values."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from kg.explain.clash import Clash
from kg.explain.remedies import Remedies, Remedy

__all__ = [
    "clash_to_dict",
    "remedies_as_markdown",
    "remedies_to_dict",
    "render_clash",
    "render_remedies",
]

_HEADING: Final = "What would make it so:"
_NOTHING: Final = "No change of the case that was tried would make it so"
_UNTRIED: Final = "No change of the case was tried yet: the time ran out."
_FIXED: Final = (
    "No change of the case would make it so: the ontology itself would have to say more."
)
_CLASH: Final = "Together these stand in the way; without any one of them the others do not:"
_NO_CLASH: Final = "No restriction of the case stands in the way: something else is missing."
_TRIED: Final = "tried: {}"
_IN_TIME: Final = "the time ran out"


def render_remedies(
    remedies: Remedies, case: str, *, options: Sequence[str] = (), width: int = 80
) -> str:
    """Return remedies as text, each with the command that shows what it would do.

    Args:
        remedies: what was found.
        case: the case file as the user named it.
        options: the options that a suggested command needs as well, such as its packs.
        width: the widest line of a sentence, in columns; commands are not folded.
    """
    if not remedies.found:
        return f"{_nothing(remedies)}\n"
    lines = [_HEADING]
    for number, remedy in enumerate(remedies.found, 1):
        lead = f"{number}. "
        text = " ".join(_sentences(remedy))
        lines += textwrap.wrap(text, width, initial_indent=lead, subsequent_indent=" " * len(lead))
        lines.append(f"{' ' * len(lead)}{command(remedy, case, options)}")
    return "\n".join(lines) + "\n"


def remedies_as_markdown(remedies: Remedies, case: str, *, options: Sequence[str] = ()) -> str:
    """Return remedies as a numbered list."""
    if not remedies.found:
        return f"{_nothing(remedies)}\n"
    lines = [f"#### {_HEADING.removesuffix(':')}", ""]
    for number, remedy in enumerate(remedies.found, 1):
        lines.append(f"{number}. {' '.join(_sentences(remedy))} `{command(remedy, case, options)}`")
    return "\n".join(lines) + "\n"


def remedies_to_dict(remedies: Remedies) -> dict[str, object]:
    """Return remedies as plain values."""
    return {
        "found": [
            {
                "changes": [
                    {"verb": change.verb, "change": str(change), "depends": note}
                    for change, note in zip(remedy.changes, remedy.notes, strict=True)
                ],
                "says": list(remedy.says),
                "no_longer_says": list(remedy.no_longer),
                "case": remedy.case.model_dump(mode="json", exclude_defaults=True),
            }
            for remedy in remedies.found
        ],
        "tried": remedies.tried,
        "complete": remedies.complete,
        "fixed": remedies.fixed,
    }


def render_clash(clash: Clash, *, width: int = 80) -> str:
    """Return a clash as text."""
    if clash.elsewhere:
        return f"{_NO_CLASH}\n"
    lines = [_CLASH]
    for sentences in clash.sentences:
        lines += textwrap.wrap(
            " ".join(sentences), width, initial_indent="- ", subsequent_indent="  "
        )
    return "\n".join(lines) + "\n"


def clash_to_dict(clash: Clash) -> dict[str, object]:
    """Return a clash as plain values."""
    return {
        "restrictions": [
            {"change": f"--{change.verb} {change}", "says": list(says)}
            for change, says in zip(clash.restrictions, clash.sentences, strict=True)
        ],
        "elsewhere": clash.elsewhere,
    }


def command(remedy: Remedy, case: str, options: Sequence[str] = ()) -> str:
    """Return the command that shows what a remedy would change, with the packs in use."""
    words = ["continuum", "what-if", case]
    for change in remedy.changes:
        words += [f"--{change.verb}", str(change)]
    words += options
    return shlex.join(words)


def _sentences(remedy: Remedy) -> Iterator[str]:
    """Yield what the case would say, what it would not, and on what that depends."""
    yield from remedy.says
    for one in remedy.no_longer:
        yield f"No longer: {one}"
    notes = "; ".join(dict.fromkeys(remedy.notes))
    yield f"({notes})"


def _nothing(remedies: Remedies) -> str:
    if remedies.fixed:
        return _FIXED
    if not remedies.tried and not remedies.complete:
        return _UNTRIED
    told = [_TRIED.format(remedies.tried)]
    if not remedies.complete:
        told.append(_IN_TIME)
    return f"{_NOTHING} ({'; '.join(told)})."
