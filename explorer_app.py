"""The explorer's entry for ``streamlit run explorer_app.py``: the pages behind their guard."""

from streamlit.starlette import App

from kg.explorer.server import MIDDLEWARE, ROUTES, SCRIPT, require_loopback

require_loopback()
# Streamlit looks for this call in the text of the file.
app = App(SCRIPT, routes=ROUTES, middleware=MIDDLEWARE)
