"""A page with nothing but the body map, run by the tests in a real browser.

``?case=NAME`` shows the advice on an example, ``&multiple=1`` lets several be chosen, ``&held=1``
lets the page hold the choice and change it from outside, ``&slow=1`` makes every run take its time,
``&away=1`` has a box that takes the map off the page, ``&judged=1`` puts signs on three muscles.
"""

from __future__ import annotations

import time
from pathlib import Path

import streamlit as st

from kg.advice.advise import advise
from kg.case.file import read_file
from kg.case.vocabulary import Vocabulary
from kg.explorer.components.body_map import Verdict, body_map
from kg.knowledge import KnowledgeBase
from kg.present.figure.body_map import BodyMap
from kg.present.figure.body_map import body_map as map_of

VERDICTS: dict[tuple[str, str], Verdict] = {
    ("soleus", "right"): "correct",
    ("sartorius", "left"): "wrong",
    ("triceps_surae", "left"): "missed",
}


@st.cache_resource
def shown(name: str | None) -> BodyMap:
    """Return the map of an example, or one without statuses."""
    knowledge = KnowledgeBase.load()
    if name is None:
        return map_of(None, knowledge)
    path = Path(__file__).parents[2] / "examples" / f"{name}.yaml"
    return map_of(advise(read_file(str(path)).case(Vocabulary.of(knowledge)), knowledge), knowledge)


def hold(*chosen: tuple[str, str]) -> None:
    """Change the choice from outside the map."""
    st.session_state.held = chosen


st.set_page_config(page_title="Body map", layout="wide")
st.title("Body map")
asked = st.query_params
if "held" in asked:
    st.session_state.setdefault("held", ())
    st.button("Hamstrings", on_click=hold, args=(("medial_hamstrings", "left"),))
    st.button("Nothing", on_click=hold)
if "slow" in asked:
    time.sleep(0.5)
if "away" in asked and st.checkbox("Away"):
    st.stop()
found = body_map(
    shown(asked.get("case")),
    key="body",
    selected=st.session_state.held if "held" in asked else None,
    multiple="multiple" in asked,
    verdicts=VERDICTS if "judged" in asked else None,
)
if "held" in asked:
    st.session_state.held = found
st.markdown("Chosen: " + ("; ".join(f"{muscle} {side}" for muscle, side in found) or "nothing"))
