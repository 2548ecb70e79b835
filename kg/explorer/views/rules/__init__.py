"""The page “Rules” and its parts."""
