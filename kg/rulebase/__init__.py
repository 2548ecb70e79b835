"""The rule language: files of rules read, parsed, annotated, and their sentences filled in."""
