"""A story as a tree, as a graph, as Markdown and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kg.explain.narrative import Line, RuleNote, Story
from kg.present.proof_files import story_as_dot, story_as_markdown, story_to_dict, to_json
from kg.present.proof_text import render_story

NOTE = RuleNote("why_p", "a book", "p :- q, r.", "rules/a.lp", 3)
LINES = [
    Line("q", "Q was seen.", "case"),
    Line("s", "S is known.", "knowledge", place="ontology/a.ttl:7", sources=("One", "Two", "Six")),
    Line("r", 'R follows from "S".', "rule", ("s", "q"), NOTE),
    Line("always", "Always so.", "rule", (), NOTE),
    Line("p", "P follows.", "choice", ("q", "r", "always"), NOTE),
]
STORY = Story("p", {line.key: line for line in LINES})


def test_the_tree_says_each_thing_once_and_leaves_out_what_holds_for_everybody() -> None:
    assert render_story(STORY) == (
        "P follows. [why_p]\n"
        "├─ Q was seen.\n"
        '└─ R follows from "S". [why_p]\n'
        "   ├─ S is known. [ontology/a.ttl:7; One; Two; 1 more]\n"
        "   └─ Q was seen.\n"
    )
    assert "Always so." in render_story(STORY, whole=True)


def test_the_tree_can_be_cut_and_keeps_to_its_width() -> None:
    assert render_story(STORY, depth=1).endswith("   └─ …\n")
    assert all(len(line) <= 40 for line in render_story(STORY, width=40).splitlines())


def test_a_line_that_only_repeats_another_gives_way() -> None:
    lines = {**STORY.lines, "p": replace(LINES[4], text=LINES[2].text, because=("r",))}
    lines["r"] = replace(LINES[2], because=("q",))
    assert render_story(Story("p", lines)).count("R follows") == 1


def test_the_graph_has_every_line_and_every_reason() -> None:
    dot = story_as_dot(STORY)
    assert dot.count(" -> ") == sum(len(line.because) for line in LINES)
    assert dot.count("[label=") == len(LINES)
    assert '\\"S\\"' in dot


def test_markdown_is_nested() -> None:
    text = story_as_markdown(STORY)
    assert text.startswith("### P follows.\n\n- Q was seen.\n")
    assert "\n  - S is known. (`ontology/a.ttl:7`; One; Two; Six)\n" in text


def test_json_holds_the_whole_story() -> None:
    told = json.loads(to_json(story_to_dict(STORY)))
    assert told["statement"] == "p"
    assert [line["key"] for line in told["lines"]] == list(STORY.lines)
    assert told["lines"][2]["rule"]["id"] == "why_p"


@pytest.mark.parametrize("depth", [None, 1, 5])
def test_no_key_is_shown(depth: int | None) -> None:
    assert "always" not in render_story(STORY, depth=depth)
