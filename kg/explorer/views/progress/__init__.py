"""The page “Progress” and its parts."""
