"""The page “Knowledge” and its parts."""
