"""Proofs: found, checked, shown."""
