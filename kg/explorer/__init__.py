"""The explorer: Streamlit pages and components, widgets only; no knowledge and no decisions."""
