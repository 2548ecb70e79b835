"""Explanations of an advice: why, why not, what if, what it would cost, and each in words."""
