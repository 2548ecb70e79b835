"""How bodies are posed, settled, loaded and drawn: geometry and mechanics on plain data.

The skeleton, the postures and the exercises come from the tables; no muscle, exercise or figure of
the field is named here. Nothing here opens a file, a cache or a page.
"""
