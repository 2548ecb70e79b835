"""The page “Study” and its parts."""
