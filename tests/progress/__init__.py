"""Tests of the history of cases, what changed between two, and the photos."""
