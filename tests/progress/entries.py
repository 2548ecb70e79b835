"""Entries of a history that no rules have to read."""

from __future__ import annotations

import datetime as dt
from typing import Final

from kg.progress.store import HistoryEntry

DAY: Final = dt.date(2026, 3, 2)


def entry(client: str = "client-07", word: str = "one", day: dt.date = DAY) -> HistoryEntry:
    """Return an entry; the word makes it different from others of its client and day."""
    return HistoryEntry(
        client, day, f"client: {client}  # {word}\n", f'{{"word":"{word}"}}', "o", "r"
    )
