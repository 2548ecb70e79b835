"""One page of the explorer by itself, for tests without a browser: ``?page=PATH``."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from kg.explorer import alerts, session, style
from kg.explorer.views import PAGES

style.apply()
(page,) = (one for one in PAGES if one.path == st.query_params["page"])
here = session.begin()
alerts.notices(here)
if page.path != "case":
    alerts.unadded()
getattr(import_module(page.module), page.function)(here)
