"""Continuum: an explainable expert system for corrective exercise.

Rooms, each importing only what stands to its right: ``cli`` → ``view`` → ``engine`` →
``knowledge``. What is known lives in ``ontology/``, what follows lives in ``rules/``; Python moves,
solves and shows.
"""

__version__ = "0.1.0"
