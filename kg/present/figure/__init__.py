"""The figure of the body: its drawing, the muscles on it, and it as a picture."""
