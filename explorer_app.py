"""The explorer's entry for ``streamlit run explorer_app.py``: navigation, nothing else."""

from kg.explorer.app import main

main()
