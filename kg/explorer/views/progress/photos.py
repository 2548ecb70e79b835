"""Posture photos of a client: two of them beside each other, one more, one less."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from kg.errors import BadInput, ContinuumError
from kg.explorer.components.posture_pair import Shown, posture_pair
from kg.explorer.escape import as_written
from kg.explorer.session import knowledge
from kg.explorer.views.progress.store import Store
from kg.present.text_writer import in_side
from kg.progress.photos import clean_content, reduced
from kg.progress.store import Assessment, History, Photo

__all__ = ["photos"]

_LEFT, _RIGHT, _FILE, _TOLD = (
    "progress_photo_left",
    "progress_photo_right",
    "progress_photo_file",
    "progress_told",
)
#: The longest side of a photo on the page, in pixels.
_SHOWN: Final = 1000
_KEPT: Final = 32
_SIDES: Final = ("not one side", "left", "right")


def photos(store: Store, client: str, assessments: tuple[Assessment, ...]) -> None:
    """Show the photos of a client."""
    st.markdown(
        "Photos stay beside the history on this computer, without place, time and device, and are "
        "never sent anywhere. A face is still a face: keep the folder as safe as the client's file."
    )
    try:
        with store.opened() as history:
            photo_list = history.photos(client)
            if photo_list:
                _pair(history, photo_list)
            else:
                st.markdown("**No photo is kept of this client yet.**")
    except ContinuumError as error:
        st.error(as_written(error.message))
        return
    if store.example:
        st.markdown("The example has no photos. Under **Your history** they can be added.")
        return
    left, right = st.columns(2, gap="large")
    with left:
        _add(store, client, assessments)
    with right:
        for photo in photo_list:
            _remove(store, photo)


def _pair(history: History, photo_list: tuple[Photo, ...]) -> None:
    """Show two photos: the first and the last of one view, or what the visitor chooses."""
    names = {one.number: _name(one) for one in photo_list}
    alike = [
        photo
        for photo in photo_list
        if (photo.view, photo.side) == (photo_list[0].view, photo_list[0].side)
    ]
    for key, usual in ((_LEFT, alike[0]), (_RIGHT, alike[-1])):
        if st.session_state.get(key) not in names:
            st.session_state[key] = usual.number
    left_column, two = st.columns(2)
    left = left_column.selectbox(
        "Left photo", list(names), key=_LEFT, format_func=lambda at: names[at]
    )
    right = two.selectbox("Right photo", list(names), key=_RIGHT, format_func=lambda at: names[at])
    by_number = {each.number: each for each in photo_list}
    pair = dict.fromkeys((by_number[int(left)], by_number[int(right)]))
    posture_pair([_photo_as_shown(history, each) for each in pair], key="progress_pair")
    if len({(each.view, each.side) for each in pair}) > 1:
        st.warning("The two photos were taken from different views.")


def _name(photo: Photo) -> str:
    side = f", {in_side(photo.side)}" if photo.side else ""
    return f"{photo.day}, {knowledge().label(photo.view).lower()}{side} (photo {photo.number})"


def _photo_as_shown(history: History, photo: Photo) -> Shown:
    try:
        content, width, height = _reduced(photo.digest, history.content(photo))
    except BadInput as error:
        return Shown(_name(photo), fault=f"This photo cannot be shown: {error.message}")
    return Shown(_name(photo), content, width, height)


@st.cache_data(show_spinner=False, max_entries=_KEPT)
def _reduced(digest: str, _content: bytes) -> tuple[bytes, int, int]:
    picture = reduced(_content, f"photo {digest[:8]}", _SHOWN)
    return picture.content, picture.width, picture.height


def _add(store: Store, client: str, assessments: tuple[Assessment, ...]) -> None:
    views = sorted(str(one) for (one,) in knowledge().facts.relations["progress_view"])
    numbers = {one.number: f"{one.day} (assessment {one.number})" for one in assessments}
    with st.form("progress_photo", border=True, clear_on_submit=True):
        st.markdown("**Add a photo**")
        file: Any = st.file_uploader(
            "JPEG, PNG or WebP", type=["jpg", "jpeg", "png", "webp"], key=_FILE
        )
        number = st.selectbox(
            "Of the assessment",
            list(numbers)[::-1],
            format_func=lambda at: numbers[at],
        )
        left_column, two = st.columns(2)
        view = left_column.selectbox("Taken from", views, format_func=knowledge().label)
        side = two.selectbox("It shows", _SIDES, format_func=in_side)
        if st.form_submit_button("Keep the photo"):
            if file is None:
                st.error("Choose a file first.")
                return
            _keep(store, client, int(number), (str(view), str(side)), file)


def _keep(store: Store, client: str, number: int, seen: tuple[str, str], file: Any) -> None:  # noqa: ANN401 - what Streamlit hands over
    view, side = seen
    try:
        picture = clean_content(file.getvalue(), str(file.name))
        with store.opened() as history:
            history.add_photo(
                client,
                picture,
                view=view,
                side=side if side in ("left", "right") else None,
                number=number,
            )
    except ContinuumError as error:
        st.error(as_written(error.message))
        return
    st.session_state[_TOLD] = "The photo is kept, freed of everything but its pixels."
    st.rerun()


def _remove(store: Store, photo: Photo) -> None:
    row = st.container(horizontal=True, vertical_alignment="center")
    row.markdown(as_written(_name(photo)))
    with row.popover("Remove", key=f"progress_photo_remove.{photo.number}"):
        st.markdown("The photo is deleted; that cannot be undone.")
        if st.button(
            f"Remove photo {photo.number:d}",
            key=f"progress_photo_gone.{photo.number}",
        ):
            try:
                with store.opened() as history:
                    history.remove_photo(photo.client, photo.number)
            except ContinuumError as error:
                st.error(as_written(error.message))
                return
            st.session_state[_TOLD] = f"Removed photo {photo.number}."
            st.rerun()
