"""A paper as Moodle XML, the question format that Moodle and other platforms import.

Written to https://docs.moodle.org/en/Moodle_XML_format, and to what Moodle's importer reads:
``question/format/xml/format.php`` of moodle/moodle. There is no published schema.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from typing import Final

from kg.study.paper import Paper, PaperEntry

__all__ = ["paper_moodle"]

#: The shares of a grade that Moodle knows, in percent, by the number of answers that share it.
_SHARES: Final = {
    1: "100",
    2: "50",
    3: "33.33333",
    4: "25",
    5: "20",
    6: "16.66667",
    7: "14.28571",
    8: "12.5",
    9: "11.11111",
    10: "10",
}
_NAME: Final = 200
#: The file of a picture within a question.
_PICTURE: Final = "picture.svg"


def paper_moodle(given: Paper) -> str:
    """Return a paper as Moodle XML: each answer with its reason, and its proof if the paper has it.

    Args:
        given: the paper.
    """
    name = f"{given.title} ({given.edition}, seed {given.seed})"
    # A single stroke would begin a category within the category.
    category = f"$course$/top/{name.strip('/ ').replace('/', '//')}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<quiz>",
        '  <question type="category">',
        f"    <category><text>{escape(category, quote=False)}</text></category>",
        "  </question>",
    ]
    for entry in given.entries:
        lines += _question(given, entry)
    return "\n".join([*lines, "</quiz>"]) + "\n"


def _question(given: Paper, entry: PaperEntry) -> Iterator[str]:
    question = entry.question
    name = f"{entry.number:03d} {question.label}"[:_NAME]
    story = "".join(f"<p>{escape(line)}</p>" for line in question.story)
    picture = ""
    if entry.picture:
        alt = escape(entry.description)
        picture = f'<p><img src="@@PLUGINFILE@@/{_PICTURE}" alt="{alt}"></p>'
    question_html = f"{story}{picture}<p>{escape(question.text)} <em>{question.task}</em></p>"
    notes = " ".join(given.notes(question))
    single = question.form == "one"
    rights = len(question.right)
    wrongs = len(question.options) - rights
    yield '  <question type="multichoice">'
    yield f"    <name><text>{escape(name, quote=False)}</text></name>"
    yield f'    <questiontext format="html"><text>{_data(question_html)}</text>'
    if entry.picture:
        content = base64.b64encode(entry.picture.encode()).decode()
        yield f'      <file name="{_PICTURE}" path="/" encoding="base64">{content}</file>'
    yield "    </questiontext>"
    yield f'    <generalfeedback format="html"><text>{_data(f"<p>{escape(notes)}</p>")}</text>'
    yield "    </generalfeedback>"
    yield "    <defaultgrade>1.0000000</defaultgrade>"
    yield "    <penalty>0.3333333</penalty>"
    yield "    <hidden>0</hidden>"
    yield f"    <idnumber>{_id(question.id)}</idnumber>"
    yield f"    <single>{'true' if single else 'false'}</single>"
    yield "    <shuffleanswers>false</shuffleanswers>"
    yield "    <answernumbering>abc</answernumbering>"
    # The question says itself what is to be done; Moodle would say it once more.
    yield "    <showstandardinstruction>0</showstandardinstruction>"
    if not single:
        yield "    <shownumcorrect/>"
    for option, (because, proof) in zip(question.options, entry.says, strict=True):
        because_html = f"<p>{escape(because)}</p>" + (
            f"<pre>{escape(proof)}</pre>" if proof else ""
        )
        share = _SHARES[rights] if option.right else ("0" if single else f"-{_SHARES[wrongs]}")
        yield f'    <answer fraction="{share}" format="html">'
        yield f"      <text>{_data(f'<p>{escape(option.text)}</p>')}</text>"
        yield f'      <feedback format="html"><text>{_data(because_html)}</text></feedback>'
        yield "    </answer>"
    yield "    <tags>"
    editions = [f"edition:{question.edition}"] if question.edition else []
    for tag in (f"kind:{question.kind}", *(f"topic:{one}" for one in question.topics), *editions):
        yield f"      <tag><text>{escape(tag, quote=False)}</text></tag>"
    yield "    </tags>"
    yield "  </question>"


def _data(markup: str) -> str:
    """Return markup as character data."""
    return f"<![CDATA[{markup.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _id(name: str) -> str:
    """Return a short name that stays the same for the same question."""
    return f"continuum-{hashlib.sha256(name.encode()).hexdigest()[:20]}"
