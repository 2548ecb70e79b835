"""Checks of knowledge and rules, off the path of an advice: lint, shapes, referee, coverage."""
