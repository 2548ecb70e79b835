"""How an older history becomes a newer one; a released migration is never edited."""
