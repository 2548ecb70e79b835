"""Why, why not, what would change it: every statement of an advice, explained from the rules.

Nothing here decides anything: the answer is the engine's, and stays as it is.
"""
